"""Reading layers of QGIS into the house's tables.

A saved, unfiltered GeoPackage table is read straight from the file (several times faster); everything else through QGIS's
features. Both ways give the same shapes and values. The number of rows read is held against what the source declares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Callable, Optional

import numpy as np
import pandas as pd
from qgis.core import (
    NULL,
    Qgis,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeatureSourceDefinition,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime

from ..core.area.planes import Plane
from ..core.layers import PolygonTable
from ..core.problems import LandGuardError
from ..core.progress import Progress, stop_if_cancelled
from ..storage import gpkg
from .crs import name_of, plane_of

_BLOCK = 2_000
_Block = tuple[list[int], list[bytes], list[list[object]]]  # keys, WKB shapes, values by column
_UNNAMED = "output"  # what QGIS calls the temporary result of an algorithm


def read_polygons(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    context: QgsProcessingContext,
    progress: Progress,
    fields: Optional[Sequence[str]] = None,
    find_plane: Callable[..., Plane] = plane_of,
) -> PolygonTable:
    """Return the polygon layer of a Processing parameter with the named fields (None: all of them).

    Selection, filter and limit of the parameter are honoured; invalid geometries are passed on as they are, for the
    use case to judge. Raises LandGuardError LG-LAY-001 for a missing layer, LG-LAY-002 for a missing field, LG-LAY-003 for
    a source that ends early, LG-CRS-00x for an unusable reference system, unless `find_plane` judges it more mildly.
    """
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise LandGuardError("LG-LAY-001", name=name, value=str(parameters.get(name)))
    available = [field.name() for field in source.fields()]
    wanted = list(dict.fromkeys(available if fields is None else fields))
    for field in wanted:
        if field not in available:
            raise LandGuardError("LG-LAY-002", layer=source.sourceName(), field=field, fields=", ".join(available))
    stored = _stored_table(parameters.get(name), algorithm, name, context)
    blocks = _read_stored(stored, wanted) if stored else _read_source(source, wanted)
    keys, shapes, values = _collect(blocks, len(wanted), source.featureCount(), progress)
    if stored is None or source.featureCount() >= 0:
        _check_count(source, len(keys))
    extent = source.sourceExtent()
    plane = find_plane(
        source.sourceCrs(),
        context.transformContext(),
        source.sourceName(),
        (extent.xMinimum(), extent.xMaximum()),
        progress,
    )
    rows = pd.DataFrame(dict(zip(wanted, values)), index=range(len(keys)), dtype=object)
    keys, shapes, rows = _in_key_order(keys, shapes, rows)
    return PolygonTable(
        title_of(algorithm, parameters, name, context),
        shapes,
        rows,
        np.array(keys, dtype=np.int64),
        plane,
        name_of(source.sourceCrs()),
    )


def title_of(algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext) -> str:
    """Return what the user knows a layer parameter by: its name in QGIS, or file and layer where a path was given."""
    source = algorithm.parameterAsSource(parameters, name, context)
    layer = algorithm.parameterAsVectorLayer(parameters, name, context)
    value = parameters.get(name)
    if not isinstance(layer, QgsVectorLayer):
        return source.sourceName()
    if layer.providerType() != "ogr" or _was_named(layer, value, context):
        return layer.name()
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    file, table = Path(parts.get("path", "")).stem, parts.get("layerName") or ""
    return " ".join(dict.fromkeys(filter(None, (file, table)))) or layer.name()


def is_named(layer: QgsVectorLayer, value: object, context: QgsProcessingContext) -> bool:
    """Return whether the title of a layer parameter means something to the user: a layer out of a model's inside has a made-up one."""
    return layer.providerType() != "memory" or _was_named(layer, value, context)


def _was_named(layer: QgsVectorLayer, value: object, context: QgsProcessingContext) -> bool:
    """Return whether somebody gave the layer its name: it is in the project, or came as a layer that is not just an "output"."""
    project = context.project()
    in_project = project is not None and project.mapLayer(layer.id()) is not None
    return in_project or (isinstance(value, QgsVectorLayer) and layer.name().casefold() != _UNNAMED)


def _collect(
    blocks: Iterator[_Block], fields: int, expected: int, progress: Progress
) -> tuple[list[int], list[bytes], list[list[object]]]:
    keys: list[int] = []
    shapes: list[bytes] = []
    values: list[list[object]] = [[] for _ in range(fields)]
    for block_keys, block_shapes, block_values in blocks:
        stop_if_cancelled(progress)
        keys += block_keys
        shapes += block_shapes
        for column, more in zip(values, block_values):
            column += more
        if expected > 0:
            progress.at(len(keys) / expected)
    return keys, shapes, values


