"""Reading a boundary file: text in, plots and refused plots out; every odd line is named by its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Optional, Union

import numpy as np

from ..area.zones import GaussKruger
from ..problems import LandGuardError, Message
from . import axes, lines
from .areas import read_areas
from .records import AxisOrder, Choices, Header, Plot, Reading, RefusedPlot
from .rings import polygon_of, rings_of

PROPERTIES, COORDINATES = "属性描述", "地块坐标"
_NO_HEADER = Header(0, None, "", "", "", "", "", "", "")
_MOST_REASONS = 20


@dataclass
class _Block:
    """A header line with what follows it up to the next one."""

    header: Header
    points: list[lines.PointLine] = field(default_factory=list)
    odd: list[lines.Unknown] = field(default_factory=list)
    source: list[str] = field(default_factory=list)


@dataclass
class _Outline:
    """The file cut into its head and its blocks."""

    properties: dict[str, str] = field(default_factory=dict)
    sections: list[str] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    odd: list[lines.Unknown] = field(default_factory=list)


def read_boundary(text: str, choices: Choices = Choices()) -> Reading:
    """Return what a boundary file holds.

    Raises LandGuardError LG-TXT-001 when there is no plot in it at all, LG-TXT-003 for another datum than CGCS2000 (unless the
    user named the system), LG-CRS-005/006 for eastings of several zones or of none.
    """
    outline = _outline(text)
    if not outline.blocks:
        raise LandGuardError("LG-TXT-001")
    if not choices.any_system:
        axes.refuse_other_datum(outline.properties)
    numbers = [_numbers(block) for block in outline.blocks]
    sound = np.vstack([*(values for values in numbers if isinstance(values, np.ndarray)), np.empty((0, 2))])
    decided = axes.decide(sound[:, 0], sound[:, 1], choices.order)
    swap = decided.order is AxisOrder.NORTHING_FIRST
    read = [
        _plot(block, values, swap, choices.any_system or decided.geographic)
        for block, values in zip(outline.blocks, numbers)
    ]
    plots = [entry for entry, _ in read if isinstance(entry, Plot)]
    refused = [entry for entry, _ in read if isinstance(entry, RefusedPlot)]
    notes, warnings = _told(outline, read)
    zone = None
    if len(sound) and not decided.geographic and not choices.any_system:
        east = sound[:, 1] if swap else sound[:, 0]
        zone, contradictions = axes.zone_of_file(outline.properties, east[axes.is_easting(east)])
        warnings += contradictions
    if len(sound):
        message = axes.order_message(decided, _sample(outline.blocks, swap), choices.order)
        (notes if decided.certain else warnings).append(message)
    areas = read_areas(plots, zone, choices.unit)
    return Reading(
        outline.properties,
        areas.plots,
        tuple(refused),
        zone,
        decided.geographic,
        decided.order,
        areas.unit,
        _decimals(outline.blocks),
        (*notes, *areas.notes),
        (*warnings, *_point_counts(plots), *areas.warnings),
    )


def _outline(text: str) -> _Outline:
    outline = _Outline()
    ignored = False  # inside a section of another name
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        found = lines.classify(line, number)
        if found is None:
            continue
        if isinstance(found, lines.Section):
            outline.sections.append(found.name)
            ignored = found.name not in (PROPERTIES, COORDINATES)
        elif ignored and not isinstance(found, (lines.HeaderLine, lines.PointLine)):
            outline.counts["ignored"] += 1
        else:
            _take(outline, found, line)
    return outline


def _take(outline: _Outline, found: object, line: str) -> None:
    """Put one line where it belongs: into the head, or into the block of the last header line."""
    if isinstance(found, lines.HeaderLine):
        outline.blocks.append(_Block(found.header, source=[line]))
        outline.counts["unmarked"] += not found.marked
        return
    if isinstance(found, lines.Property) and not (outline.blocks and COORDINATES in outline.sections):
        outline.properties.setdefault(found.key, found.value)
        return
    if isinstance(found, lines.PointLine) and not outline.blocks:
        outline.blocks.append(_Block(_NO_HEADER))
    if not outline.blocks:
        outline.counts["odd"] += 1
        return
    block = outline.blocks[-1]
    block.source.append(line)
    if isinstance(found, lines.PointLine):
        block.points.append(found)
        outline.counts["heights"] += found.with_height
        outline.counts["ringless"] += found.without_ring
    elif isinstance(found, lines.Property):
        block.odd.append(lines.Unknown(-1, line.strip()))
    elif isinstance(found, lines.Unknown):
        block.odd.append(found)


def _numbers(block: _Block) -> Union[np.ndarray, list[Message]]:
    """Return the two numbers of every point, float64 (n, 2), or the reasons why the block is no plot."""
    reasons = [Message("LG-TXT-104", {"line": odd.line, "text": odd.text[:60]}) for odd in block.odd]
    if block.header is _NO_HEADER:
        reasons.append(Message("LG-TXT-107", {"line": block.points[0].line}))
    for point in block.points:
        bad = next((cell for cell in (point.first, point.second) if not lines.is_number(cell)), None)
        if bad is not None:
            reasons.append(Message("LG-TXT-101", {"line": point.line, "number": point.number, "text": bad[:40]}))
    if not block.points and not reasons:
        reasons.append(Message("LG-TXT-105", {"line": block.header.line}))
    if reasons:
        return reasons
    return np.array([(float(point.first), float(point.second)) for point in block.points])


def _plot(
    block: _Block, values: Union[np.ndarray, list[Message]], swap: bool, anywhere: bool
) -> tuple[Union[Plot, RefusedPlot], Counter]:
    """Return the plot of a block or its refusal, and how many rings were closed and split."""
    counts: Counter = Counter()
    if isinstance(values, list):
        return _refused(block, values), counts
    xy = values[:, ::-1] if swap else values
    reasons = _misplaced(block, xy, anywhere)
    if reasons:
        return _refused(block, reasons), counts
    rings = rings_of(block.points, xy)
    if isinstance(rings, Message):
        return _refused(block, [rings]), counts
    counts.update(closed=rings.closed_by_us, split=rings.split)
    return Plot(block.header, polygon_of(rings.rings), len(block.points)), counts


def _misplaced(block: _Block, xy: np.ndarray, anywhere: bool) -> list[Message]:
    """Return reasons for points that lie nowhere in China; `anywhere`: only numbers beyond any use are refused."""
    east, north = xy[:, 0], xy[:, 1]
    good = (np.abs(xy) < 1e8).all(axis=1) if anywhere else axes.fits(east, north)
    turned = ~good & axes.fits(north, east) & (not anywhere)
    reasons = []
    for k in np.nonzero(~good)[0]:
        point = block.points[k]
        arguments = {"line": point.line, "number": point.number, "first": point.first[:24], "second": point.second[:24]}
        reasons.append(Message("LG-TXT-106", arguments) if turned[k] else Message("LG-TXT-103", arguments))
    return reasons


def _refused(block: _Block, reasons: Sequence[Message]) -> RefusedPlot:
    return RefusedPlot(block.header, tuple(reasons[:_MOST_REASONS]), "\n".join(block.source))


def _told(
    outline: _Outline, read: Sequence[tuple[Union[Plot, RefusedPlot], Counter]]
) -> tuple[list[Message], list[Message]]:
    """Return what was found and mended: facts, and warnings."""
    total: Counter = sum((counts for _, counts in read), outline.counts.copy())
    notes = [
        Message("LG-TXT-014", {"section": section})
        for section in (PROPERTIES, COORDINATES)
        if section not in outline.sections
    ]
    if not any(key.startswith("坐标系") for key in outline.properties):
        notes.append(Message("LG-TXT-027"))
    for name, code in (("closed", "LG-TXT-015"), ("split", "LG-TXT-019"), ("unmarked", "LG-TXT-016")):
        if total[name]:
            notes.append(Message(code, {"count": total[name]}))
    for name, code in (("heights", "LG-TXT-018"), ("ringless", "LG-TXT-028")):
        if total[name]:
            notes.append(Message(code, {"count": total[name]}))
    lost = total["ignored"] + total["odd"]
    return notes, [Message("LG-TXT-017", {"count": lost})] if lost else []


def _point_counts(plots: Sequence[Plot]) -> list[Message]:
    """Return warnings for plots whose declared number of points is neither that of their lines nor that without closings."""
    found = []
    for plot in plots:
        declared = plot.header.points
        distinct = _distinct(plot.shape)
        if declared is not None and declared not in (plot.points, distinct):
            arguments = {
                "line": plot.header.line,
                "number": plot.header.number,
                "declared": declared,
                "found": plot.points,
            }
            found.append(Message("LG-TXT-020", arguments))
    return found


def _distinct(shape: bytes) -> int:
    from ..area.rings import from_wkb

    rings = from_wkb([shape])
    return len(rings.x) - len(rings.hole)


def _sample(blocks: Sequence[_Block], swap: bool) -> tuple[str, str, str]:
    """Return number, northing and easting of the first point that can be read."""
    for block in blocks:
        for point in block.points:
            if lines.is_number(point.first) and lines.is_number(point.second):
                return (point.number, point.first, point.second) if swap else (point.number, point.second, point.first)
    return "-", "-", "-"


def _decimals(blocks: Sequence[_Block]) -> int:
    most = 0
    for block in blocks:
        for point in block.points:
            for cell in (point.first, point.second):
                most = max(most, len(cell.partition(".")[2]))
    return most


def zone_of_reading(reading: Reading) -> Optional[GaussKruger]:
    """Return the zone a reading found; raises LandGuardError LG-TXT-004 when coordinates are metres of no known zone."""
    if reading.zone is None and not reading.geographic:
        raise LandGuardError("LG-TXT-004")
    return reading.zone
