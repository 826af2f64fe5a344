"""Every rule set ships examples that must pass and fail; here they are held to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from landguard_plugin.core.ledger.checks import check_books
from landguard_plugin.core.ledger.lines import Farmland, requirement
from landguard_plugin.core.ledger.rules.occupation import judge
from landguard_plugin.core.ledger.rules.swap import judge_swap
from landguard_plugin.core.ledger.text.reader import read_ledger
from landguard_plugin.core.ledger.year import Exemption, classify, in_out_balance, pieces_of, year_balance
from landguard_plugin.core.ledger.year_findings import in_out_findings
from landguard_plugin.core.quantities import to_dm2
from landguard_plugin.storage.ledger.tables import classes, packaged_rulesets, year_tables, yields

EXAMPLES = [(ruleset, example) for ruleset in packaged_rulesets().values() for example in ruleset.examples]
PIECES = ["unit", "bsm_before", "bsm_after", "dlbm_before", "dlbm_after", "area_m2", "in_basic_m2", "cause"]
PATCHES = ["id", "unit", "area", "grade", "slope", "dlbm", "refinement", "reserve"]


def named(pair):
    return f"{pair[0].id}: {pair[1]['title_en']}"


def of_section(section):
    return [pair for pair in EXAMPLES if pair[1].get("section", "occupation") == section]


def params(section):
    return pytest.mark.parametrize(("ruleset", "example"), of_section(section), ids=map(named, of_section(section)))


@params("occupation")
def test_ledgers(ruleset, example):
    reading = read_ledger("\n".join(example["ledger"]))
    assert not reading.flaws
    found = {flaw.code for flaw in judge(reading.books, ruleset, date.fromisoformat(example["as_of"]))}
    assert found == set(example["expect"])
    broken = {flaw.code for flaw in check_books(reading.books)}
    assert broken <= {"LG-LED-030"}, "an example is sound but for what it shows"


def pieces_for(ruleset, example, section):
    frame = pd.DataFrame(example["pieces"], columns=PIECES)
    exemptions = {bsm: Exemption(cause, document) for bsm, cause, document in example["exemptions"]}
    return classify(pieces_of(frame), year_tables(), ruleset, section, dict(example["marks"]), exemptions)


@params("year")
def test_years(ruleset, example):
    table = year_balance(pieces_for(ruleset, example, "year"), ruleset, 6)
    assert (table["difference"] == 0).all()
    assert {k: int(table[k.removesuffix("_m2")].iloc[0]) for k in example["expect"]} == {
        k: to_dm2(v) for k, v in example["expect"].items()
    }


@params("in_out")
def test_in_and_out(ruleset, example):
    pieces = pieces_for(ruleset, example, "in_out")
    table = in_out_balance(pieces, ruleset, 6)
    assert {k: int(table[k.removesuffix("_m2")].iloc[0]) for k in example["expect"]} == {
        k: to_dm2(v) for k, v in example["expect"].items()
    }
    assert {flaw.code for flaw in in_out_findings(table, pieces, ruleset, {})} == set(example["findings"])


@params("swap")
def test_swaps(ruleset, example):
    def side(name):
        rows = [
            (i, unit, to_dm2(area), Decimal(grade), slope, dlbm, refinement, reserve == "yes")
            for i, unit, area, grade, slope, dlbm, refinement, reserve in example[name]
        ]
        return pd.DataFrame(rows, columns=PATCHES)

    left = to_dm2(example.get("reserve_left_m2", "0"))
    flaws = judge_swap(side("out"), side("in"), ruleset, classes(), left)
    assert {flaw.code for flaw in flaws} == set(example["findings"])


@params("line")
def test_lines(ruleset, example):
    pieces = [piece for piece in example["pieces"] if piece[0] == ruleset.value(f"line.{example['kind']}_exposed")]
    areas = np.array([to_dm2(area) for _, _, area, _ in pieces], dtype=np.int64)
    land = Farmland(areas, [dlbm for _, dlbm, _, _ in pieces], [Decimal(grade) for *_, grade in pieces])
    accounts = ruleset.value(f"line.{example['kind']}_accounts")
    found = requirement(land, accounts, "15", yields(), date.fromisoformat(example["as_of"]))
    assert found.amounts.as_dict() == example["requires"]
    assert found.unknown == 0


def test_every_set_shows_what_passes_and_what_fails():
    for ruleset in packaged_rulesets().values():
        for section in set(ruleset.sections) & {"occupation", "in_out", "swap"}:
            shown = [e for r, e in of_section(section) if r is ruleset]
            outcomes = {bool(e["expect"] if section == "occupation" else e["findings"]) for e in shown}
            assert outcomes == {True, False}, (ruleset.id, section)
