"""landguard:classsummary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from ..core.progress import Stretch
from .base import LandGuardAlgorithm
from .report_parameters import AREA_UNITS, add_workbook, area_unit, tongue_of, workbook_path
from .stock_take import unit_level, unit_names

if TYPE_CHECKING:
    from ..app.class_summary import SummaryRequest, SummaryResult

CLASS_LEVELS = ("1", "2", "all")
_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
_TABLE = QgsProcessing.SourceType.TypeVector


class ClassSummary(LandGuardAlgorithm):
    """Sums class areas by unit, additive both ways, as a table and as an Excel sheet to hand in."""

    ID = "classsummary"
    GROUP = "survey"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Class areas by unit")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", tr("Survey layer"), _POLYGON))
        self.addParameter(unit_level())
        levels = [tr("first-level classes"), tr("second-level classes"), tr("all classes as stored")]
        self.addParameter(QgsProcessingParameterEnum("CLASS_LEVEL", tr("Class level"), levels, defaultValue=0))
        self.addParameter(area_unit(tr("Area unit of the table"), "ha"))
        self.addParameter(
            QgsProcessingParameterField(
                "AREA_FIELD", tr("Area field"), "TBDLMJ", parentLayerParameterName="INPUT", optional=True
            )
        )
        self.addParameter(unit_names("UNITS"))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Class areas"), _TABLE))
        add_workbook(self)
        numbers = (
            ("TOTAL", tr("Total in the table's unit")),
            ("IN_M2", tr("Area of all patches (m2)")),
            ("OUT_M2", tr("Area in the table (m2)")),
            ("REMAINDER_M2", tr("Area left out and named (m2)")),
            ("DIFFERENCE_M2", tr("Unexplained difference (m2)")),
            ("RIDGE_M2", tr("Ridge shown as class 1203 (m2)")),
            ("UNKNOWN_M2", tr("Area of unknown classes (m2)")),
            ("UNKNOWN_COUNT", tr("Patches of unknown classes")),
            ("COUNT", tr("Patches")),
        )
        for name, title in numbers:
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the survey, sum, write the table and the sheet, tell the reconciliation."""
        from ..app.class_summary import class_summary, summary_table
        from ..bridge.class_reports import class_name, summary_reports
        from ..bridge.i18n import language
        from ..bridge.reports import deliver
        from ..bridge.sinks import write_table

        target = workbook_path(self, parameters, context)
        request = self._request(parameters, context, Stretch(progress, 0.0, 0.8))
        result = class_summary(request, Stretch(progress, 0.8, 0.9))
        table = summary_table(request, result, class_name(language()))
        outputs = {"OUTPUT": write_table(self, parameters, "OUTPUT", context, table, Stretch(progress, 0.9, 1.0))}
        if target is not None:
            tongue = tongue_of(self, parameters, context)
            outputs["XLSX"] = deliver(Path(target), summary_reports(request, result, tongue), tongue, progress)
        return {**outputs, **self._reconciled(request, result, progress)}

    def _request(self, parameters: dict, context: QgsProcessingContext, progress: Stretch) -> SummaryRequest:
        from ..app.class_summary import NET, PATCH, SummaryRequest
        from ..bridge.library import class_table, field_table
        from ..bridge.surveys import SurveyReader

        reader = SurveyReader(self, parameters, context, progress)
        level = self.parameterAsInt(parameters, "UNIT_LEVEL", context)
        survey = reader.survey("INPUT")
        field = self.parameterAsString(parameters, "AREA_FIELD", context).strip() or NET
        available = reader.fields("INPUT")
        logical = next((name for name in (NET, PATCH) if field_table().find(name, [field]) == field), "")
        stored = ridges = None
        if not logical:
            stored = reader.numbers("INPUT", field)
        elif logical == NET and field_table().find(NET, available) and not survey.rows["stored"].all():
            stored = reader.numbers("INPUT", field_table().find(NET, available))
            ridge_field = field_table().find("KCMJ", available)
            ridges = reader.numbers("INPUT", ridge_field) if ridge_field else None
        names = reader.unit_names("UNITS", level, survey)
        reader.tell_unnamed((code[:level] for code in survey.rows["unit"].unique()), names)
        return SummaryRequest(
            survey,
            class_table(),
            level,
            CLASS_LEVELS[self.parameterAsEnum(parameters, "CLASS_LEVEL", context)],
            AREA_UNITS[self.parameterAsEnum(parameters, "AREA_UNIT", context)],
            logical or field,
            stored,
            ridges,
            names,
        )

    def _reconciled(self, request: SummaryRequest, result: SummaryResult, progress: FeedbackProgress) -> dict:
        from ..bridge.sinks import dm2_output

        areas = {
            "in_m2": result.in_dm2,
            "out_m2": result.summary.total_dm2,
            "ridge_m2": result.ridge_dm2,
            "remainder_m2": result.remainder_dm2,
            "difference_m2": result.difference_dm2,
        }
        numbers = {name: dm2_output(value) for name, value in areas.items()}
        progress.say(Message("LG-SUM-001", {"count": len(request.survey), **numbers}))
        return {
            **{name.upper(): value for name, value in numbers.items()},
            "TOTAL": result.shown.total / 100.0,
            "UNKNOWN_M2": dm2_output(result.unknown_dm2),
            "UNKNOWN_COUNT": sum(result.unknown.values()),
            "COUNT": len(request.survey),
        }
