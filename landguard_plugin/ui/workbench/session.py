"""One sitting at the workbench: an open store, its queue, the current patch, the chosen ones, and what was done so far."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...app.patches import judging
from ...app.patches.ports import PatchStore, StoreInfo
from ...bridge import settings
from ...bridge.clock import utc_now
from ...bridge.i18n import tr
from ...bridge.patch_words import verdict_word
from ...bridge.person import acting
from ...bridge.settings import Setting
from ...bridge.text import word_error
from ...core.campaigns.verdicts import VerdictTree
from ...core.patches.history import Happening, Since
from ...core.patches.judging import Given
from ...core.patches.queue import QueueRow, next_open
from ...core.patches.records import Actor, Campaign, Certificate, Evidence, Patch, Review
from ...core.problems import LandGuardError
from .queue_model import QueueModel

CONFLICT = "LG-LCK-001"
_PAUSE = 400  # ms at a patch before the place is written into the settings


@dataclass(frozen=True)
class Details:
    """What the patch dock shows beside the row itself."""

    version: int
    history: list[Happening]
    reviews: list[Review]
    since: Optional[Since]
    evidence: list[Evidence]
    certificate: Optional[Certificate]
    outdated: bool  # the screening is of an earlier shape


class Session(QObject):
    """Everything the docks and the map share. It knows no widget; whoever shows something listens to its signals."""

    opened = pyqtSignal()
    closed = pyqtSignal()
    refilled = pyqtSignal()  # the rows shown are others now
    rows_changed = pyqtSignal(list)  # uids
    current_changed = pyqtSignal(str)
    chosen_changed = pyqtSignal(list)  # uids, the current one among them
    told = pyqtSignal(str, bool)  # good news, and whether it can be undone
    failed = pyqtSignal(str)
    conflicted = pyqtSignal(object)  # judging.BothVersions
    moved_on = pyqtSignal(str)  # the current patch changed, and not by a click on the map: the map should follow

    def __init__(self, parent: Optional[QObject] = None) -> None:
        """Begin without a store."""
        super().__init__(parent)
        self.info: Optional[StoreInfo] = None
        self._keep_place = QTimer(self)
        self._keep_place.setSingleShot(True)
        self._keep_place.setInterval(_PAUSE)
        self._keep_place.timeout.connect(self._write_place)
        self.model = QueueModel()
        self.store: Optional[PatchStore] = None
        self.place = ""
        self.campaign: Optional[Campaign] = None
        self.tree: Optional[VerdictTree] = None
        self.current = ""
        self.chosen: list[str] = []
        self._rows: dict[str, QueueRow] = {}
        self._names: Mapping[str, str] = {}
        self._log: Optional[judging.LogReader] = None
        self._deeds: list[str] = []
        self._details: dict[str, Details] = {}

    # -- opening

    def open(
        self, store: PatchStore, place: str, campaign: Campaign, tree: VerdictTree, names: Mapping[str, str]
    ) -> None:
        """Work on a campaign of a store. `place` names the store; `names` are unit names by code."""
        self._write_place()
        self.store, self.place, self.campaign, self.tree, self._names = store, place, campaign, tree, names
        self.info, self._log = store.info(), judging.LogReader(store)
        self._deeds, self._details = [], {}
        self.current, self.chosen = "", []
        self.reload()
        self.opened.emit()
        shown = self.model.rows()
        uid = self._kept_place().get()
        if uid not in self._rows:
            found = next_open(shown, -1)
            uid = shown[max(found, 0)].patch.uid if shown else ""
        self.go(uid)

    def reload(self, then: str = "") -> None:
        """Read the whole queue again; when the current patch is gone, `then` is current, where the map is already."""
        rows = judging.open_queue(self.store, self.campaign.id, self._names)
        self._rows = {row.patch.uid: row for row in rows}
        self._details = {}
        self.model.show(rows, settings.AREA_UNIT.get())
        self.refilled.emit()
        if self.current and self.current not in self._rows:
            if then in self._rows:
                self.go(then, follow=False)
            else:
                self.go(self._heir())
        elif self.current:
            self.rows_changed.emit([self.current])

    def _heir(self) -> str:
        """Return what follows a current patch that is gone: the largest part made from it, else the next one to judge."""
        parts = [row.patch for row in self._rows.values() if self.current in row.patch.parents]
        if parts:
            return max(parts, key=lambda patch: patch.area_dm2).uid
        shown = self.model.rows()
        return shown[max(next_open(shown, -1), 0)].patch.uid if shown else ""

    def close(self) -> None:
        """Let go of the store; the place in it is kept."""
        self._write_place()
        self._keep_place.stop()
        self.store, self.campaign, self.tree, self._log = None, None, None, None
        self._rows, self._details, self._deeds = {}, {}, []
        self.current, self.chosen, self.place = "", [], ""
        self.model.show([], settings.AREA_UNIT.get())
        self.closed.emit()

    @property
    def is_open(self) -> bool:
        """Return whether a store is open."""
        return self.store is not None

    # -- looking

    def row(self, uid: str) -> Optional[QueueRow]:
        """Return the row of a patch, shown or not."""
        return self._rows.get(uid)

    def rows(self) -> list[QueueRow]:
        """Return all rows of the queue, shown or not."""
        return list(self._rows.values())

    def chosen_patches(self) -> list[Patch]:
        """Return the patches a verdict would be given to."""
        return [self._rows[uid].patch for uid in self.chosen if uid in self._rows]

    def details(self, uid: str) -> Details:
        """Return what is known of a patch beside its row; read once per version."""
        row = self._rows[uid]
        kept = self._details.get(uid)
        if kept is None or kept.version != row.patch.version:
            kept = self._read_details(row)
            self._details[uid] = kept
        return kept

    def forget_details(self, uid: str) -> None:
        """Read the details of a patch anew when they are next asked for: evidence came or went."""
        self._details.pop(uid, None)

    def _read_details(self, row: QueueRow) -> Details:
        patch = row.patch
        reviews, certificates = self.store.reviews(patch.uid), self.store.certificates(patch.uid)
        return Details(
            patch.version,
            judging.history_of(self.store, self._log, patch.uid),
            reviews,
            judging.changes_since_return(self.store, self._log, patch),
            self.store.evidence(patch.uid),
            certificates[-1] if certificates else None,
            judging.is_outdated(self._log, row),
        )

    def actor(self) -> Actor:
        """Return who sits here, by the settings."""
        return acting()

    # -- moving

    def go(self, uid: str, follow: bool = True) -> None:
        """Make a patch the current and only chosen one; the map follows unless it was chosen there."""
        if uid and uid not in self._rows:
            return
        self.current, self.chosen = uid, [uid] if uid else []
        self._keep_place.start()
        self.current_changed.emit(uid)
        self.chosen_changed.emit(self.chosen)
        if uid:
            QTimer.singleShot(0, self._look_ahead)
            if follow:
                self.moved_on.emit(uid)

    def choose(self, uids: Sequence[str], follow: bool = True) -> None:
        """Choose several patches for one verdict; the current one stays when it is among them."""
        chosen = [uid for uid in uids if uid in self._rows]
        if chosen == self.chosen:
            return
        if len(chosen) == 1 or self.current not in chosen:
            self.go(chosen[0] if chosen else self.current, follow)
        if len(chosen) > 1:
            self.chosen = chosen
            self.chosen_changed.emit(chosen)

    def step(self, by: int) -> None:
        """Go to the row above (-1) or below (+1) among those shown; stop at the ends."""
        count = self.model.rowCount()
        if count:
            at = self.model.row_of(self.current)
            self.go(self.model.row_at(min(max(at + by, 0), count - 1)).patch.uid)

    def go_to_next_open(self) -> bool:
        """Go to the next patch to judge or answer among those shown; say so and stay when there is none."""
        shown = self.model.rows()
        found = next_open(shown, self.model.row_of(self.current))
        if found < 0:
            self.told.emit(tr("No patch of this list is left to judge."), False)
            return False
        self.go(shown[found].patch.uid)
        return True

    def _look_ahead(self) -> None:
        """Read the details of the patch that comes next, so that stepping to it waits for nothing."""
        if not self.is_open:
            return
        shown = self.model.rows()
        at = self.model.row_of(self.current)
        for place in {next_open(shown, at), at + 1}:
            if 0 <= place < len(shown):
                self.details(shown[place].patch.uid)

    def _write_place(self) -> None:
        if self.current and self.place:
            self._kept_place().put(self.current)

    def _kept_place(self) -> Setting:
        digest = hashlib.sha256(f"{self.place}\n{self.campaign.id}".encode()).hexdigest()[:16]
        return Setting(f"workbench/place/{digest}", "")

    # -- deeds

    def submit(self, given: Given) -> bool:
        """Give the chosen patches a verdict; on success go on to the next open one. Return whether it was saved."""
        patches = self.chosen_patches()
        try:
            deed = judging.judge_together(self.store, patches, given, self.tree, self.actor(), utc_now())
        except LandGuardError as error:
            self._refused(error, patches, given)
            return False
        self._deeds.append(deed.id)
        uids = self._take_in([patch.uid for patch in deed.patches], tell=False)
        verdict = verdict_word(given.path[0])
        if len(patches) == 1:
            self.told.emit(tr("{number}: {verdict}").format(number=patches[0].number, verdict=verdict), True)
        else:
            self.told.emit(tr("{count} patches: {verdict}").format(count=len(patches), verdict=verdict), True)
        self.go_to_next_open()
        self.rows_changed.emit(uids)  # last: what is shown by now is the next patch already
        return True

    def take_back(self) -> bool:
        """Take back the last deed of this sitting, or else the last judgement of the current patch."""
        deed, uids = (self._deeds[-1], ()) if self._deeds else ("", (self.current,))
        try:
            deed = deed or judging.last_deed(self._log, self.current)
            done = judging.take_back(self.store, self._log, deed, self.actor(), utc_now(), uids)
        except LandGuardError as error:
            if self._deeds:
                self._deeds.pop()
            self.failed.emit(word_error(error))
            return False
        if self._deeds:
            self._deeds.pop()
        self._take_in([patch.uid for patch in done.patches])
        if len(done.patches) == 1:
            self.told.emit(tr("Taken back: the verdict of {number}").format(number=done.patches[0].number), False)
        else:
            self.told.emit(tr("Taken back: the verdicts of {count} patches").format(count=len(done.patches)), False)
        self.go(done.patches[0].uid)
        return True

    def refresh(self, uids: Sequence[str], then: str = "") -> None:
        """Take in what others (map tools, certify, evidence) did to patches; new and retired ones change the list.

        `then` is the patch to go on with when the current one is gone.
        """
        known = [uid for uid in uids if uid in self._rows]
        rows = judging.refreshed(self.store, known, self._names) if known else []
        if len(known) < len(uids) or any(row.patch.state.value == "retired" for row in rows):
            self.reload(then)
        else:
            self._take_in(known)

    def _take_in(self, uids: Sequence[str], tell: bool = True) -> list[str]:
        """Read patches as they stand in the store now; return their uids."""
        rows = judging.refreshed(self.store, uids, self._names)
        for row in rows:
            self._rows[row.patch.uid] = row
            self._details.pop(row.patch.uid, None)
        self.model.replace(rows)
        taken = [row.patch.uid for row in rows]
        if tell:
            self.rows_changed.emit(taken)
        return taken

    def _refused(self, error: LandGuardError, patches: Sequence[Patch], given: Given) -> None:
        if error.code == CONFLICT and len(patches) == 1:
            both = judging.both_versions(self.store, patches[0], given, self.actor(), utc_now())
            self._take_in([patches[0].uid])
            self.conflicted.emit(both)
        else:
            if error.code == CONFLICT:
                self._take_in([patch.uid for patch in patches])
            self.failed.emit(word_error(error))
