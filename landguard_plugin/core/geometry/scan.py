"""One pass over the rings of a layer: edges, extents, certificates of validity, and official areas when wanted.

Coordinates are read chunk by chunk and forgotten; what stays is 8 bytes per point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..area import rings as ring_reader
from ..area.official import AreaMethod, feature_chunks, ring_areas
from ..area.planes import Plane
from ..area.rings import Rings
from ..memory import keep_freed_memory
from ..progress import Progress, stop_if_cancelled
from .signatures import edge_hashes, point_hashes, signed_ring_areas
from .validity import certainly_valid

FORWARD = np.uint64(1)
_POINT_BYTES = 16  # a point of WKB takes at least so much: two coordinates


@dataclass(frozen=True)
class Scan:
    """What one pass over the rings of n shapes tells.

    key      uint64, one per point: hash of the undirected edge that starts there, its last bit the direction walked (shells
             counter-clockwise, holes clockwise); 0 where no edge starts
    first    int64 (n + 1,): position of the first point of each shape
    boxes    float64 (n, 4): extent of each shape (inf for none)
    certain  bool (n,): the shape is certainly valid (geometry/validity)
    areas    float64 (n,): official areas in m2, unrounded; None when not asked for
    """

    key: np.ndarray
    first: np.ndarray
    boxes: np.ndarray
    certain: np.ndarray
    areas: np.ndarray | None

    def take(self, rows: np.ndarray) -> Scan:
        """Return the scan of some of the shapes (`rows` int64), in this order."""
        points = np.diff(self.first)[rows]
        first = np.concatenate(([0], np.cumsum(points)))
        positions = np.arange(first[-1]) + np.repeat(self.first[rows] - first[:-1], points)
        areas = None if self.areas is None else self.areas[rows]
        return Scan(self.key[positions], first, self.boxes[rows], self.certain[rows], areas)


@dataclass(frozen=True)
class Scanned:
    """Shapes, given as WKB, and their scan."""

    shapes: Sequence[bytes]
    scan: Scan


def scan_shapes(
    shapes: Sequence[bytes], progress: Progress, plane: Plane | None = None, method: AreaMethod | None = None
) -> Scan:
    """Return the scan of shapes given as WKB; with a plane and a method also their official areas.

    Raises LandGuardError LG-GEO-001 for shapes that are not polygons, LG-GEO-002 for coordinates that are not finite when
    areas are wanted.
    """
    keep_freed_memory()
    count = len(shapes)
    key = np.empty(sum(map(len, shapes)) // _POINT_BYTES, dtype=np.uint64)
    points = np.zeros(count, dtype=np.int64)
    boxes, certain = np.empty((count, 4)), np.zeros(count, dtype=bool)
    areas = np.zeros(count) if plane is not None and method is not None else None
    position = 0
    for begin, end in feature_chunks(shapes):
        stop_if_cancelled(progress)
        rings = ring_reader.from_wkb(shapes[begin:end])
        key[position : position + len(rings.x)] = edge_keys(rings)
        position += len(rings.x)
        points[begin:end] = np.bincount(rings.owner, weights=np.diff(rings.start), minlength=end - begin)
        boxes[begin:end] = extents(rings)
        certain[begin:end] = certainly_valid(rings)
        if areas is not None and plane is not None and method is not None:
            areas[begin:end] = ring_areas(rings, plane, method)
        progress.at(end / count)
    first = np.concatenate(([0], np.cumsum(points)))
    return Scan(key[:position], first, boxes, certain, areas)


def edge_keys(rings: Rings) -> np.ndarray:
    """Return for every point the key of the edge that starts there, uint64; 0 at a ring's end and for a repeated vertex."""
    points = point_hashes(rings.x, rings.y)
    key = np.zeros(len(points), dtype=np.uint64)
    if not len(points):
        return key
    here, following = points[:-1], points[1:]
    edge = edge_hashes(here, following)
    backward = here >= following
    turned = (signed_ring_areas(rings) < 0) != rings.hole
    if turned.any():
        backward ^= np.repeat(turned, np.diff(rings.start))[:-1]
    edge ^= backward
    edge[here == following] = 0
    key[:-1] = edge
    key[rings.last_points] = 0
    return key


def extents(rings: Rings) -> np.ndarray:
    """Return (west, south, east, north) of every feature, float64 (count, 4); inf and -inf where it has no ring."""
    result = np.empty((rings.count, 4))
    result[:, :2], result[:, 2:] = np.inf, -np.inf
    if not len(rings.hole):
        return result
    shells = np.nonzero(~rings.hole)[0]
    owner = rings.owner[shells]
    begin = np.nonzero(np.diff(owner, prepend=-1))[0]
    for column, values in ((0, rings.x), (1, rings.y)):
        lowest = np.minimum.reduceat(values, rings.start[:-1])[shells]
        highest = np.maximum.reduceat(values, rings.start[:-1])[shells]
        result[owner[begin], column] = np.minimum.reduceat(lowest, begin)
        result[owner[begin], column + 2] = np.maximum.reduceat(highest, begin)
    return result
