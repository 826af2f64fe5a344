"""The invented lie of the land: a river valley, hills on both sides, and smooth noise that clusters things."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .plan import CountyPlan

#: upper bounds of the slope grades 1..4 in degrees (耕地坡度级别); grade 5 lies above the last
SLOPE_BOUNDS = (2.0, 6.0, 15.0, 25.0)


class Noise:
    """A smooth random field with mean 0 and variance 1 over the plane."""

    def __init__(self, generator: np.random.Generator, wavelength: float, waves: int = 24) -> None:
        """Add up plane waves of random direction, around one wavelength in metres."""
        angle = generator.uniform(0, 2 * np.pi, waves)
        length = wavelength * generator.uniform(0.6, 1.7, waves)
        self._wave = 2 * np.pi / length[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        self._phase = generator.uniform(0, 2 * np.pi, waves)
        self._scale = np.sqrt(2.0 / waves)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Return the field at points (n, 2), float64 (n,)."""
        total = np.zeros(len(points))
        for wave, phase in zip(self._wave, self._phase):
            total += np.sin(points @ wave + phase)
        return total * self._scale


@dataclass(frozen=True)
class Terrain:
    """Scalar fields over the county, in local metres around its centre."""

    radius: float
    bends: np.ndarray  # (k, 3): amplitude, wave number, phase of the river's course
    roughness: Noise
    crops: Noise
    cover: Noise
    rim: np.ndarray  # (k, 2): amplitude, phase of the county's outline

    @staticmethod
    def of(plan: CountyPlan) -> Terrain:
        """Return the terrain of a plan."""
        generator = plan.generator("terrain")
        radius = plan.radius_m
        waves = np.arange(1, 5)
        bends = np.column_stack(
            [
                0.11 * radius / waves**1.5,
                np.pi * waves / radius * generator.uniform(0.5, 0.9, 4),
                generator.uniform(0, 2 * np.pi, 4),
            ]
        )
        rim = np.column_stack([0.10 / np.arange(2, 8) ** 0.8, generator.uniform(0, 2 * np.pi, 6)])
        noises = [Noise(generator, length) for length in (0.45 * radius, 0.22 * radius, 6.0 * plan.cell_m)]
        return Terrain(radius, bends, noises[0], noises[1], noises[2], rim)

    def river_northing(self, x: np.ndarray) -> np.ndarray:
        """Return the northing of the river's centre line at eastings x."""
        amplitude, wave, phase = (self.bends[:, k] for k in range(3))
        return (amplitude * np.sin(np.outer(x, wave) + phase)).sum(axis=1) - 0.05 * self.radius

    def from_river(self, points: np.ndarray) -> np.ndarray:
        """Return the distance from the river in metres, roughly, negative south of it."""
        return points[:, 1] - self.river_northing(points[:, 0])

    def inside(self, points: np.ndarray) -> np.ndarray:
        """Return bool (n,): which points lie in the county."""
        angle = np.arctan2(points[:, 1], points[:, 0])
        orders = np.arange(2, 2 + len(self.rim))
        limit = 1.0 + (self.rim[:, 0] * np.sin(np.outer(angle, orders) + self.rim[:, 1])).sum(axis=1)
        return np.hypot(points[:, 0], points[:, 1]) < limit * self.radius

    def height(self, points: np.ndarray) -> np.ndarray:
        """Return the relative height: below 0.22 the plain, above 0.6 the hills."""
        valley = np.abs(self.from_river(points)) / self.radius
        return valley * 0.95 + 0.06 * self.roughness(points)

    def slope_degrees(self, points: np.ndarray) -> np.ndarray:
        """Return the slope of the ground in degrees."""
        rise = np.clip(self.height(points) - 0.16, 0, None)
        return 0.8 + 46.0 * rise**1.35 * (1 + 0.22 * np.clip(self.crops(points), -2, 2))

    def slope_grade(self, points: np.ndarray) -> np.ndarray:
        """Return the slope grade 1..5, int64 (n,)."""
        return np.searchsorted(SLOPE_BOUNDS, self.slope_degrees(points), side="left").astype(np.int64) + 1
