import numpy as np
import pytest

from landguard_plugin.core.survey.classes import ClassTable
from landguard_plugin.storage import packaged

TABLE = ClassTable.from_rows(packaged.read_csv("survey/land_classes.csv"))


def test_the_table_has_81_codes():
    assert len(list(TABLE)) == 81


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [
        ("0101", "01", "0101"), ("0303", "00", "0303"), ("0603", "00", "0603"), ("0201K", "02", "0201"),
        ("1104A", "11", "1104"), ("1106", "00", "1106"), ("08H2A", "08", "08H2"), ("09", "09", "09"),
        ("05H1", "05", "05H1"), ("0602C", "06", "0602"), ("9999", "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_roll_ups(code, first, second):
    assert TABLE.first_level(code) == first
    assert TABLE.second_level(code) == second


@pytest.mark.parametrize(
    ("code", "category"),
    [("0101", "农用地"), ("1006", "农用地"), ("1003", "建设用地"), ("1107A", "农用地"), ("1109", "建设用地"), ("0404", "未利用地"),
     ("0603", "建设用地"), ("1105", "未利用地"), ("1201", "建设用地"), ("1203", "农用地"), ("7", "")],
)  # fmt: skip
def test_three_categories(code, category):
    assert TABLE.category(code) == category


def test_every_leaf_has_a_category_and_a_first_level():
    leaves = [c.code for c in TABLE if TABLE.is_leaf(c.code)]
    assert len(leaves) == 81 - 12  # 13 first levels, of which 09 has no second level and is stored itself
    assert all(TABLE.category(code) in ("农用地", "建设用地", "未利用地") for code in leaves)
    assert all(TABLE.first_level(code) for code in leaves)


def test_headings_are_no_leaves():
    assert [TABLE.is_leaf(code) for code in ("00", "01", "12", "09", "0101", "0201K", "1301")] == [
        False, False, False, True, True, True, False,
    ]  # fmt: skip


def test_adjustable_is_not_cultivated():
    adjustable = [c.code for c in TABLE if c.adjustable]
    assert adjustable == ["0201K", "0202K", "0203K", "0204K", "0301K", "0302K", "0307K", "0403K", "1104K"]
    assert not any(TABLE.is_cultivated(code) for code in adjustable)


def test_planting_values():
    assert TABLE.get("0103").planting == ("LS", "FLS", "LYFL", "XG", "LLJZ", "WG")
    assert TABLE.get("0201").planting == ("JKHF", "GCHF", "")
    assert TABLE.get("0601").planting == ("",)


def test_arrays_and_unknown_codes():
    codes = np.array(["0101", "0201K", "x", "0103", "x"])
    assert TABLE.cultivated_mask(codes).tolist() == [True, False, False, True, False]
    assert TABLE.unknown_codes(codes) == {"x": 2}
    assert TABLE.cultivated_mask(np.array([], dtype=str)).tolist() == []
