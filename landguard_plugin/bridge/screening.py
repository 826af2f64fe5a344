"""The layers of a screening from Processing parameters, in the plane of the patches; and its result written beside the source's fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Optional

import numpy as np
import shapely
from qgis.core import (
    Qgis,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
)

from ..app.screening.screening import COLUMNS, Issued, Known, Screened, plain_type
from ..core.area.planes import ZonePlane
from ..core.geometry.overlay import polygons_only
from ..core.layers import PolygonTable
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress, Stretch, stop_if_cancelled
from ..core.screening.figures import DatedLayer, Ground, ScreeningLayers
from ..core.screening.rules import ScreeningRules
from ..core.survey.records import fields_needed, survey_of, text_of
from ..core.survey.units import inner_points, locate, units_of
from .boundaries import in_zone
from .crs import crs_of_zone, name_of
from .i18n import language
from .library import class_table, field_table
from .sinks import field_of, plain_values, set_titles
from .surveys import SurveyReader
from .text import word

#: names bureaus use, most likely first
TYPE_FIELDS = ("TBLX", "JCLX", "图斑类型")
DATE_FIELDS = ("HSX", "HSXSJ", "后时相")
NUMBER_FIELDS = ("JCBH", "TBBH", "number", "监测编号", "图斑编号")
_APPROVED_FROM = ("PZRQ", "PFRQ", "批准日期", "批复日期")
_TERM_FROM, _TERM_TO = ("KSRQ", "开始日期"), ("JSRQ", "DQRQ", "结束日期", "到期日期")
_PARCEL_FIELDS = ("ZDDM", "BDCDYH", "宗地代码", "DKBM", "id", "number")
_VERDICT_FIELDS = ("verdict", "decision", "suggestion", "HSYJ", "判定")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./年]?(0[1-9]|1[0-2])[-./月]?(0[1-9]|[12]\d|3[01])(?!\d)")
_BLOCK = 1_000


@dataclass(frozen=True)
class ReadLayers:
    """What was read for a screening."""

    patches: PolygonTable
    issued: Issued
    layers: ScreeningLayers
    known: Known


class ScreeningReader(SurveyReader):
    """Reads the layers of one screening; the patches set the plane: their own zone, or the 3-degree zone that fits them."""

    def read(self, progress: Progress) -> ReadLayers:
        """Return all layers the parameters name."""
        patches = self._patches()
        box = _Extent(patches)
        survey = self._ground("SURVEY", box)
        if survey is None:
            raise LandGuardError("LG-LAY-001", name="SURVEY", value="-")
        progress.at(0.5)
        earlier, numbers, verdicts = self._named("EARLIER", NUMBER_FIELDS, _VERDICT_FIELDS)
        parcels, parcel_numbers, _ = self._named("PARCELS", _PARCEL_FIELDS, ())
        layers = ScreeningLayers(
            survey,
            self._shapes("BASIC_FARMLAND"),
            self._shapes("RED_LINE"),
            self._dated("APPROVED", _APPROVED_FROM, ()),
            self._dated("TEMPORARY", _TERM_FROM, _TERM_TO),
            self._shapes("FACILITY"),
            self._ground("SURVEY_LATER", box),
            earlier,
            parcels,
        )
        progress.at(1.0)
        return ReadLayers(
            patches, _issued(patches), layers, Known(numbers, verdicts, parcel_numbers, self._units(patches))
        )

    def _patches(self) -> PolygonTable:
        source = self._source("PATCHES")
        table = self._read("PATCHES", [field.name() for field in source.fields()])
        crs = source.sourceCrs()
        if not isinstance(table.plane, ZonePlane):
            shapes, zone = in_zone(table, crs, self._context, self._progress)
            crs = crs_of_zone(zone)
            table = replace(table, shapes=shapes, plane=ZonePlane(zone), crs=name_of(crs))
        self._home, self._home_crs = table, crs
        return table

    def _optional(self, name: str, fields: Sequence[str]) -> Optional[PolygonTable]:
        """Return a layer brought home, with the named fields it has; None when it is not given."""
        if self._parameters.get(name) is None:
            return None
        available = {field.name().upper(): field.name() for field in self._source(name).fields()}
        wanted = [available[field.upper()] for field in fields if field.upper() in available]
        return self._at_home(name, self._read(name, list(dict.fromkeys(wanted))))

    def _ground(self, name: str, box: _Extent) -> Optional[Ground]:
        if self._parameters.get(name) is None:
            return None
        available = [field.name() for field in self._source(name).fields()]
        table = self._at_home(name, self._read(name, fields_needed(field_table(), available)))
        near = box.near(table.shapes)
        rows = table.rows.iloc[near].reset_index(drop=True)
        few = replace(table, shapes=[table.shapes[k] for k in near], rows=rows, row_numbers=table.row_numbers[near])
        survey = survey_of(few, field_table(), class_table(), self._progress)
        share = survey.rows["ridge"].to_numpy() / np.maximum(survey.rows["tbmj"].to_numpy(), 1)
        shapes, kept = self._valid(few)
        return Ground(shapes, survey.rows["dlbm"].to_numpy(dtype=object)[kept], share[kept])

    def _shapes(self, name: str) -> Optional[np.ndarray]:
        table = self._optional(name, ())
        return None if table is None else self._valid(table)[0]

    def _dated(self, name: str, begins: Sequence[str], ends: Sequence[str]) -> Optional[DatedLayer]:
        table = self._optional(name, (*begins, *ends))
        if table is None:
            return None
        shapes, kept = self._valid(table)
        return DatedLayer(shapes, _dates(table, begins)[kept], _dates(table, ends)[kept])

    def _named(
        self, name: str, numbers: Sequence[str], verdicts: Sequence[str]
    ) -> tuple[Optional[np.ndarray], list[str], list[str]]:
        table = self._optional(name, (*numbers, *verdicts))
        if table is None:
            return None, [], []
        shapes, kept = self._valid(table)
        texts = []
        for names in (numbers, verdicts):
            column = _column(table, names)
            texts.append([str(table.row_numbers[k]) if column is None else str(column[k]) for k in kept])
        return shapes, texts[0], texts[1] if verdicts else []

    def _valid(self, table: PolygonTable) -> tuple[np.ndarray, np.ndarray]:
        """Return the usable shapes of a layer, mended where invalid (told), and their rows."""
        shapes = shapely.from_wkb([shape or None for shape in table.shapes], on_invalid="ignore")
        shapes = np.array(shapes, dtype=object)
        bad = np.nonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes))[0]
        if len(bad):
            self._progress.warn(Message("LG-SCR-015", {"layer": table.name, "count": len(bad)}))
            for k in bad:
                finite = np.isfinite(shapely.get_coordinates(shapes[k])).all()
                shapes[k] = (
                    polygons_only(np.array([shapely.make_valid(shapes[k])], dtype=object))[0] if finite else None
                )
        kept = np.nonzero(~shapely.is_missing(shapes) & ~shapely.is_empty(shapes))[0]
        if len(kept) < len(shapes):
            self._progress.warn(Message("LG-LAY-004", {"layer": table.name, "count": len(shapes) - len(kept)}))
        return shapes[kept], kept

    def _units(self, patches: PolygonTable) -> list[str]:
        """Return the unit of every patch: by the unit layer, else the code the issue gives."""
        column = _column(patches, ("ZLDWDM", "XZQDM", "unit"))
        codes = [""] * len(patches) if column is None else [str(code) for code in column]
        if self._parameters.get("UNITS") is None:
            return codes
        source = self._source("UNITS")
        layer = units_of(self._at_home("UNITS", self._read("UNITS", [field.name() for field in source.fields()])))
        shapes = shapely.from_wkb([shape or None for shape in patches.shapes], on_invalid="ignore")
        good = np.nonzero(~shapely.is_missing(shapes) & shapely.is_valid(shapes) & ~shapely.is_empty(shapes))[0]
        found = locate(*inner_points([patches.shapes[k] for k in good]), layer)
        for k, unit in zip(good.tolist(), found.tolist()):
            if unit >= 0:
                codes[k] = str(layer.codes[unit])
        return codes


class _Extent:
    """Where the patches are: finds the shapes of a large layer that can matter."""

    def __init__(self, patches: PolygonTable) -> None:
        shapes = shapely.from_wkb([shape or None for shape in patches.shapes], on_invalid="ignore")
        bounds = shapely.bounds(shapes)
        finite = np.isfinite(bounds).all(axis=1)
        self._tree = shapely.STRtree(shapely.box(*bounds[finite].T) if finite.any() else [])

    def near(self, shapes: Sequence[bytes]) -> np.ndarray:
        """Return the rows whose box meets the box of a patch, ascending."""
        geometries = shapely.from_wkb([shape or None for shape in shapes], on_invalid="ignore")
        return np.unique(self._tree.query(geometries)[0])


def _issued(patches: PolygonTable) -> Issued:
    types = _column(patches, TYPE_FIELDS)
    count = len(patches)
    return Issued(
        np.array([plain_type(value) for value in types] if types is not None else [""] * count, dtype=object),
        _dates(patches, DATE_FIELDS),
    )


def _column(table: PolygonTable, names: Sequence[str]) -> Optional[np.ndarray]:
    by_key = {name.upper(): name for name in reversed(list(table.rows.columns))}
    found = next((by_key[name.upper()] for name in names if name.upper() in by_key), None)
    return None if found is None else text_of(table.rows[found])


def _dates(table: PolygonTable, names: Sequence[str]) -> np.ndarray:
    """Return a column of dates as ISO text; a scene text counts by its last date; "" where there is none."""
    column = _column(table, names)
    if column is None:
        return np.full(len(table), "", dtype=object)
    found = [_DATE.findall(str(text)) for text in column]
    return np.array(["-".join(dates[-1]) if dates else "" for dates in found], dtype=object)


def worded(screened: Screened, rules: ScreeningRules) -> None:
    """Fill in the columns of words, in the user's language."""
    titles = {weight.id: weight for weight in rules.priority}
    screened.rows["reasons"] = ["\n".join(word(reason) for reason in s.reasons) for s in screened.suggestions]
    screened.rows["priority_why"] = [
        "; ".join(
            f"{titles[w].title_zh if language() == 'zh' else titles[w].title_en} +{titles[w].points}" for w in s.weights
        )
        for s in screened.suggestions
    ]


