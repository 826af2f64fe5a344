"""The two survey years as layers: polygons, areas, identifiers, rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from ..progress import Progress, Stretch, stop_if_cancelled
from .book import SampleBook
from .changes import MARKS, SecondYear, second_year
from .dltb import bsm, dltb_rows, numbered
from .faces import broken_cells, crooked, on_grid, polygons, with_bends_of
from .ground import Ground, ground_of
from .landuse import LandUse, first_year
from .measured import Controls, controls_of, first_areas, second_areas
from .mesh import OUTSIDE, Mesh
from .plan import CountyPlan

_TRIES = 8


@dataclass(frozen=True)
class SurveyYear:
    """One year: its land use, one polygon and one DLTB row for each patch, in the same order."""

    year: int
    use: LandUse
    shapes: np.ndarray
    rows: pd.DataFrame


@dataclass(frozen=True)
class Surveys:
    """The county surveyed twice, with the mesh of each year in map coordinates and what ties the years together.

    unchanged   bool (later patches,): same ground, same class, same borders; only what is planted may differ
    """

    book: SampleBook
    ground: Ground
    mesh: Mesh
    first: SurveyYear
    second: SurveyYear
    link: SecondYear
    unchanged: np.ndarray
    controls: Controls
    villages: np.ndarray
    county: shapely.Polygon

    @property
    def plan(self) -> CountyPlan:
        """Return the plan of the county."""
        return self.ground.plan

    def faces(self, labels: np.ndarray) -> np.ndarray:
        """Return polygons for a labelling of cells, on the borders of the first year."""
        return polygons(self.mesh, labels)


def survey_twice(plan: CountyPlan, book: SampleBook, progress: Progress) -> Surveys:
    """Return both survey years of a plan. Raises Cancelled when the user stops it."""
    ground = ground_of(plan)
    progress.at(0.25)
    stop_if_cancelled(progress)
    cell_m2 = _cell_areas(ground)
    first_use = first_year(ground, cell_m2)
    link = second_year(ground, first_use, cell_m2)
    first_mesh, second_mesh, link = _drawn(ground, first_use, link)
    progress.at(0.4)
    stop_if_cancelled(progress)
    county = polygons(first_mesh, np.where(ground.county, 0, OUTSIDE))[0]
    villages = polygons(first_mesh, ground.village)
    controls = controls_of(county, villages, plan.epsg)
    shapes = polygons(first_mesh, first_use.patch)
    tbmj = first_areas(shapes, first_use.rows["village"].to_numpy(), controls, plan.epsg, Stretch(progress, 0.4, 0.7))
    serial, number = numbered(ground, first_use, 1, {})
    rows = dltb_rows(book, ground, first_use, plan.years[0], tbmj, bsm(plan.code, "01", serial), number)
    first = SurveyYear(plan.years[0], first_use, shapes, rows)
    second, unchanged = _later(book, ground, first, link, second_mesh, tbmj, serial, number)
    progress.at(1.0)
    return Surveys(book, ground, first_mesh, first, second, link, unchanged, controls, villages, county)


def _cell_areas(ground: Ground) -> np.ndarray:
    cells = np.nonzero(ground.county)[0]
    own = np.full(ground.mesh.count, OUTSIDE)
    own[cells] = np.arange(len(cells))
    areas = np.zeros(ground.mesh.count)
    areas[cells] = shapely.area(polygons(ground.mesh, own))
    return areas


def _drawn(ground: Ground, use: LandUse, link: SecondYear) -> tuple[Mesh, Mesh, SecondYear]:
    """Return the meshes of both years in map coordinates, crooked where land is, straight where anything would cross."""
    plan, mesh = ground.plan, ground.mesh
    moved = mesh.moved(on_grid(mesh.vertices + np.array(plan.centre)))
    line = np.append(ground.line, -1)
    straight = (line[mesh.left] >= 0) | (line[mesh.right] >= 0)
    redrawn = link.redrawn.copy()
    for _ in range(_TRIES):
        first = crooked(moved, plan.bend_m, straight, plan.generator("bends"))
        other = crooked(moved, plan.bend_m, straight, plan.generator("bends again"))
        second = with_bends_of(first, other, redrawn)
        broken = np.union1d(broken_cells(first, ground.county), broken_cells(second, ground.county))
        if not len(broken):
            return first, second, replace(link, redrawn=redrawn)
        touched = np.isin(mesh.left, broken) | np.isin(mesh.right, broken)
        straight |= touched
        redrawn &= ~touched
    raise ValueError("borders cross")


def _later(
    book: SampleBook,
    ground: Ground,
    first: SurveyYear,
    link: SecondYear,
    mesh: Mesh,
    tbmj: np.ndarray,
    serial: np.ndarray,
    number: np.ndarray,
) -> tuple[SurveyYear, np.ndarray]:
    """Return the later year and which of its patches are unchanged; they keep identifier, number and area."""
    plan, use = ground.plan, link.use
    shapes = polygons(mesh, use.patch)
    ends = use.patch[mesh.left[link.redrawn]], use.patch[mesh.right[link.redrawn]]
    touched = np.column_stack(ends)
    unchanged = link.same >= 0
    unchanged[touched.ravel()] = False
    hard = [mark for mark in MARKS if mark != "planting"]
    alike = (use.rows[hard].to_numpy() == first.use.rows[hard].to_numpy()[link.same]).all(axis=1)
    unchanged &= alike
    later = second_areas(shapes, first.use, link, tbmj, unchanged, plan.epsg, touched)
    highest = {v: int(number[rows].max()) for v, rows in first.use.rows.groupby("village").indices.items()}
    ids, numbers = np.zeros(len(use), dtype=np.int64), np.zeros(len(use), dtype=np.int64)
    ids[unchanged], numbers[unchanged] = serial[link.same[unchanged]], number[link.same[unchanged]]
    fresh = _only(use, ~unchanged)
    ids[~unchanged], numbers[~unchanged] = numbered(ground, fresh, int(serial.max()) + 1, highest)
    rows = dltb_rows(book, ground, use, plan.years[1], later, bsm(plan.code, "01", ids), numbers)
    return SurveyYear(plan.years[1], use, shapes, rows), unchanged


def _only(use: LandUse, kept: np.ndarray) -> LandUse:
    """Return the land use with the marked patches alone, numbered anew."""
    new_number = np.append(np.where(kept, np.cumsum(kept) - 1, OUTSIDE), OUTSIDE)
    return LandUse(new_number[use.patch], use.rows[kept].reset_index(drop=True), use.atom)
