"""Judging and repairing the shapes of a delivery: what becomes a patch, what is set aside, and why.

A broken shape is repaired where the repair moves no land: rings that touch themselves (as ArcGIS writes holes) come out with the
same area, rings that truly cross themselves do not. The change is measured on the Gauss-Krüger plane of the fitting zone and not
by the official formula, because new nodes alter where that formula densifies long edges (measured: up to 0.05 m2 on a farm of
52 ha whose shape did not change). The default tolerance is the last digit of an official area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional, Union

import numpy as np
import shapely

from ..area import rings as ring_reader
from ..area.planes import Plane
from ..area.rings import Rings
from ..problems import Message
from ..progress import Progress, stop_if_cancelled

AREA_TOLERANCE_M2 = 0.01
_NOISE_M2 = 1e-6  # what arithmetic alone makes of the area of one and the same shape
_BLOCK = 5_000
_POLYGON_TYPES = (ring_reader.POLYGON, ring_reader.MULTIPOLYGON)

#: what GEOS calls a defect -> the code of our sentence about it
DEFECTS = {
    "Self-intersection": "LG-IMP-111",
    "Ring Self-intersection": "LG-IMP-112",
    "Hole lies outside shell": "LG-IMP-113",
    "Holes are nested": "LG-IMP-113",
    "Nested holes": "LG-IMP-113",
    "Nested shells": "LG-IMP-113",
    "Duplicate Rings": "LG-IMP-113",
    "Interior is disconnected": "LG-IMP-114",
}
OTHER_DEFECT = "LG-IMP-115"


@dataclass(frozen=True)
class Repair:
    """A shape that was repaired: its row, the defect, and by how much its area changed in m2."""

    row: int
    defect: Message
    change_m2: float


@dataclass(frozen=True)
class Screened:
    """The shapes after judging: WKB (repaired where so listed), row -> reason of those set aside, and the repairs."""

    shapes: list[bytes]
    refused: dict[int, Message]
    repairs: tuple[Repair, ...]


def easting_range(shapes: Sequence[bytes]) -> tuple[float, float]:
    """Return the least and greatest finite x of all polygon shapes; (nan, nan) when there is none."""
    low, high = np.inf, -np.inf
    for begin in range(0, len(shapes), _BLOCK):
        rings = ring_reader.from_wkb([shape for shape in shapes[begin : begin + _BLOCK] if _is_polygon(shape)])
        finite = rings.x[np.isfinite(rings.x)]
        if len(finite):
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    return (low, high) if low <= high else (np.nan, np.nan)


def screen(
    shapes: Sequence[bytes], plane: Plane, progress: Progress, tolerance_m2: float = AREA_TOLERANCE_M2
) -> Screened:
    """Return the shapes judged one by one; nothing is dropped: every row has a shape or a reason."""
    kept, refused, repairs = list(shapes), dict[int, Message](), list[Repair]()
    for begin in range(0, len(shapes), _BLOCK):
        stop_if_cancelled(progress)
        block = shapes[begin : begin + _BLOCK]
        reasons = _unreadable(block)
        refused.update({begin + offset: reason for offset, reason in reasons.items()})
        readable = [offset for offset in range(len(block)) if offset not in reasons]
        geometries = shapely.from_wkb([block[offset] for offset in readable], on_invalid="ignore")
        valid = shapely.is_valid(geometries)
        for position in np.nonzero(~valid)[0]:
            row = begin + readable[position]
            outcome = _judge(shapes[row], geometries[position], plane, tolerance_m2)
            if isinstance(outcome, Message):
                refused[row] = outcome
            else:
                kept[row] = outcome[0]
                repairs.append(Repair(row, outcome[1], outcome[2]))
        progress.at(min(begin + _BLOCK, len(shapes)) / max(1, len(shapes)))
    return Screened(kept, refused, tuple(repairs))


def polygon_parts(geometry: shapely.Geometry) -> Optional[shapely.Geometry]:
    """Return the polygons of any geometry as polygon or multipolygon; None when it has no part with area."""
    parts = [geometry]
    while any(part.geom_type in ("GeometryCollection", "MultiPolygon") for part in parts):
        parts = [piece for part in parts for piece in shapely.get_parts(part)]
    polygons = [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)


def defect_of(geometry: shapely.Geometry) -> Message:
    """Return what is wrong with an invalid geometry, with its place in the layer's coordinates."""
    detail, _, place = shapely.is_valid_reason(geometry).partition("[")
    x, _, y = place.rstrip("]").partition(" ")
    return Message(DEFECTS.get(detail, OTHER_DEFECT), {"detail": detail, "x": _metres(x), "y": _metres(y)})


