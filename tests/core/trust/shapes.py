"""Random valid polygons on the grid, and the ways in which programs write the same polygon differently."""

from __future__ import annotations

import math
import random

import shapely

GRID = 0.0001
EAST, NORTH = 38_520_000.0, 3_880_000.0


def on_grid(value: float) -> float:
    return round(round(value / GRID) * GRID, 4)


def star(rng: random.Random, x: float, y: float, radius: float, points: int) -> list[tuple[float, float]]:
    """A ring that turns once around (x, y): always simple."""
    angles = sorted(2 * math.pi * (k + 0.8 * rng.random()) / points for k in range(points))
    ring = []
    for angle in angles:
        reach = radius * (0.6 + 0.4 * rng.random())
        ring.append((on_grid(x + reach * math.cos(angle)), on_grid(y + reach * math.sin(angle))))
    return ring


def random_patch(seed: int, most_parts: int = 3) -> shapely.MultiPolygon:
    """A multipolygon of 1..3 parts with 0..2 holes each."""
    rng = random.Random(seed)
    parts = []
    for k in range(rng.randint(1, most_parts)):
        x, y = EAST + 500 * k + rng.random(), NORTH + rng.random() * 100
        holes = [star(rng, x + dx, y, 8, rng.randint(4, 7)) for dx in (-14, 14)[: rng.randint(0, 2)]]
        parts.append(shapely.Polygon(star(rng, x, y, 90, rng.randint(8, 24)), holes))
    shape = shapely.MultiPolygon(parts)
    assert shape.is_valid
    return shape


def written_differently(shape: shapely.MultiPolygon, rng: random.Random) -> shapely.Geometry:
    """The same region with other start vertices, directions, orders of holes and parts, and repeated points."""

    def ring(points):
        points = list(points)[:-1]
        if rng.random() < 0.5:
            points.reverse()
        k = rng.randrange(len(points))
        points = points[k:] + points[:k]
        if rng.random() < 0.3:
            points.insert(0, points[0])
        return points

    parts = []
    for part in shape.geoms:
        holes = [ring(hole.coords) for hole in part.interiors]
        rng.shuffle(holes)
        parts.append(shapely.Polygon(ring(part.exterior.coords), holes))
    rng.shuffle(parts)
    return parts[0] if len(parts) == 1 and rng.random() < 0.5 else shapely.MultiPolygon(parts)
