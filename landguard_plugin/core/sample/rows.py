"""The rows of mesh sites that make lines strips of their width.

A strip of width w comes from three parallel rows of sites, w apart: the cells of the middle row are the strip, the cells of
the side rows join the fields beside it. Where two lines meet, the later one stops one width before the middle of the
earlier one, so that their strips touch; both get sites abreast of the corners of the junction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from .lines import CentreLine

_LEAST_GAP_M = 8.0
_ROUNDS = 6


@dataclass(frozen=True)
class LineSites:
    """The sites of all lines: middle sites with the number of their line, side sites, and ground to keep free of fields."""

    middle: np.ndarray  # (m, 2)
    line: np.ndarray  # int64 (m,)
    side: np.ndarray  # (s, 2)
    free: shapely.Geometry


@dataclass(frozen=True)
class _Row:
    """One uncut piece of a line and the distances along it where sites stand."""

    line: int
    width: float
    piece: shapely.LineString
    along: np.ndarray

    def middle(self) -> np.ndarray:
        """Return the sites on the line, (n, 2)."""
        return shapely.get_coordinates(shapely.line_interpolate_point(self.piece, self.along))

    def sides(self) -> np.ndarray:
        """Return the sites one width to the left and to the right, and one width beyond either end."""
        points = self.middle()
        ahead = shapely.line_interpolate_point(self.piece, np.minimum(self.along + 2.0, self.piece.length))
        behind = shapely.line_interpolate_point(self.piece, np.maximum(self.along - 2.0, 0.0))
        tangent = shapely.get_coordinates(ahead) - shapely.get_coordinates(behind)
        tangent *= (self.width / np.hypot(tangent[:, 0], tangent[:, 1]))[:, None]
        normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
        caps = points[[0, -1]] + tangent[[0, -1]] * [[-1.0], [1.0]]
        return np.vstack([points + normal, points - normal, caps])


def line_sites(lines: Sequence[CentreLine], spacing: float) -> LineSites:
    """Return the sites of all lines, cut at each other; at most `spacing` metres between sites along a line."""
    courses = _cut_courses(lines, spacing)
    strips = np.array(
        [shapely.buffer(c, n.width, cap_style="square", join_style="mitre") for c, n in zip(courses, lines)],
        dtype=object,
    )
    corners = _corners(strips)
    rows = [
        _Row(index, lines[index].width, piece, _stations(piece, spacing, corners[index]))
        for index, course in enumerate(courses)
        for piece in shapely.get_parts(course)
    ]
    for _ in range(_ROUNDS):
        middle, line, side, owner = _collected(rows, strips)
        rows, changed = _closed_up(rows, middle, side, owner)
        if not changed:
            break
    middle, line, side, _ = _collected(rows, strips)
    free = [shapely.buffer(c, 0.8 * spacing + n.width, quad_segs=4) for c, n in zip(courses, lines)]
    return LineSites(middle, line, side, shapely.union_all(free))


def _cut_courses(lines: Sequence[CentreLine], spacing: float) -> list[shapely.MultiLineString]:
    """Return the pieces of each line outside the earlier ones; stubs are left out."""
    courses: list[shapely.MultiLineString] = []
    taken = shapely.Polygon()
    for line in lines:
        rest = shapely.difference(line.shape, taken)
        pieces = [p for p in shapely.get_parts(rest) if p.length > max(2.2 * spacing, 3.0 * line.width)]
        courses.append(shapely.MultiLineString(pieces))
        taken = shapely.union(taken, shapely.buffer(courses[-1], line.width, cap_style="square", quad_segs=6))
    return courses


def _corners(strips: np.ndarray) -> list[np.ndarray]:
    """Return for each strip the points, float64 (n, 2), where its border crosses the border of another strip."""
    first, second = shapely.STRtree(strips).query(strips, predicate="intersects")
    borders = shapely.boundary(strips)
    corners: list[list[np.ndarray]] = [[] for _ in strips]
    for a, b in zip(first, second):
        if a < b:
            points = shapely.get_coordinates(shapely.intersection(borders[a], borders[b]))
            corners[a].append(points)
            corners[b].append(points)
    return [np.vstack(found) if found else np.empty((0, 2)) for found in corners]


def _stations(piece: shapely.LineString, spacing: float, corners: np.ndarray) -> np.ndarray:
    """Return distances along a line for its sites: both ends, abreast of its corners, and evenly between."""
    feet = np.array([0.0, piece.length])
    if len(corners):
        shapes = shapely.points(corners)
        near = shapes[shapely.distance(shapes, piece) < 2.0 * spacing]
        feet = np.concatenate([feet, shapely.line_locate_point(piece, near)])
    fixed = [0.0]
    for foot in np.sort(feet):
        if foot - fixed[-1] > 5.0:
            fixed.append(float(foot))
    if len(fixed) > 1:
        fixed[-1] = piece.length
    else:
        fixed.append(piece.length)
    gaps = np.diff(fixed)
    counts = np.maximum(1, np.round(gaps / spacing)).astype(int)
    along = [start + gap * np.arange(count) / count for start, gap, count in zip(fixed, gaps, counts)]
    return np.append(np.concatenate(along), fixed[-1])


def _collected(rows: Sequence[_Row], strips: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return middle sites and their lines, side sites and their lines; side sites inside a foreign strip are left out."""
    middle = [row.middle() for row in rows]
    sides = [row.sides() for row in rows]
    line = np.concatenate([np.full(len(m), row.line) for m, row in zip(middle, rows)])
    owner = np.concatenate([np.full(len(s), row.line) for s, row in zip(sides, rows)])
    side = np.vstack(sides)
    shapes = shapely.points(side)
    strip, point = shapely.STRtree(shapes).query(strips, predicate="contains")
    foreign = strip != owner[point]
    point, strip = point[foreign], strip[foreign]
    deep = shapely.distance(shapes[point], shapely.boundary(strips)[strip]) > 0.15
    kept = np.ones(len(side), dtype=bool)
    kept[point[deep]] = False
    return np.vstack(middle), line, side[kept], owner[kept]


def _closed_up(
    rows: Sequence[_Row], middle: np.ndarray, side: np.ndarray, owner: np.ndarray
) -> tuple[list[_Row], bool]:
    """Return the rows with a site more wherever a foreign site would part the strip, and whether there was one.

    Two neighbours of a row have touching cells when no other site stands in the circle over their gap.
    """
    others = np.vstack([middle, side])
    tree = shapely.STRtree(shapely.points(others))
    result, changed = [], False
    for row in rows:
        gap = np.diff(row.along)
        points = row.middle()
        centre = (points[:-1] + points[1:]) / 2
        radius = np.hypot(*(points[1:] - points[:-1]).T) / 2
        pair, _ = tree.query(shapely.points(centre), predicate="dwithin", distance=radius - 0.05)
        parted = np.unique(pair[gap[pair] > _LEAST_GAP_M])
        if len(parted):
            between = (row.along[parted] + row.along[parted + 1]) / 2
            row = replace(row, along=np.sort(np.concatenate([row.along, between])))
            changed = True
        result.append(row)
    return result, changed
