"""The lines of a boundary file: what each one is, and its cells.

Structure is recognised in half and full width alike (，＝［］＠ and full-width digits); the texts of a header line stay as written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Optional

from .records import Header

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_POINT_NUMBER = re.compile(r"[^\W\d_]{0,8}[-_]?\d+([-_]\d+)?")
_BARE = re.compile(r"\d+")
_SECTION = re.compile(r"[\[【〔［](.+?)[\]】〕］]")
_HEADER_TEXTS = 6  # number, name, kind, sheet, use, class


@dataclass(frozen=True)
class Section:
    """The head of a section, such as [地块坐标]."""

    name: str


@dataclass(frozen=True)
class Property:
    """A key=value line."""

    key: str
    value: str


@dataclass(frozen=True)
class PointLine:
    """A point: number and ring as written, the two numbers in the order of the line as text."""

    line: int
    number: str
    ring: str
    first: str
    second: str
    with_height: bool = False
    without_ring: bool = False


@dataclass(frozen=True)
class HeaderLine:
    """A header line, and whether it ends in the mark it should end in."""

    header: Header
    marked: bool


@dataclass(frozen=True)
class Unknown:
    """A line that is none of these."""

    line: int
    text: str


def is_number(text: str) -> bool:
    """Return whether a cell is a number in plain or exponent form (NaN and infinity are none)."""
    return _NUMBER.fullmatch(text) is not None


def half_width(text: str) -> str:
    """Return a text with full-width signs, digits and spaces as their half-width forms."""
    return unicodedata.normalize("NFKC", text).strip()


def classify(text: str, line: int) -> Optional[object]:
    """Return what a line is, None for a blank one."""
    plain = half_width(text)
    if not plain:
        return None
    section = _SECTION.fullmatch(plain) or _SECTION.fullmatch(text.strip())
    if section:
        return Section(section.group(1).strip())
    header = _header(text, plain, line)
    if header is not None:
        return header
    key, equals, value = plain.partition("=")
    if equals:
        return Property(key.strip(), value.strip())
    return _point(plain, line) or Unknown(line, text.strip())


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"[,\t;]", text)]


def _header(text: str, plain: str, line: int) -> Optional[HeaderLine]:
    """Return a header line: one that ends in @, or one that begins with a count and has all eight cells."""
    marked = plain.rstrip(",").endswith("@")
    cells = _cells(plain.rstrip(","))
    if not marked and not (len(cells) >= 8 and (_BARE.fullmatch(cells[0]) or not cells[0]) and not _point(plain, line)):
        return None
    # A full-width comma may belong to a name: it separates only where half-width ones do not.
    separator = "," if text.count(",") >= 4 else "\t" if text.count("\t") >= 4 else ""
    written = (
        [half_width(cell) if not separator else cell.strip() for cell in text.split(separator)] if separator else cells
    )
    while written and written[-1] in ("", "@", "＠"):
        if written.pop() in ("@", "＠"):
            break
    points, area = ([half_width(cell) for cell in written[:2]] + ["", ""])[:2]
    texts = (written[2 : 2 + _HEADER_TEXTS] + [""] * _HEADER_TEXTS)[:_HEADER_TEXTS]
    count = int(points) if _BARE.fullmatch(points) else None
    return HeaderLine(Header(line, count, area, *texts), marked)


def _point(plain: str, line: int) -> Optional[PointLine]:
    cells = _cells(plain)
    while cells and not cells[-1]:
        cells.pop()
    if not 3 <= len(cells) <= 5 or not _POINT_NUMBER.fullmatch(cells[0]):
        return None
    if len(cells) == 3:
        if not (is_number(cells[1]) and is_number(cells[2])):
            return None
        return PointLine(line, cells[0], "1", cells[1], cells[2], without_ring=True)
    if cells[1] and not _BARE.fullmatch(cells[1]):
        return None
    if len(cells) == 5 and not is_number(cells[4]):
        return None
    return PointLine(line, cells[0], cells[1] or "1", cells[2], cells[3], len(cells) == 5, not cells[1])
