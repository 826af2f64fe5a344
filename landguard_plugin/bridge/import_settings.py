"""What users say about a delivery: field and class maps, its reference system, the layer that knows its units."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Callable, Optional

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
)

from ..app.import_survey import UnitFinder
from ..core.area.planes import Plane, ZonePlane
from ..core.problems import Message
from ..core.progress import Progress
from ..core.survey.intake import check_class_map
from ..core.survey.mapping import SourceField, parse_field_map
from ..core.survey.units import units_of
from ..storage.text_tables import read_pairs
from .crs import crs_of_zone, name_of, plane_of, tells_where, transform_points
from .deliveries import OpenDelivery
from .layers import read_polygons
from .library import field_table
from .text import word

_SOURCE_CLASS = ("source_class", "source_code", "原地类", "原地类编码")
_DLBM = ("dlbm", "landguard_dlbm", "地类编码")


def class_map(path: str) -> Optional[dict[str, str]]:
    """Return source class -> DLBM from a CSV file, None when no file is named."""
    return check_class_map(read_pairs(Path(path), _SOURCE_CLASS, _DLBM)) if path else None


def field_map(text: str, class_field: str, unit_field: str, source: Sequence[SourceField]) -> dict[str, Optional[str]]:
    """Return logical field -> source field from JSON text (or the path of a JSON file) and the two named fields."""
    if text and not text.startswith("{") and Path(text).is_file():
        text = Path(text).read_text(encoding="utf-8-sig")
    wanted = parse_field_map(text, field_table(), source)
    if class_field:
        wanted["DLBM"] = class_field
    if unit_field:
        wanted["ZLDWDM"] = unit_field
    return wanted


def worded(messages: Sequence[Message]) -> str:
    """Return several coded reasons as one text."""
    return "; ".join(word(message) for message in messages)


class ImportCrs:
    """The reference system of a delivery: declared, given by the user, or read off the zone prefix of its coordinates."""

    def __init__(
        self, declared: QgsCoordinateReferenceSystem, name: str, context: QgsProcessingContext, progress: Progress
    ) -> None:
        """Begin with what is declared."""
        self._crs, self._name, self._context, self._progress = declared, name, context, progress

    def known(self) -> QgsCoordinateReferenceSystem:
        """Return the reference system as far as it is known; complete after `plane` was called."""
        return self._crs

    def plane(self, eastings: tuple[float, float]) -> Plane:
        """Return the plane of the delivery and settle its reference system.

        Raises LandGuardError LG-CRS-001..006 where there is none or the coordinates contradict it.
        """
        plane = plane_of(self._crs, self._context.transformContext(), self._name, eastings, self._progress)
        if not tells_where(self._crs) and isinstance(plane, ZonePlane):
            self._crs = crs_of_zone(plane.zone)
        return plane


def import_crs(
    opened: OpenDelivery, given: QgsCoordinateReferenceSystem, context: QgsProcessingContext, progress: Progress
) -> ImportCrs:
    """Return the reference system to start from: the user's where one is given, else the delivery's own."""
    if not given.isValid():
        return ImportCrs(opened.crs, opened.name, context, progress)
    if tells_where(opened.crs) and opened.crs != given:
        declared, name = name_of(opened.crs), opened.name
        progress.warn(Message("LG-CRS-009", {"layer": name, "declared": declared, "given": name_of(given)}))
    return ImportCrs(given, opened.name, context, progress)


def unit_finder(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    context: QgsProcessingContext,
    progress: Progress,
    source_crs: Callable[[], QgsCoordinateReferenceSystem],
) -> UnitFinder:
    """Return the unit layer of a parameter; `source_crs` is asked only when points are to be transformed."""
    table = read_polygons(algorithm, parameters, name, context, progress)
    layer_crs = algorithm.parameterAsSource(parameters, name, context).sourceCrs()

    def to_units(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        crs = source_crs()
        if crs == layer_crs or not tells_where(layer_crs):
            return x, y
        return transform_points(x, y, QgsCoordinateTransform(crs, layer_crs, context.transformContext()), table.name)

    return UnitFinder(units_of(table), to_units)
