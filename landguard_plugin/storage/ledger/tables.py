"""The ledger's packaged data: rule sets, yields, loss kinds, causes; and rule sets of the user's own from files."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ...core.ledger.grades import YieldTable
from ...core.ledger.rules.ruleset import RuleSet, newest_in_force, ruleset_of
from ...core.ledger.year import YearTables
from ...core.problems import LandGuardError
from ...core.survey.classes import ClassTable
from .. import packaged

#: where rule sets ship: the ledger's, and what campaigns ask of evidence
_RULES = (("ledger/rules", "*.json"), ("campaigns", "evidence_*.json"))


@cache
def packaged_rulesets() -> Mapping[str, RuleSet]:
    """Return the rule sets that ship, by id."""
    data = _packaged_data()
    return {name: ruleset_of(one, data) for name, one in data.items()}


def _packaged_data() -> dict[str, dict]:
    files = [file for folder, names in _RULES for file in sorted(packaged.path(folder).glob(names))]
    loaded = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return {one["id"]: one for one in loaded}


def ruleset_named(name: str) -> RuleSet:
    """Return a rule set by its id, or from a file of the user's own that may extend a packaged one or one beside it.

    Raises LandGuardError LG-RUL-006 when there is neither, LG-RUL-004 for a file that is no rule set.
    """
    if name in packaged_rulesets():
        return packaged_rulesets()[name]
    path = Path(name)
    if not name or not path.is_file():
        raise LandGuardError("LG-RUL-006", ruleset=name, known=", ".join(sorted(packaged_rulesets())))
    beside = {}
    for file in sorted(path.parent.glob("*.json")):
        one = _read_json(file, strict=file == path)
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            beside[one["id"]] = one
    data = _read_json(path, strict=True)
    if not isinstance(data, dict):
        raise LandGuardError("LG-RUL-004", ruleset=path.name, detail="{")
    return ruleset_of(data, {**beside, **_packaged_data()})


def _read_json(path: Path, strict: bool) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        if strict:
            raise LandGuardError("LG-RUL-004", ruleset=path.name, detail=str(error)) from error
        return None


def ruleset_for(name: str, section: str, day: object) -> RuleSet:
    """Return the named set, or, for an empty name, the newest packaged one in force on the day for a section."""
    return ruleset_named(name) if name.strip() else newest_in_force(packaged_rulesets(), section, day)


def yields(path: str = "") -> YieldTable:
    """Return the packaged yields, or those of a CSV file with the same columns. Raises LandGuardError LG-GRD-003."""
    if not path:
        return YieldTable.from_rows(packaged.read_csv("ledger/yields.csv"))
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
        return YieldTable.from_rows(csv.DictReader(line for line in lines if line and not line.startswith("#")))
    except (OSError, KeyError, ValueError, ArithmeticError) as error:
        raise LandGuardError("LG-GRD-003", path=path, detail=str(error)) from error


def year_tables() -> YearTables:
    """Return the tables that the year balance reads classes and causes by."""
    kinds = {row["class"]: row["kind"] for row in packaged.read_csv("ledger/loss_kinds.csv")}
    causes = {row["word"]: row["code"] for row in packaged.read_csv("ledger/causes.csv")}
    return YearTables(classes(), kinds, causes)


def classes() -> ClassTable:
    """Return the class table of the third survey."""
    return ClassTable.from_rows(packaged.read_csv("survey/land_classes.csv"))
