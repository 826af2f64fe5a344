"""Showing a finding on the map: zoom to its own ground, flash it, and leave a mark until the next one."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtGui import QColor

from ...bridge.layers import geometry_of

_COLOUR = "#D81B60"
_ROOM = 1.8  # the view is so many times the finding
_LEAST = 0.04  # of the view's width at 1:1000: nobody wants to look at a vertex alone


class MapMarks:
    """Marks one finding at a time on a canvas."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        """Mark on this canvas."""
        self._canvas = canvas
        self._band: Optional[QgsRubberBand] = None

    def show(self, shape: bytes, crs: QgsCoordinateReferenceSystem, zoom: bool = True) -> bool:
        """Show a finding; return False when it has no place or the map cannot show it."""
        self.clear()
        geometry = self._on_map(shape, crs)
        if geometry is None:
            return False
        self._band = QgsRubberBand(self._canvas, Qgis.GeometryType.Polygon)
        colour = QColor(_COLOUR)
        self._band.setStrokeColor(colour)
        colour.setAlpha(40)
        self._band.setFillColor(colour)
        self._band.setWidth(3)
        self._band.setToGeometry(geometry, None)
        if zoom:
            self._canvas.setExtent(self._view(geometry.boundingBox()))
            self._canvas.refresh()
        self._canvas.flashGeometries([geometry])
        return True

    def extent_in(self, crs: QgsCoordinateReferenceSystem) -> Optional[tuple[float, float, float, float]]:
        """Return the map's extent in a reference system; None when it cannot be transformed."""
        extent = self._canvas.extent()
        try:
            extent = self._transform(crs, inverse=True).transformBoundingBox(extent)
        except QgsCsException:
            return None
        return extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()

    def clear(self) -> None:
        """Take the mark away."""
        if self._band is not None:
            self._canvas.scene().removeItem(self._band)
            self._band = None

    def _on_map(self, shape: bytes, crs: QgsCoordinateReferenceSystem) -> Optional[QgsGeometry]:
        geometry = geometry_of(shape)
        if geometry.isNull() or geometry.isEmpty():
            return None
        try:
            geometry.transform(self._transform(crs))
        except QgsCsException:
            return None
        return geometry

    def _transform(self, crs: QgsCoordinateReferenceSystem, inverse: bool = False) -> QgsCoordinateTransform:
        here = self._canvas.mapSettings().destinationCrs()
        ends = (here, crs) if inverse else (crs, here)
        return QgsCoordinateTransform(*ends, QgsProject.instance().transformContext())

    def _view(self, box: QgsRectangle) -> QgsRectangle:
        view = QgsRectangle(box)
        view.scale(_ROOM)
        least = _LEAST * 1000 / max(self._canvas.mapSettings().outputDpi() / 96, 1)
        if self._canvas.mapUnits() == Qgis.DistanceUnit.Degrees:
            least /= 111_320
        if max(view.width(), view.height()) < least:
            view.grow(least / 2)
        return view
