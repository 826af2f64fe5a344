import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.quantities import to_dm2
from landguard_plugin.core.survey.conversion import convert, convert_percent, mend_class_codes, plain_text
from tests.core.survey.tables import CLASSES, FIELDS


def text(*values, field="BSM"):
    return convert(values, FIELDS[field])


def test_numeric_codes_become_text_without_a_decimal_point():
    column = text(103, 103.0, "0103", None, float("nan"), " 0103\u3000", True)
    assert column.values.tolist() == ["103", "103", "0103", "", "", "0103", "1"]
    assert column.missing.tolist() == [False, False, False, True, True, False, False]
    assert column.refused == {}


def test_a_code_too_long_for_a_double_is_refused_and_not_guessed():
    column = text(float(2**53 - 1), float(410101000000000123), 410101000000000123)
    assert {row: reason.code for row, reason in column.refused.items()} == {1: "LG-IMP-122"}
    assert column.values.tolist() == ["9007199254740991", "", "410101000000000123"]


def test_wide_text_is_kept_whole():
    assert text("LS,FLS,LYFL", field="ZZSXDM").values.tolist() == ["LS,FLS,LYFL"]


def test_areas_are_integers_rounded_half_up_on_their_decimal_value():
    column = text(1234.56, "1234.565", 1.005, None, "", 0, -3.0, float("nan"), field="TBMJ")
    assert column.values.tolist() == [123456, 123457, 101, 0, 0, 0, -300, 0]
    assert column.missing.tolist() == [False, False, False, True, True, False, False, True]
    assert (column.rounded, column.not_numbers, column.refused) == (2, 1, {})


@pytest.mark.parametrize("value", ["12,5", "abc", float("inf"), "1_000", "1234.5㎡"])
def test_what_is_no_number_sets_the_row_aside(value):
    for field in ("TBMJ", "KCXS", "SJNF"):
        column = text(1, value, field=field)
        assert {row: reason.code for row, reason in column.refused.items()} == {1: "LG-IMP-123"}
        assert column.missing.tolist() == [False, True]


def test_numbers_wider_than_their_field_set_the_row_aside():
    assert text(999_999_999_999.99, field="TBMJ").refused == {}
    assert text(1e12, field="TBMJ").refused[0].code == "LG-IMP-121"
    assert text(9.9999, 10, field="KCXS").refused.keys() == {1}
    assert text(9999, 10000, field="SJNF").refused.keys() == {1}


def test_whole_numbers_only_where_the_field_is_one():
    assert text("2019", 2020.0, field="SJNF").values.tolist() == [2019.0, 2020.0]
    assert text(2019.5, field="SJNF").refused[0].code == "LG-IMP-123"


def test_class_codes_are_mended_only_to_codes_of_the_table():
    codes = np.array(["103", "０１０３", "0201k", "201K", "9", "1", "0103", "999", "", "103"], dtype=object)
    mended = mend_class_codes(codes, CLASSES)
    assert codes.tolist() == ["0103", "0103", "0201K", "0201K", "09", "1", "0103", "999", "", "0103"]
    assert mended == {
        ("103", "0103"): 2, ("０１０３", "0103"): 1, ("0201k", "0201K"): 1, ("201K", "0201K"): 1, ("9", "09"): 1,
    }  # fmt: skip


def test_a_percentage_column_becomes_shares_exactly():
    column, in_percent = convert_percent([11.95, 0.68, None, 0], FIELDS["KCXS"])
    assert in_percent
    assert column.values.tolist()[:2] == [0.1195, 0.0068]
    assert math.isnan(column.values[2])
    column, in_percent = convert_percent([0.1195, 1, None], FIELDS["KCXS"])
    assert not in_percent
    assert column.values.tolist()[:2] == [0.1195, 1]


@given(st.decimals(min_value=-(10**12) + 1, max_value=10**12 - 1, allow_nan=False, allow_infinity=False, places=5))
def test_an_area_as_text_is_the_same_as_exact_arithmetic(value):
    column = text(str(value), field="TBMJ")
    assert column.values[0] == to_dm2(value)
    assert column.rounded == (Decimal(int(column.values[0])) != value * 100)


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()))
def test_any_value_is_converted_or_refused_in_every_field(value):
    assert isinstance(plain_text(value), str)
    for definition in FIELDS:
        column = convert([value, value], definition)
        assert len(column.values) == len(column.missing) == 2
        assert set(column.refused) in (set(), {0, 1})
