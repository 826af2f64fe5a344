"""Names of administrative units as far as a survey itself tells them, and how a unit without a name is written.

ZLDWMC names the unit of ZLDWDM, a village as a rule. It names a township only where every village of the survey is written with
its township before it (禾城镇柳树村): then, and only then, what the villages of a township have in common is the township's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import pandas as pd

from ..layers import Column, ShapeTable, Table

AnyTable = TypeVar("AnyTable", Table, ShapeTable)

VILLAGE, TOWNSHIP = 12, 9  # digits of their codes
#: what the names of townships and of units of their rank end with
_TOWNSHIPS = ("街道办事处", "街道", "镇", "乡", "苏木", "农场", "林场", "牧场", "渔场", "开发区", "园区", "管理区")
_SHORTEST = 2  # characters of a township's name, and of a village's behind it


def names_in_survey(codes: Iterable[str], names: Iterable[str], level: int) -> dict[str, str]:
    """Return unit code -> name at a level of so many digits, from the codes and names of patches; most frequent name first.

    A name counts for the unit of its own code: a village's for the village, a township's where the code is padded with zeros
    behind it. Names that no record bears are not made up.
    """
    found = Counter(pair for pair in zip(codes, names) if pair[0] and pair[1])
    own: dict[str, Counter[str]] = {}
    for (code, name), count in found.items():
        if len(code) >= level and (level >= VILLAGE or not code[level:].strip("0")):
            own.setdefault(code[:level], Counter())[name] += count
    known = {unit: min(counts, key=lambda name: (-counts[name], name)) for unit, counts in own.items()}
    if level == TOWNSHIP:
        known = {**_townships(found), **known}
    return known


def _townships(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return township code -> the name before all its villages' names; nothing where one village is written without it."""
    villages: dict[str, set[str]] = {}
    for code, name in found:
        if code[TOWNSHIP:].strip("0"):
            villages.setdefault(code[:TOWNSHIP], set()).add(name)
    names = {unit: _before(sorted(written)) for unit, written in villages.items()}
    telling = all(names.values()) and len(set(names.values())) == len(names)
    return names if telling and sum(map(len, villages.values())) > len(villages) else {}


def _before(villages: Sequence[str]) -> str:
    """Return the longest beginning of all village names (sorted) that ends as a township's does and leaves each village a name."""
    shared, least = _shared(villages[0], villages[-1]), min(map(len, villages)) - _SHORTEST
    ends = [
        place + len(word)
        for word in _TOWNSHIPS
        for place in range(len(shared))
        if shared.startswith(word, place) and _SHORTEST <= place + len(word) <= least
    ]
    return shared[: max(ends)] if ends else ""


def _shared(first: str, last: str) -> str:
    """Return what two texts begin with alike; of sorted texts the first and the last tell it for all."""
    length = next((k for k, (one, other) in enumerate(zip(first, last)) if one != other), min(len(first), len(last)))
    return first[:length]


def shown_name(unit: str, names: Mapping[str, str]) -> str:
    """Return the name of a unit, its code where no name is known: a table shows something to look it up by."""
    return names.get(unit) or unit


def with_names(table: AnyTable, names: Mapping[str, str]) -> AnyTable:
    """Return a table with `unit_name` beside its `unit`, as the last column."""
    rows = table.rows.assign(unit_name=_shown(table.rows["unit"], names))
    return replace(table, columns=(*table.columns, Column("unit_name")), rows=rows)


def names_of(rows: pd.DataFrame) -> dict[str, str]:
    """Return unit code -> name of a table that `with_names` made; codes that stand for themselves are no names."""
    if "unit_name" not in rows:
        return {}
    pairs = rows[["unit", "unit_name"]].dropna().drop_duplicates("unit").itertuples(index=False)
    return {str(unit): str(name) for unit, name in pairs if unit and name and unit != name}


def _shown(units: pd.Series, names: Mapping[str, str]) -> list[str]:
    known = {unit: shown_name(unit, names) for unit in units.unique()}
    return [known[unit] for unit in units]
