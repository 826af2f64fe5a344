"""The figures of patches under all layers of a screening, as integers of 0.01 m2, and the shares and lengths rules ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Optional

import numpy as np
import pandas as pd
import shapely

from ..geometry.overlay import polygons_only
from ..progress import Progress, Stretch
from ..survey.classes import ClassTable
from .covers import Cover, Patches, cover_of, covered_dm2
from .pieces import UNSURVEYED, SurveyPieces, cut_by_survey

CONSTRUCTION = "建设用地"
RIDGE = "1203"
_NEAR_M = 10.0  # how far away the nearest approved land is looked for


@dataclass(frozen=True)
class Ground:
    """A survey as screening needs it: shapely polygons (m,), class codes (m,), the share of ridge to be deducted (m,), 0..1."""

    shapes: np.ndarray
    dlbm: np.ndarray
    ridge: np.ndarray


@dataclass(frozen=True)
class DatedLayer:
    """Polygons (m,) of a layer, and for each the ISO date it begins to hold and ends to hold, "" for unknown."""

    shapes: np.ndarray
    begin: np.ndarray
    end: np.ndarray


@dataclass(frozen=True)
class ScreeningLayers:
    """All layers of one screening in the patches' plane; None is: not given. `later` is the newest survey."""

    survey: Ground
    basic: Optional[np.ndarray] = None
    red_line: Optional[np.ndarray] = None
    approved: Optional[DatedLayer] = None
    temporary: Optional[DatedLayer] = None
    facility: Optional[np.ndarray] = None
    later: Optional[Ground] = None
    earlier: Optional[np.ndarray] = None
    parcels: Optional[np.ndarray] = None


@dataclass(frozen=True)
class Figures:
    """What was measured.

    areas    one int64 column per figure, 0.01 m2; Int64 with <NA> where the layer was not given
    lengths  float64 columns width_m, approved_gap_m
    pieces   the patches cut by the survey, with `net` and `ridge` parts in 0.01 m2 beside
    """

    areas: pd.DataFrame
    lengths: pd.DataFrame
    pieces: SurveyPieces
    net: np.ndarray
    ridge: np.ndarray
    later: Optional[SurveyPieces] = None
    earlier: Optional[Cover] = None
    parcels: Optional[Cover] = None
    covers: Mapping[str, Cover] = field(default_factory=dict)


def measure(
    patches: Patches,
    image_dates: np.ndarray,
    layers: ScreeningLayers,
    classes: ClassTable,
    workers: int,
    progress: Progress,
) -> Figures:
    """Return the figures of patches; `image_dates` are ISO dates of the later image, "" for unknown (object (n,))."""
    with np.errstate(invalid="ignore"):  # GEOS leaves the processor's flag behind; its results are finite
        return _measured(patches, image_dates, layers, classes, workers, progress)


def _measured(
    patches: Patches,
    image_dates: np.ndarray,
    layers: ScreeningLayers,
    classes: ClassTable,
    workers: int,
    progress: Progress,
) -> Figures:
    pieces = cut_by_survey(patches, layers.survey.shapes, workers, Stretch(progress, 0.0, 0.4))
    net, ridge = _net_and_ridge(pieces, layers.survey, classes)
    covers = _covers(patches, image_dates, layers, workers, Stretch(progress, 0.4, 0.8))
    areas = pd.DataFrame({"patch": patches.dm2})
    _class_columns(areas, pieces, net, ridge, layers.survey, classes)
    for name in ("basic", "red_line", "approved", "approved_later", "temporary", "temporary_expired", "facility"):
        areas[name] = _column(covers.get(name), len(patches))
    areas["open_farmland"] = _open_farmland(patches, pieces, net, layers.survey, classes, covers.get("approved"))
    areas["open_basic"] = _open_basic(patches, covers)
    later = None
    if layers.later is not None:
        later = cut_by_survey(patches, layers.later.shapes, workers, Stretch(progress, 0.8, 0.95))
        areas["unchanged"] = _unchanged(patches, pieces, layers.survey, later, layers.later)
    else:
        areas["unchanged"] = _column(None, len(patches))
    areas["earlier"] = _column(covers.get("earlier"), len(patches))
    lengths = pd.DataFrame({"width_m": _width(patches.shapes), "approved_gap_m": _gap(patches, layers.approved)})
    return Figures(areas, lengths, pieces, net, ridge, later, covers.get("earlier"), covers.get("parcels"), covers)


