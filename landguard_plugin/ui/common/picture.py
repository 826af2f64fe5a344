"""A picture that is drawn, on screen and to a file: PNG or SVG, white ground, black ink. Subclasses say what to draw."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import QRectF, QSize
from qgis.PyQt.QtGui import QColor, QFont, QImage, QPainter, QPalette
from qgis.PyQt.QtSvg import QSvgGenerator
from qgis.PyQt.QtWidgets import QApplication, QWidget


class Picture(QWidget):
    """Draws itself into any frame; scales with the widget."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Begin without a title."""
        super().__init__(parent)
        self._title = ""

    def draw(self, painter: QPainter, frame: QRectF, ink: QColor) -> None:
        """Draw the picture into a frame of any paint device."""
        raise NotImplementedError

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = QApplication.palette()
        self.draw(painter, QRectF(self.rect()), palette.color(QPalette.ColorRole.Text))
        painter.end()

    def save(self, path: Path) -> bool:
        """Write the picture as PNG or SVG by the file's ending. Returns whether it was written."""
        size = QSize(1400, 860)
        if path.suffix.lower() == ".svg":
            target = QSvgGenerator()
            target.setFileName(str(path))
            target.setSize(size)
            target.setViewBox(QRectF(0, 0, size.width(), size.height()))
            target.setTitle(self._title)
        else:
            target = QImage(size, QImage.Format.Format_ARGB32)
            target.fill(QColor("white"))
        painter = QPainter()
        if not painter.begin(target):
            return False
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(QFont(QApplication.font().family(), 13))
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor("white"))
        self.draw(painter, QRectF(0, 0, size.width(), size.height()), QColor("black"))
        painter.end()
        return target.save(str(path)) if isinstance(target, QImage) else path.is_file()
