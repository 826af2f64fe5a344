"""What only other layers tell: areas against control areas (T4), slope grades against the slope map (Y1)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely

from ...geometry.overlay import overlay
from ...problems import Message
from ...progress import stop_if_cancelled
from ...quantities import to_dm2_array
from ..units import Units
from .model import ERROR, NO_ROW, WARNING, Found, NotChecked, Rule, Scope
from .subject import Subject, among, flags


def unit_sums(subject: Subject) -> Iterator[Found]:
    """T4: the patches of a unit add up to its control area DCMJ, exact to 0.01 m2."""
    units = _units_with_areas(subject)
    area, _ = subject.area("TBMJ")
    own = subject.text("ZLDWDM")
    keys = np.array([unit_key(code) for code in units.codes], dtype=object)
    controls = pd.Series(to_dm2_array(np.nan_to_num(units.survey_m2))).groupby(keys).sum()
    sums = pd.Series(0, index=controls.index, dtype=np.int64)
    for length in sorted({len(key) for key in keys if key}):
        by_unit = pd.Series(area).groupby(pd.Series(own).str[:length]).sum()
        shared = controls.index[[len(key) == length and key in by_unit.index for key in controls.index]]
        sums[shared] = by_unit[shared]
    off = [key for key in controls.index if key and int(sums[key]) != int(controls[key])]
    first = {key: position for position, key in reversed(list(enumerate(keys)))}
    difference = np.array([int(sums[key]) - int(controls[key]) for key in off], dtype=np.int64)
    words = {
        "unit": off,
        "name": [str(units.names[first[key]]) for key in off],
        "sum_m2": [int(sums[key]) / 100 for key in off],
        "control_m2": [int(controls[key]) / 100 for key in off],
        "difference": [f"{d / 100:+,.2f}" for d in difference],
    }
    shapes = [_outline(units, keys, key) for key in off]
    yield Found(
        "LG-CHK-301",
        words,
        np.full(len(off), NO_ROW),
        [f"{d / 100:+.2f}" for d in difference],
        shapes=shapes,
        units=off,
    )


def unknown_units(subject: Subject) -> Iterator[Found]:
    """T4: every patch lies in a unit of the unit layer."""
    units = subject.beside.units
    keys = {unit_key(code) for code in units.codes} - {""} if units else set()
    lengths = sorted({len(key) for key in keys})
    own = subject.text("ZLDWDM")
    wrong = np.nonzero(~flags(own, lambda code: any(code[:length] in keys for length in lengths)))[0]
    shown = np.array([code or "—" for code in own[wrong]], dtype=object)
    yield Found("LG-CHK-302", {"unit": shown, "layer": units.name if units else ""}, wrong, own[wrong])


def control_total(subject: Subject) -> Iterator[Found]:
    """T4: the control areas of the units add up to that of the boundary, exact to 0.01 m2."""
    units, ground = _units_with_areas(subject), subject.beside.boundary
    if ground is None or not np.isfinite(ground.control_m2):
        raise NotChecked(Message("LG-CHK-007", {"layer": ground.name if ground else "-", "field": "DCMJ"}))
    total = int(to_dm2_array(np.nan_to_num(units.survey_m2)).sum())
    control = int(to_dm2_array(np.array([ground.control_m2]))[0])
    if total != control:
        words = {
            "sum_m2": total / 100,
            "control_m2": control / 100,
            "difference": f"{(total - control) / 100:+,.2f}",
        }
        value = f"{(total - control) / 100:+.2f}"
        yield Found("LG-CHK-303", words, np.array([NO_ROW]), [value], shapes=[b""], units=[subject.county])


def slope_of_map(subject: Subject) -> Iterator[Found]:
    """Y1: the slope grade of farmland is that of the slope map's polygon that covers most of it."""
    slope = subject.beside.slope
    if slope is None:
        return
    grade = subject.text("GDPDJB")
    sound = subject.shapes.sound
    judged = subject.farmland & among(grade, subject.values.codes("slope_grades")) & ~shapely.is_missing(sound)
    rows = np.nonzero(judged)[0]
    shares = _shares(subject, rows, sound)
    patch_area = shapely.area(sound[rows])
    best = shares.max(axis=1) if shares.shape[1] else pd.Series(0.0, index=shares.index)
    right = shares.idxmax(axis=1) if shares.shape[1] else pd.Series("", index=shares.index)
    own = np.zeros(len(rows))
    for column in shares.columns:
        mine = grade[rows] == column
        own[mine] = shares[column].to_numpy()[mine]
    tolerance = subject.values.number("slope_tolerance") * patch_area
    off = np.nonzero((best.to_numpy() > 0) & (own < best.to_numpy() - tolerance))[0]
    wrong = rows[off]
    per_cent = [f"{100 * value:.0f}" for value in best.to_numpy()[off] / patch_area[off]]
    words = {"value": grade[wrong], "right": right.to_numpy(dtype=object)[off], "share": per_cent}
    yield Found("LG-CHK-304", words, wrong, grade[wrong])


