"""Ways to spoil a polygon that the checker must notice, and islands that are too small."""

from __future__ import annotations

import numpy as np
import shapely

from .layers import area_dm2
from .mesh import GRID

#: outlines in metres around their middle: under 10 m2; under 200 m2; with one edge under 2 m
SLIVER = np.array([[-4.0, -0.5], [4.0, -0.6], [3.5, 0.4], [-3.5, 0.5]])
HUT = np.array([[-6.0, -6.0], [6.0, -6.0], [6.0, 6.0], [-6.0, 6.0]])
BEVELLED = np.array([[-14.0, -14.0], [14.0, -14.0], [14.0, 14.0], [-13.4, 14.0], [-14.0, 13.3]])
_ROOM_M = 22.0


def holds(shape: object) -> bool:
    """Return whether a shape is a plain polygon with room for an island around its inner point."""
    if not isinstance(shape, shapely.Polygon) or len(shape.interiors):
        return False
    point = shapely.point_on_surface(shape)
    return bool(shapely.distance(point, shape.exterior) > _ROOM_M)


def with_island(shape: shapely.Polygon, outline: np.ndarray) -> tuple[shapely.Polygon, shapely.Polygon]:
    """Return the polygon with a hole and the island that fills it exactly."""
    point = shapely.point_on_surface(shape)
    ring = np.round(outline + [point.x, point.y], round(-np.log10(GRID)))
    return shapely.Polygon(shape.exterior, [ring[::-1]]), shapely.Polygon(ring)


def island_dm2(island: shapely.Polygon, epsg: int) -> int:
    """Return the official area of an island in 0.01 m2."""
    return int(area_dm2([island], epsg)[0])


def crossing(shape: shapely.Polygon) -> shapely.Polygon:
    """Return the polygon with two neighbouring vertices exchanged so that its ring crosses itself."""
    ring = shapely.get_coordinates(shape.exterior)[:-1]
    for position in range(len(ring) - 1):
        spoilt = ring.copy()
        spoilt[[position, position + 1]] = spoilt[[position + 1, position]]
        polygon = shapely.Polygon(spoilt)
        if not polygon.is_valid:
            return polygon
    raise ValueError("no exchange of two vertices makes the ring cross itself")


def pulled(shape: shapely.Polygon, metres: float) -> shapely.Polygon:
    """Return the polygon with one vertex moved outwards (metres > 0) or inwards; its neighbours stay as they are."""
    ring = shapely.get_coordinates(shape.exterior)[:-1]
    middle = shapely.get_coordinates(shape.centroid)[0]
    best = shape
    for position in range(len(ring)):
        step = ring[position] - middle
        moved = ring.copy()
        moved[position] = np.round(ring[position] + step / np.hypot(*step) * metres, round(-np.log10(GRID)))
        polygon = shapely.Polygon(moved)
        if polygon.is_valid and (polygon.area - best.area) * np.sign(metres) > 0:
            best = polygon
    return best


def repeated_vertex(shape: shapely.Polygon) -> shapely.Polygon:
    """Return the polygon with its second vertex twice."""
    ring = shapely.get_coordinates(shape.exterior)
    return shapely.Polygon(np.insert(ring, 2, ring[1], axis=0))
