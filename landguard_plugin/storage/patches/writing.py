"""Writing rows in the transaction that is open: each row with its digest, and the tables' sums kept in step."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from .tables import COLUMNS, Row, digest_of, insert_statement, select_with_digest, update_statement

_WHOLE = 1 << 128


class Writer:
    """Writes rows and remembers them by table and number, so that they can be looked up again after COMMIT."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Write through this connection."""
        self._connection = connection
        self._sums: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._next: dict[str, int] = {}
        self.written: dict[str, dict[int, str]] = {}

    def insert(self, table: str, row: Row) -> int:
        """Add a row, given without its number, as the last one of its table; return its number."""
        if table not in self._next:
            newest = " ".join(("SELECT coalesce(max(", COLUMNS[table][0], "), 0) + 1 FROM", table))
            self._next[table] = self._connection.execute(newest).fetchone()[0]
        number = self._next[table]
        self._next[table] = number + 1
        whole = (number, *row)
        digest = digest_of(whole)
        self._connection.execute(insert_statement(table), (*whole, digest))
        self._note(table, number, digest, int(digest, 16), 1)
        return number

    def update(self, table: str, number: int, row: Row, version: int, old: str) -> bool:
        """Replace a row that stands at a version and has the digest `old`; return whether it was there."""
        digest = digest_of((number, *row))
        cursor = self._connection.execute(update_statement(table), (*row, digest, number, version))
        if cursor.rowcount != 1:
            return False
        self._note(table, number, digest, int(digest, 16) - int(old, 16), 0)
        return True

    def replace_only(self, table: str, row: Row) -> None:
        """Write the one row of a table that has just one."""
        held = self._connection.execute(select_with_digest(table)).fetchone()
        if held is None:
            self.insert(table, row)
            return
        digest = digest_of((1, *row))
        pairs = ", ".join(" ".join((column, "= ?")) for column in (*COLUMNS[table][1:], "digest"))
        self._connection.execute(" ".join(("UPDATE", table, "SET", pairs)), (*row, digest))
        self._note(table, 1, digest, int(digest, 16) - int(held[-1], 16), 0)

    def _note(self, table: str, number: int, digest: str, difference: int, count: int) -> None:
        self._sums[table] = self._sums.get(table, 0) + difference
        self._counts[table] = self._counts.get(table, 0) + count
        self.written.setdefault(table, {})[number] = digest

    def finish(self) -> None:
        """Bring the tables' row counts and sums of digests in step."""
        held: Mapping[str, tuple[int, str]] = {
            name: (rows, digest)
            for name, rows, digest in self._connection.execute("SELECT name, rows, digest FROM lg_content")
        }
        for table, difference in self._sums.items():
            rows, digest = held.get(table, (0, "0"))
            total = (int(digest, 16) + difference) % _WHOLE
            self._connection.execute(
                "INSERT INTO lg_content (name, rows, digest) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET rows = excluded.rows, digest = excluded.digest",
                (table, rows + self._counts[table], sum_text(total)),
            )


def sum_text(total: int) -> str:
    """Return a sum of digests as 32 hex digits."""
    return format(total % _WHOLE, "032x")
