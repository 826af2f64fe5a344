"""Cells of a sheet as values: areas with their units, dates as offices write them, unit names as codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from .amounts import area_from, capacity_from
from .records import SUPPLEMENT_KINDS
from .text.tokens import split_list
from .text.vocabulary import AREA_UNITS, VALUES, code_of
from .units import is_code

_NUMBER = re.compile(r"([+-]?[0-9][0-9,，]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\s*(\S*)")
_DATE = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ].*)?")


class Sheet(Protocol):
    """What cells need to know of their sheet: the unit of bare areas, and unit codes by code and name."""

    area_unit: str
    units: dict[str, str]


def _number(text: str) -> tuple[str, str]:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return match[1].replace(",", "").replace("，", ""), match[2]


def _area(sheet: Sheet, text: str) -> int:
    number, unit = _number(text)
    if unit and unit not in AREA_UNITS:
        raise ValueError(text)
    return _not_negative(area_from(number, AREA_UNITS[unit] if unit else sheet.area_unit))


def _weight(sheet: Sheet, text: str) -> int:
    number, unit = _number(text)
    if unit not in ("", "kg", "公斤", "千克"):
        raise ValueError(text)
    return _not_negative(capacity_from(number))


def _not_negative(amount: int) -> int:
    if amount < 0:
        raise ValueError(amount)
    return amount


def _day(sheet: Sheet, text: str) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), int(match[3]))


def _unit(sheet: Sheet, text: str) -> str:
    if text in sheet.units:
        return sheet.units[text]
    if not is_code(text):
        raise ValueError(text)
    return text


def _slope(sheet: Sheet, text: str) -> int:
    if text not in ("1", "2", "3", "4", "5"):
        raise ValueError(text)
    return int(text)


def _grade(sheet: Sheet, text: str) -> Decimal:
    value = Decimal(text.removesuffix("等"))
    if not value.is_finite() or not 1 <= value <= 15:
        raise ValueError(text)
    return value


def _kind(sheet: Sheet, text: str) -> str:
    code = code_of(VALUES, text) or ("conversion" if text == "提质改造" else text)
    if code not in SUPPLEMENT_KINDS:
        raise ValueError(text)
    return code


#: type of a field -> (sheet, text) -> value; each raises ValueError for a text that does not fit
CONVERT: dict[str, Callable[[Sheet, str], Any]] = {
    "text": lambda sheet, text: text,
    "list": lambda sheet, text: split_list(text.replace(";", ",").replace("；", ",").replace("、", ",")),
    "area": _area,
    "weight": _weight,
    "date": _day,
    "unit": _unit,
    "slope": _slope,
    "grade": _grade,
    "kind": _kind,
}


def plain_cell(value: object) -> object:
    """Return a spreadsheet cell as text or None: dates as ISO text, whole numbers without .0, anything else as it is written."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()
