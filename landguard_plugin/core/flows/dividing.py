"""One survey year divided by another layer: every patch's quantity shared between what lies inside and what does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ..area.official import areas_of_polygons, official_areas
from ..area.planes import Plane
from ..progress import Progress, Stretch
from ..shares import share_by_group
from ..survey.records import Survey
from .zones import OUTSIDE, Inside, ShapeOf, cut_by_zones, inside_of


@dataclass(frozen=True)
class Division:
    """Pieces of patches, in row order; the pieces of a patch sum to it, land and ridge apart.

    row     int64 (q,): the patch
    zone    int64 (q,): the zone the piece lies in, OUTSIDE for none
    net     int64 (q,), 0.01 m2: the piece's share of tbmj - ridge
    ridge   int64 (q,), 0.01 m2: its share of the ridge
    shapes  object (q,): shapely polygon, None for a whole patch
    """

    row: np.ndarray
    zone: np.ndarray
    net: np.ndarray
    ridge: np.ndarray
    shapes: np.ndarray


class ShapeSource:
    """Decodes the shapes of a survey when asked; unusable ones come as None."""

    def __init__(self, survey: Survey) -> None:
        """Read from this survey."""
        self._shapes = survey.shapes

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        """Return the shapes of these rows."""
        found = shapely.from_wkb([self._shapes[row] or None for row in rows.tolist()], on_invalid="ignore")
        doubtful = np.nonzero(~shapely.is_missing(found) & ~shapely.is_valid(found))[0]
        found[doubtful] = shapely.make_valid(found[doubtful])
        return found


def plane_scale(survey: Survey) -> float:
    """Return official m2 per plane area unit of a survey (1 in metres, some 1e10 in degrees), from its first shapes."""
    for begin in range(0, len(survey), 100):
        shapes = [shape for shape in survey.shapes[begin : begin + 100] if shape]
        plane = float(shapely.area(shapely.from_wkb(shapes, on_invalid="ignore")).sum()) if shapes else 0.0
        if plane > 0:
            return float(official_areas(shapes, survey.plane).sum()) / plane
    return 1.0


def divide(survey: Survey, zones: np.ndarray, progress: Progress) -> Division:
    """Return a survey divided by zones, shapely polygons in its plane; a row without shape stays whole and OUTSIDE."""
    drawn = np.nonzero([bool(shape) for shape in survey.shapes])[0]
    cut = cut_by_zones(len(survey), drawn, ShapeSource(survey), zones, plane_scale(survey), Stretch(progress, 0.0, 0.8))
    weights = _weights(cut.shapes, survey.plane)
    rows = survey.rows
    ridge = rows["ridge"].to_numpy()
    return Division(
        cut.origin,
        cut.zone,
        share_by_group(rows["tbmj"].to_numpy() - ridge, cut.origin, weights),
        share_by_group(ridge, cut.origin, weights),
        cut.shapes,
    )


def _weights(shapes: np.ndarray, plane: Plane) -> np.ndarray:
    weights = np.ones(len(shapes))
    drawn = np.nonzero(~shapely.is_missing(shapes))[0]
    if len(drawn):
        areas = areas_of_polygons(shapes[drawn], plane)
        weights[drawn] = np.maximum(areas, 1e-9)
    return weights


def amount_inside(
    survey: Survey, division: Division, chosen: np.ndarray, amount: np.ndarray, layer: np.ndarray, progress: Progress
) -> np.ndarray:
    """Return how much of each piece's `amount` (0.01 m2) lies in a layer, int64 (q,), rounded half up.

    `chosen` int64: the pieces to look at, the others get 0; ground under two polygons of the layer counts once.
    """
    read = ShapeSource(survey)

    def shape_of(positions: np.ndarray) -> np.ndarray:
        shapes = division.shapes[positions].copy()
        whole = np.nonzero(shapely.is_missing(shapes))[0]
        shapes[whole] = read(division.row[positions[whole]])
        return shapes

    inside = inside_of(len(division.row), chosen, shape_of, layer, progress)
    result = np.where(inside.state == 1, amount, 0)
    partly, share = shares_inside(inside, shape_of, survey.plane)
    result[partly] = np.floor(amount[partly] * share + 0.5).astype(np.int64)
    return result


def shares_inside(inside: Inside, shape_of: ShapeOf, plane: Plane) -> tuple[np.ndarray, np.ndarray]:
    """Return (positions of the shapes partly inside a layer, the share of each one's official area that is), 0..1."""
    partly = np.array(sorted(inside.shapes), dtype=np.int64)
    if not len(partly):
        return partly, np.empty(0)
    held = np.array([inside.shapes[position] for position in partly.tolist()], dtype=object)
    common, whole = areas_of_polygons(held, plane), areas_of_polygons(shape_of(partly), plane)
    return partly, np.clip(common / np.maximum(whole, 1e-9), 0.0, 1.0)


__all__ = ["OUTSIDE", "Division", "ShapeSource", "amount_inside", "divide", "plane_scale", "shares_inside"]
