"""Evidence as tables: what became of files, proposed patches, findings, photos on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import pandas as pd
import shapely

from ..app.patches.evidence_checking import Finding, Placed
from ..app.patches.evidence_matching import Matching
from ..app.patches.proving import Added
from ..core.layers import Column, ShapeTable, Table
from ..core.patches.records import Evidence, Patch
from .text import term, word

_PHOTO = (
    Column("number"),
    Column("uid"),
    Column("piece"),
    Column("name"),
    Column("grade"),
    Column("grade_word"),
    Column("view"),
    Column("direction_deg", "number", decimals=2),
    Column("direction_ref"),
    Column("taken"),
    Column("camera"),
    Column("tests_failed"),
    Column("sha256"),
)


def added_table(added: Added) -> Table:
    """Return what became of files: one row per file."""
    columns = (
        Column("name"),
        Column("outcome"),
        Column("kind"),
        Column("grade"),
        Column("grade_word"),
        Column("view"),
        Column("tests_failed"),
        Column("reason_code"),
        Column("reason"),
        Column("piece"),
        Column("sha256"),
    )
    rows = [
        {
            **_piece_cells(piece),
            "name": piece.name,
            "outcome": term("evidence_accepted"),
            "kind": term(f"kind_{piece.kind}"),
        }
        for piece in added.accepted
    ]
    rows += [
        {
            "name": one.name,
            "outcome": term("evidence_rejected"),
            "reason_code": one.reason.code,
            "reason": word(one.reason),
        }
        for one in added.rejected
    ]
    return _table(columns, rows)


def proposals_table(matching: Optional[Matching]) -> Table:
    """Return one row per photo and patch near it; photos far from every patch have one row without patch."""
    columns = (
        Column("name"),
        Column("rank", "integer"),
        Column("number"),
        Column("uid"),
        Column("distance_m", "number", decimals=1),
        Column("longitude", "number", decimals=8),
        Column("latitude", "number", decimals=8),
    )
    rows = []
    for one in matching.proposals if matching is not None else ():
        place = {"name": one.file.name, "longitude": one.longitude, "latitude": one.latitude}
        for rank, candidate in enumerate(one.candidates, start=1):
            found = {"number": candidate.patch.number, "uid": candidate.patch.uid, "distance_m": candidate.metres}
            rows.append({**place, **found, "rank": rank})
        if not one.candidates:
            rows.append(place)
    return _table(columns, rows)


def findings_table(findings: Sequence[Finding]) -> Table:
    """Return one row per finding."""
    columns = (
        Column("kind"),
        Column("number"),
        Column("uid"),
        Column("name"),
        Column("piece"),
        Column("reason_code"),
        Column("reason"),
        Column("place"),
    )
    rows = [
        {
            "kind": term(f"finding_{one.kind}"),
            **_patch_cells(one.patch),
            "name": one.piece.name if one.piece else None,
            "piece": one.piece.id if one.piece else None,
            "reason_code": one.message.code,
            "reason": word(one.message),
            "place": one.place or None,
        }
        for one in findings
    ]
    return _table(columns, rows)


def positions_table(placed: Sequence[Placed]) -> ShapeTable:
    """Return the photos as points in degrees on CGCS2000."""
    rows = [_photo_cells(one) for one in placed]
    shapes = [bytes(shapely.to_wkb(shapely.Point(one.longitude, one.latitude))) for one in placed]
    return ShapeTable(_PHOTO, _table(_PHOTO, rows).rows, shapes)


def cones_table(placed: Sequence[Placed]) -> ShapeTable:
    """Return the view cones as polygons in degrees on CGCS2000; photos without direction have none."""
    seen = [one for one in placed if len(one.cone)]
    shapes = [bytes(shapely.to_wkb(shapely.Polygon(one.cone))) for one in seen]
    return ShapeTable(_PHOTO, _table(_PHOTO, [_photo_cells(one) for one in seen]).rows, shapes)


def failed_tests(piece: Evidence) -> str:
    """Return the tests a piece did not meet, in words."""
    return ", ".join(term(f"test_{name}") for name, outcome in piece.tests.items() if outcome == "not_met")


def _photo_cells(one: Placed) -> dict[str, object]:
    claims = one.piece.claims
    camera = " ".join(str(claims[name]) for name in ("make", "model") if claims.get(name))
    direction = claims.get("direction")
    return {
        **_patch_cells(one.patch),
        **_piece_cells(one.piece),
        "name": one.piece.name,
        "direction_deg": float(str(direction)) if direction else None,
        "direction_ref": term(f"direction_{claims['direction_ref']}") if claims.get("direction_ref") else None,
        "taken": str(claims.get("gps_time") or claims.get("taken") or "") or None,
        "camera": camera or None,
    }


def _piece_cells(piece: Evidence) -> dict[str, object]:
    view = piece.claims.get("view")
    return {
        "piece": piece.id,
        "grade": piece.grade or None,
        "grade_word": term(f"grade_{piece.grade}") if piece.grade else None,
        "view": term(f"view_{view}") if view else None,
        "tests_failed": failed_tests(piece) or None,
        "sha256": piece.sha256,
    }


def _patch_cells(patch: Optional[Patch]) -> dict[str, object]:
    return {"number": patch.number if patch else None, "uid": patch.uid if patch else None}


def _table(columns: tuple[Column, ...], rows: Sequence[dict[str, object]]) -> Table:
    return Table.of(columns, pd.DataFrame(list(rows), columns=[column.name for column in columns], dtype=object))
