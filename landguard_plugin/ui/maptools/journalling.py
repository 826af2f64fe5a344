"""Every step of drawing goes to the draft journal at once, and drafts of an earlier sitting are read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from ...app.patches.ports import Draft, DraftJournal
from ...bridge.clock import utc_now

Point = tuple[float, float]
PREFIX = "map:"  # the deeds of the map tools among the drafts of a store


@dataclass(frozen=True)
class Unfinished:
    """A draft of drawing: which tool, which patch, what was set beside the points, and the points by step."""

    id: str
    tool: str
    uid: str
    settings: dict
    steps: list[list[Point]]
    at: str


class DrawingJournal:
    """Keeps the draft of the line or ring that is being drawn. Without a journal it does nothing."""

    def __init__(self, journal: Optional[DraftJournal], store: str) -> None:
        """Journal the drawing on a store, named as the journal names it."""
        self._journal, self._store = journal, store
        self._draft = ""

    def step(self, tool: str, uid: str, settings: dict, points: list[Point]) -> None:
        """Write down one step; the first one opens the draft."""
        if self._journal is None:
            return
        if not self._draft:
            self._draft = self._journal.begin(self._store, uid, PREFIX + tool, utc_now())
            self._journal.add_step(self._draft, {"settings": settings})
        self._journal.add_step(self._draft, {"points": [list(point) for point in points]})

    def step_back(self, rest: list[Point], empty: bool) -> None:
        """Take the last step back; `rest` of it stays. A draft without points is closed."""
        if self._journal is None or not self._draft:
            return
        self._journal.take_back(self._draft)
        if rest:
            self._journal.add_step(self._draft, {"points": [list(point) for point in rest]})
        elif empty:
            self.close()

    def close(self) -> None:
        """Forget the draft: it was saved, or given up on purpose."""
        if self._journal is not None and self._draft:
            self._journal.close(self._draft)
        self._draft = ""

    def leave(self) -> None:
        """Let the draft rest in the journal; it will be offered again."""
        self._draft = ""

    def take_over(self, unfinished: Unfinished) -> None:
        """Go on with a draft: further steps are added to it."""
        self._draft = unfinished.id

    def discard(self, unfinished: Unfinished) -> None:
        """Forget a draft without opening it."""
        if self._journal is not None:
            self._journal.close(unfinished.id)

    def pending(self) -> list[Unfinished]:
        """Return the drafts of drawing nobody closed, oldest first, but for the one being drawn."""
        if self._journal is None:
            return []
        drafts = [read(draft) for draft in self._journal.pending(self._store) if is_drawing(draft)]
        return [draft for draft in drafts if draft.id != self._draft and draft.steps]


def is_drawing(draft: Draft) -> bool:
    """Return whether a draft is unfinished drawing with at least one step."""
    return draft.deed.startswith(PREFIX) and bool(draft.steps)


def read(draft: Draft) -> Unfinished:
    """Return a draft of the journal as drawing."""
    settings: dict = {}
    steps = []
    for step in draft.steps:
        if "settings" in step:
            settings = dict(step["settings"])
        elif "points" in step:
            steps.append([(float(x), float(y)) for x, y in step["points"]])
    return Unfinished(draft.id, draft.deed[len(PREFIX) :], draft.uid, settings, steps, draft.at)
