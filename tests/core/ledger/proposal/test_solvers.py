"""The pure solver against HiGHS and against brute force; the same cost to the last unit."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from landguard_plugin.core.ledger.proposal import highs
from landguard_plugin.core.ledger.proposal.network import (
    Classes,
    Transport,
    hand_out,
    is_exact,
    most_served,
    solve_exactly,
)
from landguard_plugin.core.ledger.proposal.waste import least_waste, stranded
from tests.core.ledger.effort import tries

needs_highs = pytest.mark.skipif(not highs.available(), reason="scipy with HiGHS is not here")


@st.composite
def transports(draw, most=6, amounts=10**9):
    offers, projects = draw(st.integers(1, most)), draw(st.integers(1, 3))
    of_offer = np.array([draw(st.integers(0, 2)) for _ in range(offers)])
    near = np.array([[draw(st.integers(-1, 3)) for _ in range(3)] for _ in range(projects)], dtype=np.int8)
    classes = Classes(np.arange(projects), of_offer, near)
    supply = np.array([draw(st.integers(0, amounts)) for _ in range(offers)], dtype=np.int64)
    cost = np.array([draw(st.integers(0, 4000)) for _ in range(offers)], dtype=np.int64)
    wanted = np.array([draw(st.integers(0, amounts)) for _ in range(projects)], dtype=np.int64)
    demand = most_served(classes, wanted, supply)
    return Transport(classes, supply, cost, demand, np.where(near > 0, near, 0).astype(np.int64) * 5000), wanted


@needs_highs
@tries(150)
@given(transports())
def test_pure_flows_cost_what_highs_costs(made):
    transport, _ = made
    exact, other = solve_exactly(transport), highs.solve_by_highs(transport)
    assert is_exact(transport, exact)
    assert other is not None
    assert is_exact(transport, other)
    assert transport.cost(*exact) == transport.cost(*other)


@tries(60)
@given(transports(most=3, amounts=3))
def test_pure_flows_against_every_possible_answer(made):
    transport, wanted = made
    used, arcs = solve_exactly(transport)
    best_total, best_cost = -1, None
    allowed = [
        (i, o)
        for i in range(len(wanted))
        for o in range(len(used))
        if transport.classes.near[i, transport.classes.of_offer[o]] >= 0
    ]
    assume(len(allowed) <= 6)
    for amounts in product(range(4), repeat=len(allowed)):
        given_, got = np.zeros(len(used), int), np.zeros(len(wanted), int)
        cost = 0
        for (i, o), amount in zip(allowed, amounts):
            given_[o] += amount
            got[i] += amount
            cost += amount * int(transport.offer_cost[o] + transport.pair_cost[i, transport.classes.of_offer[o]])
        if (given_ > transport.supply).any() or (got > wanted).any():
            continue
        if got.sum() > best_total:
            best_total = int(got.sum())
        if (got == transport.demand).all() and (best_cost is None or cost < best_cost):
            best_cost = cost
    assert int(transport.demand.sum()) == best_total, "the shortfall is the smallest there is"
    assert transport.cost(used, arcs) == best_cost


@tries(80)
@given(transports())
def test_flows_are_handed_out_without_a_unit_lost(made):
    transport, _ = made
    solution = solve_exactly(transport)
    pairs = hand_out(transport.classes, solution, transport.demand)
    for p in range(len(transport.demand)):
        assert sum(amount for q, _, amount in pairs if q == p) == transport.demand[p]
    for o in range(len(transport.supply)):
        assert sum(amount for _, q, amount in pairs if q == o) == solution[0][o]
    assert all(transport.classes.near[p, transport.classes.of_offer[o]] >= 0 for p, o, _ in pairs)


@st.composite
def waste_problems(draw, most=6, amounts=10**7):
    transport, _ = draw(transports(most, amounts))
    size = len(transport.supply)
    held = np.array([[draw(st.integers(0, amounts)) for _ in range(size)] for _ in range(3)], dtype=np.int64)
    made = {}
    for account in range(3):
        wanted = np.array([draw(st.integers(0, amounts)) for _ in transport.demand], dtype=np.int64)
        demand = most_served(transport.classes, wanted, held[account])
        made[account] = Transport(
            transport.classes, held[account], np.zeros(size, np.int64), demand, transport.pair_cost
        )
    return made, held


@needs_highs
@tries(60)
@given(waste_problems())
def test_waste_by_highs_is_within_a_unit_per_offer_of_its_bound(made):
    problems, held = made
    _, answer = least_waste(problems, held, solve_exactly, True)
    density = [Fraction(int(c), int(q)) if q else 0 for q, c in zip(held[0], held[2])]
    slack = sum(d + 1 for d in density) + Fraction(1, 100) + answer.value / 10**8
    assert answer.bound <= answer.value <= answer.bound + slack


@needs_highs
@tries(60)
@given(waste_problems())
def test_the_fallback_is_sound_and_never_better_than_highs(made):
    problems, held = made
    plain, fallback = least_waste(problems, held, solve_exactly, False)
    _, best = least_waste(problems, held, solve_exactly, True)
    assert fallback.bound <= best.value <= fallback.value
    for account, solution in plain.items():
        assert is_exact(problems[account], solution)
    assert stranded(plain[0][0], plain[2][0], held) == fallback.value


def test_stranded_capacity_by_hand():
    held = np.array([[100, 100, 0], [0, 0, 0], [50, 200, 70]])
    assert stranded(np.array([10, 20, 0]), np.array([5, 10, 70]), held) == 30
    assert stranded(np.array([10, 0, 0]), np.array([9, 0, 0]), held) == 0
