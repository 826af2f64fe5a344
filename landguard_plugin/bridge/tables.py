"""Attribute tables of Processing parameters as frames: no geometry, plain values, every row."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from qgis.core import Qgis, QgsFeatureRequest, QgsProcessingAlgorithm, QgsProcessingContext

from ..core.problems import LandGuardError
from ..core.progress import Progress, stop_if_cancelled
from .layers import plain_value

_BLOCK = 5_000


def read_rows(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    context: QgsProcessingContext,
    progress: Progress,
    fields: Sequence[str] | None = None,
) -> pd.DataFrame | None:
    """Return the rows of a layer or table parameter in feature order (only these fields, when given), None without a parameter.

    Raises LandGuardError LG-LAY-001 for a source that is not there, LG-LAY-002 for a missing field, LG-LAY-003 for one that ends early.
    """
    if parameters.get(name) is None:
        return None
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise LandGuardError("LG-LAY-001", name=name, value=str(parameters.get(name)))
    available = [field.name() for field in source.fields()]
    names = available if fields is None else list(fields)
    for name in names:
        if name not in available:
            raise LandGuardError("LG-LAY-002", layer=source.sourceName(), field=name, fields=", ".join(available))
    places = [available.index(name) for name in names]
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    if fields is not None:
        request.setSubsetOfAttributes(places)
    rows = []
    for feature in source.getFeatures(request, Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks):
        values = feature.attributes()
        rows.append((feature.id(), *(plain_value(values[place]) for place in places)))
        if len(rows) % _BLOCK == 0:
            stop_if_cancelled(progress)
    if len(rows) < source.featureCount():
        raise LandGuardError("LG-LAY-003", layer=source.sourceName(), read=len(rows), declared=source.featureCount())
    rows.sort(key=lambda row: row[0])
    return pd.DataFrame([row[1:] for row in rows], columns=names, dtype=object)
