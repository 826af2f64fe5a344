"""From the coordinates of a layer to Gauss-Krüger plane coordinates of a CGCS2000 zone.

A layer that is already in a CGCS2000 zone keeps its coordinates. Any other layer goes through longitude and latitude
into the 3-degree zone that fits each feature (by the middle of its own extent, so that a feature's area does not
depend on what else is in the layer). Functions of PROJ or QGIS arrive as an argument: the core has no projections of
the world, only of the zones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Protocol

import numpy as np

from ..problems import LandGuardError
from .projection import forward
from .rings import Rings
from .zones import GaussKruger, fitting_zone

ToGeographic = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


class Plane(Protocol):
    """The coordinate system of a layer, as far as areas need it."""

    @property
    def name(self) -> str:
        """Return a short technical name for reports."""

    def to_zone(self, rings: Rings) -> tuple[np.ndarray, np.ndarray]:
        """Return (easting from the central meridian, northing) in metres for every point of the rings."""


@dataclass(frozen=True)
class ZonePlane:
    """A layer in a CGCS2000 Gauss-Krüger zone, with or without zone prefix."""

    zone: GaussKruger

    @property
    def name(self) -> str:
        """Return the zone in words."""
        return str(self.zone)

    def to_zone(self, rings: Rings) -> tuple[np.ndarray, np.ndarray]:
        """Return the coordinates without false easting and prefix."""
        _refuse_not_finite(rings.x, rings.y)
        return rings.x - self.zone.false_easting, rings.y


@dataclass(frozen=True)
class FittedPlane:
    """A layer in any other system: each feature goes to the 3-degree zone that fits it."""

    source: str
    to_geographic: ToGeographic  # (x, y) of the layer -> (longitude, latitude) in degrees on CGCS2000

    @property
    def name(self) -> str:
        """Return where the coordinates came from and where they went."""
        return f"{self.source} -> CGCS2000 3-degree zone by feature"

    def to_zone(self, rings: Rings) -> tuple[np.ndarray, np.ndarray]:
        """Return the points projected into the zone of their feature."""
        longitude, latitude = self.to_geographic(rings.x, rings.y)
        _refuse_not_finite(longitude, latitude)
        if np.abs(latitude).max(initial=0) > 90 or np.abs(longitude).max(initial=0) > 360:
            # Metres in a layer that claims degrees, or the like: no area may come out of that.
            raise LandGuardError("LG-CRS-008", crs=self.source)
        west = np.full(rings.count, np.inf)
        east = np.full(rings.count, -np.inf)
        np.minimum.at(west, rings.owner, np.minimum.reduceat(longitude, rings.start[:-1]))
        np.maximum.at(east, rings.owner, np.maximum.reduceat(longitude, rings.start[:-1]))
        with np.errstate(invalid="ignore"):
            middle = np.where(np.isfinite(west), (west + east) / 2, 0.0)
        meridian = (3.0 * fitting_zone(middle))[rings.owner[rings.ring_of_point]]
        return forward(np.radians(longitude - meridian), np.radians(latitude))


def _refuse_not_finite(x: np.ndarray, y: np.ndarray) -> None:
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise LandGuardError("LG-GEO-002")
