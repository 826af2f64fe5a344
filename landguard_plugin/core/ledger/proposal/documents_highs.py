"""Fewest lines as integer programs for HiGHS: a binary for each eligible pair, three amounts under it; small problems only.

Projects that share no lot are programs of their own. Scipy holds the interpreter while HiGHS works (see `highs`), so that each gets a
moment and the user is asked between them; where that was not enough, the best so far is bettered a few projects at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import ceil
from typing import Optional

import numpy as np

from ...progress import Progress, Stretch, stop_if_cancelled
from .demand import Problem
from .highs import SECONDS
from .serving import serve_in_order

Lines = dict[tuple[int, int], np.ndarray]
_MOST_PAIRS = 3_000
_MOMENTS = 16
_WINDOW_PAIRS, _STRIDE = (80, 160, 240), 7


def fewest_by_highs(
    problem: Problem, served: np.ndarray, lines: Optional[Lines], least: np.ndarray, progress: Progress
) -> tuple[Optional[Lines], int]:
    """Return (the fewest lines known, a lower bound).

    `lines` are the fewest known before, `least` int64 (p,) how many lines each project needs at the least.
    """
    useful = _useful(problem, served)
    parts: list[tuple[Optional[Lines], int]] = []
    moments = 0
    for members in _parts(useful, progress):
        stop_if_cancelled(progress)
        known = None if lines is None else {pair: lines[pair] for pair in lines if members[pair[0]]}
        below = int(least[members].sum())
        small = int(useful[members].sum()) <= _MOST_PAIRS
        if (known is None or len(known) > below) and small and moments < _MOMENTS:
            moments += 1
            progress.at(moments / _MOMENTS)
            rows, columns = np.nonzero(useful & members[:, None])
            better, proven = _solve(problem.supply, served, list(zip(rows.tolist(), columns.tolist())), SECONDS)
            below = max(below, proven)
            if better is not None and (known is None or len(better) < len(known)):
                known = better
        parts.append((known, below))
    bound = sum(below for _, below in parts)
    if any(known is None for known, _ in parts):
        return None, bound
    found = {pair: amounts for known, _ in parts for pair, amounts in (known or {}).items()}
    if len(found) > bound and int(useful.sum()) <= _MOST_PAIRS * 10:
        rest = Stretch(progress, moments / _MOMENTS, 1.0)
        found = _window_by_window(problem.supply, served, useful, found, least, _MOMENTS - moments, rest)
    return found, bound


def _window_by_window(
    supply: np.ndarray,
    served: np.ndarray,
    useful: np.ndarray,
    lines: Lines,
    least: np.ndarray,
    moments: int,
    progress: Progress,
) -> Lines:
    """Return no more lines: those of a few projects at a time are chosen anew while the others keep theirs."""
    members = sorted({p for p, _ in lines})
    pairs_each = max(1, int(useful[members].sum()) // len(members))
    for turn in range(moments):
        stop_if_cancelled(progress)
        progress.at(turn / moments)
        size = max(2, _WINDOW_PAIRS[turn % len(_WINDOW_PAIRS)] // pairs_each)
        if size >= len(members):
            continue  # all of them were chosen together before
        window = set(_window(members, turn, size, useful, lines, least))
        kept = {pair: amounts for pair, amounts in lines.items() if pair[0] not in window}
        left = supply.copy()
        for (_, offer), amounts in kept.items():
            left[:, offer] -= amounts
        pairs = [(p, int(o)) for p in sorted(window) for o in np.nonzero(useful[p] & left.any(axis=0))[0]]
        better, _ = _solve(left, served, pairs, SECONDS)
        if better is not None and len(better) + len(kept) < len(lines):
            lines = {**kept, **better}
    return lines


def _window(members: list[int], turn: int, size: int, useful: np.ndarray, lines: Lines, least: np.ndarray) -> list[int]:
    """Return a project and some that could use its lots: first those with the most lines to spare, mixed anew at each turn."""
    middle = members[turn * _STRIDE % len(members)]
    rivals = (useful[members] & useful[middle]).any(axis=1)
    spare = Counter(p for p, _ in lines)
    mixed = {p: (number + 1) * (turn + 1) * _STRIDE % 101 for number, p in enumerate(members)}
    others = [p for p, rival in zip(members, rivals.tolist()) if rival and p != middle]
    return [middle, *sorted(others, key=lambda p: (least[p] - spare[p], mixed[p], p))[: size - 1]]


def _useful(problem: Problem, served: np.ndarray) -> np.ndarray:
    """Return bool (p, o): the offer may serve the project and has something that it is to get."""
    useful = np.zeros_like(problem.eligible)
    for account in range(3):
        useful |= (served[account] > 0)[:, None] & (problem.supply[account] > 0)
    return useful & problem.eligible


def _parts(useful: np.ndarray, progress: Progress) -> Iterator[np.ndarray]:
    """Yield the projects of one part after the other as bool (p,); no lot serves two parts."""
    waiting = useful.any(axis=1)
    while waiting.any():
        part = np.zeros(len(waiting), dtype=bool)
        part[int(waiting.argmax())] = True
        lots = useful[part].any(axis=0)
        while True:
            stop_if_cancelled(progress)
            wider = waiting & useful[:, lots].any(axis=1)
            if (wider == part).all():
                break
            part, lots = wider, useful[wider].any(axis=0)
        yield part
        waiting &= ~part


def _solve(
    supply: np.ndarray, served: np.ndarray, pairs: list[tuple[int, int]], seconds: float
) -> tuple[Optional[Lines], int]:
    """Return (lines or None, lower bound) of one part within a moment."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import bmat, coo_matrix, identity

    n = len(pairs)
    projects, of_project = np.unique([p for p, _ in pairs], return_inverse=True)
    offers, of_offer = np.unique([o for _, o in pairs], return_inverse=True)
    got, had = served[:, projects], supply[:, offers]
    scale = np.maximum(got.max(axis=1), 1).astype(float)  # amounts as shares of the largest need: well-scaled numbers
    ones, places = np.ones(n), range(n)
    by_project = coo_matrix((ones, (of_project, places)), shape=(len(projects), n))
    by_offer = coo_matrix((ones, (of_offer, places)), shape=(len(offers), n))
    rows, low, high = [], [], []
    for a in range(3):
        blank = [None] * 3
        for matrix, least, most in (
            (by_project, got[a] / scale[a], got[a] / scale[a]),
            (by_offer, np.zeros(len(offers)), had[a] / scale[a]),
        ):
            rows.append([None, *blank[:a], matrix, *blank[a + 1 :]])
            low.append(least)
            high.append(most)
        most = np.minimum(got[a][of_project], had[a][of_offer]) / scale[a]
        caps = coo_matrix((-most, (places, places)), shape=(n, n))
        rows.append([caps, *blank[:a], identity(n), *blank[a + 1 :]])
        low.append(np.full(n, -np.inf))
        high.append(np.zeros(n))
    answer = milp(
        np.concatenate([ones, np.zeros(3 * n)]),
        constraints=LinearConstraint(bmat(rows).tocsr(), np.concatenate(low), np.concatenate(high)),
        bounds=Bounds(0, np.concatenate([ones, np.full(3 * n, np.inf)])),
        integrality=np.concatenate([ones, np.zeros(3 * n)]),
        options={"time_limit": seconds},
    )
    bound = getattr(answer, "mip_dual_bound", None)
    proven = ceil(bound - 1e-6) if bound is not None and np.isfinite(bound) else 0
    if answer.x is None:
        return None, proven
    return _whole_amounts(supply, served, [pair for pair, z in zip(pairs, answer.x[:n]) if z > 0.5]), proven


def _whole_amounts(supply: np.ndarray, served: np.ndarray, pairs: list[tuple[int, int]]) -> Optional[Lines]:
    """Return whole amounts on the chosen lines, None when they do not reach (the doubles were too kind)."""
    lines = {pair: np.zeros(3, dtype=np.int64) for pair in pairs}
    near = np.zeros((served.shape[1], supply.shape[1]), dtype=bool)
    near[tuple(np.array(pairs, dtype=np.int64).reshape(-1, 2).T)] = True
    mine = near.any(axis=1)
    for account in range(3):
        wanted = np.where(mine, served[account], 0)
        got, flows = serve_in_order(near, np.arange(len(wanted)), wanted, supply[account])
        if not (got == wanted).all():
            return None
        for pair, amount in flows.items():
            lines[pair][account] = amount
    return {pair: amounts for pair, amounts in lines.items() if amounts.any()}
