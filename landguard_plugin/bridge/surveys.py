"""Survey years and zone layers from Processing parameters, all in the plane of the first year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsVectorLayer,
)

from ..app.flows.flow_matrix import ZoneLayer
from ..core.area.planes import ZonePlane
from ..core.layers import PolygonTable
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress
from ..core.survey.records import AreaSource, Survey, fields_needed, survey_of, text_of
from ..core.survey.unit_names import names_in_survey
from .crs import crs_of_zone, reproject, shift_zone, tells_where
from .detection import year_of
from .layers import is_named, read_polygons
from .library import class_table, field_table
from .tables import read_rows

#: fields that carry a unit's code and name in the layers bureaus use, most likely first
UNIT_CODE_FIELDS = ("XZQDM", "ZLDWDM", "XJXZQHDM", "区划代码", "行政区代码", "行政区划代码", "unit", "code", "zone")
UNIT_NAME_FIELDS = ("XZQMC", "ZLDWMC", "区划名称", "行政区名称", "name")
ANY_LEVEL = 99  # digits: codes as they are
_SOME = 10  # units listed in a message


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
        table = replace(table, name=self._dated(name, table.name))
        if class_field and class_field.upper() != "DLBM":
            table = replace(table, rows=table.rows.rename(columns={class_field: "DLBM"}))
        return survey_of(table, field_table(), class_table(), self._progress, area_source, earlier=earlier)

    def _dated(self, name: str, title: str) -> str:
        """Return the title of a survey layer with its year; a layer nobody has named (one from inside a model) goes by its year alone."""
        layer = self._algorithm.parameterAsVectorLayer(self._parameters, name, self._context)
        year = year_of(layer) if isinstance(layer, QgsVectorLayer) else ""
        if not year or year in title:
            return title
        return f"{title} {year}" if is_named(layer, self._parameters.get(name), self._context) else year

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

    def unit_names(self, name: str, level: int, *surveys: Survey) -> dict[str, str]:
        """Return unit code -> name at a level: what the surveys tell, a later one before an earlier, and over it the layer or table `name`.

        A code padded with zeros beyond the level counts as the unit's own. Raises LandGuardError LG-LAY-005 when the layer has no
        field for codes or none for names.
        """
        names: dict[str, str] = {}
        for survey in surveys:
            names |= names_in_survey(survey.rows["unit"], survey.rows["unit_name"], level)
        if self._parameters.get(name) is None:
            return names
        available = self.fields(name)
        code, title = self._code_field(name, available, ""), _first_of(UNIT_NAME_FIELDS, available)
        if not code or not title:
            raise LandGuardError("LG-LAY-005", layer=self._source(name).sourceName(), fields=", ".join(available))
        return names | self._listed(name, code, title, level)

    def zone_names(self, name: str, code_field: str = "") -> dict[str, str]:
        """Return code -> name of the zones of a layer parameter; nothing when it has no field of codes or none of names."""
        available = self.fields(name)
        code, title = self._code_field(name, available, code_field), _first_of(UNIT_NAME_FIELDS, available)
        return self._listed(name, code, title, ANY_LEVEL) if code and title else {}

    def _listed(self, name: str, code: str, title: str, level: int) -> dict[str, str]:
        rows = read_rows(self._algorithm, self._parameters, name, self._context, self._progress, [code, title])
        names: dict[str, str] = {}
        for unit, text in zip(text_of(rows[code]), text_of(rows[title])):
            own = unit[:level] if len(unit) <= level or not unit[level:].strip("0") else ""
            if own and text:
                names[own] = text
        return names

    def tell_unnamed(self, units: Iterable[str], names: Mapping[str, str]) -> None:
        """Say how many units have no name, and how to give them one."""
        unnamed = sorted({unit for unit in units if unit and unit not in names})
        if unnamed:
            listed = ", ".join(unnamed[:_SOME]) + (" …" if len(unnamed) > _SOME else "")
            self._progress.say(Message("LG-SUR-006", {"count": len(unnamed), "units": listed}))

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
