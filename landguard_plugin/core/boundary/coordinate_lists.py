"""Coordinate lists (spreadsheets, CSV): rows of points become patches; a patch with an odd row is set aside with its row numbers.

Columns are found by their titles. X and Y are what they are in survey practice, X to the north, but the numbers decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np

from ..problems import LandGuardError, Message
from . import axes
from .lines import PointLine, half_width, is_number
from .records import AxisOrder
from .rings import polygon_of, rings_of

#: column -> titles it goes by, in lower case and half width
TITLES: Mapping[str, tuple[str, ...]] = {
    "number": (
        "监测编号",
        "图斑编号",
        "图斑号",
        "地块编号",
        "地块号",
        "宗地号",
        "jcbh",
        "tbbh",
        "dkbh",
        "编号",
        "number",
        "patch",
        "id",
    ),
    "ring": ("环号", "圈号", "圈次", "ring", "part"),
    "order": ("点序", "序号", "点号", "界址点号", "point", "order", "no", "no."),
    "east": ("东坐标", "横坐标", "easting", "east", "e", "经度", "lon", "longitude", "y坐标", "y坐标(m)"),
    "north": ("北坐标", "纵坐标", "northing", "north", "n", "纬度", "lat", "latitude", "x坐标", "x坐标(m)"),
    "x": ("x",),
    "y": ("y",),
}
_LOOK_FOR_HEADER = 20


@dataclass(frozen=True)
class ListedPatch:
    """One patch of a list: WKB (b"" when refused), attributes as text, the reason it was refused for, its first row."""

    number: str
    attributes: Mapping[str, str]
    shape: bytes
    refused: Optional[Message]
    row: int


@dataclass(frozen=True)
class ListRead:
    """A list as read: patches, further attribute columns, the columns by role for showing, the order, the eastings."""

    patches: tuple[ListedPatch, ...]
    columns: tuple[str, ...]
    roles: Mapping[str, str]
    order: AxisOrder
    certain: bool
    geographic: bool


@dataclass(frozen=True)
class _Point:
    row: int
    ring: str
    order: str
    first: str
    second: str


def read_list(rows: Sequence[Sequence[Optional[str]]], asked: AxisOrder = AxisOrder.AUTO) -> ListRead:
    """Return the patches of rows of texts, row 1 first; blank rows are passed over.

    Raises LandGuardError LG-IMP-220 when no row names a patch number and two coordinates.
    """
    head, roles = _header(rows)
    titles = [half_width(cell or "") for cell in rows[head]]
    taken = set(roles.values())
    extra = [k for k, title in enumerate(titles) if title and k not in taken]
    groups: dict[str, list[_Point]] = {}
    attributes: dict[str, dict[str, str]] = {}
    for k in range(head + 1, len(rows)):
        cells = [(cell or "").strip() for cell in rows[k]] + [""] * len(titles)
        if not any(cells):
            continue
        number = cells[roles["number"]]
        ring, order = (cells[roles[name]] if name in roles else "" for name in ("ring", "order"))
        pair = (half_width(cells[roles["first"]]), half_width(cells[roles["second"]]))
        groups.setdefault(number, []).append(_Point(k + 1, ring or "1", order, *pair))
        attributes.setdefault(number, {titles[j]: cells[j] for j in extra})
    numbers = [(float(p.first), float(p.second)) for g in groups.values() for p in g if _sound(p)]
    array = np.array(numbers) if numbers else np.empty((0, 2))
    fixed = AxisOrder.EASTING_FIRST if roles.get("fixed") else asked
    decided = axes.decide(array[:, 0], array[:, 1], fixed)
    swap = decided.order is AxisOrder.NORTHING_FIRST
    patches = tuple(_patch(number, points, attributes[number], swap) for number, points in groups.items())
    shown = {name: titles[k] for name, k in roles.items() if name != "fixed"}
    certain = decided.certain or bool(roles.get("fixed"))
    return ListRead(patches, tuple(titles[j] for j in extra), shown, decided.order, certain, decided.geographic)


def _header(rows: Sequence[Sequence[Optional[str]]]) -> tuple[int, dict[str, int]]:
    for k, row in enumerate(rows[:_LOOK_FOR_HEADER]):
        titles = [half_width(cell or "").lower().replace(" ", "") for cell in row]
        found: dict[str, int] = {}
        for name, known in TITLES.items():
            position = next((titles.index(title) for title in known if title in titles), None)
            if position is not None and position not in found.values():
                found[name] = position
        if "number" not in found:
            continue
        if "east" in found and "north" in found:
            return k, {
                **_named(found),
                "first": found["east"],
                "second": found["north"],
                "fixed": _is_plain(titles, found),
            }
        if "x" in found and "y" in found:
            return k, {**_named(found), "first": found["x"], "second": found["y"]}
    shown = ", ".join(str(cell) for cell in (rows[0] if rows else ()) if cell)[:200]
    raise LandGuardError("LG-IMP-220", columns=shown or "-")


def _named(found: Mapping[str, int]) -> dict[str, int]:
    return {name: found[name] for name in ("number", "ring", "order") if name in found}


def _is_plain(titles: Sequence[str], found: Mapping[str, int]) -> int:
    """Return 1 when the titles say which is east; "X坐标" and "Y坐标" do not: offices use them both ways."""
    return int(not titles[found["east"]].startswith("y"))


def _sound(point: _Point) -> bool:
    return is_number(point.first) and is_number(point.second)


def _patch(number: str, points: Sequence[_Point], attributes: Mapping[str, str], swap: bool) -> ListedPatch:
    reason = _flaw(number, points)
    shape = b""
    if reason is None:
        ordered = _ordered(points)
        lines = [PointLine(p.row, p.order, p.ring, p.first, p.second) for p in ordered]
        values = np.array([(float(p.first), float(p.second)) for p in ordered])
        rings = rings_of(lines, values[:, ::-1] if swap else values)
        if isinstance(rings, Message):
            reason = Message("LG-IMP-223", {"row": ordered[0].row, "count": len(ordered)})
        else:
            shape = polygon_of(rings.rings)
    return ListedPatch(number, attributes, shape, reason, points[0].row)


def _flaw(number: str, points: Sequence[_Point]) -> Optional[Message]:
    if not number:
        return Message("LG-IMP-224", {"row": points[0].row, "count": len(points)})
    for point in points:
        for cell in (point.first, point.second):
            if cell.startswith("="):
                return Message("LG-IMP-222", {"row": point.row, "text": cell[:40]})
            if not is_number(cell) or abs(float(cell)) > 1e9:
                return Message("LG-IMP-221", {"row": point.row, "text": cell[:40] or "-"})
    return None


def _ordered(points: Sequence[_Point]) -> list[_Point]:
    """Return points by ring and, where every point of the patch carries a whole number, by that number; else as listed."""
    rings = list(dict.fromkeys(point.ring for point in points))
    numbered = all(point.order.isascii() and point.order.isdigit() for point in points)
    result = []
    for ring in rings:
        mine = [point for point in points if point.ring == ring]
        orders = [int(point.order) for point in mine] if numbered else []
        # A closing point under the first number again must stay last: such a ring is taken as listed.
        distinct = len(set(orders)) == len(orders)
        result += sorted(mine, key=lambda point: int(point.order)) if numbered and distinct else mine
    return result
