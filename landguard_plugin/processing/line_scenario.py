"""landguard:linescenario."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.progress import Stretch
from .base import LandGuardAlgorithm, advanced
from .stock_take import unit_level, unit_names

_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
_TABLE = [QgsProcessing.SourceType.TypeVector]


class LineScenario(LandGuardAlgorithm):
    """Says what a line (red line, boundary, retirement plan) costs in farmland and basic farmland."""

    ID = "linescenario"
    GROUP = "flows"

    def title(self) -> str:
        """Return the translated name."""
        return tr("What a line costs")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        layers = (
            ("SURVEY", tr("Survey layer"), _POLYGON, False),
            ("LINE", tr("Red line, boundary or plan (polygons)"), _POLYGON, False),
            ("BASIC_FARMLAND", tr("Permanent basic farmland"), _POLYGON, True),
            ("TARGETS", tr("Targets (unit, farmland_mu, basic_mu)"), _TABLE, True),
        )
        for name, title, kind, optional in layers:
            self.addParameter(QgsProcessingParameterFeatureSource(name, title, kind, optional=optional))
        self.addParameter(unit_level())
        self.addParameter(
            advanced(
                QgsProcessingParameterField(
                    "LINE_FIELD", tr("Name field of the line"), parentLayerParameterName="LINE", optional=True
                )
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "PIECES", tr("Land inside the line"), QgsProcessing.SourceType.TypeVectorPolygon, None, True, False
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink("OUTPUT", tr("Cost by unit"), QgsProcessing.SourceType.TypeVector)
        )
        self.addParameter(unit_names("UNITS"))
        self.addOutput(QgsProcessingOutputNumber("FARMLAND_M2", tr("Farmland inside the line (m2)")))
        self.addOutput(QgsProcessingOutputNumber("BASIC_M2", tr("Basic farmland inside the line (m2)")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the layers, divide the survey by the line, write table and pieces."""
        from ..app.flows.stock_take import line_scenario
        from ..bridge.library import class_table
        from ..bridge.sinks import dm2_output, write_shapes, write_table
        from ..bridge.surveys import SurveyReader
        from ..bridge.targets import read_targets
        from ..core.survey.unit_names import with_names

        reader = SurveyReader(self, parameters, context, Stretch(progress, 0.0, 0.3))
        targets = read_targets(self, parameters, "TARGETS", context)
        survey = reader.survey("SURVEY")
        line = reader.zones("LINE", self.parameterAsString(parameters, "LINE_FIELD", context).strip())
        basic = reader.zones("BASIC_FARMLAND")
        level = self.parameterAsInt(parameters, "UNIT_LEVEL", context)
        table, pieces = line_scenario(survey, class_table(), line, targets, basic, level, Stretch(progress, 0.3, 0.9))
        names = reader.unit_names("UNITS", level, survey)
        reader.tell_unnamed(table.rows["unit"], names)
        ending = Stretch(progress, 0.9, 1.0)
        return {
            "OUTPUT": write_table(self, parameters, "OUTPUT", context, with_names(table, names), ending),
            "PIECES": write_shapes(self, parameters, "PIECES", context, pieces, ending, reader.crs),
            "FARMLAND_M2": dm2_output(table.rows["farmland_m2"].sum()),
            "BASIC_M2": dm2_output(table.rows["basic_m2"].sum()),
        }
