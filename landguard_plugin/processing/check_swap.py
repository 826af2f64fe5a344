"""landguard:checkswap."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber, QgsProcessingParameterNumber

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm, advanced
from .ledger_parameters import add_source, add_table, add_text


class CheckSwap(LandGuardAlgorithm):
    """Holds a swap of basic farmland (补划) against the rules: as much, no worse, fit."""

    ID = "checkswap"
    GROUP = "flows"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Check basic farmland swap")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        add_source(self, "OUT", tr("Basic farmland that goes out"))
        add_source(self, "IN", tr("Farmland that comes in"))
        add_text(self, "DATE", tr("Date (YYYY-MM-DD)"), optional=False)
        add_text(self, "RULESET", tr("Rule set: name or file (empty: the one in force)"))
        number, left = QgsProcessingParameterNumber.Type.Double, tr("Unused reserve zone (m2)")
        self.addParameter(advanced(QgsProcessingParameterNumber("RESERVE_LEFT_M2", left, number, 0.0, minValue=0)))
        add_table(self, "FINDINGS", tr("Findings"))
        for name, title in (
            ("OUT_M2", tr("Goes out (m2)")),
            ("IN_M2", tr("Comes in (m2)")),
            ("FINDING_COUNT", tr("Number of findings")),
            ("ERROR_COUNT", tr("Number of errors")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read both sides, judge them, write the findings."""
        from ..app.basicfarmland.swap import check_swap
        from ..app.ledger.tables import finding_table
        from ..bridge.ledgers import day_from, ruleset_chooser, tell_flaws, tell_rules, words_of_flaws
        from ..bridge.library import class_table
        from ..bridge.sinks import dm2_output, write_table
        from ..bridge.tables import read_rows
        from ..core.ledger.rules.ruleset import require
        from ..core.quantities import to_dm2

        day = day_from(self.parameterAsString(parameters, "DATE", context), "DATE")
        ruleset = ruleset_chooser(self, parameters, context, "swap")(day)
        require(ruleset, "swap", day)
        sides = [read_rows(self, parameters, name, context, progress) for name in ("OUT", "IN")]
        left = to_dm2(repr(self.parameterAsDouble(parameters, "RESERVE_LEFT_M2", context)))
        result = check_swap(sides[0], sides[1], ruleset, class_table(), left)
        tell_rules(ruleset, "swap", progress)
        tell_flaws(result.flaws, progress)
        table = finding_table(result.flaws, words_of_flaws(result.flaws))
        return {
            "FINDINGS": write_table(self, parameters, "FINDINGS", context, table, progress),
            "OUT_M2": dm2_output(result.out_dm2),
            "IN_M2": dm2_output(result.in_dm2),
            "FINDING_COUNT": len(result.flaws),
            "ERROR_COUNT": result.errors,
        }
