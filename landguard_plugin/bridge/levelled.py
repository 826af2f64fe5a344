"""The levelled layer: the source's features as they are, with TBMJ, KCMJ and TBDLMJ of the levelling."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

import numpy as np
from qgis.core import (
    Qgis,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
)
from qgis.PyQt.QtCore import QMetaType

from ..app.level_areas import LevelResult
from ..core.layers import Column, Table
from ..core.problems import LandGuardError
from ..core.progress import Progress, stop_if_cancelled
from .library import field_table
from .sinks import dm2_output, field_of
from .text import column_title

_AREAS = ("TBMJ", "KCMJ", "TBDLMJ")
_OWN_TITLES = ("before_m2", "after_m2")
_BLOCK = 2_000


def titled(adjustments: Table) -> Table:
    """Return ADJUSTMENTS with titles of its own: before and after mean levelling here, not survey years."""
    columns = (
        replace(column, title=column_title(f"levelled_{column.name}") if column.name in _OWN_TITLES else "")
        for column in adjustments.columns
    )
    return replace(adjustments, columns=tuple(columns))


def check_fields(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> None:
    """Raise LandGuardError LG-LVL-009 when an area field of INPUT cannot hold two decimals."""
    source = algorithm.parameterAsSource(parameters, "INPUT", context)
    if source is None:
        raise LandGuardError("LG-LAY-001", name="INPUT", value=str(parameters.get("INPUT")))
    fields = source.fields()
    for name in _AREAS:
        physical = field_table().find(name, [field.name() for field in fields])
        if physical and fields.field(physical).type() not in (QMetaType.Type.Double, QMetaType.Type.QString):
            raise LandGuardError("LG-LVL-009", layer=source.sourceName(), field=physical)


def write_levelled(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    context: QgsProcessingContext,
    keys: np.ndarray,
    result: LevelResult,
    progress: Progress,
) -> str:
    """Write OUTPUT and return its destination; `keys` are the feature ids of the rows of the result.

    Area fields the source lacks are added; patches without control area keep what they store. Raises LandGuardError LG-OUT-001 and
    LG-OUT-002 when the sink cannot be opened or refuses.
    """
    source = algorithm.parameterAsSource(parameters, "INPUT", context)
    fields = QgsFields(source.fields())
    places = []
    for name in _AREAS:
        physical = field_table().find(name, [field.name() for field in fields])
        if not physical:
            fields.append(field_of(Column(name, "area")))
        places.append(fields.lookupField(physical or name))
    sink, destination = algorithm.parameterAsSink(
        parameters, "OUTPUT", context, fields, source.wkbType(), source.sourceCrs()
    )
    if sink is None:
        raise LandGuardError("LG-OUT-001", name="OUTPUT", value=str(parameters.get("OUTPUT")))
    row_of = {int(key): row for row, key in enumerate(keys)}
    areas = (result.tbmj, result.ridge, result.net)
    block: list[QgsFeature] = []
    request = QgsFeatureRequest()
    for feature in source.getFeatures(request, Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks):
        row = row_of[feature.id()]
        values = feature.attributes() + [None] * (len(fields) - len(source.fields()))
        if result.controlled[row]:
            for place, column in zip(places, areas):
                values[place] = _as_field(fields.at(place).type(), dm2_output(column[row]))
        written = QgsFeature(fields)
        written.setAttributes(values)
        written.setGeometry(feature.geometry())
        block.append(written)
        if len(block) == _BLOCK:
            _flush(sink, block, progress)
            block = []
    _flush(sink, block, progress)
    return destination


def _as_field(kind: Optional[int], value: float) -> object:
    return f"{value:.2f}" if kind == QMetaType.Type.QString else value


def _flush(sink: QgsFeatureSink, block: list[QgsFeature], progress: Progress) -> None:
    if block and not sink.addFeatures(block, QgsFeatureSink.Flag.FastInsert):
        raise LandGuardError("LG-OUT-002", name="OUTPUT", detail=sink.lastError())
    stop_if_cancelled(progress)
