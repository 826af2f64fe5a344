"""The flow matrix as a square: classes by classes at a class level, and as it is shown in an area unit.

Dock and printed table take their figures from here, so they print the same digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np
import pandas as pd

from ..area.additive import AdditiveTable, additive_table
from ..survey.classes import ClassTable
from .parts import NAMES

ALL_UNITS = None
LEVELS = ("first", "second", "leaf")
#: words that stand in place of a class where a year has no patch
WORDS = tuple(NAMES.values())


@dataclass(frozen=True)
class Pivot:
    """A matrix for one unit (or all): row and column classes, areas in 0.01 m2, int64 (rows, columns)."""

    rows: list[str]
    columns: list[str]
    areas: np.ndarray

    def shown(self, unit: str) -> AdditiveTable:
        """Return the matrix in an area unit, in hundredths, levelled so that rows and columns sum to what is shown."""
        return additive_table(self.areas, unit)


def pivot_of(matrix: pd.DataFrame, unit: Optional[str], level: str, classes: ClassTable) -> Pivot:
    """Return the rows of one unit (ALL_UNITS: of all) rolled up to a class level, classes in the order of their codes.

    `matrix` has unit, from_class, to_class and area (int64, 0.01 m2).
    """
    chosen = matrix if unit is ALL_UNITS else matrix[matrix["unit"] == unit]
    before = chosen["from_class"].map(lambda code: rolled_class(code, level, classes))
    after = chosen["to_class"].map(lambda code: rolled_class(code, level, classes))
    rows, columns = sorted(set(before), key=_order), sorted(set(after), key=_order)
    areas = np.zeros((len(rows), len(columns)), dtype=np.int64)
    row, column = before.map(rows.index).to_numpy(dtype=int), after.map(columns.index).to_numpy(dtype=int)
    np.add.at(areas, (row, column), chosen["area"].to_numpy(dtype=np.int64))
    return Pivot(rows, columns, areas)


def rolled_class(code: str, level: str, classes: ClassTable) -> str:
    """Return a class code at a level; words for missing land and unknown codes stay as they are."""
    if code in WORDS or level == "leaf":
        return code
    return (classes.first_level(code) if level == "first" else classes.second_level(code)) or code


def _order(code: str) -> tuple[bool, str]:
    return code in WORDS, code
