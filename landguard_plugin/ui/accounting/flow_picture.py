"""The flow picture: which classes gave land and which took it (a Sankey diagram), on screen, as PNG and as SVG.

Changed land only; ribbons as wide as their area, ends labelled with class and area, so nothing hangs on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import (
    QColor,
    QFontMetricsF,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
)
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ...bridge.class_colours import class_colour
from ...bridge.i18n import tr
from ..common.numbers import area_text, unit_name
from ..common.picture import Picture
from .matrix_model import Pivot, class_title

_GAP, _BAR, _MARGIN = 6.0, 12.0, 10.0
_MOST = 24  # ribbons; smaller flows are drawn together as "other flows"


@dataclass(frozen=True)
class Flow:
    """A changed flow from one class to another, area in 0.01 m2."""

    before: str
    after: str
    area: int


def flows_of(table: Pivot) -> list[Flow]:
    """Return the changed flows of a pivot, largest first."""
    found = [
        Flow(before, after, int(table.areas[r, c]))
        for r, before in enumerate(table.rows)
        for c, after in enumerate(table.columns)
        if before != after and table.areas[r, c] > 0
    ]
    return sorted(found, key=lambda flow: (-flow.area, flow.before, flow.after))


class FlowPicture(Picture):
    """Draws the flows of a pivot; scales with the widget."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.setObjectName("landguard-flow-picture")
        self.setMinimumSize(QSize(360, 220))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._flows: list[Flow] = []
        self._unit = "mu"

    def show_flows(self, flows: list[Flow], unit: str, title: str) -> None:
        """Show flows with areas in a unit."""
        self._flows, self._unit, self._title = flows, unit, title
        self.update()

    def draw(self, painter: QPainter, frame: QRectF, ink: QColor) -> None:
        """Draw the picture into a frame of any paint device."""
        metrics = QFontMetricsF(painter.font())
        painter.setPen(ink)
        heading = QRectF(frame.left() + _MARGIN, frame.top() + 4, frame.width() - 2 * _MARGIN, metrics.height() * 1.4)
        painter.drawText(heading, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._title)
        if not self._flows:
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, tr("No land changed its class here."))
            return
        flows, rest = self._flows[:_MOST], self._flows[_MOST:]
        note = tr("{unit}; {count} smaller flows not drawn, {area} together").format(
            unit=unit_name(self._unit), count=len(rest), area=area_text(sum(f.area for f in rest), self._unit)
        )
        painter.drawText(
            heading,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            note if rest else unit_name(self._unit),
        )
        body = QRectF(
            frame.left(), heading.bottom() + 4, frame.width(), frame.bottom() - heading.bottom() - 4 - _MARGIN
        )
        self._draw_body(painter, body, flows, ink, metrics)

    def _draw_body(
        self, painter: QPainter, body: QRectF, flows: list[Flow], ink: QColor, metrics: QFontMetricsF
    ) -> None:
        label = min(body.width() * 0.3, max(self._label_width(flows, metrics), 90.0))
        left, right = body.left() + label + _MARGIN, body.right() - label - _MARGIN
        sources, targets = _sums(flows, "before"), _sums(flows, "after")
        scale = (body.height() - _GAP * (max(len(sources), len(targets)) - 1)) / max(1, sum(sources.values()))
        starts = self._draw_bars(painter, sources, left - _BAR, body, scale, ink, metrics, before=True)
        ends = self._draw_bars(painter, targets, right, body, scale, ink, metrics, before=False)
        for flow in flows:
            width = flow.area * scale
            _draw_ribbon(painter, left, starts[flow.before], right, ends[flow.after], width, flow)
            starts[flow.before] += width
            ends[flow.after] += width

    def _label_width(self, flows: list[Flow], metrics: QFontMetricsF) -> float:
        classes = {flow.before for flow in flows} | {flow.after for flow in flows}
        return max(metrics.horizontalAdvance(class_title(code)) for code in classes) + 8

    def _draw_bars(
        self,
        painter: QPainter,
        sums: dict[str, int],
        x: float,
        body: QRectF,
        scale: float,
        ink: QColor,
        metrics: QFontMetricsF,
        before: bool,
    ) -> dict[str, float]:
        """Draw one side's bars with their labels; return where each class's ribbons begin."""
        tops: dict[str, float] = {}
        y, free = body.top(), body.top()
        side = Qt.AlignmentFlag.AlignRight if before else Qt.AlignmentFlag.AlignLeft
        for code, area in sums.items():
            height = max(area * scale, 1.0)
            tops[code] = y
            painter.fillRect(QRectF(x, y, _BAR, height), class_colour(code))
            painter.setPen(ink)
            middle = max(y + height / 2 - metrics.height(), free)
            text_left = body.left() + 2 if before else x + _BAR + 6
            box = QRectF(text_left, middle, (x - 6 if before else body.right() - 2) - text_left, metrics.height() * 2)
            painter.drawText(
                box, side | Qt.AlignmentFlag.AlignVCenter, f"{class_title(code)}\n{area_text(area, self._unit)}"
            )
            free = box.bottom()
            y += area * scale + _GAP
        return tops


def _sums(flows: list[Flow], end: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for flow in flows:
        sums[getattr(flow, end)] = sums.get(getattr(flow, end), 0) + flow.area
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


def _draw_ribbon(painter: QPainter, x0: float, y0: float, x1: float, y1: float, width: float, flow: Flow) -> None:
    middle = (x0 + x1) / 2
    path = QPainterPath(QPointF(x0, y0))
    path.cubicTo(QPointF(middle, y0), QPointF(middle, y1), QPointF(x1, y1))
    path.lineTo(QPointF(x1, y1 + width))
    path.cubicTo(QPointF(middle, y1 + width), QPointF(middle, y0 + width), QPointF(x0, y0 + width))
    path.closeSubpath()
    shade = QLinearGradient(QPointF(x0, 0), QPointF(x1, 0))
    for position, code in ((0.0, flow.before), (1.0, flow.after)):
        colour = QColor(class_colour(code))
        colour.setAlpha(130)
        shade.setColorAt(position, colour)
    painter.setPen(QPen(Qt.PenStyle.NoPen))
    painter.fillPath(path, shade)