def write_beside(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    context: QgsProcessingContext,
    patches: PolygonTable,
    screened: Screened,
    progress: Progress,
) -> str:
    """Write the patches as they came, in their own reference system, with the columns of the screening after their own.

    A source field with the name of one of ours (an earlier screening) is replaced. Raises LandGuardError LG-OUT-001 and 002.
    """
    source = algorithm.parameterAsSource(parameters, "PATCHES", context)
    ours = {column.name.lower() for column in COLUMNS}
    kept = [k for k, field in enumerate(source.fields()) if field.name().lower() not in {*ours, "fid"}]
    fields = QgsFields()
    for k in kept:
        fields.append(source.fields().at(k))
    for column in COLUMNS:
        fields.append(field_of(column))
    sink, destination = algorithm.parameterAsSink(
        parameters, "OUTPUT", context, fields, source.wkbType(), source.sourceCrs()
    )
    if sink is None:
        raise LandGuardError("LG-OUT-001", name="OUTPUT", value=str(parameters.get("OUTPUT")))
    columns = [plain_values(screened.rows[column.name], column.kind) for column in COLUMNS]
    rows = {int(key): row for row, key in enumerate(patches.row_numbers)}
    features: list[QgsFeature] = []
    skip = Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks
    for feature in source.getFeatures(QgsFeatureRequest(), skip):
        row = rows[feature.id()]
        made = QgsFeature(fields)
        attributes = feature.attributes()
        made.setAttributes([*(attributes[k] for k in kept), *(values[row] for values in columns)])
        made.setGeometry(feature.geometry())
        features.append(made)
        if len(features) == _BLOCK:
            _add(sink, features, progress)
            features = []
    _add(sink, features, Stretch(progress, 1.0, 1.0))
    set_titles(COLUMNS, destination, context)
    return destination


def _add(sink: QgsFeatureSink, features: list[QgsFeature], progress: Progress) -> None:
    stop_if_cancelled(progress)
    if features and not sink.addFeatures(features, QgsFeatureSink.Flag.FastInsert):
        raise LandGuardError("LG-OUT-002", name="OUTPUT", detail=sink.lastError())
