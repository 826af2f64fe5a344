"""Cutting and measuring parts by another layer: units, basic farmland, approved land.

A part inside one zone stays as it is; a part across borders is cut, and what no zone covers is a part of its own. Zones that
overlap are served in their order, so no ground counts twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from ..geometry.overlay import polygons_only
from ..progress import Progress, stop_if_cancelled
from .laying import CLOSURE_M2
from .parts import Parts

OUTSIDE = -1
_BLOCK = 4096

ShapeOf = Callable[[np.ndarray], np.ndarray]  # part positions -> shapely polygons (decodes whole patches)


@dataclass(frozen=True)
class Cut:
    """Parts after a cut: `origin` int64 (q,) is the part each comes from, `zone` int64 (q,) its zone or OUTSIDE.

    `shapes` is None where the whole part lies in one zone (or has no shape at all).
    """

    origin: np.ndarray
    zone: np.ndarray
    shapes: np.ndarray


def cut_by_zones(
    count: int, chosen: np.ndarray, shape_of: ShapeOf, zones: np.ndarray, scale: float, progress: Progress
) -> Cut:
    """Return `count` parts cut by zones, shapely polygons (z,) in the parts' plane.

    `chosen` int64: the parts to cut; the others pass whole with zone OUTSIDE. Order: by part, then zone, OUTSIDE last.
    """
    untouched = np.setdiff1d(np.arange(count), chosen)
    origin, zone, shapes = (
        [untouched],
        [np.full(len(untouched), OUTSIDE)],
        [np.full(len(untouched), None, dtype=object)],
    )
    for begin in range(0, len(chosen), _BLOCK):
        stop_if_cancelled(progress)
        block = chosen[begin : begin + _BLOCK]
        o, z, s = _cut_block(shape_of(block), zones, scale)
        origin.append(block[o])
        zone.append(z)
        shapes.append(s)
        progress.at((begin + len(block)) / len(chosen))
    all_origin, all_zone = np.concatenate(origin), np.concatenate(zone)
    order = np.lexsort((np.where(all_zone == OUTSIDE, np.iinfo(np.int64).max, all_zone), all_origin))
    return Cut(all_origin[order], all_zone[order], np.concatenate(shapes)[order])


def _cut_block(parts: np.ndarray, zones: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    inside = np.full(len(parts), OUTSIDE)
    tree = shapely.STRtree(parts)
    zone, part = tree.query(zones, predicate="covers") if len(zones) else (np.empty(0, int), np.empty(0, int))
    for z, p in zip(zone[::-1], part[::-1]):  # the first zone that covers a part owns it
        inside[p] = z
    crossing = np.nonzero((inside == OUTSIDE) & ~shapely.is_missing(parts))[0]
    origin, zones_of, shapes = [np.nonzero(inside != OUTSIDE)[0]], [inside[inside != OUTSIDE]], []
    shapes.append(np.full(len(origin[0]), None, dtype=object))
    zone, part = (
        shapely.STRtree(parts[crossing]).query(zones, predicate="intersects") if len(zones) else (zone[:0], part[:0])
    )
    for local, position in enumerate(crossing):
        pieces, owners = _cut_one(parts[position], zones, np.sort(zone[part == local]), scale)
        whole = len(pieces) == 1 and owners == [OUTSIDE]
        origin.append(np.full(len(pieces), position))
        zones_of.append(np.array(owners, dtype=np.int64))
        column = np.empty(len(pieces), dtype=object)
        column[:] = [None] if whole else pieces
        shapes.append(column)
    return np.concatenate(origin), np.concatenate(zones_of), np.concatenate(shapes)


def _cut_one(
    part: shapely.Geometry, zones: np.ndarray, candidates: np.ndarray, scale: float
) -> tuple[list[shapely.Geometry], list[int]]:
    pieces: list[shapely.Geometry] = []
    owners: list[int] = []
    rest = part
    for zone in candidates:
        piece, rest = (
            _polygons(shapely.intersection(rest, zones[zone])),
            _polygons(shapely.difference(rest, zones[zone])),
        )
        if piece.area * scale > CLOSURE_M2:
            pieces.append(piece)
            owners.append(int(zone))
        if rest.is_empty:
            break
    if rest.area * scale > CLOSURE_M2 or not pieces:
        pieces.append(rest if pieces else part)
        owners.append(OUTSIDE)
    return pieces, owners


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    return polygons_only(np.array([shape], dtype=object))[0]


@dataclass(frozen=True)
class Inside:
    """How much of each part lies in a layer: 0 none, 1 all, 2 the part in `shapes`."""

    state: np.ndarray
    shapes: dict[int, shapely.Geometry]


def inside_of(count: int, chosen: np.ndarray, shape_of: ShapeOf, layer: np.ndarray, progress: Progress) -> Inside:
    """Return for `count` parts how they lie in a layer of polygons; ground under two polygons of it counts once."""
    state = np.zeros(count, dtype=np.uint8)
    shapes: dict[int, shapely.Geometry] = {}
    for begin in range(0, len(chosen), _BLOCK):
        stop_if_cancelled(progress)
        block = chosen[begin : begin + _BLOCK]
        parts = shape_of(block)
        _, covered = shapely.STRtree(parts).query(layer, predicate="covers")
        state[block[covered]] = 1
        crossing = np.setdiff1d(np.nonzero(~shapely.is_missing(parts))[0], covered)
        owner, part = shapely.STRtree(parts[crossing]).query(layer, predicate="intersects")
        for local in np.unique(part):
            position = crossing[local]
            cover = layer[owner[part == local]]
            common = _polygons(
                shapely.intersection(parts[position], cover[0] if len(cover) == 1 else shapely.union_all(cover))
            )
            if common.area > 0:
                state[block[position]] = 2
                shapes[int(block[position])] = common
        progress.at((begin + len(block)) / len(chosen))
    return Inside(state, shapes)


def recut(parts: Parts, cut: Cut) -> Parts:
    """Return the parts as cut: a whole part keeps its shape, or its lack of one."""
    result = parts.take(cut.origin)
    whole = shapely.is_missing(cut.shapes)
    return result.with_shapes(np.where(whole, result.shapes, cut.shapes))
