"""Use cases: stocks against targets, and what a line would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from ...core.flows.dividing import OUTSIDE, Division, amount_inside, divide
from ...core.flows.stocks import scenario, stocks
from ...core.layers import Column, ShapeTable, Table
from ...core.progress import Progress, Stretch
from ...core.survey.classes import ClassTable
from ...core.survey.records import Survey
from .flow_matrix import ZoneLayer

TAKEN_COLUMNS = (
    Column("unit"),
    Column("bsm"),
    Column("dlbm"),
    Column("line"),
    Column("area_m2", "area"),
    Column("farmland_m2", "area"),
    Column("in_basic_m2", "area"),
)


@dataclass(frozen=True)
class Targets:
    """Targets of units in 0.01 m2: farmland and basic farmland."""

    farmland: Mapping[str, int] = field(default_factory=dict)
    basic: Mapping[str, int] = field(default_factory=dict)


def stock_take(
    survey: Survey, classes: ClassTable, targets: Targets, basic: ZoneLayer | None, unit_level: int, progress: Progress
) -> Table:
    """Return the stock of every unit against its targets. Raises Cancelled."""
    in_basic = None
    if basic is not None:
        whole = _undivided(survey)
        chosen = np.nonzero(classes.cultivated_mask(survey.rows["dlbm"].to_numpy()))[0]
        in_basic = amount_inside(survey, whole, chosen, whole.net, shapely.from_wkb(basic.shapes), progress)
    return stocks(classes, survey.rows, _units(survey, unit_level), in_basic, targets.farmland, targets.basic)


def line_scenario(
    survey: Survey,
    classes: ClassTable,
    line: ZoneLayer,
    targets: Targets,
    basic: ZoneLayer | None,
    unit_level: int,
    progress: Progress,
) -> tuple[Table, ShapeTable]:
    """Return what a line costs every unit, and the pieces of land inside it. Raises Cancelled."""
    division = divide(survey, shapely.from_wkb(line.shapes), Stretch(progress, 0.0, 0.7))
    cultivated = classes.cultivated_mask(survey.rows["dlbm"].to_numpy())[division.row]
    farmland = np.where(cultivated, division.net, 0)
    inside = np.nonzero(division.zone != OUTSIDE)[0]
    in_basic = np.zeros(len(division.row), dtype=np.int64)
    if basic is not None:
        chosen = inside[cultivated[inside]]
        layer = shapely.from_wkb(basic.shapes)
        in_basic = amount_inside(survey, division, chosen, farmland, layer, Stretch(progress, 0.7, 1.0))
    unit = _units(survey, unit_level)
    all_land = division.net + division.ridge
    taken = pd.DataFrame(
        {
            "unit": unit[division.row[inside]],
            "farmland": farmland[inside],
            "basic": in_basic[inside],
            "all_land": all_land[inside],
        }
    )
    table = scenario(classes, survey.rows, unit, taken, targets.farmland)
    return table, _taken_table(survey, division, inside, taken, line)


def _taken_table(
    survey: Survey, division: Division, inside: np.ndarray, taken: pd.DataFrame, line: ZoneLayer
) -> ShapeTable:
    rows = division.row[inside]
    frame = pd.DataFrame(
        {
            "unit": taken["unit"],
            "bsm": survey.rows["bsm"].to_numpy()[rows],
            "dlbm": survey.rows["dlbm"].to_numpy()[rows],
            "line": [line.codes[zone] if len(line.codes) else str(zone + 1) for zone in division.zone[inside]],
            "area_m2": taken["all_land"],
            "farmland_m2": taken["farmland"],
            "in_basic_m2": taken["basic"],
        }
    )
    shapes = [
        survey.shapes[row] if shape is None else bytes(shapely.to_wkb(shape))
        for row, shape in zip(rows, division.shapes[inside])
    ]
    return ShapeTable(TAKEN_COLUMNS, frame, shapes, survey.crs)


def _undivided(survey: Survey) -> Division:
    rows = survey.rows
    count = len(survey)
    return Division(
        np.arange(count),
        np.full(count, OUTSIDE),
        (rows["tbmj"] - rows["ridge"]).to_numpy(),
        rows["ridge"].to_numpy(),
        np.full(count, None, dtype=object),
    )


def _units(survey: Survey, level: int) -> np.ndarray:
    return np.array([code[:level] for code in survey.rows["unit"]], dtype=object)
