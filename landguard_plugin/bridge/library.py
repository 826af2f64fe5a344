"""The packaged rules and tables as records of the core: class table, fields, cause rules."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from ..core.campaigns.tree_files import TreeShelf
from ..core.flows.causes import CauseRules
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress
from ..core.screening.rules import RulesShelf
from ..core.survey.classes import ClassTable
from ..core.survey.fields import FieldTable
from ..core.survey.rules.values import CheckValues
from ..storage import packaged
from ..storage.campaigns import rules_shelf, tree_shelf
from ..storage.check_rules import check_values
from .i18n import language
from .settings import RULES_FOLDER


@lru_cache(maxsize=1)
def class_table() -> ClassTable:
    """Return the working classification of the third survey."""
    return ClassTable.from_rows(packaged.read_csv("survey/land_classes.csv"))


@lru_cache(maxsize=1)
def field_table() -> FieldTable:
    """Return the fields of DLTB."""
    return FieldTable.from_rows(packaged.read_csv("survey/dltb_fields.csv"))


def verdict_trees() -> TreeShelf:
    """Return the verdict trees of the package and of the user's folder of rules."""
    return tree_shelf(RULES_FOLDER.get())


def screening_rules() -> RulesShelf:
    """Return the screening rules of the package and of the user's folder of rules."""
    return rules_shelf(RULES_FOLDER.get())


def cause_rules(date: str, path: str = "") -> CauseRules:
    """Return the cause rules in force on an ISO date, packaged or from a file of the same columns.

    Raises LandGuardError LG-FLO-001 when none is in force, LG-FLO-004 when the file is no rule file.
    """
    if not path:
        return CauseRules.from_rows(packaged.read_csv("flows/causes.csv"), date)
    try:
        lines = [line for line in Path(path).read_text(encoding="utf-8-sig").splitlines() if line and line[0] != "#"]
        return CauseRules.from_rows(list(csv.DictReader(lines)), date)
    except (OSError, UnicodeDecodeError, KeyError, ValueError) as error:
        raise LandGuardError("LG-FLO-004", path=path, detail=f"{type(error).__name__} {error}") from error


def check_rules(path: str, progress: Progress) -> CheckValues:
    """Return the values of the survey checks, shipped or from a file, after telling which they are. Raises LG-CHK-010."""
    values = check_values(path)
    ruleset = values.ruleset
    title = ruleset.title_zh if language() == "zh" else ruleset.title_en
    told = {"ruleset": ruleset.id, "title": title, "valid_from": ruleset.valid_from.isoformat()}
    progress.say(Message("LG-CHK-015", told))
    unverified = ruleset.unverified()
    if unverified:
        names = ", ".join(parameter.name for parameter in unverified)
        progress.warn(Message("LG-RUL-008", {"ruleset": ruleset.id, "count": len(unverified), "names": names}))
    return values
