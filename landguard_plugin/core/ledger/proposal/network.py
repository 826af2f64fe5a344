"""Projects and offers that the rules cannot tell apart become classes: a million pairs become a few hundred arcs.

Offers of a class differ in what they cost by themselves (their age, say), pairs of classes in what a pair costs (distance). A
flow on the classes is handed back out to pairs in the order of the offers and projects, so that the parts sum to it exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Optional

import numpy as np

from ...problems import LandGuardError
from ...progress import Progress, Unwatched
from .demand import Problem
from .serving import serve_in_order
from .simplex import transport_at_least_cost

#: one account's flow: (project index, offer index, amount)
Pairs = list[tuple[int, int, int]]


@dataclass(frozen=True)
class Classes:
    """Which class each project and offer belongs to; `near` int8 (P, O): distance, -1 where no pair of the two is eligible."""

    of_project: np.ndarray
    of_offer: np.ndarray
    near: np.ndarray

    @property
    def arcs(self) -> list[tuple[int, int]]:
        """Return (project class, offer class) of every allowed pair of classes."""
        return [(int(i), int(j)) for i, j in zip(*np.nonzero(self.near >= 0))]


def classes_of(problem: Problem) -> Classes:
    """Return the classes of a problem: equal rows and equal columns of eligibility and distance."""
    table = np.where(problem.eligible, problem.distances, -1).astype(np.int8)
    if not table.size:
        return Classes(
            np.zeros(len(problem.projects), int), np.zeros(len(problem.offers), int), np.empty((0, 0), np.int8)
        )
    of_project, rows = _equal_rows(table)
    of_offer, columns = _equal_rows(table[rows].T)
    return Classes(of_project, of_offer, np.ascontiguousarray(table[np.ix_(rows, columns)]))


def _equal_rows(table: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Return (which class each row belongs to, the first row of each class), in the order in which classes appear."""
    numbers: dict[bytes, int] = {}
    of_row = [numbers.setdefault(row.tobytes(), len(numbers)) for row in table]
    first = {number: row for row, number in reversed(list(enumerate(of_row)))}
    return np.array(of_row, dtype=np.int64), [first[number] for number in range(len(numbers))]


def by_eligibility(classes: Classes) -> Classes:
    """Return coarser classes that only tell who may serve whom: distances are forgotten, and equal rows and columns merged."""
    if not classes.near.size:
        return classes
    table = np.where(classes.near >= 0, 0, -1).astype(np.int8)
    of_row, rows = _equal_rows(table)
    of_column, columns = _equal_rows(table[rows].T)
    return Classes(of_row[classes.of_project], of_column[classes.of_offer], table[np.ix_(rows, columns)])


def most_served(
    classes: Classes, needs: np.ndarray, supply: np.ndarray, progress: Optional[Progress] = None
) -> np.ndarray:
    """Return int64 (p,): what each project can get of one account when the shortfall is as small as it can be.

    Among all such answers the earliest project gets as much as possible, then the next (see `serving`).
    """
    if not classes.near.size:
        return np.zeros(len(needs), dtype=np.int64)
    totals = np.zeros(classes.near.shape[1], dtype=np.int64)
    np.add.at(totals, classes.of_offer, supply)
    return serve_in_order(classes.near >= 0, classes.of_project, needs, totals, progress)[0]


@dataclass(frozen=True)
class Transport:
    """One account on the classes: what each offer may give and costs, what each project class gets, what each pair costs."""

    classes: Classes
    supply: np.ndarray  # int64 (o,)
    offer_cost: np.ndarray  # int64 (o,), >= 0
    demand: np.ndarray  # int64 (P,), can be met
    pair_cost: np.ndarray  # int64 (P, O), >= 0

    def cost(self, used: np.ndarray, arcs: dict[tuple[int, int], int]) -> int:
        """Return the exact cost of a solution."""
        own = sum(int(u) * int(c) for u, c in zip(used, self.offer_cost) if u)
        return own + sum(amount * int(self.pair_cost[pair]) for pair, amount in arcs.items())


Solution = tuple[np.ndarray, dict[tuple[int, int], int]]  # what each offer gives (o,), what goes between classes
Solver = Callable[[Transport, Progress], Solution]


def demand_by_class(classes: Classes, served: np.ndarray) -> np.ndarray:
    """Return int64 (P,): what each project class gets together."""
    demand = np.zeros(classes.near.shape[0], dtype=np.int64)
    if demand.size:
        np.add.at(demand, classes.of_project, served)
    return demand


