"""Use case: an office's sheet into a ledger: preview first, then post what was accepted in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional

from ...core.ledger.books import Books
from ...core.ledger.sheets import SheetRequest, SheetResult, guess_mapping, read_sheet
from .ports import LedgerStore
from .posting import Posted, post


@dataclass(frozen=True)
class Imported:
    """The sheet's outcome, and what was posted (None for a preview)."""

    sheet: SheetResult
    posted: Optional[Posted]


def import_sheet(store: LedgerStore, request: SheetRequest, preview: bool) -> Imported:
    """Read a sheet against the books of a store; unless it is a preview, post the accepted rows in one transaction.

    Fields without a column are guessed from the titles. A row that would break the books stops the whole post (LG-LED-063): the
    sheet is then wrong as a whole, and half of it in the books would be worse.
    """
    snapshot = store.read()
    guessed = guess_mapping(request.kind, [str(c) for c in request.frame.columns], request.fields)
    mapping = {**guessed, **request.mapping}
    sheet = read_sheet(replace(request, mapping=mapping, books=snapshot.books))
    if preview or not sheet.entries:
        return Imported(sheet, None)
    return Imported(sheet, post(store, sheet.entries, snapshot.version))


def empty_books(title: str) -> Books:
    """Return books with nothing but a title, to import into."""
    return Books(title)
