"""The flow matrix as a Qt table: classes by classes, totals that close, heat by area, any area unit."""

from __future__ import annotations

from typing import Optional

import numpy as np
import pandas as pd
from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QFont, QPalette
from qgis.PyQt.QtWidgets import QApplication

from ...bridge.i18n import language, tr
from ...bridge.library import class_table
from ...core.flows.pivot import ALL_UNITS, LEVELS, Pivot, pivot_of, rolled_class
from ..common.numbers import area_text, hundredths_text, unit_name

__all__ = ["ALL_UNITS", "LEVELS", "MatrixModel", "Pivot", "class_title", "pivot", "rolled"]

_WORDS = {
    "uncovered": lambda: tr("not covered"),
    "overlap": lambda: tr("claimed twice"),
    "invalid": lambda: tr("unusable shape"),
    "unaccounted": lambda: tr("unaccounted"),
}


def pivot(matrix: pd.DataFrame, unit: Optional[str], level: str) -> Pivot:
    """Return the MATRIX rows of one unit (ALL_UNITS: of all) rolled up to a class level, classes in the order of their codes."""
    return pivot_of(matrix, unit, level, class_table())


def rolled(code: str, level: str) -> str:
    """Return a class code at a level; words for missing land and unknown codes stay as they are."""
    return rolled_class(code, level, class_table())


def class_title(code: str) -> str:
    """Return code and name of a class, or the word for land without one."""
    if code in _WORDS:
        return _WORDS[code]()
    name = class_table().name(code, language())
    return f"{code} {name}" if name else code or tr("(no class)")


class MatrixModel(QAbstractTableModel):
    """The matrix with a total row and a total column; the first row and column are the totals, so they are always in view."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._pivot = Pivot([], [], np.zeros((0, 0), dtype=np.int64))
        self._shown = self._pivot.areas
        self._unit = "mu"
        self._largest = 0

    def show(self, table: Pivot, unit: str) -> None:
        """Show a pivot in an area unit."""
        self.beginResetModel()
        self._pivot, self._unit = table, unit
        self._shown = table.shown(unit).cells
        self._largest = _largest_change(table)
        self.endResetModel()

    def cell(self, index: QModelIndex) -> tuple[Optional[str], Optional[str]]:
        """Return (from class, to class) of a cell; None stands for a total."""
        rows, columns = self._pivot.rows, self._pivot.columns
        return (
            rows[index.row() - 1] if index.row() else None,
            columns[index.column() - 1] if index.column() else None,
        )

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() or not self._pivot.rows else len(self._pivot.rows) + 1

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() or not self._pivot.rows else len(self._pivot.columns) + 1

    def area(self, row: int, column: int) -> int:
        """Return the area of a cell or total in 0.01 m2."""
        areas = self._pivot.areas if row == 0 else self._pivot.areas[row - 1 : row]
        return int(areas.sum() if column == 0 else areas[:, column - 1].sum())

    def text(self, row: int, column: int) -> str:
        """Return a cell or total as shown: levelled, so that what is shown adds up, in print as on screen."""
        cells = self._shown if row == 0 else self._shown[row - 1 : row]
        return hundredths_text(int(cells.sum() if column == 0 else cells[:, column - 1].sum()))

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            area = self.area(row, column)
            return self.text(row, column) if area or self._is_total(row, column) else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index)
        if role == Qt.ItemDataRole.FontRole and self._is_total(row, column):
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._heat(row, column)
        if role == Qt.ItemDataRole.ForegroundRole and self._is_unchanged(row, column):
            return QBrush(QApplication.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        codes = self._pivot.columns if orientation == Qt.Orientation.Horizontal else self._pivot.rows
        if role == Qt.ItemDataRole.DisplayRole:
            return class_title(codes[section - 1]) if section else tr("Total")
        if role == Qt.ItemDataRole.ToolTipRole and section:
            return class_title(codes[section - 1])
        return None

    def _is_total(self, row: int, column: int) -> bool:
        return row == 0 or column == 0

    def _is_unchanged(self, row: int, column: int) -> bool:
        return not self._is_total(row, column) and self._pivot.rows[row - 1] == self._pivot.columns[column - 1]

    def _tip(self, index: QModelIndex) -> str:
        before, after = self.cell(index)
        area = self.area(index.row(), index.column())
        start = class_title(before) if before is not None else tr("all classes")
        end = class_title(after) if after is not None else tr("all classes")
        figures = " = ".join(f"{area_text(area, unit)} {unit_name(unit)}" for unit in ("m2", "ha", "mu"))
        return f"{start} → {end}\n{figures}"

    def _heat(self, row: int, column: int) -> Optional[QBrush]:
        """Return a shade for a change, darker for more land (by the root, so small flows stay visible)."""
        if self._is_total(row, column) or self._is_unchanged(row, column):
            return None
        area = self.area(row, column)
        if area <= 0 or self._largest <= 0:
            return None
        colour = QColor("#EF6C00")
        colour.setAlpha(round(30 + 150 * (area / self._largest) ** 0.5))
        return QBrush(colour)


def _largest_change(table: Pivot) -> int:
    changed = table.areas.copy()
    for row, code in enumerate(table.rows):
        if code in table.columns:
            changed[row, table.columns.index(code)] = 0
    return int(changed.max()) if changed.size else 0
