from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.area.additive import additive_table
from landguard_plugin.core.area.deduction import deduct, deduct_array
from landguard_plugin.core.area.levelling import LevellingMethod, level
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.quantities import in_unit

QUOTIENT, PROPORTIONAL = LevellingMethod.QUOTIENT, LevellingMethod.PROPORTIONAL
THREE = np.array([123456, 80010, 35207])


@pytest.mark.parametrize(("control", "expected"), [(238680, [123459, 80012, 35209]), (238670, [123455, 80009, 35206])])
def test_worked_examples_of_the_quotient_rule(control, expected):
    assert level(THREE, control, QUOTIENT).tolist() == expected


@given(
    st.lists(st.integers(1000, 10**9), min_size=1, max_size=40),
    st.integers(-400, 400),
    st.sampled_from(LevellingMethod),
)
def test_levelled_areas_meet_the_control_exactly(areas, difference, method):
    control = sum(areas) + difference
    result = level(np.array(areas), control, method, largest_difference=1.0)
    assert result.sum() == control
    assert (result >= 0).all()


def test_a_difference_that_is_no_rounding_is_refused():
    with pytest.raises(LandGuardError) as caught:
        level(THREE, 240000, QUOTIENT)
    assert caught.value.code == "LG-LEV-002"


def test_no_patch_is_pushed_below_zero():
    with pytest.raises(LandGuardError) as caught:
        level(np.array([1, 1000]), 990, QUOTIENT, largest_difference=1.0)
    assert caught.value.code == "LG-LEV-003"


def test_nothing_to_level():
    with pytest.raises(LandGuardError) as caught:
        level(np.array([], dtype=int), 5)
    assert caught.value.code == "LG-LEV-001"
    assert level(np.array([], dtype=int), 0).tolist() == []


def test_deduction_example():
    assert deduct(123456, Decimal("0.1195"), True) == (14753, 108703)
    assert deduct(123456, Decimal("0.1195"), False) == (0, 123456)


@given(st.integers(0, 10**14), st.integers(0, 9999), st.booleans())
def test_the_array_deducts_like_decimal(tbmj, ten_thousandths, cultivated):
    kcxs = Decimal(ten_thousandths).scaleb(-4)
    ridge, net = deduct_array(np.array([tbmj]), np.array([float(kcxs)]), np.array([cultivated]))
    assert (ridge[0], net[0]) == deduct(tbmj, kcxs, cultivated)


@given(
    st.lists(st.lists(st.integers(0, 10**11), min_size=3, max_size=3), min_size=1, max_size=12),
    st.sampled_from(["ha", "mu", "m2"]),
)
def test_tables_add_up_both_ways_and_to_the_rounded_total(rows, unit):
    areas = np.array(rows)
    table = additive_table(areas, unit)
    assert table.cells.sum(axis=0).tolist() == table.class_totals.tolist()
    assert table.total == table.unit_totals.sum() == table.class_totals.sum()
    assert table.total == int(in_unit(int(areas.sum()), unit).scaleb(2))
    assert ((areas > 0) | (table.cells == 0)).all()
    assert (table.cells >= 0).all()
    assert table.correction <= 2
