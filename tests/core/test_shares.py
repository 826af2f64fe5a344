from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.shares import share, share_by_group

weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


@given(st.integers(-(10**13), 10**13), weights)
def test_parts_sum_to_the_whole_and_stay_within_one_unit(total, parts):
    result = share(total, parts)
    assert result.sum() == total
    for part, weight in zip(result, parts):
        ideal = Fraction(abs(total) * weight, sum(parts))
        assert abs(abs(int(part)) - ideal) < 1 or abs(total) > 2**50
        assert weight or part == 0


@given(st.lists(st.tuples(st.integers(0, 10**9), weights), min_size=1, max_size=8))
def test_grouped_sharing_is_sharing_group_by_group(groups):
    totals = np.array([total for total, _ in groups])
    group = np.concatenate([np.full(len(w), k) for k, (_, w) in enumerate(groups)])
    flat = np.concatenate([np.array(w, dtype=float) for _, w in groups])
    mixed = np.random.default_rng(1).permutation(len(group))
    result = share_by_group(totals, group, flat)
    assert result.tolist() == np.concatenate([share(t, w) for t, w in groups]).tolist()
    shuffled = share_by_group(totals, group[mixed], flat[mixed])
    assert np.bincount(group[mixed], weights=shuffled, minlength=len(totals)).astype(int).tolist() == totals.tolist()


def test_equal_remainders_are_served_in_order():
    assert share(10, [1, 1, 1]).tolist() == [4, 3, 3]


def test_nothing_to_divide_by_is_coded():
    assert share(0, [0, 0]).tolist() == [0, 0]
    with pytest.raises(LandGuardError) as caught:
        share(5, [0, 0])
    assert caught.value.code == "LG-SHR-001"
