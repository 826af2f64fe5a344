"""The map follows the queue, and the queue the map: outline of the current patch, zoom, selection both ways.

Layers are held by id and looked up when needed; a project or layer that goes takes nothing of ours with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Optional

from qgis.core import Qgis, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface, QgsRubberBand
from qgis.PyQt.QtCore import QObject, QSize, Qt, QTimer
from qgis.PyQt.QtGui import QColor

from ...bridge import patch_layers
from ...bridge.i18n import tr
from ...bridge.patch_words import RETURNED_COLOUR
from .session import Session

_NOW, _BEFORE = "#FF6D00", RETURNED_COLOUR
_LEAST = 60.0  # map units across at least when zooming to a patch
_DEGREES = 0.0006


class MapLink(QObject):
    """Ties a session to QGIS's main map."""

    def __init__(self, session: Session, iface: QgisInterface) -> None:
        """Listen to the session; nothing is drawn yet."""
        super().__init__(iface.mainWindow())
        self._session, self._iface = session, iface
        self._canvas = iface.mapCanvas()
        self.least_size: Callable[[], Optional[QSize]] = lambda: None  # of the maps that show the same place
        self._layer_id = ""
        self._selecting = False
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(0)
        self._stale.timeout.connect(self._draw_again)
        self._outline = self._band(_NOW, 2)
        self._former = self._band(_BEFORE, 2)
        self._former.setLineStyle(Qt.PenStyle.DashLine)
        session.opened.connect(self._on_opened)
        session.closed.connect(self._on_closed)
        session.current_changed.connect(lambda _: self.draw_current())
        session.rows_changed.connect(self._on_rows_changed)
        session.refilled.connect(self._repaint)
        session.chosen_changed.connect(self._select_on_map)
        session.moved_on.connect(lambda _: self.zoom())
        self._canvas.destinationCrsChanged.connect(self.draw_current)
        QgsProject.instance().layersWillBeRemoved.connect(self._on_layers_leaving)

    def take_down(self) -> None:
        """Take the outlines off the map."""
        QgsProject.instance().layersWillBeRemoved.disconnect(self._on_layers_leaving)
        self._canvas.destinationCrsChanged.disconnect(self.draw_current)
        self._on_closed()
        for band in (self._outline, self._former):
            self._canvas.scene().removeItem(band)

    def layer(self) -> Optional[QgsVectorLayer]:
        """Return the layer of the store's patches, None when it is not in the project."""
        layer = QgsProject.instance().mapLayer(self._layer_id) if self._layer_id else None
        return layer if isinstance(layer, QgsVectorLayer) else None

    def draw_current(self) -> None:
        """Outline the current patch."""
        self._former.reset(Qgis.GeometryType.Polygon)
        row = self._session.row(self._session.current) if self._session.is_open else None
        if row is None:
            self._outline.reset(Qgis.GeometryType.Polygon)
            return
        self._outline.setToGeometry(self._on_map(row.patch.shape), None)

    def zoom(self) -> None:
        """Zoom to the current patch, with its neighbourhood."""
        row = self._session.row(self._session.current) if self._session.is_open else None
        if row is None:
            return
        geographic = self._canvas.mapSettings().destinationCrs().isGeographic()
        box = patch_layers.view_of(self._on_map(row.patch.shape), _DEGREES if geographic else _LEAST)
        own, least = self._canvas.mapSettings().outputSize(), self.least_size()
        if least is not None and least.width() and least.height():
            per_pixel = max(box.width() / least.width(), box.height() / least.height())
            box.grow(max(0.0, per_pixel * own.width() - box.width(), per_pixel * own.height() - box.height()) / 2)
        self._canvas.setExtent(box)
        self._canvas.refresh()

    def show_both_shapes(self) -> None:
        """Outline the current patch as it was returned, dashed, beside what it is now."""
        since = self._session.details(self._session.current).since if self._session.current else None
        if since is not None and since.shape_before is not None:
            self._former.setToGeometry(self._on_map(since.shape_before), None)
            self.zoom()

    def show_overlay(self, figure: str) -> None:
        """Switch on the layer a figure was computed from, and make it the active one; say so when there is none."""
        layer = patch_layers.overlay_layer(figure, QgsProject.instance())
        if layer is None:
            self._session.failed.emit(tr("The project has no layer for this figure."))
            return
        node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
        node.setItemVisibilityCheckedParentRecursive(True)
        self._iface.setActiveLayer(layer)
        self.zoom()

    def _on_map(self, shape: bytes) -> object:
        crs = self._session.info.crs
        return patch_layers.geometry_on_map(
            shape, crs, self._canvas.mapSettings().destinationCrs(), QgsProject.instance()
        )

    def _band(self, colour: str, width: int) -> QgsRubberBand:
        band = QgsRubberBand(self._canvas, Qgis.GeometryType.Polygon)
        band.setStrokeColor(QColor(colour))
        band.setSecondaryStrokeColor(QColor(255, 255, 255, 200))
        band.setFillColor(QColor(0, 0, 0, 0))
        band.setWidth(width)
        return band

    def _on_opened(self) -> None:
        self._let_go()
        path = Path(self._session.place)
        if not self._session.place or not path.is_file():
            return
        layer = patch_layers.add_patch_layer(path, self._session.campaign.title, QgsProject.instance())
        if layer is not None:
            self._layer_id = layer.id()
            layer.selectionChanged.connect(self._on_map_selection)

    def _on_closed(self) -> None:
        self._let_go()
        for band in (self._outline, self._former):
            band.reset(Qgis.GeometryType.Polygon)

    def _let_go(self) -> None:
        layer = self.layer()
        if layer is not None:
            layer.selectionChanged.disconnect(self._on_map_selection)
        self._layer_id = ""

    def _on_layers_leaving(self, ids: list[str]) -> None:
        if self._layer_id and self._layer_id in ids:
            self._layer_id = ""

    def _on_rows_changed(self, uids: list[str]) -> None:
        self._repaint()
        if self._session.current in uids:
            self.draw_current()

    def _repaint(self) -> None:
        """Draw the layer anew, once for many changes and after the docks have theirs."""
        self._stale.start()

    def _draw_again(self) -> None:
        layer = self.layer()
        if layer is not None:
            layer.dataProvider().reloadData()
            layer.triggerRepaint()

    def _select_on_map(self, uids: list[str]) -> None:
        """Show several chosen patches as the map's selection; a single one has its outline."""
        layer = self.layer()
        if layer is None or self._selecting:
            return
        self._selecting = True
        if len(uids) > 1:
            layer.selectByIds(patch_layers.feature_ids(layer, uids))
        elif layer.selectedFeatureCount():
            layer.removeSelection()
        self._selecting = False

    def _on_map_selection(self, *_: object) -> None:
        layer = self.layer()
        if layer is None or self._selecting or not layer.selectedFeatureCount():
            return
        self._selecting = True
        self._session.choose(patch_layers.uids_of(layer), follow=False)
        self._selecting = False
