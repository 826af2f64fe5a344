"""Boundary signatures: splits, merges and redrawn ring starts found without any geometry engine.

The signature of a region is the sum, modulo 2^64, of an antisymmetric hash over its directed boundary edges (shells counter-
clockwise, holes clockwise). An edge walked both ways cancels, so the signature of a union of tiles is the sum of theirs,
whatever the ring start or order. If sig(A) = Σ sig(B_j), the B_j tile A exactly, but for a chance of 2^-64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..area.rings import Rings, from_wkb

_M1, _M2, _M3 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0xD6E8FEB86659FD93)
_S29, _S31, _S32 = np.uint64(29), np.uint64(31), np.uint64(32)


@dataclass(frozen=True)
class Tilings:
    """Pairs (before, after) in which one patch lies exactly inside the other, found by signatures.

    before, after   int64 (p,): rows; the piece of a pair is the smaller of the two patches
    small_is_after  bool (p,): the smaller patch is the one of `after` (a split), else of `before` (a merge)
    """

    before: np.ndarray
    after: np.ndarray
    small_is_after: np.ndarray


def signatures(rings: Rings) -> np.ndarray:
    """Return the signature of every feature, uint64 (count,). Edges must be shared with all their vertices to cancel."""
    result = np.zeros(rings.count, dtype=np.uint64)
    if not len(rings.hole):
        return result
    points = point_hashes(rings.x, rings.y)
    edges = np.zeros(len(points), dtype=np.uint64)
    edges[:-1] = _mix(points[:-1], points[1:]) - _mix(points[1:], points[:-1])
    edges[rings.last_points] = 0
    sums = np.add.reduceat(edges, rings.start[:-1])
    turned = (signed_ring_areas(rings) < 0) != rings.hole
    sums = np.where(turned, np.uint64(0) - sums, sums)
    np.add.at(result, rings.owner, sums)
    return result


def boundary_sum(shapes: Sequence[bytes]) -> int:
    """Return the sum of the signatures of polygons given as WKB, modulo 2^64: what stays of their edges together."""
    return int(np.add.reduce(signatures(from_wkb(shapes)), dtype=np.uint64)) if len(shapes) else 0


def signed_ring_areas(rings: Rings) -> np.ndarray:
    """Return twice the signed plane area of every ring, float64 (r,); counter-clockwise is positive.

    By trapezoids over one common level: exact enough to tell the direction and to compare plane areas.
    """
    if not len(rings.hole):
        return np.empty(0)
    height = rings.y - rings.y[0]
    trapezoids = np.zeros(len(height))
    np.multiply(rings.x[:-1] - rings.x[1:], height[:-1] + height[1:], out=trapezoids[:-1])
    trapezoids[rings.last_points] = 0.0
    return np.add.reduceat(trapezoids, rings.start[:-1])


def point_hashes(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return a 64-bit hash of every point, uint64 (n,); equal coordinates have equal hashes."""
    a = (x + 0.0).view(np.uint64)  # + 0.0 makes -0.0 and 0.0 the same point
    b = (y + 0.0).view(np.uint64)
    h = (a * _M1) ^ ((b * _M2) >> np.uint64(7)) ^ (b * _M3)
    h ^= h >> _S29
    h *= _M2
    h ^= h >> _S32
    return h


def edge_hashes(here: np.ndarray, following: np.ndarray) -> np.ndarray:
    """Return a hash of every undirected edge from the hashes of its ends, uint64; the last bit is 1, so none is 0."""
    edge = (here + following) * _M3
    edge ^= edge >> _S32
    edge *= _M3
    edge |= np.uint64(1)
    return edge


def _mix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    h = (a * _M1 + b) * _M3
    h ^= h >> _S31
    return h * _M2


def find_tilings(
    before_shapes: list[bytes], before: np.ndarray, after_shapes: list[bytes], after: np.ndarray
) -> Tilings:
    """Return the exact tilings between two years; `before` and `after` are shapely polygons of the given WKB shapes."""
    sums = signatures(from_wkb(before_shapes)), signatures(from_wkb(after_shapes))
    split = _tiled(before, sums[0], after, sums[1])
    merged = _tiled(after, sums[1], before, sums[0])
    split_pairs = [(big, small, True) for big, small in split]
    done_before = {big for big, _ in split}
    done_after = {small for _, small in split}
    merged_pairs = [(small, big, False) for big, small in merged if small not in done_before and big not in done_after]
    pairs = split_pairs + merged_pairs
    columns = list(zip(*pairs)) if pairs else [(), (), ()]
    return Tilings(
        np.array(columns[0], dtype=np.int64), np.array(columns[1], dtype=np.int64), np.array(columns[2], dtype=bool)
    )


def _tiled(big: np.ndarray, big_sums: np.ndarray, small: np.ndarray, small_sums: np.ndarray) -> list[tuple[int, int]]:
    """Return (big, small) for every big patch whose signature is the sum of those of the small ones inside it."""
    if not len(big) or not len(small):
        return []
    tree = shapely.STRtree(shapely.point_on_surface(small))
    owner, inside = tree.query(big, predicate="contains")
    sums = np.zeros(len(big), dtype=np.uint64)
    np.add.at(sums, owner, small_sums[inside])
    matched = np.bincount(owner, minlength=len(big)) > 0
    exact = matched & (sums == big_sums)
    keep = exact[owner]
    return [(int(a), int(b)) for a, b in zip(owner[keep], inside[keep])]
