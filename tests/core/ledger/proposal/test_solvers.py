"""The pure solver against HiGHS and against brute force; the same cost to the last unit."""

from __future__ import annotations

from dataclasses import replace
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
    by_eligibility,
    hand_out,
    is_exact,
    most_served,
    proven_bound,
    solve_exactly,
)
from landguard_plugin.core.ledger.proposal.waste import least_waste, stranded, take_in_order
from landguard_plugin.core.progress import Unwatched
from tests.core.ledger.effort import tries
from tests.core.ledger.proposal.successive import rival_cost, rival_served

needs_highs = pytest.mark.skipif(not highs.available(), reason="scipy with HiGHS is not here")


@st.composite
def transports(draw, most=6, amounts=10**9, projects=3, kinds=3):
    offers, projects = draw(st.integers(1, most)), draw(st.integers(1, projects))
    of_offer = np.array([draw(st.integers(0, kinds - 1)) for _ in range(offers)])
    near = np.array([[draw(st.integers(-1, 3)) for _ in range(kinds)] for _ in range(projects)], dtype=np.int8)
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


@tries(200)
@given(transports(most=25, projects=8, kinds=6), st.sampled_from((1, 7, 5000)), st.sampled_from((10**9, 12, 2)))
def test_costs_and_shares_are_those_of_successive_shortest_paths(made, unit, amounts):
    transport, wanted = made
    supply = transport.supply % amounts  # small amounts make ties and degenerate bases
    needs = wanted % (2 * amounts)
    served = most_served(transport.classes, needs, supply)
    assert served.tolist() == rival_served(transport.classes, needs, supply).tolist()
    assert served.tolist() == most_served(by_eligibility(transport.classes), needs, supply).tolist()
    cheap = replace(transport, supply=supply, demand=served, pair_cost=transport.pair_cost // 5000 * unit)
    solution = solve_exactly(cheap)
    assert is_exact(cheap, solution)
    assert (int(served.sum()), cheap.cost(*solution)) == rival_cost(cheap)


@tries(40)
@given(transports(most=8), st.integers(0, 10**16))
def test_costs_beyond_64_bits_are_exact_too(made, far):
    transport, _ = made
    dear = replace(transport, pair_cost=transport.pair_cost * 10**11 + far, offer_cost=transport.offer_cost * 10**11)
    solution = solve_exactly(dear)
    assert (int(dear.demand.sum()), dear.cost(*solution)) == rival_cost(dear)


@tries(60)
@given(transports(), st.lists(st.integers(-(10**5), 10**5), min_size=3, max_size=3))
def test_no_prices_prove_more_than_the_least_cost(made, prices):
    transport, _ = made
    listed = np.array(prices[: len(transport.demand)])
    assert proven_bound(transport, listed) <= transport.cost(*solve_exactly(transport))


@tries(80)
@given(transports(most=12, projects=5, kinds=4))
def test_taking_in_order_of_cost_is_the_cheapest_where_distances_do_not_count(made):
    transport, _ = made
    flat = replace(transport, pair_cost=np.zeros_like(transport.pair_cost))
    order = np.argsort(flat.offer_cost, kind="stable")
    used = take_in_order(flat, [(int(o), int(flat.supply[o])) for o in order], Unwatched())
    assert int(used.sum()) == int(flat.demand.sum())
    assert sum(int(u) * int(c) for u, c in zip(used, flat.offer_cost)) == flat.cost(*solve_exactly(flat))


def test_equally_dear_lots_of_a_class_are_used_in_their_order():
    near = np.zeros((1, 1), dtype=np.int8)
    classes = Classes(np.zeros(1, int), np.zeros(4, int), near)
    costs = np.array([5, 3, 3, 3])
    transport = Transport(classes, np.array([9, 4, 4, 4]), costs, np.array([6]), near.astype(np.int64))
    assert solve_exactly(transport)[0].tolist() == [0, 4, 2, 0]


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
    _, answer = least_waste(problems, held, True, Unwatched())
    density = [Fraction(int(c), int(q)) if q else 0 for q, c in zip(held[0], held[2])]
    slack = sum(d + 1 for d in density) + Fraction(1, 100) + answer.value / 10**8
    assert answer.bound <= answer.value <= answer.bound + slack


@needs_highs
@tries(60)
@given(waste_problems())
def test_the_fallback_is_sound_and_never_better_than_highs(made):
    problems, held = made
    plain, fallback = least_waste(problems, held, False, Unwatched())
    _, best = least_waste(problems, held, True, Unwatched())
    assert fallback.bound <= best.value <= fallback.value
    for account, solution in plain.items():
        assert is_exact(problems[account], solution)
    assert stranded(plain[0][0], plain[2][0], held) == fallback.value


@tries(60)
@given(waste_problems(most=3, amounts=6))
def test_no_answer_strands_less_than_the_bound(made):
    problems, held = made
    quantity, capacity = problems[0], problems[2]
    _, answer = least_waste(problems, held, highs.available(), Unwatched())
    feasible = {}
    for account, transport in ((0, quantity), (2, capacity)):
        feasible[account] = []
        for amounts in product(*(range(int(s) + 1) for s in transport.supply)):
            totals = np.bincount(transport.classes.of_offer, weights=amounts, minlength=3).astype(int)
            got = most_served(transport.classes, transport.demand, np.array(amounts))
            if int(totals.sum()) == int(transport.demand.sum()) == int(got.sum()):
                feasible[account].append(np.array(amounts))
    best = min(stranded(q, c, held) for q in feasible[0] for c in feasible[2])
    assert answer.bound <= best <= answer.value
    assert answer.value != answer.bound or answer.value == best


def test_stranded_capacity_by_hand():
    held = np.array([[100, 100, 0], [0, 0, 0], [50, 200, 70]])
    assert stranded(np.array([10, 20, 0]), np.array([5, 10, 70]), held) == 30
    assert stranded(np.array([10, 0, 0]), np.array([9, 0, 0]), held) == 0
