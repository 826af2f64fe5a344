"""Tables in hectares or mu that add up both ways: 面积汇总表 after rounding, by the 调平 rule of survey statistics.

Rounding every cell by itself leaves tables whose rows and columns do not sum. Here the grand total is rounded once; the totals of
the units are rounded and levelled to it, level by level of the unit code (counties, then the townships of each, then villages);
then each unit's classes are rounded and levelled to the unit's total, first levels before second levels, so that tables of all levels
agree; class totals are the column sums. Levelling: everyone takes the same whole number of 0.01, the rest goes one by one, to the
largest units first, inside a unit to the last classes first, and if any class is larger than 1 ha only such classes take part. What is zero stays zero, nothing falls below zero. Source:
docs/domain-notes.md 2.8 (found in survey software). The unrounded integers of 0.01 m2 stay the authority; `correction` says how
far any cell was moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..quantities import DM2_PER_HA, in_unit

#: lengths of the unit code at which a table is levelled before it is levelled further down: city, county, township, village
LEVELS = (4, 6, 9, 12)


@dataclass(frozen=True)
class AdditiveTable:
    """Cells in hundredths of the unit (0.01 ha, 0.01 mu or 0.01 m2), int64 (units, classes); totals are plain sums."""

    cells: np.ndarray
    unit: str
    correction: int  # the largest distance, in hundredths, of a cell from its own rounding

    @property
    def unit_totals(self) -> np.ndarray:
        """Return the row sums, int64 (units,)."""
        return self.cells.sum(axis=1)

    @property
    def class_totals(self) -> np.ndarray:
        """Return the column sums, int64 (classes,)."""
        return self.cells.sum(axis=0)

    @property
    def total(self) -> int:
        """Return the grand total; it equals the rounded total of the unrounded areas."""
        return int(self.cells.sum())


def additive_table(
    areas_dm2: np.ndarray, unit: str, codes: Sequence[str] = (), groups: Sequence[Sequence[str]] = ()
) -> AdditiveTable:
    """Return areas in 0.01 m2, int64 (units, classes) and non-negative, as a table in `unit` that sums both ways.

    Classes stand in the order of their codes. `codes` are the unit codes, for levelling level by level; without them all units are
    levelled to the grand total at once. `groups` names the class groups of every column, coarsest first (first level, then second
    level), for levelling group by group. A zero stays zero. Raises ValueError for an unknown unit and for a negative area.
    """
    areas = np.asarray(areas_dm2, dtype=np.int64)
    if (areas < 0).any():
        raise ValueError("areas of an additive table must not be negative")
    if unit == "m2":
        return AdditiveTable(areas.copy(), unit, 0)
    plain = _rounded(areas, unit)
    totals = _unit_totals(areas.sum(axis=1), unit, codes)
    cells = np.zeros_like(areas)
    everything = np.arange(areas.shape[1])
    for row, total in enumerate(totals):
        _share_classes(cells[row], areas[row], unit, int(total), everything, groups)
    return AdditiveTable(cells, unit, int(np.abs(cells - plain).max()) if areas.size else 0)


def _unit_totals(areas: np.ndarray, unit: str, codes: Sequence[str]) -> np.ndarray:
    """Return the totals of units in hundredths, int64 (units,), summing to the rounded grand total and within each parent."""
    keys = [str(code) for code in codes] or [""] * len(areas)
    depth = max((len(key) for key in keys), default=0)
    totals = np.zeros(len(areas), dtype=np.int64)

    def share_out(rows: list[int], total: int, levels: Sequence[int]) -> None:
        children: dict[object, list[int]] = {}
        for row in rows:
            children.setdefault(keys[row][: levels[0]] if levels else row, []).append(row)
        sizes = np.array([areas[members].sum() for members in children.values()], dtype=np.int64)
        largest_first = np.argsort(-sizes, kind="stable")
        shares = _levelled(_rounded(sizes, unit), sizes, total, largest_first, sizes > 0)
        for members, share in zip(children.values(), shares):
            if levels:
                share_out(members, int(share), levels[1:])
            else:
                totals[members[0]] = share

    if len(areas):
        share_out(list(range(len(areas))), _hundredths(int(areas.sum()), unit), [n for n in LEVELS if n < depth])
    return totals


def _share_classes(
    cells: np.ndarray, areas: np.ndarray, unit: str, total: int, chosen: np.ndarray, groups: Sequence[Sequence[str]]
) -> None:
    """Share `total` out among the chosen classes of a unit, group by group, into `cells` (in place)."""
    members: dict[object, list[int]] = {}
    for column in chosen.tolist():
        members.setdefault(groups[0][column] if groups else column, []).append(column)
    names = sorted(members, key=str) if groups else list(members)
    sizes = np.array([areas[members[name]].sum() for name in names], dtype=np.int64)
    last_first = np.arange(len(names))[::-1]
    shares = _levelled(_rounded(sizes, unit), sizes, total, last_first, sizes > DM2_PER_HA)
    for name, share in zip(names, shares):
        if groups:
            _share_classes(cells, areas, unit, int(share), np.array(members[name]), groups[1:])
        else:
            cells[members[name][0]] = share


def _levelled(
    rounded: np.ndarray, areas: np.ndarray, total: int, order: np.ndarray, preferred: np.ndarray
) -> np.ndarray:
    """Return rounded parts levelled to `total`: the preferred ones take it in this order, the others only what is left."""
    parts = rounded.copy()
    for chosen in (preferred, areas > 0):
        difference = total - int(parts.sum())
        while difference:
            able = [k for k in order.tolist() if chosen[k] and (difference > 0 or parts[k] > 0)]
            if not able:
                break
            everyone, rest = divmod(abs(difference), len(able))
            for place, k in enumerate(able):
                step = everyone + (place < rest)
                parts[k] = parts[k] + step if difference > 0 else max(0, parts[k] - step)
            difference = total - int(parts.sum())
    return parts


def _rounded(areas: np.ndarray, unit: str) -> np.ndarray:
    return np.array([_hundredths(int(area), unit) for area in areas.ravel()], dtype=np.int64).reshape(areas.shape)


def _hundredths(area_dm2: int, unit: str) -> int:
    return int(in_unit(area_dm2, unit).scaleb(2))
