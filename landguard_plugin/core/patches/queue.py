"""The queue of a campaign: its patches with what is suggested for them, in the order they should be judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .judging import OPEN
from .records import Patch, Screening, State

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class QueueRow:
    """One patch in the queue with its newest screening and the name of its unit ("" when unknown).

    inherited  the priority of what the patch was made from: a part stays where the whole was until it is screened itself
    """

    patch: Patch
    screening: Screening | None = None
    unit_name: str = ""
    inherited: int = 0

    @property
    def priority(self) -> int:
        """Return the priority of the screening, else of what the patch was made from: the higher, the sooner; else 0."""
        return self.screening.priority if self.screening is not None else self.inherited

    def figure(self, name: str) -> int | None:
        """Return an area of the screening in 0.01 m2, None when it is not known."""
        return self.screening.figures_dm2.get(name) if self.screening is not None else None


@dataclass(frozen=True)
class QueueFilter:
    """What of a queue to show; what is empty does not restrict. `text` is words that must all occur somewhere."""

    text: str = ""
    states: tuple[State, ...] = ()
    verdicts: tuple[str, ...] = ()
    unit: str = ""
    least_priority: int = 0


def in_order(rows: Iterable[QueueRow]) -> list[QueueRow]:
    """Return rows by priority, the most pressing first, then by number as people count (9 before 10), then by uid."""
    return sorted(rows, key=lambda row: (-row.priority, counting_key(row.patch.number), row.patch.uid))


def counting_key(text: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts texts by their numbers as numbers and by their words as words."""
    parts = (part for part in _DIGITS.split(text) if part)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts]


def haystack(row: QueueRow) -> str:
    """Return the text a filter looks in: number, unit, issued attributes, and what the judgement says."""
    patch = row.patch
    words: list[str] = [patch.number, patch.unit, row.unit_name, patch.batch]
    words += [str(value) for value in patch.issued.values() if value is not None]
    if patch.judgement is not None:
        words += [*patch.judgement.fields.values(), patch.judgement.opinion]
    return "\n".join(words).casefold()


def is_shown(row: QueueRow, wanted: QueueFilter, text: str) -> bool:
    """Return whether a row passes a filter; `text` is its haystack."""
    patch = row.patch
    verdict = patch.judgement.verdict if patch.judgement is not None else ""
    return (
        (not wanted.states or patch.state in wanted.states)
        and (not wanted.verdicts or verdict in wanted.verdicts)
        and patch.unit.startswith(wanted.unit)
        and row.priority >= wanted.least_priority
        and all(word in text for word in wanted.text.casefold().split())
    )


def counts(rows: Iterable[QueueRow]) -> Mapping[State, int]:
    """Return how many rows are in each state; every state is there."""
    found = dict.fromkeys(State, 0)
    for row in rows:
        found[row.patch.state] += 1
    return found


def done_of(found: Mapping[State, int]) -> tuple[int, int]:
    """Return (how many patches are decided and answered, how many there are); retired patches do not count."""
    total = sum(number for state, number in found.items() if state is not State.RETIRED)
    return total - sum(found.get(state, 0) for state in OPEN), total


def next_open(rows: Sequence[QueueRow], after: int) -> int:
    """Return the place of the next patch to judge or answer after a place (-1 for the start), round the end; -1: none."""
    for step in range(1, len(rows) + 1):
        place = (after + step) % len(rows)
        if rows[place].patch.state in OPEN:
            return place
    return -1
