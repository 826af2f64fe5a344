"""图斑椭球面积: the official ellipsoidal area of polygons, with its conventions as a named method.

Formula: 国土调查办发〔2008〕32号, trapezoids along the ring on the ellipsoid. Conventions that change the second decimal
(docs/domain-notes.md 2.5): plane coordinates to 0.0001 m; edges longer than 70 m get equally spaced points in the plane;
B and L to 0.000001 arc-second; the patch area is rounded once to 0.01 m2. Number of decimals of B and L, and the 70 m
rule: as survey software does it, the printed text was not seen (未核实).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
import shapely

from ..memory import keep_freed_memory
from ..progress import Progress, Unwatched, stop_if_cancelled
from ..quantities import to_dm2_array
from . import rings as ring_reader
from .ellipsoid import CGCS2000, SECONDS_PER_RADIAN, Ellipsoid
from .planes import Plane
from .projection import inverse_official
from .rings import Rings

_FEATURE_POINTS = 50_000  # longer arrays are handed back to the system and fetched again, page by page, at every step


@dataclass(frozen=True)
class AreaMethod:
    """The conventions of one way to compute the official area; its `name` is printed with every result."""

    ellipsoid: Ellipsoid = CGCS2000
    densify_m: Optional[float] = 70.0
    plane_decimals: Optional[int] = 4
    angle_decimals: Optional[int] = 6  # of an arc-second

    @property
    def name(self) -> str:
        """Return the method as one technical phrase, the same in every language."""
        densify = f"D{self.densify_m:g}" if self.densify_m else "D0"
        plane = f"XY{self.plane_decimals}" if self.plane_decimals is not None else "XY*"
        angle = f"BL{self.angle_decimals}" if self.angle_decimals is not None else "BL*"
        return f"{self.ellipsoid.name}-32-{densify}-{plane}-{angle}"


OFFICIAL = AreaMethod()


def official_areas(
    shapes: Sequence[bytes], plane: Plane, method: AreaMethod = OFFICIAL, progress: Optional[Progress] = None
) -> np.ndarray:
    """Return the official areas in m2, float64 (n,), unrounded, of polygons given as WKB in the plane's system.

    Holes are subtracted, parts added, ring directions do not matter; an empty polygon has area 0. Raises
    LandGuardError LG-GEO-001 for geometries that are not polygons and LG-GEO-002 for coordinates that are not finite.
    """
    progress = progress or Unwatched()
    keep_freed_memory()
    areas = np.zeros(len(shapes))
    for begin, end in feature_chunks(shapes):
        stop_if_cancelled(progress)
        areas[begin:end] = ring_areas(ring_reader.from_wkb(shapes[begin:end]), plane, method)
        progress.at(end / len(shapes))
    return areas


def areas_of_polygons(
    polygons: np.ndarray, plane: Plane, method: AreaMethod = OFFICIAL, progress: Optional[Progress] = None
) -> np.ndarray:
    """Return the official areas in m2, float64 (n,), unrounded, of shapely polygons in the plane's system, object (n,).

    As `official_areas`, for shapes that are decoded already.
    """
    progress = progress or Unwatched()
    keep_freed_memory()
    areas = np.zeros(len(polygons))
    for begin, end in _slices(np.cumsum(shapely.get_num_coordinates(polygons)) // _FEATURE_POINTS):
        stop_if_cancelled(progress)
        areas[begin:end] = ring_areas(ring_reader.from_shapely(polygons[begin:end]), plane, method)
        progress.at(end / len(polygons))
    return areas


def official_dm2(
    shapes: Sequence[bytes], plane: Plane, method: AreaMethod = OFFICIAL, progress: Optional[Progress] = None
) -> np.ndarray:
    """Return the official areas as integers of 0.01 m2, int64 (n,): what is stored as TBMJ."""
    return to_dm2_array(official_areas(shapes, plane, method, progress))


def ring_areas(rings: Rings, plane: Plane, method: AreaMethod = OFFICIAL) -> np.ndarray:
    """Return the official area in m2, float64 (count,), of every feature of `rings`."""
    if not len(rings.hole):
        return np.zeros(rings.count)
    easting, northing = plane.to_zone(rings)
    easting, northing, start = _conventional_plane(easting, northing, rings.start, method)
    longitude, latitude = _angles(easting, northing, method)
    F = method.ellipsoid.zone_area_function(latitude)
    signed = _ring_sums(longitude, F, start)
    sizes = np.abs(signed)
    return np.bincount(rings.owner, weights=np.where(rings.hole, -sizes, sizes), minlength=rings.count)


def _conventional_plane(
    easting: np.ndarray, northing: np.ndarray, start: np.ndarray, method: AreaMethod
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if method.plane_decimals is not None:
        easting, northing = np.round(easting, method.plane_decimals), np.round(northing, method.plane_decimals)
    if not method.densify_m:
        return easting, northing, start
    before = len(easting)
    easting, northing, start = densify(easting, northing, start, method.densify_m)
    if method.plane_decimals is not None and len(easting) != before:
        easting, northing = np.round(easting, method.plane_decimals), np.round(northing, method.plane_decimals)
    return easting, northing, start


def densify(
    x: np.ndarray, y: np.ndarray, start: np.ndarray, longest: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rings in which every edge longer than `longest` metres got int(length / longest) equally spaced points.

    Points are counted from the lower end of the edge, so that two neighbours put the same points on a shared edge.
    """
    step_x, step_y = np.diff(x), np.diff(y)
    square = step_x * step_x
    square += step_y * step_y
    square[start[1:-1] - 1] = 0.0  # the step from one ring to the next is no edge
    long = np.nonzero(square > longest * longest * (1 - 1e-12))[0]
    length = np.hypot(step_x[long], step_y[long])
    long, length = long[length > longest], length[length > longest]
    if not len(long):
        return x, y, start
    inserted = np.floor(length / longest).astype(np.int64)
    edge = np.repeat(long, inserted)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(inserted) - inserted, inserted) + 1
    forward = (x[edge] < x[edge + 1]) | ((x[edge] == x[edge + 1]) & (y[edge] < y[edge + 1]))
    low, high = np.where(forward, edge, edge + 1), np.where(forward, edge + 1, edge)
    intervals = np.repeat(inserted, inserted) + 1
    step = np.where(forward, number, intervals - number) / intervals
    new_start = start + np.concatenate(([0], np.cumsum(inserted)))[np.searchsorted(long, start)]
    new_x = np.insert(x, edge + 1, x[low] + (x[high] - x[low]) * step)
    new_y = np.insert(y, edge + 1, y[low] + (y[high] - y[low]) * step)
    return new_x, new_y, new_start


