"""landguard:checkledger."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm
from .ledger_parameters import add_ledger, add_ruleset, add_table, add_text


class CheckLedger(LandGuardAlgorithm):
    """Everything that is wrong with a ledger: unreadable lines, broken books, what the rules find."""

    ID = "checkledger"
    GROUP = "ledger"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Check ledger")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        add_ledger(self)
        add_ruleset(self)
        add_text(self, "AS_OF", tr("As of (YYYY-MM-DD; empty: the last batch)"))
        add_table(self, "FINDINGS", tr("Findings"))
        self.addOutput(QgsProcessingOutputNumber("FINDING_COUNT", tr("Number of findings")))
        self.addOutput(QgsProcessingOutputNumber("ERROR_COUNT", tr("Number of errors")))
        self.addOutput(QgsProcessingOutputNumber("ENTRY_COUNT", tr("Entries read")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the ledger, check it, write the findings."""
        from ..app.ledger.checking import CheckRequest, check_ledger
        from ..app.ledger.tables import finding_table
        from ..bridge.ledgers import day_from, ledger_of, ruleset_chooser, tell_rules, words_of_flaws
        from ..bridge.sinks import write_table

        snapshot = ledger_of(self, parameters, context).read()
        asked = self.parameterAsString(parameters, "AS_OF", context).strip()
        result = check_ledger(
            CheckRequest(
                snapshot,
                ruleset_chooser(self, parameters, context, "occupation"),
                day_from(asked, "AS_OF") if asked else None,
                self.parameterAsBoolean(parameters, "REJUDGE", context),
            )
        )
        if result.ruleset is not None:
            tell_rules(result.ruleset, "occupation", progress)
        table = finding_table(result.flaws, words_of_flaws(result.flaws))
        return {
            "FINDINGS": write_table(self, parameters, "FINDINGS", context, table, progress),
            "FINDING_COUNT": len(result.flaws),
            "ERROR_COUNT": result.errors,
            "ENTRY_COUNT": len(snapshot.books.entries),
        }
