"""Coordinates typed or pasted: one point a line, in metres or degrees, with or without zone prefix, in either order.

Over China the numbers tell what they are: an easting with prefix is above 10 million, a northing lies between 1.9 and 6 million, an
easting without prefix below 1 million; longitudes are above 73, latitudes below 54. Words and point numbers before the two
coordinates (J1, 1, ...) are passed over.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Optional

import numpy as np

from ..area.projection import forward, inverse_krueger
from ..area.zones import GaussKruger, zone_of_prefix
from ..problems import LandGuardError
from .grid import Point

_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_ANGLE = re.compile(
    r"(\d+(?:\.\d+)?)\s*[°度]\s*(?:(\d+(?:\.\d+)?)\s*['′’分]\s*)?(?:(\d+(?:\.\d+)?)\s*(?:\"|″|”|''|秒)\s*)?([NSEW北南东西])?"
)
_PLAIN = re.compile(rf"(?<![\w.]){_NUMBER}(?![\w.])")
_PREFIXED_FROM, _EASTING_BELOW = 1e7, 1e6
_NORTHINGS = (1.9e6, 6.0e6)
_LONGITUDES, _LATITUDES = (73.0, 136.0), (3.0, 54.0)


def read_points(text: str, zone: Optional[GaussKruger]) -> list[Point]:
    """Return the points of a text in the zone's coordinates; zone None: (longitude, latitude) in degrees.

    Points of another zone are taken over into this one. Raises LandGuardError LG-DRW-016 naming the line that holds no point.
    """
    points = []
    for number, line in enumerate(text.splitlines(), 1):
        plain = unicodedata.normalize("NFKC", line.replace("″", '"').replace("′", "'")).strip(" \t,;|()[]")
        if not plain:
            continue
        point = _point(_numbers(plain), zone)
        if point is None:
            raise LandGuardError("LG-DRW-016", line=str(number), text=line.strip()[:60])
        points.append(point)
    return points


def _numbers(line: str) -> list[float]:
    """Return the last two numbers of a line; degrees, minutes and seconds become degrees."""
    angles = [
        float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
        for degrees, minutes, seconds, _ in _ANGLE.findall(line)
    ]
    return angles if len(angles) == 2 else [float(found) for found in _PLAIN.findall(line.replace(",", " "))][-2:]


def _point(numbers: list[float], zone: Optional[GaussKruger]) -> Optional[Point]:
    if len(numbers) != 2:
        return None
    low, high = sorted(numbers)
    if _LATITUDES[0] <= low <= _LATITUDES[1] and _LONGITUDES[0] <= high <= _LONGITUDES[1]:
        return (high, low) if zone is None else _from_geographic(high, low, zone)
    if high >= _PREFIXED_FROM and _NORTHINGS[0] <= low <= _NORTHINGS[1]:
        return _from_zone(high, low, zone_of_prefix(int(high // 1_000_000)), zone)
    if _NORTHINGS[0] <= high <= _NORTHINGS[1] and 0 < low < _EASTING_BELOW and zone is not None:
        return low + (zone.false_easting - 500_000.0), high
    return None


def _from_zone(easting: float, northing: float, given: GaussKruger, zone: Optional[GaussKruger]) -> Point:
    if zone is not None and given.central_meridian == zone.central_meridian:
        return easting - given.false_easting + zone.false_easting, northing
    longitude, latitude = inverse_krueger(np.array([easting - given.false_easting]), np.array([northing]))
    degrees = float(np.degrees(longitude[0])) + given.central_meridian, float(np.degrees(latitude[0]))
    return degrees if zone is None else _from_geographic(*degrees, zone)


def _from_geographic(longitude: float, latitude: float, zone: GaussKruger) -> Point:
    east, north = forward(np.radians(np.array([longitude - zone.central_meridian])), np.radians(np.array([latitude])))
    return float(east[0]) + zone.false_easting, float(north[0])
