"""Polygon rings as flat coordinate arrays, straight from WKB: what the area formula and the edge chains work on."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
import shapely

from ..problems import LandGuardError

POLYGON, MULTIPOLYGON = 3, 6
_NO_GEOMETRY = -1


@dataclass(frozen=True)
class Rings:
    """The rings of `count` polygons or multipolygons.

    x, y    float64 (n,): coordinates of all rings, each closed (last point = first)
    start   int64 (r + 1,): ring k is x[start[k]:start[k + 1]]
    hole    bool (r,): the ring is an interior ring
    owner   int64 (r,): index of the feature the ring belongs to, ascending
    """

    x: np.ndarray
    y: np.ndarray
    start: np.ndarray
    hole: np.ndarray
    owner: np.ndarray
    count: int

    @property
    def ring_of_point(self) -> np.ndarray:
        """Return the ring index of every point, int64 (n,)."""
        return np.repeat(np.arange(len(self.hole)), np.diff(self.start))

    @property
    def last_points(self) -> np.ndarray:
        """Return the index of the closing point of every ring, int64 (r,)."""
        return self.start[1:] - 1


def from_wkb(shapes: Sequence[bytes]) -> Rings:
    """Return the rings of polygons given as WKB (ISO or EWKB, any byte order; Z and M are dropped).

    An empty polygon and b"" (no geometry) have no ring. Raises LandGuardError LG-GEO-001 for any other geometry type.
    """
    # The two layouts of nearly every survey patch are read without a loop over their parts.
    points = [
        shape[22:] if shape[:18] == _ONE_PART_ONE_RING else shape[13:] if shape[:9] == _ONE_RING else None
        for shape in shapes
    ]
    owner, hole = np.arange(len(shapes)), np.zeros(len(shapes), dtype=bool)
    if None in points:
        points, owner, hole = _with_parts(shapes, points)
    flat = np.frombuffer(b"".join(points), "<f8")  # type: ignore[arg-type]  # no None is left
    sizes = np.fromiter(map(len, points), np.int64, len(points)) // 16  # type: ignore[arg-type]
    return Rings(
        x=np.ascontiguousarray(flat[0::2]),
        y=np.ascontiguousarray(flat[1::2]),
        start=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        hole=hole,
        owner=owner,
        count=len(shapes),
    )


def _with_parts(
    shapes: Sequence[bytes], plain: Sequence[Optional[bytes]]
) -> tuple[list[Optional[bytes]], np.ndarray, np.ndarray]:
    """Return (points of every ring, its owner, whether it is a hole); `plain` holds the points of shapes with one ring."""
    points: list[Optional[bytes]] = []
    owners: list[int] = []
    holes: list[int] = []
    for index, ring in enumerate(plain):
        if ring is not None:
            points.append(ring)
            owners.append(index)
        elif shapes[index]:
            for block, hole in _read_parts(shapes[index]):
                if hole:
                    holes.append(len(points))
                points.append(block.astype("<f8").tobytes())
                owners.append(index)
    hole_marks = np.zeros(len(points), dtype=bool)
    hole_marks[holes] = True
    return points, np.array(owners, dtype=np.int64), hole_marks


def from_shapely(shapes: np.ndarray) -> Rings:
    """Return the rings of shapely polygons and multipolygons, object (n,); empty ones and None have none.

    Raises LandGuardError LG-GEO-001 for any other geometry type.
    """
    kinds = shapely.get_type_id(shapes)
    other = ~np.isin(kinds, (POLYGON, MULTIPOLYGON, _NO_GEOMETRY))
    if other.any():
        raise LandGuardError("LG-GEO-001", type=int(kinds[other][0]))
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    drawn = shapely.get_num_coordinates(rings) > 0
    rings, part = rings[drawn], part[drawn]
    points, ring = shapely.get_coordinates(rings, return_index=True)
    return Rings(
        x=np.ascontiguousarray(points[:, 0]),
        y=np.ascontiguousarray(points[:, 1]),
        start=np.searchsorted(ring, np.arange(len(rings) + 1)).astype(np.int64),
        hole=np.diff(part, prepend=-1) == 0,
        owner=owner[part].astype(np.int64),
        count=len(shapes),
    )


_ONE_RING = struct.pack("<BII", 1, POLYGON, 1)
_ONE_PART_ONE_RING = struct.pack("<BII", 1, MULTIPOLYGON, 1) + struct.pack("<BII", 1, POLYGON, 1)


def _read_parts(shape: bytes) -> Iterator[tuple[np.ndarray, bool]]:
    kind, _, order, position = _read_type(shape, 0)
    if kind == POLYGON:
        yield from _read_polygon(shape, 0)[0]
        return
    if kind != MULTIPOLYGON:
        raise LandGuardError("LG-GEO-001", type=kind)
    (parts,) = struct.unpack_from(order + "I", shape, position)
    position += 4
    for _ in range(parts):
        rings, position = _read_polygon(shape, position)
        yield from rings


def _read_polygon(shape: bytes, position: int) -> tuple[list[tuple[np.ndarray, bool]], int]:
    kind, dimensions, order, position = _read_type(shape, position)
    if kind != POLYGON:
        raise LandGuardError("LG-GEO-001", type=kind)
    (count,) = struct.unpack_from(order + "I", shape, position)
    position += 4
    rings = []
    for ring in range(count):
        (points,) = struct.unpack_from(order + "I", shape, position)
        position += 4
        values = np.frombuffer(shape, order + "f8", count=points * dimensions, offset=position)
        position += points * dimensions * 8
        if points:
            rings.append((values.reshape(-1, dimensions)[:, :2].astype(np.float64).ravel(), ring > 0))
    return rings, position


def _read_type(shape: bytes, position: int) -> tuple[int, int, str, int]:
    """Return (type, coordinates per point, byte order, next position), for ISO codes and for EWKB flags."""
    order = "<" if shape[position] == 1 else ">"
    (code,) = struct.unpack_from(order + "I", shape, position + 1)
    position += 5
    has_z, has_m = bool(code & 0x80000000), bool(code & 0x40000000)
    if code & 0x20000000:  # EWKB carries its SRID here
        position += 4
    code &= 0x0FFFFFFF
    family, kind = divmod(code, 1000)
    has_z, has_m = has_z or family in (1, 3), has_m or family in (2, 3)
    return kind, 2 + has_z + has_m, order, position
