"""Changing the border of one patch: along a line, by a hole, vertex by vertex; and strips of a measured width."""

from __future__ import annotations

import math

import numpy as np
import shapely

from ..problems import LandGuardError
from .dividing import faces_of, joined
from .grid import Point, Polygonal, on_grid, refuse_crossing, refuse_empty
from .records import GRID_M

_MITRE_LIMIT = 3.0
_WIDEST_STRIP_M = 15.0  # roads and ditches; what is wider is no strip


def reshape(shape: Polygonal, line: shapely.LineString) -> Polygonal:
    """Return a shape whose border follows a line between the places where the line meets it.

    What the line cuts off the ground, a hole or the outside changes sides; of each the largest piece stays what it was.
    Raises LandGuardError LG-DRW-005 when the line does not meet the border twice.
    """
    shape = on_grid(shape)
    faces = faces_of(shape, [line])
    region, inside = _regions(faces, shape)
    new = inside.copy()
    with np.errstate(invalid="ignore"):  # GEOS leaves the processor's flag behind; its results are finite
        common = shapely.intersection(shapely.boundary(faces), shape.boundary, grid_size=GRID_M)
    at_border = shapely.length(common) > 0
    size = shapely.area(faces)
    for number in np.unique(region):
        members = np.nonzero(region == number)[0]
        if number >= 0:  # ground or a hole: its largest piece stays; the outside itself is no face
            members = members[members != members[np.argmax(size[members])]]
        turned = members[at_border[members]]
        new[turned] = ~inside[turned]
    if (new == inside).all():
        raise LandGuardError("LG-DRW-005")
    return refuse_empty(on_grid(joined(faces[new])))


def cut_hole(shape: Polygonal, ring: Polygonal) -> Polygonal:
    """Return a shape without the ground of a ring drawn inside it.

    Raises LandGuardError LG-DRW-006 when the ring reaches over the border and LG-DRW-004 when nothing would be left.
    """
    shape = on_grid(shape)
    if not shape.covers(ring):
        raise LandGuardError("LG-DRW-006")
    return on_grid(shapely.difference(shape, ring, grid_size=GRID_M))


def move_vertex(shape: Polygonal, vertex: Point, to: Point) -> Polygonal:
    """Return a shape with a vertex (all vertices at this point) moved.

    Raises LandGuardError LG-DRW-007 when there is none, LG-DRW-001 when the border would cross itself.
    """
    coordinates = shapely.get_coordinates(shape)
    here = _at(coordinates, vertex)
    coordinates[here] = np.round(to, 4)
    moved = shapely.set_coordinates(shapely.from_wkb(shapely.to_wkb(shape)), coordinates)
    return on_grid(moved)


def insert_vertex(shape: Polygonal, near: Point, point: Point) -> Polygonal:
    """Return a shape with a new vertex at `point`, on the edge that is nearest to `near`."""
    rings = _rings(shape)
    distances = [
        [shapely.LineString(ring[k : k + 2]).distance(shapely.Point(near)) for k in range(len(ring) - 1)]
        for ring in rings
    ]
    ring = min(range(len(rings)), key=lambda index: min(distances[index]))
    edge = int(np.argmin(distances[ring]))
    rings[ring] = np.insert(rings[ring], edge + 1, np.round(point, 4), axis=0)
    return _with_rings(shape, rings)


def delete_vertex(shape: Polygonal, vertex: Point) -> Polygonal:
    """Return a shape without a vertex. Raises LandGuardError LG-DRW-007 when there is none, LG-DRW-002 at the last three."""
    rings = _rings(shape)
    _at(np.concatenate(rings), vertex)
    for index, ring in enumerate(rings):
        kept = ring[:-1][~(np.abs(ring[:-1] - vertex) < GRID_M / 2).all(axis=1)]
        if len(kept) == len(ring) - 1:
            continue
        if len(kept) < 3:
            raise LandGuardError("LG-DRW-002", points=len(kept))
        rings[index] = np.concatenate([kept, kept[:1]])
    return _with_rings(shape, rings)


def strip(centre: shapely.LineString, width: float) -> Polygonal:
    """Return the strip of a width in metres along a centre line, square at its ends, with sharp corners.

    Raises LandGuardError LG-DRW-008 for a width that is not positive.
    """
    if not (math.isfinite(width) and width > 0):
        raise LandGuardError("LG-DRW-008", width=str(width))
    around = shapely.buffer(
        centre, width / 2, cap_style="flat", join_style="mitre", mitre_limit=_MITRE_LIMIT, single_sided=False
    )
    return on_grid(around)


def mean_width(shape: Polygonal) -> float | None:
    """Return the width in metres of the strip with this area and perimeter; None for what is no strip (or too wide)."""
    area, perimeter = shapely.area(shape), shapely.length(shape)
    rest = perimeter * perimeter - 16 * area
    if rest <= 0 or area <= 0:
        return None
    width = (perimeter - math.sqrt(rest)) / 4
    return width if width <= _WIDEST_STRIP_M and area / width > 4 * width else None  # length at least four widths


def _regions(faces: np.ndarray, shape: Polygonal) -> tuple[np.ndarray, np.ndarray]:
    """Return for each face the number of the ground part or hole it lies in (-1: outside), and whether it is ground."""
    parts = shapely.get_parts(shape)
    holes = [shapely.Polygon(ring) for part in parts for ring in part.interiors]
    inner = shapely.point_on_surface(faces)
    region, inside = np.full(len(faces), -1), np.zeros(len(faces), dtype=bool)
    for number, hole in enumerate(holes):
        region[shapely.within(inner, hole)] = len(parts) + number
    for number, part in enumerate(parts):  # last: an island in a hole is ground
        here = shapely.within(inner, part)
        region[here], inside[here] = number, True
    return region, inside


def _at(coordinates: np.ndarray, vertex: Point) -> np.ndarray:
    here = (np.abs(coordinates - vertex) < GRID_M / 2).all(axis=1)
    if not here.any():
        raise LandGuardError("LG-DRW-007", x=f"{vertex[0]:.2f}", y=f"{vertex[1]:.2f}")
    return here


def _rings(shape: Polygonal) -> list[np.ndarray]:
    return [
        shapely.get_coordinates(ring) for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)
    ]


def _with_rings(shape: Polygonal, rings: list[np.ndarray]) -> Polygonal:
    """Return a shape built like `shape` from other rings, on the grid."""
    parts, position = [], 0
    for part in shapely.get_parts(shape):
        count = 1 + len(part.interiors)
        shell, *holes = rings[position : position + count]
        parts.append(shapely.Polygon(shell, holes))
        position += count
    built = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    refuse_crossing(built)
    return on_grid(built)
