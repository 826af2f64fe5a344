"""landguard:stocktake."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.progress import Stretch
from .base import LandGuardAlgorithm, advanced
from .report_parameters import TABLE_UNITS, add_workbook, table_unit, tongue_of, workbook_path

_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
_TABLE = [QgsProcessing.SourceType.TypeVector]


class StockTake(LandGuardAlgorithm):
    """Holds the stock of farmland and basic farmland against the targets, unit by unit."""

    ID = "stocktake"
    GROUP = "flows"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Stock against targets")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", tr("Survey layer"), _POLYGON))
        self.addParameter(
            QgsProcessingParameterFeatureSource("TARGETS", tr("Targets (unit, farmland_mu, basic_mu)"), _TABLE)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "BASIC_FARMLAND", tr("Permanent basic farmland"), _POLYGON, optional=True
            )
        )
        self.addParameter(unit_level())
        self.addParameter(
            QgsProcessingParameterFeatureSink("OUTPUT", tr("Stocks"), QgsProcessing.SourceType.TypeVector)
        )
        add_workbook(self)
        self.addParameter(table_unit())
        self.addParameter(unit_names("UNITS"))
        self.addOutput(QgsProcessingOutputNumber("FARMLAND_M2", tr("Farmland in all (m2)")))
        self.addOutput(QgsProcessingOutputNumber("UNITS_BELOW_TARGET", tr("Units below their target")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the survey and the targets, take stock, write the table."""
        from ..app.flows.stock_take import stock_take
        from ..bridge.flow_reports import stock_reports
        from ..bridge.library import class_table
        from ..bridge.reports import deliver
        from ..bridge.sinks import dm2_output, write_table
        from ..bridge.surveys import SurveyReader
        from ..bridge.targets import read_targets
        from ..core.survey.unit_names import with_names

        target = workbook_path(self, parameters, context)
        reader = SurveyReader(self, parameters, context, Stretch(progress, 0.0, 0.4))
        targets = read_targets(self, parameters, "TARGETS", context)
        survey = reader.survey("INPUT")
        basic = reader.zones("BASIC_FARMLAND")
        level = self.parameterAsInt(parameters, "UNIT_LEVEL", context)
        table = stock_take(survey, class_table(), targets, basic, level, Stretch(progress, 0.4, 0.95))
        names = reader.unit_names("UNITS", level, survey)
        reader.tell_unnamed(table.rows["unit"], names)
        table = with_names(table, names)
        surplus = table.rows["surplus_m2"].dropna()
        outputs = {"OUTPUT": write_table(self, parameters, "OUTPUT", context, table, Stretch(progress, 0.95, 1.0))}
        if target is not None:
            tongue = tongue_of(self, parameters, context)
            unit = TABLE_UNITS[self.parameterAsEnum(parameters, "XLSX_UNIT", context)] or "mu"
            reports = stock_reports(table.rows, unit, names, survey)
            outputs["XLSX"] = deliver(target, reports, tongue, progress)
        return {
            **outputs,
            "FARMLAND_M2": dm2_output(table.rows["farmland_m2"].sum()),
            "UNITS_BELOW_TARGET": int((surplus < 0).sum()),
        }


def unit_names(name: str) -> QgsProcessingParameterFeatureSource:
    """Return the shared parameter: where names of units come from when the survey does not tell them."""
    title = tr("Unit names (layer or table with codes and names)")
    return advanced(QgsProcessingParameterFeatureSource(name, title, _TABLE, optional=True))


def unit_level() -> QgsProcessingParameterNumber:
    """Return the shared parameter: how many digits of the unit code make a unit."""
    return QgsProcessingParameterNumber(
        "UNIT_LEVEL",
        tr("Unit level: digits of the unit code (6 county, 9 township, 12 village)"),
        QgsProcessingParameterNumber.Type.Integer,
        6,
        minValue=0,
        maxValue=19,
    )
