"""How a report is laid out on sheets of paper: widths, heading cells, and the bands of columns that fit one page each.

Widths are in characters of the sheet's standard font; a Chinese character counts two. Works on worded reports.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from .records import CODE, NUMBER, Cell, Report, ReportColumn

#: characters across the printable width of A4 landscape at full size, and the smallest scale that is still read without effort
PAGE_WIDTH = 114.0
SMALLEST_SCALE = 0.55
_NARROWEST, _WIDEST_TEXT, _WIDEST_HEADING = 8.0, 34.0, 10.0


@dataclass(frozen=True)
class HeadingCell:
    """A cell of the heading: its text and the block it covers, counted from 0 at the top left of the heading."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True)
class Band:
    """Columns first..last (inclusive) that stand on one page beside the leading columns."""

    first: int
    last: int


def width_of(text: str) -> int:
    """Return how many standard characters a text is wide; of several lines, the widest."""
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in text.split("\n")),
        default=0,
    )


def longest_word(text: str) -> int:
    """Return how wide the longest run of a text is that no line break may divide; Chinese breaks between any two characters."""
    words = re.split(r"[\s\u2e80-\uffef]+", text)
    return max(map(len, words))


def shown(cell: Cell, column: ReportColumn) -> str:
    """Return a cell as it is printed."""
    if isinstance(cell, (Decimal, int)) and column.kind == NUMBER:
        return f"{cell:.{column.decimals}f}"
    return "" if cell is None else str(cell)


def column_widths(report: Report) -> list[float]:
    """Return the width of every column: wide enough for its figures, its text up to a limit, its heading in a few lines."""
    widths = []
    for number, column in enumerate(report.columns):
        content = max((width_of(shown(row.cells[number], column)) for row in report.rows), default=0)
        heading = max(min(width_of(str(column.title)), _WIDEST_HEADING), longest_word(str(column.title)))
        if column.kind == NUMBER:
            widths.append(max(content + 2.0, heading + 1.0, _NARROWEST))
        else:
            widths.append(max(min(content + 2.0, _WIDEST_TEXT), heading + 1.5, 7.0 if column.kind == CODE else 9.0))
    return widths


def bands(report: Report, widths: list[float]) -> list[Band]:
    """Return the bands of a report: one when it fits a page at a readable scale, else as many as it takes."""
    last = len(report.columns) - 1
    capacity = PAGE_WIDTH / SMALLEST_SCALE
    lead = report.leading
    if sum(widths) <= capacity or lead > last:
        return [Band(0, last)]
    room = max(capacity - sum(widths[:lead]), max(widths[lead:]))
    pages = max(1, -int(-sum(widths[lead:]) // room))
    found: list[Band] = []
    first = lead
    while first <= last:
        # Pages of about one width rather than full ones and a rest.
        even = sum(widths[first:], 0.0) / max(1, pages - len(found))
        end, used = first, widths[first]
        while end < last and used + widths[end + 1] <= room and used + widths[end + 1] / 2 <= even:
            end += 1
            used += widths[end]
        found.append(Band(first, end))
        first = end + 1
    return [Band(0, found[0].last), *found[1:]]


def heading_depth(report: Report) -> int:
    """Return how many lines of cells the heading has."""
    return 1 + max((len(column.group) for column in report.columns), default=0)


def heading(report: Report, among: list[Band]) -> list[HeadingCell]:
    """Return the cells of the heading; a heading over several columns is one cell, and never reaches over a page."""
    depth = heading_depth(report)
    starts = {band.first for band in among}
    cells = []
    for number, column in enumerate(report.columns):
        path = tuple(str(text) for text in column.group)
        for level, text in enumerate(path):
            before = report.columns[number - 1] if number and number not in starts else None
            if before is not None and _path(before)[: level + 1] == path[: level + 1]:
                continue
            cells.append(HeadingCell(text, level, number, 1, _run(report, number, level, starts)))
        cells.append(HeadingCell(str(column.title), len(path), number, depth - len(path), 1))
    return cells


def _run(report: Report, first: int, level: int, starts: set[int]) -> int:
    wanted, count = _path(report.columns[first])[: level + 1], 1
    while first + count < len(report.columns) and first + count not in starts:
        if _path(report.columns[first + count])[: level + 1] != wanted:
            break
        count += 1
    return count


def _path(column: ReportColumn) -> tuple[str, ...]:
    return tuple(str(text) for text in column.group)
