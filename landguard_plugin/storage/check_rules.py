"""The rule sets of the survey checks: those that ship, and files of the user's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..core.problems import LandGuardError
from ..core.survey.rules.values import CheckValues, newest, values_of
from . import packaged


@cache
def shipped_sets() -> Mapping[str, Mapping[str, Any]]:
    """Return the shipped sets as they are written, by id."""
    files = sorted(packaged.path("survey").glob("checks_*.json"))
    loaded = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return {one["id"]: one for one in loaded}


def check_values(path: str = "") -> CheckValues:
    """Return the values of a rule set file, or of the newest shipped set for an empty path.

    Raises LandGuardError LG-CHK-010 when the file cannot be read or is no rule set of the checks.
    """
    if not path.strip():
        return values_of(newest(shipped_sets().values()), shipped_sets())
    try:
        data = json.loads(Path(path.strip()).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise LandGuardError("LG-CHK-010", ruleset=Path(path).name, detail=str(error)) from error
    return values_of(data, shipped_sets())
