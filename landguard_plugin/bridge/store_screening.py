"""Screening the patches of a project: the patches from the store, the layers from parameters, the layers a project offers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProject,
    QgsVectorLayer,
)

from ..core.layers import PolygonTable
from ..core.patches.records import Patch
from ..core.progress import Progress
from ..core.survey.shapes import easting_range
from .crs import plane_of
from .screening import DATE_FIELDS, TYPE_FIELDS, ScreeningReader

#: parameter -> marks of a layer's name or source, most telling first
_MARKS = {
    "SURVEY": ("DLTB", "地类图斑"),
    "BASIC_FARMLAND": ("YJJBNTTB", "永久基本农田"),
    "RED_LINE": ("STBHHX", "生态保护红线"),
    "APPROVED": ("YDGLXX", "用地管理信息", "批准用地"),
    "TEMPORARY": ("LSYD", "临时用地"),
}


class StoreScreeningReader(ScreeningReader):
    """Reads the layers around the patches of a store, in the store's plane."""

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        parameters: dict,
        context: QgsProcessingContext,
        progress: Progress,
        patches: Sequence[Patch],
        crs: str,
    ) -> None:
        """Take the patches and the reference system of the store."""
        super().__init__(algorithm, parameters, context, progress)
        self._stored, self._crs = patches, crs

    def _patches(self) -> PolygonTable:
        crs = QgsCoordinateReferenceSystem(self._crs)
        shapes = [patch.shape for patch in self._stored]
        plane = plane_of(crs, self._context.transformContext(), "-", easting_range(shapes), self._progress)
        rows = pd.DataFrame(
            {
                "unit": [patch.unit for patch in self._stored],
                TYPE_FIELDS[0]: [_first(patch, TYPE_FIELDS) for patch in self._stored],
                DATE_FIELDS[0]: [_first(patch, DATE_FIELDS) for patch in self._stored],
            },
            dtype=object,
        )
        table = PolygonTable("-", shapes, rows, np.arange(len(shapes), dtype=np.int64), plane, self._crs)
        self._home, self._home_crs = table, crs
        return table


def _first(patch: Patch, names: Sequence[str]) -> object:
    by_key = {name.upper(): value for name, value in patch.issued.items()}
    return next((by_key[name.upper()] for name in names if by_key.get(name.upper()) is not None), "")


def layers_offered(project: QgsProject) -> dict[str, str]:
    """Return parameter -> id of the project's layer that is most likely meant; of two surveys the earlier and the later year."""
    found: dict[str, list[QgsVectorLayer]] = {name: [] for name in _MARKS}
    for layer in project.mapLayers().values():
        if not isinstance(layer, QgsVectorLayer) or not layer.isSpatial():
            continue
        text = f"{layer.name()} {layer.source().rpartition('|')[2]}".upper()
        for name, marks in _MARKS.items():
            if any(mark.upper() in text for mark in marks) and "DELIVERY" not in text:
                found[name].append(layer)
    offered = {name: layers[0].id() for name, layers in found.items() if layers}
    surveys = sorted(found["SURVEY"], key=lambda layer: layer.name())
    if surveys:
        offered["SURVEY"] = surveys[0].id()
    if len(surveys) > 1:
        offered["SURVEY_LATER"] = surveys[-1].id()
    return offered
