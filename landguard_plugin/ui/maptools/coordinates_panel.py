"""Coordinates from the keyboard: a small panel on the map. One point and Enter, or a pasted list."""

from __future__ import annotations

from typing import Callable

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout

from ...bridge.i18n import tr
from .capture import FINISH


class CoordinatesPanel(QFrame):
    """Takes text; `read` adds the points of a text and returns what to say and whether it went well."""

    def __init__(self, canvas: QgsMapCanvas, read: Callable[[str], tuple[str, bool]]) -> None:
        """Lay the panel out on the canvas, hidden."""
        super().__init__(canvas)
        self._canvas, self._read = canvas, read
        self.setObjectName("landguard-coordinates")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        title = QLabel(tr("Coordinates"))
        hint = QLabel(tr("E N or N E, with or without zone prefix; longitude latitude; a list, one point a line"))
        hint.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setObjectName("landguard-coordinates-text")
        self.text.setFrameShape(QFrame.Shape.Box)
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("38520000.00, 3880000.00")
        self.text.setFixedHeight(self.text.fontMetrics().height() * 4)
        self.text.installEventFilter(self)
        self.answer = QLabel()
        self.answer.setObjectName("landguard-coordinates-answer")
        self.answer.setWordWrap(True)
        self.add = QPushButton(tr("Add point (Enter)"))
        self.add.setObjectName("landguard-coordinates-add")
        self.add.clicked.connect(self.take)
        close = QPushButton(tr("Close (Esc)"))
        close.clicked.connect(self.leave)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        for widget in (title, self.text, hint, self.answer):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * 48)
        self.hide()

    def open(self) -> None:
        """Show the panel on the map and wait for the first number."""
        self.answer.clear()
        self._settle()
        self.show()
        self.raise_()
        self.text.setFocus()

    def leave(self) -> None:
        """Hide the panel; the map has the keyboard again."""
        self.hide()
        self._canvas.setFocus()

    def take(self) -> None:
        """Read what was typed; text that cannot be read stays to be corrected."""
        said, well = self._read(self.text.toPlainText())
        if well:
            self.text.clear()
        self.answer.setText(said)
        self._settle()
        self.text.setFocus()

    def _settle(self) -> None:
        """Sit in the lower left corner: messages come from above."""
        self.layout().activate()
        self.adjustSize()
        self.move(12, max(self._canvas.height() - self.height() - 12, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter adds, Shift+Enter is a new line, Esc closes; with an empty field Enter finishes nothing by mistake."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in FINISH and not shift:
                self.take()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return super().eventFilter(watched, event)
