"""Moving, inserting and deleting vertices of one patch: every gesture is one deed.

Drag a vertex, or click it and click where it goes; double-click an edge and click where its new vertex goes; Delete takes away
the one under the mouse.
"""

from __future__ import annotations

from typing import Optional

import numpy as np
from qgis.core import Qgis, QgsCsException, QgsGeometry, QgsPointLocator, QgsPointXY
from qgis.gui import (
    QgsAdvancedDigitizingDockWidget,
    QgsMapCanvas,
    QgsMapMouseEvent,
    QgsMapToolAdvancedDigitizing,
    QgsRubberBand,
    QgsSnapIndicator,
)
from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent, QKeySequence

from ...bridge.drawing import StorePlane, plane_coordinates
from .capture import settled_match, viewport_point
from .look import TARGET, CursorLabel

Point = tuple[float, float]
_REACH = 9  # pixels


class VertexTool(QgsMapToolAdvancedDigitizing):
    """Shows the vertices of a patch and tells what was done to them."""

    moved_vertex = pyqtSignal(tuple, tuple)
    inserted = pyqtSignal(tuple, tuple)  # near, new point
    deleted = pyqtSignal(tuple)
    dragging = pyqtSignal(object, object, bool)  # vertex (None: let go), where it is now, whether it is a new one
    pointed = pyqtSignal(tuple)  # a click beside every vertex: another patch may be meant
    undo_asked = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, dock: QgsAdvancedDigitizingDockWidget, plane: StorePlane) -> None:
        """Begin without a patch."""
        super().__init__(canvas, dock)
        self.setAutoSnapEnabled(True)
        self.name, self._plane = "vertex", plane
        self.label = CursorLabel(canvas)
        self._vertices = np.zeros((0, 2))
        self._held: Optional[Point] = None
        self._pressed_at: Optional[QPoint] = None
        self._carried = False  # held between two clicks, not by a pressed button
        self._inserting: Optional[Point] = None
        self._mouse: Optional[QgsPointXY] = None
        self._marks = QgsRubberBand(canvas, Qgis.GeometryType.Point)
        self._marks.setIcon(QgsRubberBand.IconType.ICON_FULL_BOX)
        self._marks.setIconSize(7)
        self._marks.setColor(QColor(TARGET))
        self._indicator = QgsSnapIndicator(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_patch(self, shape: bytes) -> None:
        """Work on the vertices of a shape of the store; b"" for none."""
        self._vertices = plane_coordinates(shape) if shape else np.zeros((0, 2))
        self._let_go()
        crs = self.canvas().mapSettings().destinationCrs()
        self._marks.reset(Qgis.GeometryType.Point)
        if len(self._vertices):
            points = [self._plane.to_map((x, y), crs) for x, y in self._vertices]
            self._marks.setToGeometry(QgsGeometry.fromMultiPointXY(points), None)

    # -- events

    def cadCanvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Take hold of the vertex under the mouse."""
        if event.button() != Qt.MouseButton.LeftButton or self._held is not None:
            return
        self._held = self._vertex_at(event.originalMapPoint())
        self._pressed_at = event.pos()

    def cadCanvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Carry the vertex that is held; else show which one is under the mouse."""
        self._indicator.setMatch(event.mapPointMatch())
        self.label.follow(event.pos())
        self._mouse = QgsPointXY(event.originalMapPoint())
        place = self._place(event, event.mapPointMatch())
        if self._held is not None and place is not None:
            self.dragging.emit(self._held, place, self._inserting is not None)

    def cadCanvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Let go of the vertex: a drag ends here; a click takes it along until the next click."""
        self._mouse = QgsPointXY(event.originalMapPoint())
        if event.button() == Qt.MouseButton.RightButton:
            self._let_go()
            return
        place = self._place(event, settled_match(self, event))
        if self._held is None or place is None:
            if place is not None:
                self.pointed.emit(place)
            return
        still = (event.pos() - self._pressed_at).manhattanLength() < 4 if self._pressed_at is not None else False
        if still and not self._carried:
            self._carried = True
            return
        held, near = self._held, self._inserting
        self._let_go()
        if near is not None:
            self.inserted.emit(near, place)
        elif held != place:
            self.moved_vertex.emit(held, place)

    def canvasDoubleClickEvent(self, event: QgsMapMouseEvent) -> None:
        """Take a new vertex out of the nearest edge; the next click puts it down."""
        if len(self._vertices) and self._vertex_at(event.originalMapPoint()) is None:
            crs = self.canvas().mapSettings().destinationCrs()
            self._held = self._inserting = self._plane.from_map(event.originalMapPoint(), crs)
            self._pressed_at, self._carried = event.pos(), False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the vertex under the mouse away, Esc lets go, Ctrl+Z takes back the last deed."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            vertex = self._vertex_at(self._mouse) if self._mouse is not None else None
            self._let_go()
            if vertex is not None:
                self.deleted.emit(vertex)
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            self._let_go()
        else:
            return
        event.ignore()

    def deactivate(self) -> None:
        """Take marks and label away."""
        self._let_go()
        self._marks.reset(Qgis.GeometryType.Point)
        self._indicator.setMatch(type(self._indicator.match())())
        self.label.tell([])
        super().deactivate()

    def remove(self) -> None:
        """Take everything off the canvas."""
        self.label.deleteLater()
        self.canvas().scene().removeItem(self._marks)

    # -- inside

    def _let_go(self) -> None:
        self._held, self._carried, self._pressed_at, self._inserting = None, False, None, None
        self.dragging.emit(None, None, False)

    def _place(self, event: QgsMapMouseEvent, match: QgsPointLocator.Match) -> Optional[Point]:
        crs = self.canvas().mapSettings().destinationCrs()
        here = match.point() if match.isValid() else event.mapPoint()
        try:
            return self._plane.snapped(match) or self._plane.from_map(here, crs)
        except QgsCsException:
            return None

    def _vertex_at(self, mouse: QgsPointXY) -> Optional[Point]:
        """Return the vertex within reach of a point of the map, the nearest one."""
        crs = self.canvas().mapSettings().destinationCrs()
        if not len(self._vertices):
            return None
        try:
            x, y = self._plane.from_map(QgsPointXY(mouse), crs)
        except QgsCsException:
            return None
        nearest = self._vertices[np.argmin(np.hypot(*(self._vertices - (x, y)).T))]
        vertex = (float(nearest[0]), float(nearest[1]))
        pixel = viewport_point(self.canvas(), self._plane.to_map(vertex, crs))
        away = pixel - viewport_point(self.canvas(), QgsPointXY(mouse))
        return vertex if away.manhattanLength() <= _REACH else None
