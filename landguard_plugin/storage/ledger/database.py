"""The ledger inside a GeoPackage (or any SQLite file): its own tables lg_ledger_*, one transaction per deed.

The write protocol of docs/adr/0020: local disk only, WAL and FULL read back, BEGIN IMMEDIATE, version check by row count,
balance check before COMMIT, and "saved" only after a second connection has read it back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Optional

from ...app.ledger.ports import Snapshot
from ...core.ledger.books import Books, books_of, with_entries
from ...core.ledger.postings import Posting, imbalances, postings_of, postings_of_batch
from ...core.ledger.records import Batch, Entry, key_of
from ...core.problems import LandGuardError
from ...core.progress import Progress, Unwatched, stop_if_cancelled
from ..sqlite.connection import coded, is_database, open_for_reading, transaction
from . import rows
from .connection import CODES, LADDER, migrate, open_for_writing


class DatabaseLedger:
    """A ledger in a database file. Holds no connection between calls."""

    def __init__(self, path: Path) -> None:
        """Use the ledger of this file."""
        self._path = path

    @property
    def name(self) -> str:
        """Return the path."""
        return str(self._path)

    @staticmethod
    def create(path: Path, books: Books | None = None) -> DatabaseLedger:
        """Return the ledger of a file, its tables made or brought to the newest schema; a new file becomes a GeoPackage.

        With books, they become its content. Raises LandGuardError LG-LST-016 when the file holds books already.
        """
        ledger = DatabaseLedger(path)
        with closing(open_for_writing(path)) as connection:
            migrate(connection, path)
            if books is None:
                return ledger
            with transaction(connection, path, CODES):
                held, stands = ledger._books(connection)
                if stands or held.entries:
                    raise LandGuardError("LG-LST-016", path=str(path))
                connection.execute(
                    "UPDATE lg_ledger_head SET title = ?, remarks = ?, version = 1 WHERE id = 1",
                    (books.title, rows.list_text(books.remarks)),
                )
                count = ledger._insert(connection, held, books.entries, 1)
        ledger._read_back(books.entries, 1, count)
        return ledger

    def read(self, progress: Optional[Progress] = None) -> Snapshot:
        """Return the books of one read transaction, after their postings were compared with the batches.

        Raises LandGuardError LG-LST-012 when they differ: someone changed the file behind our back.
        """
        with closing(open_for_reading(self._path, CODES)) as connection:
            return self._read(connection, progress or Unwatched())

    def _read(self, connection: sqlite3.Connection, progress: Progress) -> Snapshot:
        with coded(self._path, CODES):
            connection.execute("BEGIN")
            self._refuse_schema(connection)
            books, version = self._books(connection)
            stop_if_cancelled(progress)
            stored = rows.read_posting_rows(connection)
            connection.execute("COMMIT")
        derived = sorted(rows.posting_row(posting) for posting in postings_of(books, progress))
        if sorted(stored) != derived:
            different = sorted({row[0] for row in set(stored).symmetric_difference(derived)})
            first = different[0] if different else "-"
            raise LandGuardError("LG-LST-012", path=self.name, count=len(different), batch=first)
        return Snapshot(books, version)

    def _refuse_schema(self, connection: sqlite3.Connection) -> None:
        number, known = LADDER.number(connection), LADDER.newest()
        if number == 0:
            raise LandGuardError("LG-LST-013", path=self.name)
        if number > known:
            raise LandGuardError("LG-LST-010", path=self.name, found=number, known=known)

    @staticmethod
    def _books(connection: sqlite3.Connection) -> tuple[Books, int]:
        title, remarks, version = connection.execute("SELECT title, remarks, version FROM lg_ledger_head").fetchone()
        return books_of(rows.read_entries(connection), title, rows.texts_of(remarks)), int(version)

    def add(self, entries: Sequence[Entry], seen: int) -> int:
        """Add entries in one transaction, as the port says; return the new version after it was read back."""
        with closing(open_for_writing(self._path)) as connection:
            migrate(connection, self._path)
            with transaction(connection, self._path, CODES):
                stands = connection.execute("SELECT version FROM lg_ledger_head").fetchone()[0]
                raised = connection.execute(
                    "UPDATE lg_ledger_head SET version = version + 1 WHERE id = 1 AND version = ?", (seen,)
                )
                if raised.rowcount != 1:
                    raise LandGuardError("LG-LST-007", path=self.name, seen=seen, stands=stands)
                expected = self._insert(connection, self._context(connection, entries), entries, seen + 1)
        self._read_back(entries, seen + 1, expected)
        return seen + 1

    @staticmethod
    def _context(connection: sqlite3.Connection, entries: Sequence[Entry]) -> Books:
        """Return what new entries need of the books: declarations, and the batches they name; not the whole of it."""
        names = {name for e in entries if isinstance(e, Batch) for name in (e.id, e.reverses) if name}
        named = (rows.read_batch(connection, name) for name in sorted(names))
        return books_of([*rows.read_declarations(connection), *(batch for batch in named if batch is not None)])

    def _insert(self, connection: sqlite3.Connection, books: Books, entries: Sequence[Entry], version: int) -> int:
        """Insert the entries; return the number of postings. The batches must sum to zero in the file, not just in memory."""
        _refuse_duplicates(books, entries, self.name)
        whole = with_entries(books, entries)
        count = 0
        # Seals last: a batch that comes in the same deed belongs to the period they close.
        for entry in sorted(entries, key=lambda one: type(one).__name__ == "Seal"):
            postings = postings_of_batch(whole, entry) if isinstance(entry, Batch) else []
            rows.insert(connection, entry, version, postings)
            count += len(postings)
        self._refuse_imbalance(connection, version)
        return count

    def _refuse_imbalance(self, connection: sqlite3.Connection, version: int) -> None:
        row = connection.execute(
            "SELECT p.batch, p.unit, p.account, sum(p.amount) FROM lg_ledger_posting AS p"
            " JOIN lg_ledger_batch AS b ON b.id = p.batch WHERE b.version = ?"
            " GROUP BY p.batch, p.unit, p.account HAVING sum(p.amount) <> 0 LIMIT 1",
            (version,),
        ).fetchone()
        if row is not None:
            raise LandGuardError("LG-LST-014", batch=row[0], unit=row[1], account=row[2], difference=int(row[3]))

    def _read_back(self, entries: Sequence[Entry], version: int, postings: int) -> None:
        """Look at the file through a second connection: only what is seen there is saved."""
        with coded(self._path, CODES), closing(open_for_reading(self._path, CODES)) as connection:
            stands = connection.execute("SELECT version FROM lg_ledger_head").fetchone()[0]
            count = connection.execute(
                "SELECT count(*) FROM lg_ledger_posting AS p JOIN lg_ledger_batch AS b ON b.id = p.batch"
                " WHERE b.version = ?",
                (version,),
            ).fetchone()[0]
        if stands < version or count != postings:
            raise LandGuardError("LG-LST-015", path=self.name, expected=postings, found=int(count))

    def postings(self) -> list[Posting]:
        """Return the postings of the books, verified against the file."""
        return postings_of(self.read().books)


def _refuse_duplicates(books: Books, entries: Sequence[Entry], name: str) -> None:
    known = {key_of(entry) for entry in books.entries}
    for entry in entries:
        if key_of(entry) in known:
            raise LandGuardError("LG-LST-009", path=name, detail=key_of(entry))
        known.add(key_of(entry))


def is_ledger_database(path: Path) -> bool:
    """Return whether a file is a database that holds a ledger."""
    if not is_database(path):
        return False
    with coded(path, CODES), closing(open_for_reading(path, CODES)) as connection:
        return LADDER.number(connection) > 0


def unbalanced(path: Path) -> dict[tuple[str, str, str], int]:
    """Return what does not sum to zero among the stored postings themselves, without looking at the batches."""
    with coded(path, CODES), closing(open_for_reading(path, CODES)) as connection:
        stored = rows.read_posting_rows(connection)
    return imbalances(Posting(*row, ()) for row in stored)
