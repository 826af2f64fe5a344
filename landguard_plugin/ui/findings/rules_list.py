"""The rules of a run as a table: how many findings each has, or why it was not checked."""

from __future__ import annotations

from typing import Optional

import pandas as pd
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from ...bridge.i18n import tr
from ...bridge.text import term
from .tree_model import MARKS


class RulesList(QWidget):
    """Rules not checked come first: nobody should take silence for a clean sheet."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._told, self._table = QLabel(), QTableWidget(0, 2)
        self._told.setWordWrap(True)
        self._table.setObjectName("landguard-findings-rules")
        self._table.setHorizontalHeaderLabels([tr("Rule"), tr("Number of findings")])
        self._table.verticalHeader().hide()
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._table.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.addWidget(self._told)
        column.addWidget(self._table, 1)

    def show_rules(self, rules: Optional[pd.DataFrame]) -> None:
        """Show the RULES table of a run; None for findings opened from a layer."""
        rows = [] if rules is None else rules.sort_values(["checked", "rule"], kind="stable").to_dict("records")
        skipped = sum(int(row["checked"]) == 0 for row in rows)
        words = {"checked": len(rows) - skipped, "skipped": skipped}
        self._told.setText(tr("{checked} rules were checked, {skipped} were not.").format(**words))
        self._table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            done = int(row["checked"]) == 1
            title = f"{row['rule']} {row['title']} ({row['label']}, {term(row['level'])})"
            if not done:
                title += "\n" + tr("{mark} not checked: {why}").format(mark=MARKS["warning"], why=row["reason"] or "")
            for place, text in enumerate((title, f"{int(row['findings']):,}" if done else "—")):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if place == 1:
                    item.setTextAlignment(int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter))
                self._table.setItem(number, place, item)
