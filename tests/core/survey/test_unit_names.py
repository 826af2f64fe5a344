"""Names of units from a survey: what its records bear, a township's only where all villages carry it; nothing made up."""

from __future__ import annotations

import pandas as pd
import pytest

from landguard_plugin.core.layers import Column, ShapeTable, Table
from landguard_plugin.core.survey.unit_names import names_in_survey, names_of, with_names

NORTH, SOUTH = "9901011002010000000", "9901011012010000000"


def names(level, *pairs):
    return names_in_survey([code for code, _ in pairs], [name for _, name in pairs], level)


def test_a_village_has_the_name_most_of_its_patches_bear():
    found = names(12, (NORTH, "柳树村"), (NORTH, "柳树"), (NORTH, "柳树村"), (SOUTH, ""), ("", "无码村"))
    assert found == {"990101100201": "柳树村"}


def test_equal_counts_do_not_depend_on_the_order():
    pairs = [(NORTH, "乙村"), (NORTH, "甲村")]
    assert names(12, *pairs) == names(12, *reversed(pairs))


def test_a_village_names_neither_township_nor_county():
    pairs = [(NORTH, "柳树村"), (NORTH, "柳树村"), (SOUTH, "枣林村")]
    assert names(9, *pairs) == {}
    assert names(6, *pairs) == {}


def test_a_record_of_the_township_itself_names_it():
    assert names(9, ("9901011000000000000", "禾城镇"), (NORTH, "柳树村")) == {"990101100": "禾城镇"}
    assert names(9, ("990101100", "禾城镇")) == {"990101100": "禾城镇"}
    assert names(6, ("9901010000000000000", "望禾县"), (NORTH, "柳树村")) == {"990101": "望禾县"}


def test_what_all_villages_of_all_townships_begin_with_is_the_townships_name():
    pairs = [
        (NORTH, "禾城镇柳树村"),
        ("9901011002020000000", "禾城镇杨柳村"),
        (SOUTH, "新乡镇东街村"),
        ("9901011020010000000", "城关街道一社区"),
        ("9901011020020000000", "城关街道二社区"),
    ]
    assert names(9, *pairs) == {"990101100": "禾城镇", "990101101": "新乡镇", "990101102": "城关街道"}


@pytest.mark.parametrize(
    "odd",
    [
        (SOUTH, "枣林村"),  # one village without its township: nothing can be told apart any more
        (SOUTH, "禾城镇枣林村"),  # two townships of one name
        (SOUTH, "柳镇村"),  # a village called so: no name would be left behind the township's
    ],
)
def test_one_village_that_does_not_fit_and_no_township_is_named(odd):
    assert names(9, (NORTH, "禾城镇柳树村"), ("9901011002020000000", "禾城镇杨柳村"), odd) == {}


def test_villages_that_share_a_word_do_not_make_a_township():
    assert names(9, (NORTH, "柳镇东村"), ("9901011002020000000", "河口西村")) == {}
    assert names(9, (NORTH, "柳镇东村")) == {}, "one village alone shows nothing"


def test_tables_carry_the_name_and_the_code_where_none_is_known():
    rows = pd.DataFrame({"unit": ["1", "2", ""], "area_m2": [1, 2, 3]})
    table = with_names(Table.of([Column("unit"), Column("area_m2", "area")], rows), {"1": "禾城镇"})
    assert table.rows["unit_name"].tolist() == ["禾城镇", "2", ""]
    assert [column.name for column in table.columns] == ["unit", "area_m2", "unit_name"]
    assert names_of(table.rows) == {"1": "禾城镇"}
    shapes = with_names(ShapeTable((Column("unit"),), rows[["unit"]], [b"a", b"b", b""], "EPSG:4547"), {})
    assert (shapes.shapes, shapes.crs, shapes.rows["unit_name"].tolist()) == (
        [b"a", b"b", b""],
        "EPSG:4547",
        ["1", "2", ""],
    )
