"""What the dock shows while no ledger is open: the one thing to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ...bridge.i18n import tr


class FirstPage(QWidget):
    """Offers the ledger of last time, any other, and a new one."""

    open_wanted = pyqtSignal()
    create_wanted = pyqtSignal()
    last_wanted = pyqtSignal()
    line_wanted = pyqtSignal()
    candidates_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the sentence and the buttons."""
        super().__init__(parent)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._last = QPushButton()
        self._open, self._create = QPushButton(tr("&Open a ledger…")), QPushButton(tr("&New ledger…"))
        row = QHBoxLayout()
        row.addStretch(1)
        for name, button, signal in (
            ("last", self._last, self.last_wanted),
            ("open", self._open, self.open_wanted),
            ("create", self._create, self.create_wanted),
            ("line", QPushButton(tr("What a &line costs")), self.line_wanted),
            ("candidates", QPushButton(tr("&Basic farmland candidates")), self.candidates_wanted),
        ):
            button.setObjectName(f"landguard-balance-first-{name}")
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self._said)
        layout.addLayout(row)
        layout.addStretch(2)
        self.show_none("")

    def show_none(self, last: str) -> None:
        """Ask for a ledger; `last` is the path of the one that was open last, "" for none."""
        self._said.setText(
            tr("No ledger is open. A ledger keeps the indices of supplemented farmland and what projects owe.")
        )
        self._last.setText(tr("Go on with {name}").format(name=Path(last).name if last else ""))
        self._last.setVisible(bool(last))

    def show_empty(self, name: str) -> None:
        """Say that a ledger holds nothing yet."""
        text = tr(
            "{name} holds no batch yet. Enter sheets with the tool Import ledger sheet, or write the text ledger by hand (F1)."
        )
        self._said.setText(text.format(name=name))
        self._last.setVisible(False)
