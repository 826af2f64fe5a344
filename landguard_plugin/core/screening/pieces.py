"""The patches cut by the survey: pieces of known class that sum to each patch exactly, what no survey covers included.

Where survey patches overlap, the ground counts to the smaller one, as in the accounting of flows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ..area.official import areas_of_polygons
from ..flows.laying import CLOSURE_M2
from ..geometry.overlay import EMPTY, Pieces, overlay, polygons_only
from ..progress import Progress
from ..shares import share_by_group
from .covers import Patches

UNSURVEYED = -1


@dataclass(frozen=True)
class SurveyPieces:
    """Pieces in patch order; `survey` is the row of the survey, UNSURVEYED for ground outside it; `dm2` sums to the patches."""

    patch: np.ndarray
    survey: np.ndarray
    shapes: np.ndarray
    dm2: np.ndarray


def cut_by_survey(patches: Patches, survey: np.ndarray, workers: int, progress: Progress) -> SurveyPieces:
    """Return patches cut by survey polygons (shapely, valid, the patches' plane)."""
    found = _without_overlaps(overlay(patches.shapes, survey, workers, progress), survey)
    covered = np.bincount(found.first, weights=shapely.area(found.shapes), minlength=len(patches))
    residual = shapely.area(patches.shapes) - covered
    bare_rows = np.nonzero(residual > CLOSURE_M2)[0]
    bare = np.full(len(bare_rows), EMPTY, dtype=object)
    starts = np.searchsorted(found.first, bare_rows)
    ends = np.searchsorted(found.first, bare_rows, side="right")
    for k, (row, begin, end) in enumerate(zip(bare_rows, starts, ends)):
        cover = shapely.union_all(found.shapes[begin:end]) if end > begin else EMPTY
        bare[k] = shapely.difference(patches.shapes[row], cover)
    bare = polygons_only(bare)
    shown = shapely.area(bare) > CLOSURE_M2
    patch = np.concatenate([found.first, bare_rows[shown]]).astype(np.int64)
    owner = np.concatenate([found.second, np.full(int(shown.sum()), UNSURVEYED)]).astype(np.int64)
    shapes = np.concatenate([found.shapes, bare[shown]])
    missing = np.setdiff1d(np.nonzero(patches.dm2 > 0)[0], patch)  # too small for the overlay to see
    patch = np.concatenate([patch, missing])
    owner = np.concatenate([owner, np.full(len(missing), UNSURVEYED)])
    shapes = np.concatenate([shapes, patches.shapes[missing]])
    order = np.lexsort((owner, patch))
    patch, owner, shapes = patch[order], owner[order], shapes[order]
    weights = np.maximum(areas_of_polygons(shapes, patches.plane), 1e-9)
    return SurveyPieces(patch, owner, shapes, share_by_group(patches.dm2, patch, weights))


def _without_overlaps(found: Pieces, survey: np.ndarray) -> Pieces:
    """Return the pieces with every place counted once, for the patches in which survey polygons overlap."""
    shapes = found.shapes.copy()
    for row in _patches_with_overlaps(found).tolist():
        begin, end = np.searchsorted(found.first, [row, row + 1])
        owners = sorted(range(begin, end), key=lambda k: (survey[found.second[k]].area, found.second[k]))
        taken = EMPTY
        for k in owners:
            mine = shapely.difference(shapes[k], taken)
            taken = shapely.union(taken, shapes[k])
            shapes[k] = polygons_only(np.array([mine], dtype=object))[0]
    keep = shapely.area(shapes) > 0
    return Pieces(found.first[keep], found.second[keep], shapes[keep])


def _patches_with_overlaps(found: Pieces) -> np.ndarray:
    """Return the patches in which two pieces share more ground than rounding makes."""
    if not len(found.shapes):
        return np.empty(0, dtype=np.int64)
    one, other = shapely.STRtree(found.shapes).query(found.shapes)
    mine = (one < other) & (found.first[one] == found.first[other])
    one, other = one[mine], other[mine]
    inner = shapely.relate_pattern(found.shapes[one], found.shapes[other], "T********")
    one, other = one[inner], other[inner]
    shared = shapely.area(shapely.intersection(found.shapes[one], found.shapes[other])) > CLOSURE_M2
    return np.unique(found.first[one[shared]])
