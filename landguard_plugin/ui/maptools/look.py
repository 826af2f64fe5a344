"""How shapes in the making look on the map: one colour per meaning, and never colour alone (line style says it too)."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsGeometry
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QLabel

DRAWN, TARGET, RESULT, CHOSEN, CUT = "#1565C0", "#FF6D00", "#1565C0", "#FF6D00", "#C62828"
_STYLES = {
    "drawn": (DRAWN, 2, Qt.PenStyle.SolidLine, 0),
    "target": (TARGET, 2, Qt.PenStyle.DashLine, 0),
    "result": (RESULT, 2, Qt.PenStyle.SolidLine, 46),
    "chosen": (CHOSEN, 3, Qt.PenStyle.SolidLine, 40),
    "cut": (CUT, 2, Qt.PenStyle.DotLine, 40),
}


def band(canvas: QgsMapCanvas, style: str, line: bool = False) -> QgsRubberBand:
    """Return an empty rubber band of a style: drawn, target, result, chosen, cut."""
    colour, width, pen, alpha = _STYLES[style]
    made = QgsRubberBand(canvas, Qgis.GeometryType.Line if line else Qgis.GeometryType.Polygon)
    made.setStrokeColor(QColor(colour))
    fill = QColor(colour)
    fill.setAlpha(alpha)
    made.setFillColor(fill)
    made.setSecondaryStrokeColor(QColor(255, 255, 255, 190))
    made.setWidth(width)
    made.setLineStyle(pen)
    return made


def show(made: QgsRubberBand, geometry: Optional[QgsGeometry]) -> None:
    """Let a band show a geometry of the map, or nothing."""
    if geometry is None or geometry.isNull():
        made.reset(Qgis.GeometryType.Polygon)
    else:
        made.setToGeometry(geometry, None)


class CursorLabel(QLabel):
    """Lines of text beside the cursor; the mouse does not feel it, and it stays inside the map."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        """Sit on the canvas, hidden."""
        super().__init__(canvas.viewport())
        self.setObjectName("landguard-cursor-label")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setStyleSheet(
            "QLabel { background: rgba(255, 255, 255, 235); color: #212121; border: 1px solid #1565C0;"
            " border-radius: 3px; padding: 3px 6px; }"
        )
        self.hide()

    def tell(self, lines: list[str]) -> None:
        """Show lines; nothing hides the label."""
        if not lines:
            self.hide()
            return
        self.setText("\n".join(lines))
        self.adjustSize()
        self.show()

    def follow(self, cursor: QPoint) -> None:
        """Move beside the cursor, on the other side where the map ends."""
        gap, room = self.fontMetrics().height(), self.parentWidget().size()
        x, y = cursor.x() + gap, cursor.y() + gap
        if x + self.width() > room.width():
            x = cursor.x() - gap - self.width()
        if y + self.height() > room.height():
            y = cursor.y() - gap - self.height()
        self.move(max(x, 0), max(y, 0))


class PieceNumbers:
    """Small numbers on the pieces of a preview, the same as in the list at the cursor."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        """Show none yet."""
        self._canvas = canvas
        self._labels: list[QLabel] = []

    def show(self, places: list[QPoint]) -> None:
        """Number these places of the canvas from 1; an empty list takes all numbers away."""
        while len(self._labels) < len(places):
            label = QLabel(str(len(self._labels) + 1), self._canvas.viewport())
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setStyleSheet(
                f"QLabel {{ background: white; color: {RESULT}; border: 1px solid {RESULT}; padding: 0 4px;"
                " font-weight: bold; }"
            )
            label.adjustSize()
            self._labels.append(label)
        for label, place in zip(self._labels, places):
            label.move(place.x() - label.width() // 2, place.y() - label.height() // 2)
            label.show()
        for label in self._labels[len(places) :]:
            label.hide()

    def remove(self) -> None:
        """Take the labels off the canvas."""
        for label in self._labels:
            label.deleteLater()
        self._labels = []
