"""The patches of a decision and the form of each: read one after the other, what is missing above it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Optional

from qgis.PyQt.QtCore import Qt, QTimer, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QTextDocument
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ...app.patches.deciding import Bench
from ...bridge.case_preview import Preview, preview_of, since_lines
from ...bridge.i18n import tr
from ...core.patches.records import Patch, Role

_UID = Qt.ItemDataRole.UserRole


class FormPage(QWidget):
    """A list of patches with a mark each, and beside it the form of the current one."""

    missing_clicked = pyqtSignal(str, str)  # uid, code of what is missing
    looked_through = pyqtSignal()  # every patch has its mark now

    def __init__(
        self,
        bench: Bench,
        patches: Sequence[Patch],
        role: Role,
        person: str = "",
        parent: Optional[QWidget] = None,
    ) -> None:
        """Show these patches; the marks come one by one, so that a long list opens at once."""
        super().__init__(parent)
        self._bench, self._patches, self._role = bench, {patch.uid: patch for patch in patches}, role
        self._person = person
        self._previews: dict[str, Preview] = {}
        self._waiting = [patch.uid for patch in patches]
        self.list = QListWidget()
        self.list.setObjectName("landguard-certify-list")
        self.list.setAccessibleName(tr("Patches of this decision"))
        for patch in patches:
            item = QListWidgetItem(patch.number or patch.uid)
            item.setData(_UID, patch.uid)
            self.list.addItem(item)
        self.notes = QLabel()
        self.notes.setObjectName("landguard-certify-missing")
        self.notes.setWordWrap(True)
        self.notes.setTextFormat(Qt.TextFormat.RichText)
        self.notes.linkActivated.connect(self._on_link)
        self.form = QTextBrowser()
        self.form.setObjectName("landguard-certify-form")
        self.form.setOpenLinks(False)
        self.form.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # the form is as wide as the page
        self._lay_out()
        self.list.currentItemChanged.connect(lambda *_: self._show_current())
        self.list.setCurrentRow(0)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look_at_next)
        self._timer.start(0)

    def preview(self, uid: str) -> Preview:
        """Return the preview of a patch, made once."""
        if uid not in self._previews:
            self._previews[uid] = preview_of(self._bench, self._patches[uid], self._role, self._person)
        return self._previews[uid]

    def ready(self, decision: str) -> list[str]:
        """Return the uids on which a decision can be made as far as is known, in the order of the list."""
        return [uid for uid in self._patches if self._is_ready(uid, decision)]

    def _is_ready(self, uid: str, decision: str) -> bool:
        preview = self._previews.get(uid)
        if preview is None:
            return decision in ("certify", "accept")
        lacking = preview.missing and decision in ("certify", "accept")
        return decision in preview.decisions and not lacking

    @property
    def current(self) -> Optional[Preview]:
        """Return the preview of the patch that is shown."""
        item = self.list.currentItem()
        return self.preview(item.data(_UID)) if item is not None else None

    def _lay_out(self) -> None:
        right, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notes)
        column.addWidget(self.form, 1)
        right.setLayout(column)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.list)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        width = self.fontMetrics().averageCharWidth()
        splitter.setSizes([width * 28, width * 100])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(splitter)
        if len(self._patches) == 1:
            self.list.hide()

    def _look_at_next(self) -> None:
        if not self._waiting:
            self._timer.stop()
            self.looked_through.emit()
            return
        uid = self._waiting.pop(0)
        preview = self.preview(uid)
        item = next(self.list.item(k) for k in range(self.list.count()) if self.list.item(k).data(_UID) == uid)
        mark = tr("lacks {count}").format(count=len(preview.missing)) if preview.missing else tr("complete")
        mark = tr("not yours to check") if preview.barred else mark
        sign = "✘" if preview.missing or preview.barred else "✔"
        item.setText(f"{sign} {preview.patch.number}　{mark}")
        item.setToolTip("\n".join(filter(None, [preview.barred, *(text for _, text in preview.missing)])))
        self._fit_list()

    def _fit_list(self) -> None:
        """Give the list the width of its longest line: a mark that is cut says nothing."""
        splitter, wanted = self.list.parentWidget(), self.list.sizeHintForColumn(0) + 2 * self.list.frameWidth() + 24
        if isinstance(splitter, QSplitter) and splitter.sizes()[0] < wanted:
            splitter.setSizes([wanted, sum(splitter.sizes()) - wanted])

    def _show_current(self) -> None:
        preview = self.current
        if preview is None:
            return
        document = QTextDocument(self.form)
        if preview.outline is not None:
            document.addResource(QTextDocument.ResourceType.ImageResource, QUrl("lg:sketch"), preview.outline)
        document.setHtml(preview.html)
        self.form.setDocument(document)
        self.notes.setText(self._notes(preview))
        self.notes.setVisible(bool(self.notes.text()))

    def _notes(self, preview: Preview) -> str:
        """Return what is missing, each a link, and what changed since a return."""
        lines = [f"<b>✘ {html.escape(preview.barred)}</b>"] if preview.barred else []
        if preview.missing:
            title = tr("Missing")
            lines.append(f"<b>{html.escape(title)}</b>（{len(preview.missing)}）")
            lines += [f'• <a href="{html.escape(code)}">{html.escape(text)}</a>' for code, text in preview.missing]
        if preview.done_by:
            title = tr("Done since the certificate, by the log")
            lines.append(f"<b>{html.escape(title)}</b>")
            lines += [f"• {html.escape(line)}" for line in preview.done_by]
        if preview.since is not None:
            title = tr("Since the last return")
            lines.append(f"<b>{html.escape(title)}</b>")
            lines += [f"• {html.escape(line)}" for line in since_lines(preview.since)]
        return "<br/>".join(lines)

    def _on_link(self, code: str) -> None:
        preview = self.current
        if preview is not None:
            self.missing_clicked.emit(preview.patch.uid, code)
