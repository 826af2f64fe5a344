"""Sheets: every row is accepted or rejected with its reason; the mapping can be seen, guessed and set."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.ledger.books import books_of
from landguard_plugin.core.ledger.checks import check_books
from landguard_plugin.core.ledger.records import Unit
from landguard_plugin.core.ledger.sheets import KINDS, SheetRequest, guess_mapping, read_sheet
from landguard_plugin.core.ledger.standing import Standing
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.ledger.spreadsheets import sheet_fields
from landguard_plugin.storage.ledger.tables import yields
from tests.core.ledger.effort import tries

FIELDS = sheet_fields()
BOOKS = books_of([Unit("990101", "示范县")])
SUPPLEMENTS = pd.DataFrame(
    [
        ["S1", "北街整治", "示范县", "2021-01-20", "15亩", "3", "10500", "9"],
        ["S2", "南街整治", "990102", "2021年3月5日", "10000", "", "12,000", ""],
        ["S1", "重复", "示范县", "2021-01-20", "1", "", "1", "9"],
        ["S3", "", "示范县", "去年", "1", "", "1", "9"],
        ["S4", "", "没有的县", "2021-01-20", "1", "", "1", "9"],
        ["S5", "", "示范县", "2021-01-20", "-1", "", "1", "9"],
        ["S6", "", "示范县", "2021-01-20", "", "", "", "9"],
        ["", "", "示范县", "2021-01-20", "1", "", "1", "9"],
        ["合计", "", "", "", "25000", "3", "22500", ""],
        ["S7", "", "示范县", "20210120", "1.005", "", "", "18"],
    ],
    columns=["项目编号", "项目名称", "县", "验收日期", "新增耕地面积", "其中水田", "产能（公斤）", "质量等别"],
)


def read(frame, kind="supplements", books=BOOKS, mapping=None, **more):
    chosen = guess_mapping(kind, list(frame.columns), FIELDS) if mapping is None else mapping
    return read_sheet(SheetRequest(kind, frame, chosen, FIELDS, books, **more))


def test_rows_in_are_accepted_plus_rejected_and_each_says_why():
    result = read(SUPPLEMENTS)
    assert result.closes
    assert (result.read, result.accepted) == (10, 2)
    assert dict(zip(result.rejected["row"], result.rejected["reason_code"])) == {
        4: "LG-SHT-016",
        5: "LG-SHT-013",
        6: "LG-SHT-013",
        7: "LG-SHT-013",
        8: "LG-SHT-014",
        9: "LG-SHT-012",
        10: "LG-SHT-010",
        11: "LG-SHT-013",
    }
    assert result.rejected["项目编号"].tolist()[0] == "S1"


def test_accepted_rows_stand_in_the_books_to_the_last_unit():
    books = books_of([*BOOKS.entries, *read(SUPPLEMENTS).entries])
    assert check_books(books) == []
    standing = Standing(books)
    assert standing.lot("S1/1", "available").as_dict() == {"quantity": 1_000_000, "paddy": 300, "capacity": 10_500}
    assert standing.lot("S2/1", "available").quantity == 1_000_000
    assert books.units["990102"].name == ""


def test_the_same_sheet_twice_adds_nothing():
    first = read(SUPPLEMENTS)
    again = read(SUPPLEMENTS, books=books_of([*BOOKS.entries, *first.entries]))
    assert again.accepted == 0
    assert again.closes


def test_the_unit_of_area_is_the_sheets_unless_the_cell_says_otherwise():
    result = read(SUPPLEMENTS.head(2), area_unit="ha")
    batches = [e for e in result.entries if hasattr(e, "lines")]
    assert [b.lines[0].amounts.quantity for b in batches] == [1_000_000, 10_000_000_000]


def test_capacity_follows_from_the_grade_only_when_a_yield_table_is_given():
    frame = SUPPLEMENTS.head(1).assign(**{"产能（公斤）": ""})
    without, with_table = read(frame), read(frame, yields=yields())
    capacity = [
        [e.lines[0].amounts.capacity for e in r.entries if hasattr(e, "lines")][0] for r in (without, with_table)
    ]
    assert capacity == [0, 15 * 700]


def test_occupations_write_offs_and_deductions():
    projects = pd.DataFrame(
        [
            ["P1", "园区", "990101", "2021-02-01", "5000", "0", "4000", "8.35"],
            ["P2", "水厂", "990101", "", "1", "", "1", ""],
        ],
        columns=["项目编号", "项目名称", "县", "批复日期", "占用耕地面积", "其中水田", "需补产能", "平均等别"],
    )
    books = books_of([*BOOKS.entries, *read(SUPPLEMENTS.head(2)).entries])
    result = read(projects, "occupations", books)
    assert (result.accepted, result.rejected["reason_code"].tolist()) == (1, ["LG-SHT-012"])
    books = books_of([*books.entries, *result.entries])
    offs = pd.DataFrame(
        [
            ["P1", "S1", "2021-03-01", "5000", "4000"],
            ["P9", "S1", "2021-03-01", "1", "1"],
            ["P1", "S9", "2021-03-01", "1", "1"],
        ],
        columns=["占用项目编号", "补充项目编号", "核销日期", "核销数量", "核销产能"],
    )
    result = read(offs, "writeoffs", books)
    assert result.rejected["reason_code"].tolist() == ["LG-SHT-015", "LG-SHT-015"]
    books = books_of([*books.entries, *result.entries])
    cuts = pd.DataFrame([["S1", "2021-06-01", "100.00"]], columns=["指标编号", "核减日期", "核减数量"])
    books = books_of([*books.entries, *read(cuts, "deductions", books).entries])
    assert check_books(books) == []
    standing = Standing(books)
    assert standing.short("P1").as_dict() == {"quantity": 0, "paddy": 0, "capacity": 0}
    assert standing.lot("S1/1", "available").quantity == 490_000


@pytest.mark.parametrize(
    ("kind", "mapping", "code"),
    [
        ("recipes", {}, "LG-SHT-001"),
        ("supplements", {"id": "没有这列"}, "LG-SHT-002"),
        ("supplements", {"no_field": "项目编号"}, "LG-SHT-002"),
        ("supplements", {"id": "项目编号"}, "LG-SHT-003"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(kind, mapping, code):
    with pytest.raises(LandGuardError, match=code):
        read(SUPPLEMENTS, kind, mapping=mapping)


CELLS = (
    st.none()
    | st.text(max_size=8)
    | st.sampled_from(["990101", "2021-01-01", "12.5", "15亩", "S1", "P1", "1e9", "NaN"])
)


@tries(60)
@given(st.sampled_from(KINDS), st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=6))
def test_no_sheet_breaks_the_reader_and_no_row_is_lost(kind, rows):
    names = [f.aliases[0] for f in FIELDS if f.kind == kind][:8]
    frame = pd.DataFrame(rows, columns=range(8)).iloc[:, : len(names)].set_axis(names, axis=1)
    needed = [f.aliases[0] for f in FIELDS if f.kind == kind and f.required]
    for name in needed:
        if name not in frame.columns:
            frame[name] = "2021-01-01"
    result = read(frame, kind)
    assert result.closes
    assert len(result.rejected) + result.accepted == len(rows)
