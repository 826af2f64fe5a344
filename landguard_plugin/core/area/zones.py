"""Gauss-Krüger zones of CGCS2000: which zone a reference system or a coordinate belongs to.

Zone n of 3 degrees has central meridian 3n, zone n of 6 degrees 6n − 3. A prefixed easting is n·1 000 000 + 500 000 m.
EPSG 4491–4501: 6°, prefixed, zones 13–23; 4502–4512: 6°, no prefix; 4513–4533: 3°, prefixed, zones 25–45; 4534–4554: 3°,
no prefix, central meridians 75–135 E. Source: EPSG registry; docs/domain-notes.md 2.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np

from ..problems import LandGuardError

FALSE_EASTING = 500_000.0
PREFIX_STEP = 1_000_000
_PREFIXED_FROM = 10_000_000.0  # an easting beyond this carries a zone prefix: no unprefixed one gets near


@dataclass(frozen=True)
class GaussKruger:
    """One zone: its width and number, and whether eastings carry the zone number as prefix."""

    width: int  # degrees, 3 or 6
    zone: int
    prefixed: bool

    @property
    def central_meridian(self) -> int:
        """Return the central meridian in degrees east."""
        return 3 * self.zone if self.width == 3 else 6 * self.zone - 3

    @property
    def false_easting(self) -> float:
        """Return the easting of the central meridian in metres."""
        return FALSE_EASTING + (self.zone * PREFIX_STEP if self.prefixed else 0)

    @property
    def epsg(self) -> Optional[int]:
        """Return the EPSG code of this CGCS2000 zone, or None where the registry has none (outside 75–135 E)."""
        first, last, base = (25, 45, 4513 if self.prefixed else 4534)
        if self.width == 6:
            first, last, base = (13, 23, 4491 if self.prefixed else 4502)
        return base + self.zone - first if first <= self.zone <= last else None

    def __str__(self) -> str:
        """Return a short technical name, the same in every language."""
        prefix = "prefixed" if self.prefixed else "no prefix"
        return f"CGCS2000 {self.width}-degree zone {self.zone} (CM {self.central_meridian}E, {prefix})"


def from_epsg(code: int) -> Optional[GaussKruger]:
    """Return the CGCS2000 zone of an EPSG code, or None when the code is not one."""
    for base, first, width, prefixed in (
        (4491, 13, 6, True),
        (4502, 13, 6, False),
        (4513, 25, 3, True),
        (4534, 25, 3, False),
    ):
        count = 11 if width == 6 else 21
        if base <= code < base + count:
            return GaussKruger(width, first + code - base, prefixed)
    return None


def fitting_zone(longitude: np.ndarray) -> np.ndarray:
    """Return the 3-degree zone number (int) whose central meridian is nearest to each longitude in degrees."""
    return np.floor(np.asarray(longitude, dtype=np.float64) / 3.0 + 0.5).astype(np.int64)


def zone_prefix(eastings: np.ndarray) -> Optional[int]:
    """Return the zone prefix that all eastings carry, or None when they carry none.

    Raises LandGuardError LG-CRS-005 when they carry different prefixes: two zones were mixed in one layer.
    """
    values = np.asarray(eastings, dtype=np.float64)
    values = values[np.isfinite(values)]
    if not len(values) or values.max() < _PREFIXED_FROM:
        return None
    prefixes = np.unique((values // PREFIX_STEP).astype(np.int64))
    if len(prefixes) > 1:
        raise LandGuardError("LG-CRS-005", zones=", ".join(str(p) for p in prefixes))
    return int(prefixes[0])


def zone_of_prefix(prefix: int) -> GaussKruger:
    """Return the zone that a prefix names: 13–23 are 6-degree zones, 25–45 3-degree zones over China.

    Raises LandGuardError LG-CRS-006 for any other number.
    """
    if 25 <= prefix <= 45:
        return GaussKruger(3, prefix, True)
    if 13 <= prefix <= 23:
        return GaussKruger(6, prefix, True)
    raise LandGuardError("LG-CRS-006", zone=prefix)


def check_against_coordinates(zone: GaussKruger, eastings: np.ndarray) -> None:
    """Raise LandGuardError when eastings contradict the zone's prefix.

    LG-CRS-003: a prefix where the reference system has none, or none where it has one; LG-CRS-004: another zone's. An
    empty layer contradicts nothing.
    """
    if not np.isfinite(np.asarray(eastings, dtype=np.float64)).any():
        return
    prefix = zone_prefix(eastings)
    if (prefix is not None) != zone.prefixed:
        raise LandGuardError("LG-CRS-003", crs=str(zone), prefix=prefix if prefix is not None else "-")
    if prefix is not None and prefix != zone.zone:
        raise LandGuardError("LG-CRS-004", crs=str(zone), prefix=prefix)
