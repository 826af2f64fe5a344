"""The objective "least capacity wasted".

Indices are written off apart, so nothing need be written off beyond a requirement. What can be wasted is capacity left without
land under it: a lot gives up quantity, but the capacity that went with it stays behind. For a lot with Q quantity and C capacity
that gives q and c, the stranded capacity is max(0, C q / Q - c); the objective is its sum.

With HiGHS the continuous problem is solved to optimality and rounded to integers by a flow that keeps each offer within one unit of
it. Without HiGHS quantity and capacity take turns, each solved exactly against the other: a heuristic, whose distance from the
optimum is bounded from below by  min sum(C/Q q) - (capacity written off).  The result always says which it was, and the bound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Optional

import numpy as np

from .network import Solution, Solver, Transport

QUANTITY, CAPACITY = 0, 2
_SCALE = 1_000_000
_ROUNDS = 8


@dataclass(frozen=True)
class WasteAnswer:
    """Solutions by account, the stranded capacity in kg (exact), a lower bound, and whether HiGHS found it."""

    solutions: dict[int, Solution]
    value: Fraction
    bound: Fraction
    by_highs: bool


def stranded(quantity: np.ndarray, capacity: np.ndarray, held: np.ndarray) -> Fraction:
    """Return the capacity left without land, in kg; `held` int64 (3, o) is what the offers had."""
    total = Fraction(0)
    for o in np.nonzero((quantity > 0) & (held[QUANTITY] > 0))[0]:
        carried = Fraction(int(held[CAPACITY][o]) * int(quantity[o]), int(held[QUANTITY][o]))
        total += max(Fraction(0), carried - int(capacity[o]))
    return total


def least_waste(
    transports: dict[int, Transport], held: np.ndarray, solve: Solver, use_highs: bool
) -> tuple[dict[int, Solution], WasteAnswer]:
    """Return the best solutions for the three accounts, and how good they are."""
    others = {account: solve(t) for account, t in transports.items() if account not in (QUANTITY, CAPACITY)}
    answer = _by_turns(transports, held, solve)
    if use_highs and answer.value != answer.bound:
        better = _by_highs(transports, held)
        if better is not None:
            bound = max(answer.bound, better.bound)
            best = better if better.value <= answer.value else answer
            answer = WasteAnswer(best.solutions, best.value, bound, True)
    return {**others, **answer.solutions}, answer


def _density(held: np.ndarray) -> np.ndarray:
    """Return kg per 0.01 m2 scaled to integers, 0 where there is no quantity."""
    scaled = [int(c) * _SCALE // int(q) if q else 0 for q, c in zip(held[QUANTITY], held[CAPACITY])]
    return np.array(scaled, dtype=np.int64)


def _by_turns(transports: dict[int, Transport], held: np.ndarray, solve: Solver) -> WasteAnswer:
    quantity, capacity = transports[QUANTITY], transports[CAPACITY]
    density = _density(held)
    first = replace(quantity, offer_cost=density)
    given = solve(first)
    carried = (Fraction(int(held[CAPACITY][o]) * u, int(held[QUANTITY][o])) for o, u in _used(given, held))
    least = sum(carried, Fraction(0))
    bound = max(Fraction(0), least - int(capacity.demand.sum()))
    best: Optional[WasteAnswer] = None
    for _ in range(_ROUNDS):
        wanted = np.zeros(len(density), dtype=np.int64)
        for o, amount in _used(given, held):
            wanted[o] = int(held[CAPACITY][o]) * amount // int(held[QUANTITY][o])
        taken = _prefer(capacity, np.minimum(wanted, capacity.supply), np.ones(len(density), dtype=np.int64), solve)
        value = stranded(given[0], taken[0], held)
        if best is not None and value >= best.value:
            break
        best = WasteAnswer({QUANTITY: given, CAPACITY: taken}, value, bound, False)
        free = np.zeros(len(density), dtype=np.int64)
        for o in np.nonzero(taken[0])[0]:
            if held[CAPACITY][o]:
                free[o] = int(held[QUANTITY][o]) * int(taken[0][o]) // int(held[CAPACITY][o])
        given = _prefer(quantity, np.minimum(free, quantity.supply), density, solve)
    if best is None:
        raise AssertionError("at least one round runs")
    return best


def _used(solution: Solution, held: np.ndarray) -> list[tuple[int, int]]:
    return [(int(o), int(solution[0][o])) for o in np.nonzero(solution[0])[0] if held[QUANTITY][o]]


def _prefer(transport: Transport, free: np.ndarray, cost: np.ndarray, solve: Solver) -> Solution:
    """Return a solution where the first `free` units of each offer cost nothing and the rest costs `cost` a unit."""
    doubled = replace(
        transport,
        classes=replace(transport.classes, of_offer=np.tile(transport.classes.of_offer, 2)),
        supply=np.concatenate([free, transport.supply - free]),
        offer_cost=np.concatenate([np.zeros_like(cost), cost]),
    )
    used, arcs = solve(doubled)
    half = len(free)
    return used[:half] + used[half:], arcs


def _by_highs(transports: dict[int, Transport], held: np.ndarray) -> Optional[WasteAnswer]:
    from .waste_highs import solve_waste

    found = solve_waste(transports[QUANTITY], transports[CAPACITY], held)
    if found is None:
        return None
    solutions, least = found
    value = stranded(solutions[QUANTITY][0], solutions[CAPACITY][0], held)
    # The double that HiGHS reports may stand a hair above the true optimum: a bound must not.
    bound = max(Fraction(0), Fraction(least) * (1 - Fraction(1, 10**9)) - Fraction(1, 1000))
    return WasteAnswer(solutions, value, bound, True)
