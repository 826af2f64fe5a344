"""The choice of candidates against every possible choice, with and without HiGHS; its bound is never above the truth."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.basicfarmland.mincut import least_labelling
from landguard_plugin.core.basicfarmland.selection import choose, field_of, ranks
from tests.core.ledger.effort import tries


@st.composite
def fields(draw, most=9):
    count = draw(st.integers(1, most))
    area = np.array([draw(st.integers(1, 60)) * 10_000 for _ in range(count)], dtype=np.int64)
    scores = np.array([draw(st.integers(0, 10_000)) for _ in range(count)], dtype=np.int64)
    possible = [(i, j) for i in range(count) for j in range(i + 1, count)]
    chosen = draw(st.sets(st.sampled_from(possible), max_size=12)) if possible else set()
    pairs = np.array(sorted(chosen), dtype=np.int64).reshape(-1, 2)
    beside = np.array([draw(st.booleans()) for _ in range(count)], dtype=bool)
    field = field_of(area, scores, pairs, beside, draw(st.sampled_from((0, 20, 60))))
    return field, draw(st.integers(1, int(area.sum())))


def best_of_all(field, required):
    costs = []
    for bits in product((False, True), repeat=len(field.area)):
        taken = np.array(bits)
        if field.area_of(taken) >= required:
            costs.append(field.cost_of(taken))
    return min(costs)


@tries(120)
@given(fields())
def test_the_bound_holds_and_the_choice_reaches_the_area(made):
    field, required = made
    choice = choose(field, required, use_highs=False)
    best = best_of_all(field, required)
    assert field.area_of(choice.taken) >= required
    assert choice.bound <= best <= choice.cost == field.cost_of(choice.taken)


@tries(60)
@given(fields())
def test_with_highs_the_choice_is_the_best_of_all(made):
    pytest.importorskip("scipy.optimize")
    field, required = made
    choice = choose(field, required)
    assert choice.cost == best_of_all(field, required)


@tries(60)
@given(fields())
def test_taking_more_than_needed_never_pays(made):
    field, required = made
    taken = choose(field, required, use_highs=False).taken
    for k in np.nonzero(~taken)[0]:
        more = taken.copy()
        more[k] = True
        assert field.cost_of(more) >= field.cost_of(taken)


@tries(100)
@given(st.data())
def test_minimum_cuts_against_every_labelling(data):
    count = data.draw(st.integers(1, 7))
    unary = [data.draw(st.integers(-50, 50)) for _ in range(count)]
    possible = [(i, j) for i in range(count) for j in range(i + 1, count)]
    pairs = [(i, j, data.draw(st.integers(0, 30))) for i, j in possible if data.draw(st.booleans())]

    def energy(bits):
        return sum(u for u, x in zip(unary, bits) if x) + sum(w for i, j, w in pairs if bits[i] != bits[j])

    found = least_labelling(unary, pairs)
    least = min(energy(bits) for bits in product((False, True), repeat=count))
    assert energy(found) == least


def line_of(count, scores, areas=None):
    """Candidates in a row, each a neighbour of the next."""
    pairs = np.array([(k, k + 1) for k in range(count - 1)], dtype=np.int64).reshape(-1, 2)
    area = np.array(areas or [100_000] * count, dtype=np.int64)
    return field_of(area, np.array(scores, dtype=np.int64), pairs, np.zeros(count, dtype=bool), 20)


def test_neighbours_are_preferred_over_slightly_better_strays():
    # Sorted by score one would take 0, 3 and 6; three in a row are a little worse each and far better together.
    field = line_of(7, [8010, 8000, 8000, 8010, 7000, 7000, 8010])
    choice = choose(field, 300_000)
    assert np.nonzero(choice.taken)[0].tolist() in ([0, 1, 2], [1, 2, 3])
    assert choice.proven


def test_a_much_better_stray_still_wins():
    choice = choose(line_of(5, [5000, 5000, 5000, 1000, 9900]), 100_000)
    assert np.nonzero(choice.taken)[0].tolist() == [4]


def test_existing_basic_farmland_attracts():
    area, scores = np.full(3, 100_000, dtype=np.int64), np.array([8000, 7950, 8000])
    none = np.empty((0, 2), dtype=np.int64)
    choice = choose(field_of(area, scores, none, np.array([False, True, False]), 20), 100_000)
    assert np.nonzero(choice.taken)[0].tolist() == [1]


def test_the_smallest_excess_among_equals():
    field = line_of(3, [9000, 9000, 9000], [100_000, 150_000, 400_000])
    choice = choose(field, 240_000)
    assert np.nonzero(choice.taken)[0].tolist() == [0, 1]


def test_nothing_and_everything():
    field = line_of(3, [1, 2, 3])
    assert not choose(field, 0).taken.any()
    assert choose(field, 10**9).taken.all()


def test_ranks_are_by_score_then_area_then_name():
    assert ranks(np.array([5, 9, 5, 5]), np.array([1, 1, 2, 1]), ["b", "z", "c", "a"]).tolist() == [4, 1, 2, 3]


def test_a_county_size_choice_is_quick_and_nearly_proven():
    dice = np.random.default_rng(7)
    side = 40
    pairs = [(r * side + c, r * side + c + 1) for r in range(side) for c in range(side - 1)]
    pairs += [(r * side + c, (r + 1) * side + c) for r in range(side - 1) for c in range(side)]
    area, scores = dice.integers(4_000, 400_000, side * side) * 100, dice.integers(2_000, 9_900, side * side)
    field = field_of(area, scores, np.array(sorted(pairs)), np.zeros(side * side, dtype=bool), 20)
    choice = choose(field, int(area.sum() * 0.2), use_highs=False)
    assert (choice.cost - choice.bound) / choice.cost < 1e-3
