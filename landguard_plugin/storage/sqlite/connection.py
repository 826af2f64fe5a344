"""Connections to a database file: pragmas set and read back, one transaction at a time, SQLite's complaints as coded errors.

Shared by the ledger and the patch project; each brings the codes its complaints are worded with.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Optional
from urllib.parse import quote

from ...core.problems import LandGuardError
from .places import reason_not_local

#: pragma -> value it must read back (docs/adr/0020 says what was measured for each)
PRAGMAS = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("busy_timeout", "10000", 10000),
)


@dataclass(frozen=True)
class Codes:
    """The codes one kind of store words SQLite's complaints with.

    `raised` are the codes its own triggers abort with; `duplicate` is for a key that is there already.
    """

    busy: str
    place: str
    disk: str
    read_only: str
    broken: str
    pragma: str
    newer: str
    foreign: str
    duplicate: str
    raised: tuple[str, ...] = ()


def is_database(path: Path) -> bool:
    """Return whether a file begins as an SQLite database does."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except OSError:
        return False


def open_for_writing(path: Path, codes: Codes) -> sqlite3.Connection:
    """Return a connection with every pragma set and read back.

    Raises LandGuardError with the code of `place` on a network or sync place, of `pragma` when one does not hold, of
    `read_only` or `broken` when the file cannot be opened.
    """
    reason = reason_not_local(path)
    if reason:
        raise LandGuardError(codes.place, path=str(path), reason=reason)
    with coded(path, codes):
        connection = sqlite3.connect(str(path), isolation_level=None, timeout=10.0)
        try:
            for name, value, expected in PRAGMAS:
                # Names and values are the constants above: a pragma takes no bound parameters.
                answer = connection.execute(f"PRAGMA {name}={value}").fetchone()
                row = answer if name == "journal_mode" else connection.execute(f"PRAGMA {name}").fetchone()
                if row is None or row[0] != expected:
                    raise LandGuardError(codes.pragma, path=str(path), pragma=name, found=str(row and row[0]))
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_reading(path: Path, codes: Codes) -> sqlite3.Connection:
    """Return a read-only connection that trusts nothing in the file's schema.

    Where nobody can write beside the file (a disc, a locked folder), SQLite could not make its shared memory: the file is
    then opened as one that does not change, provided no write-ahead log lies beside it.
    """
    with coded(path, codes):
        connection = sqlite3.connect(_address(path), uri=True, isolation_level=None, timeout=10.0)
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA query_only=ON")
    return connection


def _address(path: Path) -> str:
    mode = "mode=ro"
    if not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists():
        mode += "&immutable=1"
    return f"file:{quote(str(path))}?{mode}"


@contextmanager
def coded(path: Path, codes: Codes) -> Iterator[None]:
    """Turn SQLite's complaints into coded errors; of a damaged file it may complain in bytes that are no text."""
    try:
        yield
    except sqlite3.Error as error:
        raise _coded(path, error, codes) from error
    except UnicodeDecodeError as error:
        raise LandGuardError(codes.broken, path=str(path), detail=str(error)) from error


def _coded(path: Path, error: sqlite3.Error, codes: Codes) -> LandGuardError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return LandGuardError(codes.busy, path=str(path))
    if "full" in text or "disk I/O" in text:
        return LandGuardError(codes.disk, path=str(path), detail=text)
    if "readonly" in text or "unable to open" in text:
        return LandGuardError(codes.read_only, path=str(path), detail=text)
    if text == codes.duplicate or "UNIQUE constraint" in text:
        return LandGuardError(codes.duplicate, path=str(path), detail=text)
    if text in codes.raised:
        return LandGuardError(text, path=str(path))
    return LandGuardError(codes.broken, path=str(path), detail=text)


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path, codes: Codes) -> Iterator[None]:
    """Run one write transaction: all of it is committed, or nothing is."""
    with coded(path, codes):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


@contextmanager
def one_view(connection: sqlite3.Connection, path: Path, codes: Codes) -> Iterator[None]:
    """Run one read transaction: everything read in it belongs to the same moment."""
    with coded(path, codes):
        connection.execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def fold_in(connection: sqlite3.Connection) -> None:
    """Fold the write-ahead log into the file as far as readers let it, for those who copy the file alone.

    What is committed is safe in the log already: a failure here takes nothing back, the next deed folds it in.
    """
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def backup(path: Path, target: Path, codes: Codes) -> None:
    """Copy a database with SQLite's own backup: a plain copy misses what is still in the write-ahead log."""
    source = open_for_reading(path, codes)
    with coded(path, codes), closing(source), closing(sqlite3.connect(str(target))) as copy:
        source.backup(copy)


class Keeper:
    """Keeps a file in write-ahead mode for as long as layers are open on it.

    QGIS turns a GeoPackage that nobody else has open back to a rollback journal and reads it without locks; our next write
    would pull the ground from under such a layer: its scans end early, and "unable to open database file" is in the log.
    With this connection open QGIS leaves the mode alone and reads under locks like everybody else.
    """

    def __init__(self, path: Path, codes: Codes) -> None:
        """Hold the file. Where it must not be written, there is nothing to keep: nobody writes."""
        self._connection: Optional[sqlite3.Connection] = None
        if reason_not_local(path):
            return
        with coded(path, codes):
            address = f"file:{quote(str(path))}?mode=rw"
            connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=10.0, check_same_thread=False)
            try:
                connection.execute("PRAGMA trusted_schema=OFF")
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA query_only=ON")
                connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            except BaseException:
                connection.close()
                raise
        self._connection = connection

    def let_go(self) -> None:
        """Close the connection; more than once does no harm."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
