"""Reading polygon tables of GeoPackages with the standard library: the blobs as they are stored, no feature objects.

For files at rest only: the caller makes sure that nothing unsaved hides in an edit buffer. Files are opened read-only
and through SQLite's own locking, so a write-ahead log beside the file is seen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Optional
from urllib.parse import quote

_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_BLOCK_ROWS = 500  # small: row tuples die before the garbage collector takes an interest in them
_PLAIN = b"\x03"  # flags: little-endian, envelope of four numbers, neither empty nor extended


@dataclass(frozen=True)
class StoredTable:
    """A feature table of a GeoPackage: its name, geometry column, primary key and attribute columns."""

    name: str
    geometry: str
    key: str
    columns: tuple[str, ...]


def connect(path: Path) -> sqlite3.Connection:
    """Return a read-only connection that trusts nothing in the file's schema."""
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA query_only=ON")
    return connection


def describe(connection: sqlite3.Connection, table: str) -> Optional[StoredTable]:
    """Return what the file says of a table of plain 2D polygons, or None when it holds no such table.

    Views, curves, Z and M are not plain: QGIS reads those.
    """
    row = connection.execute(
        "SELECT g.column_name FROM gpkg_geometry_columns AS g JOIN sqlite_master AS m ON m.name = g.table_name"
        " WHERE lower(g.table_name) = lower(?) AND m.type = 'table' AND g.z = 0 AND g.m = 0"
        " AND upper(g.geometry_type_name) IN ('POLYGON', 'MULTIPOLYGON')",
        (table,),
    ).fetchone()
    if row is None:
        return None
    info = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
    keys = [name for name, pk in info if pk]
    if len(keys) != 1:
        return None
    return StoredTable(table, row[0], keys[0], tuple(name for name, _ in info if name != row[0]))


def read_rows(
    path: Path, table: str, columns: Sequence[str]
) -> Iterator[tuple[list[int], list[bytes], list[list[object]]]]:
    """Yield blocks of (keys, WKB shapes, one list of values per column) in key order; a row without geometry has shape b"".

    Raises LookupError when the file has no such feature table or column.
    """
    with closing(connect(path)) as connection:
        stored = describe(connection, table)
        if stored is None or not set(columns) <= set(stored.columns):
            raise LookupError(table)
        names = ", ".join(_quoted(name) for name in (stored.key, stored.geometry, *columns))
        words = ("SELECT", names, "FROM", _quoted(stored.name), "ORDER BY", _quoted(stored.key))
        cursor = connection.execute(" ".join(words))  # identifiers only, each quoted; values are never part of it
        while True:
            block = cursor.fetchmany(_BLOCK_ROWS)
            if not block:
                return
            keys, blobs, *values = zip(*block)
            # Nearly every blob has the plain header of 40 bytes: cut it off without a call.
            shapes = [blob[40:] if blob is not None and blob[3:4] == _PLAIN else wkb_of(blob) for blob in blobs]
            yield list(keys), shapes, [list(column) for column in values]


def wkb_of(blob: Optional[bytes]) -> bytes:
    """Return the WKB inside a GeoPackage geometry blob; b"" for NULL, for an empty geometry and for extended blobs."""
    if blob is None or len(blob) < 8 or blob[:2] != b"GP":
        return b""
    flags = blob[3]
    if flags & 0b00110000:  # extended type, or flagged as empty
        return b""
    return blob[8 + _ENVELOPE_BYTES.get((flags >> 1) & 7, 0) :]


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
