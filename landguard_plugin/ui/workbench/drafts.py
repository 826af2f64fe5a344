"""Unsaved typing survives a crash: every field goes into the journal as it is typed, and is offered at the next start."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...app.patches.ports import Draft, DraftJournal
from ...bridge.clock import utc_now
from ...bridge.text import word_error
from ...core.problems import LandGuardError

JUDGING = "judge"
_PAUSE = 250  # ms; a burst of keys in one field is one step


class Drafts(QObject):
    """Keeps one draft per patch in the journal of a store."""

    offered = pyqtSignal(list)  # Draft, those of judging that nobody closed
    failed = pyqtSignal(str)

    def __init__(self, parent: Optional[QObject] = None) -> None:
        """Begin without a journal."""
        super().__init__(parent)
        self._journal: Optional[DraftJournal] = None
        self._store = ""
        self._ids: dict[str, str] = {}
        self._waiting: dict[tuple[str, str], str] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.write)

    def use(self, journal: Optional[DraftJournal], store: str) -> None:
        """Keep drafts of a store in a journal, and offer what was left in it."""
        self.write()
        self._journal, self._store, self._ids = journal, store, {}
        left = [draft for draft in journal.pending(store) if draft.deed == JUDGING] if journal is not None else []
        if left:
            self.offered.emit(left)

    def keep(self, uid: str, part: str, text: str) -> None:
        """Keep the text of a part; it is on disk a moment later."""
        self._waiting[uid, part] = text
        self._pause.start()

    def write(self) -> None:
        """Write what waits, now."""
        self._pause.stop()
        waiting, self._waiting = self._waiting, {}
        if self._journal is None:
            return
        try:
            for (uid, part), text in waiting.items():
                if uid not in self._ids:
                    self._ids[uid] = self._journal.begin(self._store, uid, JUDGING, utc_now())
                self._journal.add_step(self._ids[uid], {"part": part, "text": text})
        except LandGuardError as error:
            self.failed.emit(word_error(error))

    def close(self, uid: str) -> None:
        """Forget the draft of a patch: its work was saved or given up."""
        self._waiting = {key: text for key, text in self._waiting.items() if key[0] != uid}
        draft = self._ids.pop(uid, "")
        if draft and self._journal is not None:
            self._journal.close(draft)

    def take_over(self, draft: Draft) -> dict[str, str]:
        """Go on with a draft of an earlier sitting: return its parts; closing the patch closes it."""
        self._ids[draft.uid] = draft.id
        return parts_of(draft)

    def discard(self, draft: Draft) -> None:
        """Give up a draft of an earlier sitting."""
        if self._journal is not None:
            self._journal.close(draft.id)


def parts_of(draft: Draft) -> dict[str, str]:
    """Return the newest text of every part of a draft."""
    return {str(step["part"]): str(step["text"]) for step in draft.steps if "part" in step}
