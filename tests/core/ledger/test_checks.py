"""Broken books give flaws by code and line, never an exception; sound books give none."""

from __future__ import annotations

import pytest
from hypothesis import given

from landguard_plugin.core.ledger.checks import check_books
from landguard_plugin.core.ledger.flaws import located
from landguard_plugin.core.ledger.text.reader import read_ledger
from tests.core.ledger.effort import tries
from tests.core.ledger.random_books import free_books

SOUND = """单位 990101 "示范县"
单位 990102 "邻县" 外部:是
补充项目 S1 990101 "整治" 类型:土地整治
指标 L1 S1 990101 等别制:15 改后等别:9
占用项目 P1 990101 "园区" 等别制:15 等别:8
2021-01-10 验收 B1
  指标:L1 数量:1000.00 水田:200.00 产能:900
2021-02-01 应补 B2
  项目:P1 数量:400.00 产能:300
2021-03-01 核销 B3
  项目:P1 指标:L1 数量:400.00 产能:300
"""


def codes(text):
    reading = read_ledger(text)
    assert not reading.flaws
    return [(flaw.code, flaw.line) for flaw in located(check_books(reading.books), reading.lines)]


def test_sound_books_have_no_flaw():
    assert codes(SOUND) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("单位 990101 又一次\n", [("LG-LED-010", 1)]),
        ("占用项目 L1 990101 同名\n", [("LG-LED-010", 4)]),
        ("补充项目 S2 990199 某\n", [("LG-LED-011", 12)]),
        ("指标 L2 S9 990101\n", [("LG-LED-012", 12)]),
        ("2021-05-01 标记 X9 稳定利用 是\n", [("LG-LED-013", 12)]),
        ("2021-05-01 核减 B4\n  指标:L9 数量:1.00\n", [("LG-LED-030", 0), ("LG-LED-014", 12)]),
        ("2021-05-01 应补 B4\n  项目:P9 数量:1.00\n", [("LG-LED-015", 12)]),
        ("2021-05-01 核减 B4\n  指标:L1 单位:990177 数量:1.00\n", [("LG-LED-030", 4), ("LG-LED-016", 12)]),
        ("2021-05-01 调剂 B4\n  指标:L1 数量:1.00\n", [("LG-LED-017", 12)]),
        ("2021-05-01 调剂 B4\n  指标:L1 转入:990101 数量:1.00\n", [("LG-LED-017", 12)]),
        ("2021-05-01 核减 B4\n  指标:L1\n", [("LG-LED-018", 12)]),
        ("2021-05-01 冲正 B4 原批:B9\n", [("LG-LED-020", 12)]),
        ("2021-02-01 冲正 B4 原批:B3\n", [("LG-LED-030", 4), ("LG-LED-021", 12)]),
        ("2021-05-01 冲正 B4 原批:B3\n2021-05-02 冲正 B5 原批:B3\n", [("LG-LED-030", 4), ("LG-LED-022", 13)]),
        ("2021-05-01 核减 B4\n  指标:L1 数量:600.01\n", [("LG-LED-030", 4)]),
        ("2021-05-01 还原 B4\n  项目:P1 指标:L1 数量:400.01\n", [("LG-LED-030", 4)]),
        ("2021-05-01 脱钩 B4\n  项目:P1 指标:L1 数量:0.01\n", [("LG-LED-030", 4)]),
        ("2021-01-05 核减 B4\n  指标:L1 数量:1.00\n", [("LG-LED-030", 4)]),
        ("2021-06-30 核对 990101 数量:600.00 水田:200.00 产能:601\n", [("LG-LED-040", 12)]),
        ("2021-12-31 封账\n  单位:990101 数量:600.00 水田:200.00 产能:600 挂钩数量:1.00\n", [("LG-LED-040", 12)]),
        ("2021-12-31 封账\n  单位:990102 数量:0\n", [("LG-LED-042", 12)]),
        ("指标 L2 S1 990101 改后等别:9\n", [("LG-LED-050", 12)]),
        ("指标 L2 S1 990101 等别制:15 改后等别:16\n", [("LG-LED-051", 12)]),
        ("指标 L2 S1 990101 等别制:10 改后等别:5\n", [("LG-LED-052", 12)]),
    ],
)
def test_each_flaw_is_found_by_code_and_line(more, expected):
    assert set(codes(SOUND + more)) == set(expected)


def test_what_is_entered_behind_a_seal_is_found():
    sealed = SOUND + "2021-12-31 封账\n  单位:990101 数量:600.00 水田:200.00 产能:600\n"
    assert codes(sealed) == []
    late = sealed + "2021-11-11 核减 B9\n  指标:L1 数量:10.00\n"
    assert codes(late) == [("LG-LED-040", 12)]


def test_an_external_seller_may_be_overdrawn():
    text = SOUND.replace("指标 L1 S1 990101", "指标 LX S1 990102\n指标 L1 S1 990101")
    assert codes(text + "2021-06-01 调剂 B4\n  指标:LX 转入:990101 数量:50.00\n") == []


def test_an_overdraft_that_a_later_acceptance_would_cover_is_still_one():
    text = SOUND + "2021-04-01 核减 B4\n  指标:L1 数量:700.00\n2021-05-01 验收 B5\n  指标:L1 数量:500.00\n"
    flaws = check_books(read_ledger(text).books)
    assert [flaw.code for flaw in flaws] == ["LG-LED-030"]
    assert flaws[0].message.arguments["date"] == "2021-04-01"
    assert flaws[0].message.arguments["amount"] == "-100.00"


@tries(60)
@given(free_books())
def test_no_books_break_the_checks(books):
    check_books(books)
