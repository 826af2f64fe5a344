"""Proof that the patches of a layer cover their ground once: overlaps and gaps, without intersecting neighbours.

Walk every ring in its proper direction (shells counter-clockwise, holes clockwise). An edge that two patches share is walked
once each way and cancels; what is left over are the outer boundary and the edges around overlaps, gaps and unshared vertices.
How many patches cover a place is the same all over a face of those leftover edges (the winding number of the sum of the
rings), so one look into each face proves the whole layer. Only patches that meet a face covered twice are intersected.

Edges are recognised by 64-bit hashes; two different edges are taken for one with a chance of about 1 in 10^12 per pair.
The rings must be valid, each by itself: the caller checks that first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..area import rings as ring_reader
from ..aside import run_aside
from ..geometry.cancelling import turned, uncancelled, walked_again
from ..geometry.overlay import in_threads, polygons_only, slices_of_weight
from ..geometry.scan import FORWARD, Scan, Scanned, scan_shapes
from ..geometry.signatures import point_hashes
from ..progress import Progress, Stretch

#: beyond this share of edges that do not cancel, the layer is no coverage and is intersected pair by pair
_MESSY = 0.2
_MANY = 20_000
_TIGHT = 1e-3  # of the root of a face's area: a point closer to the edge may lie in a spike
_FEW = 200  # so many faces are compared with every box directly


@dataclass(frozen=True)
class Leftover:
    """Edges that do not cancel: undirected key, how often the edge is left over (signed), and its end points (k, 2, 2)."""

    key: np.ndarray
    net: np.ndarray
    ends: np.ndarray


@dataclass(frozen=True)
class Coverage:
    """How the rows of a layer cover their ground.

    overlaps   (polygon, (row, row)): ground two rows share, for every such pair
    gaps       polygons no row covers, enclosed by rows
    leftover   the edges that no neighbour shares (outer boundary included)
    edges      number of edges in all
    """

    overlaps: list[tuple[shapely.Polygon, tuple[int, ...]]]
    gaps: list[shapely.Polygon]
    leftover: Leftover
    edges: int

    @property
    def is_partition(self) -> bool:
        """Return whether no ground is covered twice."""
        return not self.overlaps

    @property
    def residual(self) -> int:
        """Return the number of edges that no neighbour shares."""
        return len(self.leftover.key)


_NOTHING = Leftover(np.empty(0, np.uint64), np.empty(0), np.empty((0, 2, 2)))


def prove_cover(
    shapes: Sequence[bytes],
    rows: np.ndarray,
    smallest: float,
    workers: int,
    progress: Progress,
    mended: Mapping[int, shapely.Geometry] | None = None,
    scan: Scan | None = None,
) -> Coverage:
    """Return how some rows of a layer cover their ground.

    `rows` int64: the rows with valid shapes; `smallest`: faces up to this plane area are rounding of coordinates; `mended`:
    row -> valid polygon that stands for the row's own shape; `scan`: of all shapes, if there is one already.
    """
    shapes_used = _Shapes(shapes, rows, mended or {})
    if not len(rows):
        return Coverage([], [], _NOTHING, 0)
    if scan is not None and not mended and len(rows) == len(shapes):
        edges = scan
    else:
        edges = scan_shapes(shapes_used.wkb(0, len(rows)), Stretch(progress, 0.0, 0.5))
    kept, net = uncancelled(edges.key, progress)
    leftover = Leftover(edges.key[kept] | FORWARD, net, _ends_of(shapes_used, edges, kept))
    count = int(np.count_nonzero(edges.key))
    return _judge(shapes_used, edges.boxes, leftover, count, smallest, workers, Stretch(progress, 0.5, 1.0))


def prove_successor(
    earlier: Coverage,
    gone: Scanned,
    come: Scanned,
    shapes: Sequence[bytes],
    boxes: np.ndarray,
    smallest: float,
    workers: int,
    progress: Progress,
) -> Coverage:
    """Return how a later layer covers its ground, from what is known of an earlier one.

    The later layer is the earlier one without the shapes `gone` and with the shapes `come`; all its shapes are valid. Its
    leftover edges are those of the earlier layer, less the edges of `gone`, plus those of `come`: only these are looked at.
    `boxes` float64 (m, 4): the extents of the later layer's shapes.
    """
    less, more = gone.scan.key, come.scan.key
    known, which = walked_again(earlier.leftover.key, earlier.leftover.net)
    keys = np.concatenate([known, turned(less), more])
    positions, net = uncancelled(keys, progress)
    still, old, new = np.split(positions, np.searchsorted(positions, [len(known), len(known) + len(less)]))
    ends = [earlier.leftover.ends[which[still]]]
    for own, walked in ((old - len(known), gone), (new - len(known) - len(less), come)):
        chosen = _Shapes(walked.shapes, np.arange(len(walked.shapes), dtype=np.int64), {})
        ends.append(_ends_of(chosen, walked.scan, own))
    leftover = Leftover(keys[positions] | FORWARD, net, np.concatenate(ends))
    count = earlier.edges - int(np.count_nonzero(less)) + int(np.count_nonzero(more))
    every = _Shapes(shapes, np.arange(len(shapes), dtype=np.int64), {})
    return _judge(every, boxes, leftover, count, smallest, workers, progress)


def prove_ground(
    coverage: Coverage,
    shapes: Sequence[bytes],
    boxes: np.ndarray,
    ground: Sequence[bytes],
    smallest: float,
    progress: Progress,
) -> tuple[list[shapely.Polygon], list[shapely.Polygon]]:
    """Return (bare, beyond): ground that no shape covers, and what shapes cover outside the ground; polygons.

    `coverage` is that of the shapes, `boxes` their extents; `ground` are valid polygons that do not overlap. Where both have
    the same vertices their edges cancel: only the rest is looked at. Gaps that the shapes enclose are bare, too.
    """
    own = scan_shapes(ground, Stretch(progress, 0.0, 0.2))
    known, which = walked_again(coverage.leftover.key, coverage.leftover.net)
    ends = np.concatenate([coverage.leftover.ends[which], _every_end(ground, own)])
    positions, _ = uncancelled(np.concatenate([known, turned(own.key)]), progress)
    faces = _faces(ends[positions], smallest)
    covers = _covers_at(faces, _Shapes(shapes, np.arange(len(shapes), dtype=np.int64), {}), boxes)
    grounds = _covers_at(faces, _Shapes(ground, np.arange(len(ground), dtype=np.int64), {}), own.boxes)
    progress.at(1.0)
    return list(faces[(covers == 0) & (grounds > 0)]), list(faces[(covers > 0) & (grounds == 0)])


def _judge(
    shapes: _Shapes,
    boxes: np.ndarray,
    leftover: Leftover,
    count: int,
    smallest: float,
    workers: int,
    progress: Progress,
) -> Coverage:
    """Return the coverage that leftover edges tell of."""
    if len(leftover.key) > max(_MANY, _MESSY * count):
        overlaps = _pairwise(shapes, np.arange(len(shapes.rows)), smallest, workers, progress)
        return Coverage(overlaps, run_aside(lambda: _holes(shapes, smallest), progress), leftover, count)
    faces = run_aside(lambda: _faces(leftover.ends, smallest), progress)
    covers = run_aside(lambda: _covers_at(faces, shapes, boxes), progress)
    gaps = [face for face, cover in zip(faces, covers) if cover == 0]
    suspects = _rows_meeting(faces[covers > 1], boxes)
    return Coverage(_pairwise(shapes, suspects, smallest, workers, progress), gaps, leftover, count)


class _Shapes:
    """The shapes of the chosen rows, by position: as WKB, or decoded when asked."""

    def __init__(self, shapes: Sequence[bytes], rows: np.ndarray, mended: Mapping[int, shapely.Geometry]) -> None:
        self._shapes, self.rows, self._mended = shapes, rows, mended

    def wkb(self, begin: int, end: int) -> list[bytes]:
        return [self._one(row) for row in self.rows[begin:end].tolist()]

    def _one(self, row: int) -> bytes:
        return bytes(shapely.to_wkb(self._mended[row])) if row in self._mended else self._shapes[row]

    def decode(self, positions: np.ndarray) -> np.ndarray:
        return shapely.from_wkb([self._one(row) for row in self.rows[positions].tolist()])


def _ends_of(shapes: _Shapes, edges: Scan, kept: np.ndarray) -> np.ndarray:
    """Return the end points of edges by their positions, float64 (k, 2, 2); only the rows they belong to are read again."""
    rows = np.searchsorted(edges.first, kept, side="right") - 1
    ends = np.empty((len(kept), 2, 2))
    for row in np.unique(rows).tolist():
        rings = ring_reader.from_wkb(shapes.wkb(row, row + 1))
        mine = slice(*np.searchsorted(rows, (row, row + 1)))
        local = kept[mine] - edges.first[row]
        ends[mine, 0, 0], ends[mine, 0, 1] = rings.x[local], rings.y[local]
        ends[mine, 1, 0], ends[mine, 1, 1] = rings.x[local + 1], rings.y[local + 1]
    return ends


def _every_end(shapes: Sequence[bytes], scan: Scan) -> np.ndarray:
    """Return the end points of every edge of some shapes, float64 (points, 2, 2), by position."""
    rings = ring_reader.from_wkb(shapes)
    points = np.column_stack([rings.x, rings.y])
    following = np.minimum(np.arange(len(points)) + 1, max(len(points) - 1, 0))
    return np.stack([points, points[following]], axis=1) if len(points) else np.empty((len(scan.key), 2, 2))


def _faces(ends: np.ndarray, smallest: float) -> np.ndarray:
    """Return the faces of the leftover edges, polygons larger than `smallest`.

    Edges are joined to lines first; lines that meet in their ends only (an outer boundary, a loop around a gap) need no noding.
    """
    if not len(ends):
        return np.empty(0, dtype=object)
    lines = shapely.line_merge(shapely.multilinestrings(_runs(ends)))
    if not shapely.is_simple(lines):
        # Snap rounding far below any real face: a vertex that misses its neighbour's edge by the last digit leaves no spike.
        lines = shapely.union_all(lines, grid_size=1e-4 * np.sqrt(smallest))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return faces[shapely.area(faces) > smallest]


def _runs(ends: np.ndarray) -> np.ndarray:
    """Return edges that follow each other, as lines; a line ends where not exactly two edges meet."""
    hashes = point_hashes(ends[..., 0].ravel(), ends[..., 1].ravel())
    _, inverse, degree = np.unique(hashes, return_inverse=True, return_counts=True)
    fork = (degree != 2)[inverse].reshape(-1, 2)
    begins = np.ones(len(ends), dtype=bool)
    begins[1:] = (ends[1:, 0] != ends[:-1, 1]).any(axis=1) | fork[1:, 0]
    line = np.cumsum(begins) - 1
    lasts = np.append(np.nonzero(begins)[0][1:] - 1, len(ends) - 1)
    points = np.empty((len(ends) + len(lasts), 2))
    points[np.arange(len(ends)) + line] = ends[:, 0]
    points[lasts + line[lasts] + 1] = ends[lasts, 1]
    owner = np.empty(len(points), dtype=np.int64)
    owner[np.arange(len(ends)) + line] = line
    owner[lasts + line[lasts] + 1] = line[lasts]
    return shapely.linestrings(points, indices=owner)


def _covers_at(faces: np.ndarray, shapes: _Shapes, boxes: np.ndarray) -> np.ndarray:
    """Return how many rows cover a point inside each face, int64."""
    covers = np.zeros(len(faces), dtype=np.int64)
    if not len(faces):
        return covers
    points = _points_inside(faces)
    face, position = _boxes_at(points, boxes)
    near, inverse = np.unique(position, return_inverse=True)
    inside = shapely.intersects(shapes.decode(near)[inverse], points[face])
    np.add.at(covers, face, inside.astype(np.int64))
    return covers


def _points_inside(faces: np.ndarray) -> np.ndarray:
    """Return a point well inside each face.

    Half way up a face there may be nothing but a spike, two edges that run into each other but for the last digit; a point in it
    tells nothing of the face. Where the usual point is that close to the edge, the face is shrunk until only its heart is left.
    """
    points = shapely.point_on_surface(faces)
    root = np.sqrt(shapely.area(faces))
    doubtful = np.nonzero(shapely.distance(points, shapely.boundary(faces)) < _TIGHT * root)[0]
    width = 0.25
    while len(doubtful) and width > _TIGHT:
        shrunk = shapely.buffer(faces[doubtful], -width * root[doubtful], quad_segs=1)
        left = ~shapely.is_empty(shrunk)
        points[doubtful[left]] = shapely.point_on_surface(shrunk[left])
        doubtful, width = doubtful[~left], width / 2
    return points


def _boxes_at(points: np.ndarray, boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (point, box) of all pairs in which the box contains the point."""
    if len(points) > _FEW:
        return shapely.STRtree(shapely.box(*boxes.T)).query(points, predicate="intersects")
    west, south, east, north = (np.ascontiguousarray(side) for side in boxes.T)
    found = [
        np.nonzero((west <= x) & (x <= east) & (south <= y) & (y <= north))[0]
        for x, y in shapely.get_coordinates(points).tolist()
    ]
    return np.repeat(np.arange(len(points)), [len(hits) for hits in found]), np.concatenate(found)


