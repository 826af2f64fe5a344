"""landguard:ledgerbalance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterNumber,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm, advanced
from .ledger_parameters import add_ledger, add_ruleset, add_table, add_text
from .report_parameters import (
    add_document,
    add_report_unit,
    add_workbook,
    document_path,
    report_unit,
    tongue_of,
    workbook_path,
)

if TYPE_CHECKING:
    from ..app.ledger.balance import BalanceResult


class LedgerBalance(LandGuardAlgorithm):
    """The statement of a farmland balance ledger, and how far each project is covered."""

    ID = "ledgerbalance"
    GROUP = "ledger"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Ledger balance")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        add_ledger(self)
        add_ruleset(self)
        add_text(self, "PERIOD", tr("Period: 2021, 2021Q3, 2021-07 or from/to (empty: all)"))
        add_text(self, "UNIT", tr("Unit and everything in it (empty: all)"))
        integer = QgsProcessingParameterNumber.Type.Integer
        level = tr("Unit level: digits of the unit code (6 county, 9 township; 0: as in the books)")
        self.addParameter(advanced(QgsProcessingParameterNumber("UNIT_LEVEL", level, integer, 0, minValue=0)))
        add_table(self, "OUTPUT", tr("Statement"))
        add_table(self, "PROJECTS", tr("Coverage of projects"))
        add_table(self, "POSTINGS", tr("Postings behind the figures"), optional=True)
        add_table(self, "FINDINGS", tr("Findings"), optional=True)
        add_workbook(self)
        add_report_unit(self)
        add_document(self)
        numbers = (
            ("DIFFERENCE", tr("Unexplained difference")),
            ("FINDING_COUNT", tr("Number of findings")),
            ("ERROR_COUNT", tr("Number of errors")),
        )
        for name, title in numbers:
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("RULES", tr("Rules in force")))
        self.addOutput(QgsProcessingOutputString("PERIOD_USED", tr("Period balanced")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the ledger, balance it, write statement and coverage."""
        from ..app.ledger.balance import BalanceRequest, balance
        from ..bridge.ledgers import ledger_of, ruleset_chooser, tell_flaws, tell_rules
        from ..core.problems import Message

        places = workbook_path(self, parameters, context), document_path(self, parameters, context)
        snapshot = ledger_of(self, parameters, context).read()
        progress.at(0.3)
        result = balance(
            BalanceRequest(
                snapshot,
                ruleset_chooser(self, parameters, context, "occupation"),
                self.parameterAsString(parameters, "PERIOD", context),
                self.parameterAsString(parameters, "UNIT", context).strip(),
                self.parameterAsInt(parameters, "UNIT_LEVEL", context) or None,
                self.parameterAsBoolean(parameters, "REJUDGE", context),
            )
        )
        progress.at(0.7)
        tell_rules(result.ruleset, "occupation", progress)
        tell_flaws(result.flaws, progress)
        code = "LG-LED-073" if result.difference == 0 else "LG-LED-074"
        words = {"period": result.period.name, "difference": result.difference}
        (progress.say if result.difference == 0 else progress.warn)(Message(code, words))
        outputs = self._write(parameters, context, snapshot.books, result, progress)
        if any(places):
            outputs |= self._hand_in(parameters, context, snapshot.books, result, places, progress)
        return {
            **outputs,
            "DIFFERENCE": result.difference,
            "FINDING_COUNT": len(result.flaws),
            "ERROR_COUNT": result.errors,
            "RULES": result.ruleset.id,
            "PERIOD_USED": result.period.name,
        }

    def _write(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        books: object,
        result: BalanceResult,
        progress: FeedbackProgress,
    ) -> dict:
        from ..app.ledger.tables import finding_table, posting_table, project_table, statement_table
        from ..bridge.ledgers import words_of_flaws
        from ..bridge.sinks import write_table

        names = {project.id: project.name for project in books.occupations.values()}
        tables = {
            "OUTPUT": lambda: statement_table(result.statement),
            "PROJECTS": lambda: project_table(result.coverage, names, result.states),
            "POSTINGS": lambda: posting_table(result.postings),
            "FINDINGS": lambda: finding_table(result.flaws, words_of_flaws(result.flaws)),
        }
        wanted = {name: make() for name, make in tables.items() if parameters.get(name) is not None}
        return {name: write_table(self, parameters, name, context, table, progress) for name, table in wanted.items()}

    def _hand_in(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        books: object,
        result: BalanceResult,
        places: tuple[Optional[Path], Optional[Path]],
        progress: FeedbackProgress,
    ) -> dict:
        """Write the Excel tables and the Word brief that were asked for."""
        from ..bridge.ledger_reports import balance_reports, save_brief
        from ..bridge.reports import deliver

        tongue = tongue_of(self, parameters, context)
        unit = self.parameterAsString(parameters, "UNIT", context).strip()
        written = {}
        if places[0]:
            reports = balance_reports(result, books, report_unit(self, parameters, context), tongue)
            written["XLSX"] = deliver(places[0], reports, tongue, progress)
        if places[1]:
            save_brief(places[1], result, books, unit, tongue)
            written["DOCX"] = str(places[1])
        return written
