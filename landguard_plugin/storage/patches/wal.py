"""The write-ahead log beside a file: does it belong to it? Looked at as bytes, before SQLite lays it over the file."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from ...core.patches.findings import ERROR, StoreFinding
from ...core.problems import Message

_HEADER = struct.Struct(">4I")
_MAGIC = (0x377F0682, 0x377F0683)


def beside(path: Path) -> Path:
    """Return the path of the write-ahead log of a file."""
    return path.with_name(path.name + "-wal")


def findings(path: Path) -> Iterator[StoreFinding]:
    """Yield what can be told from the first bytes: a log that is none, or of other pages than the file has."""
    log = beside(path)
    try:
        held = log.read_bytes()[: _HEADER.size] if log.stat().st_size else b""
        with path.open("rb") as file:
            head = file.read(100)
    except OSError:
        return
    if len(held) < _HEADER.size or len(head) < 100:
        return
    magic, _, page, _ = _HEADER.unpack(held)
    (stated,) = struct.unpack(">H", head[16:18])
    if magic not in _MAGIC or page != (65536 if stated == 1 else stated):
        yield StoreFinding("header", ERROR, "", log.name, "", Message("LG-STO-006", {"path": str(path)}))


def is_foreign(path: Path) -> bool:
    """Return whether a file is whole without the log beside it and broken with it: the log is of another file."""
    log = beside(path)
    if not log.exists() or not log.stat().st_size:
        return False
    return _is_whole(path, "mode=ro&immutable=1") and not _is_whole(path, "mode=ro")


def _is_whole(path: Path, mode: str) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            return connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except (sqlite3.Error, UnicodeDecodeError):
        return False
