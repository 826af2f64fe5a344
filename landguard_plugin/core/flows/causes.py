"""Causes of flows 流向原因: dated rules from class to class, with planting marks and approvals.

Rules are data (resources/flows/causes.csv) with source, status and dates; the first that fits decides. They propose, officers decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..problems import LandGuardError
from ..survey.classes import ClassTable

UNCHANGED = "unchanged"
YES, NO = "yes", "no"
CATEGORIES = ("农用地", "建设用地", "未利用地")


@dataclass(frozen=True)
class Cause:
    """One rule: which flows it names, what kind of flow that is, and how sure it is."""

    code: str
    from_class: str
    to_class: str
    planting_after: str
    approved: str
    kind: str  # reasonable, unreasonable, inflow, internal, watch, other
    names: Mapping[str, str]
    valid_from: str
    valid_to: str
    status: str
    source: str


class CauseRules:
    """The rules in force on one date, in order."""

    def __init__(self, causes: Sequence[Cause], date: str) -> None:
        """Keep the causes in force on an ISO date. Raises LandGuardError LG-FLO-001 when none is."""
        self.date = date
        self.causes = [c for c in causes if c.valid_from <= date and (not c.valid_to or date <= c.valid_to)]
        if not self.causes:
            raise LandGuardError("LG-FLO-001", date=date)

    @staticmethod
    def from_rows(rows: Iterable[Mapping[str, str]], date: str) -> CauseRules:
        """Return the rules of causes.csv in force on an ISO date."""
        ordered = sorted(rows, key=lambda row: int(row["order"]))
        return CauseRules(
            [
                Cause(
                    row["code"],
                    row["from_class"],
                    row["to_class"],
                    row["planting_after"],
                    row["approved"],
                    row["kind"],
                    {"zh": row["name_zh"], "en": row["name_en"]},
                    row["valid_from"],
                    row["valid_to"],
                    row["status"],
                    row["source"],
                )
                for row in ordered
            ],
            date,
        )

    def name_flows(
        self,
        classes: ClassTable,
        from_class: np.ndarray,
        to_class: np.ndarray,
        planting: np.ndarray,
        approved: np.ndarray,
    ) -> np.ndarray:
        """Return the cause code of every flow, object (n,).

        Classes and planting marks are text arrays, `approved` is bool. A patch that stays in its class has cause "unchanged" unless
        a rule of kind watch names it; a flow no rule names (land of one year only) has cause "".
        """
        columns = (from_class, to_class, planting, np.asarray(approved, dtype=bool))
        kind = np.zeros(len(from_class), dtype=np.int64)
        for column in columns:
            codes, values = pd.factorize(column, use_na_sentinel=False)
            kind = pd.factorize(kind * len(values) + codes)[0]
        _, first = np.unique(kind, return_index=True)
        causes = np.empty(len(first), dtype=object)
        causes[:] = [self._name(classes, *(column[row] for column in columns)) for row in first.tolist()]
        return causes[kind] if len(causes) else np.empty(0, dtype=object)

    def _name(self, classes: ClassTable, from_class: str, to_class: str, planting: str, approved: bool) -> str:
        if classes.get(from_class) is None or classes.get(to_class) is None:
            return UNCHANGED if from_class == to_class else ""
        for cause in self.causes:
            if from_class == to_class and cause.kind != "watch":
                continue
            if (
                _fits(classes, from_class, cause.from_class)
                and _fits(classes, to_class, cause.to_class)
                and (not cause.planting_after or cause.planting_after in split_marks(planting))
                and cause.approved in ("", YES if approved else NO)
            ):
                return cause.code
        return UNCHANGED if from_class == to_class else ""

    def kind_of(self, code: str) -> str:
        """Return the kind of a cause code, "" for "unchanged" and unknown ones."""
        return next((cause.kind for cause in self.causes if cause.code == code), "")

    def name_of(self, code: str, language: str) -> str:
        """Return the name of a cause code in a language, the code itself when it has none."""
        return next((cause.names[language] for cause in self.causes if cause.code == code), code)


def split_marks(cell: str) -> list[str]:
    """Return the marks of a ZZSXDM cell; yearly copies hold several in one cell, separated by , ; 、 or /."""
    for separator in ";、/，；":
        cell = cell.replace(separator, ",")
    return [mark.strip() for mark in cell.split(",") if mark.strip()]


def _fits(classes: ClassTable, code: str, pattern: str) -> bool:
    return any(all(_is(classes, code, term) for term in option.split("&")) for option in pattern.split("|"))


def _is(classes: ClassTable, code: str, term: str) -> bool:
    if term == "*":
        return True
    if term == "cultivated":
        return classes.is_cultivated(code)
    if term == "adjustable":
        return classes.is_adjustable(code)
    if term in CATEGORIES:
        return classes.category(code) == term
    return code.startswith(term)
