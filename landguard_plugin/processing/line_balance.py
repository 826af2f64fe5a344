"""landguard:linebalance."""

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
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.progress import Stretch
from .base import LandGuardAlgorithm, advanced
from .ledger_parameters import add_ledger, add_ruleset, add_table, add_text
from .stock_take import unit_level

_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
_TABLE = [QgsProcessing.SourceType.TypeVector]


class LineBalance(LandGuardAlgorithm):
    """What moving a line would do to the books and the control targets; nothing is posted."""

    ID = "linebalance"
    GROUP = "ledger"

    def title(self) -> str:
        """Return the translated name."""
        return tr("What if a line moves")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        add_ledger(self)
        layers = (
            ("CURRENT", tr("Line as it is (polygons)"), _POLYGON, False),
            ("PROPOSED", tr("Line as proposed (polygons)"), _POLYGON, False),
            ("SURVEY", tr("Survey layer"), _POLYGON, False),
            ("BASIC_FARMLAND", tr("Permanent basic farmland"), _POLYGON, True),
            ("TARGETS", tr("Targets (unit, farmland_mu, basic_mu)"), _TABLE, True),
        )
        for name, title, kind, optional in layers:
            self.addParameter(QgsProcessingParameterFeatureSource(name, title, kind, optional=optional))
        kinds = [
            tr("Farmland protection line"),
            tr("Permanent basic farmland"),
            tr("Urban development boundary"),
            tr("Ecological red line, retirement plan"),
        ]
        self.addParameter(QgsProcessingParameterEnum("LINE_KIND", tr("Kind of line"), kinds, defaultValue=0))
        add_ruleset(self)
        add_text(self, "AS_OF", tr("Day (YYYY-MM-DD; empty: the last batch)"))
        self.addParameter(unit_level())
        grade = tr("Field with the grade of farmland")
        self.addParameter(QgsProcessingParameterField("GRADE_FIELD", grade, None, "SURVEY", optional=True))
        number, stand_in = QgsProcessingParameterNumber.Type.Integer, tr("Grade where a patch has none (0: unknown)")
        self.addParameter(QgsProcessingParameterNumber("GRADE", stand_in, number, 0, minValue=0, maxValue=15))
        systems = [tr("15 grades (national utilisation grade)"), tr("10 grades (GB/T 33469)")]
        self.addParameter(
            advanced(QgsProcessingParameterEnum("GRADE_SYSTEM", tr("Grade system"), systems, defaultValue=0))
        )
        options = [tr("Least capacity wasted"), tr("Local first"), tr("Oldest first"), tr("Fewest documents")]
        self.addParameter(advanced(QgsProcessingParameterEnum("OBJECTIVE", tr("Objective"), options, defaultValue=0)))
        add_table(self, "OUTPUT", tr("Balance before and after"))
        add_table(self, "STOCK", tr("Stock against targets, before and after"))
        self.addParameter(QgsProcessingParameterFeatureSink("PIECES", tr("Land that moves"), _POLYGON[0]))
        add_table(self, "RECONCILIATION", tr("Reconciliation"))
        add_table(self, "WRITE_OFF", tr("What could cover it"), optional=True)
        numbers = (
            ("LET_OUT_M2", tr("Farmland let out (m2)")),
            ("TAKEN_IN_M2", tr("Farmland taken in (m2)")),
            ("REQUIRED_QUANTITY_M2", tr("Quantity required (m2)")),
            ("REQUIRED_PADDY_M2", tr("Paddy required (m2)")),
            ("REQUIRED_CAPACITY_KG", tr("Capacity required (kg)")),
            ("LACKING_QUANTITY_M2", tr("Quantity short (m2)")),
            ("LACKING_PADDY_M2", tr("Paddy short (m2)")),
            ("LACKING_CAPACITY_KG", tr("Capacity short (kg)")),
            ("SWAP_M2", tr("Basic farmland to be swapped in (m2)")),
            ("UNCOVERED_M2", tr("Moved ground without a patch (m2)")),
            ("UNGRADED_M2", tr("Exposed farmland of unknown capacity (m2)")),
            ("UNITS_BELOW_TARGET", tr("Units below their target")),
            ("DIFFERENCE_M2", tr("Unexplained difference (m2)")),
        )
        for name, title in numbers:
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("DAY", tr("Day")))
        self.addOutput(QgsProcessingOutputString("RULES", tr("Rules in force")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the books and the layers, move the line, write what it would do."""
        from ..app.ledger.line_balance import line_balance
        from ..bridge.ledgers import tell_rules
        from ..bridge.line_balances import figures_of, request_of, tables_of
        from ..bridge.sinks import write_shapes, write_table
        from ..storage.ledger.memory import MemoryLedger

        request, crs = request_of(self, parameters, context, Stretch(progress, 0.0, 0.3))
        result = line_balance(request, MemoryLedger, Stretch(progress, 0.3, 0.9))
        for section in ("line", "occupation"):
            tell_rules(result.ruleset, section, progress)
        pieces, tables = tables_of(result)
        ending = Stretch(progress, 0.9, 1.0)
        wanted = {name: table for name, table in tables.items() if parameters.get(name) is not None}
        outputs = {name: write_table(self, parameters, name, context, table, ending) for name, table in wanted.items()}
        outputs["PIECES"] = write_shapes(self, parameters, "PIECES", context, pieces, ending, crs)
        return {**outputs, **figures_of(result, tables)}
