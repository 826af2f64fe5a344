"""Projects and offers that the rules cannot tell apart become classes: a million pairs become a few hundred arcs.

Offers of a class differ in what they cost by themselves (their age, say), pairs of classes in what a pair costs (distance). A
flow on the classes is handed back out to pairs in the order of the offers and projects, so that the parts sum to it exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .demand import Problem
from .flow import Network

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
    rows, of_project = np.unique(table, axis=0, return_inverse=True)
    columns, of_offer = np.unique(rows, axis=1, return_inverse=True)
    return Classes(of_project.reshape(-1), of_offer.reshape(-1), columns)


def most_served(classes: Classes, needs: np.ndarray, supply: np.ndarray) -> np.ndarray:
    """Return int64 (p,): what each project can get of one account when the shortfall is as small as it can be.

    Among all such answers the earliest project gets as much as possible, then the next: paths that serve a later project never
    take from an earlier one, so serving them one after the other reaches the largest total.
    """
    served = np.zeros(len(needs), dtype=np.int64)
    if not classes.near.size:
        return served
    count_p, count_o = classes.near.shape
    source, first_o = 0, 1
    network = Network(1 + count_o + count_p + len(needs))
    totals = np.zeros(count_o, dtype=np.int64)
    np.add.at(totals, classes.of_offer, supply)
    for j in range(count_o):
        network.arc(source, first_o + j, int(totals[j]), 0)
    for i, j in classes.arcs:
        network.arc(first_o + j, 1 + count_o + i, int(totals[j]), 0)
    for p, need in enumerate(needs):
        target = 1 + count_o + count_p + p
        network.arc(1 + count_o + int(classes.of_project[p]), target, int(need), 0)
        if need:
            served[p] = network.send(source, target)[0]
    return served


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
Solver = Callable[[Transport], Solution]


def demand_by_class(classes: Classes, served: np.ndarray) -> np.ndarray:
    """Return int64 (P,): what each project class gets together."""
    demand = np.zeros(classes.near.shape[0], dtype=np.int64)
    if demand.size:
        np.add.at(demand, classes.of_project, served)
    return demand


def solve_exactly(transport: Transport) -> Solution:
    """Return the least-cost solution, integers all the way (pure Python)."""
    classes = transport.classes
    count_p, count_o = classes.near.shape
    source, sink = 0, 1 + count_o + count_p
    network = Network(sink + 1)
    order = np.argsort(transport.offer_cost, kind="stable")
    offers = {
        int(o): network.arc(
            source, 1 + int(classes.of_offer[o]), int(transport.supply[o]), int(transport.offer_cost[o])
        )
        for o in order
        if transport.supply[o] > 0
    }
    most = int(transport.demand.sum())
    between = {
        (i, j): network.arc(1 + j, 1 + count_o + i, most, int(transport.pair_cost[i, j])) for i, j in classes.arcs
    }
    for i in range(count_p):
        network.arc(1 + count_o + i, sink, int(transport.demand[i]), 0)
    network.send(source, sink)
    used = np.zeros(len(transport.supply), dtype=np.int64)
    for o, arc in offers.items():
        used[o] = network.flow_on(arc)
    return used, {pair: network.flow_on(arc) for pair, arc in between.items() if network.flow_on(arc)}


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
