"""Use case: is a swap of basic farmland 补划 as much and no worse, and fit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Optional

import pandas as pd

from ...core.ledger.flaws import ERROR, Flaw
from ...core.ledger.rules.ruleset import RuleSet
from ...core.ledger.rules.swap import judge_swap
from ...core.problems import LandGuardError
from ...core.quantities import to_dm2
from ...core.survey.classes import ClassTable

#: column of a side -> the names it may have in a layer, the first that is there counts
NAMES = {
    "id": ("bsm", "BSM", "id", "tbbh", "TBBH"),
    "unit": ("unit", "ZLDWDM", "zldwdm"),
    "area": ("area_m2", "farmland_m2", "TBDLMJ", "tbdlmj"),
    "dlbm": ("dlbm", "DLBM"),
    "grade": ("grade", "GDDJ", "gddj"),
    "slope": ("slope", "GDPDJB", "gdpdjb"),
    "refinement": ("refinement", "TBXHDM", "tbxhdm"),
    "reserve": ("reserve",),
}
_NEEDED = ("id", "unit", "area", "dlbm")


@dataclass(frozen=True)
class SwapResult:
    """The findings, and both areas in 0.01 m2."""

    flaws: tuple[Flaw, ...]
    out_dm2: int
    in_dm2: int

    @property
    def errors(self) -> int:
        """Return how many findings speak against the swap."""
        return sum(flaw.level == ERROR for flaw in self.flaws)


def check_swap(
    out: pd.DataFrame, come: pd.DataFrame, ruleset: RuleSet, classes: ClassTable, reserve_left_dm2: int
) -> SwapResult:
    """Return what speaks against a swap. Raises LandGuardError LG-SWP-010 for a missing column, LG-SWP-011 for a bad value."""
    sides = side_of(out, "OUT"), side_of(come, "IN")
    flaws = judge_swap(*sides, ruleset, classes, reserve_left_dm2)
    return SwapResult(tuple(flaws), int(sides[0]["area"].sum()), int(sides[1]["area"].sum()))


def side_of(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return one side of a swap as `judge_swap` wants it, from a layer's attributes."""
    columns = {key: next((n for n in names if n in frame.columns), None) for key, names in NAMES.items()}
    missing = [NAMES[key][0] for key in _NEEDED if columns[key] is None]
    if missing:
        raise LandGuardError("LG-SWP-010", side=name, missing=", ".join(missing), fields=", ".join(frame.columns))
    rows = []
    for number, record in enumerate(frame.to_dict("records"), 1):
        cells = {key: record[column] if column else None for key, column in columns.items()}
        try:
            rows.append(_row(cells))
        except (InvalidOperation, ValueError) as error:
            raise LandGuardError("LG-SWP-011", side=name, row=str(number), detail=str(error)[:60]) from error
    table = pd.DataFrame(rows, columns=list(NAMES), dtype=object)
    table["area"] = table["area"].astype("int64")
    return table


def _row(cells: dict[str, object]) -> dict[str, object]:
    slope = _text(cells["slope"])
    return {
        **{key: _text(cells[key]) for key in ("id", "unit", "dlbm", "refinement")},
        "area": to_dm2(_text(cells["area"])),
        "grade": _grade(_text(cells["grade"])),
        "slope": int(slope) if slope else None,
        "reserve": _text(cells["reserve"]).lower() in ("yes", "1", "true", "是"),
    }


def _grade(text: str) -> Optional[Decimal]:
    return Decimal(text) if text else None


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
