"""Fewest lines as an integer program for HiGHS: a binary for each eligible pair, three amounts under it; small problems only."""

from __future__ import annotations

from math import ceil
from typing import Optional

import numpy as np

from .demand import Problem
from .flow import Network


def fewest_by_highs(
    problem: Problem, served: np.ndarray, seconds: float
) -> Optional[tuple[dict[tuple[int, int], np.ndarray], int]]:
    """Return (lines, lower bound), None when HiGHS finds nothing in time. Amounts are made whole on the chosen lines by flows."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_matrix

    pairs = [(int(p), int(o)) for p, o in zip(*np.nonzero(problem.eligible))]
    n = len(pairs)
    if not n or not served.any():
        return None
    scale = np.maximum(served.max(axis=1), 1).astype(
        float
    )  # amounts as shares of the largest need: well-scaled numbers
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    low: list[float] = []
    high: list[float] = []

    def row(entries: list[tuple[int, float]], least: float, most: float) -> None:
        rows.extend([len(low)] * len(entries))
        columns.extend(column for column, _ in entries)
        values.extend(value for _, value in entries)
        low.append(least)
        high.append(most)

    place = {pair: k for k, pair in enumerate(pairs)}
    for a in range(3):
        for p in range(served.shape[1]):
            mine = [(n + a * n + place[p, o], 1.0) for o in range(len(problem.offers)) if (p, o) in place]
            need = served[a, p] / scale[a]
            row(mine, need, need)
        for o in range(len(problem.offers)):
            theirs = [(n + a * n + place[p, o], 1.0) for p in range(served.shape[1]) if (p, o) in place]
            row(theirs, 0.0, problem.supply[a, o] / scale[a])
        for k, (p, o) in enumerate(pairs):
            most = min(served[a, p], problem.supply[a, o]) / scale[a]
            row([(n + a * n + k, 1.0), (k, -most)], -np.inf, 0.0)
    matrix = coo_matrix((values, (rows, columns)), shape=(len(low), 4 * n)).tocsr()
    upper = np.concatenate([np.ones(n), np.full(3 * n, np.inf)])
    answer = milp(
        np.concatenate([np.ones(n), np.zeros(3 * n)]),
        constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(0, upper),
        integrality=np.concatenate([np.ones(n), np.zeros(3 * n)]),
        options={"time_limit": seconds},
    )
    if answer.x is None:
        return None
    chosen = [pair for pair, z in zip(pairs, answer.x[:n]) if z > 0.5]
    lines = _whole_amounts(problem, served, chosen)
    if lines is None:
        return None
    least = getattr(answer, "mip_dual_bound", None)
    return lines, ceil(least - 1e-6) if least is not None else 0


def _whole_amounts(
    problem: Problem, served: np.ndarray, pairs: list[tuple[int, int]]
) -> Optional[dict[tuple[int, int], np.ndarray]]:
    """Return whole amounts on the chosen lines, None when they do not reach (the doubles were too kind)."""
    lines = {pair: np.zeros(3, dtype=np.int64) for pair in pairs}
    count_p, count_o = served.shape[1], len(problem.offers)
    for a in range(3):
        network = Network(2 + count_p + count_o)
        for o in {o for _, o in pairs}:
            network.arc(0, 2 + count_p + o, int(problem.supply[a, o]), 0)
        arcs = {(p, o): network.arc(2 + count_p + o, 2 + p, int(served[a, p]), 0) for p, o in pairs}
        for p in range(count_p):
            network.arc(2 + p, 1, int(served[a, p]), 0)
        if network.send(0, 1)[0] != int(served[a].sum()):
            return None
        for pair, arc in arcs.items():
            lines[pair][a] = network.flow_on(arc)
    return {pair: amounts for pair, amounts in lines.items() if amounts.any()}
