"""Boxes in which the layers of a run are chosen, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsMapLayerProxyModel, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtWidgets import QFormLayout

from ...bridge.i18n import tr


class LayerBoxes:
    """Role -> layer of the project; an optional role starts empty."""

    def __init__(self, form: QFormLayout, prefix: str, roles: Sequence[tuple[str, str, bool, bool]]) -> None:
        """Add a line per (role, title, optional, also tables without geometry) to a form."""
        self._boxes: dict[str, QgsMapLayerComboBox] = {}
        polygons, tables = QgsMapLayerProxyModel.Filter.PolygonLayer, QgsMapLayerProxyModel.Filter.VectorLayer
        for role, title, optional, with_tables in roles:
            box = QgsMapLayerComboBox()
            box.setObjectName(f"{prefix}-{role.lower()}")
            box.setMinimumWidth(box.fontMetrics().averageCharWidth() * 26)
            box.setFilters(tables if with_tables else polygons)
            box.setAllowEmptyLayer(True, tr("none") if optional else tr("choose"))
            if role != "SURVEY":
                box.setLayer(None)  # which zones are meant cannot be guessed
            self._boxes[role] = box
            form.addRow(title, box)

    def choose(self, role: str, layer: QgsVectorLayer) -> None:
        """Choose a layer."""
        self._boxes[role].setLayer(layer)

    def layer(self, role: str) -> QgsVectorLayer | None:
        """Return the layer chosen for a role."""
        return self._boxes[role].currentLayer()

    def parameters(self) -> dict[str, str]:
        """Return role -> layer id of what is chosen."""
        return {role: box.currentLayer().id() for role, box in self._boxes.items() if box.currentLayer() is not None}

    def complete(self, needed: Sequence[str]) -> bool:
        """Return whether all these roles have a layer."""
        return all(self._boxes[role].currentLayer() is not None for role in needed)

    def on_change(self, slot: object) -> None:
        """Call a slot whenever another layer is chosen."""
        for box in self._boxes.values():
            box.layerChanged.connect(slot)


def on_top(layer: QgsVectorLayer) -> None:
    """Add a result to the project above all other layers, so that it is seen."""
    project = QgsProject.instance()
    project.addMapLayer(layer, False)
    project.layerTreeRoot().insertLayer(0, layer)
