"""The history of a patch, from the log and the reviews, and what changed since it was returned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .judging import JUDGE, TAKE_BACK, Difference, differences, judgement_from
from .records import Actor, Event, Judgement, LogEntry, Patch, Review, State

RETURN = "return"
IMPORT = "import"  # of a whole delivery: the entry names no patch
UNDO = "undo"  # a deed of drawing, splitting, merging was taken back
RESHAPING = ("reshape", "split")


@dataclass(frozen=True)
class Happening:
    """One line of a history: what happened, by whom, when they say it was; `sequence` is 0 for what the log lacks."""

    kind: str
    actor: Actor
    at: str
    sequence: int = 0
    text: str = ""  # an opinion, an answer, a reason
    path: tuple[str, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict)
    taken_back: bool = False


def history(entries: Iterable[LogEntry], reviews: Sequence[Review]) -> list[Happening]:
    """Return what happened to a patch in the order of the log; a review joins the entry that records it."""
    entries = list(entries)
    undone = taken_back(entries)
    waiting = list(reviews)
    lines = []
    for entry in entries:
        event = entry.event
        review = _review_of(event, waiting)
        if review is not None:
            waiting.remove(review)
        lines.append(_line(entry, review, entry.sequence in undone))
    for review in waiting:
        line = Happening(review.decision, review.actor, review.at, text=review.opinion)
        place = next((k for k, other in enumerate(lines) if other.at > review.at), len(lines))
        lines.insert(place, line)
    return lines


def _review_of(event: Event, reviews: Sequence[Review]) -> Review | None:
    return next(
        (r for r in reviews if (r.at, r.actor.person, r.uid) == (event.at, event.actor.person, event.uid)), None
    )


def _line(entry: LogEntry, review: Review | None, undone: bool) -> Happening:
    event = entry.event
    made = judgement_from(event.data.get("after")) if event.kind in (JUDGE, TAKE_BACK) else None
    text = review.opinion if review is not None else ""
    if made is not None and event.kind == JUDGE:
        text = made.answer if event.data.get("state_before") == State.RETURNED.value else made.opinion
    kind = review.decision if review is not None else event.kind
    path = made.path if made is not None else ()
    return Happening(kind, event.actor, event.at, entry.sequence, text, path, event.data, undone)


def taken_back(entries: Iterable[LogEntry]) -> set[int]:
    """Return the numbers of the entries that later entries take back."""
    return {int(str(e.event.data["of"])) for e in entries if e.event.kind in (TAKE_BACK, UNDO)}


def shape_version(uid: str, entries: Iterable[LogEntry]) -> int:
    """Return the version at which a patch got the shape it has; 1 when nobody reshaped it."""
    newest = 1
    for entry in entries:
        data: Any = entry.event.data
        if entry.event.kind == UNDO and entry.event.uid == uid:
            newest = max(newest, int(data.get("version", 1)))
        elif entry.event.kind in RESHAPING:
            newest = max(newest, int(data.get("versions", {}).get(uid, 1)))
    return newest


def last_return(reviews: Sequence[Review]) -> Review | None:
    """Return the latest return of a patch, None when it was never returned."""
    return next((review for review in reversed(reviews) if review.decision == RETURN), None)


def judgement_at_return(patch: Patch, entries: Iterable[LogEntry]) -> Judgement | None:
    """Return the judgement that was returned: the one before the first valid judgement made on the returned patch."""
    entries = list(entries)
    undone = taken_back(entries)
    for entry in reversed(entries):
        data = entry.event.data
        answers = entry.event.kind == JUDGE and data.get("state_before") == State.RETURNED.value
        if answers and entry.sequence not in undone:
            return judgement_from(data.get("before"))
    return patch.judgement


@dataclass(frozen=True)
class Since:
    """What the checker is shown of a patch that came back: the reason, the answer, and the differences only.

    shape_before  WKB of the patch as it was returned, None when it is not known or did not change
    """

    reason: str
    answer: str
    returned_by: Actor
    returned_at: str
    differences: tuple[Difference, ...]
    shape_before: bytes | None
    area_before_dm2: int


def since_return(
    patch: Patch, reviews: Sequence[Review], entries: Iterable[LogEntry], certified: tuple[bytes, int] | None = None
) -> Since | None:
    """Return what changed since a patch was returned, None when it never was.

    `certified` is (WKB, area in 0.01 m2) of the certificate that was returned, where one can be read.
    """
    review = last_return(reviews)
    if review is None:
        return None
    before = judgement_at_return(patch, entries)
    shape, area = certified if certified is not None else (patch.shape, patch.area_dm2)
    return Since(
        reason=review.opinion,
        answer=patch.judgement.answer if patch.judgement is not None else "",
        returned_by=review.actor,
        returned_at=review.at,
        differences=differences(before, patch.judgement),
        shape_before=None if shape == patch.shape else shape,
        area_before_dm2=area,
    )
