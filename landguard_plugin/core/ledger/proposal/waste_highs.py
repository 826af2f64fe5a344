"""The objective "least capacity wasted" as one linear program for HiGHS, and its optimum rounded to integers by exact flows."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

import numpy as np

from .network import Solution, Transport, solve_exactly

_FAR = 1_000_000


def solve_waste(
    quantity: Transport, capacity: Transport, held: np.ndarray
) -> Optional[tuple[dict[int, Solution], float]]:
    """Return ({account: solution}, least stranded capacity of the continuous problem), None when HiGHS gives up.

    Variables: offers' quantity, offers' capacity, flows between classes for both, and the stranded capacity w of each offer with
    w >= C/Q quantity - capacity, w >= 0.
    """
    from scipy.optimize import linprog
    from scipy.sparse import bmat, coo_matrix, identity

    classes, offers = quantity.classes, len(quantity.supply)
    arcs = classes.arcs
    balance = _balance(classes.of_offer, arcs, classes.near.shape)
    density = np.divide(held[2], held[0], out=np.zeros(offers), where=held[0] > 0)
    nothing = coo_matrix((balance.shape[0], offers))
    equal = bmat([[balance, None, nothing], [None, balance, nothing]]).tocsr()
    zero_arcs = coo_matrix((offers, len(arcs)))
    spread = coo_matrix((density, (range(offers), range(offers))), shape=(offers, offers))
    below = bmat([[spread, zero_arcs, -identity(offers), zero_arcs, -identity(offers)]]).tocsr()
    head = np.zeros(classes.near.shape[1])
    right = np.concatenate([head, quantity.demand, head, capacity.demand]).astype(float)
    cost = np.concatenate([np.zeros(2 * (offers + len(arcs))), np.ones(offers)])
    free = [(0, None)] * len(arcs)
    bounds = [(0, float(s)) for s in quantity.supply] + free + [(0, float(s)) for s in capacity.supply] + free
    bounds += [(0, None)] * offers
    answer = linprog(cost, A_ub=below, b_ub=np.zeros(offers), A_eq=equal, b_eq=right, bounds=bounds, method="highs")
    if not answer.success:
        return None
    size = offers + len(arcs)
    return {
        0: _whole(quantity, answer.x[:offers]),
        2: _whole(capacity, answer.x[size : size + offers]),
    }, float(answer.fun)


def _balance(of_offer: np.ndarray, arcs: list[tuple[int, int]], shape: tuple[int, ...]):  # type: ignore[no-untyped-def]
    from scipy.sparse import coo_matrix

    count_p, count_o = shape
    offers = len(of_offer)
    rows = [*of_offer, *(j for _, j in arcs), *(count_o + i for i, _ in arcs)]
    columns = [*range(offers), *range(offers, offers + len(arcs)), *range(offers, offers + len(arcs))]
    signs = [1.0] * offers + [-1.0] * len(arcs) + [1.0] * len(arcs)
    return coo_matrix((signs, (rows, columns)), shape=(count_o + count_p, offers + len(arcs)))


def _whole(transport: Transport, amounts: np.ndarray) -> Solution:
    """Return an integer solution with every offer within one unit of the fractional one, as far as the balances allow.

    The first floor(x) units cost nothing, one more costs 1, anything beyond costs far more; by the integrality of flows a solution
    within floor and ceiling exists whenever the fractional one is feasible.
    """
    low = np.clip(np.floor(amounts + 1e-6).astype(np.int64), 0, transport.supply)
    step = np.minimum(transport.supply - low, 1)
    three = replace(
        transport,
        classes=replace(transport.classes, of_offer=np.tile(transport.classes.of_offer, 3)),
        supply=np.concatenate([low, step, transport.supply - low - step]),
        offer_cost=np.repeat(np.array([0, 1, _FAR], dtype=np.int64), len(low)),
        pair_cost=np.zeros_like(transport.pair_cost),
    )
    used, arcs = solve_exactly(three)
    return used.reshape(3, -1).sum(axis=0), arcs
