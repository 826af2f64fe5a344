"""What the sample county is to be: its size, its seed, its place, its years."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

#: name of a size -> number of patches of one survey year, roughly
SIZES = {"small": 600, "county": 8_000, "large": 100_000}

#: Mesh cells beside the roads and rivers for one patch of the survey; measured over many seeds.
_CELLS_PER_PATCH = 1.31
_CELLS_PER_PATCH_SMALL = 0.98  # in a small county the roads make a larger part of the patches


@dataclass(frozen=True)
class CountyPlan:
    """The one description from which everything else follows: the same plan gives the same county, byte for byte.

    Coordinates are those of EPSG:4547 (CGCS2000, 3-degree zone 38, central meridian 114 E, no zone prefix).
    """

    patches: int = SIZES["small"]
    seed: int = 2024
    code: str = "990101"  # well-formed and unused: no province has the number 99
    years: tuple[int, int] = (2023, 2024)
    centre: tuple[float, float] = (488_000.0, 3_846_000.0)
    epsg: int = 4547

    @property
    def cell_m(self) -> float:
        """Return the distance of neighbouring fields in metres; small counties have larger fields."""
        return 160.0 if self.patches < 2_000 else 115.0 if self.patches < 30_000 else 105.0

    @property
    def radius_m(self) -> float:
        """Return the mean radius of the county in metres."""
        cells = _CELLS_PER_PATCH_SMALL if self.patches < 2_000 else _CELLS_PER_PATCH
        return self.cell_m * sqrt(self.patches * cells / pi)

    @property
    def bend_m(self) -> float:
        """Return the distance of the points along crooked borders in metres."""
        return 80.0 if self.patches < 2_000 else 18.0

    def generator(self, stage: str) -> np.random.Generator:
        """Return the random numbers of one stage; stages do not disturb each other."""
        return np.random.default_rng([self.seed, *stage.encode("utf-8")])
