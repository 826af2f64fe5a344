"""What a check run reads and how its findings are worded: a survey layer of any reference system, and the layers beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsUnitTypes,
)

from ..app.check_survey import CheckResult
from ..core.area.planes import FittedPlane, Plane, ZonePlane
from ..core.area.zones import GaussKruger, zone_of_prefix, zone_prefix
from ..core.layers import PolygonTable
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress
from ..core.survey.explanations import Explanation, explanations_in
from ..core.survey.records import text_of
from ..core.survey.rules.coefficients import coefficients_of
from ..core.survey.rules.subject import Beside, Boundary, SlopeMap, Subject
from ..core.survey.rules.values import CheckValues
from ..core.survey.units import AREA_FIELDS, units_of
from .crs import GEOGRAPHIC, name_of, plane_of, tells_where, zone_of
from .layers import read_polygons
from .library import class_table, field_table
from .settings import workers
from .surveys import SurveyReader
from .tables import read_rows
from .text import term, word

_SLOPE_FIELDS = ("PDJB", "GDPDJB", "坡度级别", "坡度级", "slope", "grade")
_CONTROL_FIELDS = (*AREA_FIELDS, "KZMJ", "控制面积", "control_m2")
_EXTRA_FIELDS = ("CZCDM",)
_ANY_ZONE = GaussKruger(3, 38, False)  # for lengths in metres, when nothing says which zone it is


class CheckReader(SurveyReader):
    """Reads the layers of a check run. What is wrong with the reference system of the survey is a finding, not an end."""

    def __init__(
        self, algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, progress: Progress
    ) -> None:
        """Read for this run."""
        super().__init__(algorithm, parameters, context, progress)
        self.flaws: list[Message] = []
        self.findings_crs = QgsCoordinateReferenceSystem()
        self.unit_m = 1.0

    def subject(self, values: CheckValues) -> Subject:
        """Return the layer INPUT with everything that was given beside it."""
        table = self._patches()
        beside = Beside(self._units(), self._coefficients(), self._boundary(), self._slope())
        return Subject(
            table,
            field_table(),
            class_table(),
            values,
            beside,
            tuple(self.flaws),
            workers(),
            self._progress,
            self.unit_m,
        )

    def former(self) -> list[Explanation]:
        """Return the explanations of a former findings layer."""
        rows = read_rows(self._algorithm, self._parameters, "EXPLAINED", self._context, self._progress)
        return [] if rows is None else explanations_in(rows)

    def _patches(self) -> PolygonTable:
        source = self._source("INPUT")
        available = [field.name() for field in source.fields()]
        found = [field_table().find(definition.name, available) for definition in field_table()]
        found += [name for name in available if name.upper() in _EXTRA_FIELDS]
        wanted = list(dict.fromkeys(name for name in found if name))
        table = read_polygons(
            self._algorithm, self._parameters, "INPUT", self._context, self._progress, wanted, self._mild_plane
        )
        crs = source.sourceCrs()
        if tells_where(crs):
            self.findings_crs = crs
            self.unit_m = float(QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), Qgis.DistanceUnit.Meters)) or 1.0
        elif not any(flaw.code == "LG-CRS-001" for flaw in self.flaws):
            self.findings_crs = _zone_crs(table)
        return self._at_home("INPUT", table)

    def _mild_plane(
        self,
        crs: QgsCoordinateReferenceSystem,
        context: QgsCoordinateTransformContext,
        name: str,
        extent: tuple[float, float],
        progress: Progress,
    ) -> Plane:
        """Return a plane to measure in whatever the reference system says; what is wrong with it is kept as a flaw."""
        try:
            plane = plane_of(crs, context, name, extent, _Flaws(self.flaws, progress))
        except LandGuardError as error:
            self.flaws.append(error.message)
            return _plane_by_numbers(crs, extent)
        if tells_where(crs) and zone_of(crs) is None and crs.authid() != GEOGRAPHIC:
            self.flaws.append(Message("LG-CHK-017", {"crs": name_of(crs)}))
        return plane

    def _units(self) -> object:
        if self._parameters.get("UNITS") is None:
            return None
        return units_of(self._at_home("UNITS", self._read("UNITS", None)))

    def _coefficients(self) -> object:
        rows = read_rows(self._algorithm, self._parameters, "COEFFICIENTS", self._context, self._progress)
        return None if rows is None else coefficients_of(rows, self._source("COEFFICIENTS").sourceName())

    def _boundary(self) -> Boundary | None:
        if self._parameters.get("BOUNDARY") is None:
            return None
        table = self._at_home("BOUNDARY", self._read("BOUNDARY", None))
        column = _first(_CONTROL_FIELDS, table.rows)
        controls = pd.to_numeric(table.rows[column], errors="coerce") if column else pd.Series([np.nan])
        control = float(controls.sum()) if controls.notna().any() else float("nan")
        return Boundary(table.name, [shape for shape in table.shapes if shape], control)

    def _slope(self) -> SlopeMap | None:
        if self._parameters.get("SLOPE") is None:
            return None
        table = self._at_home("SLOPE", self._read("SLOPE", None))
        asked = self._algorithm.parameterAsString(self._parameters, "SLOPE_FIELD", self._context).strip()
        column = asked if asked in table.rows.columns else _first(_SLOPE_FIELDS, table.rows)
        if column is None or (asked and column != asked):
            raise LandGuardError("LG-CHK-014", layer=table.name, columns=", ".join(map(str, table.rows.columns)))
        return SlopeMap(table.name, text_of(table.rows[column]), table.shapes)


class _Flaws:
    """A progress that keeps warnings about the reference system as flaws and passes the rest on."""

    def __init__(self, flaws: list[Message], progress: Progress) -> None:
        self._flaws, self._progress = flaws, progress

    def at(self, fraction: float) -> None:
        self._progress.at(fraction)

    def say(self, message: Message) -> None:
        self._progress.say(message)

    def warn(self, message: Message) -> None:
        self._flaws.append(message)

    def cancelled(self) -> bool:
        return self._progress.cancelled()


def _plane_by_numbers(crs: QgsCoordinateReferenceSystem, extent: tuple[float, float]) -> Plane:
    """Return a plane by what the eastings look like: a prefixed zone, degrees, or metres of some zone."""
    eastings = np.array([value for value in extent if np.isfinite(value)])
    try:
        prefix = zone_prefix(eastings)
        if prefix is not None:
            return ZonePlane(zone_of_prefix(prefix))
    except LandGuardError:
        return ZonePlane(_ANY_ZONE)
    if len(eastings) and np.abs(eastings).max() <= 360:
        return FittedPlane(name_of(crs), lambda x, y: (x, y))
    zone = zone_of(crs) if tells_where(crs) else None
    return ZonePlane(replace(zone, prefixed=False) if zone else _ANY_ZONE)


def _zone_crs(table: PolygonTable) -> QgsCoordinateReferenceSystem:
    from .crs import crs_of_zone

    return crs_of_zone(table.plane.zone) if isinstance(table.plane, ZonePlane) else QgsCoordinateReferenceSystem()


def _first(names: tuple[str, ...], rows: pd.DataFrame) -> str | None:
    by_key = {str(column).upper(): str(column) for column in reversed(list(rows.columns))}
    return next((by_key[name.upper()] for name in names if name.upper() in by_key), None)


def words_of(result: CheckResult) -> tuple[list[str], list[str]]:
    """Return the sentence of every finding and the title of its rule, in the user's language."""
    titles = {one.rule.id: term(one.rule.title) for one in result.rules}
    return [word(message) for message in result.messages], [titles[rule] for rule in result.rows["rule"]]


def words_of_rules(result: CheckResult) -> tuple[list[str], list[str]]:
    """Return the title of every rule, and why it was not checked ("" when it was)."""
    return (
        [term(one.rule.title) for one in result.rules],
        ["" if one.reason is None else word(one.reason) for one in result.rules],
    )
