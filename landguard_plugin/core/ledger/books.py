"""A set of books: every entry, in canonical order, so that two sets are equal when they say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Union

from .records import Batch, Check, Entry, Lot, Mark, Occupation, Seal, Supplement, Unit, key_of

_ORDER: dict[type, int] = {Unit: 0, Supplement: 1, Lot: 2, Occupation: 3, Mark: 0, Batch: 1, Check: 2, Seal: 3}


@dataclass(frozen=True)
class Books:
    """The entries of one ledger. Build them with `books_of`: it sorts."""

    title: str = ""
    entries: tuple[Entry, ...] = ()
    remarks: tuple[str, ...] = ()  # comments that stand after the last entry of a text ledger

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Return code -> unit."""
        return {e.code: e for e in reversed(self.entries) if isinstance(e, Unit)}

    @cached_property
    def supplements(self) -> dict[str, Supplement]:
        """Return id -> supplement project."""
        return {e.id: e for e in reversed(self.entries) if isinstance(e, Supplement)}

    @cached_property
    def lots(self) -> dict[str, Lot]:
        """Return id -> lot; the first of equal ids."""
        return {e.id: e for e in reversed(self.entries) if isinstance(e, Lot)}

    @cached_property
    def occupations(self) -> dict[str, Occupation]:
        """Return id -> occupation project."""
        return {e.id: e for e in reversed(self.entries) if isinstance(e, Occupation)}

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """Return the batches by date and id."""
        return tuple(e for e in self.entries if isinstance(e, Batch))

    @cached_property
    def batch_by_id(self) -> dict[str, Batch]:
        """Return id -> batch."""
        return {batch.id: batch for batch in reversed(self.batches)}

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Return the marks by date."""
        return tuple(e for e in self.entries if isinstance(e, Mark))

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Return the assertions by date."""
        return tuple(e for e in self.entries if isinstance(e, Check))

    @cached_property
    def seals(self) -> tuple[Seal, ...]:
        """Return the seals by date."""
        return tuple(e for e in self.entries if isinstance(e, Seal))

    def kind_of_lot(self, lot: Lot) -> str:
        """Return the kind of a lot: its own, else its project's, else ""."""
        if lot.kind:
            return lot.kind
        supplement = self.supplements.get(lot.supplement)
        return supplement.kind if supplement else ""

    def patches_of(self, lot: str, project: str) -> tuple[str, ...]:
        """Return the patches behind a lot (or, without one, behind a project)."""
        holder: Union[Lot, Occupation, None] = self.lots.get(lot) or self.occupations.get(project)
        return holder.patches if holder else ()


def books_of(entries: Iterable[Entry], title: str = "", remarks: tuple[str, ...] = ()) -> Books:
    """Return books with these entries in canonical order."""
    return Books(title, tuple(sorted(entries, key=_place)), remarks)


def with_entries(books: Books, entries: Iterable[Entry]) -> Books:
    """Return the books with more entries; nothing is replaced."""
    return replace(books_of((*books.entries, *entries), books.title, books.remarks))


def _place(entry: Entry) -> tuple[str, int, str]:
    day = entry.date.isoformat() if isinstance(entry, (Mark, Batch, Check, Seal)) else ""
    return day, _ORDER[type(entry)], key_of(entry)
