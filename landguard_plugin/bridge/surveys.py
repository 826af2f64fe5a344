"""Survey years and zone layers from Processing parameters, all in the plane of the first year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
)

from ..app.flows.flow_matrix import ZoneLayer
from ..core.area.planes import ZonePlane
from ..core.layers import PolygonTable
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress
from ..core.survey.records import AreaSource, Survey, fields_needed, survey_of, text_of
from .crs import crs_of_zone, reproject, shift_zone, tells_where
from .layers import read_polygons
from .library import class_table, field_table
from .tables import read_rows

#: fields that carry a unit's code and name in the layers bureaus use, most likely first
UNIT_CODE_FIELDS = ("XZQDM", "ZLDWDM", "XJXZQHDM", "区划代码", "行政区代码", "行政区划代码", "unit", "code", "zone")
UNIT_NAME_FIELDS = ("XZQMC", "ZLDWMC", "区划名称", "行政区名称", "name")
_VILLAGE = 12  # digits of the code that ZLDWMC names


class SurveyReader:
    """Reads the layers of one run; the first survey year sets the plane that all others are brought to."""

    def __init__(
        self, algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, progress: Progress
    ) -> None:
        """Read for this run."""
        self._algorithm, self._parameters, self._context, self._progress = algorithm, parameters, context, progress
        self._home: PolygonTable | None = None
        self._home_crs: QgsCoordinateReferenceSystem | None = None

    @property
    def crs(self) -> QgsCoordinateReferenceSystem:
        """Return the reference system of the first year; the zone's where the layer had none."""
        return _real_crs(self._home_crs, self._home) if self._home else QgsCoordinateReferenceSystem()

    def survey(
        self,
        name: str,
        class_field: str = "",
        area_source: AreaSource = AreaSource.AUTO,
        earlier: Survey | None = None,
    ) -> Survey:
        """Return the survey year of a layer parameter; `class_field` stands for DLBM when given."""
        source = self._source(name)
        available = [field.name() for field in source.fields()]
        if class_field:
            if class_field not in available:
                raise LandGuardError(
                    "LG-LAY-002", layer=source.sourceName(), field=class_field, fields=", ".join(available)
                )
            others = [field for field in available if field.upper() != "DLBM" or field == class_field]
            wanted = [class_field, *fields_needed(field_table(), [*others, "DLBM"])]
            wanted = [field for field in dict.fromkeys(wanted) if field in others]
        else:
            wanted = fields_needed(field_table(), available)
        table = self._at_home(name, self._read(name, wanted))
        if class_field and class_field.upper() != "DLBM":
            table = replace(table, rows=table.rows.rename(columns={class_field: "DLBM"}))
        return survey_of(table, field_table(), class_table(), self._progress, area_source, earlier=earlier)

    def zones(self, name: str, code_field: str = "") -> ZoneLayer | None:
        """Return the polygons of an optional layer parameter with a code each, None when it is not given."""
        if self._parameters.get(name) is None:
            return None
        source = self._source(name)
        available = [field.name() for field in source.fields()]
        code = self._code_field(source.sourceName(), available, code_field)
        table = self._at_home(name, self._read(name, [code] if code else []))
        codes = text_of(table.rows[code]) if code else table.row_numbers.astype(str)
        here = np.array([bool(shape) for shape in table.shapes], dtype=bool)
        if not here.all():
            self._progress.warn(Message("LG-LAY-004", {"layer": table.name, "count": int((~here).sum())}))
        return ZoneLayer(
            table.name,
            [shape for shape in table.shapes if shape],
            [str(c) for c, there in zip(codes, here) if there],
        )

    def fields(self, name: str) -> list[str]:
        """Return the field names of a layer parameter."""
        return [field.name() for field in self._source(name).fields()]

    def numbers(self, name: str, field: str) -> np.ndarray:
        """Return a numeric field of a layer parameter in the row order of `survey`, float64 (n,), NaN where a row has none."""
        rows = read_rows(self._algorithm, self._parameters, name, self._context, self._progress, [field])
        return pd.to_numeric(rows[field], errors="coerce").to_numpy(dtype=np.float64)

    def texts(self, name: str, field: str) -> np.ndarray:
        """Return a field of a layer parameter as text in the row order of `survey`, object (n,), "" where a row has none."""
        rows = read_rows(self._algorithm, self._parameters, name, self._context, self._progress, [field])
        return text_of(rows[field])

    def unit_names(self, name: str, survey: Survey | None, level: int) -> dict[str, str]:
        """Return unit code -> name at a level: from the layer or table `name` when given, else ZLDWMC at the village level.

        A code padded with zeros beyond the level counts as the unit's own. Raises LandGuardError LG-LAY-005 when the layer has no
        field for codes or none for names.
        """
        names: dict[str, str] = {}
        if survey is not None and level >= _VILLAGE:
            for code, text in zip(survey.rows["unit"], survey.rows["unit_name"]):
                if text and len(code) >= level:
                    names.setdefault(code[:level], text)
        if self._parameters.get(name) is None:
            return names
        available = self.fields(name)
        code, title = self._code_field(name, available, ""), _first_of(UNIT_NAME_FIELDS, available)
        if not code or not title:
            raise LandGuardError("LG-LAY-005", layer=self._source(name).sourceName(), fields=", ".join(available))
        rows = read_rows(self._algorithm, self._parameters, name, self._context, self._progress, [code, title])
        for unit, text in zip(text_of(rows[code]), text_of(rows[title])):
            own = unit[:level] if len(unit) <= level or not unit[level:].strip("0") else ""
            if own and text:
                names[own] = text
        return names

    def _code_field(self, layer: str, available: Sequence[str], asked: str) -> str:
        if asked:
            if asked not in available:
                raise LandGuardError("LG-LAY-002", layer=layer, field=asked, fields=", ".join(available))
            return asked
        return _first_of(UNIT_CODE_FIELDS, available)

    def _source(self, name: str) -> object:
        source = self._algorithm.parameterAsSource(self._parameters, name, self._context)
        if source is None:
            raise LandGuardError("LG-LAY-001", name=name, value=str(self._parameters.get(name)))
        return source

    def _read(self, name: str, fields: Sequence[str] | None) -> PolygonTable:
        return read_polygons(self._algorithm, self._parameters, name, self._context, self._progress, fields)

    def _at_home(self, name: str, table: PolygonTable) -> PolygonTable:
        """Return the table in the plane of the first layer read; that first one sets it."""
        crs = self._source(name).sourceCrs()
        if self._home is None:
            self._home, self._home_crs = table, crs
            return table
        home = self._home
        if table.plane == home.plane or (table.crs == home.crs and not isinstance(home.plane, ZonePlane)):
            return replace(table, plane=home.plane, crs=home.crs)
        if isinstance(table.plane, ZonePlane) and isinstance(home.plane, ZonePlane):
            ours, theirs = home.plane.zone, table.plane.zone
            if (ours.width, ours.zone) == (theirs.width, theirs.zone):
                shift = ours.false_easting - theirs.false_easting
                return replace(table, shapes=shift_zone(table.shapes, shift), plane=home.plane, crs=home.crs)
        self._progress.say(Message("LG-CRS-009", {"layer": table.name, "crs": table.crs, "target": home.crs}))
        transform = QgsCoordinateTransform(_real_crs(crs, table), self.crs, self._context.transformContext())
        shapes = reproject(table.shapes, transform, table.name)
        return replace(table, shapes=shapes, plane=home.plane, crs=home.crs)


def _first_of(wanted: Sequence[str], available: Sequence[str]) -> str:
    by_key = {field.upper(): field for field in available}
    return next((by_key[name.upper()] for name in wanted if name.upper() in by_key), "")


def _real_crs(crs: QgsCoordinateReferenceSystem, table: PolygonTable) -> QgsCoordinateReferenceSystem:
    if not tells_where(crs) and isinstance(table.plane, ZonePlane):
        return crs_of_zone(table.plane.zone)
    return crs
