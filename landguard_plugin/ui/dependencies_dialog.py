"""The Dependencies page: what is found, what is missing, and the one command that mends it."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..bridge import dependencies
from ..bridge.i18n import tr

_MARKS = {dependencies.OK: "✔", dependencies.MISSING: "✘", dependencies.TOO_OLD: "▲", dependencies.WRONG_GEOS: "✘"}


class DependenciesDialog(QDialog):
    """Shows the packages LandGuard uses; read-only, with a command to copy when something is missing."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the page from what was found."""
        super().__init__(parent)
        self.setObjectName("landguard-dependencies-dialog")
        self.setWindowTitle(tr("LandGuard: dependencies"))
        layout = QVBoxLayout(self)
        layout.addWidget(self._verdict())
        layout.addWidget(self._table())
        command = dependencies.cure()
        if command:
            layout.addWidget(
                QLabel(tr("Run this command in a terminal (OSGeo4W Shell on Windows), then restart QGIS:"))
            )
            layout.addLayout(self._command_row(command))
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("landguard-dependencies-close")
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.resize(self.sizeHint().expandedTo(self.minimumSizeHint()))

    def _verdict(self) -> QLabel:
        ready = all(d.usable for d in dependencies.check() if d.required)
        text = (
            tr("Everything LandGuard needs is here.")
            if ready
            else tr("LandGuard cannot run yet: a package it needs is missing.")
        )
        label = QLabel(text)
        label.setObjectName("landguard-dependencies-verdict")
        font = label.font()
        font.setBold(True)
        label.setFont(font)
        return label

    def _table(self) -> QTableWidget:
        found = dependencies.check()
        words = dict(dependencies.states())
        titles = (tr("Package"), tr("State"), tr("Found"), tr("Needed"), tr("Used for"))
        table = QTableWidget(len(found), len(titles))
        table.setObjectName("landguard-dependencies-table")
        table.setHorizontalHeaderLabels(titles)
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for row, dependency in enumerate(found):
            state = f"{_MARKS[dependency.state]} {words[dependency.state]}"
            if dependency.state == dependencies.MISSING and not dependency.required:
                state = "○ " + tr("missing, optional")
            values = (dependency.package, state, dependency.found or "—", dependency.needed, dependency.purpose)
            for column, value in enumerate(values):
                table.setItem(row, column, QTableWidgetItem(value))
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.setMinimumWidth(max(table.horizontalHeader().length() + 40, 640))
        table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return table

    def _command_row(self, command: str) -> QHBoxLayout:
        row = QHBoxLayout()
        field = QLineEdit(command)
        field.setReadOnly(True)
        field.setObjectName("landguard-dependencies-command")
        copy = QPushButton(tr("Copy"))
        copy.setObjectName("landguard-dependencies-copy")
        copy.clicked.connect(lambda: QApplication.clipboard().setText(command))
        row.addWidget(field)
        row.addWidget(copy)
        return row
