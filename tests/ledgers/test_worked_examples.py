"""The worked examples give the figures and findings that were computed by hand, in memory, as text and in a store."""

from __future__ import annotations

import csv
import math
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from landguard_plugin.app.ledger.balance import BalanceRequest, balance
from landguard_plugin.app.ledger.year import YearRequest, balance_year
from landguard_plugin.core.ledger.checks import check_books
from landguard_plugin.core.ledger.grades import (
    YieldTable,
    capacity_kg,
    grade_of_index,
    group_of_grade,
    mean_grade,
    uplift_kg,
)
from landguard_plugin.core.ledger.text.reader import read_ledger
from landguard_plugin.core.ledger.year import Exemption
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.quantities import to_dm2
from landguard_plugin.storage import packaged
from landguard_plugin.storage.ledger.database import DatabaseLedger
from landguard_plugin.storage.ledger.plaintext import TextLedger
from landguard_plugin.storage.ledger.tables import packaged_rulesets, ruleset_for, year_tables, yields
from tools.sample_ledger import sample_ledger

HERE = Path(__file__).parent
NAMES = sorted(path.name.removesuffix(".balance.csv") for path in HERE.glob("*.balance.csv"))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def amount(account: str, text: str) -> int:
    return int(Decimal(text) * (1 if account == "capacity" else 100))


def balanced(store, text: str):
    ruleset, period = re.search(r"规则包 (\S+?)，期间 (\S+?)。", text).groups()
    return balance(BalanceRequest(store.read(), lambda day: packaged_rulesets()[ruleset], period))


@pytest.fixture(params=["text", "database"])
def store_of(request, tmp_path):
    def make(name: str):
        if request.param == "text":
            return TextLedger(HERE / f"{name}.txt")
        return DatabaseLedger.create(tmp_path / "a.gpkg", TextLedger(HERE / f"{name}.txt").read().books)

    return make


@pytest.mark.parametrize("name", NAMES)
def test_the_statement_is_what_was_computed_by_hand(name, store_of):
    result = balanced(store_of(name), (HERE / f"{name}.txt").read_text(encoding="utf-8"))
    found = {
        (r["unit"], r["account"]): {
            k: int(r[k]) for k in r if k in ("opening", "added", "deducted", "written_off", "reserved", "closing")
        }
        for r in result.statement.to_dict("records")
    }
    expected = {
        (r["unit"], r["account"]): {k: amount(r["account"], v) for k, v in r.items() if k not in ("unit", "account")}
        for r in rows_of(HERE / f"{name}.balance.csv")
    }
    assert found == expected
    assert result.difference == 0


@pytest.mark.parametrize("name", NAMES)
def test_projects_are_covered_as_computed_by_hand(name, store_of):
    from landguard_plugin.app.ledger.tables import project_table

    result = balanced(store_of(name), (HERE / f"{name}.txt").read_text(encoding="utf-8"))
    table = project_table(result.coverage, {}, result.states).rows
    for row, wanted in zip(table.to_dict("records"), rows_of(HERE / f"{name}.projects.csv"), strict=True):
        assert (row["project"], row["account"]) == (wanted["project"], wanted["account"])
        for column in ("required", "written_off", "short"):
            assert row[column] == int(Decimal(wanted[column]) * 100), column
        if wanted["rate"]:
            assert row["rate"] == pytest.approx(float(wanted["rate"]), abs=1e-12)
        else:
            assert math.isnan(row["rate"])


@pytest.mark.parametrize("name", NAMES)
def test_findings_are_those_expected(name):
    store = TextLedger(HERE / f"{name}.txt")
    result = balanced(store, (HERE / f"{name}.txt").read_text(encoding="utf-8"))
    found = sorted({(flaw.code, flaw.line) for flaw in result.flaws})
    assert found == sorted((r["code"], int(r["line"])) for r in rows_of(HERE / f"{name}.findings.csv"))


def test_the_year_is_what_was_computed_by_hand():
    def frame(part):
        return pd.read_csv(HERE / "year" / f"unified.{part}.csv", dtype=str, keep_default_na=False)

    marks, exemptions = frame("marks"), frame("exemptions")
    result = balance_year(
        YearRequest(
            frame("pieces"),
            year_tables(),
            lambda section, day: ruleset_for("", section, day),
            "year",
            date(2025, 12, 31),
            9,
            dict(zip(marks["bsm"], marks["stable"])),
            {},
            {r["bsm"]: Exemption(r["cause"], r["document"]) for r in exemptions.to_dict("records")},
        )
    )
    table = result.output().rows.set_index("unit")
    for row in rows_of(HERE / "year" / "unified.expected.csv"):
        for column, value in row.items():
            if column != "unit":
                assert table.loc[row["unit"], column] == to_dm2(value), (row["unit"], column)
    assert [flaw.code for flaw in result.flaws] == ["LG-YBL-012"]
    assert result.difference == 0


