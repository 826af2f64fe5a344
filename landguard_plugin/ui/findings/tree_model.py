"""Findings as a tree rule -> unit -> finding. Nothing is made per finding: a row is a position in the table until it is looked at."""

from __future__ import annotations

from typing import Optional

import numpy as np
import pandas as pd
from qgis.PyQt.QtCore import QAbstractItemModel, QModelIndex, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QFont

from ...bridge.i18n import tr
from ...bridge.text import term
from ...core.survey.explanations import EXPLAINED
from ...core.survey.inbox import ERROR, RuleGroup, grouped
from ...core.survey.rules.other_layers import unit_key

MARKS = {"error": "✖", "warning": "▲", "explained": "✔"}
COLOURS = {"error": "#C62828", "warning": "#B26A00", "explained": "#2E7D32"}
_COLUMNS = 2
_TAIL = 4


class FindingsModel(QAbstractItemModel):
    """Rules, their units, their findings. Ids: 0 a rule; 1 + rule a unit of it; 1 + rules + unit a finding of it."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._rows = pd.DataFrame()
        self._groups: tuple[RuleGroup, ...] = ()
        self._units: list[tuple[int, int]] = []  # (rule, unit within it), over all rules
        self._first_unit: list[int] = []

    def show(self, rows: pd.DataFrame, positions: np.ndarray) -> None:
        """Show some findings of a table."""
        self.beginResetModel()
        self._rows, self._groups = rows, grouped(rows, positions)
        self._units, self._first_unit = [], []
        for rule, group in enumerate(self._groups):
            self._first_unit.append(len(self._units))
            self._units += [(rule, unit) for unit in range(len(group.units))]
        self.endResetModel()

    def position(self, index: QModelIndex) -> Optional[int]:
        """Return the finding an index stands for; None for a rule or unit."""
        node = index.internalId() - 1 - len(self._groups)
        if not index.isValid() or node < 0:
            return None
        rule, unit = self._units[node]
        return int(self._groups[rule].units[unit].positions[index.row()])

    def positions(self, index: QModelIndex) -> list[int]:
        """Return all findings under an index; that of a finding is itself."""
        one = self.position(index)
        if one is not None:
            return [one]
        if not index.isValid():
            return [p for k in range(len(self._groups)) for p in self.positions(self.index(k, 0))]
        if index.internalId() == 0:
            return [int(p) for unit in self._groups[index.row()].units for p in unit.positions]
        return [int(p) for p in self._groups[index.internalId() - 1].units[index.row()].positions]

    def index_of(self, position: int) -> QModelIndex:
        """Return the index of a finding; invalid when it is not shown."""
        for rule, group in enumerate(self._groups):
            for unit, one in enumerate(group.units):
                rows = np.nonzero(one.positions == position)[0]
                if len(rows):
                    return self.index(int(rows[0]), 0, self.index(unit, 0, self.index(rule, 0)))
        return QModelIndex()

    def step(self, index: QModelIndex, forward: bool) -> QModelIndex:
        """Return the finding after (or before) an index in the order of the tree, across groups; invalid at either end."""
        rule, unit, row = self._address(index)
        row += 1 if forward else -1
        while True:
            group = self._groups[rule] if 0 <= rule < len(self._groups) else None
            if group is None:
                return QModelIndex()
            if 0 <= unit < len(group.units):
                if 0 <= row < len(group.units[unit].positions):
                    return self.index(row, 0, self.index(unit, 0, self.index(rule, 0)))
                unit += 1 if forward else -1
            else:
                rule += 1 if forward else -1
                unit = 0 if forward or not 0 <= rule < len(self._groups) else len(self._groups[rule].units) - 1
            inside = 0 <= rule < len(self._groups) and 0 <= unit < len(self._groups[rule].units)
            row = 0 if forward or not inside else len(self._groups[rule].units[unit].positions) - 1

    def _address(self, index: QModelIndex) -> tuple[int, int, int]:
        if not index.isValid():
            return 0, 0, -1
        if index.internalId() == 0:
            return index.row(), 0, -1
        if index.internalId() <= len(self._groups):
            return index.internalId() - 1, index.row(), -1
        return (*self._units[index.internalId() - 1 - len(self._groups)], index.row())

    def index(self, row: int, column: int, parent: QModelIndex = QModelIndex()) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, 0)
        if parent.internalId() == 0:
            return self.createIndex(row, column, 1 + parent.row())
        unit = self._first_unit[parent.internalId() - 1] + parent.row()
        return self.createIndex(row, column, 1 + len(self._groups) + unit)

    def parent(self, index: QModelIndex) -> QModelIndex:
        node = index.internalId() if index.isValid() else 0
        if node == 0:
            return QModelIndex()
        if node <= len(self._groups):
            return self.createIndex(node - 1, 0, 0)
        rule, unit = self._units[node - 1 - len(self._groups)]
        return self.createIndex(unit, 0, 1 + rule)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        if parent.column() > 0:
            return 0
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() == 0:
            return len(self._groups[parent.row()].units)
        if parent.internalId() <= len(self._groups):
            return len(self._groups[parent.internalId() - 1].units[parent.row()].positions)
        return 0

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return _COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (tr("Rule, unit, patch"), tr("Count, value"))[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        position = self.position(index)
        if position is not None:
            return self._finding(position, index.column(), role)
        if index.internalId() == 0:
            return self._rule(self._groups[index.row()], index.column(), role)
        unit = self._groups[index.internalId() - 1].units[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            name = f"{unit.name} {unit_key(unit.unit)}".strip() or tr("(no unit)")
            return name if index.column() == 0 else f"{len(unit.positions):,}"
        return None

    def _rule(self, group: RuleGroup, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            words = f"{MARKS[group.level]} {term(group.level)}  {group.rule} {group.title}"
            return words if column == 0 else f"{group.count:,}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{group.rule} ({group.label}) {group.title}"
        if role == Qt.ItemDataRole.ForegroundRole and column == 0:
            return QBrush(QColor(COLOURS[group.level]))
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(group.level == ERROR)
            return font
        return None

    def _finding(self, position: int, column: int, role: int) -> object:
        row = self._rows.iloc[position]
        done = row["state"] == EXPLAINED
        if role == Qt.ItemDataRole.DisplayRole:
            if column == 1:
                return row["value"]
            name = row["bsm"] or tr("(no patch)")
            pair = f"{name} ↔ {_short(row['other_bsm'], name)}" if row["other_bsm"] else name
            return f"{MARKS[EXPLAINED]} {pair}" if done else pair
        if role == Qt.ItemDataRole.ToolTipRole:
            return row["message"]
        if role == Qt.ItemDataRole.ForegroundRole and done:
            return QBrush(QColor(COLOURS[EXPLAINED]))
        return None


def _short(other: str, name: str) -> str:
    """Return the end of an identifier that tells it from the one before it."""
    same = next((k for k, (a, b) in enumerate(zip(other, name)) if a != b), min(len(other), len(name)))
    start = max(0, min(same, len(other) - _TAIL))
    return f"…{other[start:]}" if start > 1 else other
