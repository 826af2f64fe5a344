"""The ridge coefficients 田坎系数 of a county, read from a table of any sensible column names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pandas as pd

from ...problems import LandGuardError
from ..records import text_of

UNIT_COLUMNS = ("unit", "XZQDM", "ZLDWDM", "code", "行政区代码", "行政单位代码", "坐落单位代码", "单位代码")
GRADE_COLUMNS = ("GDPDJB", "GDPDJ", "PDJB", "slope_grade", "slope", "grade", "坡度级", "坡度级别", "耕地坡度级别")
KIND_COLUMNS = ("GDLX", "type", "kind", "terrace", "耕地类型", "类型")
VALUE_COLUMNS = ("KCXS", "TKXS", "coefficient", "value", "系数", "田坎系数", "扣除系数", "扣除地类系数")
_KINDS = {
    "TT": "TT",
    "PD": "PD",
    "梯田": "TT",
    "坡地": "PD",
    "TERRACED": "TT",
    "SLOPING": "PD",
    "TERRACE": "TT",
    "SLOPE": "PD",
}
_MILLION = 1_000_000


@dataclass(frozen=True)
class Coefficients:
    """The ridge coefficients of a county: (unit prefix, slope grade, field kind) -> coefficient in millionths."""

    name: str
    rows: dict[tuple[str, str, str], int]

    def find(self, unit: str, grade: str, kind: str) -> int | None:
        """Return the coefficient of the nearest unit that has one: village, township, county, any."""
        for length in (len(unit), 12, 9, 6, 4, 2, 0):
            found = self.rows.get((unit[:length], grade, kind))
            if found is not None:
                return found
        return None


def coefficients_of(rows: pd.DataFrame, name: str) -> Coefficients:
    """Return the coefficients of a table; a table without unit column holds everywhere.

    Raises LandGuardError LG-CHK-011 when a column is missing, LG-CHK-012 naming the row of a value that is no grade, kind or
    coefficient (0 <= x < 1), LG-CHK-013 for a row that contradicts another.
    """
    columns = {str(column).strip().upper(): column for column in reversed(list(rows.columns))}
    unit, *needed = (_first(columns, names) for names in (UNIT_COLUMNS, GRADE_COLUMNS, KIND_COLUMNS, VALUE_COLUMNS))
    if None in needed:
        raise LandGuardError("LG-CHK-011", table=name, columns=", ".join(map(str, rows.columns)))
    grades, kinds, values = (text_of(rows[column]) for column in needed)
    units = text_of(rows[unit]) if unit is not None else [""] * len(rows)
    known: dict[tuple[str, str, str], int] = {}
    for row, (code, grade, kind, value) in enumerate(zip(units, grades, kinds, values), start=1):
        shown = f"{grade} {kind} {value}"
        key, millionths = (_unit(code), _grade(grade), _KINDS.get(kind.upper(), "")), _millionths(value)
        if not key[1] or not key[2] or millionths is None:
            if not (grade or kind or value):
                continue
            raise LandGuardError("LG-CHK-012", table=name, row=str(row), value=shown)
        if known.setdefault(key, millionths) != millionths:
            raise LandGuardError("LG-CHK-013", table=name, row=str(row), value=shown)
    return Coefficients(name, known)


def _first(columns: dict[str, object], names: tuple[str, ...]) -> object:
    return next((columns[name.upper()] for name in names if name.upper() in columns), None)


def _unit(code: str) -> str:
    """Return a unit code without the zeros that fill it up to a lower level."""
    for length in (2, 4, 6, 9, 12):
        if len(code) > length and not code[length:].strip("0"):
            return code[:length]
    return code


def _grade(text: str) -> str:
    found = re.fullmatch(r"([1-5])(\s*级)?", text.strip())
    return found.group(1) if found else ""


def _millionths(text: str) -> int | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return int((value * _MILLION).to_integral_value()) if value.is_finite() and 0 <= value < 1 else None
