"""landguard:basicfarmlandcandidates."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.progress import Stretch
from .base import LandGuardAlgorithm, advanced

_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
_WORST = (15, 10)


class BasicFarmlandCandidates(LandGuardAlgorithm):
    """Ranks farmland that could become permanent basic farmland, and chooses up to a required area."""

    ID = "basicfarmlandcandidates"
    GROUP = "flows"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Basic farmland candidates")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        layers = (
            ("SURVEY", tr("Survey layer")),
            ("EXISTING", tr("Existing permanent basic farmland")),
            ("CITY", tr("City (built-up area)")),
        )
        for name, title in layers:
            self.addParameter(QgsProcessingParameterFeatureSource(name, title, _POLYGON))
        number = QgsProcessingParameterNumber.Type.Double
        self.addParameter(
            QgsProcessingParameterNumber("REQUIRED_MU", tr("Required area (mu)"), number, 0.0, minValue=0)
        )
        title = tr("Rule set: name or file (empty: the packaged one)")
        self.addParameter(QgsProcessingParameterString("RULESET", title, "", optional=True))
        grade = tr("Field with the grade of farmland")
        self.addParameter(advanced(QgsProcessingParameterField("GRADE_FIELD", grade, None, "SURVEY", optional=True)))
        systems = [tr("15 grades (national utilisation grade)"), tr("10 grades (GB/T 33469)")]
        self.addParameter(
            advanced(QgsProcessingParameterEnum("GRADE_SYSTEM", tr("Grade system"), systems, defaultValue=0))
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", tr("Ranked candidates"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        for name, label in (
            ("SELECTED_M2", tr("Area chosen (m2)")),
            ("SELECTED_COUNT", tr("Patches chosen")),
            ("COUNT", tr("Candidates")),
            ("GAP_PERCENT", tr("Largest possible distance from the optimum (per cent)")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))
        self.addOutput(QgsProcessingOutputString("METHOD", tr("Method of optimisation")))
        self.addOutput(QgsProcessingOutputString("RULES", tr("Rules in force")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the layers, score, choose, write the candidates by rank."""
        from decimal import Decimal

        from ..app.basicfarmland.candidates import CandidatesRequest, basic_farmland_candidates
        from ..bridge.grades import grades_from
        from ..bridge.ledgers import tell_rules
        from ..bridge.library import class_table
        from ..bridge.sinks import dm2_output, write_shapes
        from ..bridge.surveys import SurveyReader
        from ..storage.ledger.tables import ruleset_named

        ruleset = ruleset_named(self.parameterAsString(parameters, "RULESET", context).strip() or "basic-candidates")
        reader = SurveyReader(self, parameters, context, Stretch(progress, 0.0, 0.4))
        survey = reader.survey("SURVEY")
        request = CandidatesRequest(
            survey,
            class_table(),
            reader.zones("EXISTING").shapes,
            reader.zones("CITY").shapes,
            Decimal(repr(self.parameterAsDouble(parameters, "REQUIRED_MU", context))),
            ruleset,
            grades_from(self, parameters, context, progress),
            _WORST[self.parameterAsEnum(parameters, "GRADE_SYSTEM", context)],
        )
        ruleset.value("candidates.weight_quality")  # a set without this section cannot score
        tell_rules(ruleset, "candidates", progress)
        result = basic_farmland_candidates(request, Stretch(progress, 0.4, 0.9))
        ending = Stretch(progress, 0.9, 1.0)
        choice = result.choice
        return {
            "OUTPUT": write_shapes(self, parameters, "OUTPUT", context, result.table, ending, reader.crs),
            "SELECTED_M2": dm2_output(result.selected_dm2),
            "SELECTED_COUNT": int(choice.taken.sum()),
            "COUNT": len(choice.taken),
            "GAP_PERCENT": 100.0 * (choice.cost - choice.bound) / choice.cost if choice.cost else 0.0,
            "METHOD": choice.method,
            "RULES": ruleset.id,
        }
