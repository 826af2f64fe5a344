"""Exporting case packages: where to, sealed with whose key; then the packages, the forms to print, and the proof at once."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr
from ...bridge.person import acting
from ...bridge.settings import CASE_FOLDER
from ...core.patches.records import Role
from ..common.help import help_on_f1
from ..common.running import AlgorithmRun
from ..common.states import StatePanel
from .key_box import KeyBox
from .tables import rows_of


class CaseDialog(QDialog):
    """Starts `landguard:exportcase` for patches; `verify_wanted` tells the packages that were written."""

    verify_wanted = pyqtSignal(list)

    def __init__(self, store_path: str, uids: Sequence[str], parent: Optional[QWidget] = None) -> None:
        """Propose the folder used last, else one beside the project, and the key of who works here."""
        super().__init__(parent)
        self.setObjectName("landguard-case-dialog")
        self.setWindowTitle(tr("Case packages: {count} patches").format(count=f"{len(uids):,}"))
        who = acting()
        self._role = Role.COUNTY if who.role is Role.SURVEYOR else who.role
        self._store_path, self._uids = store_path, list(uids)
        self._packages: list[str] = []
        self._run: Optional[AlgorithmRun] = None
        self._folder = QgsFileWidget()
        self._folder.setObjectName("landguard-case-folder")
        self._folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self._folder.setFilePath(CASE_FOLDER.get() or str(Path(store_path).with_name(tr("case packages"))))
        self._sealed = QCheckBox(tr("Seal them with a key: the printed form and the pictures are protected, too"))
        self._sealed.setObjectName("landguard-case-sealed")
        self._sealed.setChecked(True)
        self.keys = KeyBox(who.person, self._role)
        self._states = StatePanel()
        self._first, self._last = self._first_page(), self._last_page()
        for page in (self._first, self._last):
            self._states.addWidget(page)
        self._states.setCurrentWidget(self._first)
        layout = QVBoxLayout(self)
        layout.addWidget(self._states)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter exports from the passphrase only: it must not press what comes next
            button.setDefault(False)
        self.resize(self.fontMetrics().averageCharWidth() * 110, self.fontMetrics().height() * 17)
        help_on_f1(self, "exportcase")
        self._look()

    def _first_page(self) -> QWidget:
        page, form = QWidget(), QFormLayout()
        note = QLabel(
            tr(
                "One package per certified patch: certificate, log proof, photos, and the form to print (PDF) beside it."
            )
        )
        note.setWordWrap(True)
        form.addRow(note)
        form.addRow(tr("Folder"), self._folder)
        form.addRow(self._sealed)
        self.keys.add_file_to(form)
        self.keys.add_passphrase_to(form)
        buttons = QDialogButtonBox()
        self._go = buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._go.setObjectName("landguard-case-go")
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._start)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(buttons)
        self._folder.fileChanged.connect(lambda _: self._look())
        self._sealed.toggled.connect(self._on_sealed)
        self.keys.changed.connect(self._look)
        self.keys.confirmed.connect(self._start)
        return page

    def _last_page(self) -> QWidget:
        page = QWidget()
        self._told = QTextBrowser()
        self._told.setObjectName("landguard-case-result")
        self._told.setOpenLinks(False)
        self._told.anchorClicked.connect(lambda url: QDesktopServices.openUrl(url))
        buttons = QDialogButtonBox()
        self._verify = buttons.addButton(tr("Verify them now"), QDialogButtonBox.ButtonRole.ActionRole)
        self._verify.setObjectName("landguard-case-verify")
        self._verify.clicked.connect(lambda: self.verify_wanted.emit(list(self._packages)))
        done = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.AcceptRole)
        done.setObjectName("landguard-case-done")
        buttons.accepted.connect(self.accept)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._told, 1)
        column.addWidget(buttons)
        return page

    def _on_sealed(self, on: bool) -> None:
        for widget in (self.keys.file, self.keys.new, self.keys.passphrase):
            widget.setEnabled(on)
        self._look()

    def _look(self) -> None:
        sealed = not self._sealed.isChecked() or bool(self.keys.file.filePath() and self.keys.passphrase.text())
        self._go.setEnabled(bool(self._uids) and bool(self._folder.filePath().strip()) and sealed)

    def _start(self) -> None:
        if not self._go.isEnabled():
            return
        folder = self._folder.filePath().strip()
        CASE_FOLDER.put(folder)
        wanted = {"STORE": self._store_path, "PATCH": ",".join(self._uids), "OUTPUT": folder}
        wanted.update(PACKAGES="memory:", REFUSED="memory:")
        if self._sealed.isChecked():
            self.keys.remember()
            wanted.update(KEY=self.keys.file.filePath(), ROLE=self._role.value, PASSPHRASE=self.keys.take_passphrase())
        self._run = run = AlgorithmRun("landguard:exportcase", wanted, self)
        run.progressed.connect(self._states.tell_progress)
        run.succeeded.connect(self._on_written)
        run.failed.connect(lambda why: self._states.show_trouble(why, self._first))
        run.cancelled.connect(lambda: self._states.setCurrentWidget(self._first))
        self._states.show_busy(tr("Writing…"), run.cancel)
        run.start()

    def _on_written(self, results: dict) -> None:
        folder = Path(str(results["OUTPUT"]))
        written = rows_of(self._run.take_layer(results["PACKAGES"]))
        refused = rows_of(self._run.take_layer(results["REFUSED"]))
        self._packages = [str(folder / row["package"]) for row in written]
        where, title = QUrl.fromLocalFile(str(folder)).toString(), tr("Open folder")
        text = tr("{count} case packages are in {folder}").format(count=f"{len(written):,}", folder=folder.name)
        lines = [f"<p>{html.escape(text)}　<a href='{where}'>{html.escape(title)}</a></p>"]
        for row in written:
            form = QUrl.fromLocalFile(str(folder / row["package"]).removesuffix(".zip") + ".pdf").toString()
            to_print = tr("Form to print")
            lines.append(f"<p>✔ {html.escape(row['package'])}　<a href='{form}'>{html.escape(to_print)}</a></p>")
        lines += [f"<p>✘ {html.escape(row['number'])}　{html.escape(row['reason'])}</p>" for row in refused]
        self._told.setHtml("".join(lines))
        self._verify.setEnabled(bool(self._packages))
        self._states.setCurrentWidget(self._last)
        self._verify.setFocus()
