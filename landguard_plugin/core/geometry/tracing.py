"""The faces between noded lines, traced along the lines: what polygonizing gives, for lines that are known to be sound.

GEOS proves every ring of its polygonizer valid, which is most of what polygonizing costs. The faces of an overlay are proved
otherwise (geometry/arrangement: the faces of a patch add up to it), so they need no such proof here. Where a line ends nowhere or
has the same face on both its sides, the lines are not sound, and GEOS is asked after all.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from .signatures import point_hashes


def faces_between(lines: np.ndarray) -> np.ndarray:
    """Return the bounded faces of lines that meet in their ends only, shapely polygons without order; rings turn as they come."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    if not len(points):
        return np.empty(0, dtype=object)
    bounds = np.searchsorted(line, np.arange(len(lines) + 1))
    rings = _rings(_walk_faces(_next_steps(points, bounds)), bounds, points)
    if rings is None:
        return shapely.get_parts(shapely.polygonize(lines))
    return _polygons(*rings)


def _next_steps(points: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Return the step that follows each step along the face to its left. Step 2 k walks line k, step 2 k + 1 walks it back."""
    first, last = bounds[:-1], bounds[1:] - 1
    start = np.column_stack([first, last]).ravel()
    toward = np.column_stack([first + 1, last - 1]).ravel()
    ends = points[start]
    node = pd.factorize(point_hashes(ends[:, 0], ends[:, 1]))[0]
    way = points[toward] - ends
    order = np.lexsort((np.arctan2(way[:, 1], way[:, 0]), node))
    ordered = node[order]
    begins = np.nonzero(np.diff(ordered, prepend=-1))[0]
    clockwise = np.empty(len(order), dtype=np.int64)  # the neighbour of each step at its node, turning right
    clockwise[order[1:]] = order[:-1]
    clockwise[order[begins]] = order[np.append(begins[1:], len(order)) - 1]
    return clockwise[np.arange(len(order)) ^ 1]


def _walk_faces(following: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (steps, begin of each ring): every step once, ring by ring."""
    after = following.tolist()
    seen = bytearray(len(after))
    steps: list[int] = []
    begins: list[int] = []
    for step in range(len(after)):
        if seen[step]:
            continue
        begins.append(len(steps))
        while not seen[step]:
            seen[step] = 1
            steps.append(step)
            step = after[step]
    return np.array(steps, dtype=np.int64), np.array(begins, dtype=np.int64)


def _rings(
    walked: tuple[np.ndarray, np.ndarray], bounds: np.ndarray, points: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return (linear rings, twice their signed areas); None where a line has the same face on both sides."""
    steps, begins = walked
    ring = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(steps))))
    of_step = np.empty(len(steps), dtype=np.int64)
    of_step[steps] = ring
    if (of_step[0::2] == of_step[1::2]).any():
        return None
    line, back = steps >> 1, steps & 1
    lengths = (bounds[1:] - bounds[:-1] - 1)[line]  # without the last point: the next step begins with it
    start = np.where(back == 1, bounds[1:][line] - 1, bounds[:-1][line])
    stride = np.where(back == 1, -1, 1)
    local = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    corners = points[np.repeat(start, lengths) + local * np.repeat(stride, lengths)]
    of_point = np.repeat(ring, lengths)
    first = np.nonzero(np.diff(of_point, prepend=-1))[0]
    if (np.diff(np.append(first, len(corners))) < 3).any():
        return None
    local_corners = corners - corners[first][of_point]
    x, y = local_corners[:, 0], local_corners[:, 1]
    cross = np.zeros(len(x))
    cross[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    cross[np.append(first[1:], len(x)) - 1] = 0.0  # the step back to the first point, which is the local origin
    return shapely.linearrings(corners, indices=of_point), np.add.reduceat(cross, first)


def _polygons(rings: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """Return polygons from rings: those that turn left are shells, those that turn right go around what lies inside a shell."""
    shells = shapely.polygons(rings[turns > 0])
    holes = rings[turns < 0]
    if not len(holes) or not len(shells):
        return shells
    inside, shell = shapely.STRtree(shells).query(shapely.get_point(holes, 0), predicate="within")
    if len(inside):
        order = np.lexsort((shapely.area(shells)[shell], inside))
        smallest = order[np.nonzero(np.diff(inside[order], prepend=-1))[0]]
        for outer in np.unique(shell[smallest]).tolist():
            own = holes[inside[smallest][shell[smallest] == outer]]
            shells[outer] = shapely.polygons(shapely.get_exterior_ring(shells[outer]), own)
    return shells
