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
    QPolygonF,
)
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ...bridge.class_colours import class_colour
from ...bridge.i18n import tr
from ..common.numbers import area_text, unit_name
from ..common.picture import Picture
from .flow_layout import Bar, Label, Words, bars_of, gap_of, heading_of, labels_of
from .matrix_model import Pivot, class_title

_BAR, _MARGIN = 12.0, 10.0
_LEAD = 20.0  # between a bar and its label: room for the line that leads to a label moved aside
_MOST = 24  # ribbons; smaller flows are drawn together as "other flows"


@dataclass(frozen=True)
class Flow:
    """A changed flow from one class to another, area in 0.01 m2."""

    before: str
    after: str
    area: int


@dataclass(frozen=True)
class Plan:
    """Where everything of the picture stands: the inner edges of the two sides, their bars, all labels."""

    left: float
    right: float
    scale: float
    before: list[Bar]
    after: list[Bar]
    labels: list[Label]


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
        metrics = QFontMetricsF(painter.font(), painter.device())
        painter.setPen(ink)
        if not self._flows:
            self._write(painter, self.heading(frame, metrics), ink)
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, tr("No land changed its class here."))
            return
        plan = self.plan(frame, metrics)
        starts = {bar.code: bar.top for bar in plan.before}
        ends = {bar.code: bar.top for bar in plan.after}
        for flow in self._flows[:_MOST]:
            width = flow.area * plan.scale
            _draw_ribbon(painter, plan.left, starts[flow.before], plan.right, ends[flow.after], width, flow)
            starts[flow.before] += width
            ends[flow.after] += width
        for x, bars in ((plan.left - _BAR, plan.before), (plan.right, plan.after)):
            for bar in bars:
                painter.fillRect(QRectF(x, bar.top, _BAR, max(bar.height, 1.0)), class_colour(bar.code))
        for label in plan.labels:
            if label.is_aside:
                before = label.box.right() <= plan.left
                bar = plan.left - _BAR if before else plan.right + _BAR
                _lead(painter, label, bar, -1 if before else 1, ink)
        self._write(painter, plan.labels, ink)

    def heading(self, frame: QRectF, metrics: QFontMetricsF) -> list[Label]:
        """Return the title and the note: the unit, and how much is too small to be drawn."""
        rest = self._flows[_MOST:]
        note = unit_name(self._unit)
        if rest:
            note = tr("{unit}; {count} smaller flows not drawn, {area} together").format(
                unit=note, count=len(rest), area=area_text(sum(f.area for f in rest), self._unit)
            )
        room = QRectF(frame.left() + _MARGIN, frame.top() + 4, frame.width() - 2 * _MARGIN, frame.height())
        return heading_of(self._title, note, room, metrics)

    def plan(self, frame: QRectF, metrics: QFontMetricsF) -> Plan:
        """Return where everything stands in a frame: bars of both sides, and every label."""
        heading = self.heading(frame, metrics)
        top = max(label.box.bottom() for label in heading) + 4
        body = QRectF(frame.left(), top, frame.width(), frame.bottom() - top - _MARGIN)
        drawn = self._flows[:_MOST]
        sources, targets = _sums(drawn, "before"), _sums(drawn, "after")
        words = Words(
            class_title,
            lambda area: area_text(area, self._unit),
            lambda count: tr("{count} smaller classes").format(count=count),
        )
        label = min(body.width() * 0.3, max(self._label_width([*sources, *targets], metrics), 90.0))
        left, right = body.left() + label + _MARGIN, body.right() - label - _MARGIN
        most = max(len(sources), len(targets))
        gap = gap_of(most, body.height())
        scale = (body.height() - gap * (most - 1)) / max(1, sum(area for _, area in sources))
        before, after = bars_of(sources, body, scale, gap), bars_of(targets, body, scale, gap)
        ending, side = left - _BAR - _LEAD, right + _BAR + _LEAD
        west = QRectF(body.left() + 4, top, ending - body.left() - 4, body.height())
        east = QRectF(side, top, body.right() - 4 - side, body.height())
        labels = [
            *heading,
            *labels_of(before, west, Qt.AlignmentFlag.AlignRight, metrics, words),
            *labels_of(after, east, Qt.AlignmentFlag.AlignLeft, metrics, words),
        ]
        return Plan(left, right, scale, before, after, labels)

    def _label_width(self, sums: list[tuple[str, int]], metrics: QFontMetricsF) -> float:
        """Return how wide the widest label is on one line, with the bar and the space before it."""
        texts = (f"{class_title(code)}{' ' * 3}{area_text(area, self._unit)}" for code, area in sums)
        return max(metrics.horizontalAdvance(text) for text in texts) + _BAR + _LEAD + 6

    def _write(self, painter: QPainter, labels: list[Label], ink: QColor) -> None:
        painter.setPen(ink)
        for label in labels:
            painter.drawText(label.box, label.align | Qt.AlignmentFlag.AlignVCenter, label.text)


def _sums(flows: list[Flow], end: str) -> list[tuple[str, int]]:
    sums: dict[str, int] = {}
    for flow in flows:
        sums[getattr(flow, end)] = sums.get(getattr(flow, end), 0) + flow.area
    return sorted(sums.items(), key=lambda item: (-item[1], item[0]))


def _lead(painter: QPainter, label: Label, x: float, way: int, ink: QColor) -> None:
    """Draw the thin line from a bar's outer edge to its label."""
    faint = QColor(ink)
    faint.setAlpha(120)
    painter.setPen(QPen(faint, 1.0))
    bar, text = label.bar.middle, label.box.center().y()
    points = [QPointF(x + way * step, y) for step, y in ((1, bar), (4, bar), (_LEAD - 6, text), (_LEAD - 3, text))]
    painter.drawPolyline(QPolygonF(points))


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
