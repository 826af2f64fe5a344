"""landguard:checksurvey."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from ..core.progress import Stretch
from .base import LandGuardAlgorithm, advanced

_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
_TABLE = [QgsProcessing.SourceType.TypeVector]


class CheckSurvey(LandGuardAlgorithm):
    """Checks a survey layer by the rules of the standard: attributes, shapes, neighbours, other layers."""

    ID = "checksurvey"
    GROUP = "survey"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Check survey")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", tr("Survey layer"), _POLYGON))
        rules = QgsProcessingParameterFile(
            "RULESET", tr("Rule set (default: shipped)"), extension="json", optional=True
        )
        self.addParameter(advanced(rules))
        layers = (
            ("UNITS", tr("Units with control areas (XZQ or CJDCQ)"), _POLYGON),
            ("COEFFICIENTS", tr("Ridge coefficients"), _TABLE),
            ("BOUNDARY", tr("Boundary the survey must fill"), _POLYGON),
            ("SLOPE", tr("Slope map (PDT)"), _POLYGON),
            ("EXPLAINED", tr("Former findings with explanations"), _TABLE),
        )
        for name, title, kind in layers:
            self.addParameter(QgsProcessingParameterFeatureSource(name, title, kind, optional=True))
        field = QgsProcessingParameterField(
            "SLOPE_FIELD", tr("Field of the slope grade"), parentLayerParameterName="SLOPE", optional=True
        )
        self.addParameter(advanced(field))
        polygons, table = QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeVector
        self.addParameter(QgsProcessingParameterFeatureSink("FINDINGS", tr("Findings"), polygons))
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "RULES", tr("Rules checked and not checked"), table, optional=True, createByDefault=False
            )
        )
        numbers = (
            ("FINDING_COUNT", tr("Number of findings")),
            ("ERROR_COUNT", tr("Number of errors not explained")),
            ("EXPLAINED_COUNT", tr("Findings explained")),
            ("CHECKED_RULES", tr("Rules checked")),
            ("SKIPPED_RULES", tr("Rules not checked")),
            ("PATCH_COUNT", tr("Patches checked")),
        )
        for name, title in numbers:
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the layers, check, write findings and rules."""
        from ..app.check_survey import check_survey, findings_table, rules_table
        from ..bridge.checks import CheckReader, words_of, words_of_rules
        from ..bridge.library import check_rules
        from ..bridge.sinks import write_shapes, write_table

        values = check_rules(self.parameterAsString(parameters, "RULESET", context), progress)
        reader = CheckReader(self, parameters, context, Stretch(progress, 0.0, 0.1))
        subject, former = reader.subject(values), reader.former()
        result = check_survey(subject, Stretch(progress, 0.1, 0.85), former)
        if result.explained:
            progress.say(Message("LG-CHK-016", {"count": result.explained}))
        words, titles = words_of(result)
        findings = findings_table(result, words, titles, subject.table.crs)
        rules = rules_table(result, *words_of_rules(result))
        writing = Stretch(progress, 0.85, 1.0)
        skipped = int((rules.rows["checked"] == 0).sum())
        return {
            "FINDINGS": write_shapes(self, parameters, "FINDINGS", context, findings, writing, reader.findings_crs),
            "RULES": write_table(self, parameters, "RULES", context, rules, writing),
            "FINDING_COUNT": len(result.rows),
            "ERROR_COUNT": result.errors,
            "EXPLAINED_COUNT": result.explained,
            "CHECKED_RULES": len(result.rules) - skipped,
            "SKIPPED_RULES": skipped,
            "PATCH_COUNT": len(subject),
        }
