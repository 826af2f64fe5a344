"""The packaged rules and tables as records of the core: class table, fields, cause rules."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from ..core.campaigns.tree_files import TreeShelf
from ..core.flows.causes import CauseRules
from ..core.problems import LandGuardError
from ..core.survey.classes import ClassTable
from ..core.survey.fields import FieldTable
from ..storage import packaged
from ..storage.campaigns import tree_shelf
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
