"""One year of the land survey, typed and measured: what every accounting works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd

from ..area.deduction import deduct_array
from ..area.official import OFFICIAL, AreaMethod, official_dm2
from ..area.planes import Plane
from ..geometry.identity import NO_MATE, same_shapes
from ..geometry.scan import Scan, scan_shapes
from ..layers import PolygonTable
from ..problems import LandGuardError, Message
from ..progress import Progress
from ..quantities import to_dm2_array
from .classes import ClassTable
from .fields import FieldTable

#: logical DLTB field -> column of Survey.rows, for text that accounting may ask for
TEXT_COLUMNS = {
    "BSM": "bsm",
    "DLBM": "dlbm",
    "ZLDWDM": "unit",
    "ZLDWMC": "unit_name",
    "ZZSXDM": "planting",
    "TBXHDM": "refinement",
    "GDLX": "terrace",
    "GDPDJB": "slope",
    "FRDBS": "exclave",
}
AREA_FIELDS = ("TBMJ", "KCXS", "KCMJ", "TBDLMJ")


class AreaSource(Enum):
    """Where the quantity of a patch comes from."""

    AUTO = "auto"  # stored TBMJ where a row has it, official area elsewhere
    STORED = "stored"
    OFFICIAL = "official"


@dataclass(frozen=True)
class Survey:
    """One survey year; `rows` has one line per patch, in source order.

    bsm, dlbm, unit (ZLDWDM), unit_name, planting, refinement, terrace, slope, exclave   text, "" for none
    tbmj      int64, 0.01 m2: the patch's quantity
    ridge     int64, 0.01 m2: the part of it that is deducted ridge (KCMJ); farmland area is tbmj - ridge
    stored    bool: tbmj is the stored TBMJ, else the official area computed here

    `scan` is kept when the shapes had to be walked anyway, for the proof of cover; `kinship` when the survey was read beside an
    earlier one: that one's shapes, and the mates of the rows among them.
    """

    name: str
    shapes: list[bytes]
    rows: pd.DataFrame
    row_numbers: np.ndarray
    plane: Plane
    crs: str
    area_method: str
    scan: Scan | None = None
    kinship: tuple[list[bytes], np.ndarray] | None = None

    def __len__(self) -> int:
        """Return the number of patches."""
        return len(self.shapes)

    @property
    def total_dm2(self) -> int:
        """Return the sum of all patch quantities in 0.01 m2."""
        return int(self.rows["tbmj"].sum())

    def mates_in(self, earlier: Survey) -> np.ndarray:
        """Return, for each row, the row of an earlier year with the same shape, int64 (n,); NO_MATE where there is none."""
        if self.kinship is not None and self.kinship[0] is earlier.shapes:
            return self.kinship[1]
        return same_shapes(earlier.shapes, self.shapes)

    def take(self, index: np.ndarray) -> Survey:
        """Return the survey with only these rows, in this order."""
        positions = np.arange(len(self))[index]
        return Survey(
            self.name,
            [self.shapes[i] for i in positions],
            self.rows.iloc[positions].reset_index(drop=True),
            self.row_numbers[positions],
            self.plane,
            self.crs,
            self.area_method,
        )


def fields_needed(fields: FieldTable, available: Sequence[str]) -> list[str]:
    """Return the physical fields of a layer that `survey_of` reads; DLBM must be among them.

    Raises LandGuardError LG-SUR-001 when no field carries DLBM.
    """
    if fields.find("DLBM", available) is None:
        raise LandGuardError("LG-SUR-001", fields=", ".join(available))
    found = (fields.find(name, available) for name in (*TEXT_COLUMNS, *AREA_FIELDS))
    return list(dict.fromkeys(name for name in found if name))


def survey_of(
    table: PolygonTable,
    fields: FieldTable,
    classes: ClassTable,
    progress: Progress,
    area_source: AreaSource = AreaSource.AUTO,
    method: AreaMethod = OFFICIAL,
    earlier: Survey | None = None,
) -> Survey:
    """Return a survey year from a polygon layer; every row is kept, unknown codes and missing areas are told.

    From an `earlier` year in the same plane, official areas of unchanged shapes are taken over. Raises LandGuardError LG-SUR-001
    without a DLBM field, LG-SUR-002 when stored areas are demanded and missing.
    """
    available = list(table.rows.columns)
    fields_needed(fields, available)
    rows = pd.DataFrame(index=range(len(table)))
    for logical, column in TEXT_COLUMNS.items():
        physical = fields.find(logical, available)
        rows[column] = text_of(table.rows[physical]) if physical else ""
    unnamed = (rows["bsm"] == "").to_numpy()
    rows.loc[unnamed, "bsm"] = table.row_numbers[unnamed].astype(str)
    stored = _numbers(table, fields, "TBMJ")
    has_stored = np.isfinite(stored) & (stored > 0)
    if area_source is AreaSource.OFFICIAL:
        has_stored[:] = False
    elif area_source is AreaSource.STORED and not has_stored.all():
        raise LandGuardError("LG-SUR-002", layer=table.name, count=int((~has_stored).sum()))
    tbmj = np.zeros(len(table), dtype=np.int64)
    tbmj[has_stored] = to_dm2_array(stored[has_stored])
    scan, kinship = None, None
    if earlier is not None:
        kinship = earlier.shapes, same_shapes(earlier.shapes, table.shapes)
        tbmj, taken = _taken_over(tbmj, has_stored, earlier, kinship[1])
        missing = np.nonzero(~has_stored & ~taken)[0]
    else:
        missing = np.nonzero(~has_stored)[0]
    if not has_stored.any() and earlier is None and len(table):
        scan = scan_shapes(table.shapes, progress, table.plane, method)
        tbmj = to_dm2_array(scan.areas) if scan.areas is not None else tbmj
    elif len(missing):
        tbmj[missing] = official_dm2([table.shapes[i] for i in missing], table.plane, method, progress)
    rows["tbmj"], rows["stored"] = tbmj, has_stored
    rows["ridge"] = _ridge(table, fields, classes, rows, progress)
    _tell(table, classes, rows, progress)
    return Survey(table.name, table.shapes, rows, table.row_numbers, table.plane, table.crs, method.name, scan, kinship)


def _taken_over(
    tbmj: np.ndarray, has_stored: np.ndarray, earlier: Survey, mates: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the areas with those that an earlier year computed for the same shapes, and which rows got one, bool (n,)."""
    taken = (mates != NO_MATE) & ~has_stored
    taken[taken] = ~earlier.rows["stored"].to_numpy()[mates[taken]]
    result = tbmj.copy()
    result[taken] = earlier.rows["tbmj"].to_numpy()[mates[taken]]
    return result, taken


