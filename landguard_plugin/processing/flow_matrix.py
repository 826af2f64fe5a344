"""landguard:flowmatrix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from ..core.progress import Stretch
from .base import LandGuardAlgorithm, advanced
from .report_parameters import TABLE_UNITS, add_workbook, table_unit, tongue_of, workbook_path
from .stock_take import unit_names

if TYPE_CHECKING:
    from ..app.flows.flow_matrix import FlowRequest, FlowResult
    from ..bridge.surveys import SurveyReader

AREA_SOURCES = ("auto", "stored", "official")
_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
_TABLE = QgsProcessing.SourceType.TypeVector


class FlowMatrix(LandGuardAlgorithm):
    """Accounts the flows between two survey years, class to class, closed to 0.01 m2."""

    ID = "flowmatrix"
    GROUP = "flows"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Flow matrix between two survey years")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        self._declare_layers()
        self._declare_settings()
        self._declare_outputs()

    def _declare_layers(self) -> None:
        layers = (
            ("BEFORE", tr("Earlier survey year"), False),
            ("AFTER", tr("Later survey year"), False),
            ("UNITS", tr("Units (instead of unit codes)"), True),
            ("BASIC_FARMLAND", tr("Permanent basic farmland"), True),
            ("APPROVED", tr("Approved land"), True),
        )
        for name, title, optional in layers:
            self.addParameter(QgsProcessingParameterFeatureSource(name, title, _POLYGON, optional=optional))

    def _declare_settings(self) -> None:
        integer = QgsProcessingParameterNumber.Type.Integer
        level = tr("Unit level: digits of the unit code (6 county, 9 township, 12 village)")
        self.addParameter(QgsProcessingParameterNumber("UNIT_LEVEL", level, integer, 6, minValue=0, maxValue=19))
        fields = (
            ("BEFORE_CLASS_FIELD", tr("Class field of the earlier year (default DLBM)"), "BEFORE"),
            ("AFTER_CLASS_FIELD", tr("Class field of the later year (default DLBM)"), "AFTER"),
            ("UNIT_FIELD", tr("Code field of the unit layer"), "UNITS"),
        )
        for name, title, parent in fields:
            self.addParameter(
                advanced(QgsProcessingParameterField(name, title, parentLayerParameterName=parent, optional=True))
            )
        options = [tr("Automatic: stored where present"), tr("Stored areas only"), tr("Official areas only")]
        self.addParameter(
            advanced(QgsProcessingParameterEnum("AREA_SOURCE", tr("Patch areas"), options, defaultValue=0))
        )
        self.addParameter(
            advanced(QgsProcessingParameterString("AS_OF", tr("Rules in force on (YYYY-MM-DD)"), "2024-12-31"))
        )
        self.addParameter(
            advanced(
                QgsProcessingParameterFile(
                    "RULESET", tr("Cause rules (default: shipped)"), extension="csv", optional=True
                )
            )
        )

    def _declare_outputs(self) -> None:
        sinks = (
            ("PIECES", tr("Pieces"), QgsProcessing.SourceType.TypeVectorPolygon, True),
            ("MATRIX", tr("Flow matrix"), _TABLE, False),
            ("RECONCILIATION", tr("Reconciliation"), _TABLE, False),
            ("REMAINDERS", tr("Remainders by patch"), _TABLE, True),
            ("LEFTOVERS", tr("Ground outside the matrix"), QgsProcessing.SourceType.TypeVectorPolygon, True),
        )
        for name, title, kind, optional in sinks:
            self.addParameter(
                QgsProcessingParameterFeatureSink(name, title, kind, optional=optional, createByDefault=not optional)
            )
        numbers = (
            ("BEFORE_M2", tr("Earlier total (m2)")),
            ("AFTER_M2", tr("Later total (m2)")),
            ("CHANGED_M2", tr("Area that changed class (m2)")),
            ("DIFFERENCE_M2", tr("Unexplained difference (m2)")),
            ("BEFORE_COUNT", tr("Patches of the earlier year")),
            ("AFTER_COUNT", tr("Patches of the later year")),
        )
        for name, title in numbers:
            self.addOutput(QgsProcessingOutputNumber(name, title))
        add_workbook(self)
        self.addParameter(table_unit())
        levels = [tr("first-level classes"), tr("second-level classes"), tr("all classes as stored")]
        self.addParameter(
            advanced(
                QgsProcessingParameterEnum("XLSX_LEVEL", tr("Class level of the Excel table"), levels, defaultValue=0)
            )
        )
        self.addParameter(unit_names("UNIT_NAMES"))
        self.addOutput(QgsProcessingOutputString("BEFORE_NAME", tr("Name of the earlier year")))
        self.addOutput(QgsProcessingOutputString("AFTER_NAME", tr("Name of the later year")))
        self.addOutput(QgsProcessingOutputString("METHOD", tr("Method of area computation")))
        self.addOutput(QgsProcessingOutputString("RULES", tr("Rules in force")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read both years and the other layers, account, write what is wanted."""
        from ..app.flows.flow_matrix import flow_matrix
        from ..bridge.sinks import dm2_output
        from ..bridge.surveys import SurveyReader

        target = workbook_path(self, parameters, context)
        reader = SurveyReader(self, parameters, context, Stretch(progress, 0.0, 0.25))
        request = self._request(parameters, context, reader)
        result = flow_matrix(request, Stretch(progress, 0.25, 0.9))
        names = self._names(parameters, context, request, result, reader)
        outputs = self._write(parameters, context, request, result, names, reader, Stretch(progress, 0.9, 1.0))
        if target is not None:
            outputs["XLSX"] = self._write_workbook(target, parameters, context, request, result, names, progress)
        totals = {"before": result.before_dm2, "after": result.after_dm2, "difference": result.difference_dm2}
        arguments = {name: f"{dm2_output(value):,.2f}" for name, value in totals.items()}
        code = "LG-FLO-005" if result.difference_dm2 == 0 else "LG-FLO-006"
        (progress.say if result.difference_dm2 == 0 else progress.warn)(Message(code, arguments))
        return {
            **outputs,
            "BEFORE_M2": dm2_output(result.before_dm2),
            "AFTER_M2": dm2_output(result.after_dm2),
            "CHANGED_M2": dm2_output(result.changed_dm2),
            "DIFFERENCE_M2": dm2_output(result.difference_dm2),
            "BEFORE_COUNT": len(request.before),
            "AFTER_COUNT": len(request.after),
            "BEFORE_NAME": request.before.name,
            "AFTER_NAME": request.after.name,
            "METHOD": request.before.area_method,
            "RULES": _rules(request),
        }

    def _request(self, parameters: dict, context: QgsProcessingContext, reader: SurveyReader) -> FlowRequest:
        from ..app.flows.flow_matrix import FlowRequest
        from ..bridge.library import cause_rules, class_table
        from ..bridge.settings import workers
        from ..core.survey.records import AreaSource

        source = AreaSource(AREA_SOURCES[self.parameterAsEnum(parameters, "AREA_SOURCE", context)])
        rules = cause_rules(
            self.parameterAsString(parameters, "AS_OF", context), self.parameterAsString(parameters, "RULESET", context)
        )
        before = reader.survey("BEFORE", self._field(parameters, "BEFORE_CLASS_FIELD", context), source)
        after = reader.survey("AFTER", self._field(parameters, "AFTER_CLASS_FIELD", context), source, before)
        return FlowRequest(
            before,
            after,
            class_table(),
            rules,
            unit_level=self.parameterAsInt(parameters, "UNIT_LEVEL", context),
            units=reader.zones("UNITS", self._field(parameters, "UNIT_FIELD", context)),
            basic=reader.zones("BASIC_FARMLAND"),
            approved=reader.zones("APPROVED"),
            workers=workers(),
        )

    def _names(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        request: FlowRequest,
        result: FlowResult,
        reader: SurveyReader,
    ) -> dict[str, str]:
        """Return the names of the units accounted by: of the unit layer's zones, else of the codes; tell which have none."""
        from ..bridge.surveys import ANY_LEVEL

        level = request.unit_level if request.units is None else ANY_LEVEL
        surveys = (request.before, request.after) if request.units is None else ()
        names = reader.unit_names("UNIT_NAMES", level, *surveys)
        if request.units is not None:
            names = {**reader.zone_names("UNITS", self._field(parameters, "UNIT_FIELD", context)), **names}
        reader.tell_unnamed({*result.account.unit, *result.account.unit_after}, names)
        return names

    def _field(self, parameters: dict, name: str, context: QgsProcessingContext) -> str:
        return self.parameterAsString(parameters, name, context).strip()

    def _write_workbook(
        self,
        target: Path,
        parameters: dict,
        context: QgsProcessingContext,
        request: FlowRequest,
        result: FlowResult,
        names: dict[str, str],
        progress: FeedbackProgress,
    ) -> str:
        from ..bridge.flow_reports import FlowTables, flow_reports, frame_of_table
        from ..bridge.reports import deliver
        from ..core.flows.matrix import matrix_of, reconcile
        from ..core.flows.pivot import LEVELS

        tongue = tongue_of(self, parameters, context)
        tables = FlowTables(
            frame_of_table(matrix_of(result.account)),
            frame_of_table(reconcile(result.account)),
            request.before.area_method,
            _rules(request),
            request.before.name,
            request.after.name,
            with_basic=request.basic is not None,
            level=LEVELS[self.parameterAsEnum(parameters, "XLSX_LEVEL", context)],
            area_unit=TABLE_UNITS[self.parameterAsEnum(parameters, "XLSX_UNIT", context)],
            unit_names=names,
        )
        return deliver(target, flow_reports(tables, tongue), tongue, progress)

    def _write(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        request: FlowRequest,
        result: FlowResult,
        names: dict[str, str],
        reader: SurveyReader,
        progress: Stretch,
    ) -> dict:
        from ..bridge.sinks import write_shapes, write_table
        from ..core.flows.listing import leftovers_table, pieces_table
        from ..core.flows.matrix import matrix_of, reconcile, remainders
        from ..core.survey.unit_names import with_names

        before, after, account = request.before, request.after, result.account
        tables = {
            "MATRIX": with_names(matrix_of(account), names),
            "RECONCILIATION": with_names(reconcile(account), names),
        }
        outputs = {name: write_table(self, parameters, name, context, t, progress) for name, t in tables.items()}
        if parameters.get("REMAINDERS") is not None:
            table = remainders(account, after.rows)
            outputs["REMAINDERS"] = write_table(self, parameters, "REMAINDERS", context, table, progress)
        if parameters.get("LEFTOVERS") is not None:
            shapes = leftovers_table(account, before.shapes, after.shapes, before.rows, after.rows, before.crs)
            outputs["LEFTOVERS"] = write_shapes(self, parameters, "LEFTOVERS", context, shapes, progress, reader.crs)
        if parameters.get("PIECES") is not None:
            bsm_before, bsm_after = before.rows["bsm"].to_numpy(), after.rows["bsm"].to_numpy()
            shapes = pieces_table(
                account, result.causes, result.approved, before.shapes, after.shapes, bsm_before, bsm_after, before.crs
            )
            shapes = with_names(shapes, names)
            outputs["PIECES"] = write_shapes(self, parameters, "PIECES", context, shapes, progress, reader.crs)
        return outputs


def _rules(request: FlowRequest) -> str:
    return f"flow causes {request.rules.date}"
