"""The overlay of what changed: every pair of patches that share ground, and the ground they share.

Layers that share most of their edges are overlaid as one arrangement (geometry/arrangement). What that does not prove, and layers
that were drawn anew, GEOS overlays pair by pair, in threads (it releases Python's lock), the heaviest pairs first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import shapely

from ..aside import run_aside
from ..progress import Progress, stop_if_cancelled
from .arrangement import NOBODY, Faces, faces_of

POLYGON, MULTIPOLYGON, COLLECTION = 3, 6, 7
EMPTY = shapely.Polygon()


@dataclass(frozen=True)
class Pieces:
    """Ground shared by a patch of each layer.

    first, second   int64 (p,): rows of the two layers
    shapes          object (p,): shapely polygons or multipolygons with positive area
    """

    first: np.ndarray
    second: np.ndarray
    shapes: np.ndarray


def overlay(first: np.ndarray, second: np.ndarray, workers: int, progress: Progress, tolerance: float = 0.0) -> Pieces:
    """Return the shared ground of every pair of polygons of two arrays; neighbours that only touch share none.

    `first` and `second` are valid shapely polygons or multipolygons in one plane, shape (n,) and (m,). With a `tolerance` (plane
    area) the polygons of each array are taken to be disjoint, and their faces may miss a polygon's area by that much.
    """
    faces = run_aside(lambda: faces_of(first, second, tolerance), progress) if tolerance > 0 else None
    progress.at(0.5)
    stop_if_cancelled(progress)
    if faces is None:
        return _in_order(*_pairwise(first, second, workers, progress))
    found = [_from_faces(faces)]
    every = np.arange(len(first)), np.arange(len(second))
    doubtful_first, doubtful_second = every[0][~faces.sound_first], every[1][~faces.sound_second]
    for a, b in ((doubtful_first, every[1]), (every[0][faces.sound_first], doubtful_second)):
        if len(a) and len(b):
            rows_a, rows_b, shapes = _pairwise(first[a], second[b], workers, progress)
            found.append((a[rows_a], b[rows_b], shapes))
    return _in_order(*(np.concatenate(column) for column in zip(*found)))


def _from_faces(faces: Faces) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (first, second, shapes) of the pairs whose faces both sides vouch for, one shape a pair."""
    covered = (faces.first != NOBODY) & (faces.second != NOBODY)
    covered[covered] = faces.sound_first[faces.first[covered]] & faces.sound_second[faces.second[covered]]
    a, b, shapes = faces.first[covered], faces.second[covered], faces.shapes[covered]
    order = np.lexsort((b, a))
    a, b, shapes = a[order], b[order], shapes[order]
    new = np.ones(len(a), dtype=bool)
    new[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    pair = np.cumsum(new) - 1
    count = np.bincount(pair, minlength=int(new.sum()))
    joined = shapes[new]
    several = np.nonzero(count > 1)[0]
    if len(several):
        parts = count[pair] > 1
        joined[several] = shapely.multipolygons(shapes[parts], indices=np.searchsorted(several, pair[parts]))
    return a[new], b[new], joined


def _pairwise(
    first: np.ndarray, second: np.ndarray, workers: int, progress: Progress
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    a, b = run_aside(lambda: candidate_pairs(first, second), progress)
    weight = shapely.get_num_coordinates(first)[a] + shapely.get_num_coordinates(second)[b]
    order = np.argsort(-weight, kind="stable")
    a, b = a[order], b[order]
    left, right = first[a], second[b]
    slices = slices_of_weight(weight[order], workers)
    shapes = in_threads(lambda part: shapely.intersection(left[part], right[part]), slices, workers, progress)
    return a, b, polygons_only(shapes)


def _in_order(a: np.ndarray, b: np.ndarray, shapes: np.ndarray) -> Pieces:
    keep = shapely.area(shapes) > 0
    a, b, shapes = a[keep], b[keep], shapes[keep]
    order = np.lexsort((b, a))
    return Pieces(a[order], b[order], shapes[order])


def candidate_pairs(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of the pairs whose shapes intersect (touching included), int64 each.

    Boxes first; then each pair is tested with its larger polygon prepared, which is what makes long roads cheap.
    """
    if not len(first) or not len(second):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    a, b = shapely.STRtree(second).query(first)
    swap = shapely.get_num_coordinates(second)[b] > shapely.get_num_coordinates(first)[a]
    large, small = np.where(swap, second[b], first[a]), np.where(swap, first[a], second[b])
    order = np.argsort(np.where(swap, len(first) + b, a), kind="stable")  # one large polygon after the other
    large, small, a, b = large[order], small[order], a[order], b[order]
    shapely.prepare(large)
    meet = shapely.intersects(large, small)
    shapely.destroy_prepared(large)
    return a[meet].astype(np.int64), b[meet].astype(np.int64)


def polygons_only(shapes: np.ndarray) -> np.ndarray:
    """Return shapes with lines and points dropped from mixed results; what is no polygon becomes an empty one."""
    kinds = shapely.get_type_id(shapes)
    result = shapes.copy()
    mixed = np.nonzero(kinds == COLLECTION)[0]
    if len(mixed):
        result[mixed] = _polygons_of_collections(shapes[mixed])
    result[(kinds != COLLECTION) & (kinds != POLYGON) & (kinds != MULTIPOLYGON)] = EMPTY
    return result


def _polygons_of_collections(collections: np.ndarray) -> np.ndarray:
    """Return the polygons of geometry collections, one polygon or multipolygon each, empty where there is none."""
    parts, owner = shapely.get_parts(collections, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    owner = owner[inner]
    here = shapely.get_type_id(parts) == POLYGON
    parts, owner = parts[here], owner[here]
    count = np.bincount(owner, minlength=len(collections))
    result = np.full(len(collections), EMPTY, dtype=object)
    single = count[owner] == 1
    result[owner[single]] = parts[single]
    several = np.unique(owner[~single])
    if len(several):
        result[several] = shapely.multipolygons(parts[~single], indices=np.searchsorted(several, owner[~single]))
    return result


def slices_of_weight(weights: np.ndarray, workers: int) -> list[slice]:
    """Return consecutive slices of about equal weight, many per worker: threads end together and Cancel acts soon."""
    if not len(weights):
        return []
    share = np.cumsum(weights, dtype=np.float64) / max(float(weights.sum()), 1.0)
    bucket = np.minimum((share * workers * 32).astype(np.int64), workers * 32)
    bounds = np.concatenate(([0], np.nonzero(np.diff(bucket))[0] + 1, [len(weights)]))
    return [slice(int(begin), int(end)) for begin, end in zip(bounds[:-1], bounds[1:]) if end > begin]


def in_threads(
    function: Callable[[slice], np.ndarray], slices: Sequence[slice], workers: int, progress: Progress
) -> np.ndarray:
    """Return function(slice) over all slices, joined in order; Cancel acts between slices."""
    if not slices:
        return np.empty(0, dtype=object)
    results: list[np.ndarray] = []

    def work(part: slice) -> np.ndarray:
        stop_if_cancelled(progress)
        with np.errstate(invalid="ignore"):  # GEOS leaves the processor's flag behind; its results are finite
            return function(part)

    with ThreadPoolExecutor(max(1, workers)) as pool:
        try:
            for result in pool.map(work, slices):
                results.append(result)
                progress.at(len(results) / len(slices))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return np.concatenate(results)
