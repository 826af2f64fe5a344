"""The objective "least capacity wasted" as one linear program for HiGHS."""

from __future__ import annotations

from typing import Optional

import numpy as np

from .highs import SECONDS
from .network import Transport

_MOST_ARCS, _MOST_OFFERS = 4_000, 8_000


def solve_waste(
    quantity: Transport, capacity: Transport, held: np.ndarray
) -> Optional[tuple[dict[int, np.ndarray], float]]:
    """Return ({account: what each offer gives}, least stranded capacity) of the continuous problem.

    None when it is too large to be done in a moment or HiGHS gives up: scipy holds the interpreter while HiGHS works, so that
    nothing could stop it.

    Variables: offers' quantity, offers' capacity, flows between classes for both, and the stranded capacity w of each offer with
    w >= C/Q quantity - capacity, w >= 0.
    """
    from scipy.optimize import linprog
    from scipy.sparse import bmat, coo_matrix, identity

    classes, offers = quantity.classes, len(quantity.supply)
    arcs = classes.arcs
    if len(arcs) > _MOST_ARCS or offers > _MOST_OFFERS:
        return None
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
    answer = linprog(
        cost,
        A_ub=below,
        b_ub=np.zeros(offers),
        A_eq=equal,
        b_eq=right,
        bounds=bounds,
        method="highs",
        options={"time_limit": SECONDS},
    )
    if not answer.success:
        return None
    size = offers + len(arcs)
    return {0: answer.x[:offers], 2: answer.x[size : size + offers]}, float(answer.fun)


def _balance(of_offer: np.ndarray, arcs: list[tuple[int, int]], shape: tuple[int, ...]):  # type: ignore[no-untyped-def]
    from scipy.sparse import coo_matrix

    count_p, count_o = shape
    offers = len(of_offer)
    rows = [*of_offer, *(j for _, j in arcs), *(count_o + i for i, _ in arcs)]
    columns = [*range(offers), *range(offers, offers + len(arcs)), *range(offers, offers + len(arcs))]
    signs = [1.0] * offers + [-1.0] * len(arcs) + [1.0] * len(arcs)
    return coo_matrix((signs, (rows, columns)), shape=(count_o + count_p, offers + len(arcs)))