def text_of(values: pd.Series) -> np.ndarray:
    """Return a column as text without surrounding blanks; missing values become "", whole numbers lose their ".0"."""
    listed = values.tolist()
    if set(map(type, listed)) == {str}:
        joined = "".join(listed)
        if joined and joined.split() != [joined]:
            listed = [value.strip() for value in listed]
        return np.array(listed, dtype=object)

    def plain(value: object) -> str:
        if value is None or value != value:
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value).strip()

    unique = {value: plain(value) for value in set(listed)}
    return np.array([unique[value] if value == value else "" for value in listed], dtype=object)


def _numbers(table: PolygonTable, fields: FieldTable, logical: str) -> np.ndarray:
    physical = fields.find(logical, list(table.rows.columns))
    if physical is None:
        return np.full(len(table), np.nan)
    return pd.to_numeric(table.rows[physical], errors="coerce").to_numpy(dtype=np.float64)


def _ridge(
    table: PolygonTable, fields: FieldTable, classes: ClassTable, rows: pd.DataFrame, progress: Progress
) -> np.ndarray:
    """Return KCMJ in 0.01 m2: stored TBDLMJ decides, then stored KCMJ, then the coefficient KCXS."""
    tbmj, cultivated = rows["tbmj"].to_numpy(), classes.cultivated_mask(rows["dlbm"].to_numpy())
    coefficient = _numbers(table, fields, "KCXS")
    coefficient = np.where(coefficient > 1, coefficient / 100, coefficient)  # the second survey stored per cent
    ridge, _ = deduct_array(tbmj, coefficient, cultivated)
    stored = rows["stored"].to_numpy()
    for logical, part in (("KCMJ", lambda area, value: value), ("TBDLMJ", lambda area, value: area - value)):
        values = _numbers(table, fields, logical)
        usable = stored & np.isfinite(values) & ((values > 0) | (logical == "KCMJ"))
        candidate = part(tbmj[usable], to_dm2_array(values[usable]))
        possible = (candidate >= 0) & (candidate <= tbmj[usable])
        if not possible.all():
            progress.warn(
                Message("LG-SUR-003", {"layer": table.name, "field": logical, "count": int((~possible).sum())})
            )
        positions = np.nonzero(usable)[0][possible]
        ridge[positions] = candidate[possible]
    return ridge


def _tell(table: PolygonTable, classes: ClassTable, rows: pd.DataFrame, progress: Progress) -> None:
    unknown = classes.unknown_codes(rows["dlbm"].to_numpy())
    if unknown:
        listed = ", ".join(f"{code or '(-)'} x {count}" for code, count in sorted(unknown.items()))
        progress.warn(Message("LG-SUR-004", {"layer": table.name, "count": sum(unknown.values()), "codes": listed}))
    computed = int((~rows["stored"]).sum())
    if computed:
        progress.say(Message("LG-SUR-005", {"layer": table.name, "count": computed, "rows": len(rows)}))
