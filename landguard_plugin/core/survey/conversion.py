"""From the values of a delivery to the values of DLTB: text stays text, numbers stay exact, nothing changes unseen.

Codes that came as numbers lose their ".0"; text wider than the standard is kept whole, for the widths of the printed standard are
unverified and provinces write wider; a number that cannot be read sets its row aside with the reason; what is mended (a lost
leading zero, a percentage, a third decimal of an area) is counted by kind and told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Callable

import numpy as np

from ..problems import Message
from ..quantities import to_dm2
from .classes import ClassTable
from .fields import FieldDefinition

AREAS = ("TBMJ", "KCMJ", "TBDLMJ")
_EXACT_UP_TO = 2**53  # a double names every whole number up to here, and skips some beyond
_BLANKS = " \t\r\n\0\u00a0\u3000\ufeff"


@dataclass
class Column:
    """One converted field.

    values       text: str objects, "" for none; numbers: float64, NaN for none; areas: int64 of 0.01 m2, 0 for none
    missing      bool: the row has no value
    refused      row -> reason to set it aside
    rounded      areas that had more than two decimals
    not_numbers  NaN where a number belongs: taken as missing
    """

    values: np.ndarray
    missing: np.ndarray
    refused: dict[int, Message] = field(default_factory=dict)
    rounded: int = 0
    not_numbers: int = 0


def convert(values: Sequence[object], definition: FieldDefinition) -> Column:
    """Return one source column as the values of a logical field."""
    if definition.kind == "Char":
        return _text_column(values, definition)
    if definition.name in AREAS:
        return _area_column(values, definition)
    return _number_column(values, definition)


def plain_text(value: object) -> str:
    """Return a value as text without surrounding blanks; whole numbers without ".0", nothing for NULL and NaN."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip(_BLANKS)


def mend_class_codes(codes: np.ndarray, classes: ClassTable) -> dict[tuple[str, str], int]:
    """Mend class codes in place: full-width signs, small letters, a leading zero that a number column lost.

    Only a code that is not in the table and becomes one that is: 103 -> 0103. Returns (before, after) -> how often.
    """
    mended: dict[tuple[str, str], int] = {}
    for code in sorted(set(codes.tolist())):
        better = _mended_code(code, classes)
        if better != code:
            rows = codes == code
            mended[code, better] = int(rows.sum())
            codes[rows] = better
    return mended


def convert_percent(values: Sequence[object], definition: FieldDefinition) -> tuple[Column, bool]:
    """Return a coefficient column of the second survey (TKXS, Float 5.2) as shares, and whether it was in per cent.

    A column is in per cent when any of its values is above 1; the whole column is, not single rows.
    """
    column = convert(values, replace(definition, width=6, decimals=2))
    if not (column.values > 1).any():
        return column, False
    exact = [Decimal(repr(value)) / 100 if value == value else None for value in column.values.tolist()]
    column.values[:] = [float(value) if value is not None else np.nan for value in exact]
    return column, True


def _mended_code(code: str, classes: ClassTable) -> str:
    if not code or code in classes:
        return code
    plain = unicodedata.normalize("NFKC", code).upper()
    for candidate in (plain, "0" + plain):
        if classes.is_leaf(candidate):
            return candidate
    return code


def _by_value(
    values: Sequence[object], read: Callable[[object], object], column: Column, definition: FieldDefinition
) -> list[object]:
    """Return read(value) for every row, read once per distinct value; a Message it returns sets the row aside."""
    known: dict[tuple[type, object], object] = {}
    out: list[object] = []
    for row, value in enumerate(values):
        key = (type(value), value)
        if value == value:
            if key not in known:
                known[key] = read(value)
            result = known[key]
        else:
            column.not_numbers += definition.kind != "Char"
            result = read(None)
        if isinstance(result, Message):
            column.refused[row] = result
            result = read(None)
        out.append(result)
    return out


def _text_column(values: Sequence[object], definition: FieldDefinition) -> Column:
    column = Column(np.empty(len(values), dtype=object), np.zeros(len(values), dtype=bool))

    def read(value: object) -> object:
        if isinstance(value, float) and abs(value) >= _EXACT_UP_TO:
            return Message("LG-IMP-122", {"field": definition.name, "value": f"{value:.0f}"})
        return plain_text(value)

    column.values[:] = _by_value(values, read, column, definition)
    column.missing = column.values == ""
    return column


def _number_column(values: Sequence[object], definition: FieldDefinition) -> Column:
    column = Column(np.empty(0), np.zeros(0, dtype=bool))
    limit = Decimal(10) ** (definition.width - (definition.decimals + 1 if definition.decimals else 0))

    def read(value: object) -> object:
        number = _number(value)
        if number is None:
            return np.nan
        if not number.is_finite():
            return _not_a_number(value, definition)
        if definition.kind == "Int" and number != int(number):
            return _not_a_number(value, definition)
        if abs(number) >= limit:
            return _too_wide(plain_text(value), definition)
        return float(number)

    column.values = np.array(_by_value(values, read, column, definition), dtype=np.float64)
    column.missing = np.isnan(column.values)
    return column


def _area_column(values: Sequence[object], definition: FieldDefinition) -> Column:
    column = Column(np.empty(0), np.zeros(0, dtype=bool))
    limit = 10 ** (definition.width - definition.decimals - 1)  # 15.2: twelve digits before the point
    third_decimal: set[object] = set()

    def read(value: object) -> object:
        number = _number(value)
        if number is None:
            return None
        if not number.is_finite():
            return _not_a_number(value, definition)
        if abs(number) >= limit:
            return _too_wide(plain_text(value), definition)
        dm2 = to_dm2(number)
        if number * 100 != dm2:
            third_decimal.add(value)
        return dm2

    areas = _by_value(values, read, column, definition)
    column.missing = np.array([area is None for area in areas], dtype=bool)
    column.values = np.array([0 if area is None else area for area in areas], dtype=np.int64)
    column.rounded = sum(value in third_decimal for value in values) if third_decimal else 0
    return column


def _number(value: object) -> Decimal | None:
    """Return a number exactly as written, None for nothing, NaN for what is no number."""
    if value is None or (isinstance(value, str) and not value.strip(_BLANKS)):
        return None
    if isinstance(value, str) and "_" in value:  # Python would read 1_000 as a number
        return Decimal("NaN")
    try:
        return Decimal(value.strip(_BLANKS)) if isinstance(value, str) else Decimal(repr(value))
    except InvalidOperation:
        return Decimal("NaN")


def _not_a_number(value: object, definition: FieldDefinition) -> Message:
    return Message("LG-IMP-123", {"field": definition.name, "value": plain_text(value)[:60] or str(value)})


def _too_wide(text: str, definition: FieldDefinition) -> Message:
    width, length = definition.width, len(text)
    return Message("LG-IMP-121", {"field": definition.name, "value": text[:60], "width": width, "length": length})
