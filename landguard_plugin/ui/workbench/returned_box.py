"""A returned patch: the reason first, then the answer, which must be given; for a checker the answer and the differences."""

from __future__ import annotations

from html import escape
from typing import Optional

from qgis.PyQt.QtCore import QSignalBlocker, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ...bridge import patch_words
from ...bridge.clock import beijing_text
from ...bridge.i18n import tr
from ...core.campaigns.verdicts import VerdictTree
from ...core.patches.history import Since
from ...core.patches.judging import ANSWER, VERDICT, Difference
from ...core.patches.records import State
from ..common.numbers import UNKNOWN, area_text, unit_name
from .banner import Banner


class ReturnedBox(QWidget):
    """Shows the return of a patch. Hidden for a patch that never was returned."""

    edited = pyqtSignal(str)
    shapes_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out reason, answer and differences."""
        super().__init__(parent)
        self._banner = Banner("landguard-workbench-returned")
        self.answer = QPlainTextEdit()
        self.answer.setObjectName("landguard-workbench-answer")
        self.answer.setTabChangesFocus(True)
        self.answer.setFixedHeight(round(self.answer.fontMetrics().lineSpacing() * 2.8))
        self.answer.setPlaceholderText(tr("Answer to the return: what was done, or why the verdict stands"))
        self.answer.textChanged.connect(lambda: self.edited.emit(self.answer.toPlainText()))
        self._changes = QLabel()
        self._changes.setObjectName("landguard-workbench-changes")
        self._changes.setWordWrap(True)
        self._shapes = QPushButton(tr("Show both outlines"))
        self._shapes.clicked.connect(self.shapes_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for widget in (self._banner, self.answer, self._changes, self._shapes):
            layout.addWidget(widget)
        self.hide()

    def show_since(self, since: Optional[Since], state: State, tree: VerdictTree, may_answer: bool, unit: str) -> None:
        """Show the last return, or hide when there was none."""
        self.setVisible(since is not None)
        if since is None:
            self.fill("")
            return
        who = tr("{person} ({role})").format(
            person=escape(since.returned_by.person), role=patch_words.role_word(since.returned_by.role)
        )
        head = tr("Returned by {who} on {when}: {reason}")
        self._banner.say(
            "returned", head.format(who=who, when=beijing_text(since.returned_at), reason=f"“{escape(since.reason)}”")
        )
        self.fill(since.answer)
        self.answer.setVisible(may_answer)
        lines = [] if may_answer and state is State.RETURNED else self._lines(since, tree, unit, not may_answer)
        self._changes.setText("<br>".join(lines))
        self._changes.setVisible(bool(lines))
        self._shapes.setVisible(since.shape_before is not None)

    def fill(self, text: str) -> None:
        """Show an answer without a signal."""
        blocker = QSignalBlocker(self.answer)
        self.answer.setPlainText(text)
        blocker.unblock()

    def text(self) -> str:
        """Return the answer."""
        return self.answer.toPlainText() if self.isVisibleTo(self.parentWidget()) else ""

    def _lines(self, since: Since, tree: VerdictTree, unit: str, with_answer: bool) -> list[str]:
        lines = [difference_text(difference, tree) for difference in since.differences if difference.name != ANSWER]
        if since.shape_before is not None:
            area = f"{area_text(since.area_before_dm2, unit)} {unit_name(unit)}"
            lines.append(tr("The outline changed; it was {area}.").format(area=area))
        if not lines:
            lines.append(tr("Nothing else changed since the return."))
        if with_answer:
            lines.insert(0, f"<b>{patch_words.field_title(ANSWER)}</b>: {escape(since.answer) or UNKNOWN}")
        return lines


def difference_text(difference: Difference, tree: VerdictTree) -> str:
    """Return one difference as "name: before → after"."""

    def text(value: str) -> str:
        if difference.name == VERDICT and value:
            return patch_words.path_title(tree, value.split("/"))
        return escape(value) or UNKNOWN

    title = patch_words.field_title(difference.name)
    return f"<b>{title}</b>: <s>{text(difference.before)}</s> → {text(difference.after)}"
