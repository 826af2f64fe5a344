"""From numbered rings to a polygon: what is a hole and what a part of its own is told by which ring lies inside which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Union

import numpy as np
import shapely

from ..problems import Message
from .lines import PointLine


@dataclass(frozen=True)
class RingsRead:
    """The rings of a plot, float64 (n, 2) each and closed; how many had to be closed, and split at their first point."""

    rings: tuple[np.ndarray, ...]
    closed_by_us: int
    split: int


def rings_of(points: Sequence[PointLine], xy: np.ndarray) -> Union[RingsRead, Message]:
    """Return the rings of point lines with coordinates (n, 2), or the reason why they are none (LG-TXT-102).

    A ring goes on while its number stays the same; when it comes back to its first point and goes on after that, as some
    programs write several rings under one number, what follows is a ring of its own.
    """
    rings: list[np.ndarray] = []
    closed_by_us = split = 0
    begin = 0
    while begin < len(points):
        end = begin + 1
        while end < len(points) and points[end].ring == points[begin].ring:
            end += 1
            if end - begin > 3 and (xy[end - 1] == xy[begin]).all():
                break
        if end < len(points) and points[end].ring == points[begin].ring:
            split += 1
        ring = xy[begin:end]
        if not (ring[0] == ring[-1]).all() or len(ring) == 1:
            ring = np.vstack([ring, ring[:1]])
            closed_by_us += 1
        if len(np.unique(ring, axis=0)) < 3:
            return Message(
                "LG-TXT-102",
                {"line": points[begin].line, "ring": points[begin].ring, "count": len(np.unique(ring, axis=0))},
            )
        rings.append(ring)
        begin = end
    return RingsRead(tuple(rings), closed_by_us, split)


def polygon_of(rings: Sequence[np.ndarray]) -> bytes:
    """Return rings as WKB of one polygon or multipolygon; rings inside one another alternate between ground and hole.

    Rings that cross each other come out as parts of an invalid multipolygon: judging validity is for the intake.
    """
    shells = [shapely.Polygon(ring) for ring in rings]
    if len(shells) == 1:
        return bytes(shapely.to_wkb(shells[0]))
    order = sorted(range(len(shells)), key=lambda k: -shells[k].area)
    parent: dict[int, int] = {}
    depth: dict[int, int] = {}
    for position, k in enumerate(order):
        around = [j for j in order[:position] if _inside(rings[k], shells[j])]
        parent[k] = around[-1] if around else -1
        depth[k] = len(around)
    parts = [
        shapely.Polygon(rings[k], [rings[h] for h in range(len(rings)) if parent[h] == k])
        for k in range(len(rings))
        if depth[k] % 2 == 0
    ]
    return bytes(shapely.to_wkb(parts[0] if len(parts) == 1 else shapely.multipolygons(parts)))


def _inside(ring: np.ndarray, shell: shapely.Polygon) -> bool:
    """Return whether a ring lies in a shell: all its corners do, and not all of them only touch it."""
    if not shell.is_valid:
        return False
    corners = shapely.points(ring[:-1])
    if not shapely.covers(shell, corners).all():
        return False
    return bool(shapely.contains(shell, corners).any()) or bool(shapely.covers(shell, shapely.Polygon(ring)))
