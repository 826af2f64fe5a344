"""The fields of a judgement: those the verdict asks for first and marked, the others folded away until wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Optional

from qgis.PyQt.QtCore import QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from ...bridge import patch_words
from ...bridge.i18n import tr
from ...core.patches.judging import OPINION


class FieldRows(QWidget):
    """One line per field; each keeps its widget, so that moving between patches builds nothing."""

    edited = pyqtSignal(str, str)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Begin with the opinion alone."""
        super().__init__(parent)
        self._lines: dict[str, QLineEdit] = {}
        self._labels: dict[str, QLabel] = {}
        self._titles: dict[str, str] = {}
        self._required: tuple[str, ...] = ()
        self._first, self._rest, self._more = QFormLayout(), QFormLayout(), QToolButton()
        for form in (self._first, self._rest):
            form.setVerticalSpacing(3)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._folded = QWidget()
        self._folded.setLayout(self._rest)
        self._rest.setContentsMargins(0, 0, 0, 0)
        self._more.setObjectName("landguard-workbench-more")
        self._more.setCheckable(True)
        self._more.setAutoRaise(True)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._more.toggled.connect(self._unfold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(self._first)
        layout.addWidget(self._more)
        layout.addWidget(self._folded)
        self.use([])

    def use(self, names: Sequence[str]) -> None:
        """Have a line for each of these fields and for the opinion."""
        for name in (*names, OPINION):
            if name not in self._lines:
                self._make(name)
        self._wanted = (*names, OPINION)
        self._required = ()
        self._arrange()

    def put_first(self, required: Sequence[str]) -> None:
        """Put the fields a verdict asks for on top; nothing moves when they are there already."""
        for name in required:
            if name not in self._lines:
                self._make(name)
                self._wanted = (*self._wanted, name)
        if tuple(required) != self._required:
            self._required = tuple(required)
            self._arrange()
        self._mark()

    def fill(self, texts: Mapping[str, str]) -> None:
        """Show texts; fields without one are emptied. A field nobody expected gets a line, too: nothing is hidden."""
        for name in texts:
            if name not in self._lines and texts[name]:
                self._make(name)
                self._wanted = (*self._wanted, name)
                self._arrange()
        for name, line in self._lines.items():
            blocker = QSignalBlocker(line)
            line.setText(texts.get(name, ""))
            line.setCursorPosition(0)
            blocker.unblock()
        self._mark()

    def texts(self) -> dict[str, str]:
        """Return the texts that are not blank, by field."""
        return {name: line.text() for name, line in self._lines.items() if line.text().strip()}

    def line(self, name: str) -> QLineEdit:
        """Return the line of a field."""
        return self._lines[name]

    def first_empty(self, required: Iterable[str]) -> QWidget:
        """Return the first empty line of these fields, else the opinion's, unfolded when it is folded."""
        empty = next((self._lines[name] for name in required if not self._lines[name].text().strip()), None)
        if empty is None:
            empty = self._lines[OPINION]
            if OPINION not in self._required:
                self._more.setChecked(True)
        return empty

    def _make(self, name: str) -> None:
        line, label = QLineEdit(), QLabel(patch_words.field_title(name))
        line.setObjectName(f"landguard-workbench-field-{name}")
        label.setBuddy(line)
        line.textEdited.connect(lambda text: self.edited.emit(name, text))
        line.textEdited.connect(lambda _: self._mark())
        self._lines[name], self._labels[name], self._titles[name] = line, label, label.text()

    def _arrange(self) -> None:
        for form in (self._first, self._rest):
            while form.rowCount():
                form.takeRow(0)
        for name in self._required:
            self._first.addRow(self._labels[name], self._lines[name])
        for name in self._wanted:
            if name not in self._required:
                self._rest.addRow(self._labels[name], self._lines[name])
        for name, line in self._lines.items():
            for widget in (line, self._labels[name]):
                widget.setVisible(name in self._required or name in self._wanted)
        self._more.setVisible(self._rest.rowCount() > 0)
        self._unfold(self._more.isChecked())

    def _unfold(self, on: bool) -> None:
        self._folded.setVisible(on)
        self._more.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        filled = sum(1 for name in self._wanted if name not in self._required and self._lines[name].text().strip())
        self._more.setText(tr("Other fields ({filled} filled in)").format(filled=filled))

    def _mark(self) -> None:
        """Mark what is asked for and still empty: a star and a hint, not colour alone."""
        needed = tr("needed for certifying")
        for name, label in self._labels.items():
            missing = name in self._required and not self._lines[name].text().strip()
            label.setText(("＊" if missing else "") + self._titles[name])
            self._lines[name].setPlaceholderText(needed if missing else "")
        self._unfold(self._more.isChecked())
