"""Edges measured in the Gauss-Krüger plane: the short ones, vertices that follow themselves, plane areas. One pass, chunk by chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...area import rings as ring_reader
from ...area.official import feature_chunks
from ...area.planes import Plane
from ...geometry.scan import FORWARD, edge_keys
from ...progress import Progress, stop_if_cancelled
from ..shapes import ring_sums
from .model import NO_ROW


@dataclass(frozen=True)
class Edges:
    """What the edges of a layer tell.

    area       float64 (n,): plane area in m2 of each row
    repeated   rows, number of repeated vertices, (x, y) of the first
    short      rows, other row that has the shortest one too, number of short edges, shortest in m, (x, y) of its middle
    """

    area: np.ndarray
    repeated: tuple[np.ndarray, np.ndarray, np.ndarray]
    short: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class _Some:
    """Edges of interest: owner, length in m, key without direction, middle in the layer's coordinates."""

    row: np.ndarray
    length: np.ndarray
    key: np.ndarray
    at: np.ndarray


def measure_edges(shapes: Sequence[bytes], plane: Plane, shorter_m: float, same_m: float, progress: Progress) -> Edges:
    """Return edges shorter than `shorter_m`, those up to `same_m` being repeated vertices. Shapes are readable polygons or b""."""
    area = np.zeros(len(shapes))
    found: list[_Some] = []
    for begin, end in feature_chunks(shapes):
        stop_if_cancelled(progress)
        rings = ring_reader.from_wkb(shapes[begin:end])
        if not len(rings.hole):
            continue
        x, y = plane.to_zone(rings)
        sizes = np.abs(ring_sums(x, y, rings))
        area[begin:end] = np.bincount(rings.owner, np.where(rings.hole, -sizes, sizes), minlength=end - begin)
        length = np.full(len(x), np.inf)
        length[:-1] = np.hypot(np.diff(x), np.diff(y))
        length[rings.last_points] = np.inf
        short = np.nonzero(length < shorter_m)[0]
        middle = np.column_stack([rings.x[short] + rings.x[short + 1], rings.y[short] + rings.y[short + 1]]) / 2
        owner = rings.owner[rings.ring_of_point[short]] + begin
        found.append(_Some(owner, length[short], edge_keys(rings)[short] | FORWARD, middle))
        progress.at(end / len(shapes))
    edges = _Some(
        np.concatenate([s.row for s in found] or [np.empty(0, np.int64)]).astype(np.int64),
        np.concatenate([s.length for s in found] or [np.empty(0)]),
        np.concatenate([s.key for s in found] or [np.empty(0, np.uint64)]),
        np.concatenate([s.at for s in found] or [np.empty((0, 2))]),
    )
    same = edges.length <= same_m
    return Edges(area, _repeated(edges, np.nonzero(same)[0]), _short(edges, np.nonzero(~same)[0]))


def _repeated(edges: _Some, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows, first, count = np.unique(edges.row[chosen], return_index=True, return_counts=True)
    return rows, count, edges.at[chosen[first]]


def _short(edges: _Some, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the short edges by the first patch that has each: an edge of two neighbours is one edge."""
    _, first, inverse = np.unique(edges.key[chosen], return_index=True, return_inverse=True)
    partner = np.full(len(first), NO_ROW)
    again = np.nonzero(first[inverse] != np.arange(len(chosen)))[0]
    partner[inverse[again]] = edges.row[chosen[again]]
    mine, own_rows = chosen[first], edges.row[chosen[first]]
    order = np.lexsort((edges.length[mine], own_rows))
    rows, start, count = np.unique(own_rows[order], return_index=True, return_counts=True)
    shortest = order[start]
    return rows, partner[shortest], count, edges.length[mine[shortest]], edges.at[mine[shortest]]
