"""The patches of a store on the map: one layer styled by state and verdict in colour and pattern, and shapes as geometry."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFillSymbol,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsRendererCategory,
    QgsVectorLayer,
)

from ..core.patches.records import Patch, State
from .holding import hold
from .i18n import tr
from .patch_words import RETURNED_COLOUR, UNJUDGED_COLOUR, VERDICT_COLOURS, state_word, verdict_word

TABLE = "lg_patch"
MARK = "landguard/patches_of"
#: state -> fill style: the print pattern that tells it apart without colour
_PATTERNS = {"unjudged": "no", "judged": "dense6", "returned": "dense5", "certified": "solid"}
#: one value per patch and style: its state, and its verdict once it has one that stands
_CLASS = (
    "CASE WHEN \"state\" IN ('unjudged', 'returned', 'retired') THEN \"state\""
    " WHEN \"state\" = 'judged' THEN 'judged ' || \"verdict\" ELSE 'certified ' || \"verdict\" END"
)


def patch_layer(path: Path, title: str) -> QgsVectorLayer:
    """Return the layer of a store's patches, read-only and styled; LandGuard alone writes the store."""
    hold(path)
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = False
    layer = QgsVectorLayer(f"{path}|layername={TABLE}", title, "ogr", options)
    layer.setReadOnly(True)
    layer.setCustomProperty(MARK, str(path))
    layer.setSubsetString("\"state\" <> 'retired'")
    style_patches(layer)
    return layer


def style_patches(layer: QgsVectorLayer) -> None:
    """Draw patches by state and verdict: outline and pattern first, colour with it."""
    categories = [
        QgsRendererCategory("unjudged", _symbol(UNJUDGED_COLOUR, "no", 0.5), state_word(State.UNJUDGED)),
        QgsRendererCategory("returned", _symbol(RETURNED_COLOUR, "dense5", 0.7), state_word(State.RETURNED)),
    ]
    for kind, width, state in (("judged", 0.4, State.JUDGED), ("certified", 1.0, State.CERTIFIED)):
        for verdict, colour in VERDICT_COLOURS.items():
            title = f"{verdict_word(verdict)} · {state_word(state)}"
            symbol = _symbol(colour, _PATTERNS[kind], width)
            categories.append(QgsRendererCategory(f"{kind} {verdict}", symbol, title))
    layer.setRenderer(QgsCategorizedSymbolRenderer(_CLASS, categories))
    layer.setOpacity(1.0)
    layer.triggerRepaint()


def _symbol(colour: str, pattern: str, width: float) -> QgsFillSymbol:
    alpha = {"solid": 70, "no": 0}.get(pattern, 150)
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return QgsFillSymbol.createSimple(
        {
            "color": f"{red},{green},{blue},{alpha}",
            "style": pattern,
            "outline_color": colour,
            "outline_width": str(width),
        }
    )


def layer_in_project(path: Path, project: QgsProject) -> Optional[QgsVectorLayer]:
    """Return the layer of a store's patches when the project has it."""
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsVectorLayer) and layer.customProperty(MARK) == str(path):
            return layer
    return None


def add_patch_layer(path: Path, title: str, project: QgsProject) -> Optional[QgsVectorLayer]:
    """Put the layer of a store's patches on top of the project, once; None when the store has no shapes yet."""
    layer = layer_in_project(path, project)
    if layer is None:
        layer = patch_layer(path, title)
        if not layer.isValid():
            return None
        project.addMapLayer(layer, False)
        project.layerTreeRoot().insertLayer(0, layer)
    elif hold(path):
        layer.dataProvider().reloadData()  # it came with the project, opened before the file was held
    return layer


def geometry_of(shape: bytes) -> QgsGeometry:
    """Return the geometry of a patch's WKB."""
    geometry = QgsGeometry()
    geometry.fromWkb(shape)
    return geometry


def geometry_on_map(shape: bytes, crs: str, target: QgsCoordinateReferenceSystem, project: QgsProject) -> QgsGeometry:
    """Return a patch's geometry in the system of a map; as it is when the store has no system or it cannot be transformed."""
    geometry = geometry_of(shape)
    source = QgsCoordinateReferenceSystem(crs)
    if source.isValid() and target.isValid() and source != target:
        try:
            geometry.transform(QgsCoordinateTransform(source, target, project))
        except QgsCsException:
            return geometry_of(shape)
    return geometry


def view_of(geometry: QgsGeometry, least: float) -> QgsRectangle:
    """Return the rectangle to zoom to: the shape with as much ground again around it, at least `least` map units wide."""
    box = geometry.boundingBox()
    side = max(box.width(), box.height(), least)
    box.grow(side * 0.35)
    return box


def feature_ids(layer: QgsVectorLayer, uids: list[str]) -> list[int]:
    """Return the feature ids of patches in a store's layer."""
    from qgis.core import QgsExpression, QgsFeatureRequest

    listed = ", ".join(QgsExpression.quotedString(uid) for uid in uids)
    request = QgsFeatureRequest().setFilterExpression(f'"uid" IN ({listed})')
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes(["uid"], layer.fields())
    return [feature.id() for feature in layer.getFeatures(request)]


def uids_of(layer: QgsVectorLayer) -> list[str]:
    """Return the uids of the features selected in a store's layer."""
    return [str(feature["uid"]) for feature in layer.selectedFeatures()]


def patch_title(patch: Patch) -> str:
    """Return what a patch is called in a sentence."""
    return patch.number or tr("a patch without number")


def overlay_layer(figure: str, project: QgsProject) -> Optional[QgsVectorLayer]:
    """Return the project's layer that a figure of a screening comes from, None when it is not there."""
    from .drawing import SURVEY, layer_of

    return layer_of(figure if figure in ("basic", "red_line", "approved") else SURVEY, project)
