"""Small layers for tests, made in code: fields and features from plain dictionaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Optional

import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType

TYPES = {str: QMetaType.Type.QString, int: QMetaType.Type.LongLong, float: QMetaType.Type.Double}


def memory_layer(
    shapes: Sequence[object],
    rows: Sequence[Mapping[str, object]],
    crs: str = "EPSG:4547",
    name: str = "layer",
    kind: str = "MultiPolygon",
) -> QgsVectorLayer:
    """Return a memory layer; a shape is a shapely geometry, WKB bytes or None; crs "" for none."""
    layer = QgsVectorLayer(kind, name, "memory")
    layer.setCrs(QgsCoordinateReferenceSystem(crs))
    names = list(dict.fromkeys(key for row in rows for key in row))
    samples = {key: next((row[key] for row in rows if row.get(key) is not None), "") for key in names}
    layer.dataProvider().addAttributes([QgsField(key, TYPES[type(samples[key])]) for key in names])
    layer.updateFields()
    features = []
    for shape, row in zip(shapes, rows):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([row.get(key) for key in names])
        if shape is not None:
            geometry = QgsGeometry()
            geometry.fromWkb(shape if isinstance(shape, bytes) else shapely.to_wkb(shape))
            if kind.startswith("Multi"):
                geometry.convertToMultiType()
            feature.setGeometry(geometry)
        features.append(feature)
    added, _ = layer.dataProvider().addFeatures(features)
    assert added
    layer.updateExtents()
    return layer


def save(
    layer: QgsVectorLayer, path: Path, driver: str = "GPKG", encoding: str = "UTF-8", layer_name: Optional[str] = None
) -> Path:
    """Write a layer to a file of any OGR driver and return the path."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = driver
    options.fileEncoding = encoding
    options.layerName = layer_name or path.stem
    code, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(path), QgsProject.instance().transformContext(), options
    )
    assert code == QgsVectorFileWriter.WriterError.NoError, message
    return path


def rows_of(source: object) -> list[dict]:
    """Return the attributes of a layer (or of the file a path names) as dictionaries."""
    layer = source if isinstance(source, QgsVectorLayer) else QgsVectorLayer(str(source), "t", "ogr")
    assert layer.isValid(), source
    names = [field.name() for field in layer.fields()]
    rows = [
        dict(zip(names, [None if v is None or str(v) == "NULL" else v for v in f.attributes()]))
        for f in layer.getFeatures()
    ]
    return rows
