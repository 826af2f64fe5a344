"""Bands above a form: why it may only be read, that something is out of date, what the city sent back, what was unsaved."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

COLOURS = {"note": "#1565C0", "certified": "#2E7D32", "stale": "#D50000", "returned": "#6A1B9A", "warning": "#F9A825"}


class Banner(QFrame):
    """One band: a coloured edge, a sentence, up to a few buttons. Hidden while it has nothing to say."""

    def __init__(self, name: str, parent: Optional[QWidget] = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.setObjectName(name)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(4)
        self._beside = QHBoxLayout()
        self._beside.addWidget(self._said, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 6, 4)
        layout.setSpacing(3)
        layout.addLayout(self._beside)
        layout.addLayout(self._buttons)
        self.hide()

    @property
    def text(self) -> str:
        """Return what the band says."""
        return self._said.text()

    def say(self, kind: str, text: str, *buttons: tuple[str, Callable[[], object]]) -> None:
        """Say something of a kind (a key of COLOURS), with buttons of title and deed."""
        self.setStyleSheet(
            f"#{self.objectName()} {{ border: none; border-left: 4px solid {COLOURS[kind]};"
            " background: rgba(128, 128, 128, 28); }"
        )
        self._said.setText(text)
        for row, first in ((self._buttons, 0), (self._beside, 1)):
            while row.count() > first:
                gone = row.takeAt(first)
                if gone.widget() is not None:
                    gone.widget().deleteLater()
        for title, deed in buttons:
            button = QPushButton(title)
            button.clicked.connect(lambda _=False, deed=deed: deed())
            (self._beside if len(buttons) == 1 else self._buttons).addWidget(button)
        if len(buttons) > 1:
            self._buttons.addStretch(1)
        self.show()

    def fall_silent(self) -> None:
        """Hide."""
        self._said.clear()
        self.hide()
