"""The objective "fewest documents": as few (project, lot) lines as possible, one line carrying all three accounts.

Choosing lines is a fixed-charge problem, which no fast method solves exactly at 500 projects by 2,000 lots. What is done: a greedy
choice (the lot that covers all that is left with the least to spare, else the one that covers most), tightest projects first, then
lines that others can take over are dropped. Small parts also go to HiGHS as integer programs with a time limit. The result
says which it was and gives a lower bound on the number of lines: the sum over projects of the fewest lots that could serve it if it
were alone.
"""

from __future__ import annotations

from typing import Optional

import numpy as np

from ...progress import Progress, Stretch, stop_if_cancelled
from .demand import Problem

Lines = dict[tuple[int, int], np.ndarray]  # (project, offer) -> int64 (3,)


def fewest_lines(
    problem: Problem, served: np.ndarray, use_highs: bool, progress: Progress
) -> tuple[Optional[Lines], int, bool]:
    """Return (lines, lower bound, proven least); lines are None when the greedy choice cannot give everybody their share.

    `served` int64 (3, p) is what each project is to get.
    """
    least = fewest_alone(problem, served, Stretch(progress, 0.0, 0.2))
    bound = int(least.sum())
    lines = _greedy(problem, served, Stretch(progress, 0.2, 0.6))
    if use_highs and (lines is None or len(lines) > bound):
        from .documents_highs import fewest_by_highs

        lines, bound = fewest_by_highs(problem, served, lines, least, Stretch(progress, 0.6, 1.0))
    return lines, bound, lines is not None and len(lines) == bound


def fewest_alone(problem: Problem, served: np.ndarray, progress: Progress) -> np.ndarray:
    """Return int64 (p,): how many lines each project needs even if it had every lot to itself; no solution has fewer."""
    fewest = np.zeros(served.shape[1], dtype=np.int64)
    for p in range(served.shape[1]):
        stop_if_cancelled(progress)
        progress.at(p / served.shape[1])
        for account in range(3):
            need = int(served[account, p])
            if need:
                amounts = np.sort(problem.supply[account][problem.eligible[p]])[::-1]
                fewest[p] = max(fewest[p], int(np.searchsorted(np.cumsum(amounts), need)) + 1)
    return fewest


def _greedy(problem: Problem, served: np.ndarray, progress: Progress) -> Optional[Lines]:
    left = problem.supply.copy()
    lines: Lines = {}
    choices = problem.eligible.sum(axis=1)
    order = sorted(range(served.shape[1]), key=lambda p: (int(choices[p]), -int(served[0, p]), p))
    for done, p in enumerate(order):
        progress.at(0.8 * done / len(order))
        need = served[:, p].copy()
        while need.any():
            stop_if_cancelled(progress)
            chosen = _best_offer(need, left, problem.eligible[p])
            if chosen is None:
                return None
            step = np.minimum(need, left[:, chosen])
            lines[p, chosen] = lines.get((p, chosen), np.zeros(3, dtype=np.int64)) + step
            left[:, chosen] -= step
            need -= step
    return _drop_lines(lines, left, progress)


def _best_offer(need: np.ndarray, left: np.ndarray, eligible: np.ndarray) -> Optional[int]:
    """Return the offer to take next: one that covers everything with the least to spare, else the one that covers most."""
    asked = need > 0
    scale = need[asked].astype(float)
    share = np.minimum(left[asked].T, need[asked]) / scale
    covered = np.where(eligible, share.sum(axis=1), 0.0)
    if not covered.any():
        return None
    whole = eligible & (need[asked] <= left[asked].T).all(axis=1)
    if whole.any():
        spare = ((left[asked].T - need[asked]) / scale).sum(axis=1)
        idle = left[~asked].sum(axis=0) * 1e-12  # prefer lots without indices that this project has no use for
        return int(np.argmin(np.where(whole, spare + idle, np.inf)))
    return int(np.argmax(covered))


def _drop_lines(lines: Lines, left: np.ndarray, progress: Progress) -> Lines:
    """Move a line's amounts to the other lots of its project where these have room; smallest lines first."""
    by_project: dict[int, list[int]] = {}
    for p, o in lines:
        by_project.setdefault(p, []).append(o)
    for p, o in sorted(lines, key=lambda pair: (int(lines[pair].sum()), pair)):
        stop_if_cancelled(progress)
        amounts = lines[p, o]  # may have grown since the lines were sorted
        others = [x for x in by_project[p] if x != o and (p, x) in lines]
        room = left[:, others].sum(axis=1) if others else np.zeros(3, dtype=np.int64)
        if not (room >= amounts).all():
            continue
        rest = amounts.copy()
        for other in others:
            step = np.minimum(rest, left[:, other])
            lines[p, other] = lines[p, other] + step
            left[:, other] -= step
            rest -= step
        left[:, o] += amounts
        del lines[p, o]
    return lines
