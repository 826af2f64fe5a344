"""Fewest lines as integer programs for HiGHS: a binary for each eligible pair, three amounts under it; small problems only.

Projects that share no lot are programs of their own. Scipy holds the interpreter while HiGHS works (see `highs`), so that each gets a
moment and the user is asked between them; what was best so far stands when a moment was not enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Optional

import numpy as np

from ...progress import Progress, stop_if_cancelled
from .demand import Problem
from .highs import SECONDS
from .serving import serve_in_order

Lines = dict[tuple[int, int], np.ndarray]
_MOST_PAIRS = 3_000
_MOMENTS = 16


def fewest_by_highs(
    problem: Problem, served: np.ndarray, lines: Optional[Lines], least: np.ndarray, progress: Progress
) -> tuple[Optional[Lines], int]:
    """Return (the fewest lines known, a lower bound).

    `lines` are the fewest known before, `least` int64 (p,) how many lines each project needs at the least.
    """
    found: Optional[Lines] = {}
    bound, moments = 0, 0
    for pairs in _parts(problem, served):
        stop_if_cancelled(progress)
        progress.at(moments / _MOMENTS)
        members = {p for p, _ in pairs}
        known = None if lines is None else {pair: lines[pair] for pair in lines if pair[0] in members}
        below = int(least[sorted(members)].sum())
        if (known is None or len(known) > below) and len(pairs) <= _MOST_PAIRS and moments < _MOMENTS:
            moments += 1
            better, proven = _solve(problem, served, pairs)
            below = max(below, proven)
            if better is not None and (known is None or len(better) < len(known)):
                known = better
        bound += below
        found = None if found is None or known is None else {**found, **known}
    return found, bound


def _parts(problem: Problem, served: np.ndarray) -> Iterator[list[tuple[int, int]]]:
    """Yield the useful pairs (project, offer), part by part; no lot serves two parts."""
    wanted = served > 0
    useful = np.zeros_like(problem.eligible)
    for account in range(3):
        useful |= wanted[account][:, None] & (problem.supply[account] > 0)
    useful &= problem.eligible
    waiting = np.nonzero(useful.any(axis=1))[0].tolist()
    while waiting:
        projects = np.zeros(useful.shape[0], dtype=bool)
        projects[waiting[0]] = True
        size = 0
        while size != int(projects.sum()):
            size = int(projects.sum())
            projects |= useful[:, useful[projects].any(axis=0)].any(axis=1)
        rows, columns = np.nonzero(useful & projects[:, None])
        yield list(zip(rows.tolist(), columns.tolist()))
        waiting = [p for p in waiting if not projects[p]]


def _solve(problem: Problem, served: np.ndarray, pairs: list[tuple[int, int]]) -> tuple[Optional[Lines], int]:
    """Return (lines or None, lower bound) of one part within a moment."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import bmat, coo_matrix, identity

    n = len(pairs)
    projects, of_project = np.unique([p for p, _ in pairs], return_inverse=True)
    offers, of_offer = np.unique([o for _, o in pairs], return_inverse=True)
    got, had = served[:, projects], problem.supply[:, offers]
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
        options={"time_limit": SECONDS},
    )
    bound = getattr(answer, "mip_dual_bound", None)
    proven = ceil(bound - 1e-6) if bound is not None and np.isfinite(bound) else 0
    if answer.x is None:
        return None, proven
    return _whole_amounts(problem, served, [pair for pair, z in zip(pairs, answer.x[:n]) if z > 0.5]), proven


def _whole_amounts(problem: Problem, served: np.ndarray, pairs: list[tuple[int, int]]) -> Optional[Lines]:
    """Return whole amounts on the chosen lines, None when they do not reach (the doubles were too kind)."""
    lines = {pair: np.zeros(3, dtype=np.int64) for pair in pairs}
    near = np.zeros_like(problem.eligible)
    near[tuple(np.array(pairs, dtype=np.int64).reshape(-1, 2).T)] = True
    mine = near.any(axis=1)
    for account in range(3):
        wanted = np.where(mine, served[account], 0)
        got, flows = serve_in_order(near, np.arange(len(wanted)), wanted, problem.supply[account])
        if not (got == wanted).all():
            return None
        for pair, amount in flows.items():
            lines[pair][account] = amount
    return {pair: amounts for pair, amounts in lines.items() if amounts.any()}
