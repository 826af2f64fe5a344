"""Which coordinate is north and which east, and in which zone: told by the numbers themselves, by the head where they do not.

Over China a northing lies between 0.3 and 6.1 million metres, an easting without zone prefix between 0.1 and 0.9 million, one with
prefix at 13–23 or 25–45 million. Longitude is 70 to 140 degrees, latitude 3 to 55 (docs/domain-notes.md 2.7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

import numpy as np

from ..area.zones import GaussKruger, zone_of_prefix, zone_prefix
from ..problems import LandGuardError, Message, Term
from .records import AxisOrder

NORTHING = (300_000.0, 6_100_000.0)
PLAIN_EASTING = (100_000.0, 900_000.0)
PREFIXED_EASTING = (13_000_000.0, 46_000_000.0)
LONGITUDE, LATITUDE = (70.0, 140.0), (3.0, 55.0)

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Axes:
    """What was decided: the order, whether coordinates are degrees, and whether the numbers themselves decided it."""

    order: AxisOrder
    geographic: bool
    certain: bool


def fits(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """Return bool (n,): which pairs can be (easting, northing), or (longitude, latitude), of a place in China."""
    projected = _within(north, NORTHING) & (_within(east, PLAIN_EASTING) | _within(east, PREFIXED_EASTING))
    return projected | (_within(east, LONGITUDE) & _within(north, LATITUDE))


def decide(first: np.ndarray, second: np.ndarray, asked: AxisOrder) -> Axes:
    """Return the order of two columns of numbers, float64 (n,) each, by which of the two ways more points make sense."""
    north_first, east_first = fits(second, first), fits(first, second)
    order = asked
    if asked is AxisOrder.AUTO:
        easting_first = east_first.sum() > north_first.sum()
        order = AxisOrder.EASTING_FIRST if easting_first else AxisOrder.NORTHING_FIRST
    decided = north_first.sum() != east_first.sum()
    east = first if order is AxisOrder.EASTING_FIRST else second
    return Axes(order, bool(len(east)) and bool((np.abs(east) <= 360).mean() > 0.5), bool(decided))


def zone_of_file(properties: Mapping[str, str], east: np.ndarray) -> tuple[Optional[GaussKruger], list[Message]]:
    """Return the zone of a file's eastings, None when nothing tells it, and warnings where the head contradicts them.

    Raises LandGuardError LG-CRS-005 and LG-CRS-006 for prefixes of several zones, or of none.
    """
    declared, width = _declared(properties, ("带号", "代号")), _declared(properties, ("几度分带", "分带"))
    prefix = zone_prefix(east)
    if prefix is not None:
        zone = zone_of_prefix(prefix)
        warnings = []
        if declared is not None and declared != prefix:
            warnings.append(
                Message("LG-TXT-013", {"declared": str(declared), "prefix": str(prefix), "zone": str(zone)})
            )
        if width is not None and width != zone.width:
            warnings.append(Message("LG-TXT-023", {"declared": width, "width": zone.width, "prefix": str(prefix)}))
        return zone, warnings
    if declared is None:
        return None, []
    zone = zone_of_prefix(declared)
    if width in (3, 6) and width != zone.width:
        return None, [Message("LG-TXT-023", {"declared": width, "width": zone.width, "prefix": str(declared)})]
    return GaussKruger(zone.width, declared, False), []


def refuse_other_datum(properties: Mapping[str, str]) -> None:
    """Raise LandGuardError LG-TXT-003 when the head names another datum than CGCS2000: no zone of ours fits it then."""
    system = next((value for key, value in properties.items() if key.startswith("坐标系")), "")
    if system and not re.search(r"2000|CGCS", system, re.IGNORECASE):
        raise LandGuardError("LG-TXT-003", system=system)


def order_message(axes: Axes, sample: tuple[str, str, str], asked: AxisOrder) -> Message:
    """Return what was decided on the order, with the first point as (number, northing, easting) to check it by."""
    code = "LG-TXT-024" if asked is not AxisOrder.AUTO else "LG-TXT-011" if axes.certain else "LG-TXT-012"
    number, northing, easting = sample
    return Message(code, {"order": Term(axes.order.value), "point": number, "northing": northing, "easting": easting})


def _within(values: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    return (values >= limits[0]) & (values <= limits[1])


def _declared(properties: Mapping[str, str], keys: tuple[str, ...]) -> Optional[int]:
    for key in keys:
        found = _NUMBER.search(properties.get(key, ""))
        if found:
            return int(found.group())
    return None


def is_easting(values: np.ndarray) -> np.ndarray:
    """Return bool (n,): which numbers can be eastings; points out of place must not decide on the zone."""
    return _within(values, PLAIN_EASTING) | _within(values, PREFIXED_EASTING)