def solve_exactly(transport: Transport, progress: Optional[Progress] = None) -> Solution:
    """Return the least-cost solution, integers all the way (no scipy), proven by a bound computed apart from it.

    Equally dear offers of a class are used in their order. Raises LandGuardError LG-PRO-002 should the proof fail.
    """
    classes, progress = transport.classes, progress or Unwatched()
    groups, of_group = _groups(transport)
    rows = np.nonzero(transport.demand > 0)[0]
    used = np.zeros(len(transport.supply), dtype=np.int64)
    if not len(rows):
        return used, {}
    together = np.array([int(transport.supply[members].sum()) for members in groups], dtype=np.int64)
    own = np.array([transport.offer_cost[members[0]] for members in groups])
    near = classes.near[np.ix_(rows, of_group)]
    costs = transport.pair_cost[np.ix_(rows, of_group)] + own
    found, prices = transport_at_least_cost(costs, near >= 0, together, transport.demand[rows], progress)
    arcs: dict[tuple[int, int], int] = {}
    for row, group, amount in found:
        pair = int(rows[row]), int(of_group[group])
        arcs[pair] = arcs.get(pair, 0) + amount
        _use_in_order(used, transport.supply, groups[group], amount)
    progress.at(1.0)
    solution = used, arcs
    everybody = np.zeros(len(transport.demand), dtype=prices.dtype)
    everybody[rows] = prices
    cost, bound = transport.cost(*solution), proven_bound(transport, everybody)
    if cost != bound or not is_exact(transport, solution):
        raise LandGuardError("LG-PRO-002", ours=str(cost), theirs=str(bound))
    return solution


def _groups(transport: Transport) -> tuple[list[np.ndarray], np.ndarray]:
    """Return (offers of one class and cost that have something, in their order; the class of each group)."""
    having = np.nonzero(transport.supply > 0)[0]
    keys = np.stack([transport.classes.of_offer[having], transport.offer_cost[having]], axis=1)
    order = np.lexsort((having, keys[:, 1], keys[:, 0]))
    keys, having = keys[order], having[order]
    starts = np.nonzero(np.any(np.diff(keys, axis=0), axis=1))[0] + 1
    groups = [group for group in np.split(having, starts) if len(group)]
    return groups, np.array([transport.classes.of_offer[group[0]] for group in groups], dtype=np.int64)


def _use_in_order(used: np.ndarray, supply: np.ndarray, members: np.ndarray, amount: int) -> None:
    for offer in members.tolist():
        step = min(amount, int(supply[offer] - used[offer]))
        used[offer] += step
        amount -= step
        if not amount:
            return


def proven_bound(transport: Transport, prices: np.ndarray) -> int:
    """Return a cost that no solution can go below, from any prices of a unit at each project class (weak duality).

    An offer earns at most the best price it may reach less what it costs; what the projects pay less what the offers earn is a
    lower bound. Python integers where it counts; at the optimum's prices it equals the optimal cost.
    """
    allowed = transport.classes.near >= 0
    worth = np.where(allowed, prices[:, None] - transport.pair_cost, 0).max(axis=0, initial=0)
    rents = np.maximum(worth[transport.classes.of_offer] - transport.offer_cost, 0)
    paid = sum(int(price) * int(amount) for price, amount in zip(prices, transport.demand))
    return paid - sum(int(rent) * int(amount) for rent, amount in zip(rents, transport.supply) if rent)


def is_exact(transport: Transport, solution: Solution) -> bool:
    """Return whether a solution keeps every bound and balance to the last unit."""
    used, arcs = solution
    given = np.zeros(transport.classes.near.shape[1], dtype=np.int64)
    np.add.at(given, transport.classes.of_offer, used)
    got = np.zeros(len(transport.demand), dtype=np.int64)
    for (i, j), amount in arcs.items():
        given[j] -= amount
        got[i] += amount
        if amount < 0 or transport.classes.near[i, j] < 0:
            return False
    fits = bool((used >= 0).all() and (used <= transport.supply).all())
    return fits and not given.any() and bool((got == transport.demand).all())


def hand_out(classes: Classes, solution: Solution, served: np.ndarray) -> Pairs:
    """Return a solution as pairs of projects and offers: earlier projects take from the offers that come first."""
    used, arcs = solution
    queues = {
        j: [[int(o), int(used[o])] for o in _members(classes.of_offer, j) if used[o]] for j in {a[1] for a in arcs}
    }
    waiting = {
        i: [[int(p), int(served[p])] for p in _members(classes.of_project, i) if served[p]]
        for i in {a[0] for a in arcs}
    }
    pairs: Pairs = []
    for (i, j), amount in sorted(arcs.items()):
        while amount:
            offer, project = queues[j][0], waiting[i][0]
            step = min(amount, offer[1], project[1])
            pairs.append((project[0], offer[0], step))
            amount -= step
            for entry, queue in ((offer, queues[j]), (project, waiting[i])):
                entry[1] -= step
                if not entry[1]:
                    queue.pop(0)
    return pairs


def _members(of: np.ndarray, number: int) -> np.ndarray:
    return np.nonzero(of == number)[0]