def _shares(subject: Subject, rows: np.ndarray, sound: np.ndarray) -> pd.DataFrame:
    """Return the area of each patch under each grade, one line per row of `rows`, one column per grade."""
    slope = subject.beside.slope
    if slope is None or not len(rows):
        return pd.DataFrame(index=range(len(rows)))
    patches, polygons = sound[rows], shapely.from_wkb([shape or None for shape in slope.shapes], on_invalid="ignore")
    there = np.nonzero(~shapely.is_missing(polygons))[0]
    broken = there[~shapely.is_valid(polygons[there])]
    polygons[broken] = shapely.make_valid(polygons[broken])
    polygons, grades = polygons[there], slope.grades[there]
    zone, inside = _within(patches, polygons, subject)
    whole = pd.DataFrame({"patch": inside, "grade": grades[zone], "area": shapely.area(patches[inside])})
    rest = np.setdiff1d(np.arange(len(rows)), inside)
    pieces = overlay(patches[rest], polygons, subject.workers, subject.progress)
    parts = pd.DataFrame(
        {"patch": rest[pieces.first], "grade": grades[pieces.second], "area": shapely.area(pieces.shapes)}
    )
    every = pd.concat([whole, parts], ignore_index=True)
    table = every.pivot_table(index="patch", columns="grade", values="area", aggfunc="sum", fill_value=0.0)
    return table.reindex(range(len(rows)), fill_value=0.0)


def _within(patches: np.ndarray, polygons: np.ndarray, subject: Subject) -> tuple[np.ndarray, np.ndarray]:
    """Return (polygon, patch) for every patch that lies inside a polygon; large polygons one by one, so that Cancel acts."""
    tree = shapely.STRtree(patches)
    pairs = []
    for number, polygon in enumerate(polygons):
        stop_if_cancelled(subject.progress)
        inside = tree.query(polygon, predicate="covers")
        pairs.append(np.column_stack([np.full(len(inside), number), inside]))
    joined = np.concatenate(pairs) if pairs else np.empty((0, 2), dtype=np.int64)
    return joined[:, 0].astype(np.int64), joined[:, 1].astype(np.int64)


def unit_key(code: str) -> str:
    """Return a unit code without the zeros that fill it up: 12, 9 or 6 digits of village, township, county."""
    for length in (6, 9, 12):
        if len(code) > length and not code[length:].strip("0"):
            return code[:length]
    return code


def _units_with_areas(subject: Subject) -> Units:
    units = subject.beside.units
    if units is None or not np.isfinite(units.survey_m2).any():
        raise NotChecked(Message("LG-CHK-007", {"layer": units.name if units else "-", "field": "DCMJ"}))
    return units


def _outline(units: Units, keys: np.ndarray, key: str) -> bytes:
    shapes = units.shapes[keys == key]
    present = [part for part in shapely.get_parts(shapes[~shapely.is_missing(shapes)]) if part.geom_type == "Polygon"]
    return bytes(shapely.to_wkb(shapely.multipolygons(present))) if present else b""


_OTHER = Scope.OTHER_LAYER
RULES = (
    Rule("5201", "T4", ERROR, _OTHER, unit_sums, ("LG-CHK-301",), ("TBMJ", "ZLDWDM"), ("units",)),
    Rule("5202", "T4", ERROR, _OTHER, control_total, ("LG-CHK-303",), (), ("units", "boundary")),
    Rule("5203", "T4", ERROR, _OTHER, unknown_units, ("LG-CHK-302",), ("ZLDWDM",), ("units",)),
    Rule(
        "6101", "Y1", WARNING, _OTHER, slope_of_map, ("LG-CHK-304",), ("DLBM", "GDPDJB"), ("slope",),
        ("slope_grades", "slope_tolerance"), shapes=True,
    ),
)  # fmt: skip
