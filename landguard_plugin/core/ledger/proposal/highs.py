"""The transport network through scipy's HiGHS, where QGIS's Python has scipy. Imported only when asked for.

HiGHS works with doubles; its vertex is rounded to integers and checked to the last unit. What does not check is not used. Scipy holds
the interpreter while HiGHS works: no thread runs, no window answers, nothing can cancel. So HiGHS only gets what it does in a moment,
and never more than SECONDS at a time; larger problems are left to the exact method, which proves itself.
"""

from __future__ import annotations

from typing import Optional

import numpy as np

from .network import Solution, Transport, is_exact

SECONDS = 0.6
_MOST_ARCS, _MOST_OFFERS = 20_000, 5_000


def available() -> bool:
    """Return whether scipy's HiGHS can be used here."""
    try:
        from scipy.optimize import linprog, milp  # noqa: F401
    except Exception:  # a broken binary package fails in many ways; each of them means: not available
        return False
    return True


def solve_by_highs(transport: Transport) -> Optional[Solution]:
    """Return the least-cost solution as integers, None for a large problem or when the rounded vertex does not close exactly."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_matrix

    classes = transport.classes
    count_p, count_o = classes.near.shape
    offers = np.nonzero(transport.supply > 0)[0]
    if int((classes.near >= 0).sum()) > _MOST_ARCS or len(offers) > _MOST_OFFERS:
        return None
    arcs = classes.arcs
    if not transport.demand.any():
        return np.zeros(len(transport.supply), dtype=np.int64), {}
    rows = [int(classes.of_offer[o]) for o in offers] + [j for _, j in arcs] + [count_o + i for i, _ in arcs]
    columns = [*range(len(offers)), *(len(offers) + k for k in range(len(arcs)))] + [
        len(offers) + k for k in range(len(arcs))
    ]
    signs = [1.0] * len(offers) + [-1.0] * len(arcs) + [1.0] * len(arcs)
    matrix = coo_matrix((signs, (rows, columns)), shape=(count_o + count_p, len(offers) + len(arcs))).tocsr()
    right = np.concatenate([np.zeros(count_o), transport.demand.astype(float)])
    cost = np.concatenate([transport.offer_cost[offers], [transport.pair_cost[pair] for pair in arcs]]).astype(float)
    bounds = [(0, float(transport.supply[o])) for o in offers] + [(0, None)] * len(arcs)
    answer = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds", options={"time_limit": SECONDS})
    if not answer.success:
        return None
    used = np.zeros(len(transport.supply), dtype=np.int64)
    used[offers] = np.rint(answer.x[: len(offers)]).astype(np.int64)
    flows = np.rint(answer.x[len(offers) :]).astype(np.int64)
    solution = used, {pair: int(amount) for pair, amount in zip(arcs, flows) if amount}
    return solution if is_exact(transport, solution) else None
