"""Use case: a ledger into its other form, read back and compared before anybody relies on it."""

from __future__ import annotations

from typing import Callable

from ...core.ledger.books import Books
from ...core.ledger.postings import postings_of
from ...core.problems import LandGuardError
from .ports import LedgerStore, Snapshot


def export_books(snapshot: Snapshot, write: Callable[[Books], LedgerStore]) -> int:
    """Write the books by `write`, read them back, and return the number of postings.

    Raises LandGuardError LG-LED-060 when the source has unreadable lines (they would be lost), LG-LED-066 when what was written does
    not read the same.
    """
    if snapshot.flaws:
        first = snapshot.flaws[0]
        raise LandGuardError("LG-LED-060", count=len(snapshot.flaws), line=str(first.line), first=first.code)
    written = write(snapshot.books)
    if written.read().books != snapshot.books:
        raise LandGuardError("LG-LED-066", path=written.name)
    return len(postings_of(snapshot.books))
