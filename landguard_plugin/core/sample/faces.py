"""From a labelling of mesh cells to polygons, and from straight mesh edges to naturally crooked ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from .mesh import GRID, Mesh


@dataclass(frozen=True)
class HalfEdges:
    """The borders of a labelling, followed ring by ring.

    edge, forward   the mesh edge of each step and whether it is walked from its first to its second vertex
    ring            the ring each step belongs to, ascending
    label           the label of each ring; the labelled ground lies on the left of every step
    """

    edge: np.ndarray
    forward: np.ndarray
    ring: np.ndarray
    label: np.ndarray


def borders(mesh: Mesh, labels: np.ndarray) -> HalfEdges:
    """Return the borders of a labelling, int64 (cells,), negative for cells that belong to nothing.

    Raises ValueError when a border passes a vertex twice: then the mesh has a vertex of more than three edges.
    """
    extended = np.append(labels, -1)  # OUTSIDE = -1 picks the last one
    left, right = extended[mesh.left], extended[mesh.right]
    differ = left != right
    ahead, back = np.nonzero(differ & (left >= 0))[0], np.nonzero(differ & (right >= 0))[0]
    edge = np.concatenate([ahead, back])
    forward = np.arange(len(edge)) < len(ahead)
    owner = np.concatenate([left[ahead], right[back]])
    start = np.where(forward, mesh.edges[edge, 0], mesh.edges[edge, 1])
    end = np.where(forward, mesh.edges[edge, 1], mesh.edges[edge, 0])
    key = owner * len(mesh.vertices) + start
    order = np.argsort(key, kind="stable")
    if (np.diff(key[order]) == 0).any():
        raise ValueError("a border passes a vertex twice")
    following = order[np.searchsorted(key[order], owner * len(mesh.vertices) + end)]
    walk, ring = _follow(following, order)
    ring_start = np.concatenate([[0], np.nonzero(np.diff(ring))[0] + 1]) if len(ring) else np.empty(0, dtype=np.int64)
    return HalfEdges(edge[walk], forward[walk], ring, owner[walk[ring_start]])


def _follow(following: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the steps in the order they are walked, and the number of the ring of each."""
    successor = following.tolist()
    seen = bytearray(len(successor))
    walk: list[int] = []
    ring: list[int] = []
    rings = 0
    for begin in order.tolist():
        if seen[begin]:
            continue
        step = begin
        while not seen[step]:
            seen[step] = 1
            walk.append(step)
            ring.append(rings)
            step = successor[step]
        rings += 1
    return np.array(walk, dtype=np.int64), np.array(ring, dtype=np.int64)


def polygons(mesh: Mesh, labels: np.ndarray) -> np.ndarray:
    """Return one shapely polygon for each label 0..m-1; every label must be used by one connected set of cells.

    Shells run counter-clockwise, holes clockwise. Raises ValueError when a label has no cell or several shells.
    """
    walk = borders(mesh, labels)
    coordinates, ring = _coordinates(mesh, walk)
    rings = shapely.linearrings(coordinates, indices=ring)
    shell = shapely.is_ccw(rings)
    wanted = int(labels.max()) + 1 if len(labels) else 0
    if not np.array_equal(np.sort(walk.label[shell]), np.arange(wanted)):
        raise ValueError("a label is not one connected set of cells")
    order = np.lexsort((~shell, walk.label))
    return shapely.polygons(rings[order], indices=walk.label[order])


def broken_cells(mesh: Mesh, inside: np.ndarray) -> np.ndarray:
    """Return the cells among those `inside`, bool (cells,), whose outline is no valid polygon, ascending."""
    walk = borders(mesh, np.where(inside, np.arange(mesh.count), -1))
    coordinates, ring = _coordinates(mesh, walk)
    rings = shapely.linearrings(coordinates, indices=ring)
    return np.unique(walk.label[~(shapely.is_ccw(rings) & shapely.is_valid(shapely.polygons(rings)))])


def _coordinates(mesh: Mesh, walk: HalfEdges) -> tuple[np.ndarray, np.ndarray]:
    """Return the points of all rings, closed, and the ring number of each point."""
    bends = mesh.first[walk.edge + 1] - mesh.first[walk.edge]
    size = bends + 1
    step = np.repeat(np.arange(len(size)), size)
    within = np.arange(len(step)) - np.repeat(np.cumsum(size) - size, size)
    start = np.where(walk.forward, mesh.edges[walk.edge, 0], mesh.edges[walk.edge, 1])
    bend = np.where(walk.forward[step], within - 1, bends[step] - within)
    points = mesh.vertices[start[step]]
    inner = within > 0
    points[inner] = mesh.bends[mesh.first[walk.edge[step[inner]]] + bend[inner]]
    ring = walk.ring[step]
    last = np.append(np.nonzero(np.diff(ring))[0], len(ring) - 1)
    first = np.concatenate([[0], last[:-1] + 1])
    closed = np.insert(np.arange(len(points)), last + 1, first)
    return points[closed], ring[closed]


def crooked(
    mesh: Mesh, spacing: float, straight: np.ndarray, generator: np.random.Generator, amplitude: float = 0.035
) -> Mesh:
    """Return the mesh with bends about every `spacing` metres on all edges but the `straight` ones, bool (e,)."""
    lengths = mesh.lengths
    count = np.where(straight, 0, np.floor(lengths / spacing)).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(count)])
    edge = np.repeat(np.arange(len(count)), count)
    part = (np.arange(len(edge)) - first[edge] + 1.0) / (count[edge] + 1.0)
    start, step = mesh.vertices[mesh.edges[:, 0]], np.diff(mesh.vertices[mesh.edges], axis=1)[:, 0]
    wave = np.clip(generator.normal(size=(len(count), 3)), -1.6, 1.6) * (1.0, 0.45, 0.2)
    shift = amplitude * (np.sin(np.pi * part[:, None] * (1, 2, 5)) * wave[edge]).sum(axis=1)
    normal = np.column_stack([-step[:, 1], step[:, 0]])
    bends = start[edge] + step[edge] * part[:, None] + normal[edge] * shift[:, None]
    return replace(mesh, bends=on_grid(bends), first=first)


def with_bends_of(mesh: Mesh, other: Mesh, edges: np.ndarray) -> Mesh:
    """Return the mesh with the bends of `other` on the edges marked, bool (e,); both have the same edges."""
    take = np.where(edges, 1, 0)
    counts = np.where(edges, np.diff(other.first), np.diff(mesh.first))
    first = np.concatenate([[0], np.cumsum(counts)])
    edge = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(edge)) - first[edge]
    bends = np.empty((len(edge), 2))
    for which, source in ((0, mesh), (1, other)):
        chosen = take[edge] == which
        bends[chosen] = source.bends[source.first[edge[chosen]] + within[chosen]]
    return replace(mesh, bends=bends, first=first)


def on_grid(points: np.ndarray) -> np.ndarray:
    """Return coordinates rounded to 0.1 mm."""
    return np.round(points, round(-np.log10(GRID)))
