"""Areas of the sample county: official areas levelled to control areas, the same control in both years, closed to 0.01 m2."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from ..area.levelling import level
from ..area.official import official_dm2
from ..area.planes import ZonePlane
from ..area.zones import from_epsg
from ..progress import Progress
from .changes import SecondYear
from .landuse import LandUse
from .mesh import components


@dataclass(frozen=True)
class Controls:
    """Control areas in 0.01 m2: the county's, the villages' (DCMJ, int64), and the villages' own official areas (JSMJ)."""

    county: int
    villages: np.ndarray
    computed: np.ndarray


def plane_of(epsg: int) -> ZonePlane:
    """Return the plane of a CGCS2000 zone; raises ValueError for any other code."""
    zone = from_epsg(epsg)
    if zone is None:
        raise ValueError(f"EPSG:{epsg} is no CGCS2000 zone")
    return ZonePlane(zone)


def wkb(polygons: Iterable[shapely.Geometry]) -> list[bytes]:
    """Return polygons as WKB, little endian."""
    return [bytes(item) for item in shapely.to_wkb(np.array(list(polygons), dtype=object), byte_order=1)]


def controls_of(county: shapely.Polygon, villages: np.ndarray, epsg: int) -> Controls:
    """Return the control areas: the county's official area, shared by levelling to its villages."""
    plane = plane_of(epsg)
    total = int(official_dm2(wkb([county]), plane)[0])
    computed = official_dm2(wkb(villages), plane)
    return Controls(total, level(computed, total), computed)


def first_areas(
    polygons: np.ndarray, village: np.ndarray, controls: Controls, epsg: int, progress: Progress
) -> np.ndarray:
    """Return TBMJ of the first year, int64 (n,): official areas levelled to the village's control area."""
    areas = official_dm2(wkb(polygons), plane_of(epsg), progress=progress)
    for number, control in enumerate(controls.villages):
        own = np.nonzero(village == number)[0]
        areas[own] = level(areas[own], int(control))
    return areas


def second_areas(
    polygons: np.ndarray, before: LandUse, second: SecondYear, tbmj: np.ndarray, unchanged: np.ndarray, epsg: int,
    touched: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Return TBMJ of the later year, int64 (n,): kept where nothing changed, else levelled within its group.

    A group are the earlier and later patches that share ground, `touched` int64 (k, 2) are pairs of later patches whose
    common border was drawn anew. Its later areas sum to its earlier ones: an annual survey moves no area between groups.
    """
    use = second.use
    areas = np.zeros(len(use), dtype=np.int64)
    areas[unchanged] = tbmj[second.same[unchanged]]
    changed = np.nonzero(~unchanged)[0]
    areas[changed] = official_dm2(wkb(polygons[changed]), plane_of(epsg))
    present = use.patch >= 0
    pairs = np.unique(np.column_stack([before.patch[present], use.patch[present] + len(before)]), axis=0)
    links = np.vstack([pairs, touched + len(before)])
    group = components(len(before) + len(use), links[:, 0], links[:, 1])
    later, earlier = group[len(before) :], group[: len(before)]
    total = np.bincount(earlier, weights=tbmj.astype(np.float64), minlength=len(group)).astype(np.int64)
    order = np.argsort(later[changed], kind="stable")
    for members in np.split(changed[order], np.nonzero(np.diff(later[changed][order]))[0] + 1):
        areas[members] = level(areas[members], int(total[later[members[0]]]))
    return areas
