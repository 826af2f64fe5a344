"""landguard:proposewriteoff."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.progress import Stretch, stop_if_cancelled
from .base import LandGuardAlgorithm
from .ledger_parameters import add_ledger, add_ruleset, add_table, add_text
from .report_parameters import add_report_unit, add_workbook, report_unit, tongue_of, workbook_path

if TYPE_CHECKING:
    from ..app.ledger.write_off import WriteOffRequest
    from ..core.ledger.proposal.propose import Proposal
    from ..core.ledger.rules.ruleset import RuleSet

_OBJECTIVES = ("waste", "local", "oldest", "documents")
_MOST_REFUSALS = 50_000


class ProposeWriteOff(LandGuardAlgorithm):
    """Proposes which indices to write off for which project, and explains every refusal."""

    ID = "proposewriteoff"
    GROUP = "ledger"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Propose write-off")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        add_ledger(self)
        add_ruleset(self)
        options = [tr("Least capacity wasted"), tr("Local first"), tr("Oldest first"), tr("Fewest documents")]
        self.addParameter(QgsProcessingParameterEnum("OBJECTIVE", tr("Objective"), options, defaultValue=0))
        add_text(self, "AS_OF", tr("Day of the write-off (YYYY-MM-DD; empty: the last batch)"))
        add_table(self, "OUTPUT", tr("Proposed lines"))
        add_table(self, "REFUSALS", tr("Refusals"))
        add_table(self, "SHORTS", tr("Shortfalls"), optional=True)
        add_table(self, "CURES", tr("What would cure the shortfall"), optional=True)
        add_workbook(self)
        add_report_unit(self)
        numbers = (
            ("SHORT", tr("Shortfall of all accounts (m2 and kg)")),
            ("SHORT_QUANTITY_M2", tr("Quantity short (m2)")),
            ("SHORT_PADDY_M2", tr("Paddy short (m2)")),
            ("SHORT_CAPACITY_KG", tr("Capacity short (kg)")),
            ("LINE_COUNT", tr("Proposed lines")),
            ("VALUE", tr("Value of the objective")),
            ("BOUND", tr("Bound of the objective")),
        )
        for name, title in numbers:
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("METHOD", tr("Method of optimisation")))
        self.addOutput(QgsProcessingOutputString("RULES", tr("Rules in force")))
        self.addOutput(QgsProcessingOutputString("VERSION", tr("Version of the books")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the ledger, propose, write lines and refusals."""
        from ..app.ledger.balance import whole_period
        from ..app.ledger.write_off import WriteOffRequest, propose_write_off
        from ..bridge.ledgers import day_from, ledger_of, ruleset_chooser, tell_rules
        from ..core.ledger.proposal.propose import words_of

        place = workbook_path(self, parameters, context)
        snapshot = ledger_of(self, parameters, context).read(progress)
        asked = self.parameterAsString(parameters, "AS_OF", context).strip()
        request = WriteOffRequest(
            snapshot,
            ruleset_chooser(self, parameters, context, "occupation"),
            _OBJECTIVES[self.parameterAsEnum(parameters, "OBJECTIVE", context)],
            day_from(asked, "AS_OF") if asked else whole_period(snapshot).last,
            self.parameterAsBoolean(parameters, "REJUDGE", context),
        )
        stop_if_cancelled(progress)
        proposal, ruleset = propose_write_off(request, Stretch(progress, 0.1, 0.8))
        tell_rules(ruleset, "occupation", progress)
        progress.say(words_of(proposal))
        outputs = self._write(parameters, context, proposal, Stretch(progress, 0.8, 1.0))
        if place:
            outputs["XLSX"] = self._hand_in(parameters, context, place, proposal, request, ruleset, progress)
        short = proposal.short_by_account
        quantity, paddy, capacity = short["quantity"] / 100, short["paddy"] / 100, short["capacity"]
        return {
            **outputs,
            "SHORT": (short["quantity"] + short["paddy"] + 100 * capacity) / 100,
            "SHORT_QUANTITY_M2": quantity,
            "SHORT_PADDY_M2": paddy,
            "SHORT_CAPACITY_KG": capacity,
            "LINE_COUNT": len(proposal.lines),
            "VALUE": float(proposal.value),
            "BOUND": float(proposal.bound),
            "METHOD": proposal.method,
            "RULES": ruleset.id,
            "VERSION": str(snapshot.version),
        }

    def _write(
        self, parameters: dict, context: QgsProcessingContext, proposal: Proposal, progress: FeedbackProgress
    ) -> dict:
        from ..app.ledger.write_off import cure_table, line_table, refusal_rows, refusal_table, short_table
        from ..bridge.i18n import language
        from ..bridge.ledger_reports import join_reasons
        from ..bridge.sinks import write_table
        from ..bridge.text import word
        from ..core.problems import Message

        rows, whole = refusal_rows(proposal, _MOST_REFUSALS, progress)
        if not whole:
            progress.warn(Message("LG-PRO-005", {"most": _MOST_REFUSALS, "rows": len(rows)}))
        tables = {
            "OUTPUT": line_table(proposal, partial(join_reasons, tongue=language()), progress),
            "REFUSALS": refusal_table(rows, word, progress),
        }
        tables |= {"SHORTS": short_table(proposal), "CURES": cure_table(proposal)}
        wanted = {name: table for name, table in tables.items() if parameters.get(name) is not None}
        return {name: write_table(self, parameters, name, context, table, progress) for name, table in wanted.items()}

    def _hand_in(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        place: Path,
        proposal: Proposal,
        request: WriteOffRequest,
        ruleset: RuleSet,
        progress: FeedbackProgress,
    ) -> str:
        from ..app.ledger.write_off import refusal_rows
        from ..bridge.ledger_reports import proposal_reports
        from ..bridge.reports import deliver

        rows, _ = refusal_rows(proposal, _MOST_REFUSALS, progress)
        tongue, unit = tongue_of(self, parameters, context), report_unit(self, parameters, context)
        reports = proposal_reports(proposal, ruleset, rows, request.day.isoformat(), unit, tongue)
        return deliver(place, reports, tongue, progress)
