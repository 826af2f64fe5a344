"""Scripts of SQL, and numbered forward-only migrations whose digests are kept in the file they changed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Optional

from ...core.problems import LandGuardError
from .connection import Codes


@dataclass(frozen=True)
class Migration:
    """One step from a schema to the next: its number, file name and SQL."""

    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the SQL, hex."""
        return sha256(self.sql.encode("utf-8")).hexdigest()


def shipped(package: str) -> list[Migration]:
    """Return the migrations NNNN_name.sql in folder sql/ of a package, in order."""
    folder = resources.files(package).joinpath("sql")
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)
    return [Migration(int(item.name[:4]), item.name, item.read_text(encoding="utf-8")) for item in files]


@dataclass(frozen=True)
class Ladder:
    """The migrations of one kind of store and the table in which a file remembers those it has been through."""

    package: str
    table: str
    codes: Codes

    def steps(self) -> list[Migration]:
        """Return the migrations that ship."""
        return shipped(self.package)

    def newest(self) -> int:
        """Return the number of the newest schema."""
        return self.steps()[-1].number

    def number(self, connection: sqlite3.Connection) -> int:
        """Return the number of the newest migration of a file, 0 when it has none of these tables."""
        found = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (self.table,)
        ).fetchone()
        if found is None:
            return 0
        return int(connection.execute(self._sql("SELECT coalesce(max(number), 0) FROM")).fetchone()[0])

    def climb(self, connection: sqlite3.Connection, path: Path, target: Optional[int] = None) -> list[int]:
        """Apply what is missing up to `target` (the newest), inside the open transaction; return the numbers applied.

        Raises LandGuardError with the code of `newer` for a file of a newer plugin and of `foreign` for one whose
        migrations were not ours.
        """
        columns = "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)"
        connection.execute(self._sql("CREATE TABLE IF NOT EXISTS", columns))
        self.refuse_foreign(connection, path)
        applied = {row[0] for row in connection.execute(self._sql("SELECT number FROM"))}
        climbed = []
        for step in self.steps():
            if step.number not in applied and (target is None or step.number <= target):
                run_script(connection, step.sql)
                row = (step.number, step.name, step.digest)
                connection.execute(self._sql("INSERT INTO", "(number, name, digest) VALUES (?, ?, ?)"), row)
                climbed.append(step.number)
        return climbed

    def refuse_foreign(self, connection: sqlite3.Connection, path: Path) -> None:
        """Refuse a file whose migrations this program does not know, or knows otherwise."""
        known = {step.number: step.digest for step in self.steps()}
        for number, digest in connection.execute(self._sql("SELECT number, digest FROM", "ORDER BY number")):
            if number not in known:
                raise LandGuardError(self.codes.newer, path=str(path), found=number, known=max(known))
            if known[number] != digest:
                raise LandGuardError(self.codes.foreign, path=str(path), number=number)

    def _sql(self, before: str, after: str = "") -> str:
        """Return a statement on the ladder's own table: constants only, never a value."""
        return " ".join((before, self.table, after))


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run the statements of a script one by one, inside the transaction that is open (executescript would commit it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
