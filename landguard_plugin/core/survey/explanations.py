"""Findings that somebody has explained stay explained when the same finding comes back.

The same finding: the same key (rule, both identifiers, place to the metre) and the same value. A finding whose value has changed
is open again: what was explained is no longer what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

OPEN, EXPLAINED = "open", "explained"
COLUMNS = ("state", "explanation", "explained_by", "explained_at")


@dataclass(frozen=True)
class Explanation:
    """Why a finding is right as it is: the reason, who says so, and when (ISO time)."""

    key: str
    value: str
    explanation: str
    explained_by: str
    explained_at: str


def key_of(rule: str, bsm: str, other_bsm: str, place: tuple[float, float] | None, decimals: int = 0) -> str:
    """Return the key of a finding; `place` in the layer's coordinates, of which `decimals` come to about a metre."""
    at = f"{place[0]:.{decimals}f},{place[1]:.{decimals}f}" if place is not None and place[0] == place[0] else ""
    return "|".join((rule, bsm, other_bsm, at))


def explanations_in(rows: pd.DataFrame) -> list[Explanation]:
    """Return the explanations that a findings table carries."""
    if not {"key", "value", *COLUMNS} <= set(rows.columns):
        return []
    told = rows[rows["state"] == EXPLAINED]
    told = told.astype(object).where(told.notna(), "")
    return [
        Explanation(str(row.key), str(row.value), str(row.explanation), str(row.explained_by), str(row.explained_at))
        for row in told.itertuples()
    ]


def carried(rows: pd.DataFrame, former: Iterable[Explanation]) -> pd.DataFrame:
    """Return findings with columns state, explanation, explained_by, explained_at, filled from former explanations."""
    known: Mapping[tuple[str, str], Explanation] = {(one.key, one.value): one for one in former}
    found = [known.get(pair) for pair in zip(rows["key"].tolist(), rows["value"].tolist())]
    return rows.assign(
        state=[OPEN if one is None else EXPLAINED for one in found],
        explanation=["" if one is None else one.explanation for one in found],
        explained_by=["" if one is None else one.explained_by for one in found],
        explained_at=["" if one is None else one.explained_at for one in found],
    )
