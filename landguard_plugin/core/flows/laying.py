"""Laying two years over each other: all ground as named parts, with proof that none is lost.

For every patch that went through the overlay the plane area of its parts must be the plane area of the patch. What the other
year does not cover is found as geometry; what even that does not explain becomes an UNACCOUNTED part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..geometry.identity import NO_MATE
from ..geometry.overlay import Pieces, overlay, polygons_only
from ..geometry.signatures import find_tilings
from ..progress import Progress
from .ground import Ground
from .parts import COMMON, INVALID, NONE, ONLY, OVERLAP, UNACCOUNTED, Parts, join, parts_of

#: area in m2 below which a difference of plane areas is rounding of coordinates: half of the unit of account
CLOSURE_M2 = 0.005
#: m2 per metre of perimeter: what rounded coordinates may leave over (docs/domain-notes.md 2.5, tolerance between programs)
ROUNDING_M2_PER_M = 2.5e-5
_SOUND = 0.1  # an arrangement is trusted to this share of it, so that its rounding never shows as ground of its own


@dataclass(frozen=True)
class Year:
    """One year as the overlay takes it: shapes as WKB and the settled ground."""

    shapes: Sequence[bytes]
    ground: Ground


def lay_over(before: Year, after: Year, mates: np.ndarray, scale: float, workers: int, progress: Progress) -> Parts:
    """Return all ground of both years as parts.

    `mates` int64 (m,): for each row of `after` the row of `before` with the same shape that needs no overlay, or NO_MATE.
    `scale`: official m2 per plane area unit, to judge plane residuals (1 in metres, some 1e10 in degrees).
    """
    same = np.nonzero(mates != NO_MATE)[0]
    found = [parts_of(COMMON, mates[same], same)]
    first_rows = np.array(sorted(before.ground.geometries), dtype=np.int64)
    second_rows = np.array(sorted(after.ground.geometries), dtype=np.int64)
    first = _geometries(before.ground, first_rows)
    second = _geometries(after.ground, second_rows)
    tolerance = _SOUND * CLOSURE_M2 / scale
    pieces = _pieces(before, first_rows, first, after, second_rows, second, tolerance, workers, progress)
    found.append(parts_of(COMMON, first_rows[pieces.first], second_rows[pieces.second], pieces.shapes))
    sides = (
        (first_rows, first, pieces.first, second, before, False),
        (second_rows, second, pieces.second, first, after, True),
    )
    for rows, shapes, used, others, year, is_after in sides:
        found.append(_uncovered(rows, shapes, used, pieces.shapes, others, is_after, scale))
        found.append(
            _one_year(OVERLAP, [row for row, _ in year.ground.lost], [f for _, f in year.ground.lost], is_after)
        )
        found.append(_one_year(INVALID, np.nonzero(~year.ground.usable)[0].tolist(), None, is_after))
    found += [_forgotten(before, join(found), is_after=False), _forgotten(after, join(found), is_after=True)]
    return join(found)


def _forgotten(year: Year, parts: Parts, is_after: bool) -> Parts:
    """Return ONLY parts for patches too small to leave a residual: every row has a part."""
    rows = parts.after if is_after else parts.before
    return _one_year(ONLY, np.setdiff1d(np.arange(len(year.shapes)), rows).tolist(), None, is_after)


def _geometries(ground: Ground, rows: np.ndarray) -> np.ndarray:
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [ground.geometries[row] for row in rows.tolist()]
    return shapes


def _one_year(
    kind: int,
    rows: Sequence[int],
    shapes: Sequence[object] | np.ndarray | None,
    is_after: bool,
    gaps: np.ndarray | None = None,
) -> Parts:
    none = [NONE] * len(rows)
    return parts_of(kind, none if is_after else rows, rows if is_after else none, shapes, gaps)


def _pieces(
    before: Year,
    first_rows: np.ndarray,
    first: np.ndarray,
    after: Year,
    second_rows: np.ndarray,
    second: np.ndarray,
    tolerance: float,
    workers: int,
    progress: Progress,
) -> Pieces:
    """Return the shared ground: exact splits and merges by signature, the rest by overlay."""
    plain_first = _untouched(before, first_rows)
    plain_second = _untouched(after, second_rows)
    a, b = np.nonzero(plain_first)[0], np.nonzero(plain_second)[0]
    tilings = find_tilings(
        [before.shapes[row] for row in first_rows[a]],
        first[a],
        [after.shapes[row] for row in second_rows[b]],
        second[b],
    )
    tiled_first, tiled_second = a[tilings.before], b[tilings.after]
    shapes = np.where(tilings.small_is_after, second[tiled_second], first[tiled_first])
    rest_first = np.setdiff1d(np.arange(len(first)), tiled_first)
    rest_second = np.setdiff1d(np.arange(len(second)), tiled_second)
    rest = overlay(first[rest_first], second[rest_second], workers, progress, tolerance)
    return Pieces(
        np.concatenate((tiled_first, rest_first[rest.first])),
        np.concatenate((tiled_second, rest_second[rest.second])),
        np.concatenate((shapes, rest.shapes)),
    )


def _untouched(year: Year, rows: np.ndarray) -> np.ndarray:
    """Return which rows still have the shape they came with, so that signatures of the stored bytes hold."""
    changed = {row for row, _ in year.ground.lost} | set(year.ground.repaired)
    return np.array([row not in changed for row in rows.tolist()], dtype=bool)


def _uncovered(
    rows: np.ndarray,
    shapes: np.ndarray,
    used: np.ndarray,
    pieces: np.ndarray,
    others: np.ndarray,
    is_after: bool,
    scale: float,
) -> Parts:
    """Return ONLY parts for ground the other year leaves bare, and UNACCOUNTED parts for what nothing explains."""
    residual = shapely.area(shapes) - np.bincount(used, weights=shapely.area(pieces), minlength=len(rows))
    open_rows = np.nonzero(np.abs(residual) * scale > CLOSURE_M2)[0]
    if not len(open_rows):
        return _one_year(ONLY, [], [], is_after)
    bare = _minus(shapes[open_rows], others)
    bare_area = shapely.area(bare)
    rest = (residual[open_rows] - bare_area) * scale
    shown = bare_area * scale > CLOSURE_M2
    perimeter = shapely.length(shapes[open_rows]) * np.sqrt(scale)
    gap = np.abs(rest) > np.maximum(CLOSURE_M2, ROUNDING_M2_PER_M * perimeter)
    return join(
        [
            _one_year(ONLY, rows[open_rows[shown]].tolist(), bare[shown], is_after),
            _one_year(UNACCOUNTED, rows[open_rows[gap]].tolist(), None, is_after, np.abs(rest[gap])),
        ]
    )


def _minus(shapes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return each shape without all the others that meet it."""
    result = shapes.copy()
    if not len(others):
        return result
    owner, other = shapely.STRtree(others).query(shapes, predicate="intersects")
    for index in np.unique(owner):
        cover = shapely.union_all(others[other[owner == index]])
        result[index] = shapely.difference(shapes[index], cover)
    return polygons_only(result)
