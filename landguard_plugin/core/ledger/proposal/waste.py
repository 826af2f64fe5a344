"""The objective "least capacity wasted".

Indices are written off apart, so nothing need be written off beyond a requirement. What can be wasted is capacity left without
land under it: a lot gives up quantity, but the capacity that went with it stays behind. For a lot with Q quantity and C capacity
that gives q and c, the stranded capacity is max(0, C q / Q - c); the objective is its sum.

Distances do not matter to it, and what the offers may give together is a polymatroid: taking from them in the order of their cost is
exact, whatever the costs are. Quantity and capacity take turns, each solved exactly against the other: a heuristic, whose distance
from the optimum is bounded from below by  min sum(C/Q q) - (capacity written off).  With HiGHS the continuous problem is solved
to optimality and rounded to integers by a flow that keeps each offer within one unit of it. The result always says which it was,
and the bound. Who gets it from whom is then chosen by distance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Optional

import numpy as np

from ...progress import Progress, Stretch, stop_if_cancelled
from .network import Solution, Transport, by_eligibility, solve_exactly
from .serving import serve_in_order

QUANTITY, CAPACITY = 0, 2
_ROUNDS = 8


@dataclass(frozen=True)
class WasteAnswer:
    """What each offer gives by account, the stranded capacity in kg (exact), a lower bound, and whether HiGHS found it."""

    used: dict[int, np.ndarray]
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
    transports: dict[int, Transport], held: np.ndarray, use_highs: bool, progress: Progress
) -> tuple[dict[int, Solution], WasteAnswer]:
    """Return the best solutions for the three accounts, and how good they are."""
    coarse = {account: _without_distances(t) for account, t in transports.items()}
    answer = _by_turns(coarse, held, Stretch(progress, 0.0, 0.4))
    if use_highs and answer.value != answer.bound:
        stop_if_cancelled(progress)
        better = _by_highs(coarse, held, Stretch(progress, 0.4, 0.6))
        if better is not None:
            bound = max(answer.bound, better.bound)
            best = better if better.value <= answer.value else answer
            answer = WasteAnswer(best.used, best.value, bound, True)
    solutions = {}
    for account, transport in transports.items():
        if account in answer.used:
            transport = replace(transport, supply=answer.used[account], offer_cost=np.zeros_like(transport.offer_cost))
        solutions[account] = solve_exactly(
            transport, Stretch(progress, 0.6 + 0.4 * account / 3, 0.6 + 0.4 * (account + 1) / 3)
        )
    return solutions, answer


def _without_distances(transport: Transport) -> Transport:
    """Return the transport on classes that only tell who may serve whom."""
    classes = by_eligibility(transport.classes)
    if classes is transport.classes:
        return transport
    merged = np.zeros(len(transport.demand), dtype=np.int64)
    merged[transport.classes.of_project] = classes.of_project
    demand = np.zeros(classes.near.shape[0], dtype=np.int64)
    np.add.at(demand, merged, transport.demand)
    return replace(transport, classes=classes, demand=demand, pair_cost=np.zeros(classes.near.shape, dtype=np.int64))


def take_in_order(transport: Transport, entries: Iterable[tuple[int, int]], progress: Progress) -> np.ndarray:
    """Return what each offer gives when offers are used in the order of (offer, at most) entries, as much of each as fits.

    The demand is met and no answer uses more of the first entries: the cheapest base of a polymatroid is found greedily.
    """
    listed = [(offer, amount) for offer, amount in entries if amount]
    of_entry = np.array([transport.classes.of_offer[offer] for offer, _ in listed], dtype=np.int64)
    amounts = np.array([amount for _, amount in listed], dtype=np.int64)
    near = np.ascontiguousarray(transport.classes.near.T >= 0)
    taken, _ = serve_in_order(near, of_entry, amounts, transport.demand, progress)
    used = np.zeros(len(transport.supply), dtype=np.int64)
    np.add.at(used, [offer for offer, _ in listed], taken)
    return used


def _by_density(held: np.ndarray) -> list[int]:
    """Return the offers by capacity per quantity, exactly compared, the poorest first."""
    density = [Fraction(int(c), int(q)) if q else Fraction(0) for q, c in zip(held[QUANTITY], held[CAPACITY])]
    return sorted(range(len(density)), key=lambda o: (density[o], o))


def _by_turns(transports: dict[int, Transport], held: np.ndarray, progress: Progress) -> WasteAnswer:
    quantity, capacity = transports[QUANTITY], transports[CAPACITY]
    poorest, listed = _by_density(held), range(held.shape[1])
    given = take_in_order(quantity, ((o, int(quantity.supply[o])) for o in poorest), Stretch(progress, 0.0, 0.0))
    carried = (Fraction(int(held[CAPACITY][o]) * u, int(held[QUANTITY][o])) for o, u in _used(given, held))
    bound = max(Fraction(0), sum(carried, Fraction(0)) - int(capacity.demand.sum()))
    best: Optional[WasteAnswer] = None
    for turn in range(_ROUNDS):
        middle = (turn + 0.5) / _ROUNDS
        wanted = np.zeros(held.shape[1], dtype=np.int64)
        for o, amount in _used(given, held):
            wanted[o] = int(held[CAPACITY][o]) * amount // int(held[QUANTITY][o])
        taken = _prefer(
            capacity, np.minimum(wanted, capacity.supply), listed, Stretch(progress, turn / _ROUNDS, middle)
        )
        value = stranded(given, taken, held)
        if best is not None and value >= best.value:
            break
        best = WasteAnswer({QUANTITY: given, CAPACITY: taken}, value, bound, False)
        if value == bound:
            break
        free = np.zeros(held.shape[1], dtype=np.int64)
        for o in np.nonzero(taken)[0]:
            if held[CAPACITY][o]:
                free[o] = int(held[QUANTITY][o]) * int(taken[o]) // int(held[CAPACITY][o])
        given = _prefer(
            quantity, np.minimum(free, quantity.supply), poorest, Stretch(progress, middle, middle + 0.5 / _ROUNDS)
        )
    if best is None:
        raise AssertionError("at least one round runs")
    return best


def _used(given: np.ndarray, held: np.ndarray) -> list[tuple[int, int]]:
    return [(int(o), int(given[o])) for o in np.nonzero(given)[0] if held[QUANTITY][o]]


def _prefer(transport: Transport, free: np.ndarray, order: Iterable[int], progress: Progress) -> np.ndarray:
    """Return what offers give when the first `free` units of each cost nothing and the rest is taken in an order."""
    first = [(o, int(amount)) for o, amount in enumerate(free)]
    rest = [(o, int(transport.supply[o] - free[o])) for o in order]
    return take_in_order(transport, first + rest, progress)


def _by_highs(transports: dict[int, Transport], held: np.ndarray, progress: Progress) -> Optional[WasteAnswer]:
    from .waste_highs import solve_waste

    found = solve_waste(transports[QUANTITY], transports[CAPACITY], held)
    if found is None:
        return None
    fractions, least = found
    used = {
        account: _whole(transports[account], fractions[account], Stretch(progress, 0.5 * half, 0.5 + 0.5 * half))
        for half, account in enumerate((QUANTITY, CAPACITY))
    }
    value = stranded(used[QUANTITY], used[CAPACITY], held)
    # The double that HiGHS reports may stand a hair above the true optimum: a bound must not.
    bound = max(Fraction(0), Fraction(least) * (1 - Fraction(1, 10**9)) - Fraction(1, 1000))
    return WasteAnswer(used, value, bound, True)


def _whole(transport: Transport, amounts: np.ndarray, progress: Progress) -> np.ndarray:
    """Return whole amounts within one unit of the fractional ones, as far as the balances allow.

    floor(x) of each offer is taken first, then one more of each, then whatever is still missing; by the integrality of flows
    amounts within floor and ceiling exist whenever the fractional ones are feasible.
    """
    low = np.clip(np.floor(amounts + 1e-6).astype(np.int64), 0, transport.supply)
    step = np.minimum(transport.supply - low, 1)
    tiers = (low, step, transport.supply - low - step)
    return take_in_order(transport, [(o, int(a)) for tier in tiers for o, a in enumerate(tier)], progress)
