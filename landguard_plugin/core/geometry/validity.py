"""A quick certificate of validity, so that the full test is spent on doubtful shapes only.

A ring that turns around one inner point without ever turning back, and goes round once, does not meet itself: most survey
patches are of that kind. The certificate is one-sided: what it does not cover is not invalid, only not proved.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..area.rings import Rings, from_wkb


def surely_valid(shapes: Sequence[bytes]) -> np.ndarray:
    """Return bool (n,): which polygons given as WKB are certainly valid; one-ring polygons only, all others are False.

    Raises LandGuardError LG-GEO-001 for geometries that are not polygons.
    """
    return certainly_valid(from_wkb(shapes))


def certainly_valid(rings: Rings) -> np.ndarray:
    """Return bool (count,): which features are certainly valid; only features of one ring can be."""
    if not len(rings.hole):
        return np.zeros(rings.count, dtype=bool)
    certain = _star_shaped(rings)
    per_feature = np.bincount(rings.owner, minlength=rings.count)
    proved = np.bincount(rings.owner, weights=certain, minlength=rings.count)
    return (per_feature == 1) & (proved == 1)


def _star_shaped(rings: Rings) -> np.ndarray:
    """Return bool (r,): every step of the ring turns the same way around the mean of its points, once round in all.

    The turn of a step must exceed what rounding could feign; coordinates must be finite.
    """
    sizes = np.diff(rings.start)
    begin = rings.start[:-1]
    points = np.maximum(sizes - 1, 1)
    last = rings.last_points
    x = rings.x - np.repeat((np.add.reduceat(rings.x, begin) - rings.x[last]) / points, sizes)
    y = rings.y - np.repeat((np.add.reduceat(rings.y, begin) - rings.y[last]) / points, sizes)
    turn = np.full(len(x), np.nan)
    turn[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    upward = np.zeros(len(x))
    upward[:-1] = (y[:-1] < 0) != (y[1:] < 0)
    upward[last] = 0
    turn[last] = turn[begin]
    scale = np.maximum.reduceat(np.maximum(np.abs(x), np.abs(y)), begin)
    noise = 1e-9 * scale * scale
    least, most = np.minimum.reduceat(turn, begin), np.maximum.reduceat(turn, begin)
    same_way = (least > noise) | (most < -noise)
    once_round = np.add.reduceat(upward, begin) == 2
    return same_way & once_round & (sizes > 3) & np.isfinite(scale)
