"""Screening the patches of a project: the patches from the store, the layers from parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
)

from ..core.layers import PolygonTable
from ..core.patches.records import Patch
from ..core.progress import Progress
from ..core.survey.shapes import easting_range
from .crs import plane_of
from .screening import DATE_FIELDS, TYPE_FIELDS, ScreeningReader


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
