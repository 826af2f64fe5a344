"""A small picture of where the shapes of a file lie: their outlines in one frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.core import QgsGeometry
from qgis.PyQt.QtCore import QPointF, QRectF, QSize
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QWidget

_MARGIN = 6


class ShapesPicture(QWidget):
    """Draws the outlines of polygons, north up, as large as they fit."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._rings: list[QPolygonF] = []
        self._frame = QRectF()
        self.setMinimumHeight(self.fontMetrics().height() * 7)

    def sizeHint(self) -> QSize:
        """Return a handy size."""
        return QSize(self.fontMetrics().height() * 12, self.fontMetrics().height() * 9)

    def show_shapes(self, shapes: Sequence[bytes]) -> None:
        """Show polygons given as WKB."""
        self._rings, self._frame = [], QRectF()
        for shape in shapes:
            geometry = QgsGeometry()
            geometry.fromWkb(shape)
            for part in geometry.asGeometryCollection():
                for ring in part.asPolygon():
                    self._rings.append(QPolygonF([QPointF(point.x(), -point.y()) for point in ring]))
            box = geometry.boundingBox()
            self._frame = self._frame.united(QRectF(box.xMinimum(), -box.yMaximum(), box.width(), box.height()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the outlines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().mid().color()))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self._rings and self._frame.width() > 0 and self._frame.height() > 0:
            room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
            scale = min(room.width() / self._frame.width(), room.height() / self._frame.height())
            painter.translate(room.center())
            painter.scale(scale, scale)
            painter.translate(-self._frame.center())
            pen = QPen(QColor("#1565C0"))
            pen.setCosmetic(True)
            painter.setPen(pen)
            for ring in self._rings:
                painter.drawPolygon(ring)
        painter.end()
