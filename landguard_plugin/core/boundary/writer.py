"""Writing a boundary file: plots in, text out; what is read from it again is the same to the last stated digit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ..area import rings as ring_reader
from ..problems import LandGuardError, Message
from ..quantities import round_half_up
from ..survey.shapes import ring_sums
from .records import AreaUnit, AxisOrder, Closing, PlotToWrite, WritingRules

_M2_PER = {AreaUnit.HA: 10_000.0, AreaUnit.M2: 1.0, AreaUnit.MU: 2000 / 3}
_AREA_DECIMALS = {AreaUnit.HA: 4, AreaUnit.M2: 2, AreaUnit.MU: 4}
_HALF_COMMAS = str.maketrans({",": "，", "@": "＠", "\n": " ", "\r": " ", "\t": " "})


@dataclass(frozen=True)
class Written:
    """The text, and how many corners fell together at the stated precision and were written once."""

    text: str
    plots: int
    points: int
    fused: int


def boundary_text(plots: Iterable[PlotToWrite], rules: WritingRules) -> Written:
    """Return the text of one boundary file.

    The declared area is that of the coordinates as written, on the plane: every office's reader recomputes it so. Texts with
    commas get full-width ones, which no reader takes for separators. Raises LandGuardError LG-TXT-031 for a plot that has no
    polygon, LG-TXT-032 for one that vanishes at this precision.
    """
    body: list[str] = []
    count = points = fused = 0
    for plot in plots:
        rings, lost = _rings(plot, rules)
        body += _plot_lines(plot, rings, rules)
        count, points, fused = count + 1, points + sum(len(ring) for ring in rings), fused + lost
    lines = [*head_lines(rules), *body]
    return Written(rules.line_end.join(lines) + rules.line_end, count, points, fused)


def head_lines(rules: WritingRules) -> list[str]:
    """Return the lines before the first plot."""
    values = {
        "坐标系": "2000国家大地坐标系",
        "几度分带": str(rules.zone.width),
        "投影类型": "高斯克吕格",
        "计量单位": "米",
        "带号": str(rules.zone.zone),
        "精度": f"{10.0**-rules.decimals:.{rules.decimals}f}",
        "转换参数": ",,,,,,",
        **rules.extra,
    }
    return ["[属性描述]", *(f"{key}={value}" for key, value in values.items()), "[地块坐标]"]


def _rings(plot: PlotToWrite, rules: WritingRules) -> tuple[list[np.ndarray], int]:
    """Return the rings, open, float64 (n, 2) of (easting, northing) as they will be read, and how many corners fused."""
    read = ring_reader.from_wkb([plot.shape])
    if not len(read.hole) or not (np.isfinite(read.x).all() and np.isfinite(read.y).all()):
        raise LandGuardError("LG-TXT-031", number=plot.number)
    shift = float(rules.zone.zone * 1_000_000) if rules.with_prefix else 0.0
    rings, fused = [], 0
    for begin, end in zip(read.start[:-1], read.start[1:]):
        east = np.round(read.x[begin : end - 1], rules.decimals) + shift
        ring = np.column_stack([np.round(east, rules.decimals), np.round(read.y[begin : end - 1], rules.decimals)])
        keep = (ring != np.roll(ring, 1, axis=0)).any(axis=1)
        fused += int((~keep).sum())
        ring = ring[keep]
        if len(np.unique(ring, axis=0)) < 3:
            raise LandGuardError("LG-TXT-032", number=plot.number, decimals=rules.decimals)
        rings.append(ring)
    return rings, fused


def _plot_lines(plot: PlotToWrite, rings: list[np.ndarray], rules: WritingRules) -> Iterator[str]:
    closing = 0 if rules.closing is Closing.OPEN else 1
    count = sum(len(ring) + closing for ring in rings)
    texts = (plot.number, plot.name, plot.kind, plot.sheet, plot.use, plot.dlbm)
    area = _area(plot, rings, rules)
    yield ",".join([str(count), area, *(text.translate(_HALF_COMMAS).strip() for text in texts), "@"])
    first = 1
    for number, ring in enumerate(rings, start=1):
        for position, point in enumerate(ring):
            yield _point_line(first + position, number, point, rules)
        if closing:
            last = first if rules.closing is Closing.FIRST_NUMBER else first + len(ring)
            yield _point_line(last, number, ring[0], rules)
        used = len(ring) + (rules.closing is Closing.NEW_NUMBER)
        first = 1 if rules.restart_numbers else first + used


def _point_line(number: int, ring: int, point: np.ndarray, rules: WritingRules) -> str:
    east, north = (f"{value:.{rules.decimals}f}" for value in point)
    pair = f"{east},{north}" if rules.order is AxisOrder.EASTING_FIRST else f"{north},{east}"
    return f"{rules.point_prefix}{number},{ring},{pair}"


def _area(plot: PlotToWrite, rings: list[np.ndarray], rules: WritingRules) -> str:
    closed = [np.vstack([ring, ring[:1]]) for ring in rings]
    flat = np.concatenate(closed)
    start = np.concatenate(([0], np.cumsum([len(ring) for ring in closed]))).astype(np.int64)
    holes = ring_reader.from_wkb([plot.shape]).hole
    every = ring_reader.Rings(flat[:, 0], flat[:, 1], start, holes, np.zeros(len(holes), np.int64), 1)
    sizes = np.abs(ring_sums(every.x, every.y, every))
    area = float(np.where(holes, -sizes, sizes).sum())
    return str(round_half_up(area / _M2_PER[rules.unit], _AREA_DECIMALS[rules.unit]))


def told(written: Written, rules: WritingRules) -> list[Message]:
    """Return what is to be said about a written file."""
    messages = [
        Message(
            "LG-TXT-033",
            {"plots": written.plots, "points": written.points, "zone": str(rules.zone), "decimals": rules.decimals},
        )
    ]
    if written.fused:
        messages.append(Message("LG-TXT-034", {"count": written.fused, "decimals": rules.decimals}))
    return messages
