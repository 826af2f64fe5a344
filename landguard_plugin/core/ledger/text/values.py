"""Reading the values of fields: dates, numbers with units, keywords. Each raises ValueError; the reader makes a flaw of it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Optional

from ..amounts import CAPACITY, Amounts, area_from, capacity_from
from .tokens import split_list
from .vocabulary import AREA_UNITS, VALUES, WEIGHT_UNITS, code_of

_NUMBER = re.compile(r"([+-]?[0-9][0-9,，]*(?:\.[0-9]+)?)\s*(\S*)")


def day_of(text: str) -> date:
    """Return an ISO date; 2021/3/5 and 2021.3.5 are understood too."""
    match = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text)
    if match is None:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), int(match[3]))


def amount_of(account: str, text: str) -> int:
    """Return an amount as an integer of 0.01 m2 or kg: "10000.00", "15亩", "1.5 ha", "1,200 kg". Rounded once, half up."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    number, unit = match[1].replace(",", "").replace("，", ""), match[2]
    if account.endswith(CAPACITY):
        if unit not in WEIGHT_UNITS:
            raise ValueError(text)
        return capacity_from(number)
    if unit not in AREA_UNITS:
        raise ValueError(text)
    return area_from(number, AREA_UNITS[unit])


def amounts_of(fields: dict[str, str], prefix: str = "") -> Amounts:
    """Return the three amounts of a line, absent ones zero; the fields are taken out of `fields`."""
    taken = {}
    for account in ("quantity", "paddy", "capacity"):
        text = fields.pop(prefix + account, "")
        taken[account] = amount_of(account, text) if text else 0
    return Amounts(**taken)


def grade_of(text: str) -> Optional[Decimal]:
    """Return a grade, which may be a mean with decimals; None for ""."""
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite():
        raise ValueError(text)
    return value


def slope_of(text: str) -> Optional[int]:
    """Return a slope grade 1..5 (GDPDJB); None for ""."""
    if not text:
        return None
    if text not in ("1", "2", "3", "4", "5"):
        raise ValueError(text)
    return int(text)


def value_of(text: str) -> str:
    """Return the code of a keyword value, or the text itself."""
    return code_of(VALUES, text) or text


def list_of(text: str) -> tuple[str, ...]:
    """Return a list of patches or parcels."""
    return split_list(text) if text else ()


def canonical_grade(value: Decimal) -> str:
    """Return a grade as it is written: plain digits, no exponent."""
    return format(value, "f")