def _in_key_order(
    keys: list[int], shapes: list[bytes], rows: pd.DataFrame
) -> tuple[list[int], list[bytes], pd.DataFrame]:
    """Return the rows sorted by key: QGIS hands out a selection in no particular order."""
    numbers = np.array(keys, dtype=np.int64)
    if (np.diff(numbers) > 0).all():
        return keys, shapes, rows
    order = np.argsort(numbers, kind="stable")
    return numbers[order].tolist(), [shapes[index] for index in order], rows.iloc[order].reset_index(drop=True)


def _check_count(source: QgsProcessingFeatureSource, read: int) -> None:
    declared = source.featureCount()
    if read < declared:
        raise LandGuardError("LG-LAY-003", layer=source.sourceName(), read=read, declared=declared)


def _stored_table(
    value: object, algorithm: QgsProcessingAlgorithm, name: str, context: QgsProcessingContext
) -> Optional[tuple[Path, str]]:
    """Return (file, table) when the parameter is a whole, saved GeoPackage table and nothing else would be read."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        if value.selectedFeaturesOnly or value.filterExpression or value.featureLimit > 0:
            return None
    layer = algorithm.parameterAsVectorLayer({name: value}, name, context)
    if not isinstance(layer, QgsVectorLayer) or layer.providerType() != "ogr" or layer.storageType() != "GPKG":
        return None
    if layer.isEditable() or layer.subsetString() or layer.vectorJoins():
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path, table = Path(parts.get("path", "")), parts.get("layerName") or _only_table(Path(parts.get("path", "")))
    if not table or not path.is_file() or path.suffix.lower() != ".gpkg":
        return None
    return (path, table) if _is_plain(path, table) else None


def _only_table(path: Path) -> Optional[str]:
    connection = gpkg.connect(path) if path.is_file() else None
    if connection is None:
        return None
    try:
        names = [row[0] for row in connection.execute("SELECT table_name FROM gpkg_geometry_columns")]
    finally:
        connection.close()
    return names[0] if len(names) == 1 else None


def _is_plain(path: Path, table: str) -> bool:
    connection = gpkg.connect(path)
    try:
        return gpkg.describe(connection, table) is not None
    finally:
        connection.close()


def _read_stored(stored: tuple[Path, str], fields: Sequence[str]) -> Iterator[_Block]:
    return gpkg.read_rows(stored[0], stored[1], fields)


def _read_source(source: QgsProcessingFeatureSource, fields: Sequence[str]) -> Iterator[_Block]:
    request = QgsFeatureRequest().setSubsetOfAttributes(list(fields), source.fields())
    indexes = [source.fields().lookupField(field) for field in fields]
    keys: list[int] = []
    shapes: list[bytes] = []
    values: list[list[object]] = [[] for _ in fields]
    for feature in source.getFeatures(request, Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks):
        keys.append(feature.id())
        shapes.append(wkb_of(feature.geometry()))
        attributes = feature.attributes()
        for column, index in zip(values, indexes):
            column.append(plain_value(attributes[index]))
        if len(keys) == _BLOCK:
            yield keys, shapes, values
            keys, shapes, values = [], [], [[] for _ in fields]
    if keys:
        yield keys, shapes, values


def wkb_of(geometry: QgsGeometry) -> bytes:
    """Return a geometry as plain 2D WKB; curves become chords (QGIS's default tolerance); b"" for none or empty."""
    if geometry.isNull() or geometry.isEmpty():
        return b""
    part = geometry.constGet()
    if QgsWkbTypes.isCurvedType(part.wkbType()):
        geometry = QgsGeometry(part.segmentize())
    if QgsWkbTypes.hasZ(geometry.wkbType()) or QgsWkbTypes.hasM(geometry.wkbType()):
        geometry = QgsGeometry(geometry)
        flat = geometry.get()
        flat.dropZValue()
        flat.dropMValue()
    return bytes(geometry.asWkb())


def plain_value(value: object) -> object:
    """Return an attribute as a Python value: NULL becomes None, Qt dates become ISO text."""
    if value is None or value == NULL:
        return None
    if isinstance(value, (QDate, QDateTime)):
        return value.toString("yyyy-MM-dd" if isinstance(value, QDate) else "yyyy-MM-ddTHH:mm:ss")
    return value


def geometry_of(shape: bytes) -> QgsGeometry:
    """Return a QGIS geometry from WKB; null for b""."""
    geometry = QgsGeometry()
    if shape:
        geometry.fromWkb(shape)
    return geometry


def feature_of(fields: object, attributes: Sequence[object], shape: bytes = b"") -> QgsFeature:
    """Return a feature with these attributes and this shape."""
    feature = QgsFeature(fields)
    feature.setAttributes(list(attributes))
    if shape:
        feature.setGeometry(geometry_of(shape))
    return feature