def _covers(
    patches: Patches, image_dates: np.ndarray, layers: ScreeningLayers, workers: int, progress: Progress
) -> dict[str, Cover]:
    covers: dict[str, Cover] = {}
    plain = {
        "basic": layers.basic,
        "red_line": layers.red_line,
        "facility": layers.facility,
        "earlier": layers.earlier,
        "parcels": layers.parcels,
    }
    for name, shapes in plain.items():
        if shapes is not None:
            named = name in ("earlier", "parcels")
            covers[name] = cover_of(patches, shapes, workers, progress, pairs=named)
    if layers.approved is not None:
        begin = layers.approved.begin

        def in_time(first: np.ndarray, second: np.ndarray) -> np.ndarray:
            return ~_later_than(begin[second], image_dates[first])

        covers["approved"] = cover_of(patches, layers.approved.shapes, workers, progress, in_time)
        covers["approved_later"] = cover_of(
            patches, layers.approved.shapes, workers, progress, lambda first, second: ~in_time(first, second)
        )
    if layers.temporary is not None:
        end = layers.temporary.end

        def still(first: np.ndarray, second: np.ndarray) -> np.ndarray:
            return ~_later_than(image_dates[first], end[second])

        covers["temporary"] = cover_of(patches, layers.temporary.shapes, workers, progress, still)
        covers["temporary_expired"] = cover_of(
            patches, layers.temporary.shapes, workers, progress, lambda first, second: ~still(first, second)
        )
    return covers


