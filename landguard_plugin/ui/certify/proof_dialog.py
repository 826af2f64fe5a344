"""Proofs: case packages against their signatures, a project against its own log. One row per thing proved, what was found under it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr
from ...bridge.settings import CASE_FOLDER
from ...bridge.text import column_title, term
from ..common.help import help_on_f1
from ..common.running import AlgorithmRun
from .tables import rows_of

_COLUMNS = ("level", "record", "field", "rule", "message")


@dataclass
class Proof:
    """One thing to prove: a file, the algorithm that does it, and what came of it."""

    path: str
    algorithm: str
    parameter: str
    sound: Optional[bool] = None
    said: str = ""
    findings: Sequence[dict[str, str]] = ()


class ProofDialog(QDialog):
    """Runs the proofs one after the other in the background and shows them."""

    def __init__(self, proofs: Sequence[Proof], title: str, parent: Optional[QWidget] = None) -> None:
        """Show the things and begin."""
        super().__init__(parent)
        self.setObjectName("landguard-proof-dialog")
        self.setWindowTitle(title)
        self.proofs = list(proofs)
        self._run: Optional[AlgorithmRun] = None
        self._sum = QLabel()
        self._sum.setObjectName("landguard-proof-sum")
        self._list = _table([tr("Result"), tr("File")], "landguard-proof-list")
        self._found = _table([column_title(name) for name in _COLUMNS], "landguard-proof-findings")
        for table, widest in ((self._list, 1), (self._found, len(_COLUMNS) - 1)):
            header = table.horizontalHeader()
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionResizeMode(widest, QHeaderView.ResizeMode.Stretch)
        self._nothing = QLabel(tr("Nothing was found."))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        self._list.setRowCount(len(self.proofs))
        for row, proof in enumerate(self.proofs):
            self._show(row, proof)
        self._list.currentCellChanged.connect(lambda *_: self._show_found())
        self._lay_out()
        help_on_f1(self, "checkstore" if proofs and proofs[0].algorithm.endswith("checkstore") else "verifycase")
        self._list.setCurrentCell(0, 0)
        self._next()

    @property
    def is_done(self) -> bool:
        """Return whether everything was proved."""
        return all(proof.sound is not None for proof in self.proofs)

    def done(self, result: int) -> None:
        """Stop what is running."""
        if self._run is not None:
            self._run.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        splitter, under, column = QSplitter(Qt.Orientation.Vertical), QWidget(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._found, 1)
        column.addWidget(self._nothing, 1)
        under.setLayout(column)
        for part in (self._list, under):
            splitter.addWidget(part)
        row, line = self._list.verticalHeader().defaultSectionSize(), self.fontMetrics().height()
        listed = row * min(len(self.proofs), 10) + self._list.horizontalHeader().sizeHint().height() + 8
        splitter.setSizes([listed, row * 8])
        splitter.setStretchFactor(1, 1)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole).setObjectName("landguard-proof-close")
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._sum)
        layout.addWidget(splitter, 1)
        layout.addWidget(buttons)
        self.resize(self.fontMetrics().averageCharWidth() * 140, listed + row * 8 + line * 7)

    def _next(self) -> None:
        row = next((k for k, proof in enumerate(self.proofs) if proof.sound is None), -1)
        self._tell(row)
        if row < 0:
            self._run = None
            bad = next((k for k, proof in enumerate(self.proofs) if not proof.sound), -1)
            if bad >= 0:
                self._list.setCurrentCell(bad, 0)
            return
        proof = self.proofs[row]
        self._run = run = AlgorithmRun(proof.algorithm, {proof.parameter: proof.path, "FINDINGS": "memory:"}, self)
        run.succeeded.connect(lambda results: self._on_proved(row, results))
        run.failed.connect(lambda why: self._keep(row, False, why))
        run.start()

    def _on_proved(self, row: int, results: dict) -> None:
        proof = self.proofs[row]
        proof.findings = rows_of(self._run.take_layer(results["FINDINGS"]))
        if "VERDICT" in results:
            verdict = str(results["VERDICT"])
            self._keep(row, verdict == "ok", term(f"proof_{verdict.replace(' ', '_')}"))
        else:
            count = int(results["FINDING_COUNT"])
            sound = tr("sound: {entries} log entries").format(entries=f"{int(results['LOG_SIZE']):,}")
            self._keep(row, not count, tr("{count} findings").format(count=f"{count:,}") if count else sound)

    def _keep(self, row: int, sound: bool, said: str) -> None:
        self.proofs[row].sound, self.proofs[row].said = sound, said
        self._show(row, self.proofs[row])
        if row == self._list.currentRow():
            self._show_found()
        self._next()

    def _show(self, row: int, proof: Proof) -> None:
        mark = "…" if proof.sound is None else "✔" if proof.sound else "✘"
        for column, text in enumerate((f"{mark} {proof.said}", Path(proof.path).name)):
            item = QTableWidgetItem(text)
            item.setToolTip(proof.path if column else text)
            self._list.setItem(row, column, item)

    def _show_found(self) -> None:
        proof = self.proofs[self._list.currentRow()] if self.proofs else None
        findings = proof.findings if proof is not None else ()
        self._found.setRowCount(len(findings))
        for row, finding in enumerate(findings):
            for column, name in enumerate(_COLUMNS):
                text = finding.get(name, finding.get("check", "") if name == "rule" else "")
                item = QTableWidgetItem(term(f"level_{text}") if name == "level" else text)
                item.setToolTip(text)
                self._found.setItem(row, column, item)
        self._found.resizeRowsToContents()
        empty = proof is not None and proof.sound is not None and not findings
        self._nothing.setText(tr("Nothing was found.") if empty and proof.sound else proof.said if empty else "")
        self._nothing.setVisible(empty)
        self._found.setVisible(not empty)

    def _tell(self, at: int) -> None:
        count, good = len(self.proofs), sum(1 for proof in self.proofs if proof.sound)
        if at >= 0:
            self._sum.setText(tr("Checking {number} of {count}…").format(number=f"{at + 1:,}", count=f"{count:,}"))
        else:
            text = tr("{good} of {count} are sound").format(good=f"{good:,}", count=f"{count:,}")
            if count == 1:
                text = f"{html.escape(Path(self.proofs[0].path).name)}　{html.escape(self.proofs[0].said)}"
            self._sum.setText(f"<b>{text}</b>")


def verify_packages(parent: QWidget, paths: Sequence[str] = ()) -> None:
    """Verify case packages; ask for them when none are named."""
    if not paths:
        paths, _ = QFileDialog.getOpenFileNames(
            parent, tr("Case packages to verify"), CASE_FOLDER.get(), tr("Case packages") + " (*.zip)"
        )
    if paths:
        proofs = [Proof(path, "landguard:verifycase", "PACKAGE") for path in paths]
        _show(ProofDialog(proofs, tr("Verify case packages"), parent))


def check_store(parent: QWidget, store_path: str) -> None:
    """Prove a project: schema, rows, log, certificates, sums."""
    proof = Proof(store_path, "landguard:checkstore", "STORE")
    _show(ProofDialog([proof], tr("Check patch project"), parent))


def _show(dialog: ProofDialog) -> None:
    dialog.exec()
    dialog.deleteLater()


def _table(titles: Sequence[str], name: str) -> QTableWidget:
    table = QTableWidget(0, len(titles))
    table.setObjectName(name)
    table.setHorizontalHeaderLabels(list(titles))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 6)
    table.setWordWrap(True)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    return table
