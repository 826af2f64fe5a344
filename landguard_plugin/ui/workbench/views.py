"""The dock "Linked views": two or four maps of different dates or layers that move with the main map, and move it."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsProject, QgsRectangle
from qgis.gui import QgisInterface, QgsDockWidget, QgsMapCanvas, QgsMapToolPan, QgsRubberBand
from qgis.PyQt.QtCore import QEvent, QObject, QSignalBlocker, QSize, QTimer
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...bridge import patch_layers
from ...bridge.i18n import tr
from . import sources
from .map_link import MapLink
from .session import Session

_SCOPE = "landguard"
_HANDS_OFF = 700  # ms after the last touch of a view until it follows again
_BY_HAND = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.Wheel, QEvent.Type.KeyPress)


class LinkedView(QWidget):
    """One map with its choice of layers and its date."""

    def __init__(self, place: int, parent: Optional[QWidget] = None) -> None:
        """Lay out the head and the map."""
        super().__init__(parent)
        self.place = place
        self.box, self.date, self.canvas = QComboBox(), QLabel(), QgsMapCanvas()
        self.box.setObjectName(f"landguard-view-{place}-source")
        self.box.setMinimumContentsLength(6)
        self.canvas.setMinimumSize(40, 40)
        self.date.setObjectName(f"landguard-view-{place}-date")
        font = self.date.font()
        font.setBold(True)
        self.date.setFont(font)
        self.canvas.setObjectName(f"landguard-view-{place}")
        self.canvas.setCanvasColor(QColor("white"))
        self.canvas.setWheelFactor(2)
        self.canvas.enableAntiAliasing(True)
        self.canvas.setParallelRenderingEnabled(True)
        self._tool = QgsMapToolPan(self.canvas)
        self.canvas.setMapTool(self._tool)
        self.outline = QgsRubberBand(self.canvas, Qgis.GeometryType.Polygon)
        self.outline.setStrokeColor(QColor("#FF6D00"))
        self.outline.setSecondaryStrokeColor(QColor(255, 255, 255, 200))
        self.outline.setFillColor(QColor(0, 0, 0, 0))
        self.outline.setWidth(2)
        head = QHBoxLayout()
        head.addWidget(self.box, 1)
        head.addWidget(self.date)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addLayout(head)
        layout.addWidget(self.canvas, 1)

    @property
    def source(self) -> str:
        """Return the chosen source."""
        return self.box.currentData() or sources.MAIN

    def offer(self, choices: list[tuple[str, str]], source: str) -> None:
        """Offer sources and choose one without a signal."""
        blocker = QSignalBlocker(self.box)
        self.box.clear()
        for title, value in choices:
            self.box.addItem(title, value)
        self.box.setCurrentIndex(max(0, self.box.findData(source)))
        blocker.unblock()


class ViewsDock(QgsDockWidget):
    """Two or four views. What each shows is remembered in the project."""

    def __init__(self, session: Session, link: MapLink, iface: QgisInterface, parent: Optional[QWidget] = None) -> None:
        """Lay out the views; they draw only while they are seen."""
        super().__init__(tr("Linked views"), parent)
        self._session, self._link, self._main = session, link, iface.mapCanvas()
        self.views = [LinkedView(place) for place in range(4)]
        self._moving = False
        self._leader: Optional[LinkedView] = None  # the view that somebody moves by hand just now
        self._hands_off = QTimer(self)
        self._hands_off.setSingleShot(True)
        self._hands_off.setInterval(_HANDS_OFF)
        self._hands_off.timeout.connect(self._forget_leader)
        self._more = QToolButton()
        self._more.setObjectName("landguard-views-four")
        self._more.setCheckable(True)
        self._more.setText(tr("4 views"))
        self._more.toggled.connect(self._show_four)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._look)
        self._later_place = QTimer(self)
        self._later_place.setSingleShot(True)
        self._later_place.setInterval(0)
        self._later_place.timeout.connect(self._follow)
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(2, 0, 2, 2)
        self._grid.setSpacing(3)
        for view in self.views:
            self._grid.addWidget(view, view.place // 2, view.place % 2)
            self._grid.setColumnStretch(view.place % 2, 1)
            view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
            view.box.activated.connect(lambda _, view=view: self._on_chosen(view))
            view.canvas.extentsChanged.connect(lambda view=view: self._lead(view))
            view.canvas.viewport().installEventFilter(self)
        self.views[0].layout().itemAt(0).insertWidget(0, self._more)
        self.setWidget(inner)
        self._connect()
        self._show_four(False)
        self._read_project()

    def _connect(self) -> None:
        project = QgsProject.instance()
        self._main.extentsChanged.connect(self._follow)
        self._main.rotationChanged.connect(self._follow)
        self._main.destinationCrsChanged.connect(self._follow)
        self._main.layersChanged.connect(self._later.start)
        project.layersAdded.connect(self._later.start)
        project.layersRemoved.connect(self._later.start)
        project.mapThemeCollection().mapThemesChanged.connect(self._later.start)
        project.readProject.connect(self._read_project)
        self._session.current_changed.connect(lambda _: self._tell_patch())
        self._session.rows_changed.connect(lambda _: self._tell_patch())
        self.visibilityChanged.connect(lambda on: self._look() if on else None)

    def take_down(self) -> None:
        """Stop listening to the map and the project."""
        project = QgsProject.instance()
        for signal, slot in (
            (self._main.extentsChanged, self._follow),
            (self._main.rotationChanged, self._follow),
            (self._main.destinationCrsChanged, self._follow),
            (self._main.layersChanged, self._later.start),
            (project.layersAdded, self._later.start),
            (project.layersRemoved, self._later.start),
            (project.mapThemeCollection().mapThemesChanged, self._later.start),
            (project.readProject, self._read_project),
        ):
            signal.disconnect(slot)
        for view in self.views:
            view.canvas.stopRendering()
            view.canvas.setLayers([])

    def least_size(self) -> Optional[QSize]:
        """Return the size in pixels of the smallest view that is seen, None when none is."""
        if not self.isVisible():
            return None
        sizes = [view.canvas.mapSettings().outputSize() for view in self.views if view.isVisibleTo(self)]
        return min(sizes, key=lambda size: min(size.width(), size.height()))

    def source(self, place: int) -> str:
        """Return what a view shows."""
        return self.views[place].source

    def choose(self, place: int, source: str) -> None:
        """Let a view show a source, as a click would."""
        view = self.views[place]
        view.box.setCurrentIndex(max(0, view.box.findData(source)))
        self._on_chosen(view)

    def _show_four(self, on: bool) -> None:
        self._grow(on)
        QgsProject.instance().writeEntryBool(_SCOPE, "views/four", on)
        self._look()

    def _read_project(self, *_: object) -> None:
        project = QgsProject.instance()
        for view in self.views:
            view.offer(sources.choices(project), project.readEntry(_SCOPE, f"views/{view.place}", "")[0])
        four = project.readBoolEntry(_SCOPE, "views/four", False)[0]
        blocker = QSignalBlocker(self._more)
        self._more.setChecked(four)
        blocker.unblock()
        self._grow(four)
        self._look()

    def _grow(self, four: bool) -> None:
        """Show two views or four, all of one size."""
        for row in (0, 1):
            self._grid.setRowStretch(row, 1 if row == 0 or four else 0)
        for view in self.views[2:]:
            view.setVisible(four)

    def _on_chosen(self, view: LinkedView) -> None:
        QgsProject.instance().writeEntry(_SCOPE, f"views/{view.place}", view.source)
        self._look()

    def _look(self) -> None:
        """Give every view that is seen its layers, its date and the main map's place; a source that is gone is forgotten."""
        project = QgsProject.instance()
        choices = sources.choices(project)
        for view in self.views:
            view.offer(choices, view.source)
            if not self.isVisible() or not view.isVisibleTo(self):
                view.canvas.setLayers([])
                continue
            layers = sources.layers_of(view.source, project, self._main.layers(), self._link.layer())
            view.canvas.setDestinationCrs(self._main.mapSettings().destinationCrs())
            view.canvas.setLayerStyleOverrides(sources.overrides_of(view.source, project))
            view.canvas.setLayers(layers)
        self._tell_patch()
        self._follow()

    def _tell_patch(self) -> None:
        row = self._session.row(self._session.current) if self._session.is_open else None
        for view in self.views:
            patch = row.patch if row is not None else None
            view.date.setText(sources.date_of(view.source, view.box.currentText(), patch, view.place))
            if patch is None:
                view.outline.reset(Qgis.GeometryType.Polygon)
                continue
            crs = self._session.info.crs
            target = self._main.mapSettings().destinationCrs()
            shape = patch_layers.geometry_on_map(patch.shape, crs, target, QgsProject.instance())
            view.outline.setToGeometry(shape, None)

    def _follow(self) -> None:
        """Move the views with the main map."""
        if self._moving or not self.isVisible():
            return
        self._moving = True
        for view in self.views:
            if view.isVisibleTo(self) and not _is_placed(view.canvas, self._main):
                _place(view.canvas, self._main)
        self._moving = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See which view is moved by hand: only that one leads, a view that is merely resized follows."""
        if event.type() in _BY_HAND:
            self._leader = next(view for view in self.views if view.canvas.viewport() is watched)
            self._hands_off.start()
        return False

    def _forget_leader(self) -> None:
        self._leader = None

    def _lead(self, view: LinkedView) -> None:
        """Move the main map and the other views with a view that was moved by hand."""
        if self._moving or not view.isVisibleTo(self) or not self.isVisible():
            return
        if view is not self._leader:
            self._later_place.start()
            return
        self._hands_off.start()
        self._moving = True
        _place(self._main, view.canvas)
        for other in self.views:
            if other is not view and other.isVisibleTo(self):
                _place(other.canvas, view.canvas)
        self._moving = False


def _is_placed(canvas: QgsMapCanvas, like: QgsMapCanvas) -> bool:
    """Return whether a map is where another is, to a tenth of a pixel."""
    pixel = like.mapUnitsPerPixel()
    return (
        canvas.rotation() == like.rotation()
        and canvas.center().distance(like.center()) < 0.1 * pixel
        and abs(canvas.mapUnitsPerPixel() - pixel) < 1e-3 * pixel
    )


def _place(canvas: QgsMapCanvas, like: QgsMapCanvas) -> None:
    """Give a map the centre, scale and rotation of another; their sizes may differ."""
    per_pixel, centre = like.mapUnitsPerPixel(), like.center()
    size = canvas.mapSettings().outputSize()
    half_width, half_height = size.width() * per_pixel / 2, size.height() * per_pixel / 2
    box = QgsRectangle(
        centre.x() - half_width, centre.y() - half_height, centre.x() + half_width, centre.y() + half_height
    )
    if canvas.rotation() != like.rotation():
        canvas.setRotation(like.rotation())
    canvas.setExtent(box)
    canvas.refresh()
