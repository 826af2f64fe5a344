"""Writing the house's tables into QGIS sinks and layers: areas as m2 with two decimals, titles as aliases.

Sinks cannot store aliases (QGIS 3.40 warns of every single one), so titles are set on the layer that QGIS loads in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Callable, Optional

import numpy as np
import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType

from ..core.layers import Column, ShapeTable, Table
from ..core.problems import LandGuardError
from ..core.progress import Progress, stop_if_cancelled
from .layers import feature_of
from .text import column_title

_BLOCK = 1_000


def fields_of(columns: Iterable[Column]) -> QgsFields:
    """Return QGIS fields for table columns; titles are set on the finished layer."""
    fields = QgsFields()
    for column in columns:
        fields.append(field_of(column))
    return fields


def field_of(column: Column) -> QgsField:
    """Return the QGIS field of one column."""
    if column.kind == "integer":
        field = QgsField(column.name, QMetaType.Type.LongLong, "", column.width)
    elif column.kind == "area":
        field = QgsField(column.name, QMetaType.Type.Double, "", column.width or 20, 2)
    elif column.kind == "number":
        field = QgsField(column.name, QMetaType.Type.Double, "", column.width, column.decimals)
    elif column.kind == "date":
        field = QgsField(column.name, QMetaType.Type.QDate)
    else:
        field = QgsField(column.name, QMetaType.Type.QString, "", column.width)
    return field


def title_of(column: Column) -> str:
    """Return the title of a column: its own where it is data, else from the table of titles in the user's language."""
    return column.title or column_title(column.name)


def write_table(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    context: QgsProcessingContext,
    table: Table,
    progress: Progress,
) -> Optional[str]:
    """Write a table to the sink parameter `name`; return its destination id, None when the sink is not wanted."""
    return write_shapes(algorithm, parameters, name, context, ShapeTable(table.columns, table.rows), progress)


def write_shapes(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    context: QgsProcessingContext,
    table: ShapeTable,
    progress: Progress,
    crs: Optional[QgsCoordinateReferenceSystem] = None,
    wkb_type: int = QgsWkbTypes.Type.MultiPolygon,
) -> Optional[str]:
    """Write a table with shapes to the sink parameter `name`; return its destination id, None when it is not wanted.

    Raises LandGuardError LG-OUT-001 when the sink cannot be opened and LG-OUT-002 when it refuses a row.
    """
    if parameters.get(name) is None:
        return None
    fields = fields_of(table.columns)
    has_shapes = bool(table.shapes)
    sink, destination = algorithm.parameterAsSink(
        parameters,
        name,
        context,
        fields,
        wkb_type if has_shapes or crs is not None else QgsWkbTypes.Type.NoGeometry,
        crs if crs is not None else QgsCoordinateReferenceSystem(),
    )
    if sink is None:
        raise LandGuardError("LG-OUT-001", name=name, value=str(parameters.get(name)))
    columns = [plain_values(table.rows[column.name], column.kind) for column in table.columns]
    for begin in range(0, len(table.rows), _BLOCK):
        stop_if_cancelled(progress)
        end = min(begin + _BLOCK, len(table.rows))
        features = []
        for row in range(begin, end):
            shape = table.shapes[row] if has_shapes else b""
            feature = feature_of(fields, [values[row] for values in columns], shape)
            if shape:
                geometry = feature.geometry()
                geometry.convertToMultiType()
                feature.setGeometry(geometry)
            features.append(feature)
        if not sink.addFeatures(features, QgsFeatureSink.Flag.FastInsert):
            raise LandGuardError("LG-OUT-002", name=name, detail=sink.lastError())
        progress.at(end / max(1, len(table.rows)))
    set_titles(table.columns, destination, context)
    return destination


def set_titles(columns: Iterable[Column], destination: str, context: QgsProcessingContext) -> None:
    """Set column titles as aliases on the layer a sink became: at once in memory, on loading for files."""
    titles = {column.name: title_of(column) for column in columns}
    layer = context.temporaryLayerStore().mapLayer(destination)
    if isinstance(layer, QgsVectorLayer):
        _set_aliases(layer, titles)
    if context.willLoadLayerOnCompletion(destination):
        _TITLERS[destination] = _Titler(titles)
        context.layerToLoadOnCompletionDetails(destination).setPostProcessor(_TITLERS[destination])


def _set_aliases(layer: QgsVectorLayer, titles: dict[str, str]) -> None:
    for index, field in enumerate(layer.fields()):
        if field.name() in titles:
            layer.setFieldAlias(index, titles[field.name()])


class _Titler(QgsProcessingLayerPostProcessorInterface):
    """Sets aliases on a layer when QGIS adds it to the project."""

    def __init__(self, titles: dict[str, str]) -> None:
        super().__init__()
        self._titles = titles

    def postProcessLayer(self, layer: object, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        if isinstance(layer, QgsVectorLayer):
            _set_aliases(layer, self._titles)


_TITLERS: dict[str, _Titler] = {}  # QGIS does not own post-processors: they must outlive the run


def plain_values(series: pd.Series, kind: str) -> list[object]:
    """Return a column as plain Python values; missing values as None; areas in m2."""
    convert: Callable[[object], object] = {"integer": int, "number": float, "area": _as_m2}.get(kind, _as_text)
    missing = series.isna().to_numpy()
    return [None if empty else convert(value) for value, empty in zip(series.tolist(), missing)]


def _as_m2(dm2: object) -> float:
    return int(dm2) / 100.0


def _as_text(value: object) -> object:
    return value if isinstance(value, str) else str(value)


def dm2_output(dm2: int) -> float:
    """Return an integer area as the number an algorithm outputs: m2, the double nearest to its two decimals."""
    return int(np.int64(dm2)) / 100.0


def columns_of(fields: Sequence[QgsField]) -> list[str]:
    """Return the names of QGIS fields."""
    return [field.name() for field in fields]
