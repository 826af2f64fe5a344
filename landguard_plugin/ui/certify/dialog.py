"""The certify dialog: forms, decision, signature; then the numbers, what was refused, and where the case packages are."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Callable, Optional

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from ...app.patches.deciding import Bench
from ...app.patches.ports import PatchQuery
from ...bridge.case_preview import decision_title
from ...bridge.i18n import tr
from ...bridge.person import acting
from ...bridge.stores import open_store
from ...bridge.text import term
from ...bridge.trust import bench_of
from ...core.patches.records import Patch, Role
from ...core.trust.review import DECISIONS
from ..common.help import help_on_f1
from ..common.running import AlgorithmRun
from ..common.states import StatePanel
from .decision_box import DecisionBox
from .form_page import FormPage
from .tables import rows_of

OnMissing = Callable[[str, str], None]  # uid, code of what is missing


def certify_patches(
    parent: QWidget, store_path: str, uids: Sequence[str], role: Role, on_missing: Optional[OnMissing] = None
) -> int:
    """Let an officer decide on patches in a role; return how many were decided on.

    `on_missing` is called (the dialog closes) when a missing thing is clicked, so that the caller can lead there. Problems
    are shown on the page; nothing is raised but LandGuardError for a store that cannot be read at all.
    """
    dialog = CertifyDialog(store_path, uids, role, parent, on_missing)
    dialog.exec()
    count = dialog.decided
    dialog.deleteLater()
    return count


class CertifyDialog(QDialog):
    """One page like the paper form, the decision under it, the result in its place afterwards."""

    def __init__(
        self,
        store_path: str,
        uids: Sequence[str],
        role: Role,
        parent: Optional[QWidget] = None,
        on_missing: Optional[OnMissing] = None,
    ) -> None:
        """Read the patches. Raises LandGuardError LG-STO-xxx when the store cannot be read."""
        super().__init__(parent)
        self.setObjectName("landguard-certify-dialog")
        self.decided = 0
        self._store_path, self._role, self._on_missing = store_path, role, on_missing
        self._run: Optional[AlgorithmRun] = None
        self._export: dict[str, object] = {}
        self._lines: list[str] = []
        store = open_store(store_path)
        patches = store.patches(PatchQuery(uids=tuple(uids), with_retired=True)) if uids else []
        who = acting()
        self._person = who.person
        signs = tr("{person} ({role})").format(person=who.person, role=term(f"role_{role.value}"))
        named = signs if who.person else term(f"role_{role.value}")
        self.setWindowTitle(tr("{role}: {count} patches").format(role=named, count=len(patches)))
        bench = bench_of(store)
        self._seen = bench.log.head.size
        self._page = self._decision_page(bench, patches)
        self._result = self._result_page()
        self._states = StatePanel()
        self._states.addWidget(self._page)
        self._states.addWidget(self._result)
        self._states.setCurrentWidget(self._page)
        layout = QVBoxLayout(self)
        layout.addWidget(self._states)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(
                False
            )  # Enter signs from the passphrase only, and never presses what was shown before
            button.setDefault(False)
        help_on_f1(self, "certify")
        self.resize(self.fontMetrics().averageCharWidth() * 150, self.fontMetrics().height() * 42)
        self._refresh()

    def _decision_page(self, bench: Bench, patches: Sequence[Patch]) -> QWidget:
        page, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        self.forms = FormPage(bench, patches, self._role, self._person)
        offered = {decision for patch in patches for decision in self.forms_decisions(patch)}
        self.box = DecisionBox([one for one in DECISIONS if one in offered], self._person, self._role)
        self._buttons = QDialogButtonBox()
        self._go = self._buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self._go.setObjectName("landguard-certify-go")
        self._buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self._buttons.rejected.connect(self.reject)
        self._buttons.accepted.connect(self._start)
        self.box.changed.connect(self._refresh)
        self.box.confirmed.connect(self._start)
        self.forms.looked_through.connect(self._refresh)
        self.forms.missing_clicked.connect(self._leave_for)
        column.addWidget(self.forms, 1)
        column.addWidget(self.box)
        column.addWidget(self._buttons)
        page.setLayout(column)
        return page

    def forms_decisions(self, patch: Patch) -> tuple[str, ...]:
        """Return what the role may decide on a patch."""
        from ...core.trust.review import possible

        return possible(patch.state, self._role)

    def _result_page(self) -> QWidget:
        page, column = QWidget(), QVBoxLayout()
        self._told = QTextBrowser()
        self._told.setObjectName("landguard-certify-result")
        self._told.setOpenLinks(False)
        self._told.anchorClicked.connect(lambda url: QDesktopServices.openUrl(url))
        buttons = QDialogButtonBox()
        self._done = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._done.setObjectName("landguard-certify-done")
        buttons.accepted.connect(self.accept)
        column.addWidget(self._told, 1)
        column.addWidget(buttons)
        page.setLayout(column)
        return page

    def _refresh(self) -> None:
        decision = self.box.decision
        ready = self.forms.ready(decision) if decision else []
        title = decision_title(decision) if decision else tr("Nothing to decide")
        self._go.setText(f"{title}（{len(ready)}）" if decision else title)
        self._go.setEnabled(bool(ready) and self.box.is_filled)

    def _leave_for(self, uid: str, code: str) -> None:
        if self._on_missing is not None:
            self.reject()
            self._on_missing(uid, code)

    def _start(self) -> None:
        """Run the algorithm that scripts run, for the patches that are ready."""
        ready = self.forms.ready(self.box.decision)
        if not (ready and self.box.is_filled):
            return
        self.box.remember()
        key = {"KEY": self.box.key.filePath(), "ROLE": self._role.value, "PASSPHRASE": self.box.keys.take_passphrase()}
        parameters = {
            "STORE": self._store_path,
            "PATCH": ",".join(ready),
            "DECISION": self.box.decision,
            "OPINION": self.box.opinion.toPlainText().strip(),
            "SEEN": self._seen,
            "CERTIFICATES": "memory:",
            "REFUSED": "memory:",
            **key,
        }
        folder = self.box.folder.filePath().strip()
        wanted = self.box.export.isChecked() and folder
        self._export = {"STORE": self._store_path, "OUTPUT": folder, **key} if wanted else {}
        self._launch("landguard:certify", parameters, self._on_certified)

    def _launch(self, algorithm: str, parameters: dict, slot: Callable[[dict], None]) -> None:
        self._run = AlgorithmRun(algorithm, parameters, self)
        self._run.progressed.connect(self._states.tell_progress)
        self._run.succeeded.connect(slot)
        self._run.failed.connect(self._on_failed)
        self._run.cancelled.connect(lambda: self._states.setCurrentWidget(self._page))
        self._states.show_busy(tr("Signing…") if algorithm.endswith("certify") else tr("Writing…"), self._run.cancel)
        self._run.start()

    def _on_failed(self, message: str) -> None:
        self._export = {}
        if self.decided:
            self._lines.append(f"<p>{html.escape(message)}</p>")
            self._show_result()
        else:
            self._states.show_trouble(message, self._page)

    def _on_certified(self, results: dict) -> None:
        rows = rows_of(self._run.take_layer(results["CERTIFICATES"]))
        refused = rows_of(self._run.take_layer(results["REFUSED"]))
        self.decided = len(rows)
        title = tr("{decision}: {count} patches").format(decision=decision_title(self.box.decision), count=len(rows))
        self._lines = [
            f"<h3>{html.escape(title)}</h3>",
            _table([("number", "certificate", "state_after", "person"), *rows]),
        ]
        if refused:
            title = tr("Refused")
            self._lines += [f"<h3>{html.escape(title)}（{len(refused)}）</h3>"]
            self._lines += [f"<p>{html.escape(row['number'])}　{html.escape(row['reason'])}</p>" for row in refused]
        if self._export and rows:
            export, self._export = {**self._export, "PATCH": ",".join(row["uid"] for row in rows)}, {}
            self._launch("landguard:exportcase", export, self._on_exported)
        else:
            self._show_result()

    def _on_exported(self, results: dict) -> None:
        folder = str(results["OUTPUT"])
        link = QUrl.fromLocalFile(folder).toString()
        text = tr("{count} case packages are in {folder}").format(count=results["COUNT"], folder=Path(folder).name)
        title = tr("Open folder")
        self._lines.append(f'<p>{html.escape(text)}　<a href="{link}">{html.escape(title)}</a></p>')
        self._show_result()

    def _show_result(self) -> None:
        self._told.setHtml("".join(self._lines))
        self._states.setCurrentWidget(self._result)
        self._done.setFocus()


def _table(rows: Sequence) -> str:
    """Return rows as an HTML table; the first row names the columns to show."""
    from ...bridge.text import column_title

    names = rows[0]
    head = "".join(f"<th align='left'>{html.escape(column_title(name))}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_shown(name, row[name]))}</td>" for name in names) + "</tr>"
        for row in rows[1:]
    )
    return f"<table cellpadding='4'><tr>{head}</tr>{body}</table>"


def _shown(name: str, value: str) -> str:
    return term(f"state_{value}") if name.startswith("state") else value
