"""A planar mesh whose edges are held once: cells around sites, any labelling of the cells gives an exact partition.

The mesh is the dual of a Delaunay triangulation: one vertex per triangle, one edge per pair of neighbouring sites. Three
edges meet in every vertex, so the border of a set of cells passes a vertex at most once, and rings can be followed without
a choice. Because two neighbours read the same edge, there is no gap and no overlap, whatever the coordinates; the only
thing left to check is that every face is a valid polygon.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

OUTSIDE = -1
GRID = 1e-4  # metres: survey coordinates are kept to 0.1 mm


@dataclass(frozen=True)
class Mesh:
    """Cells 0..count-1 and the edges between them.

    vertices   float64 (v, 2), metres
    edges      int64 (e, 2): vertex numbers, from and to
    left       int64 (e,): the cell on the left of the edge, OUTSIDE beyond the rim
    right      int64 (e,): the cell on its right
    bends      float64 (p, 2): points between the two vertices of an edge, in the direction of the edge
    first      int64 (e + 1,): bends of edge k are bends[first[k]:first[k + 1]]
    """

    count: int
    vertices: np.ndarray
    edges: np.ndarray
    left: np.ndarray
    right: np.ndarray
    bends: np.ndarray
    first: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        """Return the straight length of every edge in metres, float64 (e,)."""
        step = self.vertices[self.edges[:, 1]] - self.vertices[self.edges[:, 0]]
        return np.hypot(step[:, 0], step[:, 1])

    def neighbours(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return (edge, cell, cell) of every edge between two cells."""
        index = np.nonzero((self.left >= 0) & (self.right >= 0))[0]
        return index, self.left[index], self.right[index]

    def moved(self, vertices: np.ndarray) -> Mesh:
        """Return the mesh with its vertices elsewhere and without bends."""
        return replace(
            self, vertices=vertices, bends=np.empty((0, 2)), first=np.zeros(len(self.edges) + 1, dtype=np.int64)
        )


def triangulate(sites: np.ndarray) -> np.ndarray:
    """Return the Delaunay triangles of sites (n, 2) as int64 (t, 3), counter-clockwise."""
    collection = shapely.delaunay_triangles(shapely.multipoints(sites))
    corners = shapely.get_coordinates(shapely.get_parts(collection)).reshape(-1, 4, 2)[:, :3]
    keys = sites[:, 0] + 1j * sites[:, 1]
    order = np.argsort(keys)
    triangles = order[np.searchsorted(keys[order], corners[..., 0] + 1j * corners[..., 1])]
    a, b, c = (sites[triangles[:, k]] for k in range(3))
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    triangles[turn < 0] = triangles[turn < 0][:, ::-1]
    return triangles


def circumcentres(corners: np.ndarray) -> np.ndarray:
    """Return the circumcentres, float64 (t, 2), of triangles given by their corners, float64 (t, 3, 2)."""
    a, b, c = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    double = 2.0 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    bb, cc = (b * b).sum(axis=1), (c * c).sum(axis=1)
    offset = np.column_stack([c[:, 1] * bb - b[:, 1] * cc, b[:, 0] * cc - c[:, 0] * bb])
    return a + offset / double[:, None]


@dataclass(frozen=True)
class Dual:
    """A mesh with, for each of its vertices, the three sites around it, int64 (v, 3)."""

    mesh: Mesh
    around: np.ndarray


def dual(sites: np.ndarray, inside: np.ndarray) -> Dual:
    """Return the mesh of the sites (n, 2) marked `inside` (n,); cells keep the numbers of their sites.

    Sites outside only shape the rim: there must be enough of them to close the cell of every site inside.
    """
    triangles = triangulate(sites)
    number = np.tile(np.arange(len(triangles)), 3)
    start = triangles.T.ravel()
    end = np.roll(triangles, -1, axis=1).T.ravel()
    key, reverse = start * len(sites) + end, end * len(sites) + start
    order = np.argsort(key)
    position = np.minimum(np.searchsorted(key[order], reverse), len(order) - 1)
    twin = order[position]
    paired = (key[twin] == reverse) & (start < end) & (inside[start] | inside[end])
    # For a -> b with triangle t on its left: the edge from the right triangle to the left one has a on its left.
    edges = np.column_stack([number[twin[paired]], number[paired]])
    left, right = start[paired], end[paired]
    used, flat = np.unique(edges, return_inverse=True)
    around = triangles[used]
    mesh = Mesh(
        count=len(sites),
        vertices=circumcentres(sites[around]),
        edges=flat.reshape(-1, 2),
        left=np.where(inside[left], left, OUTSIDE),
        right=np.where(inside[right], right, OUTSIDE),
        bends=np.empty((0, 2)),
        first=np.zeros(len(edges) + 1, dtype=np.int64),
    )
    return Dual(mesh, around)


def components(count: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return, int64 (count,), the smallest member of the connected group of each of `count` things; a[k] joins b[k]."""
    root = np.arange(count)
    while True:
        low = np.minimum(root[a], root[b])
        before = root.copy()
        np.minimum.at(root, root[a], low)
        np.minimum.at(root, root[b], low)
        root = root[root]
        if np.array_equal(root, before):
            return root


def spread(mesh: Mesh, direction: np.ndarray, least: float, rounds: int = 60) -> np.ndarray:
    """Return vertices moved so that every edge is at least `least` metres long, as far as `rounds` get.

    `direction` float64 (e, 2): the unit vector along which a short edge is opened, from its first to its second vertex.
    """
    vertices = mesh.vertices.copy()
    start, end = mesh.edges[:, 0], mesh.edges[:, 1]
    for _ in range(rounds):
        step = vertices[end] - vertices[start]
        along = (step * direction).sum(axis=1)
        short = np.nonzero((np.hypot(step[:, 0], step[:, 1]) < least) | (along < 0.5 * least))[0]
        if not len(short):
            break
        push = 0.55 * np.maximum(least * 1.05 - along[short], 0.1 * least)[:, None] * direction[short]
        np.add.at(vertices, end[short], push)
        np.add.at(vertices, start[short], -push)
    return vertices


def across(mesh: Mesh, sites: np.ndarray, around: np.ndarray) -> np.ndarray:
    """Return the unit direction of every edge by its two sites, float64 (e, 2); also right for an edge of length zero."""
    shared = _shared_sites(around[mesh.edges[:, 0]], around[mesh.edges[:, 1]])
    step = sites[shared[:, 1]] - sites[shared[:, 0]]
    normal = np.column_stack([-step[:, 1], step[:, 0]]) / np.hypot(step[:, 0], step[:, 1])[:, None]
    # `left` lies left of the edge: the direction is the left normal of left -> right.
    known_left = np.where(mesh.left >= 0, mesh.left == shared[:, 0], mesh.right != shared[:, 0])
    return np.where(known_left[:, None], normal, -normal)


def _shared_sites(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the two sites that the triangles a[k] and b[k], int64 (e, 3), have in common, int64 (e, 2)."""
    common = (a[:, :, None] == b[:, None, :]).any(axis=2)
    order = np.argsort(~common, axis=1, kind="stable")
    return np.take_along_axis(a, order[:, :2], axis=1)
