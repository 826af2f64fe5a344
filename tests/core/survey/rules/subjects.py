"""Survey layers for rule tests: clean patches made in code, and subjects from layers of the sample county."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from landguard_plugin.app.check_survey import check_survey
from landguard_plugin.core.area import planes, zones
from landguard_plugin.core.layers import PolygonTable
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.survey.rules.coefficients import coefficients_of
from landguard_plugin.core.survey.rules.subject import Beside, Boundary, SlopeMap, Subject
from landguard_plugin.core.survey.units import units_of
from landguard_plugin.storage.check_rules import check_values
from tests.core.survey.tables import CLASSES, FIELDS

PLANE = planes.ZonePlane(zones.from_epsg(4547))
UNIT = "9901010010010000000"
ORIGIN = np.array([540_000.0, 3_900_000.0])

CLEAN = {
    "BSM": "990101010000000001", "YSDM": "2001010100", "TBYBH": "", "TBBH": "00000001", "DLBM": "0301",
    "DLMC": "乔木林地", "QSXZ": "30", "QSDWDM": UNIT, "QSDWMC": "一村", "ZLDWDM": UNIT, "ZLDWMC": "一村", "TBMJ": 10000.0,
    "KCDLBM": "", "KCXS": 0.0, "KCMJ": 0.0, "TBDLMJ": 10000.0, "GDLX": "", "GDPDJB": "", "XZDWKD": None, "TBXHDM": "",
    "TBXHMC": "", "ZZSXDM": "", "ZZSXMC": "", "GDDB": None, "FRDBS": "0", "CZCSXM": "", "SJNF": 2024, "MSSM": "00",
    "HDMC": "", "BZ": "",
}  # fmt: skip
FLAT = {"DLBM": "0102", "DLMC": "水浇地", "GDPDJB": "1", "ZZSXDM": "LS"}
TERRACE = {
    "DLBM": "0103", "DLMC": "旱地", "GDPDJB": "3", "GDLX": "TT", "KCDLBM": "1203", "KCXS": 0.1195, "KCMJ": 1195.0,
    "TBDLMJ": 8805.0, "ZZSXDM": "LS",
}  # fmt: skip
ORCHARD = {"DLBM": "0201", "DLMC": "果园"}
HOUSE = {"DLBM": "0702", "DLMC": "农村宅基地", "CZCSXM": "203"}
ROAD = {"DLBM": "1006", "DLMC": "农村道路", "XZDWKD": 5.0}


def box(x, y, width=100.0, height=100.0):
    """Return a rectangle in metres from the origin of the tests."""
    return shapely.box(*(ORIGIN + (x, y)), *(ORIGIN + (x + width, y + height)))


def layer(rows, shapes=None, plane=PLANE) -> PolygonTable:
    """Return a layer of patches: each a clean patch with some values changed; shapes in a row where none are given."""
    full = [{**CLEAN, "BSM": f"99010101{k:010d}", "TBBH": f"{k:08d}", **row} for k, row in enumerate(rows, 1)]
    given = [box(100 * k, 0) for k in range(len(rows))] if shapes is None else shapes
    wkb = [s if isinstance(s, bytes) else b"" if s is None else shapely.to_wkb(s) for s in given]
    frame = pd.DataFrame(full, dtype=object)
    return PolygonTable("layer", wkb, frame, np.arange(1, len(rows) + 1), plane, "EPSG:4547")


def subject_of(table: PolygonTable, values=None, beside=None, **more) -> Subject:
    """Return a layer ready to be checked by the shipped rules."""
    return Subject(table, FIELDS, CLASSES, values or check_values(), beside or Beside(), **more)


def found(table: PolygonTable, **more):
    """Return {(rule, bsm)} of a check."""
    rows = check_survey(subject_of(table, **more), Unwatched()).rows
    return set(zip(rows["rule"], rows["bsm"]))


def table_of(sample, name: str) -> PolygonTable:
    """Return a layer of the sample county as the bridge would read it: areas in m2."""
    item = sample[name]
    rows = item.table.rows.copy()
    for column in item.table.columns:
        if column.kind == "area":
            rows[column.name] = rows[column.name] / 100.0
    frame = rows.astype(object).where(rows.notna(), None)
    return PolygonTable(name, list(item.shapes), frame, np.arange(1, len(rows) + 1), PLANE, "EPSG:4547")


def beside_of(sample) -> Beside:
    """Return everything the sample county has beside its survey."""
    villages, towns, slopes = (table_of(sample, name) for name in ("CJDCQ", "XZQ", "PDT"))
    boundary = Boundary("XZQ", towns.shapes, float(towns.rows["DCMJ"].sum()))
    slope = SlopeMap("PDT", slopes.rows["PDJB"].to_numpy(dtype=object), slopes.shapes)
    coefficients = coefficients_of(sample["coefficients"].table.rows, "coefficients")
    return Beside(units_of(villages), coefficients, boundary, slope)
