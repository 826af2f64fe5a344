"""A line that moves: every patch divided into what stays inside, is let out, is taken in, and stays outside.

What lies inside the present and the proposed line has the digits that dividing by each line alone gives; the four parts of a patch
are fitted to both (controlled rounding), so that inside before = kept + let out, inside after = kept + taken in, and all four sum
to the patch, land and ridge apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ..area.official import areas_of_polygons
from ..geometry.overlay import EMPTY, polygons_only
from ..progress import Progress, Stretch, stop_if_cancelled
from ..survey.records import Survey
from .dividing import OUTSIDE, Division, ShapeSource, divide, plane_scale
from .laying import CLOSURE_M2

KEPT, LET_OUT, TAKEN_IN = range(3)
#: part -> its code in tables
PARTS = {KEPT: "kept_in", LET_OUT: "let_out", TAKEN_IN: "taken_in", OUTSIDE: "outside"}
_CELLS = (KEPT, LET_OUT, TAKEN_IN, OUTSIDE)
_BLOCK = 2_000


@dataclass(frozen=True)
class Inside:
    """What of every patch lies inside one line: int64 (n,) of 0.01 m2, and 0 none, 1 all, 2 a part of its ground."""

    net: np.ndarray
    ridge: np.ndarray
    state: np.ndarray


@dataclass(frozen=True)
class Moved:
    """The parts of all patches (zone is KEPT, LET_OUT, TAKEN_IN or OUTSIDE), and what each line holds by itself.

    A part of up to CLOSURE_M2 has no ground of its own: it is there only for its rounding, with an empty shape.
    """

    parts: Division
    before: Inside
    after: Inside


def move(survey: Survey, current: np.ndarray, proposed: np.ndarray, progress: Progress) -> Moved:
    """Return a survey divided by the move from the present to the proposed line, shapely polygons in its plane."""
    first = divide(survey, current, Stretch(progress, 0.0, 0.35))
    second = divide(survey, proposed, Stretch(progress, 0.35, 0.7))
    before, after = _inside(survey, first), _inside(survey, second)
    whole = np.nonzero((before.state != 2) & (after.state != 2))[0]
    cut = np.nonzero((before.state == 2) | (after.state == 2))[0]
    shapes = _grounds(survey, cut, (first, second), (before, after), Stretch(progress, 0.7, 0.95))
    areas = _areas(survey, shapes)
    cells = {
        name: _fit(total[cut], getattr(before, name)[cut], getattr(after, name)[cut], areas)
        for name, total in (("net", _net(survey)), ("ridge", survey.rows["ridge"].to_numpy()))
    }
    there = (areas > 0) | (cells["net"] != 0) | (cells["ridge"] != 0)
    position, cell = np.nonzero(there)
    was, becomes = before.state[whole] == 1, after.state[whole] == 1
    zone = np.select([was & becomes, was, becomes], [KEPT, LET_OUT, TAKEN_IN], OUTSIDE)
    row = np.concatenate([whole, cut[position]])
    order = np.argsort(row, kind="stable")
    parts = Division(
        row[order],
        np.concatenate([zone, np.array(_CELLS)[cell]])[order],
        np.concatenate([_net(survey)[whole], cells["net"][there]])[order],
        np.concatenate([survey.rows["ridge"].to_numpy()[whole], cells["ridge"][there]])[order],
        np.concatenate([np.full(len(whole), None, dtype=object), shapes[there]])[order],
    )
    progress.at(1.0)
    return Moved(parts, before, after)


def _net(survey: Survey) -> np.ndarray:
    return (survey.rows["tbmj"] - survey.rows["ridge"]).to_numpy(dtype=np.int64)


def _inside(survey: Survey, division: Division) -> Inside:
    held, count = division.zone != OUTSIDE, len(survey)
    sums = {name: np.zeros(count, dtype=np.int64) for name in ("net", "ridge")}
    for name, column in sums.items():
        np.add.at(column, division.row[held], getattr(division, name)[held])
    some = np.bincount(division.row[held], minlength=count) > 0
    rest = np.bincount(division.row[~held], minlength=count) > 0
    return Inside(sums["net"], sums["ridge"], np.where(some & rest, 2, np.where(some, 1, 0)))


def _grounds(
    survey: Survey,
    rows: np.ndarray,
    divisions: tuple[Division, Division],
    insides: tuple[Inside, Inside],
    progress: Progress,
) -> np.ndarray:
    """Return the ground of the four parts of these patches, shapely polygons (r, 4), in the order of _CELLS."""
    shapes = np.full((len(rows), len(_CELLS)), EMPTY, dtype=object)
    read, scale = ShapeSource(survey), plane_scale(survey)
    held = [_held_grounds(division, rows) for division in divisions]
    for begin in range(0, len(rows), _BLOCK):
        stop_if_cancelled(progress)
        block = slice(begin, min(begin + _BLOCK, len(rows)))
        patches = read(rows[block])
        sides = []
        for ground, inside in zip(held, insides):
            state = inside.state[rows[block]]
            sides.append(np.where(state == 1, patches, np.where(state == 2, ground[block], EMPTY)))
        one, other = sides
        with np.errstate(invalid="ignore"):  # GEOS leaves the processor's flag behind; its results are finite
            found = (
                shapely.intersection(one, other),
                shapely.difference(one, other),
                shapely.difference(other, one),
                shapely.difference(shapely.difference(patches, one), other),
            )
        for cell, column in enumerate(found):
            ground = polygons_only(column)
            ground[shapely.area(ground) * scale <= CLOSURE_M2] = EMPTY
            shapes[block, cell] = ground
        progress.at(block.stop / len(rows))
    return shapes


def _held_grounds(division: Division, rows: np.ndarray) -> np.ndarray:
    """Return what of these patches a line holds, where it holds a part of them; EMPTY elsewhere."""
    place = np.full(int(division.row.max()) + 1 if len(division.row) else 0, -1)
    place[rows] = np.arange(len(rows))
    grounds = np.full(len(rows), EMPTY, dtype=object)
    drawn = (division.zone != OUTSIDE) & ~shapely.is_missing(division.shapes)
    for at, shape in zip(place[division.row[drawn]].tolist(), division.shapes[drawn]):
        if at >= 0:
            grounds[at] = shape if shapely.is_empty(grounds[at]) else shapely.union(grounds[at], shape)
    return grounds


def _areas(survey: Survey, shapes: np.ndarray) -> np.ndarray:
    areas = np.zeros(shapes.shape)
    drawn = ~shapely.is_empty(shapes)
    if drawn.any():
        areas[drawn] = areas_of_polygons(shapes[drawn], survey.plane)
    return areas


def _fit(total: np.ndarray, before: np.ndarray, after: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Return int64 (r, 4): the four parts of each total that agree with what lies inside before and after.

    The part inside both follows its official area, rounded half up; a part without ground gets nothing where the sums allow it.
    """
    kept_area, out_area, in_area, rest_area = areas.T
    kept = np.floor(total * kept_area / np.maximum(areas.sum(axis=1), 1e-9) + 0.5).astype(np.int64)
    kept = np.where(rest_area > 0, kept, before + after - total)
    kept = np.where(in_area > 0, kept, after)
    kept = np.where(out_area > 0, kept, before)
    kept = np.where(kept_area > 0, kept, 0)
    kept = np.clip(kept, np.maximum(0, before + after - total), np.minimum(before, after))
    return np.column_stack([kept, before - kept, after - kept, total - before - after + kept])


