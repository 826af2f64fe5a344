"""The overlay of two partitions that share most of their edges: only the edges that differ are noded.

Edges common to both layers cross nothing (each layer is a partition), so noding them is waste, and noding is what an overlay
costs. Common edges are joined to arcs by their hashes; the others are noded by GEOS; arcs and noded lines bound the faces of the
overlay; a point inside each face tells its two patches. A patch whose faces do not add up to it is not trusted: the caller
overlays it pair by pair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .signatures import edge_hashes, point_hashes

NOBODY = -1
#: with fewer common edges than this share, noding everything pair by pair in threads is the better way
WORTHWHILE = 0.6


@dataclass(frozen=True)
class Faces:
    """Faces of the overlay of two layers.

    shapes            object (k,): polygons
    first, second     int64 (k,): row of each layer that covers the face, NOBODY where none does
    sound_first       bool (n,): the faces of the row add up to its area, and so do those of the rows it shares faces with
    sound_second      bool (m,): likewise for the second layer
    """

    shapes: np.ndarray
    first: np.ndarray
    second: np.ndarray
    sound_first: np.ndarray
    sound_second: np.ndarray


@dataclass(frozen=True)
class _Edges:
    """The directed edges of a layer's rings, in ring order.

    points   float64 (p, 2): vertices, rings closed
    ring     int64 (p,): ring of each vertex
    hashes   uint64 (p,): of the vertices
    key      uint64 (p,): of the undirected edge that starts at the vertex; 0 at the end of a ring
    """

    points: np.ndarray
    ring: np.ndarray
    hashes: np.ndarray
    key: np.ndarray


def faces_of(first: np.ndarray, second: np.ndarray, tolerance: float) -> Faces | None:
    """Return the faces of the overlay of two sets of valid, disjoint polygons; None when they share too few edges.

    `tolerance`: plane area by which the faces of a row may miss its area, in all.
    """
    if not len(first) or not len(second):
        return None
    a, b = _edges(first), _edges(second)
    every_a, every_b = _Undirected(a), _Undirected(b)
    common_a, common_b = _member(every_a.key, every_b.key), _member(every_b.key, every_a.key)
    if not common_a.any() or 2 * np.count_nonzero(common_a) < WORTHWHILE * (len(common_a) + len(common_b)):
        return None
    in_a, in_b = every_a.spread(common_a), every_b.spread(common_b)
    nodes = _nodes(a, b, every_a, every_b, common_a, common_b)
    shared, own_a = _arcs(a, in_a, nodes)
    _, own_b = _arcs(b, in_b, nodes, skip_shared=True)
    different = np.concatenate([own_a, own_b])
    lines = [shared]
    if len(different):
        lines.append(shapely.get_parts(shapely.union_all(different)))
    shapes = shapely.get_parts(shapely.polygonize(np.concatenate(lines)))
    points = shapely.STRtree(shapely.point_on_surface(shapes))
    row_a, row_b = _owner(points, first, len(shapes)), _owner(points, second, len(shapes))
    areas = shapely.area(shapes)
    sound_a = _adds_up(row_a, areas, shapely.area(first), tolerance)
    sound_b = _adds_up(row_b, areas, shapely.area(second), tolerance)
    return Faces(shapes, row_a, row_b, *_apart_from_doubt(row_a, row_b, sound_a, sound_b))


def _apart_from_doubt(
    row_a: np.ndarray, row_b: np.ndarray, sound_a: np.ndarray, sound_b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows are sound and share no face with a row that is not: a line not noded spoils the faces on both its sides."""
    covered = (row_a != NOBODY) & (row_b != NOBODY)
    a, b = row_a[covered], row_b[covered]
    apart_a, apart_b = sound_a.copy(), sound_b.copy()
    apart_a[a[~sound_b[b]]] = False
    apart_b[b[~sound_a[a]]] = False
    return apart_a, apart_b


def _edges(shapes: np.ndarray) -> _Edges:
    rings = shapely.get_rings(shapes)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    hashes = point_hashes(points[:, 0], points[:, 1])
    key = np.zeros(len(points), dtype=np.uint64)
    key[:-1] = edge_hashes(hashes[:-1], hashes[1:])
    key[:-1][(ring[:-1] != ring[1:]) | (hashes[:-1] == hashes[1:])] = 0
    return _Edges(points, ring, hashes, key)


