"""The mark of a patch: the shape says the state, the colour the verdict; drawn once for each pair."""

from __future__ import annotations

from functools import lru_cache

from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from ...bridge.patch_words import STALE_COLOUR, colour_of
from ...core.patches.records import Patch, State

_SIZE = 32


def mark_of(patch: Patch, stale: bool = False) -> QIcon:
    """Return the mark of a patch."""
    return mark(patch.state, STALE_COLOUR if stale else colour_of(patch), stale)


@lru_cache(maxsize=128)
def mark(state: State, colour: str, stale: bool = False) -> QIcon:
    """Return the mark for a state in a colour: ring, disc, triangle, sealed square; dashed when stale."""
    picture = QPixmap(_SIZE, _SIZE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = QColor(colour)
    pen = QPen(ink, 4.0, Qt.PenStyle.DashLine if stale else Qt.PenStyle.SolidLine)
    painter.setPen(pen)
    frame = QRectF(5, 5, _SIZE - 10, _SIZE - 10)
    if state is State.UNJUDGED:
        painter.setBrush(QColor(255, 255, 255))
        painter.drawEllipse(frame)
    elif state is State.RETURNED:
        painter.setBrush(ink)
        painter.drawPath(_triangle(frame))
    elif state is State.RETIRED:
        painter.drawLine(QPointF(7, _SIZE / 2), QPointF(_SIZE - 7, _SIZE / 2))
    elif state.is_certified:
        painter.setBrush(Qt.BrushStyle.NoBrush if stale else ink)
        painter.drawRoundedRect(frame, 3, 3)
        painter.setPen(QPen(ink if stale else QColor("white"), 3.5))
        painter.drawPolyline(QPointF(10, 16), QPointF(14.5, 21), QPointF(22, 11))
    else:
        painter.setBrush(ink)
        painter.drawEllipse(frame)
    painter.end()
    return QIcon(picture)


def _triangle(frame: QRectF) -> QPainterPath:
    path = QPainterPath(QPointF(frame.center().x(), frame.top()))
    path.lineTo(frame.bottomRight())
    path.lineTo(frame.bottomLeft())
    path.closeSubpath()
    return path
