"""How much of each patch lies in a layer; ground under several polygons of the layer counts once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from ..area.official import areas_of_polygons
from ..area.planes import Plane
from ..flows.laying import CLOSURE_M2
from ..geometry.overlay import EMPTY, candidate_pairs, in_threads, polygons_only, slices_of_weight
from ..progress import Progress

PairTest = Callable[[np.ndarray, np.ndarray], np.ndarray]  # (patch rows, layer rows) -> bool: does this pair count


@dataclass(frozen=True)
class Patches:
    """The patches to be screened, one plane: shapely polygons (n,), official areas in m2 (n,) and in 0.01 m2 (n,)."""

    shapes: np.ndarray
    official: np.ndarray
    dm2: np.ndarray
    plane: Plane

    def __len__(self) -> int:
        """Return the number of patches."""
        return len(self.shapes)


@dataclass(frozen=True)
class Cover:
    """What a layer covers of the patches: `dm2` int64 (n,), 0.01 m2; `shapes` the common ground, EMPTY where there is none.

    `first, second` are the pairs of patch and layer row that touch, or (where pairs were asked for) share ground.
    """

    dm2: np.ndarray
    shapes: np.ndarray
    first: np.ndarray
    second: np.ndarray

    def share(self, patches: Patches) -> np.ndarray:
        """Return the covered part of each patch, float64 (n,), 0..1."""
        return self.dm2 / np.maximum(patches.dm2, 1)


def cover_of(
    patches: Patches,
    layer: np.ndarray,
    workers: int,
    progress: Progress,
    counts: PairTest | None = None,
    pairs: bool = False,
) -> Cover:
    """Return what the polygons of a layer (shapely, valid, the patches' plane) cover of the patches.

    `counts` says which pairs count at all; `pairs`: keep in the pairs only those that share ground.
    """
    first, second = candidate_pairs(patches.shapes, layer)
    if counts is not None and len(first):
        wanted = counts(first, second)
        first, second = first[wanted], second[wanted]
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    rows, begin = np.unique(first, return_index=True)
    covers = np.empty(len(rows), dtype=object)
    for k, (low, high) in enumerate(zip(begin, [*begin[1:], len(first)])):
        covers[k] = layer[second[low]] if high - low == 1 else shapely.union_all(layer[second[low:high]])
    shapes = np.full(len(patches), EMPTY, dtype=object)
    shapes[rows] = _common(patches.shapes[rows], covers, workers, progress)
    if pairs and len(first):
        shared = shapely.area(shapely.intersection(patches.shapes[first], layer[second])) > CLOSURE_M2
        first, second = first[shared], second[shared]
    return Cover(covered_dm2(patches, shapes), shapes, first, second)


def covered_dm2(patches: Patches, common: np.ndarray) -> np.ndarray:
    """Return the quantity of a part of each patch, int64 (n,): its share of the patch's own, rounded half up."""
    result = np.zeros(len(patches), dtype=np.int64)
    rows = np.nonzero(shapely.area(common) > 0)[0]
    if len(rows):
        areas = areas_of_polygons(common[rows], patches.plane)
        share = np.clip(areas / np.maximum(patches.official[rows], 1e-9), 0.0, 1.0)
        result[rows] = np.floor(patches.dm2[rows] * share + 0.5).astype(np.int64)
    return result


def _common(patches: np.ndarray, covers: np.ndarray, workers: int, progress: Progress) -> np.ndarray:
    if not len(patches):
        return np.empty(0, dtype=object)
    shapely.prepare(covers)
    whole = shapely.covers(covers, patches)
    result = np.where(whole, patches, EMPTY)
    rest = np.nonzero(~whole)[0]
    weight = shapely.get_num_coordinates(covers[rest]) + shapely.get_num_coordinates(patches[rest])
    left, right = patches[rest], covers[rest]
    slices = slices_of_weight(weight, workers)
    result[rest] = in_threads(lambda part: shapely.intersection(left[part], right[part]), slices, workers, progress)
    shapely.destroy_prepared(covers)
    return polygons_only(result)
