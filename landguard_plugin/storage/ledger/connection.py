"""The ledger's use of a database file: its codes, its migrations, its place in a GeoPackage."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ..sqlite import connection as connections
from ..sqlite import geopackage
from ..sqlite.connection import Codes
from ..sqlite.scripts import Ladder

CODES = Codes(
    busy="LG-LST-001",
    place="LG-LST-002",
    disk="LG-LST-003",
    read_only="LG-LST-004",
    broken="LG-LST-005",
    pragma="LG-LST-006",
    newer="LG-LST-010",
    foreign="LG-LST-011",
    duplicate="LG-LST-009",
    raised=("LG-LST-008", "LG-LST-020"),
)
LADDER = Ladder(__package__, "lg_ledger_migration", CODES)
_VIEW = "lg_ledger_postings"


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Return a connection for writing: LG-LST-002 on a network or sync place, LG-LST-004 to 006 when it cannot be."""
    return connections.open_for_writing(path, CODES)


def migrate(connection: sqlite3.Connection, path: Path) -> int:
    """Bring the ledger's tables to the newest schema, in one transaction; return its number. A new file becomes a GeoPackage.

    Raises LandGuardError LG-LST-010 for a file of a newer plugin and LG-LST-011 for one whose migrations were not ours.
    """
    with connections.transaction(connection, path, CODES):
        if geopackage.is_empty(connection):
            geopackage.make(connection)
        LADDER.climb(connection, path)
        if geopackage.is_geopackage(connection):
            connection.execute(
                "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
                (_VIEW, _VIEW),
            )
    return LADDER.newest()
