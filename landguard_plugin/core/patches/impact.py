"""What a shape would take, by theme: farmland, basic farmland, red line, other patches. Fast enough to follow the mouse.

An index is built once for a neighbourhood: boxes in a tree, shapes prepared, official areas kept once computed. Ground that
lies wholly inside the shape is never intersected again. A theme's figure is the shape's own area times the share of it that the
official area of the common ground makes, rounded once, as the screening of patches does it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..area.planes import Plane
from ..geometry.overlay import polygons_only
from ..quantities import to_dm2_array
from .grid import Polygonal, official_m2


@dataclass(frozen=True)
class Impact:
    """Official areas in 0.01 m2: of the shape, and of the ground it shares with each theme.

    details   theme -> label -> area, for themes whose grounds carry labels (land classes, numbers of patches)
    """

    area_dm2: int
    themes: Mapping[str, int]
    details: Mapping[str, Mapping[str, int]]


class ThemeIndex:
    """The grounds of one theme. `disjoint` says that they do not overlap: their shares then simply add up."""

    def __init__(
        self, name: str, shapes: np.ndarray, plane: Plane, labels: Sequence[str] = (), disjoint: bool = False
    ) -> None:
        """Index valid polygons, object (n,), in the plane; `labels` has a word for each or is empty."""
        self.name = name
        self._shapes, self._plane, self._disjoint = shapes, plane, disjoint
        self._labels = np.array(labels, dtype=object) if len(labels) else np.full(len(shapes), "", dtype=object)
        self._tree = shapely.STRtree(shapes)
        self._whole = np.full(len(shapes), np.nan)

    def __len__(self) -> int:
        """Return how many grounds the theme has here."""
        return len(self._shapes)

    def measure(self, shape: Polygonal) -> tuple[float, dict[str, float]]:
        """Return the official m2 a (prepared) shape shares with the theme, and by label; ground counts once."""
        near = np.sort(self._tree.query(shape, predicate="intersects"))
        if not len(near):
            return 0.0, {}
        inside = shapely.covers(shape, self._shapes[near])
        crossing = near[~inside]
        with np.errstate(invalid="ignore"):  # GEOS leaves the processor's flag behind; its results are finite
            cut = polygons_only(shapely.intersection(shape, self._shapes[crossing]))
        touched = shapely.area(cut) > 0
        whole, part = near[inside], crossing[touched]
        areas = np.concatenate([self._whole_areas(whole), official_m2(list(cut[touched]), self._plane)])
        members = np.concatenate([whole, part])
        total = float(areas.sum())
        if not self._disjoint and len(members) > 1:
            ground = shapely.union_all(np.concatenate([self._shapes[whole], cut[touched]]))
            total = float(official_m2([polygons_only(np.array([ground], dtype=object))[0]], self._plane)[0])
        by_label: dict[str, float] = {}
        for label, area in zip(self._labels[members], areas):
            by_label[label] = by_label.get(label, 0.0) + float(area)
        return total, by_label

    def _whole_areas(self, rows: np.ndarray) -> np.ndarray:
        """Return the official areas of whole grounds, each computed once."""
        new = rows[np.isnan(self._whole[rows])]
        if len(new):
            self._whole[new] = official_m2(list(self._shapes[new]), self._plane)
        return self._whole[rows]


class ImpactIndex:
    """Several themes over one neighbourhood."""

    def __init__(self, themes: Sequence[ThemeIndex], plane: Plane) -> None:
        """Keep the themes in the order in which they are shown."""
        self._themes, self._plane = tuple(themes), plane

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the themes."""
        return tuple(theme.name for theme in self._themes)

    def measure(self, shape: Polygonal, area_dm2: int | None = None) -> Impact:
        """Return what a valid shape takes; `area_dm2` is its stored area, None for the official one."""
        shapely.prepare(shape)
        official = max(float(official_m2([shape], self._plane)[0]), 1e-9)
        area = int(to_dm2_array(np.array([official]))[0]) if area_dm2 is None else area_dm2
        themes: dict[str, int] = {}
        details: dict[str, dict[str, int]] = {}
        for theme in self._themes:
            total, by_label = theme.measure(shape)
            themes[theme.name] = _part(area, total / official)
            parts = {label: _part(area, part / official) for label, part in by_label.items()}
            details[theme.name] = {label: part for label, part in parts.items() if part > 0}
        return Impact(area, themes, details)


def _part(whole: int, share: float) -> int:
    """Return a share (held to 0..1) of a quantity, rounded half up."""
    return math.floor(whole * min(max(share, 0.0), 1.0) + 0.5)
