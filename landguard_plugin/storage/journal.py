"""The draft journal: unfinished work on disk step by step, in a small file of the user's own, so that a crash loses nothing.

One SQLite file per user profile, write-ahead log with FULL synchronisation: when add_step returns, the step is on disk. A file
that cannot be read any more is set aside, not overwritten: starting work must not depend on old drafts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from ..app.patches.ports import Draft
from ..core.problems import LandGuardError

_PRAGMAS = (("journal_mode", "WAL", "wal"), ("synchronous", "FULL", 2), ("busy_timeout", "5000", 5000))
_TABLES = """
CREATE TABLE IF NOT EXISTS draft (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, store TEXT NOT NULL, uid TEXT NOT NULL, deed TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS step (
  number INTEGER PRIMARY KEY, draft INTEGER NOT NULL REFERENCES draft (number) ON DELETE CASCADE, content TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS step_draft ON step (draft);
"""
_DAMAGED = ("not a database", "malformed", "no such table", "no such column")


class FileDraftJournal:
    """A journal in a file; it keeps one connection for as long as it is open."""

    def __init__(self, path: Path) -> None:
        """Open the journal, made when it is missing. Raises LandGuardError LG-JRN-002 when it cannot be."""
        self._path = path
        #: where a damaged journal was set aside, None when there was none
        self.set_aside: Path | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = _connect(path)
            except sqlite3.DatabaseError as error:
                if not any(word in str(error) for word in _DAMAGED):
                    raise
                self.set_aside = _aside(path)
                self._connection = _connect(path)
        except (sqlite3.Error, OSError) as error:
            raise LandGuardError("LG-JRN-002", path=str(path), detail=str(error)) from error

    def begin(self, store: str, uid: str, deed: str, at: str) -> str:
        """Open a draft and return its id."""
        name = uuid4().hex
        with self._deed() as run:
            run("INSERT INTO draft (id, store, uid, deed, at) VALUES (?, ?, ?, ?, ?)", (name, store, uid, deed, at))
        return name

    def add_step(self, draft: str, step: dict[str, object]) -> None:
        """Append one step; it is on disk when this returns.

        Raises LandGuardError LG-JRN-001 for a draft that is not open, LG-JRN-002 when it cannot be written.
        """
        try:
            content = json.dumps(step, ensure_ascii=False)
            content.encode("utf-8")
        except (TypeError, ValueError) as error:
            raise LandGuardError("LG-JRN-003", detail=str(error)) from error
        with self._deed() as run:
            done = run("INSERT INTO step (draft, content) SELECT number, ? FROM draft WHERE id = ?", (content, draft))
            if done.rowcount != 1:
                raise LandGuardError("LG-JRN-001", draft=draft)

    def take_back(self, draft: str) -> None:
        """Take the last step back; a draft without steps stays as it is. Raises LandGuardError LG-JRN-001."""
        with self._deed() as run:
            row = run("SELECT number FROM draft WHERE id = ?", (draft,)).fetchone()
            if row is None:
                raise LandGuardError("LG-JRN-001", draft=draft)
            run("DELETE FROM step WHERE number = (SELECT max(number) FROM step WHERE draft = ?)", row)

    def close(self, draft: str) -> None:
        """Forget a draft; one that is forgotten already is no problem."""
        with self._deed() as run:
            run("DELETE FROM draft WHERE id = ?", (draft,))

    def pending(self, store: str) -> list[Draft]:
        """Return the drafts nobody closed, oldest first."""
        with self._deed() as run:
            drafts = run(
                "SELECT number, id, uid, deed, at FROM draft WHERE store = ? ORDER BY number", (store,)
            ).fetchall()
            steps = {
                number: tuple(
                    json.loads(content)
                    for (content,) in run("SELECT content FROM step WHERE draft = ? ORDER BY number", (number,))
                )
                for number, *_ in drafts
            }
        return [Draft(name, store, uid, deed, steps[number], at) for number, name, uid, deed, at in drafts]

    def shut(self) -> None:
        """Let go of the file; nothing is forgotten."""
        self._connection.close()

    @contextmanager
    def _deed(self) -> Iterator[object]:
        """Run one transaction and hand out its execute."""
        run = self._connection.execute
        try:
            run("BEGIN IMMEDIATE")
            try:
                yield run
            except BaseException:
                run("ROLLBACK")
                raise
            run("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.rollback()
            raise LandGuardError("LG-JRN-002", path=str(self._path), detail=str(error)) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(str(path), isolation_level=None, timeout=5.0)
    try:
        for name, value, expected in _PRAGMAS:
            # Names and values are the constants above: a pragma takes no bound parameters.
            answer = connection.execute(f"PRAGMA {name}={value}").fetchone()
            row = answer if name == "journal_mode" else connection.execute(f"PRAGMA {name}").fetchone()
            if row is None or row[0] != expected:
                raise sqlite3.OperationalError(f"{name}: {row and row[0]}")
        connection.execute("PRAGMA foreign_keys=ON")
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("malformed")
        for statement in filter(str.strip, _TABLES.split(";")):
            connection.execute(statement)
        connection.execute("SELECT number, id, store, uid, deed, at FROM draft LIMIT 1")
        connection.execute("SELECT number, draft, content FROM step LIMIT 1")
    except BaseException:
        connection.close()
        raise
    return connection


def _aside(path: Path) -> Path:
    """Move a damaged journal and its log out of the way, under a name that is free; return where it is now."""
    number = 1
    while (target := path.with_name(f"{path.stem}.damaged{number}{path.suffix}")).exists():
        number += 1
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.replace(target.with_name(target.name + ending))
    path.replace(target)
    return target
