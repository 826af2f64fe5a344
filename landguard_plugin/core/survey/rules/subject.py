"""A survey layer prepared for its rules: fields found by name, values brought to one form, shapes decoded once.

Codes are judged in plain form: full-width signs, small letters and blanks around them are put right first, so that one slip of
the keyboard is one finding (rule 3106) and not ten. A code column stored as numbers gets its lost zeros back for the same reason
(rule 3102). Numbers are read from text, too; what is no number is a finding (rule 3103) and counts as missing elsewhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
import shapely

from ...area.planes import Plane
from ...layers import PolygonTable
from ...problems import Message
from ...progress import Progress, Unwatched
from ...quantities import to_dm2_array
from ..classes import ClassTable
from ..fields import FieldTable
from ..records import text_of
from ..units import Units
from .coefficients import Coefficients
from .shapes_read import ReadShapes, read_shapes
from .values import CheckValues

_NAMES = ("DLMC", "QSDWMC", "ZLDWMC", "HDMC", "TBXHMC", "ZZSXMC", "BZ")
_ZERO_PADDED = {"MSSM": 2}


@dataclass(frozen=True)
class SlopeMap:
    """The slope map PDT in the plane of the survey: one grade for each shape."""

    name: str
    grades: np.ndarray
    shapes: list[bytes]


@dataclass(frozen=True)
class Boundary:
    """The ground that the survey must cover, and its control area in m2 (NaN for none)."""

    name: str
    shapes: list[bytes]
    control_m2: float = float("nan")


@dataclass(frozen=True)
class Beside:
    """The other layers and tables of a run; None for what was not given."""

    units: Units | None = None
    coefficients: Coefficients | None = None
    boundary: Boundary | None = None
    slope: SlopeMap | None = None

    def given(self, name: str) -> bool:
        """Return whether an input is there."""
        return getattr(self, name) is not None


@dataclass
class Subject:
    """What the rules judge. Columns are read when first asked for and kept."""

    table: PolygonTable
    fields: FieldTable
    classes: ClassTable
    values: CheckValues
    beside: Beside = field(default_factory=Beside)
    crs_flaws: tuple[Message, ...] = ()
    workers: int = 1
    progress: Progress = field(default_factory=Unwatched)
    unit_m: float = 1.0  # metres in one unit of the layer's coordinates
    kept: dict[str, object] = field(default_factory=dict)  # what several rules need and is made once
    _texts: dict[str, np.ndarray] = field(default_factory=dict)
    _numbers: dict[str, np.ndarray] = field(default_factory=dict)
    _numeric: dict[str, bool] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of patches."""
        return len(self.table)

    @property
    def plane(self) -> Plane:
        """Return the plane of the layer."""
        return self.table.plane

    def physical(self, name: str) -> str | None:
        """Return the layer's own name of a logical field, None when it has none."""
        if name == "CZCDM":
            return next((column for column in self.table.rows.columns if column.upper() == name), None)
        return self.fields.find(name, list(self.table.rows.columns))

    def has(self, name: str) -> bool:
        """Return whether the layer carries a logical field."""
        return self.physical(name) is not None

    def raw(self, name: str) -> np.ndarray:
        """Return a field as text without surrounding blanks, as it was written; "" for none."""
        key = f"raw {name}"
        if key not in self._texts:
            physical = self.physical(name)
            empty = np.full(len(self), "", dtype=object)
            self._texts[key] = text_of(self.table.rows[physical]) if physical else empty
        return self._texts[key]

    def text(self, name: str) -> np.ndarray:
        """Return a field in plain form; "" for none."""
        if name not in self._texts:
            form = _plain_name if name in _NAMES else _plain_code
            plain = by_value(self.raw(name), form)
            if self.stored_as_numbers(name):
                plain = by_value(plain, self._zero_filler(name))
            self._texts[name] = plain
        return self._texts[name]

    def _zero_filler(self, name: str) -> Callable[[str], str]:
        if name == "DLBM":
            return lambda code: f"0{code}" if code and code not in self.classes and f"0{code}" in self.classes else code
        width = _ZERO_PADDED.get(name, 0)
        return lambda code: code.zfill(width) if code else code

    def stored_as_numbers(self, name: str) -> bool:
        """Return whether a field holds numbers where the standard has text."""
        if name not in self._numeric:
            physical = self.physical(name)
            values = self.table.rows[physical].tolist() if physical else []
            known = [value for value in values if value is not None and value == value]
            self._numeric[name] = bool(known) and all(isinstance(v, (int, float, np.number)) for v in known)
        return self._numeric[name]

    def number(self, name: str) -> np.ndarray:
        """Return a number field, float64; NaN for none and for what is no number. TKXS (per cent) comes as a share."""
        if name not in self._numbers:
            self._numbers[name] = self._read_number(name)
        return self._numbers[name]

    def _read_number(self, name: str) -> np.ndarray:
        physical = self.physical(name)
        if physical is None:
            return np.full(len(self), np.nan)
        values = self.table.rows[physical]
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64)
        unread = np.nonzero(np.isnan(numbers) & (self.raw(name) != ""))[0]
        for row in unread.tolist():
            numbers[row] = _number(str(self.raw(name)[row]))
        numbers[~np.isfinite(numbers)] = np.nan
        if physical.upper() == "TKXS" and (numbers > 1).any():
            numbers = np.round(numbers / 100, 6)
        return numbers

    def area(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return (int64 of 0.01 m2, bool present) of an area field; 0 where there is none."""
        numbers = self.number(name)
        there = np.isfinite(numbers)
        return to_dm2_array(np.where(there, numbers, 0.0)), there

    @cached_property
    def code(self) -> np.ndarray:
        """Return the class codes in plain form."""
        return self.text("DLBM")

    @cached_property
    def farmland(self) -> np.ndarray:
        """Return bool (n,): which patches are farmland 01xx."""
        return self.classes.cultivated_mask(self.code)

    @cached_property
    def bsm(self) -> np.ndarray:
        """Return the identifiers as written; the row number where there is none."""
        own = self.raw("BSM").copy()
        nameless = own == ""
        own[nameless] = self.table.row_numbers[nameless].astype(str)
        return own

    @cached_property
    def county(self) -> str:
        """Return the code of the county: that of the units, else of most patches; "" when nothing tells."""
        codes = self.beside.units.codes.tolist() if self.beside.units else self.text("ZLDWDM").tolist()
        heads = pd.Series([code[:6] for code in codes if len(code) >= 6 and code[:6].isdigit()], dtype=object)
        return str(heads.mode().iloc[0]) if len(heads) else ""

    @cached_property
    def shapes(self) -> ReadShapes:
        """Return the shapes decoded, and what could not be read."""
        return read_shapes(self.table.shapes, self.progress)

    @cached_property
    def places(self) -> np.ndarray:
        """Return a point inside each patch, float64 (n, 2); NaN where there is no shape."""
        points = shapely.point_on_surface(self.shapes.geometries)
        return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def among(values: np.ndarray, allowed: Iterable[str]) -> np.ndarray:
    """Return bool (n,): which texts are among the allowed ones."""
    return pd.Series(values, dtype=object).isin(set(allowed)).to_numpy(dtype=bool)


def by_value(values: np.ndarray, function: Callable[[str], object]) -> np.ndarray:
    """Return function(value) for every text, object (n,), called once for each distinct one."""
    codes, uniques = pd.factorize(pd.Series(values, dtype=object))
    results = np.empty(len(uniques), dtype=object)
    results[:] = [function(value) for value in uniques]
    return results[codes] if len(uniques) else np.empty(len(values), dtype=object)


def distinct(*columns: np.ndarray) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """Return (int64 (n,), tuples): which of the distinct combinations of some text columns each row has."""
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, uniques = pd.factorize(pd.Series(column, dtype=object))
        combined = combined * max(1, len(uniques)) + codes
    _, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
    return inverse, [tuple(str(column[row]) for column in columns) for row in first]


def flags(values: np.ndarray, function: Callable[[str], bool]) -> np.ndarray:
    """Return bool (n,): function(value) for every text, called once for each distinct one."""
    return by_value(values, function).astype(bool)


def _plain_code(text: str) -> str:
    if text.isascii():
        return text.strip().upper()
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _plain_name(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _number(text: str) -> float:
    try:
        plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
        return float("nan") if "_" in plain else float(plain)
    except ValueError:
        return float("nan")
