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


AREAS = st.lists(
    st.lists(st.integers(0, 10**9) | st.integers(0, 20000), min_size=4, max_size=4), min_size=1, max_size=12
)


@given(AREAS, st.sampled_from(["ha", "mu"]))
def test_totals_do_not_depend_on_how_far_down_a_table_goes(rows, unit):
    """A township's total is the same in the table of townships and in the table of its villages."""
    codes = [f"990101{k % 3:03d}{k:03d}" for k in range(len(rows))]
    villages = additive_table(np.array(rows), unit, codes)
    townships = sorted({code[:9] for code in codes})
    sums = np.array([sum(np.array(r) for r, c in zip(rows, codes) if c[:9] == t) for t in townships])
    totals = additive_table(sums, unit, townships).unit_totals.tolist()
    assert totals == [sum(int(v) for v, c in zip(villages.unit_totals, codes) if c[:9] == t) for t in townships]
    assert villages.total == int(in_unit(int(sums.sum()), unit).scaleb(2))


@pytest.mark.parametrize(
    ("areas", "cells"),
    [
        # 1.004 + 1.004 + 0.004 ha = 2.012 -> 2.01: each rounds down, the missing 0.01 goes to the last class above 1 ha
        ([[1004000, 1004000, 4000]], [[100, 101, 0]]),
        # no class above 1 ha: the last of those that are there
        ([[4000, 4000, 4000]], [[0, 0, 1]]),
        ([[4000, 4000, 0]], [[0, 1, 0]]),
        # three units of 0.335 ha: 1.005 -> 1.01, each rounds to 0.34, one unit gives 0.01 back: the first of equals
        ([[335000], [335000], [335000]], [[33], [34], [34]]),
        # the larger unit takes the difference
        ([[4000], [6004000], [4000]], [[0], [601], [0]]),
    ],
)
def test_worked_examples_of_a_levelled_table(areas, cells):
    assert additive_table(np.array(areas), "ha").cells.tolist() == cells


def test_negative_areas_have_no_table():
    with pytest.raises(ValueError, match="negative"):
        additive_table(np.array([[-1]]), "ha")
