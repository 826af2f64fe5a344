"""A picker for one level of a code tree: typing filters codes and titles in memory, at once, whatever the list's length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.PyQt.QtCore import QEvent, QObject, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QCompleter, QWidget


class CodePicker(QComboBox):
    """Offers (code, title) pairs; what is typed must end as one of them, else the last choice comes back."""

    chosen = pyqtSignal(str)  # a code, "" for none

    def __init__(self, hint: str, parent: Optional[QWidget] = None) -> None:
        """Begin without codes; `hint` stands in the empty line."""
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.lineEdit().setPlaceholderText(hint)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        completer.popup().installEventFilter(self)
        completer.activated.connect(lambda _: self._take_text(self.lineEdit().text()))
        self.activated.connect(lambda _: self._tell())
        self.lineEdit().editingFinished.connect(lambda: self._take_text(self.currentText()))
        self._code = ""

    def offer(self, choices: Sequence[tuple[str, str]], code: str = "") -> None:
        """Offer pairs of code and title, and choose one without a signal."""
        blocker = QSignalBlocker(self)
        self.clear()
        for value, title in choices:
            self.addItem(title, value)
        self.setCurrentIndex(self.findData(code) if code else -1)
        if not code:
            self.clearEditText()
        self._code = code
        blocker.unblock()

    def code(self) -> str:
        """Return the chosen code, "" for none."""
        return self._code

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep keys of the open list to the list: Qt would let them through to the shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _take_text(self, text: str) -> None:
        """Choose what was typed: a whole title or code, or the only one that contains it; else go back."""
        wanted = text.strip().casefold()
        titles = [self.itemText(k).casefold() for k in range(self.count())]
        codes = [str(self.itemData(k)).casefold() for k in range(self.count())]
        found = [k for k, title in enumerate(titles) if wanted in (title, codes[k])]
        found = found or [k for k, title in enumerate(titles) if wanted and wanted in title]
        if not wanted:
            self.setCurrentIndex(-1)
        elif len(found) == 1:
            self.setCurrentIndex(found[0])
        else:
            self.setCurrentIndex(self.findData(self._code) if self._code else -1)
            if not self._code:
                self.clearEditText()
        self._tell()

    def _tell(self) -> None:
        code = self.currentData() if self.currentIndex() >= 0 and self.currentText().strip() else ""
        if code != self._code:
            self._code = code or ""
            self.chosen.emit(self._code)
