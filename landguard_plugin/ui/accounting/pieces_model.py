"""The patches behind a cell of the matrix, as a Qt table."""

from __future__ import annotations

import pandas as pd
from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt

from ...bridge.i18n import language, tr
from ...bridge.library import cause_rules
from ..common.numbers import area_text, unit_name
from .matrix_model import class_title

_EMPTY = pd.DataFrame(
    columns=["fid", "piece", "bsm_before", "bsm_after", "dlbm_before", "dlbm_after", "cause", "line", "area"]
)


class PiecesModel(QAbstractTableModel):
    """Pieces, largest first: earlier and later patch, classes, area, cause."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._rows = _EMPTY
        self._unit = "mu"

    @staticmethod
    def empty() -> pd.DataFrame:
        """Return a list of no pieces."""
        return _EMPTY

    def show(self, rows: pd.DataFrame, unit: str) -> None:
        """Show pieces with their areas in a unit."""
        self.beginResetModel()
        self._rows, self._unit = rows, unit
        self.endResetModel()

    def pieces(self, rows: list[int]) -> list[int]:
        """Return the piece numbers of table rows."""
        return [int(self._rows["piece"].iloc[row]) for row in rows]

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 6

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows.iloc[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        titles = (
            tr("Area ({unit})").format(unit=unit_name(self._unit)),
            tr("From class"),
            tr("To class"),
            tr("Cause"),
            tr("Earlier patch"),
            tr("Later patch"),
        )
        return titles[section]

    def _text(self, row: pd.Series, column: int) -> str:
        if column == 0:
            return area_text(int(row["area"]), self._unit)
        if column in (1, 2):
            return class_title(row["dlbm_before" if column == 1 else "dlbm_after"])
        if column == 3:
            return cause_title(row["cause"])
        return row["bsm_before" if column == 4 else "bsm_after"] or "—"


def cause_title(code: str) -> str:
    """Return a cause in words."""
    if code == "unchanged":
        return tr("unchanged")
    return cause_rules("2024-12-31").name_of(code, language()) if code else "—"
