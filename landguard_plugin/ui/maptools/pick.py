"""Tools that point at things: patches to merge, a parcel to cut along."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.core import QgsCsException
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence

from ...bridge.drawing import StorePlane
from .capture import FINISH
from .look import CursorLabel

Point = tuple[float, float]


class PointingTool(QgsMapTool):
    """Tells which point of the store's system the mouse is at or has clicked; it holds no shapes of its own."""

    clicked = pyqtSignal(tuple, bool)  # point, and whether Shift was held
    hovered = pyqtSignal(tuple)
    finished = pyqtSignal()  # Enter or right button
    backed = pyqtSignal()  # Esc
    undo_asked = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, plane: StorePlane, name: str) -> None:
        """Point for the tool of this name."""
        super().__init__(canvas)
        self.name, self._plane = name, plane
        self.label = CursorLabel(canvas)
        self.on_deactivate: Optional[Callable[[], None]] = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Tell where the mouse is."""
        self.label.follow(event.pos())
        point = self._point(event)
        if point is not None:
            self.hovered.emit(point)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Left: choose what is here; right: finish."""
        if event.button() == Qt.MouseButton.RightButton:
            self.finished.emit()
        elif event.button() == Qt.MouseButton.LeftButton:
            point = self._point(event)
            if point is not None:
                self.clicked.emit(point, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter finishes, Esc takes back, Ctrl+Z takes back the last deed."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.key() in FINISH:
            self.finished.emit()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            self.backed.emit()
        else:
            return
        event.ignore()

    def deactivate(self) -> None:
        """Take the label away."""
        self.label.tell([])
        if self.on_deactivate is not None:
            self.on_deactivate()
        super().deactivate()

    def remove(self) -> None:
        """Take everything off the canvas."""
        self.label.deleteLater()

    def _point(self, event: QgsMapMouseEvent) -> Optional[Point]:
        try:
            return self._plane.from_map(event.mapPoint(), self.canvas().mapSettings().destinationCrs())
        except QgsCsException:
            return None
