"""A moved line as a picture: for each account, and for farmland against its target, before, what the move takes, after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ...bridge.i18n import tr
from ..common.picture import Picture
from .words import LACK, STOCK, USED

_GAP = 14.0
_SOLID, _HATCH = Qt.BrushStyle.SolidPattern, Qt.BrushStyle.BDiagPattern


@dataclass(frozen=True)
class Steps:
    """One panel: what it is of, the exact figures, and how they are written."""

    title: str
    before: int
    taken: int
    covered: int  # the part of `taken` that could be covered
    texts: tuple[str, str, str]  # before, taken, after
    colour: str  # of the covered part
    word: str  # what is taken is called

    @property
    def after(self) -> int:
        """Return what is left, perhaps less than nothing."""
        return self.before - self.taken


class MovePicture(Picture):
    """Draws the panels beside each other; what stands below zero hangs from the line."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.setObjectName("landguard-balance-move-picture")
        self.setMinimumSize(QSize(320, 130))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._panels: Sequence[Steps] = ()

    def show_steps(self, panels: Sequence[Steps]) -> None:
        """Show these panels."""
        self._panels = panels
        self._title = tr("■ may be used less still short   ■ could be covered   ▨ lacking")
        self.setAccessibleName("; ".join(f"{p.title}: {' → '.join(p.texts)}" for p in panels))
        self.update()

    def draw(self, painter: QPainter, frame: QRectF, ink: QColor) -> None:
        """Draw legend and panels."""
        if not self._panels:
            return
        metrics = QFontMetricsF(painter.font())
        line = metrics.height()
        x = frame.left()
        for text, colour in zip(self._title.split("   "), (STOCK, USED, LACK)):
            painter.setPen(QColor(colour))
            painter.drawText(QPointF(x, frame.top() + metrics.ascent()), text[0])
            painter.setPen(ink)
            painter.drawText(QPointF(x + metrics.horizontalAdvance(text[0]), frame.top() + metrics.ascent()), text[1:])
            x += metrics.horizontalAdvance(text + "    ")
        width = (frame.width() - _GAP * (len(self._panels) - 1)) / len(self._panels)
        for place, panel in enumerate(self._panels):
            left = frame.left() + place * (width + _GAP)
            area = QRectF(left, frame.top() + 1.3 * line, width, frame.height() - 1.3 * line)
            self._draw_panel(painter, area, panel, ink, metrics)

    def _draw_panel(self, painter: QPainter, area: QRectF, panel: Steps, ink: QColor, metrics: QFontMetricsF) -> None:
        line = metrics.height()
        painter.setPen(ink)
        head = metrics.elidedText(panel.title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QRectF(area.left(), area.top(), area.width(), line), Qt.AlignmentFlag.AlignCenter, head)
        body = QRectF(area.left(), area.top() + 2.3 * line, area.width(), max(4.0, area.height() - 4.7 * line))
        highest, lowest = max(0, panel.before, panel.after), min(0, panel.before, panel.after)
        scale = body.height() / (highest - lowest) if highest > lowest else 0.0
        zero = body.top() + highest * scale
        wide = body.width() / 3
        covered = panel.before - min(panel.covered, panel.taken)
        bars = (
            (0, 0, panel.before, LACK if panel.before < 0 else STOCK, _HATCH if panel.before < 0 else _SOLID),
            (1, panel.before, covered, panel.colour, _SOLID),
            (1, covered, panel.after, LACK, _HATCH),
            (2, 0, panel.after, LACK if panel.after < 0 else STOCK, _HATCH if panel.after < 0 else _SOLID),
        )
        for place, start, end, colour, pattern in bars:
            if start == end:
                continue
            top = zero - max(start, end) * scale
            bar = QRectF(body.left() + (place + 0.14) * wide, top, 0.72 * wide, max(1.0, abs(end - start) * scale))
            painter.fillRect(bar, QBrush(QColor(colour), pattern))
            painter.setPen(QPen(QColor(colour), 1.0))
            painter.drawRect(bar)
        painter.setPen(QPen(ink, 0.8))
        painter.drawLine(QPointF(body.left(), zero), QPointF(body.right(), zero))
        heads = (tr("before"), panel.word, tr("after"))
        highs = (max(0, panel.before), max(panel.before, panel.after), max(0, panel.after))
        for place, (text, word, high) in enumerate(zip(panel.texts, heads, highs)):
            left = body.left() + place * wide
            painter.drawText(
                QRectF(left - wide / 4, zero - high * scale - line, wide * 1.5, line),
                Qt.AlignmentFlag.AlignCenter,
                text,
            )
            painter.drawText(QRectF(left, body.bottom() + 3, wide, line), Qt.AlignmentFlag.AlignCenter, word)