def zone_area(shape: bytes, plane: Plane) -> float:
    """Return the area in m2 of a shape on the Gauss-Krüger plane that fits it: shells minus holes, rings as drawn."""
    rings = ring_reader.from_wkb([shape])
    if not len(rings.hole):
        return 0.0
    x, y = plane.to_zone(rings)
    sizes = np.abs(ring_sums(x, y, rings))
    return float(np.where(rings.hole, -sizes, sizes).sum())


def ring_sums(x: np.ndarray, y: np.ndarray, rings: Rings) -> np.ndarray:
    """Return the signed shoelace area of every ring, float64 (r,), taken from the ring's first point."""
    lengths = np.diff(rings.start)
    first = rings.start[:-1]
    local_x, local_y = x - np.repeat(x[first], lengths), y - np.repeat(y[first], lengths)
    terms = np.zeros(len(x))
    terms[:-1] = local_x[:-1] * local_y[1:] - local_x[1:] * local_y[:-1]
    terms[rings.last_points] = 0.0
    return 0.5 * np.add.reduceat(terms, first)


def _unreadable(block: Sequence[bytes]) -> dict[int, Message]:
    """Return offset -> reason for shapes that are empty, no polygons, or have coordinates that are no numbers."""
    reasons = {
        offset: Message("LG-IMP-102", {"type": str(_type_of(shape))})
        for offset, shape in enumerate(block)
        if shape and not _is_polygon(shape)
    }
    rings = ring_reader.from_wkb([b"" if offset in reasons else shape for offset, shape in enumerate(block)])
    present = np.zeros(len(block), dtype=bool)
    present[rings.owner] = True
    for offset in np.nonzero(~present)[0]:
        reasons.setdefault(int(offset), Message("LG-IMP-101"))
    broken = ~(np.isfinite(rings.x) & np.isfinite(rings.y))
    for offset in np.unique(rings.owner[rings.ring_of_point[broken]]):
        reasons[int(offset)] = Message("LG-IMP-103")
    return reasons


def _type_of(shape: bytes) -> int:
    return int.from_bytes(shape[1:5], "little" if shape[0] == 1 else "big") & 0x0FFFFFFF


def _is_polygon(shape: bytes) -> bool:
    return len(shape) >= 9 and _type_of(shape) % 1000 in _POLYGON_TYPES


def _judge(
    shape: bytes, geometry: Optional[shapely.Geometry], plane: Plane, tolerance_m2: float
) -> Union[Message, tuple[bytes, Message, float]]:
    """Return the reason to set an invalid shape aside, or (repaired shape, defect, change of area in m2)."""
    if geometry is None:
        return Message("LG-IMP-104")
    defect = defect_of(geometry)
    repaired = polygon_parts(shapely.make_valid(geometry))
    repaired_shape = shapely.to_wkb(repaired) if repaired is not None else b""
    change = zone_area(repaired_shape, plane) - zone_area(shape, plane)
    if repaired is None or abs(change) > max(tolerance_m2, _NOISE_M2):
        return Message(defect.code, {**defect.arguments, "change_m2": change, "tolerance_m2": tolerance_m2})
    return repaired_shape, defect, change


def _metres(number: str) -> str:
    try:
        return f"{float(number):.3f}"
    except ValueError:
        return number
