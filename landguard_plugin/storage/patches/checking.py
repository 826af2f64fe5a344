"""The checked opening of a project: every step of it, what it finds as values; nothing is ever changed by looking.

place, header, write-ahead log, integrity, schema, content (every row against its digest, every table against its sum), log
chain, certified rows against what was certified, sums, index of the shapes. integrity_check alone is no evidence.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Callable, Optional

from ...core.patches.findings import ERROR, WARNING, StoreFinding
from ...core.problems import LandGuardError, Message
from ...core.progress import Progress, Unwatched, stop_if_cancelled
from ..sqlite import geopackage
from ..sqlite.connection import is_database, one_view
from ..sqlite.places import reason_not_local
from . import schema, wal
from .certified import Proof, certified_findings
from .connection import CODES, LADDER, open_for_reading
from .contents import content_findings, log_findings
from .sums import index_findings, sum_findings

_QUICK_ABOVE = 1 << 30


def examine(path: Path, proof: Optional[Proof] = None, progress: Optional[Progress] = None) -> list[StoreFinding]:
    """Return all that is wrong with a project; [] when it is sound.

    `proof` knows the canonical form of certificates; without it live rows are held against the record that was kept when
    they were certified. Raises LandGuardError LG-STO-008 when the file is no project at all.
    """
    progress = progress or Unwatched()
    if not is_database(path):
        raise LandGuardError("LG-STO-008", path=str(path))
    found = list(_place_findings(path))
    found += wal.findings(path)
    if any(finding.level == ERROR and finding.check == "header" for finding in found):
        return found  # a log of another file must not be laid over this one
    try:
        found += _inside(path, proof or Proof(), progress)
    except LandGuardError as error:
        if error.code in ("LG-STO-008", "LG-RUN-001"):
            raise
        found.append(StoreFinding("header", ERROR, "", "", "", error.message))
    if any(finding.level == ERROR for finding in found) and wal.is_foreign(path):
        found.insert(0, StoreFinding("header", ERROR, "", wal.beside(path).name, "", _wal_message(path)))
    return found


def _wal_message(path: Path) -> Message:
    return Message("LG-STO-006", {"path": str(path)})


def _place_findings(path: Path) -> Iterator[StoreFinding]:
    reason = reason_not_local(path)
    if reason:
        message = Message("LG-STO-002", {"path": str(path), "reason": reason})
        yield StoreFinding("place", ERROR, "", "", "", message)


def _inside(path: Path, proof: Proof, progress: Progress) -> list[StoreFinding]:
    """Look at everything in one read transaction. A step that SQLite refuses is itself a finding, and the next is taken."""
    steps: tuple[Callable[[sqlite3.Connection, Path], Iterator[StoreFinding]], ...] = (
        _header_findings,
        _integrity_findings,
        _schema_findings,
        lambda connection, _: content_findings(connection),
        lambda connection, _: log_findings(connection),
        lambda connection, _: certified_findings(connection, proof),
        lambda connection, _: sum_findings(connection),
        lambda connection, _: index_findings(connection),
    )
    found: list[StoreFinding] = []
    with closing(open_for_reading(path)) as connection, one_view(connection, path, CODES):
        if not LADDER.number(connection):
            raise LandGuardError("LG-STO-008", path=str(path))
        for number, step in enumerate(steps):
            stop_if_cancelled(progress)
            try:
                found += step(connection, path)
            except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
                message = Message("LG-STO-033", {"detail": f"{type(error).__name__} {error}"})
                found.append(StoreFinding("integrity", ERROR, "", "", "", message))
            progress.at((number + 1) / len(steps))
    return found


def _header_findings(connection: sqlite3.Connection, path: Path) -> Iterator[StoreFinding]:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != geopackage.APPLICATION_ID:
        yield StoreFinding(
            "header", WARNING, "", "application_id", "", Message("LG-STO-032", {"found": str(application)})
        )
    number, known = LADDER.number(connection), LADDER.newest()
    words = {"path": str(path), "found": number, "known": known}
    if number > known:
        yield StoreFinding("schema", ERROR, "lg_schema", str(number), "", Message("LG-STO-010", words))
    elif number < known:
        yield StoreFinding("schema", WARNING, "lg_schema", str(number), "", Message("LG-STO-011", words))
    held = connection.execute("SELECT held FROM lg_pen").fetchall()
    if held != [(0,)]:
        yield StoreFinding("schema", ERROR, "lg_pen", "", "held", Message("LG-STO-038", {}))


def _integrity_findings(connection: sqlite3.Connection, path: Path) -> Iterator[StoreFinding]:
    big = path.stat().st_size > _QUICK_ABOVE
    said = connection.execute("PRAGMA quick_check(20)" if big else "PRAGMA integrity_check(20)").fetchall()
    for (detail,) in said:
        if detail != "ok":
            yield StoreFinding("integrity", ERROR, "", "", "", Message("LG-STO-033", {"detail": str(detail)}))
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(20):
        if str(table).startswith("lg_"):
            message = Message("LG-STO-034", {"table": table, "row": str(row), "parent": parent})
            yield StoreFinding("integrity", ERROR, table, str(row), "", message)


def _schema_findings(connection: sqlite3.Connection, path: Path) -> Iterator[StoreFinding]:
    tables = dict(connection.execute("SELECT name, tbl_name FROM sqlite_master"))
    for name in schema.differences(connection):
        message = Message("LG-CRT-003", {"path": str(path), "names": name})
        yield StoreFinding("schema", ERROR, tables.get(name, name), name, "", message)
    try:
        LADDER.refuse_foreign(connection, path)
    except LandGuardError as error:
        if error.code != "LG-STO-010":
            yield StoreFinding("schema", ERROR, "lg_schema", "", "", error.message)
