"""The schema a file must have, object by object: a dropped trigger or an added column is seen before anything is written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from pathlib import Path

from ...core.problems import LandGuardError
from ..sqlite import geopackage
from ..sqlite.connection import coded
from ..sqlite.places import reason_not_local
from .connection import CODES, LADDER

#: GDAL counts features by triggers of its own; they write into its own table only
_GDAL_TRIGGERS = ("trigger_insert_feature_count_lg_patch", "trigger_delete_feature_count_lg_patch")
_OBJECTS = "SELECT name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"


@cache
def expected(number: int) -> Mapping[str, str]:
    """Return name -> SQL of the objects that a file of a schema has."""
    with closing(sqlite3.connect(":memory:")) as connection:
        geopackage.make(connection)
        LADDER.climb(connection, Path("memory"), number)
        return found(connection)


def found(connection: sqlite3.Connection) -> dict[str, str]:
    """Return name -> SQL of the objects of a file that are ours or hang on tables of ours; a ledger's are not among them."""
    return {
        name: sql
        for name, table, sql in connection.execute(_OBJECTS)
        if _is_ours(name, table) and name not in _GDAL_TRIGGERS
    }


def _is_ours(name: str, table: str) -> bool:
    held = name if name.startswith(("lg_", "rtree_lg_patch")) else table
    return held.startswith(("lg_", "rtree_lg_patch")) and not held.startswith("lg_ledger")


def differences(connection: sqlite3.Connection) -> list[str]:
    """Return the names of objects that are missing, changed or foreign, sorted; [] when all is as it was made."""
    number = LADDER.number(connection)
    if not 0 < number <= LADDER.newest():
        return []
    wanted, held = expected(number), found(connection)
    return sorted(name for name in wanted.keys() | held.keys() if wanted.get(name) != held.get(name))


def reason_not_writable(connection: sqlite3.Connection, path: Path) -> str:
    """Return the code that says why a project may not be written, "" when it may: what can be seen at a glance."""
    number = LADDER.number(connection)
    if reason_not_local(path):
        return CODES.place
    if number > LADDER.newest():
        return CODES.newer
    if differences(connection):
        return "LG-CRT-003"
    try:
        LADDER.refuse_foreign(connection, path)
    except LandGuardError as error:
        return error.code
    if number < LADDER.newest():
        return "LG-STO-011"
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return CODES.read_only
    return ""


def refuse_unless_writable(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is of another schema, or whose guards were touched: LG-STO-008, 010, 011, 012, LG-CRT-003."""
    with coded(path, CODES):
        number, known = LADDER.number(connection), LADDER.newest()
        if not number:
            raise LandGuardError("LG-STO-008", path=str(path))
        if number > known:
            raise LandGuardError("LG-STO-010", path=str(path), found=number, known=known)
        LADDER.refuse_foreign(connection, path)
        if number < known:
            raise LandGuardError("LG-STO-011", path=str(path), found=number, known=known)
        names = differences(connection)
    if names:
        raise LandGuardError("LG-CRT-003", path=str(path), names=", ".join(names))
