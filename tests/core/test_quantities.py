from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core import quantities as q

areas = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@given(st.lists(areas, max_size=50))
def test_the_array_rounds_like_decimal(values):
    expected = [int((Decimal(repr(v)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)) for v in values]
    assert q.to_dm2_array(np.array(values, dtype=float)).tolist() == expected
    assert [q.to_dm2(v) for v in values] == expected


@given(st.integers(-(10**12), 10**12))
def test_ties_round_away_from_zero(thousandths):
    value = thousandths / 1000
    expected = int((Decimal(thousandths).scaleb(-3) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert q.to_dm2_array(np.array([value]))[0] == expected


@pytest.mark.parametrize(("value", "dm2"), [(147.525, 14753), (2.675, 268), (1.005, 101), (-1.005, -101), (0.0, 0)])
def test_known_binary_traps(value, dm2):
    assert q.to_dm2(value) == dm2
    assert q.to_dm2_array(np.array([value]))[0] == dm2


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_not_a_number_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        q.to_dm2(value)
    with pytest.raises(ValueError, match="finite"):
        q.to_dm2_array(np.array([value]))


def test_mu_and_hectares():
    assert q.in_unit(66667, "mu", 6) == Decimal("1.000005")
    assert q.in_unit(1_000_000, "mu") == Decimal("15.00")
    assert q.in_unit(1_000_000, "ha") == Decimal("1.00")
    assert q.in_unit(123456, "m2") == Decimal("1234.56")
    assert q.mu_to_dm2(1) == 66667
    assert q.mu_to_dm2("1500000") == 100_000_000_000
    assert q.ha_to_dm2("0.0001") == 100
    assert q.in_unit(-66667, "mu") == Decimal("-1.00")
    with pytest.raises(ValueError, match="unit"):
        q.in_unit(1, "acre")


@given(st.integers(0, 10**15))
def test_mu_is_the_exact_quotient_rounded_half_up(dm2):
    exact = Decimal(dm2) * 3 / 200_000
    assert q.in_unit(dm2, "mu") == exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@given(st.integers(-(10**13), 10**13))
def test_metres_round_trip(dm2):
    assert q.to_dm2(q.to_m2(dm2)) == dm2
    assert q.to_dm2_array(q.to_m2_array(np.array([dm2]))).tolist() == [dm2]
