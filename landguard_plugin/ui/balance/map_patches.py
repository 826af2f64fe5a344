"""Finds patches by their identifier in the layers of the project, selects them and zooms to them."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsExpression, QgsFeatureRequest, QgsProject, QgsVectorLayer, QgsWkbTypes
from qgis.gui import QgsMapCanvas

_FIELDS = ("bsm", "bsm_after", "bsm_before", "tbbh")


def show_patches(patches: Sequence[str], canvas: QgsMapCanvas, project: QgsProject | None = None) -> int:
    """Select patches in every layer that has them, zoom to those of the first such layer; return how many were found there."""
    shown = 0
    for layer in _layers(project or QgsProject.instance()):
        found = _find(layer, patches)
        if not found:
            continue
        layer.selectByIds(found)
        if not shown:
            canvas.zoomToSelected(layer)
            shown = len(found)
    return shown


def _layers(project: QgsProject) -> list[QgsVectorLayer]:
    layers = [node.layer() for node in project.layerTreeRoot().findLayers()]
    polygon = QgsWkbTypes.GeometryType.PolygonGeometry
    return [one for one in layers if isinstance(one, QgsVectorLayer) and one.geometryType() == polygon]


def _find(layer: QgsVectorLayer, patches: Sequence[str]) -> list[int]:
    names = {field.name().lower(): field.name() for field in layer.fields()}
    fields = [names[name] for name in _FIELDS if name in names]
    if not fields:
        return []
    listed = ", ".join(QgsExpression.quotedValue(patch) for patch in patches)
    conditions = [f"to_string({QgsExpression.quotedColumnRef(field)}) IN ({listed})" for field in fields]
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setFilterExpression(" OR ".join(conditions))
    return [feature.id() for feature in layer.getFeatures(request)]
