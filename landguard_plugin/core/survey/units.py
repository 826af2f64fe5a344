"""Layers of administrative units (XZQ, CJDCQ): their codes, names and survey areas, and which unit a patch lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
import pandas as pd
import shapely

from ..layers import PolygonTable
from ..problems import LandGuardError
from .records import text_of

#: what a unit layer calls its code, its name and its survey area; TD/T 1057-2020 names first
CODE_FIELDS = ("ZLDWDM", "XZQDM", "XJXZQHDM", "坐落单位代码", "行政区代码", "行政区划代码", "区划代码")
NAME_FIELDS = ("ZLDWMC", "XZQMC", "坐落单位名称", "行政区名称", "区划名称")
AREA_FIELDS = ("DCMJ", "调查面积")
NOWHERE, SEVERAL = -1, -2


@dataclass(frozen=True)
class Units:
    """Administrative units: code and name as text, the survey area DCMJ in m2 (NaN for none), decoded shapes."""

    codes: np.ndarray
    names: np.ndarray
    survey_m2: np.ndarray
    shapes: np.ndarray
    name: str

    def __len__(self) -> int:
        """Return the number of unit polygons."""
        return len(self.codes)


def units_of(table: PolygonTable, code_field: str = "") -> Units:
    """Return the units of a layer. Raises LandGuardError LG-LAY-002 when no field carries their code."""
    available = list(table.rows.columns)
    code = code_field or _first(CODE_FIELDS, available)
    if code is None or code not in available:
        wanted = code_field or " / ".join(CODE_FIELDS[:2])
        raise LandGuardError("LG-LAY-002", layer=table.name, field=wanted, fields=", ".join(available))
    name, area = _first(NAME_FIELDS, available), _first(AREA_FIELDS, available)
    return Units(
        text_of(table.rows[code]),
        text_of(table.rows[name]) if name else np.full(len(table), "", dtype=object),
        pd.to_numeric(table.rows[area], errors="coerce").to_numpy(np.float64) if area else np.full(len(table), np.nan),
        shapely.from_wkb([shape or None for shape in table.shapes], on_invalid="ignore"),
        table.name,
    )


def locate(x: np.ndarray, y: np.ndarray, units: Units) -> np.ndarray:
    """Return int64 (n,): the unit each point lies in; NOWHERE outside all, SEVERAL where units of two codes overlap."""
    found = np.full(len(x), NOWHERE, dtype=np.int64)
    usable = np.nonzero(~shapely.is_missing(units.shapes) & ~shapely.is_empty(units.shapes))[0]
    if not len(x) or not len(usable):
        return found
    tree = shapely.STRtree(shapely.points(x, y))
    unit, point = tree.query(units.shapes[usable], predicate="intersects")
    for k, p in zip(usable[unit], point):
        if found[p] == NOWHERE:
            found[p] = k
        elif found[p] >= 0 and units.codes[found[p]] != units.codes[k]:
            found[p] = SEVERAL
    return found


def inner_points(shapes: Sequence[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Return one point inside each polygon, (x, y); NaN where there is no shape."""
    points = shapely.point_on_surface(shapely.from_wkb([shape or None for shape in shapes]))
    return shapely.get_x(points), shapely.get_y(points)


def _first(candidates: Sequence[str], available: Sequence[str]) -> Optional[str]:
    by_key = {name.upper(): name for name in reversed(list(available))}
    return next((by_key[candidate] for candidate in candidates if candidate in by_key), None)
