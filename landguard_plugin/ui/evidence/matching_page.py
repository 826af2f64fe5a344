"""Photos to patches: a folder is read, patches are proposed by where each photo was taken, the officer ticks and adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable, Optional

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...app.patches.evidence_matching import Matching, match_to_patches
from ...app.patches.proving import Desk, Rejected, add_files
from ...app.patches.proving_ports import Incoming
from ...bridge.clock import utc_now
from ...bridge.evidence import desk_for, files_in
from ...bridge.i18n import tr
from ...bridge.text import word, word_error
from ...core.patches.records import Actor
from ...core.problems import LandGuardError
from ..common.errands import Errands, Progressing

_FILE, _PATCH, _DISTANCE = range(3)
_UID = Qt.ItemDataRole.UserRole


class MatchingPage(QWidget):
    """Proposes; only what is ticked is added."""

    patch_wanted = pyqtSignal(str)  # uid of a row that was double-clicked

    def __init__(self, actor: Callable[[], Actor], parent: Optional[QWidget] = None) -> None:
        """Lay out the page without a project."""
        super().__init__(parent)
        self._actor = actor
        self._desk: Optional[Desk] = None
        self._matching = Matching((), ())
        self._errands = Errands(self)
        self._choose, self._add = QPushButton(tr("Choose a folder…")), QPushButton(tr("Add what is ticked"))
        self._within = QDoubleSpinBox()
        self._table = QTableWidget(0, 3)
        self._note = QLabel(tr("Choose a folder of photos: patches near each photo are proposed."))
        self._lay_out()

    def _lay_out(self) -> None:
        self._choose.setObjectName("landguard-matching-folder")
        self._add.setObjectName("landguard-matching-add")
        self._table.setObjectName("landguard-matching-table")
        self._within.setRange(1, 5000)
        self._within.setDecimals(0)
        self._within.setValue(200)
        self._within.setSuffix(tr(" m"))
        self._note.setWordWrap(True)
        self._note.setObjectName("landguard-matching-note")
        self._table.setHorizontalHeaderLabels([tr("Photo"), tr("Patch"), tr("Distance (m)")])
        self._table.verticalHeader().hide()
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(_FILE, QHeaderView.ResizeMode.Stretch)
        for column in (_PATCH, _DISTANCE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._choose.clicked.connect(self._choose_folder)
        self._add.clicked.connect(self.add_ticked)
        self._add.setEnabled(False)
        self._choose.setEnabled(False)
        self._table.cellDoubleClicked.connect(self._open_row)
        head = QHBoxLayout()
        head.addWidget(self._choose)
        head.addWidget(QLabel(tr("within")))
        head.addWidget(self._within)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addLayout(head)
        column.addWidget(self._note)
        column.addWidget(self._table, 1)
        column.addWidget(self._add)

    def use(self, store: object) -> None:
        """Work on a project; None for none."""
        self._desk = None
        self._fill(Matching((), ()))
        if store is not None:
            try:
                self._desk = desk_for(store, "", QgsProject.instance().transformContext())
            except LandGuardError as error:
                self._note.setText(word_error(error))
        self._choose.setEnabled(self._desk is not None)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder of photos"))
        if folder:
            self.match([folder])

    def match(self, paths: list[str]) -> None:
        """Propose patches for the photos of these files and folders."""
        desk, within, files = self._desk, self._within.value(), files_in(paths)
        self._note.setText(tr("Reading {count} files…").format(count=len(files)))

        def work(progress: Progressing) -> object:
            return match_to_patches(desk, "", files, within, progress)

        self._errands.run(tr("Photos to patches"), work, self._fill_and_tell, self._note.setText)

    def _fill_and_tell(self, matching: object) -> None:
        self._fill(matching)
        near = sum(1 for one in matching.proposals if one.candidates)
        text = tr("{near} photos have a patch nearby, {far} have none, {bad} files cannot be matched.").format(
            near=near, far=len(matching.proposals) - near, bad=len(matching.rejected)
        )
        self._note.setText(text)
        self._note.setToolTip("\n".join(word(one.reason) for one in matching.rejected))

    def _fill(self, matching: Matching) -> None:
        self._matching = matching
        self._table.clearContents()
        self._table.setRowCount(len(matching.proposals))
        for row, one in enumerate(matching.proposals):
            item = QTableWidgetItem(one.file.name)
            item.setToolTip(one.file.name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            # One patch nearby is proposed ticked; where several are near the officer has to choose first.
            alone = len(one.candidates) == 1
            item.setCheckState(Qt.CheckState.Checked if alone else Qt.CheckState.Unchecked)
            self._table.setItem(row, _FILE, item)
            self._show_candidates(row, one.candidates)
        self._add.setEnabled(any(one.candidates for one in matching.proposals))

    def _show_candidates(self, row: int, candidates: Sequence) -> None:
        distance = QTableWidgetItem(f"{candidates[0].metres:,.1f}" if candidates else "—")
        distance.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._table.setItem(row, _DISTANCE, distance)
        only = QTableWidgetItem(candidates[0].patch.number if candidates else "—")
        only.setData(_UID, candidates[0].patch.uid if candidates else "")
        self._table.setItem(row, _PATCH, only)
        if len(candidates) < 2:
            return
        only.setText("")
        box = QComboBox()
        for candidate in candidates:
            box.addItem(candidate.patch.number or candidate.patch.uid, candidate.patch.uid)
        box.currentIndexChanged.connect(lambda at: distance.setText(f"{candidates[at].metres:,.1f}"))
        self._table.setCellWidget(row, _PATCH, box)

    def _patch_at(self, row: int) -> str:
        """Return the uid of the patch a row stands for, "" for none."""
        box = self._table.cellWidget(row, _PATCH)
        return box.currentData() if box is not None else self._table.item(row, _PATCH).data(_UID)

    def _open_row(self, row: int, _: int) -> None:
        uid = self._patch_at(row)
        if uid:
            self.patch_wanted.emit(uid)

    def ticked(self) -> dict[str, list[Incoming]]:
        """Return the ticked photos by the patch chosen for each."""
        chosen: dict[str, list[Incoming]] = {}
        for row, one in enumerate(self._matching.proposals):
            uid = self._patch_at(row)
            if uid and self._table.item(row, _FILE).checkState() == Qt.CheckState.Checked:
                chosen.setdefault(uid, []).append(one.file)
        return chosen

    def add_ticked(self) -> None:
        """Add the ticked photos, one commit for each patch."""
        chosen, desk, actor, now = self.ticked(), self._desk, self._actor(), utc_now()
        if not actor.person.strip():
            self._note.setText(word_error(LandGuardError("LG-EVI-008")))
            return
        if not chosen:
            self._note.setText(tr("Tick the photos to add first."))
            return

        def work(_: Progressing) -> object:
            count, rejected = 0, []
            for uid, files in chosen.items():
                try:
                    added = add_files(desk, uid, files, actor, now)
                except LandGuardError as error:
                    rejected += [Rejected(file.name, error.message) for file in files]
                    continue
                count += len(added.accepted)
                rejected += added.rejected
            return count, rejected

        self._errands.run(tr("Adding photos"), work, self._tell_added, self._note.setText)

    def _tell_added(self, result: object) -> None:
        count, rejected = result
        self._note.setText(tr("{count} added, {rejected} not added.").format(count=count, rejected=len(rejected)))
        self._note.setToolTip("\n".join(word(one.reason) for one in rejected))
