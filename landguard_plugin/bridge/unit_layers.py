"""Layers of administrative units in a project: what units are called, and which layer tells it."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import NULL, QgsFeatureRequest, QgsProject, QgsVectorLayer

from .surveys import UNIT_CODE_FIELDS, UNIT_NAME_FIELDS

_MOST_UNITS = 20_000


def unit_names(project: QgsProject) -> dict[str, str]:
    """Return names of administrative units by code, from the project's layers of units; patches and surveys are no such."""
    names: dict[str, str] = {}
    for layer in _unit_layers(project):
        for code, name in _named(layer):
            names.setdefault(code[:12], name)
    return names


def naming_layer(project: QgsProject, digits: int) -> str:
    """Return the id of the layer that names most units of a level of so many digits, "" when none names any."""
    best, most = "", 0
    for layer in _unit_layers(project):
        named = sum(1 for code, _ in _named(layer) if len(code) >= digits and not code[digits:].strip("0"))
        if named > most:
            best, most = layer.id(), named
    return best


def _unit_layers(project: QgsProject) -> Iterator[QgsVectorLayer]:
    """Yield the layers of units in an order that does not change from one look to the next."""
    layers = sorted(project.mapLayers().values(), key=lambda layer: (layer.name(), layer.id()))
    return (layer for layer in layers if _unit_fields(layer) and layer.featureCount() <= _MOST_UNITS)


def _named(layer: QgsVectorLayer) -> Iterator[tuple[str, str]]:
    """Yield code and name of the units of a layer that have both."""
    pair = _unit_fields(layer)
    request = QgsFeatureRequest().setSubsetOfAttributes(list(pair), layer.fields())
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    for feature in layer.getFeatures(request):
        code, name = feature[pair[0]], feature[pair[1]]
        if code not in (None, NULL) and name not in (None, NULL) and str(code).strip() and str(name).strip():
            yield str(code).strip(), str(name).strip()


def _unit_fields(layer: object) -> tuple[str, str] | None:
    if not isinstance(layer, QgsVectorLayer):
        return None
    fields = {field.name() for field in layer.fields()}
    if "DLBM" in fields or "JCBH" in fields:
        return None
    code = next((name for name in UNIT_CODE_FIELDS[:2] if name in fields), None)
    name = next((name for name in UNIT_NAME_FIELDS[:2] if name in fields), None)
    return (code, name) if code is not None and name is not None else None
