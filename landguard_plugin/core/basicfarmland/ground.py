"""The ground of the candidates: one metric plane for all layers, what lies outside existing basic farmland, who touches whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..area.planes import FittedPlane, Plane
from ..area.projection import forward
from ..area.zones import fitting_zone
from ..shares import share_by_group


def metric(shapes: Sequence[bytes], plane: Plane, meridian: float) -> np.ndarray:
    """Return shapely geometries (n,) in metres; None for b"". Invalid shapes are mended for screening.

    A Gauss-Krüger layer keeps its coordinates; any other goes to the zone of `meridian` (degrees), one for all layers, so that
    distances across features mean something.
    """
    geometries = shapely.from_wkb([shape or None for shape in shapes], on_invalid="ignore")
    if isinstance(plane, FittedPlane):

        def to_plane(points: np.ndarray) -> np.ndarray:
            longitude, latitude = plane.to_geographic(points[:, 0], points[:, 1])
            return np.column_stack(forward(np.radians(longitude - meridian), np.radians(latitude)))

        geometries = shapely.transform(geometries, to_plane)
    bad = ~shapely.is_valid(geometries) & ~shapely.is_missing(geometries)
    geometries[bad] = shapely.make_valid(geometries[bad])
    return geometries


def common_meridian(shapes: Sequence[bytes], plane: Plane) -> float:
    """Return the central meridian, in degrees, of the 3-degree zone that fits the middle of a layer; 0 for a zone layer."""
    if not isinstance(plane, FittedPlane):
        return 0.0
    box = shapely.total_bounds(shapely.from_wkb([shape or None for shape in shapes], on_invalid="ignore"))
    longitude, _ = plane.to_geographic(np.array([(box[0] + box[2]) / 2]), np.array([(box[1] + box[3]) / 2]))
    return 3.0 * float(fitting_zone(longitude)[0])


@dataclass(frozen=True)
class Outside:
    """What of each patch lies outside the existing basic farmland: its shape and its farmland in 0.01 m2."""

    shapes: np.ndarray
    farmland_dm2: np.ndarray


def outside_of(patches: np.ndarray, farmland_dm2: np.ndarray, existing: np.ndarray) -> Outside:
    """Return the part of each patch outside existing basic farmland.

    The stored farmland of a patch is shared between inside and outside by plane area (largest remainder), so that the two add up to
    it exactly. Slivers below 1 m2 along a common border are no outside.
    """
    shapes, farmland = patches.copy(), farmland_dm2.copy()
    present = existing[~shapely.is_missing(existing)]
    if not len(present) or not len(patches):
        return Outside(shapes, farmland)
    tree = shapely.STRtree(present)
    at, of = tree.query(patches, predicate="intersects")
    for index in np.unique(at):
        shapes[index] = shapely.difference(patches[index], shapely.union_all(present[of[at == index]]))
    left = np.where(shapely.is_missing(shapes), 0.0, shapely.area(shapes))
    whole = np.where(shapely.is_missing(patches), 0.0, shapely.area(patches))
    left = np.where((left < 1.0) & (left < whole), 0.0, np.minimum(left, whole))
    weights = np.column_stack([left, whole - left]).reshape(-1)
    groups = np.repeat(np.arange(len(patches)), 2)
    known = whole > 0
    totals = np.where(known, farmland, 0)
    parts = share_by_group(totals, groups, np.where(np.repeat(known, 2), weights, 0.0))
    return Outside(shapes, parts.reshape(-1, 2)[:, 0])


def neighbours(shapes: np.ndarray, gap_m: float) -> np.ndarray:
    """Return int64 (m, 2): pairs i < j of shapes no farther apart than the gap, sorted."""
    present = np.nonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))[0]
    if not len(present):
        return np.empty((0, 2), dtype=np.int64)
    tree = shapely.STRtree(shapes[present])
    left, right = tree.query(shapes[present], predicate="dwithin", distance=gap_m)
    pairs = np.column_stack([present[left], present[right]])
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def connected(count: int, pairs: np.ndarray) -> np.ndarray:
    """Return int64 (n,): the number of the connected group each shape belongs to."""
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in pairs.tolist():
        a, b = root(one), root(other)
        if a != b:
            parent[max(a, b)] = min(a, b)
    return np.array([root(node) for node in range(count)], dtype=np.int64)


def distances(shapes: np.ndarray, city: np.ndarray) -> np.ndarray:
    """Return the distance in metres from each shape to the nearest city polygon, 0 inside; infinity without a city."""
    present = city[~(shapely.is_missing(city) | shapely.is_empty(city))]
    result = np.full(len(shapes), np.inf)
    here = np.nonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))[0]
    if len(present) and len(here):
        (at, _), found = shapely.STRtree(present).query_nearest(shapes[here], return_distance=True, all_matches=False)
        result[here[at]] = found
    return result


def touches(shapes: np.ndarray, others: np.ndarray, gap_m: float) -> np.ndarray:
    """Return bool (n,): whether a shape lies within the gap of any of the others."""
    result = np.zeros(len(shapes), dtype=bool)
    present = others[~(shapely.is_missing(others) | shapely.is_empty(others))]
    here = np.nonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))[0]
    if len(present) and len(here):
        at, _ = shapely.STRtree(present).query(shapes[here], predicate="dwithin", distance=gap_m)
        result[here[np.unique(at)]] = True
    return result
