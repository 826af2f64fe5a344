"""The reconciliation as a Qt table: a line per unit, in = out + named remainder."""

from __future__ import annotations

import pandas as pd
from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt
from qgis.PyQt.QtGui import QBrush, QColor

from ...bridge.i18n import tr
from ...bridge.text import column_title
from ...core.flows.matrix import RECONCILED
from ...core.survey.unit_names import names_of
from ..common.numbers import area_text

_ALWAYS = ("before_m2", "after_m2", "common_m2", "difference_m2")


class ReconciliationModel(QAbstractTableModel):
    """Columns that are zero for every unit are left out, but for the four that tell the story."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._rows = pd.DataFrame()
        self._columns: list[str] = []
        self._names: dict[str, str] = {}
        self._unit = "m2"

    def show(self, rows: pd.DataFrame) -> None:
        """Show the RECONCILIATION table (columns as integers of 0.01 m2 without the ending _m2)."""
        self.beginResetModel()
        self._rows = rows.reset_index(drop=True)
        self._names = names_of(self._rows)
        self._columns = [name for name in RECONCILED if name in _ALWAYS or (self._rows[name[:-3]] != 0).any()]
        self.endResetModel()

    def set_unit(self, unit: str) -> None:
        """Show areas in another unit."""
        self.beginResetModel()
        self._unit = unit
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        name = self._columns[index.column()]
        area = int(self._rows[name[:-3]].iloc[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return area_text(area, self._unit)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and name == "difference_m2":
            return QBrush(QColor("#2E7D32" if area == 0 else "#C62828"))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            unit = self._rows["unit"].iloc[section]
            return f"{unit} {self._names.get(unit, '')}".strip() or tr("(no unit)")
        return column_title(self._columns[section]).split("（")[0].split(" (")[0]
