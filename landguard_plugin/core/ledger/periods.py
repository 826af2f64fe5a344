"""Periods: a year, a half, a quarter, a month, or from .. to; both ends belong to the period."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from ..problems import LandGuardError


@dataclass(frozen=True)
class Period:
    """From the first day to the last day, both included."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """Return the period as it is written: 2021, or 2021-01-01/2021-06-30."""
        if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31):
            if self.first.year == self.last.year:
                return str(self.first.year)
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def period_of(text: str) -> Period:
    """Return the period that a text names: 2021, 2021H1, 2021Q3, 2021-07, 2021-01-15, 2021-01-01/2021-06-30, 2021/2023.

    Raises LandGuardError LG-LED-001 for anything else, and for a period that ends before it begins.
    """
    ends = [part.strip() for part in text.strip().replace("..", "/").split("/")]
    try:
        if len(ends) > 2:
            raise ValueError(text)
        first, last = _span(ends[0])[0], _span(ends[-1])[1]
        if first > last:
            raise ValueError(text)
    except ValueError as error:
        raise LandGuardError("LG-LED-001", period=text) from error
    return Period(first, last)


def _span(text: str) -> tuple[date, date]:
    match = re.fullmatch(r"(\d{4})(?:[Qq]([1-4])|[Hh]([12])|-(\d{1,2})(?:-(\d{1,2}))?)?", text)
    if match is None:
        raise ValueError(text)
    year, quarter, half, month, day = match.groups()
    if day:
        exact = date(int(year), int(month), int(day))
        return exact, exact
    months = 3 if quarter else 6 if half else 1 if month else 12
    start = int(month) if month else (int(quarter or half or 1) - 1) * months + 1
    end = start + months - 1
    return date(int(year), start, 1), date(int(year), end, monthrange(int(year), end)[1])
