"""The overlay of two partitions that share most of their edges: only the edges that differ are noded.

Edges common to both layers cross nothing (each layer is a partition), so noding them is waste, and noding is what an overlay
costs. Common edges are joined to arcs by their hashes; the others are noded by GEOS; arcs and noded lines bound the faces of the
overlay; a point inside each face tells its two patches. A patch whose faces do not add up to it is not trusted: the caller
overlays it pair by pair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from .signatures import edge_hashes, point_hashes
from .tracing import faces_between

NOBODY = -1
NO_EDGE = -1
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
class _Network:
    """Vertices and undirected edges of two layers' rings under common numbers; the first layer's points come first.

    points   float64 (p, 2): vertices, rings closed
    ring     int64 (p,): ring of each point
    vertex   int64 (p,): number of the vertex
    edge     int64 (p,): number of the undirected edge that starts there; NO_EDGE at the end of a ring and for a repeated vertex
    first    int64 (e,): the point where each edge is first walked
    common   bool (e,): the edge is walked in both layers
    counts   number of edges of each layer
    """

    points: np.ndarray
    ring: np.ndarray
    vertex: np.ndarray
    edge: np.ndarray
    first: np.ndarray
    common: np.ndarray
    counts: tuple[int, int]


def faces_of(first: np.ndarray, second: np.ndarray, tolerance: float) -> Faces | None:
    """Return the faces of the overlay of two sets of valid, disjoint polygons; None when they share too few edges.

    `tolerance`: plane area by which the faces of a row may miss its area, in all.
    """
    if not len(first) or not len(second):
        return None
    network = _network(first, second)
    shared = int(np.count_nonzero(network.common))
    if not shared or 2 * shared < WORTHWHILE * sum(network.counts):
        return None
    common, different = _arcs(network, _nodes(network))
    lines = [common]
    if len(different):
        lines.append(shapely.get_parts(shapely.union_all(different)))
    shapes = faces_between(np.concatenate(lines))
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


def _network(first: np.ndarray, second: np.ndarray) -> _Network:
    rings, owner = shapely.get_rings(np.concatenate([first, second]), return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    hashes = point_hashes(points[:, 0], points[:, 1])
    vertex = pd.factorize(hashes)[0]
    real = np.nonzero((ring[:-1] == ring[1:]) & (vertex[:-1] != vertex[1:]))[0]
    number, keys = pd.factorize(edge_hashes(hashes[real], hashes[real + 1]))
    edge = np.full(len(points), NO_EDGE, dtype=np.int64)
    edge[real] = number
    walked = np.empty(len(keys), dtype=np.int64)
    walked[number[::-1]] = real[::-1]
    begin = int(np.searchsorted(real, np.searchsorted(ring, np.searchsorted(owner, len(first)))))
    in_first, in_second = (np.bincount(part, minlength=len(keys)) > 0 for part in (number[:begin], number[begin:]))
    counts = int(np.count_nonzero(in_first)), int(np.count_nonzero(in_second))
    return _Network(points, ring, vertex, edge, walked, in_first & in_second, counts)


def _nodes(network: _Network) -> np.ndarray:
    """Return the vertices at which arcs end, bool (v,).

    These are the vertices where not exactly two edges meet, those where a common edge meets another one, and the starts of rings.
    """
    count = int(network.vertex.max()) + 1
    ends = np.concatenate([network.vertex[network.first], network.vertex[network.first + 1]])
    degree = np.bincount(ends, minlength=count)
    common = np.bincount(ends, weights=np.concatenate([network.common, network.common]), minlength=count)
    node = (degree != 2) | ((common != 0) & (common != degree))
    node[network.vertex[np.nonzero(np.diff(network.ring, prepend=-1))[0]]] = True
    return node


def _arcs(network: _Network, node: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (arcs of common edges, arcs of edges of one layer) as lines between nodes, each arc once."""
    ring, edge = network.ring, network.edge
    cut = node[network.vertex]
    cut[np.nonzero(np.diff(ring, append=ring[-1] + 1))[0]] = True
    begins = np.nonzero(cut)[0]
    ends = np.append(begins[1:], len(ring) - 1)
    real = (ring[begins] == ring[ends]) & (begins < ends)
    begins, ends = begins[real], ends[real]
    # An edge belongs to one arc, however often and from whichever side it is walked: its least edge names the arc.
    nameless = len(network.first)
    name = np.minimum.reduceat(np.where(edge == NO_EDGE, nameless, edge), _paired(begins, ends))[::2]
    name, once = np.unique(name, return_index=True)
    begins, ends = begins[once][name < nameless], ends[once][name < nameless]
    common = network.common[name[name < nameless]]
    points = network.points
    return _lines(points, begins[common], ends[common]), _lines(points, begins[~common], ends[~common])


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
