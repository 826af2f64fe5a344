r"""Canonical form LGC1: one spelling in bytes for a patch's geometry, texts and numbers, whatever way they were stored.

Geometry: integers of 0.1 mm in the store's projected system; the closing point dropped, no point twice in a row, shells counter-
clockwise, holes clockwise, every ring from its smallest (x, y), holes and parts in order. So start vertex, direction, Polygon or
MultiPolygon and the way through an exact file format make no difference, and one vertex moved by 0.1 mm does.
Texts: NFC, line ends as \\n, no control characters and none that turn the reading direction. Numbers: decimal text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Union

import numpy as np
import shapely

from ..area.rings import Rings, from_wkb
from ..patches.records import GRID_M, Value
from ..problems import LandGuardError

Ring = list[list[int]]
Parts = list[list[Ring]]  # parts -> rings (shell first) -> points [x, y]
Spelled = Union[str, None, dict[str, str]]

STEPS_PER_M = round(1 / GRID_M)
_FARTHEST_M = 1e9
_LEAST_POINTS = 3
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_ALLOWED_CONTROLS = frozenset("\n\t")


def canonical_parts(shape: bytes) -> Parts:
    """Return the canonical parts of a polygon given as WKB in a projected system.

    Raises LandGuardError: LG-GEO-001 for no polygon, LG-CER-001 for coordinates that are not finite or absurdly far, LG-CER-002 for
    an empty geometry, LG-CER-003 for a ring that collapses on the grid, LG-CER-004 for an invalid polygon (before or on the grid).
    """
    rings = from_wkb([shape])
    if not len(rings.hole):
        raise LandGuardError("LG-CER-002")
    if not bool(np.isfinite(rings.x).all() and np.isfinite(rings.y).all()):
        raise LandGuardError("LG-CER-001")
    if float(max(np.abs(rings.x).max(), np.abs(rings.y).max())) > _FARTHEST_M:
        raise LandGuardError("LG-CER-001")
    parts = _ordered(_gridded(rings), rings)
    _refuse_invalid(parts)
    return parts


def _gridded(rings: Rings) -> list[Ring]:
    """Return the rings in grid steps, without closing point and without a point twice in a row."""
    x = np.rint(rings.x * STEPS_PER_M).astype(np.int64)
    y = np.rint(rings.y * STEPS_PER_M).astype(np.int64)
    found = []
    for begin, end in zip(rings.start[:-1].tolist(), rings.start[1:].tolist()):
        points = list(zip(x[begin:end].tolist(), y[begin:end].tolist()))
        kept = [point for place, point in enumerate(points) if point != points[place - 1]]
        if len(kept) < _LEAST_POINTS:
            raise LandGuardError("LG-CER-003", x=f"{points[0][0] * GRID_M:.4f}", y=f"{points[0][1] * GRID_M:.4f}")
        found.append([list(point) for point in kept])
    return found


def _ordered(found: list[Ring], rings: Rings) -> Parts:
    """Return rings turned, begun and sorted as LGC1 fixes it, gathered into parts."""
    parts: Parts = []
    for ring, hole in zip(found, rings.hole.tolist()):
        area = twice_area(ring)
        if area == 0:
            raise LandGuardError("LG-CER-003", x=f"{ring[0][0] * GRID_M:.4f}", y=f"{ring[0][1] * GRID_M:.4f}")
        turned = ring[::-1] if (area < 0) != hole else ring
        first = turned.index(min(turned))
        begun = turned[first:] + turned[:first]
        if hole:
            if not parts:
                raise LandGuardError("LG-CER-002")
            parts[-1].append(begun)
        else:
            parts.append([begun])
    return sorted([part[0], *sorted(part[1:])] for part in parts)


def twice_area(ring: Ring) -> int:
    """Return twice the plane area of a ring in square grid steps, exact; counter-clockwise is positive."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))


def _refuse_invalid(parts: Parts) -> None:
    polygons = [shapely.Polygon(part[0], part[1:]) for part in parts]
    polygon = shapely.MultiPolygon(polygons) if len(polygons) > 1 else polygons[0]
    if not polygon.is_valid:
        reason = str(shapely.is_valid_reason(polygon))
        raise LandGuardError("LG-CER-004", detail=reason.split("[")[0].strip(), place=_place_in(reason))


def _place_in(reason: str) -> str:
    """Return "x, y" in metres of a reason such as "Self-intersection[123 456]"; "-" when it names no place."""
    numbers = reason.partition("[")[2].rstrip("]").split()
    try:
        return ", ".join(f"{float(number) * GRID_M:.4f}" for number in numbers[:2]) or "-"
    except ValueError:
        return "-"


def canonical_text(value: str, field: str) -> str:
    """Return a text as LGC1 spells it. Raises LandGuardError LG-CER-005 naming the field for characters it refuses."""
    plain = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    for character in plain:
        control = unicodedata.category(character) in ("Cc", "Cs") and character not in _ALLOWED_CONTROLS
        if control or character in _TURNING:
            raise LandGuardError("LG-CER-005", field=field, character=f"U+{ord(character):04X}")
    return plain


def canonical_value(value: Value, field: str) -> Spelled:
    """Return an attribute as LGC1 spells it: null, text, or {"number": decimal text}; 12 and 12.0 are the same number.

    Raises LandGuardError LG-CER-005 for refused characters, LG-CER-006 for a number that is not finite.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return canonical_text(value, field)
    return {"number": number_text(value, field)}


def number_text(value: int | float, field: str) -> str:
    """Return a number as its shortest exact decimal text. Raises LandGuardError LG-CER-006 when it is not finite."""
    exact = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(int(value))
    if not exact.is_finite():
        raise LandGuardError("LG-CER-006", field=field)
    text = format(exact, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def canonical_fields(values: Mapping[str, Value], field: str) -> dict[str, Spelled]:
    """Return named values as LGC1 spells them. Raises LG-CER-005, LG-CER-006, and LG-CER-007 for two names that become one."""
    spelled = {canonical_text(name, field): canonical_value(value, f"{field}.{name}") for name, value in values.items()}
    if len(spelled) != len(values):
        raise LandGuardError("LG-CER-007", field=field)
    return spelled


def area_text(dm2: int) -> int:
    """Return an area as LGC1 spells it: an integer of 0.01 m2. Raises LandGuardError LG-CER-008 for anything else."""
    if isinstance(dm2, bool) or not isinstance(dm2, int):
        raise LandGuardError("LG-CER-008", value=str(dm2))
    return dm2
