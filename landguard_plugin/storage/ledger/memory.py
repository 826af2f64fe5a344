"""A ledger in memory: for dry runs, previews and tests. It keeps the same promises as the ones on disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from ...app.ledger.ports import Snapshot
from ...core.ledger.books import Books, with_entries
from ...core.ledger.records import Batch, Entry, Seal, key_of
from ...core.problems import LandGuardError
from ...core.progress import Progress


class MemoryLedger:
    """Books that live as long as the object."""

    def __init__(self, books: Books | None = None, name: str = "memory") -> None:
        """Start with these books, at version 0."""
        self._books, self._version, self._name = books or Books(), 0, name

    @property
    def name(self) -> str:
        """Return the name."""
        return self._name

    def read(self, progress: Optional[Progress] = None) -> Snapshot:
        """Return the books."""
        return Snapshot(self._books, self._version)

    def add(self, entries: Sequence[Entry], seen: int) -> int:
        """Add entries, as the port says."""
        if seen != self._version:
            raise LandGuardError("LG-LST-007", path=self._name, seen=seen, stands=self._version)
        refuse_entries(self._books, entries, self._name)
        self._books = with_entries(self._books, entries)
        self._version += 1
        return self._version


def refuse_entries(books: Books, entries: Sequence[Entry], name: str) -> None:
    """Refuse what no store takes: an identity twice (LG-LST-009), a batch or seal in a sealed period (LG-LST-008)."""
    known = {key_of(entry) for entry in books.entries}
    for entry in entries:
        if key_of(entry) in known:
            raise LandGuardError("LG-LST-009", path=name, detail=key_of(entry))
        known.add(key_of(entry))
    sealed = max((seal.date for seal in books.seals), default=None)
    for entry in entries:
        if isinstance(entry, (Batch, Seal)) and sealed is not None and entry.date <= sealed:
            raise LandGuardError("LG-LST-008", path=name)
