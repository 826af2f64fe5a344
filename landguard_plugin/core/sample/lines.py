"""Rivers, roads, railways and canals: their classes, widths and courses, before they are cut at each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .places import Places
from .plan import CountyPlan
from .terrain import Terrain


@dataclass(frozen=True)
class CentreLine:
    """One river, road or canal before it is cut at others: its class, its width in metres, its course."""

    dlbm: str
    width: float
    course: np.ndarray  # (n, 2), local metres
    built: int = 0  # 0: there in both years, 1: only in the later year

    @property
    def shape(self) -> shapely.LineString:
        """Return the course as a line string."""
        return shapely.linestrings(self.course)


def centre_lines(plan: CountyPlan, terrain: Terrain, places: Places) -> list[CentreLine]:
    """Return all lines of the county, the ones that cut first."""
    generator = plan.generator("lines")
    radius = plan.radius_m
    x = np.linspace(-1.5 * radius, 1.5 * radius, 240)
    river = np.column_stack([x, terrain.river_northing(x)])
    scale = min(1.0, radius / 5_000)
    lines = [CentreLine("1101", round(22 + 34 * scale, 1), river)]
    lines.append(CentreLine("1001", 16.0, _oblique(radius, 0.33, -0.5, generator)))
    lines.append(CentreLine("1003", 25.5, _oblique(radius, -0.36, 0.75, generator)))
    for share in (0.21, -0.24):
        canal = river + [0.0, share * radius] + np.column_stack([0 * x, 0.02 * radius * np.sin(x / radius * 9 + share)])
        lines.append(CentreLine("1107A", 10.0, canal))
    for start in generator.uniform(-0.75, 0.75, 4):
        lines.append(CentreLine("1101", 14.0, _tributary(terrain, start * radius, generator)))
    seats = places.seats
    for a, b in _spanning_tree(seats):
        lines.append(CentreLine("1003", 9.0, _winding(seats[a], seats[b], generator)))
    lines += _ditches(terrain, radius, generator)
    missing = [(a, b) for a, b in _near_pairs(seats) if (a, b) not in set(_spanning_tree(seats))]
    for a, b in missing[: 2 if plan.patches > 2_000 else 1]:
        lines.append(CentreLine("1003", 8.5, _winding(seats[a], seats[b], generator), built=1))
    villages = places.villages
    for number, (a, b) in enumerate(_spanning_tree(villages)):
        lines.append(
            CentreLine(
                "1006",
                float(generator.choice([4.0, 4.5, 5.0, 6.0])),
                _winding(villages[a], villages[b], generator),
                built=int(number % 14 == 4),
            )
        )
    return lines


def _oblique(radius: float, intercept: float, slope: float, generator: np.random.Generator) -> np.ndarray:
    t = np.linspace(-1.5, 1.5, 160)
    wave = 0.05 * np.sin(t * generator.uniform(2.5, 4) + generator.uniform(0, 6))
    return radius * np.column_stack([t, intercept + slope * t * 0.6 + wave])


def _tributary(terrain: Terrain, x0: float, generator: np.random.Generator) -> np.ndarray:
    side = generator.choice([-1.0, 1.0])
    t = np.linspace(0, 1.25, 90)
    x = x0 + terrain.radius * (0.3 * side * t + 0.03 * np.sin(t * 14 + generator.uniform(0, 6)))
    return np.column_stack([x, terrain.river_northing(x) + side * terrain.radius * t])


def _ditches(terrain: Terrain, radius: float, generator: np.random.Generator) -> list[CentreLine]:
    """Return ditches from the river to the canals on both sides."""
    lines = []
    for x0 in np.arange(-0.9, 0.95, max(0.1, 900.0 / radius)):
        for side, reach in ((1, 0.21), (-1, 0.24)):
            t = np.linspace(0, reach, 40)
            x = radius * (x0 + generator.uniform(-0.02, 0.02)) + radius * 0.06 * side * t
            lines.append(
                CentreLine(
                    "1107",
                    float(generator.choice([4.0, 4.5, 5.0])),
                    np.column_stack([x, terrain.river_northing(x) + side * radius * t]),
                )
            )
    return lines


def _winding(a: np.ndarray, b: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    t = np.linspace(0, 1, 60)
    step = b - a
    normal = np.array([-step[1], step[0]])
    swing = 0.07 * generator.uniform(-1, 1) * np.sin(np.pi * t) + 0.03 * generator.uniform(-1, 1) * np.sin(
        3 * np.pi * t
    )
    return a + step * t[:, None] + normal * swing[:, None]


def _spanning_tree(points: np.ndarray) -> list[tuple[int, int]]:
    """Return the pairs (low, high) of the shortest tree over the points, in the order Prim's rule finds them."""
    distance = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    joined, pairs = [0], []
    rest = list(range(1, len(points)))
    while rest:
        part = distance[np.ix_(joined, rest)]
        i, j = np.unravel_index(int(part.argmin()), part.shape)
        pairs.append((min(joined[i], rest[j]), max(joined[i], rest[j])))
        joined.append(rest.pop(j))
    return pairs


def _near_pairs(points: np.ndarray) -> list[tuple[int, int]]:
    pairs = [(i, j) for i in range(len(points)) for j in range(i + 1, len(points))]
    return sorted(pairs, key=lambda pair: float(np.hypot(*(points[pair[0]] - points[pair[1]]))))
