"""The swipe: another date or theme drawn over a part of the main map, up to a line that follows the mouse."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsRectangle
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen
from qgis.PyQt.QtWidgets import QStyleOptionGraphicsItem, QWidget

from . import sources
from .map_link import MapLink


class SwipeItem(QgsMapCanvasItem):
    """Paints a finished picture over the left part of a map."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        """Begin without a picture, the line in the middle."""
        super().__init__(canvas)
        self._canvas = canvas
        self._picture: Optional[QImage] = None
        self._place = QRectF()
        self.line = canvas.width() / 2
        self.words = ("", "")
        self.setZValue(-1)  # over the map, under outlines and whatever is being drawn

    def boundingRect(self) -> QRectF:
        """Return the whole map."""
        return QRectF(0, 0, self._canvas.width(), self._canvas.height())

    def show_picture(self, picture: Optional[QImage]) -> None:
        """Show a picture of the map as it is placed now."""
        self._picture = picture
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem = None, widget: QWidget = None) -> None:
        """Paint the picture left of the line, the line, and both dates."""
        if self._picture is None:
            return
        ratio = self._picture.devicePixelRatio()
        target = QRectF(0, 0, self.line, self._canvas.height())
        painter.drawImage(target, self._picture, QRectF(0, 0, self.line * ratio, self._canvas.height() * ratio))
        painter.setPen(QPen(QColor("white"), 4))
        painter.drawLine(QPointF(self.line, 0), QPointF(self.line, self._canvas.height()))
        painter.setPen(QPen(QColor("#FF6D00"), 2))
        painter.drawLine(QPointF(self.line, 0), QPointF(self.line, self._canvas.height()))
        self._paint_word(painter, self.words[0], True)
        self._paint_word(painter, self.words[1], False)

    def _paint_word(self, painter: QPainter, text: str, left: bool) -> None:
        if not text:
            return
        frame = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-6, -3, 6, 3)
        frame.moveTop(6)
        if left:
            frame.moveRight(self.line - 6)
        else:
            frame.moveLeft(self.line + 6)
        painter.fillRect(frame, QColor(255, 255, 255, 215))
        painter.setPen(QColor("black"))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, text)


class Swipe(QObject):
    """Switches the swipe on and off, draws its picture in the background and moves the line with the mouse."""

    def __init__(self, canvas: QgsMapCanvas, link: MapLink) -> None:
        """Begin switched off."""
        super().__init__(canvas)
        self._canvas, self._link = canvas, link
        self._item: Optional[SwipeItem] = None
        self._job: Optional[QgsMapRendererParallelJob] = None
        self._leaving: list[QgsMapRendererParallelJob] = []  # told to stop, kept until they have
        self._source = ""
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(60)
        self._wait.timeout.connect(self._draw)

    @property
    def is_on(self) -> bool:
        """Return whether the swipe is on."""
        return self._item is not None

    def switch_on(self, source: str, words: tuple[str, str]) -> None:
        """Draw a source over the left of the map; `words` stand left and right of the line."""
        if self._item is None:
            self._item = SwipeItem(self._canvas)
            self._canvas.viewport().installEventFilter(self)
            self._canvas.viewport().setMouseTracking(True)
            self._canvas.extentsChanged.connect(self._on_moved)
            QgsProject.instance().layersWillBeRemoved.connect(self._on_layers_leaving)
        self._source, self._item.words = source, words
        self._draw()

    def switch_off(self) -> None:
        """Show the map alone again."""
        if self._item is None:
            return
        self._wait.stop()
        self._stop_job()
        self._canvas.viewport().removeEventFilter(self)
        self._canvas.extentsChanged.disconnect(self._on_moved)
        QgsProject.instance().layersWillBeRemoved.disconnect(self._on_layers_leaving)
        self._canvas.scene().removeItem(self._item)
        self._item = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the line follow the mouse; the map's own tools go on working."""
        if event.type() == QEvent.Type.MouseMove and self._item is not None:
            position = event.position() if hasattr(event, "position") else event.localPos()
            self._item.line = min(max(position.x(), 2.0), self._canvas.width() - 2.0)
            self._item.update()
        return False

    def _on_moved(self) -> None:
        self._item.show_picture(None)
        self._wait.start()

    def _on_layers_leaving(self, _: object) -> None:
        """A layer goes: stop drawing it at once, draw again with what is left."""
        self._stop_job()
        self._wait.start()

    def _draw(self) -> None:
        self._stop_job()
        project = QgsProject.instance()
        settings = QgsMapSettings(self._canvas.mapSettings())
        settings.setExtent(QgsRectangle(self._canvas.extent()))
        layers = sources.layers_of(self._source, project, self._canvas.layers(), self._link.layer())
        settings.setLayers(layers)
        settings.setLayerStyleOverrides(sources.overrides_of(self._source, project))
        settings.setBackgroundColor(QColor("white"))
        self._job = QgsMapRendererParallelJob(settings)
        self._job.finished.connect(self._on_drawn)
        self._job.start()

    def _on_drawn(self) -> None:
        if self._item is not None and self._job is not None:
            self._item.show_picture(self._job.renderedImage())

    def _stop_job(self) -> None:
        job, self._job = self._job, None
        if job is None:
            return
        job.finished.disconnect(self._on_drawn)
        if job.isActive():
            self._leaving.append(job)
            job.finished.connect(lambda: self._leaving.remove(job))
            job.cancelWithoutBlocking()