def _later_than(dates: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Return where a date lies after its limit; an unknown date on either side lies nowhere."""
    return np.array([bool(a) and bool(b) and a > b for a, b in zip(dates, limits)], dtype=bool)


def _net_and_ridge(pieces: SurveyPieces, survey: Ground, classes: ClassTable) -> tuple[np.ndarray, np.ndarray]:
    dlbm = classes_of(pieces, survey)
    share = np.where(pieces.survey == UNSURVEYED, 0.0, survey.ridge[pieces.survey] if len(survey.ridge) else 0.0)
    share = np.where(classes.cultivated_mask(dlbm), share, 0.0)
    ridge = np.floor(pieces.dm2 * share + 0.5).astype(np.int64)
    return pieces.dm2 - ridge, ridge


def classes_of(pieces: SurveyPieces, survey: Ground) -> np.ndarray:
    """Return the class code of every piece, "" outside the survey, object (q,)."""
    if not len(survey.dlbm):
        return np.full(len(pieces.survey), "", dtype=object)
    return np.where(pieces.survey == UNSURVEYED, "", survey.dlbm[np.maximum(pieces.survey, 0)]).astype(object)


def _class_columns(
    areas: pd.DataFrame, pieces: SurveyPieces, net: np.ndarray, ridge: np.ndarray, survey: Ground, classes: ClassTable
) -> None:
    dlbm = classes_of(pieces, survey)
    known = [classes.get(code) for code in dlbm]
    masks = {
        "farmland": classes.cultivated_mask(dlbm),
        "paddy": dlbm == "0101",
        "irrigated": dlbm == "0102",
        "dry": dlbm == "0103",
        "adjustable": np.array([entry is not None and entry.adjustable for entry in known], dtype=bool),
        "construction": np.array([entry is not None and entry.category == CONSTRUCTION for entry in known], dtype=bool),
        "unsurveyed": pieces.survey == UNSURVEYED,
    }
    for name, mask in masks.items():
        areas[name] = summed(pieces.patch, np.where(mask, net, 0), len(areas))
    areas["ridge"] = summed(pieces.patch, ridge, len(areas))


def summed(patch: np.ndarray, quantity: np.ndarray, count: int) -> np.ndarray:
    """Return the sum of integer quantities by patch, int64 (count,)."""
    result = np.zeros(count, dtype=np.int64)
    np.add.at(result, patch, quantity)
    return result


def _column(cover: Optional[Cover], count: int) -> object:
    if cover is None:
        return pd.array([None] * count, dtype="Int64")
    return pd.array(cover.dm2, dtype="Int64")


def _open_farmland(
    patches: Patches,
    pieces: SurveyPieces,
    net: np.ndarray,
    survey: Ground,
    classes: ClassTable,
    approved: Optional[Cover],
) -> object:
    """Return the farmland of each patch outside approved land, net of ridges; unknown without an approval layer."""
    if approved is None:
        return pd.array([None] * len(patches), dtype="Int64")
    cultivated = classes.cultivated_mask(classes_of(pieces, survey))
    rest = np.where(cultivated, net, 0)
    touched = np.nonzero(cultivated & (approved.dm2[pieces.patch] > 0))[0]
    common = polygons_only(shapely.intersection(pieces.shapes[touched], approved.shapes[pieces.patch[touched]]))
    share = np.clip(shapely.area(common) / np.maximum(shapely.area(pieces.shapes[touched]), 1e-12), 0, 1)
    rest[touched] -= np.floor(net[touched] * share + 0.5).astype(np.int64)
    return pd.array(summed(pieces.patch, rest, len(patches)), dtype="Int64")


def _open_basic(patches: Patches, covers: Mapping[str, Cover]) -> object:
    """Return the basic farmland of each patch outside approved land; unknown without either layer."""
    basic, approved = covers.get("basic"), covers.get("approved")
    if basic is None or approved is None:
        return pd.array([None] * len(patches), dtype="Int64")
    both = np.nonzero((basic.dm2 > 0) & (approved.dm2 > 0))[0]
    common = np.full(len(patches), shapely.Polygon(), dtype=object)
    common[both] = polygons_only(shapely.intersection(basic.shapes[both], approved.shapes[both]))
    return pd.array(np.maximum(basic.dm2 - covered_dm2(patches, common), 0), dtype="Int64")


def _unchanged(
    patches: Patches, pieces: SurveyPieces, survey: Ground, later_pieces: SurveyPieces, later: Ground
) -> object:
    """Return the ground of each patch whose class is the same in both surveys, by the pieces of both laid over each other."""
    before, after = classes_of(pieces, survey), classes_of(later_pieces, later)
    total = np.zeros(len(patches))
    begin = np.searchsorted(pieces.patch, np.arange(len(patches) + 1))
    begin_later = np.searchsorted(later_pieces.patch, np.arange(len(patches) + 1))
    for row in range(len(patches)):
        ours, theirs = slice(begin[row], begin[row + 1]), slice(begin_later[row], begin_later[row + 1])
        for code in set(before[ours]) & set(after[theirs]) - {""}:
            mine = pieces.shapes[ours][before[ours] == code]
            other = later_pieces.shapes[theirs][after[theirs] == code]
            total[row] += shapely.intersection(shapely.union_all(mine), shapely.union_all(other)).area
    share = np.clip(total / np.maximum(shapely.area(patches.shapes), 1e-12), 0, 1)
    return pd.array(np.floor(patches.dm2 * share + 0.5).astype(np.int64), dtype="Int64")


def _width(shapes: np.ndarray) -> np.ndarray:
    """Return the width in m of the rectangle with each patch's area and perimeter, float64 (n,); roads are long rectangles."""
    half, area = shapely.length(shapes) / 2, shapely.area(shapes)
    return (half - np.sqrt(np.maximum(half * half - 4 * area, 0.0))) / 2


def _gap(patches: Patches, approved: Optional[DatedLayer]) -> np.ndarray:
    """Return the distance in m to the nearest approved land, looked for up to 10 m; NaN without an approval layer."""
    gap = np.full(len(patches), np.nan)
    if approved is None:
        return gap
    gap[:] = _NEAR_M
    if not len(approved.shapes):
        return gap
    first, second = shapely.STRtree(approved.shapes).query(patches.shapes, predicate="dwithin", distance=_NEAR_M)
    np.minimum.at(gap, first, shapely.distance(patches.shapes[first], approved.shapes[second]))
    return gap


def group_shares(
    pieces: SurveyPieces, survey: Ground, patches: Patches, groups: Mapping[str, frozenset[str]]
) -> dict[str, np.ndarray]:
    """Return for each set of class codes the share of every patch whose class begins with one of them, float64 (n,)."""
    dlbm = classes_of(pieces, survey)
    shares = {}
    for name, codes in groups.items():
        mask = np.array([str(code).upper().startswith(tuple(codes)) if code else False for code in dlbm], dtype=bool)
        shares[name] = summed(pieces.patch, np.where(mask, pieces.dm2, 0), len(patches)) / np.maximum(patches.dm2, 1)
    return shares


def class_texts(figures: Figures, survey: Ground, count: int) -> list[str]:
    """Return "code:m2;code:m2" for every patch, by code; ridges stand as 1203, ground outside the survey as "-"."""
    dlbm = classes_of(figures.pieces, survey)
    sums: Sequence[dict[str, int]] = [{} for _ in range(count)]
    for patch, code, net, ridge in zip(figures.pieces.patch, dlbm, figures.net, figures.ridge):
        mine = sums[patch]
        mine[code or "-"] = mine.get(code or "-", 0) + int(net)
        if ridge:
            mine[RIDGE] = mine.get(RIDGE, 0) + int(ridge)
    return [";".join(f"{code}:{dm2 // 100}.{dm2 % 100:02d}" for code, dm2 in sorted(mine.items())) for mine in sums]
