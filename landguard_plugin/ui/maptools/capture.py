"""Capturing a line or ring on the map: snapping, tracing and the CAD dock of QGIS, one vertex back at a time.

Points are kept in the store's system; a snapped vertex is taken over digit by digit. A step is what one click added: one point,
or the path that was traced.
"""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsCsException, QgsPointLocator, QgsPointXY
from qgis.gui import (
    QgsAdvancedDigitizingDockWidget,
    QgsMapCanvas,
    QgsMapCanvasTracer,
    QgsMapMouseEvent,
    QgsMapToolAdvancedDigitizing,
    QgsSnapIndicator,
)
from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence

from ...bridge.drawing import StorePlane
from .look import CursorLabel, band

Point = tuple[float, float]
BACK = (Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
FINISH = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CaptureTool(QgsMapToolAdvancedDigitizing):
    """Collects points until Enter or the right button; what they mean is the controller's business."""

    stepped = pyqtSignal(list)  # points one click or one entry added
    stepped_back = pyqtSignal(list)  # what remains of the last step: nothing, or the rest of a traced path
    moved = pyqtSignal()  # cursor or points changed: previews are due
    finished = pyqtSignal()
    undo_asked = pyqtSignal()  # Ctrl+Z with nothing drawn

    def __init__(
        self, canvas: QgsMapCanvas, dock: QgsAdvancedDigitizingDockWidget, plane: StorePlane, name: str, closed: bool
    ) -> None:
        """Capture a ring (`closed`) or a line for the tool of this name."""
        super().__init__(canvas, dock)
        self.setAutoSnapEnabled(True)
        self.name, self.closed, self._plane = name, closed, plane
        self.label = CursorLabel(canvas)
        self.cursor_point: Optional[Point] = None
        self._steps: list[list[Point]] = []
        self._path: list[Point] = []  # what the next click would add
        self._band = band(canvas, "drawn", line=True)
        self._indicator = QgsSnapIndicator(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)

    # -- points

    @property
    def points(self) -> list[Point]:
        """Return the points that were set."""
        return [point for step in self._steps for point in step]

    @property
    def steps(self) -> list[list[Point]]:
        """Return the points by step."""
        return [list(step) for step in self._steps]

    @property
    def points_with_cursor(self) -> list[Point]:
        """Return the points as they would be after a click here."""
        return self.points + (self._path or ([self.cursor_point] if self.cursor_point else []))

    def add(self, points: list[Point]) -> None:
        """Add points as one step: a click, a traced path, or coordinates from the keyboard."""
        if not points:
            return
        self._steps.append(list(points))
        self._path = []
        self.stepped.emit(list(points))
        self._redraw()

    def put(self, steps: list[list[Point]]) -> None:
        """Show steps of an earlier sitting; they are journalled already."""
        self._steps = [list(step) for step in steps]
        self._redraw()

    def take_back(self) -> bool:
        """Take back one vertex; return whether there was one."""
        if not self._steps:
            return False
        rest = self._steps.pop()[:-1]
        if rest:
            self._steps.append(rest)
        if self.cadDockWidget() is not None and self.cadDockWidget().cadEnabled():
            self.cadDockWidget().removePreviousPoint()
        self.stepped_back.emit(rest)
        self._redraw()
        return True

    def clear(self) -> None:
        """Forget all points."""
        self._steps, self._path = [], []
        if self.cadDockWidget() is not None:
            self.cadDockWidget().clearPoints()
        self.label.tell([])
        self._redraw()

    # -- events

    def cadCanvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Left: set a vertex; right: finish."""
        if event.button() == Qt.MouseButton.RightButton:
            self.finished.emit()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._aim(event, settled_match(self, event))
            self.add(self._path or ([self.cursor_point] if self.cursor_point else []))

    def cadCanvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Show where a click would go."""
        self._indicator.setMatch(event.mapPointMatch())
        self._aim(event, event.mapPointMatch())
        self.label.follow(event.pos())
        self._redraw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Backspace take back one vertex, Enter finishes, Ctrl+Z takes back a vertex or the last deed."""
        if event.matches(QKeySequence.StandardKey.Undo):
            if not self.take_back():
                self.undo_asked.emit()
        elif event.key() in BACK:
            self.take_back()
        elif event.key() in FINISH:
            self.finished.emit()
        else:
            return
        event.ignore()  # tells the canvas that the key was meant for the tool

    def deactivate(self) -> None:
        """Leave the map as it was; the points stay for when the tool comes back."""
        self.label.tell([])
        self._indicator.setMatch(type(self._indicator.match())())
        self._band.hide()
        super().deactivate()

    def activate(self) -> None:
        """Take up work where it was left."""
        super().activate()
        self._band.show()
        self._redraw()

    def remove(self) -> None:
        """Take everything off the canvas."""
        self.label.deleteLater()
        self.canvas().scene().removeItem(self._band)
        self._indicator.setVisible(False)

    # -- inside

    def _aim(self, event: QgsMapMouseEvent, match: QgsPointLocator.Match) -> None:
        crs = self.canvas().mapSettings().destinationCrs()
        here = match.point() if match.isValid() else event.mapPoint()
        try:
            self.cursor_point = self._plane.snapped(match) or self._plane.from_map(here, crs)
            self._path = [self.cursor_point]
            if self._steps:
                start = self._plane.to_map(self._steps[-1][-1], crs)
                traced = traced_path(self.canvas(), start, here)
                self._path = [self._plane.from_map(point, crs) for point in traced[:-1]] + [self.cursor_point]
        except QgsCsException:
            self.cursor_point, self._path = None, []

    def _redraw(self) -> None:
        crs = self.canvas().mapSettings().destinationCrs()
        self._band.reset(Qgis.GeometryType.Line)
        points = self.points_with_cursor if self._steps else []
        if self.closed and len(points) > 2:
            points = [*points, points[0]]
        try:
            shown = [self._plane.to_map(point, crs) for point in points]
        except QgsCsException:
            shown = []
        for index, point in enumerate(shown):
            self._band.addPoint(point, index == len(shown) - 1)
        self.moved.emit()


def settled_match(tool: QgsMapToolAdvancedDigitizing, event: QgsMapMouseEvent) -> QgsPointLocator.Match:
    """Return what a click snaps to. While QGIS still indexes layers a moving mouse snaps to nothing; a click waits for it."""
    dock = tool.cadDockWidget()
    if dock is not None and dock.cadEnabled():
        return event.mapPointMatch()
    return tool.canvas().snappingUtils().snapToMap(QgsPointXY(event.originalMapPoint()))


def traced_path(canvas: QgsMapCanvas, start: QgsPointXY, end: QgsPointXY) -> list[QgsPointXY]:
    """Return the points after `start` up to `end` along what QGIS traces, just [end] when tracing is off or finds no way."""
    tracer = QgsMapCanvasTracer.tracerForCanvas(canvas)
    action = tracer.actionEnableTracing() if tracer is not None else None
    if action is None or not action.isChecked():
        return [end]
    path, _ = tracer.findShortestPath(start, end)
    return list(path[1:]) if len(path) > 1 else [end]


def viewport_point(canvas: QgsMapCanvas, point: QgsPointXY) -> QPoint:
    """Return where a map point is on the screen."""
    pixel = canvas.getCoordinateTransform().transform(point)
    return QPoint(round(pixel.x()), round(pixel.y()))
