"""Joining patches, and clipping one against what is already there, telling what was cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..area.planes import Plane
from ..geometry.overlay import polygons_only
from ..problems import LandGuardError
from .dividing import SLIVER_DM2
from .grid import Polygonal, official_dm2_of, on_grid, plain
from .records import GRID_M


@dataclass(frozen=True)
class Obstacle:
    """Ground that is taken: a neighbouring patch or a zone, with the name by which the user knows it."""

    name: str
    shape: Polygonal


@dataclass(frozen=True)
class Clipped:
    """What is left of a shape, and what was cut: (name of the obstacle, official area in 0.01 m2), in their order."""

    shape: Polygonal
    cuts: tuple[tuple[str, int], ...]

    @property
    def cut_dm2(self) -> int:
        """Return the sum of the areas cut."""
        return sum(area for _, area in self.cuts)


def merge(shapes: Sequence[Polygonal], plane: Plane, sliver_dm2: int = SLIVER_DM2) -> Polygonal:
    """Return shapes united into one.

    Raises LandGuardError LG-DRW-009 for fewer than two, LG-DRW-010 when they do not hang together by a border, LG-DRW-011
    when they overlap by more than a sliver: ground would count twice in the sum of their areas.
    """
    if len(shapes) < 2:
        raise LandGuardError("LG-DRW-009")
    grounds = [on_grid(shape) for shape in shapes]
    overlap = sum(_overlaps(grounds, plane))
    if overlap > sliver_dm2:
        raise LandGuardError("LG-DRW-011", area=f"{overlap / 100:,.2f}")
    if not _hang_together(grounds):
        raise LandGuardError("LG-DRW-010")
    return on_grid(plain(np.array([shapely.union_all(grounds, grid_size=GRID_M)], dtype=object))[0])


def clip(shape: Polygonal, obstacles: Sequence[Obstacle], plane: Plane) -> Clipped:
    """Return a shape without the ground of obstacles; ground under two of them counts for the first.

    Raises LandGuardError LG-DRW-004 when nothing is left.
    """
    rest = on_grid(shape)
    cuts: list[tuple[str, Polygonal]] = []
    for obstacle in obstacles:
        taken = _ground(shapely.intersection(rest, obstacle.shape, grid_size=GRID_M))
        if shapely.area(taken) > 0:
            cuts.append((obstacle.name, taken))
            rest = on_grid(_ground(shapely.difference(rest, obstacle.shape, grid_size=GRID_M)))
    areas = official_dm2_of([taken for _, taken in cuts], plane)
    told = ((name, int(area)) for (name, _), area in zip(cuts, areas))
    return Clipped(rest, tuple((name, area) for name, area in told if area > 0))


def _overlaps(shapes: Sequence[Polygonal], plane: Plane) -> list[int]:
    common = [
        _ground(shapely.intersection(first, second, grid_size=GRID_M))
        for index, first in enumerate(shapes)
        for second in shapes[index + 1 :]
    ]
    return [int(area) for area in official_dm2_of(common, plane)]


def _hang_together(shapes: Sequence[Polygonal]) -> bool:
    """Return whether every shape is reached from the first over common borders or common ground."""
    reached, waiting = [shapes[0]], list(shapes[1:])
    while waiting:
        met = [shape for shape in waiting if any(_meet(shape, other) for other in reached)]
        if not met:
            return False
        reached += met
        waiting = [shape for shape in waiting if not any(shape is other for other in met)]
    return True


def _meet(first: Polygonal, second: Polygonal) -> bool:
    common = shapely.intersection(first, second, grid_size=GRID_M)
    return bool(shapely.length(common) > 0)


def _ground(shape: shapely.Geometry) -> Polygonal:
    return polygons_only(plain(np.array([shape], dtype=object)))[0]
