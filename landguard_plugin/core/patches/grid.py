"""Shapes on the grid of 0.1 mm: from drawn points to valid polygons, and their official areas.

Whatever a patch becomes passes through here, so that a vertex shared by two patches is the same number in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Union

import numpy as np
import shapely

from ..area.official import official_areas
from ..area.planes import Plane
from ..geometry.overlay import polygons_only
from ..problems import LandGuardError
from ..quantities import to_dm2_array
from .records import GRID_M

Point = tuple[float, float]
Polygonal = Union[shapely.Polygon, shapely.MultiPolygon]
_DECIMALS = 4


def on_grid(shape: Polygonal) -> Polygonal:
    """Return a polygon or multipolygon with every vertex on the grid, valid; lines and points it collapses to are dropped.

    Raises LandGuardError LG-DRW-001 for a shape that crosses itself and LG-DRW-004 when nothing is left of it.
    """
    refuse_crossing(shape)
    rounded = shapely.remove_repeated_points(shapely.transform(shape, lambda xy: np.round(xy, _DECIMALS)))
    if not shapely.is_valid(rounded) or shapely.is_empty(
        rounded
    ):  # a narrow neck closed: the grid decides what is left
        snapped = shapely.set_precision(shape, GRID_M)
        rounded = shapely.transform(snapped, lambda xy: np.round(xy, _DECIMALS))
    return refuse_empty(polygons_only(plain(np.array([rounded], dtype=object)))[0])


def plain(shapes: np.ndarray) -> np.ndarray:
    """Return shapes that carry no precision of their own: later overlays would take it over unseen."""
    return np.asarray(shapely.from_wkb(shapely.to_wkb(shapes)), dtype=object)


def polygon_of(points: Sequence[Point]) -> Polygonal:
    """Return the polygon drawn by points (the closing point may be left out), on the grid.

    Raises LandGuardError LG-DRW-002 for fewer than three different points, LG-DRW-001 where the border crosses itself.
    """
    ring = _steps(points)
    if len(ring) > 1 and (ring[0] == ring[-1]).all():
        ring = ring[:-1]
    if len(np.unique(ring, axis=0)) < 3:
        raise LandGuardError("LG-DRW-002", points=len(np.unique(ring, axis=0)))
    drawn = shapely.Polygon(ring)
    return on_grid(drawn if np.linalg.matrix_rank(ring - ring[0]) > 1 else shapely.Polygon())


def line_of(points: Sequence[Point]) -> shapely.LineString:
    """Return the line drawn by points, its vertices on the grid.

    Raises LandGuardError LG-DRW-003 for fewer than two different points, LG-DRW-001 for a line that crosses itself.
    """
    steps = _steps(points)
    if len(steps) < 2:
        raise LandGuardError("LG-DRW-003")
    line = shapely.LineString(steps)
    if not line.is_simple:
        where = _crossing_of_line(line)
        raise LandGuardError("LG-DRW-001", x=f"{where.x:.2f}", y=f"{where.y:.2f}")
    return line


def read_shape(wkb: bytes) -> Polygonal:
    """Return the polygon or multipolygon of WKB."""
    return shapely.from_wkb(wkb)


def write_shape(shape: Polygonal) -> bytes:
    """Return a shape as little-endian 2D WKB."""
    return bytes(shapely.to_wkb(shape, output_dimension=2, byte_order=1))


def refuse_crossing(shape: Polygonal) -> None:
    """Raise LandGuardError LG-DRW-001, saying where, when a shape is not valid."""
    if not shapely.is_valid(shape):
        where = shapely.is_valid_reason(shape).partition("[")[2].rstrip("]").split()
        x, y = (f"{float(value):.2f}" for value in where[:2]) if len(where) >= 2 else ("?", "?")
        raise LandGuardError("LG-DRW-001", x=x, y=y)


def refuse_empty(shape: Polygonal) -> Polygonal:
    """Return the shape. Raises LandGuardError LG-DRW-004 when it has no area."""
    if shape is None or shapely.is_empty(shape) or not shapely.area(shape) > 0:
        raise LandGuardError("LG-DRW-004")
    return shape


def official_m2(shapes: Sequence[Polygonal], plane: Plane) -> np.ndarray:
    """Return official areas in m2, float64 (n,), unrounded; an empty shape has 0."""
    if not len(shapes):
        return np.zeros(0)
    wkb = shapely.to_wkb(np.array(shapes, dtype=object), output_dimension=2, byte_order=1)
    return official_areas([bytes(shape) for shape in wkb], plane)


def official_dm2_of(shapes: Sequence[Polygonal], plane: Plane) -> np.ndarray:
    """Return official areas as integers of 0.01 m2, int64 (n,)."""
    return to_dm2_array(official_m2(shapes, plane))


def _steps(points: Sequence[Point]) -> np.ndarray:
    """Return the points on the grid without repetitions in a row, float64 (n, 2)."""
    array = np.round(np.asarray(points, dtype=np.float64).reshape(-1, 2), _DECIMALS)
    if not np.isfinite(array).all():
        raise LandGuardError("LG-GEO-002")
    moved = np.ones(len(array), dtype=bool)
    moved[1:] = (np.diff(array, axis=0) != 0).any(axis=1)
    return array[moved]


def _crossing_of_line(line: shapely.LineString) -> shapely.Point:
    """Return a point at which a line meets itself."""
    once = shapely.get_parts(shapely.node(line))
    ends = np.concatenate([shapely.get_coordinates(part)[[0, -1]] for part in once])
    points, count = np.unique(ends, axis=0, return_counts=True)
    return shapely.Point(points[np.argmax(count)])
