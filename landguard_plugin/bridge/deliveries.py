"""Opening survey deliveries: files, archives and layers of the project, with their text in the right encoding."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsField,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType

from ..core.problems import LandGuardError, Message
from ..core.progress import Progress, stop_if_cancelled
from ..core.survey.delivery import Delivery
from ..core.survey.encoding import Decision, Evidence
from ..core.survey.mapping import SourceField
from ..storage.archives import DataFile, data_files, readable
from ..storage.shapefile import DbfText, read_text
from .layers import plain_value, wkb_of

SURVEY_LAYER_NAMES = ("DLTB", "地类图斑")  # TD/T 1057-2020's name of the layer and its title
_EVIDENCE = {
    Evidence.CHOSEN: "LG-ENC-011",
    Evidence.CODE_PAGE_FILE: "LG-ENC-012",
    Evidence.LANGUAGE_BYTE: "LG-ENC-013",
    Evidence.CONTENT: "LG-ENC-014",
    Evidence.ASCII: "LG-ENC-016",
}
#: a KML or GeoJSON may not say what it holds: its rows are judged one by one
_POLYGONAL = (QgsWkbTypes.GeometryType.PolygonGeometry, QgsWkbTypes.GeometryType.UnknownGeometry)
_LIKELY, _OVERRULED = "LG-ENC-015", "LG-ENC-005"


@dataclass(frozen=True)
class OpenDelivery:
    """A delivery that was opened but not read: its layer, its name, and what its .dbf told (shapefiles only)."""

    layer: QgsVectorLayer
    name: str
    text: Optional[DbfText] = None

    @property
    def crs(self) -> QgsCoordinateReferenceSystem:
        """Return the reference system the source declares."""
        return self.layer.crs()


def open_delivery(value: object, context: object, layer_name: str, encoding: str, progress: Progress) -> OpenDelivery:
    """Return the delivery a parameter names: a layer, a layer id, a path with or without `|layername=`, a zip.

    A shapefile is always opened anew with the encoding its bytes tell; a project layer's filter stays in force. Raises
    LandGuardError LG-LAY-001 for what is not there, LG-IMP-004..010 for what cannot be used, LG-ENC-00x for its text.
    """
    layer = value if isinstance(value, QgsVectorLayer) else None
    uri = str(value)
    if layer is None:
        path, inner_name, subset = _parts(uri)
        if path is not None:
            return _open_file(path, layer_name or inner_name, subset, encoding, progress)
        layer = QgsProcessingUtils.mapLayerFromString(uri, context)
    if not isinstance(layer, QgsVectorLayer) or not layer.isValid():
        raise LandGuardError("LG-LAY-001", name="INPUT", value=uri)
    if layer.isModified():
        raise LandGuardError("LG-IMP-009", layer=layer.name())
    if layer.storageType() == "ESRI Shapefile":
        path, inner_name, subset = _parts(layer.source())
        if path is not None:
            return _open_file(path, "", layer.subsetString() or subset, encoding, progress)
    _refuse_no_polygons(layer, layer.name())
    return OpenDelivery(layer, layer.name())


def read_delivery(opened: OpenDelivery, progress: Progress) -> Delivery:
    """Return all rows of an opened delivery. Raises LandGuardError LG-LAY-003 when it ends before its declared end."""
    layer, text = opened.layer, opened.text
    fields = _source_fields(layer, text)
    columns: list[list[object]] = [[] for _ in fields]
    shapes: list[bytes] = []
    keys: list[int] = []
    flattened = stroked = 0
    expected = max(1, layer.featureCount())
    for feature in layer.getFeatures(QgsFeatureRequest()):
        geometry = feature.geometry()
        kind = geometry.wkbType()
        flattened += QgsWkbTypes.hasZ(kind) or QgsWkbTypes.hasM(kind)
        stroked += QgsWkbTypes.isCurvedType(kind)
        keys.append(feature.id())
        shapes.append(wkb_of(geometry))
        for column, attribute in zip(columns, feature.attributes()):
            column.append(_scalar(attribute))
        if len(keys) % 1_000 == 0:
            stop_if_cancelled(progress)
            progress.at(len(keys) / expected)
    _refuse_short(opened, len(keys))
    _tell_shapes(flattened, stroked, progress)
    damaged = _overlay(text, keys, columns) if text else frozenset()
    return Delivery(
        opened.name,
        fields,
        columns,
        shapes,
        np.array(keys, dtype=np.int64),
        text.decision.encoding if text else "",
        damaged,
        len(text.cut) if text else 0,
    )


def is_file(value: object) -> bool:
    """Return whether a parameter value names a file or folder that exists, whatever QGIS makes of it."""
    return isinstance(value, str) and _parts(value)[0] is not None


def _parts(uri: str) -> tuple[Optional[Path], str, str]:
    """Return (path, layer name, filter) of a source string; path is None when it names no existing file."""
    head = uri.split("|", 1)[0]
    if head and Path(head).exists():
        parts = QgsProviderRegistry.instance().decodeUri("ogr", uri)
        return Path(head), parts.get("layerName") or "", parts.get("subset") or ""
    return None, "", ""


def _open_file(path: Path, layer_name: str, subset: str, encoding: str, progress: Progress) -> OpenDelivery:
    found = [(data, name, count) for data in data_files(path) for name, count in _polygon_layers(data)]
    chosen = _chosen(found, layer_name)
    if len(chosen) != 1:
        listed = ", ".join(f"{readable(name)} ({count})" for _, name, count in found) or "-"
        raise LandGuardError("LG-IMP-004" if found else "LG-IMP-006", file=path.name, layers=listed)
    data, name, _ = chosen[0]
    if len(found) > 1:
        progress.say(Message("LG-IMP-020", {"file": path.name, "layer": readable(name), "count": len(found)}))
    text = read_text(data, encoding or None) if data.is_shapefile else None
    if encoding and text is None:
        progress.warn(Message("LG-ENC-004", {"file": path.name, "encoding": encoding}))
    uri = data.for_gdal if data.is_shapefile else f"{data.for_gdal}|layername={name}"
    if subset:
        uri += f"|subset={subset}"
    if text:
        uri += f"|option:ENCODING={text.decision.encoding}"
        tell_encoding(text.decision, data.name, progress)
    layer = _layer(uri, readable(name))
    _refuse_no_polygons(layer, path.name)
    return OpenDelivery(layer, readable(name), text)


def _chosen(found: list[tuple[DataFile, str, int]], layer_name: str) -> list[tuple[DataFile, str, int]]:
    """Return the layers that may be meant: those of the name; else the only one, the only filled one, or the one called DLTB."""
    if layer_name:
        return [entry for entry in found if layer_name in (entry[1], readable(entry[1]))]
    filled = [entry for entry in found if entry[2] != 0]
    named = [entry for entry in found if readable(entry[1]).upper() in SURVEY_LAYER_NAMES]
    return next((entries for entries in (found, filled, named) if len(entries) == 1), found)


def _polygon_layers(data: DataFile) -> list[tuple[str, int]]:
    metadata = QgsProviderRegistry.instance().providerMetadata("ogr")
    found = [
        (data.name if data.is_shapefile else details.name(), details.featureCount())
        for details in metadata.querySublayers(data.for_gdal, Qgis.SublayerQueryFlag.CountFeatures)
        if QgsWkbTypes.geometryType(details.wkbType()) in _POLYGONAL
    ]
    if not found and data.is_shapefile and data.beside(".shx") is None:
        raise LandGuardError("LG-IMP-005", file=data.for_gdal, detail=".shx")
    return found


def _layer(uri: str, name: str) -> QgsVectorLayer:
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = False  # a foreign file's style may carry scripts
    layer = QgsVectorLayer(uri, name, "ogr", options)
    if not layer.isValid():
        raise LandGuardError("LG-IMP-005", file=uri.split("|")[0], detail=layer.error().summary() or "-")
    return layer


def _refuse_no_polygons(layer: QgsVectorLayer, name: str) -> None:
    if layer.geometryType() not in _POLYGONAL:
        raise LandGuardError("LG-IMP-006", file=name, layers=QgsWkbTypes.displayString(layer.wkbType()))


def _source_fields(layer: QgsVectorLayer, text: Optional[DbfText]) -> tuple[SourceField, ...]:
    fields = layer.fields()
    # QGIS leaves a name garbled that was cut inside a character; the .dbf lists fields in the same order.
    names = text.names if text and len(text.names) == fields.count() else [field.name() for field in fields]
    return tuple(SourceField(name, field.alias(), _kind(field)) for name, field in zip(names, fields))


def _kind(field: QgsField) -> str:
    kinds = {QMetaType.Type.QString: "text", QMetaType.Type.Double: "number", QMetaType.Type.QDate: "date"}
    return kinds.get(field.type(), "integer" if field.isNumeric() else "other")


def _scalar(attribute: object) -> object:
    value = plain_value(attribute)
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _overlay(text: DbfText, keys: list[int], columns: list[list[object]]) -> frozenset[tuple[int, int]]:
    """Put what the .dbf really holds over what QGIS read, where the two differ; return the damaged (row, field)."""
    rows = {key: row for row, key in enumerate(keys)}
    for changed in (text.damaged, text.cut, text.digits):
        for (record, index), value in changed.items():
            if record in rows and index < len(columns):
                columns[index][rows[record]] = value
    return frozenset((rows[record], index) for record, index in text.damaged if record in rows)


def _refuse_short(opened: OpenDelivery, read: int) -> None:
    declared = opened.layer.featureCount()
    if opened.text and not opened.layer.subsetString():
        declared = max(declared, opened.text.rows)
    if read < declared:
        raise LandGuardError("LG-LAY-003", layer=opened.name, read=read, declared=declared)


def _tell_shapes(flattened: int, stroked: int, progress: Progress) -> None:
    if flattened:
        progress.say(Message("LG-IMP-037", {"count": flattened}))
    if stroked:
        progress.warn(Message("LG-IMP-038", {"count": stroked}))


def tell_encoding(decision: Decision, name: str, progress: Progress) -> None:
    """Say in which encoding the text of a source is read and how that was found."""
    arguments = {"file": name, "encoding": decision.encoding, "sample": decision.sample or "-"}
    if decision.overruled:
        progress.warn(Message(_OVERRULED, {**arguments, "declared": decision.overruled}))
    elif decision.evidence is Evidence.CONTENT and not decision.certain:
        progress.warn(Message(_LIKELY, arguments))
    else:
        progress.say(Message(_EVIDENCE[decision.evidence], arguments))
