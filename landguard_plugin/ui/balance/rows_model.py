"""A table of texts for a view: titles, rows, which columns are figures, and a tick per row where the user decides."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt, pyqtSignal


class RowsModel(QAbstractTableModel):
    """Shows rows of texts; figures stand right. With `ticked` the first column carries a check box."""

    ticks_changed = pyqtSignal()

    def __init__(self, titles: Sequence[str], figures: Sequence[int] = (), ticked: bool = False) -> None:
        """Begin empty; `figures` are the columns of numbers."""
        super().__init__()
        self._titles, self._figures, self._with_ticks = list(titles), set(figures), ticked
        self._rows: list[tuple[str, ...]] = []
        self._ticks: list[bool] = []

    def show(self, rows: Sequence[Sequence[str]], ticks: Sequence[bool] = ()) -> None:
        """Show rows; all are ticked unless said otherwise."""
        self.beginResetModel()
        self._rows = [tuple(row) for row in rows]
        self._ticks = list(ticks) or [True] * len(self._rows)
        self.endResetModel()
        self.ticks_changed.emit()

    def set_titles(self, titles: Sequence[str]) -> None:
        """Change the titles (an area unit stands in them)."""
        self._titles = list(titles)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._titles) - 1)

    def ticked(self) -> list[int]:
        """Return the numbers of the ticked rows."""
        return [number for number, tick in enumerate(self._ticks) if tick]

    def tick(self, number: int, on: bool) -> None:
        """Tick or untick a row."""
        if self._ticks[number] != on:
            self._ticks[number] = on
            place = self.index(number, 0)
            self.dataChanged.emit(place, place, [Qt.ItemDataRole.CheckStateRole])
            self.ticks_changed.emit()

    def text(self, row: int, column: int) -> str:
        """Return a cell as it is shown."""
        return self._rows[row][column]

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() in self._figures else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.CheckStateRole and self._with_ticks and index.column() == 0:
            return Qt.CheckState.Checked if self._ticks[index.row()] else Qt.CheckState.Unchecked
        return None

    def setData(self, index: QModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not self._with_ticks:
            return False
        self.tick(index.row(), value in (Qt.CheckState.Checked, 2))
        return True

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsUserCheckable if self._with_ticks and index.column() == 0 else usual

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._titles[section]
        return None
