"""Photos of a patch on the map: a point for each, the view cone of the chosen one; a click near a point chooses it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Optional

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor

from ...app.patches.evidence_checking import Placed
from ...bridge.crs import GEOGRAPHIC

_NEAR_PX = 12
_PHOTO, _CHOSEN = QColor("#1565C0"), QColor("#EF6C00")


class MapMarks(QObject):
    """Draws on a canvas and takes everything away again. Map tools keep working: clicks are watched, not taken."""

    clicked = pyqtSignal(str)  # id of the piece whose point was clicked

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QObject] = None) -> None:
        """Draw on this canvas."""
        super().__init__(parent)
        self._canvas = canvas
        self._placed: list[Placed] = []
        self._chosen = ""
        self._points = _points_band(canvas, _PHOTO, 11)
        self._point = _points_band(canvas, _CHOSEN, 15)
        self._cone = QgsRubberBand(canvas, Qgis.GeometryType.Polygon)
        self._cone.setStrokeColor(_CHOSEN)
        self._cone.setFillColor(QColor(239, 108, 0, 60))
        self._cone.setWidth(2)
        canvas.viewport().installEventFilter(self)
        canvas.destinationCrsChanged.connect(self._draw)

    def show_photos(self, placed: Sequence[Placed]) -> None:
        """Show these photos, none of them chosen."""
        self._placed, self._chosen = list(placed), ""
        self._draw()

    def choose(self, piece: str) -> None:
        """Show the point and the cone of a piece; "" for none."""
        self._chosen = piece
        self._draw()

    def set_visible(self, visible: bool) -> None:
        """Show or hide everything; hidden points cannot be clicked."""
        if self._alive():
            for band in (self._points, self._point, self._cone):
                band.setVisible(visible)

    def _alive(self) -> bool:
        return not sip.isdeleted(self._canvas) and not sip.isdeleted(self._points)

    def close(self) -> None:
        """Take everything off the canvas, unless that went first, as when QGIS closes."""
        if not self._alive():
            return
        self._canvas.viewport().removeEventFilter(self)
        for band in (self._points, self._point, self._cone):
            self._canvas.scene().removeItem(band)
        self._placed = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose the photo whose point is under a left click."""
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            at = event.pos()
            near = [(math.hypot(x - at.x(), y - at.y()), one.piece.id) for one, x, y in self._on_screen()]
            if near and self._points.isVisible() and min(near)[0] <= _NEAR_PX:
                self.clicked.emit(min(near)[1])
        return False

    def _on_screen(self) -> list[tuple[Placed, float, float]]:
        found = []
        for one in self._placed:
            point = self._on_canvas([(one.longitude, one.latitude)])
            if point:
                pixel = self._canvas.getCoordinateTransform().transform(point[0])
                found.append((one, pixel.x(), pixel.y()))
        return found

    def _draw(self) -> None:
        if not self._alive():
            return
        for band, kind in (
            (self._points, Qgis.GeometryType.Point),
            (self._point, Qgis.GeometryType.Point),
            (self._cone, Qgis.GeometryType.Polygon),
        ):
            band.reset(kind)
        for one in self._placed:
            chosen = one.piece.id == self._chosen
            for point in self._on_canvas([(one.longitude, one.latitude)]):
                (self._point if chosen else self._points).addPoint(point)
            outline = self._on_canvas(one.cone) if chosen and len(one.cone) else []
            if outline:
                self._cone.setToGeometry(
                    QgsGeometry.fromPolygonXY([outline]), self._canvas.mapSettings().destinationCrs()
                )

    def _on_canvas(self, degrees: Sequence[tuple[float, float]]) -> list[QgsPointXY]:
        transform = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem(GEOGRAPHIC),
            self._canvas.mapSettings().destinationCrs(),
            QgsProject.instance(),
        )
        try:
            return [transform.transform(QgsPointXY(x, y)) for x, y in degrees]
        except QgsCsException:
            return []  # a claimed position outside what the map's system can show has no place on it


def _points_band(canvas: QgsMapCanvas, colour: QColor, size: int) -> QgsRubberBand:
    band = QgsRubberBand(canvas, Qgis.GeometryType.Point)
    band.setIcon(QgsRubberBand.IconType.ICON_CIRCLE)
    band.setIconSize(size)
    band.setColor(colour)
    band.setFillColor(QColor("white"))
    band.setWidth(3)
    return band