def _member(values: np.ndarray, ordered: np.ndarray) -> np.ndarray:
    """Return which values stand in an ordered array."""
    place = np.minimum(np.searchsorted(ordered, values), max(len(ordered) - 1, 0))
    return ordered[place] == values if len(ordered) else np.zeros(len(values), dtype=bool)


class _Undirected:
    """The undirected edges of a layer, each once: its key, ascending, and the vertex where a ring walks it."""

    def __init__(self, layer: _Edges) -> None:
        self._real = np.nonzero(layer.key)[0]
        self.key, first, self._inverse = np.unique(layer.key[self._real], return_index=True, return_inverse=True)
        self.vertex = self._real[first]
        self._count = len(layer.key)

    def spread(self, marks: np.ndarray) -> np.ndarray:
        """Return a mark of every undirected edge for every vertex where it starts; False where no edge does."""
        result = np.zeros(self._count, dtype=bool)
        result[self._real] = marks[self._inverse]
        return result


def _nodes(
    a: _Edges,
    b: _Edges,
    every_a: _Undirected,
    every_b: _Undirected,
    common_a: np.ndarray,
    common_b: np.ndarray,
) -> np.ndarray:
    """Return the sorted hashes of the vertices at which arcs end.

    These are the vertices where not exactly two edges meet, those where a common edge meets another one, and the starts of rings.
    """
    own_b = every_b.vertex[~common_b]
    ends = (
        a.hashes[every_a.vertex],
        a.hashes[every_a.vertex + 1],
        b.hashes[own_b],
        b.hashes[own_b + 1],
    )
    differs = np.concatenate([~common_a, ~common_a, np.ones(2 * len(own_b), dtype=bool)])
    unique, inverse = np.unique(np.concatenate(ends), return_inverse=True)
    degree = np.bincount(inverse)
    own = np.bincount(inverse, weights=differs)
    found = unique[(degree != 2) | ((own != 0) & (own != degree))]
    starts = [layer.hashes[np.nonzero(np.diff(layer.ring, prepend=-1))[0]] for layer in (a, b)]
    return np.unique(np.concatenate([found, *starts]))


def _arcs(
    layer: _Edges, shared: np.ndarray, nodes: np.ndarray, skip_shared: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Return (arcs of common edges, arcs of the layer's own edges) as lines, each arc once."""
    cut = _member(layer.hashes, nodes)
    last = np.nonzero(np.diff(layer.ring, append=layer.ring[-1] + 1))[0]
    cut[last] = True
    begins = np.nonzero(cut)[0]
    ends = np.append(begins[1:], len(layer.key) - 1)
    real = layer.ring[begins] == layer.ring[ends]
    begins, ends = begins[real & (begins < ends)], ends[real & (begins < ends)]
    if not len(begins):
        empty = np.empty(0, dtype=object)
        return empty, empty
    label = np.minimum.reduceat(np.where(layer.key == 0, np.uint64(2**64 - 1), layer.key), _paired(begins, ends))[::2]
    _, once = np.unique(label, return_index=True)
    begins, ends = begins[once], ends[once]
    common = shared[begins]
    made = [np.empty(0, dtype=object) if skip_shared else _lines(layer.points, begins[common], ends[common])]
    made.append(_lines(layer.points, begins[~common], ends[~common]))
    return made[0], made[1]


def _paired(begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    return np.column_stack([begins, ends]).ravel()


def _lines(points: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the lines through points[begin..end], end included."""
    lengths = ends - begins + 1
    if not len(lengths):
        return np.empty(0, dtype=object)
    starts = np.cumsum(lengths) - lengths
    owner = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(int(lengths.sum())) - starts[owner] + begins[owner]
    return shapely.linestrings(points[place], indices=owner)


def _owner(points: shapely.STRtree, shapes: np.ndarray, count: int) -> np.ndarray:
    """Return the shape that contains each point, NOBODY where none does."""
    row, point = points.query(shapes, predicate="contains")
    owner = np.full(count, NOBODY, dtype=np.int64)
    owner[point] = row
    return owner


def _adds_up(owner: np.ndarray, areas: np.ndarray, whole: np.ndarray, tolerance: float) -> np.ndarray:
    here = owner != NOBODY
    sums = np.bincount(owner[here], weights=areas[here], minlength=len(whole))
    return np.abs(sums - whole) <= tolerance
