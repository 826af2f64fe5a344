"""The tab "History": who did what to the patch, oldest first, and what differs since it was returned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtWidgets import QHeaderView, QTableView, QVBoxLayout, QWidget

from ...bridge import patch_words
from ...bridge.clock import beijing_text
from ...bridge.i18n import tr
from ...bridge.text import term
from ...core.campaigns.verdicts import VerdictTree
from ...core.patches.history import Happening

_WHEN, _WHO, _WHAT = range(3)


class HistoryModel(QAbstractTableModel):
    """Happenings as rows: when, who, what."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._lines: list[Happening] = []
        self._tree: Optional[VerdictTree] = None

    def show(self, lines: Sequence[Happening], tree: VerdictTree) -> None:
        """Show a history."""
        self.beginResetModel()
        self._lines, self._tree = list(lines), tree
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("When"), tr("Who"), tr("What"))[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line, column = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == _WHEN:
                return beijing_text(line.at)
            return line.actor.person if column == _WHO else happening_text(line, self._tree)
        if role == Qt.ItemDataRole.ToolTipRole:
            role_name = patch_words.role_word(line.actor.role)
            what = happening_text(line, self._tree)
            return f"{beijing_text(line.at)} {line.actor.person} ({role_name})\n{what}"
        if role == Qt.ItemDataRole.FontRole and line.taken_back:
            font = QFont()
            font.setStrikeOut(True)
            return font
        return None


def happening_text(line: Happening, tree: Optional[VerdictTree]) -> str:
    """Return what happened in words."""
    what = term(f"event_{line.kind}")
    what = line.kind if what == f"event_{line.kind}" else what
    parts = [what]
    if line.path and tree is not None:
        parts.append(patch_words.path_title(tree, line.path))
    by = line.data.get("judged_by")
    if isinstance(by, dict):
        parts.append(tr("judged by {person}").format(person=by["person"]))
    if line.text:
        parts.append(f"“{line.text}”")
    return " · ".join(parts)


class HistoryPage(QWidget):
    """Shows the history of the current patch."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the table."""
        super().__init__(parent)
        self.model = HistoryModel()
        table = QTableView()
        table.setObjectName("landguard-workbench-history")
        table.setModel(self.model)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 6)
        table.setShowGrid(False)
        table.setWordWrap(False)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(table)
