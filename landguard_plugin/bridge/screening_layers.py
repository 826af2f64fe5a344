"""Which layers of a project a screening would use, guessed from their roles, names and fields."""

from __future__ import annotations

import re

from qgis.core import QgsProject, QgsVectorLayer

from ..app.patches.impact import APPROVED, BASIC, PARCELS, RED_LINE
from .drawing import SURVEY, layer_of, role_of

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_TEMPORARY = re.compile(r"临时用地|LSYD|temporary", re.IGNORECASE)


def guessed_layers(project: QgsProject) -> dict[str, QgsVectorLayer]:
    """Return layers by the parameter of `landguard:screenstore` they would serve; what cannot be guessed is left out."""
    found: dict[str, QgsVectorLayer] = {}
    surveys = sorted(
        (layer for layer in project.mapLayers().values() if role_of(layer) == SURVEY),
        key=lambda layer: (_year(layer.name()), layer.name()),
    )
    if surveys:
        found["SURVEY"] = surveys[0]
    if len(surveys) > 1:
        found["SURVEY_LATER"] = surveys[-1]
    roles = (("BASIC_FARMLAND", BASIC), ("RED_LINE", RED_LINE), ("APPROVED", APPROVED), ("PARCELS", PARCELS))
    for name, role in roles:
        layer = layer_of(role, project)
        if layer is not None:
            found[name] = layer
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsVectorLayer) and _TEMPORARY.search(f"{layer.name()} {layer.source()[-40:]}"):
            found.setdefault("TEMPORARY", layer)
    return found


def _year(text: str) -> str:
    year = _YEAR.search(text)
    return year.group(1) if year is not None else "9999"
