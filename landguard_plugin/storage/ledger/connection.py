"""Connections to a ledger file: pragmas set and read back, one transaction at a time, SQLite's complaints as coded errors.

Kept small on purpose: whoever has a connection of their own to the same file may pass it in instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from ...core.problems import LandGuardError
from .places import reason_not_local

#: pragma -> value it must read back (docs/adr/0020 says what was measured for each)
_PRAGMAS = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("busy_timeout", "10000", 10000),
)
_GPKG = 0x47504B47
_VIEW = "lg_ledger_postings"
_EMPTY_GPKG = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY NOT NULL, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL);
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL);
INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326,
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]',
  NULL);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY NOT NULL, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
"""


def is_database(path: Path) -> bool:
    """Return whether a file begins as an SQLite database does."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except OSError:
        return False


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Return a connection with every pragma set and read back.

    Raises LandGuardError LG-LST-002 on a network or sync place, LG-LST-006 when a pragma does not hold, LG-LST-004 or
    LG-LST-005 when the file cannot be opened.
    """
    reason = reason_not_local(path)
    if reason:
        raise LandGuardError("LG-LST-002", path=str(path), reason=reason)
    with coded(path):
        connection = sqlite3.connect(str(path), isolation_level=None, timeout=10.0)
        try:
            for name, value, expected in _PRAGMAS:
                # Names and values are the constants above: a pragma takes no bound parameters.
                answer = connection.execute(f"PRAGMA {name}={value}").fetchone()
                row = answer if name == "journal_mode" else connection.execute(f"PRAGMA {name}").fetchone()
                if row is None or row[0] != expected:
                    raise LandGuardError("LG-LST-006", path=str(path), pragma=name, found=str(row and row[0]))
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Return a read-only connection that trusts nothing in the file's schema."""
    with coded(path):
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None, timeout=10.0)
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA query_only=ON")
    return connection


@contextmanager
def coded(path: Path) -> Iterator[None]:
    """Turn SQLite's complaints into coded errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise _coded(path, error) from error


def _coded(path: Path, error: sqlite3.Error) -> LandGuardError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return LandGuardError("LG-LST-001", path=str(path))
    if "full" in text or "disk I/O" in text:
        return LandGuardError("LG-LST-003", path=str(path), detail=text)
    if "readonly" in text or "unable to open" in text:
        return LandGuardError("LG-LST-004", path=str(path), detail=text)
    if text == "LG-LST-008":
        return LandGuardError("LG-LST-008", path=str(path))
    if text == "LG-LST-009" or "UNIQUE constraint" in text:
        return LandGuardError("LG-LST-009", path=str(path), detail=text)
    if text == "LG-LST-020":
        return LandGuardError("LG-LST-020", path=str(path))
    return LandGuardError("LG-LST-005", path=str(path), detail=text)


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Run one write transaction: all of it is committed, or nothing is."""
    with coded(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def migrations() -> list[tuple[int, str, str]]:
    """Return (number, name, SQL) of the migrations that ship, in order."""
    folder = resources.files(__package__).joinpath("sql")
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)
    return [(int(item.name[:4]), item.name, item.read_text(encoding="utf-8")) for item in files]


def migrate(connection: sqlite3.Connection, path: Path) -> int:
    """Bring the ledger's tables to the newest schema, in one transaction; return its number. A new file becomes a GeoPackage.

    Raises LandGuardError LG-LST-010 for a file of a newer plugin and LG-LST-011 for one whose migrations were not ours.
    """
    shipped = migrations()
    with transaction(connection, path):
        if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            connection.execute(f"PRAGMA application_id={_GPKG}")
            connection.execute("PRAGMA user_version=10300")
            run_script(connection, _EMPTY_GPKG)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS lg_ledger_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)"
        )
        applied = dict(connection.execute("SELECT number, digest FROM lg_ledger_migration ORDER BY number"))
        _refuse_foreign(path, applied, shipped)
        for number, name, sql in shipped:
            if number not in applied:
                run_script(connection, sql)
                connection.execute(
                    "INSERT INTO lg_ledger_migration (number, name, digest) VALUES (?, ?, ?)",
                    (number, name, _digest(sql)),
                )
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'").fetchone():
            connection.execute(
                "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
                (_VIEW, _VIEW),
            )
    return shipped[-1][0]


def schema_number(connection: sqlite3.Connection) -> int:
    """Return the number of the newest migration of a file, 0 when it has no ledger."""
    table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'lg_ledger_migration'"
    if not connection.execute(table).fetchone():
        return 0
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM lg_ledger_migration").fetchone()[0])


def _refuse_foreign(path: Path, applied: dict[int, str], shipped: list[tuple[int, str, str]]) -> None:
    known = {number: _digest(sql) for number, _, sql in shipped}
    for number, digest in applied.items():
        if number not in known:
            raise LandGuardError("LG-LST-010", path=str(path), found=number, known=max(known))
        if known[number] != digest:
            raise LandGuardError("LG-LST-011", path=str(path), number=number)


def _digest(sql: str) -> str:
    return sha256(sql.encode("utf-8")).hexdigest()


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run the statements of a script one by one, inside the transaction that is open (executescript would commit it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def backup(path: Path, target: Path) -> None:
    """Copy a ledger file with SQLite's own backup: a plain copy misses what is still in the write-ahead log."""
    with coded(path), closing(open_for_reading(path)) as source, closing(sqlite3.connect(str(target))) as copy:
        source.backup(copy)
