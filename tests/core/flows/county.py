"""Small surveys for flow tests, made in code: a grid of patches redrawn, split and merged in the second year."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from landguard_plugin.app.flows.flow_matrix import FlowRequest, ZoneLayer, flow_matrix
from landguard_plugin.core.area import planes, zones
from landguard_plugin.core.flows.causes import CauseRules
from landguard_plugin.core.layers import PolygonTable
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.survey.classes import ClassTable
from landguard_plugin.core.survey.fields import FieldTable
from landguard_plugin.core.survey.records import AreaSource, Survey, survey_of
from landguard_plugin.storage import packaged

CLASSES = ClassTable.from_rows(packaged.read_csv("survey/land_classes.csv"))
FIELDS = FieldTable.from_rows(packaged.read_csv("survey/dltb_fields.csv"))
RULES = CauseRules.from_rows(packaged.read_csv("flows/causes.csv"), "2024-12-31")
PLANE = planes.ZonePlane(zones.from_epsg(4547))
ORIGIN = np.array([540_000.0, 3_900_000.0])


def survey(shapes, rows, name="year", area_source=AreaSource.AUTO, plane=PLANE) -> Survey:
    """Return a survey year from shapely geometries (None for none) and DLTB rows."""
    wkb = [b"" if shape is None else shapely.to_wkb(shape) for shape in shapes]
    table = PolygonTable(
        name,
        wkb,
        pd.DataFrame(rows, columns=None if rows else ["DLBM"], dtype=object),
        np.arange(1, len(rows) + 1),
        plane,
        getattr(plane, "name", ""),
    )
    return survey_of(table, FIELDS, CLASSES, Unwatched(), area_source)


def box(x0, y0, x1, y1):
    """Return a rectangle in metres from the origin of the test county."""
    return shapely.box(*(ORIGIN + (x0, y0)), *(ORIGIN + (x1, y1)))


def flows(before, after, **options):
    """Return the result of a flow run."""
    return flow_matrix(FlowRequest(before, after, CLASSES, RULES, **options), Unwatched())


def zones_of(shapes, codes=()):
    """Return a zone layer from shapely geometries."""
    return ZoneLayer("zones", [shapely.to_wkb(s) for s in shapes], list(codes))


def cell(matrix, from_class, to_class, column="area_m2", unit=None):
    """Return the sum of a column of MATRIX rows over one class pair."""
    rows = matrix[(matrix["from_class"] == from_class) & (matrix["to_class"] == to_class)]
    if unit is not None:
        rows = rows[rows["unit"] == unit]
    return int(rows[column].sum())
