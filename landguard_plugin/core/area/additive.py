"""Tables in hectares or mu that add up both ways: 面积汇总表 after rounding.

Rounding every cell by itself leaves tables whose rows and columns do not sum. Here the grand total is rounded once, the
unit totals are shared out of it, then each unit's classes out of the unit's total; class totals are the column sums.
Source: practice of survey statistics (docs/domain-notes.md 2.8, ha tables 调平). The unrounded integers of 0.01 m2 stay the
authority; `correction` says how far any cell was moved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..quantities import in_unit
from ..shares import share


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


def additive_table(areas_dm2: np.ndarray, unit: str) -> AdditiveTable:
    """Return areas in 0.01 m2, int64 (units, classes) and non-negative, as a table in `unit` that sums both ways.

    A zero stays zero. Raises ValueError for an unknown unit.
    """
    areas = np.asarray(areas_dm2, dtype=np.int64)
    if unit == "m2":
        return AdditiveTable(areas.copy(), unit, 0)
    total = _hundredths(int(areas.sum()), unit)
    unit_totals = share(total, areas.sum(axis=1).astype(np.float64)) if total else np.zeros(len(areas), np.int64)
    cells = np.zeros_like(areas)
    for row, row_total in enumerate(unit_totals):
        if row_total:
            cells[row] = share(int(row_total), areas[row].astype(np.float64))
    plain = np.vectorize(lambda area: _hundredths(int(area), unit), otypes=[np.int64])(areas) if areas.size else cells
    return AdditiveTable(cells, unit, int(np.abs(cells - plain).max()) if areas.size else 0)


def _hundredths(area_dm2: int, unit: str) -> int:
    return int(in_unit(area_dm2, unit).scaleb(2))
