"""The port of the ledger: where the books come from and where entries go. Shipped adapters live in storage/ledger.

A version is an opaque number: whoever adds says which version they looked at, and a store that has moved on refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional, Protocol

from ...core.ledger.books import Books
from ...core.ledger.flaws import Flaw
from ...core.ledger.records import Entry
from ...core.progress import Progress


@dataclass(frozen=True)
class Snapshot:
    """The books as they stood at one version, with what could not be read (plain text) and the line of each entry."""

    books: Books
    version: int
    flaws: tuple[Flaw, ...] = ()
    lines: dict[str, int] | None = None


class LedgerStore(Protocol):
    """A set of books that can be read as a whole and added to; nothing is ever changed or taken out."""

    @property
    def name(self) -> str:
        """Return what to call it in messages: a path, or a name."""

    def read(self, progress: Optional[Progress] = None) -> Snapshot:
        """Return the books. Raises Cancelled; LandGuardError LG-LST-xxx when the store is damaged or was altered behind its back."""

    def add(self, entries: Sequence[Entry], seen: int) -> int:
        """Add entries in one transaction and return the new version; nothing is added when anything fails.

        Raises LandGuardError LG-LST-007 when the store is not at version `seen` any more, LG-LST-008 for a batch dated in a
        sealed period, LG-LST-009 for an identity that is there already.
        """