def _angles(easting: np.ndarray, northing: np.ndarray, method: AreaMethod) -> tuple[np.ndarray, np.ndarray]:
    longitude, latitude = inverse_official(easting, northing, method.ellipsoid)
    if method.angle_decimals is not None:
        # The central meridian is a whole number of degrees, so rounding L relative to it is rounding L.
        steps = SECONDS_PER_RADIAN * 10**method.angle_decimals
        for angle in (longitude, latitude):
            angle *= steps
            np.rint(angle, out=angle)
            angle /= steps
    return longitude, latitude


def _ring_sums(longitude: np.ndarray, F: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return Σ ½(L_i + L_{i+1})(F_{i+1} − F_i) per ring; L is taken from the ring's first point to keep the digits."""
    origin = np.repeat(longitude[start[:-1]], np.diff(start))
    local = longitude - origin
    terms = np.zeros(len(local))
    np.multiply(local[:-1] + local[1:], F[1:] - F[:-1], out=terms[:-1])
    terms[start[1:] - 1] = 0.0
    return 0.5 * np.add.reduceat(terms, start[:-1])


def feature_chunks(shapes: Sequence[bytes]) -> Sequence[tuple[int, int]]:
    """Return slices of the features with some 50,000 points each: Cancel acts soon, and memory stays bounded and warm."""
    return _slices(np.cumsum([len(shape) for shape in shapes]) // (16 * _FEATURE_POINTS))


def _slices(block: np.ndarray) -> Sequence[tuple[int, int]]:
    """Return the slices of features that stand in the same block."""
    bounds = np.concatenate(([0], np.nonzero(np.diff(block))[0] + 1, [len(block)])).astype(int)
    return [(int(a), int(b)) for a, b in zip(bounds[:-1], bounds[1:]) if b > a]