def moved_ground(current: np.ndarray, proposed: np.ndarray) -> dict[int, shapely.Geometry]:
    """Return the ground a move lets out and takes in, each as one shape."""
    one, other = (shapely.union_all(shapely.make_valid(lines)) for lines in (current, proposed))
    return {LET_OUT: _polygon(shapely.difference(one, other)), TAKEN_IN: _polygon(shapely.difference(other, one))}


def uncovered(survey: Survey, moved: Moved, current: np.ndarray, proposed: np.ndarray) -> dict[int, shapely.Geometry]:
    """Return the ground that moves and lies on no patch, part -> polygons; only parts that have any."""
    read, scale, left = ShapeSource(survey), plane_scale(survey), {}
    for part, ground in moved_ground(current, proposed).items():
        chosen = np.nonzero(moved.parts.zone == part)[0]
        shapes = moved.parts.shapes[chosen].copy()
        whole = shapely.is_missing(shapes)
        shapes[whole] = read(moved.parts.row[chosen[whole]])
        rest = _polygon(shapely.difference(ground, shapely.union_all(shapes)) if len(shapes) else ground)
        pieces = shapely.get_parts(rest)
        pieces = pieces[shapely.area(pieces) * scale > CLOSURE_M2]
        if len(pieces):
            left[part] = shapely.multipolygons(pieces)
    return left


def _polygon(shape: shapely.Geometry) -> shapely.Geometry:
    return polygons_only(np.array([shape], dtype=object))[0]
