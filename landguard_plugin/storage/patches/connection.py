"""The patch project's use of a database file: its codes, its migrations, its feature table in the GeoPackage, its pen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

from ..sqlite import connection as connections
from ..sqlite import geopackage
from ..sqlite.connection import Codes
from ..sqlite.scripts import Ladder

CODES = Codes(
    busy="LG-STO-001",
    place="LG-STO-002",
    disk="LG-STO-003",
    read_only="LG-STO-004",
    broken="LG-STO-005",
    pragma="LG-STO-007",
    newer="LG-STO-010",
    foreign="LG-STO-012",
    duplicate="LG-STO-017",
    raised=("LG-STO-020", "LG-STO-021"),
)
LADDER = Ladder(__package__, "lg_schema", CODES)
UNDEFINED_SRS = -1
#: what must hold for QGIS and GDAL to draw the patches by their index; lg_patch is written by this program alone, which keeps
#: the index itself: the standard's triggers call functions that SQLite refuses where a file's schema is not trusted (ADR 30)
_RTREE = "http://www.geopackage.org/spec120/#extension_rtree"


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Return a connection for writing: LG-STO-002 on a network or sync place, LG-STO-004, 005 or 007 when it cannot be."""
    return connections.open_for_writing(path, CODES)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Return a read-only connection. Raises LG-STO-004 or LG-STO-005."""
    return connections.open_for_reading(path, CODES)


@contextmanager
def deed(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Run one write transaction with the pen in hand."""
    with connections.transaction(connection, path, CODES):
        connection.execute("UPDATE lg_pen SET held = 1 WHERE id = 1")
        yield
        connection.execute("UPDATE lg_pen SET held = 0 WHERE id = 1")


def make_tables(connection: sqlite3.Connection, path: Path, target: Optional[int] = None) -> None:
    """Make the tables of a project in the open transaction; an empty file becomes a GeoPackage first."""
    if geopackage.is_empty(connection):
        geopackage.make(connection)
    LADDER.climb(connection, path, target)
    geopackage.add_extensions(connection)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('lg_patch', 'features', 'lg_patch', ?)",
        (UNDEFINED_SRS,),
    )
    connection.execute(
        "INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)"
        " VALUES ('lg_patch', 'geom', 'MULTIPOLYGON', ?, 0, 0)",
        (UNDEFINED_SRS,),
    )
    connection.execute(
        "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)"
        " VALUES ('lg_patch', 'geom', 'gpkg_rtree_index', ?, 'write-only')",
        (_RTREE,),
    )


def fix_crs(connection: sqlite3.Connection, crs: str) -> None:
    """Tell the GeoPackage in which system the patches are, in the open transaction."""
    srs_id = srs_id_of(crs)
    organization, _, number = crs.partition(":")
    connection.execute(
        "INSERT OR IGNORE INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition)"
        " VALUES (?, ?, ?, ?, 'undefined')",
        (crs, srs_id, organization, int(number)),
    )
    connection.execute("UPDATE gpkg_geometry_columns SET srs_id = ? WHERE table_name = 'lg_patch'", (srs_id,))
    connection.execute("UPDATE gpkg_contents SET srs_id = ? WHERE table_name = 'lg_patch'", (srs_id,))


def srs_id_of(crs: str) -> int:
    """Return the GeoPackage's number of an authority code such as EPSG:4526; -1 for "".

    Raises ValueError for another form.
    """
    if not crs:
        return UNDEFINED_SRS
    organization, colon, number = crs.partition(":")
    if not (organization and colon and number.isdigit()):
        raise ValueError(crs)
    return int(number)
