"""Where a photo stands to a patch: distances on the ellipsoid and view cones, in a plane of the patch's own.

The plane is a transverse Mercator on CGCS2000 whose central meridian runs through the middle of the patch: within 10 km of it
lengths are true to a hundred-thousandth and north is north to a twentieth of a degree, so plane figures are official ones at
the precision a receiver has. Positions of a receiver (WGS 84) are taken as CGCS2000, which differs by less than a metre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

import numpy as np
import shapely

from ..area.ellipsoid import CGCS2000
from ..area.planes import ToGeographic
from ..area.projection import forward, inverse_krueger
from ..area.zones import GaussKruger

_FAR_DEGREES = 1.5  # a photo farther away than this is measured on the sphere: nobody asks for its centimetres
_ARC_STEP = 3.0  # degrees between the points of a view cone's arc

Point = tuple[float, float]


def zone_to_geographic(zone: GaussKruger) -> ToGeographic:
    """Return a function (x, y) of a CGCS2000 zone -> (longitude, latitude) in degrees."""

    def convert(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        longitude, latitude = inverse_krueger(np.asarray(x) - zone.false_easting, np.asarray(y))
        return np.degrees(longitude) + zone.central_meridian, np.degrees(latitude)

    return convert


def geographic_to_zone(zone: GaussKruger) -> ToGeographic:
    """Return a function (longitude, latitude) in degrees -> (x, y) of a CGCS2000 zone."""

    def convert(longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        east, north = forward(np.radians(np.asarray(longitude) - zone.central_meridian), np.radians(latitude))
        return east + zone.false_easting, north

    return convert


@dataclass(frozen=True)
class View:
    """How a viewing direction meets a patch within a range.

    off_degrees  how far the direction turns past the nearest seen part of the patch; 0 when it points into it, None when no
                 part of the patch is within the range
    inside       whether the photo was taken on the patch itself
    """

    off_degrees: Optional[float]
    inside: bool


@dataclass(frozen=True)
class Ground:
    """A patch on its own plane: metres east and north of (meridian, equator)."""

    meridian: float
    latitude: float
    shape: shapely.Geometry

    @staticmethod
    def of(shape: bytes, to_geographic: ToGeographic) -> Ground:
        """Return the ground of a patch from its WKB and the way from its coordinates to degrees on CGCS2000."""

        def degrees(points: np.ndarray) -> np.ndarray:
            return np.column_stack(to_geographic(points[:, 0], points[:, 1]))

        placed = shapely.transform(shapely.from_wkb(shape), degrees)
        west, south, east, north = shapely.bounds(placed)
        meridian = float(west + east) / 2

        def plane(points: np.ndarray) -> np.ndarray:
            return np.column_stack(forward(np.radians(points[:, 0] - meridian), np.radians(points[:, 1])))

        flat = shapely.transform(placed, plane)
        shapely.prepare(flat)
        return Ground(meridian, float(south + north) / 2, flat)

    def place(self, longitude: float, latitude: float) -> Point:
        """Return a position in degrees as metres on this plane."""
        east, north = forward(np.radians(np.array([longitude - self.meridian])), np.radians(np.array([latitude])))
        return float(east[0]), float(north[0])

    def degrees(self, points: np.ndarray) -> np.ndarray:
        """Return points (n, 2) of this plane as longitude and latitude in degrees."""
        longitude, latitude = inverse_krueger(points[:, 0], points[:, 1])
        return np.column_stack([np.degrees(longitude) + self.meridian, np.degrees(latitude)])

    def distance(self, longitude: float, latitude: float) -> float:
        """Return metres from a position to the nearest point of the patch; 0.0 on it."""
        aside = abs((longitude - self.meridian + 180) % 360 - 180)
        if aside > _FAR_DEGREES or abs(latitude - self.latitude) > _FAR_DEGREES:
            return _on_sphere(longitude, latitude, self.meridian, self.latitude)
        east, north = self.place(longitude, latitude)
        return float(shapely.distance(self.shape, shapely.Point(east, north)))

    def view(self, longitude: float, latitude: float, direction: float, range_m: float) -> View:
        """Return how a direction (degrees clockwise from north) from a position meets the patch within a range."""
        if self.distance(longitude, latitude) > range_m:
            return View(None, False)
        east, north = self.place(longitude, latitude)
        eye = shapely.Point(east, north)
        if shapely.intersects(self.shape, eye):
            return View(0.0, True)
        seen = shapely.intersection(self.shape, shapely.buffer(eye, range_m, quad_segs=90))
        points = shapely.get_coordinates(seen)
        if not len(points):
            return View(None, False)
        ahead = shapely.LineString([eye, _ahead((east, north), direction, range_m)])
        if shapely.intersects(ahead, seen):
            return View(0.0, False)
        bearings = np.degrees(np.arctan2(points[:, 0] - east, points[:, 1] - north))
        return View(float(np.abs((bearings - direction + 180) % 360 - 180).min()), False)


def cone(place: Point, direction: float, half_angle: float, range_m: float) -> shapely.Geometry:
    """Return a view cone on a plane in metres: from the place, to both sides of the direction, closed by an arc."""
    half = min(max(half_angle, 0.5), 179.0)
    steps = max(2, math.ceil(2 * half / _ARC_STEP) + 1)
    arc = [_ahead(place, direction + turn, range_m) for turn in np.linspace(-half, half, steps)]
    return shapely.Polygon([place, *arc])


def separate_directions(directions: list[float], gap: float) -> int:
    """Return how many of these directions can be chosen so that any two are at least `gap` degrees apart."""
    if not directions or gap <= 0:
        return len(directions)
    turned = sorted(value % 360 for value in directions)
    best = 1
    for start in range(len(turned)):
        chosen = [turned[start]]
        for value in [v + 360 * (v < turned[start]) for v in turned[start + 1 :] + turned[:start]]:
            if value - chosen[-1] >= gap and chosen[0] + 360 - value >= gap:
                chosen.append(value)
        best = max(best, len(chosen))
    return best


def _ahead(place: Point, direction: float, distance: float) -> Point:
    angle = math.radians(direction)
    return place[0] + distance * math.sin(angle), place[1] + distance * math.cos(angle)


def _on_sphere(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return metres between two positions on the sphere of the ellipsoid's mean radius: within 0.6 % of the geodesic."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    turn = math.radians(lon_b - lon_a)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    radius = (2 * CGCS2000.a + CGCS2000.b) / 3
    return 2 * radius * math.asin(min(1.0, math.sqrt(half)))