def test_every_figure_of_the_year_is_the_sum_of_its_patches():
    pieces = pd.read_csv(HERE / "year" / "unified.pieces.csv", dtype=str, keep_default_na=False)
    request = YearRequest(
        pieces, year_tables(), lambda section, day: ruleset_for("", section, day), "year", date(2025, 12, 31), 9
    )
    result = balance_year(request)
    detail = result.detail().rows
    for unit, row in result.table.set_index("unit").iterrows():
        mine = detail[detail["unit"] == unit]
        for column, term in (("unstable_new", "new_unstable"), ("loss", "lost"), ("exempt", "exempt")):
            assert mine.loc[mine["term"] == term, "area_m2"].sum() == row[column]
        for kind in ("construction", "garden", "forest", "unused"):
            lost = mine[(mine["term"] == "lost") & (mine["kind"] == kind)]
            assert lost["area_m2"].sum() == row[f"loss_{kind}"]


def test_the_help_pages_examples_are_sound_ledgers():
    texts = [packaged.read_text(f"help/{tongue}/ledgertext.md").split("```")[1] for tongue in ("zh", "en")]
    readings = [read_ledger(text.strip("\n")) for text in texts]
    assert readings[0].books == readings[1].books
    for reading in readings:
        assert reading.flaws == ()
        assert check_books(reading.books) == []


def test_the_sample_county_is_sound():
    reading = read_ledger((HERE / "sample_county.txt").read_text(encoding="utf-8"))
    assert reading.flaws == ()
    assert check_books(reading.books) == []


# ---- capacity and grades, docs/domain-notes.md 3.3


@pytest.mark.parametrize(
    ("index", "grade"),
    [(1599.8, 7), (1600, 7), (1599, 8), ("1599.4", 8), (0, 15), (199, 15), (200, 14), (2999, 1), (3000, 1)],
)
def test_a_grade_is_200_points_of_the_rounded_index(index, grade):
    assert grade_of_index(index) == grade


def test_capacity_is_rounded_once_half_up():
    table, day = yields(), date(2021, 6, 1)
    assert capacity_kg([(to_dm2("10000"), 9)], "15", table, day) == 15 * 700
    assert capacity_kg([(to_dm2("10000"), 1), (to_dm2("10000"), 15)], "15", table, day) == 15 * 1600
    # 0.5 kg exactly: 1/3 m2 x 1500 kg/mu; area 0.33 m2 gives 0.7425 kg, one piece 0.22 m2 of grade 1 gives 0.495
    assert capacity_kg([(33, 1)], "15", table, day) == 1
    assert capacity_kg([(22, 1)], "15", table, day) == 0
    # two halves of a kilogram in two pieces are one kilogram, not two
    half = YieldTable.from_rows([{"system": "15", "grade": "1", "kg_per_mu": "1000", "valid_from": "2000-01-01"}])
    assert capacity_kg([(100, 1)] * 2, "15", half, day) == 3
    assert capacity_kg([(100, 1)], "15", half, day) == 2
    assert uplift_kg(to_dm2("4000"), 12, 9, "15", table, day) == 1800


def test_the_two_systems_never_mix_and_nothing_is_guessed():
    table, day = yields(), date(2021, 6, 1)
    for system, grade, when, code in (
        ("10", 4, day, "LG-GRD-001"),
        ("15", 16, day, "LG-GRD-002"),
        ("20", 1, day, "LG-GRD-002"),
        ("15", 1, date(2000, 1, 1), "LG-GRD-001"),
    ):
        with pytest.raises(LandGuardError, match=code):
            table.find(system, grade, when)
    assert table.statuses() == {"unverified"}


def test_the_grade_table_says_what_the_functions_say():
    table = packaged.read_csv("ledger/grades.csv")
    assert [int(row["grade"]) for row in table if row["system"] == "10"] == list(range(1, 11))
    for row in (r for r in table if r["system"] == "15"):
        grade = int(row["grade"])
        assert grade_of_index(int(row["index_from"])) == grade_of_index(int(row["index_to"])) == grade
        assert group_of_grade(grade) == row["group"]
    systems = {(row["system"], row["grade"]) for row in packaged.read_csv("ledger/yields.csv")}
    assert {system for system, _ in systems} == {"15"}, "no yield is invented for the ten grades"


def test_the_sample_takes_any_county_code():
    reading = read_ledger(sample_ledger("991234"))
    assert reading.flaws == ()
    assert {"991234", "991234001", "991234010"} <= set(reading.books.units)
    assert check_books(reading.books) == []


def test_groups_and_means():
    assert [group_of_grade(g) for g in (1, 4, 5, 8, 9, 12, 13, 15)] == [
        *("superior",) * 2,
        *("high",) * 2,
        *("medium",) * 2,
        *("low",) * 2,
    ]
    assert mean_grade([(100, Decimal(8)), (300, Decimal(9))]) == Decimal("8.75")
    assert mean_grade([]) is None
