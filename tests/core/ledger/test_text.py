"""The plain-text ledger: loss-free both ways, and every bad line refused with its number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.ledger.text.reader import read_ledger
from landguard_plugin.core.ledger.text.writer import write_ledger
from tests.core.ledger.effort import tries
from tests.core.ledger.random_books import free_books

TONGUES = st.sampled_from(("zh", "en"))


@tries(100)
@given(free_books(), TONGUES)
def test_books_to_text_to_books_loses_nothing(books, tongue):
    text = write_ledger(books, tongue)
    reading = read_ledger(text)
    assert reading.flaws == ()
    assert reading.books == books
    assert write_ledger(reading.books, tongue) == text


@tries(40)
@given(free_books())
def test_both_tongues_say_the_same(books):
    assert read_ledger(write_ledger(books, "zh")).books == read_ledger(write_ledger(books, "en")).books


@tries(100)
@given(st.text(max_size=400))
def test_any_text_is_read_without_an_exception_and_settles(text):
    reading = read_ledger(text)
    settled = write_ledger(reading.books)
    assert write_ledger(read_ledger(settled).books) == settled


HEAD = '单位 990101 "示范县"\n'


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('单位 990102 "没有结束', "LG-LTX-001"),
        ("不认识 1 2", "LG-LTX-002"),
        ("2021-01-01 单位 990102", "LG-LTX-002"),
        ("验收 B1", "LG-LTX-002"),
        ("  指标:L1 数量:1", "LG-LTX-003"),
        ("单位 990102 颜色:红", "LG-LTX-004"),
        ("指标 L1", "LG-LTX-005"),
        ("单位 990102 邻县 多余", "LG-LTX-005"),
        ("补充项目 S1 990101 甲 文号:1 文号:2", "LG-LTX-006"),
        ("2021-02-30 验收 B1", "LG-LTX-007"),
        ("2021-12-31 核对 990101 数量:1e5", "LG-LTX-007"),
        ("2021-12-31 核对 990101 数量:5吨", "LG-LTX-007"),
        ("补充项目 S1 990101 甲 类型:没有的", "LG-LTX-007"),
        ("指标 L1 S1 990101 坡度级:6", "LG-LTX-007"),
        ("指标 L1 S1 990101 改后等别:好", "LG-LTX-007"),
    ],
)
def test_a_bad_line_is_refused_by_code_and_number(line, code):
    reading = read_ledger(HEAD + line + "\n" + '占用项目 P1 990101 "园区"\n')
    assert [(flaw.code, flaw.line) for flaw in reading.flaws] == [(code, 2)]
    assert set(reading.books.occupations) == {"P1"}, "the lines after it still count"


def test_units_of_measure_are_rounded_once_half_up():
    text = "2021-12-31 核对 990101 数量:1亩 水田:0.5公顷 产能:12.5公斤\n"
    check = read_ledger(text).books.checks[0]
    assert (check.available.quantity, check.available.paddy, check.available.capacity) == (66667, 500_000, 13)


def test_full_width_colons_and_comments_and_windows_line_ends_are_read():
    text = "; 说明\r\n单位 990101 示范县 ; 行内\r\n占用项目 P1 990101 园区 文号：“甲”\r\n; 末尾\r\n"
    reading = read_ledger("\ufeff" + text)
    assert reading.flaws == ()
    assert reading.books.units["990101"].remarks == ("说明", "行内")
    assert reading.books.occupations["P1"].document == "“甲”"
    assert reading.books.remarks == ("末尾",)


def test_lines_of_entries_are_known():
    reading = read_ledger(HEAD + "\n2021-01-01 验收 B1\n  指标:L1 数量:5\n")
    assert reading.lines == {"unit 990101": 1, "batch B1": 3}