def _rows_meeting(faces: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Return the positions of rows whose boxes meet any of the faces."""
    if not len(faces):
        return np.empty(0, dtype=np.int64)
    _, position = shapely.STRtree(shapely.box(*boxes.T)).query(faces, predicate="intersects")
    return np.unique(position)


def _pairwise(
    shapes: _Shapes, positions: np.ndarray, smallest: float, workers: int, progress: Progress
) -> list[tuple[shapely.Polygon, tuple[int, ...]]]:
    """Return the ground every two of these rows share: exact, and slow on a county."""
    if not len(positions):
        return []
    geometries = shapes.decode(positions)
    first, second = run_aside(lambda: shapely.STRtree(geometries).query(geometries, predicate="intersects"), progress)
    once = first < second
    first, second = first[once], second[once]
    weights = shapely.get_num_coordinates(geometries)[first] + shapely.get_num_coordinates(geometries)[second]
    faces = in_threads(
        lambda part: shapely.intersection(geometries[first[part]], geometries[second[part]]),
        slices_of_weight(weights, workers),
        workers,
        progress,
    )
    faces = polygons_only(faces)
    rows = shapes.rows[positions]
    shared = np.nonzero(shapely.area(faces) > smallest)[0]
    return [(faces[k], (int(rows[first[k]]), int(rows[second[k]]))) for k in shared]


def _holes(shapes: _Shapes, smallest: float) -> list[shapely.Polygon]:
    """Return the gaps of a messy layer: what its united outline encloses and its rows do not cover."""
    union = shapely.union_all(shapes.decode(np.arange(len(shapes.rows))))
    outline = shapely.union_all(shapely.boundary(union), grid_size=1e-4 * np.sqrt(smallest))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(outline)))
    shapely.prepare(union)
    bare = faces[~shapely.contains(union, shapely.point_on_surface(faces))] if len(faces) else faces
    return [face for face in bare if face.area > smallest]
