"""Shapes of patches as the store keeps them: WKB that is checked on the way in and comes out with the very same bytes."""

from __future__ import annotations

import struct

import numpy as np

from ...core.patches.records import GRID_M

Box = tuple[float, float, float, float]

_POLYGON, _MULTI = struct.pack("<BI", 1, 3), struct.pack("<BI", 1, 6)
_ONE_PART = _MULTI + struct.pack("<I", 1)
_HEADER = struct.Struct("<2sBBi4d")
_PER_METRE = round(1 / GRID_M)


def box_of(shape: bytes) -> Box:
    """Return (xmin, ymin, xmax, ymax) of a 2D little-endian Polygon or MultiPolygon.

    Raises ValueError with a reason word: form, empty, ring, finite, grid. Whether it is valid is the caller's business.
    """
    try:
        rings = _rings(shape)
    except (struct.error, ValueError) as error:
        raise ValueError("form") from error
    if not rings:
        raise ValueError("empty")
    for ring in rings:
        if len(ring) < 4 or ring[0].tobytes() != ring[-1].tobytes():
            raise ValueError("ring")
    points = np.concatenate(rings)
    if not np.isfinite(points).all():
        raise ValueError("finite")
    if not np.array_equal(np.rint(points * _PER_METRE) / _PER_METRE, points):
        raise ValueError("grid")
    (xmin, ymin), (xmax, ymax) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return xmin, ymin, xmax, ymax


def _rings(shape: bytes) -> list[np.ndarray]:
    if shape[:5] == _POLYGON:
        rings, end = _polygon(shape, 0)
    elif shape[:5] == _MULTI:
        (parts,), end, rings = struct.unpack_from("<I", shape, 5), 9, []
        for _ in range(parts):
            part, end = _polygon(shape, end)
            rings += part
    else:
        raise ValueError(shape[:5])
    if end != len(shape):
        raise ValueError(end)
    return rings


def _polygon(shape: bytes, at: int) -> tuple[list[np.ndarray], int]:
    if shape[at : at + 5] != _POLYGON:
        raise ValueError(at)
    (count,), at, rings = struct.unpack_from("<I", shape, at + 5), at + 9, []
    if not count:
        raise ValueError("no shell")
    for _ in range(count):
        (points,) = struct.unpack_from("<I", shape, at)
        rings.append(np.frombuffer(shape, dtype="<f8", count=2 * points, offset=at + 4).reshape(points, 2))
        at += 4 + 16 * points
    return rings, at


def is_single(shape: bytes) -> bool:
    """Return whether a shape is a Polygon, which the table holds as a MultiPolygon of one part."""
    return shape[:5] == _POLYGON


def blob_of(shape: bytes, box: Box, srs_id: int) -> bytes:
    """Return the GeoPackage geometry of a shape: header, envelope, MultiPolygon."""
    xmin, ymin, xmax, ymax = box
    header = _HEADER.pack(b"GP", 0, 3, srs_id, xmin, xmax, ymin, ymax)
    return header + (_ONE_PART + shape if is_single(shape) else shape)


def shape_of(blob: bytes, single: bool) -> bytes:
    """Return the shape that `blob_of` was given."""
    return blob[_HEADER.size + (len(_ONE_PART) if single else 0) :]


def box_in(blob: bytes) -> Box:
    """Return (xmin, ymin, xmax, ymax) from the envelope of a geometry that `blob_of` made. Raises ValueError for another."""
    try:
        xmin, xmax, ymin, ymax = _HEADER.unpack_from(blob)[4:]
    except struct.error as error:
        raise ValueError("form") from error
    return xmin, ymin, xmax, ymax


def meet(one: Box, other: Box) -> bool:
    """Return whether two boxes share a point."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
