"""Opening a project with its checks, and bringing an older one to the newest schema."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from ...core.patches.findings import StoreFinding, first_error
from ...core.problems import LandGuardError
from ...core.progress import Progress
from ..sqlite import connection as connections
from ..sqlite.connection import one_view
from . import schema
from .certified import Proof
from .checking import examine
from .connection import CODES, LADDER, deed, open_for_reading, open_for_writing
from .contents import sums_of
from .database import DatabasePatchStore

_ROOM = 3  # a backup, the write-ahead log of the upgrade, and room to work


@dataclass(frozen=True)
class Opened:
    """A project and what its checks found; any error makes it read-only."""

    store: DatabasePatchStore
    findings: tuple[StoreFinding, ...]


def opened(path: Path, proof: Optional[Proof] = None, progress: Optional[Progress] = None) -> Opened:
    """Return a project after the checked opening. Raises LandGuardError LG-STO-008 when the file holds none."""
    findings = examine(path, proof, progress)
    return Opened(DatabasePatchStore(path, first_error(findings)), tuple(findings))


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did: from which schema to which, and where the backup of before lies (None when none was needed)."""

    before: int
    after: int
    backup: Optional[Path] = None


def upgrade(path: Path, stamp: str, target: Optional[int] = None) -> Upgraded:
    """Bring a project to the newest schema: a verified backup beside it first, then all steps in one transaction.

    The migration is done in place: the transaction is atomic under a kill, and another program that has the file open
    keeps seeing the same file. `stamp` is the time in the backup's name. Raises LandGuardError: LG-STO-008 for no project,
    LG-STO-010 or 012 for one of another program, LG-CRT-003 when its guards were touched, LG-STO-026 when the backup is not
    equal or a figure changed, LG-STO-027 without room for the backup.
    """
    if not path.is_file() or not connections.is_database(path):
        raise LandGuardError("LG-STO-008", path=str(path))
    before = _number(path)
    newest = LADDER.newest() if target is None else target
    if before == newest:
        return Upgraded(before, before)
    copy = _backup(path, path.with_name(f"{path.stem}.v{before}.{stamp}.bak{path.suffix}"))
    with closing(open_for_writing(path)) as connection, deed(connection, path):
        held = sums_of(connection)
        LADDER.climb(connection, path, newest)
        now = sums_of(connection)
        changed = sorted(table for table in held if now.get(table) != held[table])
        missing = schema.differences(connection)
        if changed or missing:
            raise LandGuardError("LG-STO-026", path=str(path), names=", ".join(changed + missing))
    after = _number(path)
    if after != newest:
        raise LandGuardError("LG-STO-026", path=str(path), names="lg_schema")
    return Upgraded(before, after, copy)


def _number(path: Path) -> int:
    """Return the schema of a project that may be upgraded."""
    with closing(open_for_reading(path)) as connection, one_view(connection, path, CODES):
        number = LADDER.number(connection)
        if not number:
            raise LandGuardError("LG-STO-008", path=str(path))
        LADDER.refuse_foreign(connection, path)
        names = schema.differences(connection)
        if names:
            raise LandGuardError("LG-CRT-003", path=str(path), names=", ".join(names))
    return number


def _backup(path: Path, copy: Path) -> Path:
    """Return the path of a copy that was compared with the original, table by table."""
    size = path.stat().st_size
    if shutil.disk_usage(path.parent).free < _ROOM * size:
        raise LandGuardError("LG-STO-027", path=str(path.parent), megabytes=_ROOM * size // 1_000_000 + 1)
    connections.backup(path, copy, CODES)
    states = [_state(one) for one in (path, copy)]
    if states[0] != states[1] or states[1][0] != ["ok"]:
        raise LandGuardError("LG-STO-026", path=str(copy), names="backup")
    return copy


def _state(path: Path) -> tuple[Sequence[object], object, object]:
    """Return what two equal projects agree on: integrity, stated sums, true sums."""
    with closing(open_for_reading(path)) as connection, one_view(connection, path, CODES):
        said = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        return said, _stated(connection), sums_of(connection)


def _stated(connection: sqlite3.Connection) -> list[tuple]:
    return connection.execute("SELECT name, rows, digest FROM lg_content ORDER BY name").fetchall()
