"""Looking through findings: which of them a filter lets through, how they are grouped, and how many there are of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
import pandas as pd

from .explanations import EXPLAINED, OPEN

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Filter:
    """What to show; "" and None let everything through. `extent` is west, south, east, north in the findings' coordinates."""

    level: str = ""
    rule: str = ""
    unit: str = ""
    state: str = ""
    text: str = ""
    extent: Optional[tuple[float, float, float, float]] = None


@dataclass(frozen=True)
class Counts:
    """Findings by severity; explained ones are counted apart."""

    errors: int
    warnings: int
    explained: int


@dataclass(frozen=True)
class UnitGroup:
    """The findings of one rule in one unit: positions in the table, in its order."""

    unit: str
    name: str
    positions: np.ndarray


@dataclass(frozen=True)
class RuleGroup:
    """The findings of one rule, by unit."""

    rule: str
    label: str
    level: str
    title: str
    units: tuple[UnitGroup, ...]

    @property
    def count(self) -> int:
        """Return the number of findings."""
        return sum(len(unit.positions) for unit in self.units)


def chosen(rows: pd.DataFrame, asked: Filter) -> np.ndarray:
    """Return int64: the positions of the findings a filter lets through."""
    keep = np.ones(len(rows), dtype=bool)
    for column, value in (("level", asked.level), ("rule", asked.rule), ("unit", asked.unit), ("state", asked.state)):
        if value:
            keep &= (rows[column] == value).to_numpy(dtype=bool)
    if asked.text:
        within = np.zeros(len(rows), dtype=bool)
        for column in ("bsm", "other_bsm", "message", "unit_name", "unit"):
            within |= rows[column].str.contains(asked.text, case=False, regex=False).to_numpy(dtype=bool)
        keep &= within
    if asked.extent is not None:
        west, south, east, north = asked.extent
        box = rows[["west", "south", "east", "north"]].to_numpy(dtype=np.float64)
        with np.errstate(invalid="ignore"):
            keep &= (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
    return np.nonzero(keep)[0]


def counts(rows: pd.DataFrame) -> Counts:
    """Return how many errors and warnings are open, and how many findings are explained."""
    explained = rows["state"] == EXPLAINED
    return Counts(
        int((~explained & (rows["level"] == ERROR)).sum()),
        int((~explained & (rows["level"] == WARNING)).sum()),
        int(explained.sum()),
    )


def grouped(rows: pd.DataFrame, positions: np.ndarray) -> tuple[RuleGroup, ...]:
    """Return findings grouped by rule and unit, errors first, rules by number, units by code."""
    if not len(positions):
        return ()
    some = rows.iloc[positions]
    rule, unit = some["rule"].to_numpy(dtype=str), some["unit"].to_numpy(dtype=str)
    level = (some["level"] != ERROR).to_numpy()
    order = np.lexsort((np.arange(len(some)), unit, rule, level))
    rule, unit, level = rule[order], unit[order], level[order]
    starts = np.nonzero(np.concatenate(([True], (rule[1:] != rule[:-1]) | (level[1:] != level[:-1]))))[0]
    return tuple(
        _rule_group(rows, positions[order[a:b]], unit[a:b]) for a, b in zip(starts, np.append(starts[1:], len(order)))
    )


def _rule_group(rows: pd.DataFrame, positions: np.ndarray, unit: np.ndarray) -> RuleGroup:
    first = rows.iloc[int(positions[0])]
    starts = np.nonzero(np.concatenate(([True], unit[1:] != unit[:-1])))[0]
    units = tuple(
        UnitGroup(str(unit[a]), _name(rows, positions[a:b]), positions[a:b])
        for a, b in zip(starts, np.append(starts[1:], len(unit)))
    )
    return RuleGroup(str(first["rule"]), str(first["label"]), str(first["level"]), str(first["title"]), units)


def _name(rows: pd.DataFrame, positions: np.ndarray) -> str:
    names = rows["unit_name"].iloc[positions[:50]]
    return str(next((name for name in names if name), ""))


def explained(rows: pd.DataFrame, positions: Sequence[int], reason: str, person: str, moment: str) -> pd.DataFrame:
    """Return findings with some of them explained; an empty reason opens them again."""
    changed = rows.copy()
    at = changed.index[list(positions)]
    values = (EXPLAINED, reason, person, moment) if reason else (OPEN, "", "", "")
    for column, value in zip(("state", "explanation", "explained_by", "explained_at"), values):
        changed.loc[at, column] = value
    return changed
