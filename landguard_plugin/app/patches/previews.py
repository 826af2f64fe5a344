"""What a deed would leave, shown while it is still being drawn: the same geometry as the deed itself, nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

import shapely

from ...core.area.planes import Plane
from ...core.patches.dividing import split
from ...core.patches.grid import Point, Polygonal, line_of, polygon_of, read_shape
from ...core.patches.records import Patch, State
from ...core.patches.reshaping import cut_hole, reshape, strip
from ...core.problems import LandGuardError, Message
from .ports import PatchQuery, PatchStore

DRAW, STRIP, SPLIT, HOLE, RESHAPE = "draw", "strip", "split", "hole", "reshape"
#: what tells that a deed is merely not finished yet: no reason to speak
_UNFINISHED = ("LG-DRW-002", "LG-DRW-003", "LG-DRW-005")


@dataclass(frozen=True)
class Preview:
    """What would be left, largest first; `trouble` says why not, when it is more than unfinished."""

    results: tuple[Polygonal, ...] = ()
    removed: Optional[Polygonal] = None
    trouble: Optional[Message] = None

    @property
    def measured(self) -> Optional[Polygonal]:
        """Return the shape whose impact is of interest: the only result, None where there are several or none."""
        return self.results[0] if len(self.results) == 1 else None


def preview(tool: str, points: Sequence[Point], target: Optional[Patch], plane: Plane, width: float = 0.0) -> Preview:
    """Return what the deed of a tool would leave with these points."""
    try:
        if tool == DRAW:
            return Preview((polygon_of(points),))
        if tool == STRIP:
            return Preview((strip(line_of(points), width),))
        if target is None:
            return Preview()
        shape = read_shape(target.shape)
        if tool == SPLIT:
            return Preview(split(shape, [line_of(points)], plane).pieces)
        if tool == HOLE:
            ring = polygon_of(points)
            return Preview((cut_hole(shape, ring),), ring)
        return Preview((reshape(shape, line_of(points)),))
    except LandGuardError as error:
        return Preview(trouble=None if error.code in _UNFINISHED else error.message)


def patch_at(store: PatchStore, point: Point, campaign: str = "") -> Optional[Patch]:
    """Return the living patch at a point, the smallest where several lie there; None where there is none."""
    x, y = point
    here = shapely.Point(x, y)
    found = [p for p in store.patches(PatchQuery(campaign=campaign, box=(x, y, x, y))) if _covers(p, here)]
    return min(found, key=lambda patch: patch.area_dm2, default=None)


def patch_under(store: PatchStore, points: Sequence[Point], preferred: str = "", campaign: str = "") -> Optional[Patch]:
    """Return the patch a line or ring is meant for: the preferred one when it meets it, else the one it runs through most."""
    if not points:
        return None
    track = shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])
    near = store.patches(PatchQuery(campaign=campaign, box=track.bounds))
    for patch in near:
        if patch.uid == preferred and shapely.intersects(read_shape(patch.shape), track):
            return patch
    met = [(shapely.length(shapely.intersection(read_shape(p.shape), track)), p) for p in near]
    inside = [(length, patch) for length, patch in met if length > 0 or _covers(patch, track)]
    return max(inside, key=lambda one: one[0], default=(0.0, None))[1]


def _covers(patch: Patch, shape: shapely.Geometry) -> bool:
    return patch.state is not State.RETIRED and bool(shapely.intersects(read_shape(patch.shape), shape))
