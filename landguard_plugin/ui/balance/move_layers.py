"""Which layers of the project are probably meant when a line is to be moved: by their names and fields, to be corrected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Optional

from qgis.core import QgsProject, QgsVectorLayer, QgsWkbTypes

_BASIC = re.compile(r"yjjbnt|基本农田|basic.?farmland", re.IGNORECASE)
#: kind of line -> how its layers are called, in the order of the kinds
_LINES = (
    re.compile(r"gdbh|耕地保护|farmland.?(protection|line)", re.IGNORECASE),
    _BASIC,
    re.compile(r"czkfbj|开发边界|development.?boundary", re.IGNORECASE),
    re.compile(r"stbhhx|生态.*红线|退耕|ecolog", re.IGNORECASE),
)
_PROPOSED = re.compile(r"拟|新线|调整后|propos|draft", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
GRADE_FIELDS = ("GDDB", "GDDJ", "grade")


def guesses(kind: int) -> dict[str, QgsVectorLayer]:
    """Return role -> layer for what the project has: CURRENT, PROPOSED, SURVEY, BASIC_FARMLAND, TARGETS."""
    layers = [one for one in QgsProject.instance().mapLayers().values() if isinstance(one, QgsVectorLayer)]
    polygons = [one for one in layers if one.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry]
    surveys = [one for one in polygons if one.fields().lookupField("DLBM") >= 0 and not _is_basic(one)]
    lines = [one for one in polygons if _LINES[kind].search(_names(one)) and one not in surveys]
    found = {
        "SURVEY": max(surveys, key=_year, default=None),
        "BASIC_FARMLAND": next((one for one in polygons if _is_basic(one)), None),
        "TARGETS": next((one for one in layers if _is_targets(one)), None),
        "CURRENT": next((one for one in lines if not _PROPOSED.search(one.name())), None),
        "PROPOSED": next((one for one in lines if _PROPOSED.search(one.name())), None),
    }
    return {role: layer for role, layer in found.items() if layer is not None}


def grade_field(layer: Optional[QgsVectorLayer]) -> str:
    """Return the field of a survey that probably carries the grade, "" for none."""
    names = {field.name().lower(): field.name() for field in layer.fields()} if layer is not None else {}
    return next((names[one.lower()] for one in GRADE_FIELDS if one.lower() in names), "")


def _names(layer: QgsVectorLayer) -> str:
    return f"{layer.name()} {layer.source().rpartition('layername=')[2]}"


def _is_basic(layer: QgsVectorLayer) -> bool:
    return bool(_BASIC.search(_names(layer))) and not _PROPOSED.search(layer.name())


def _is_targets(layer: QgsVectorLayer) -> bool:
    return _has(layer, ("unit", "farmland_mu"))


def _has(layer: QgsVectorLayer, names: Iterable[str]) -> bool:
    return all(layer.fields().lookupField(name) >= 0 for name in names)


def _year(layer: QgsVectorLayer) -> str:
    found = _YEAR.search(_names(layer))
    return found.group() if found else ""
