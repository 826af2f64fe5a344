"""landguard:yearbalance."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm
from .ledger_parameters import add_ruleset, add_source, add_table
from .report_parameters import add_report_unit, add_workbook, report_unit, tongue_of, workbook_path

if TYPE_CHECKING:
    from ..app.ledger.year import YearResult

_SECTIONS = ("year", "in_out")


class YearBalance(LandGuardAlgorithm):
    """The farmland balance of a year from the flow matrix's pieces: new, lost, exempt, net, next year's cap."""

    ID = "yearbalance"
    GROUP = "ledger"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Year balance")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        integer = QgsProcessingParameterNumber.Type.Integer
        add_source(self, "PIECES", tr("Pieces of the flow matrix"))
        year = tr("Year that is balanced")
        self.addParameter(QgsProcessingParameterNumber("YEAR", year, integer, 2025, minValue=2000, maxValue=2100))
        kinds = [tr("Unified balance (from 2025)"), tr("In-out balance (2021 to 2024)")]
        self.addParameter(QgsProcessingParameterEnum("BALANCE", tr("Kind of balance"), kinds, defaultValue=0))
        add_ruleset(self)
        add_source(self, "MARKS", tr("Stable-use findings (bsm, stable, grade)"), optional=True)
        add_source(self, "EXEMPTIONS", tr("Exemptions (bsm, cause, document)"), optional=True)
        add_source(self, "CARRIED", tr("Old indices carried (unit, carried_m2)"), optional=True)
        level = tr("Unit level: digits of the unit code (6 county, 9 township, 12 village)")
        self.addParameter(QgsProcessingParameterNumber("UNIT_LEVEL", level, integer, 6, minValue=2, maxValue=19))
        add_table(self, "OUTPUT", tr("Year balance"))
        add_table(self, "DETAIL", tr("Patches behind the figures"), optional=True)
        add_table(self, "FINDINGS", tr("Findings"), optional=True)
        add_source(self, "UNITS", tr("Unit names (layer or table with codes and names)"), optional=True)
        add_workbook(self)
        add_report_unit(self)
        self.addOutput(QgsProcessingOutputNumber("DIFFERENCE_M2", tr("Unexplained difference (m2)")))
        self.addOutput(QgsProcessingOutputNumber("NET_M2", tr("Net change (m2)")))
        self.addOutput(QgsProcessingOutputNumber("FINDING_COUNT", tr("Number of findings")))
        self.addOutput(QgsProcessingOutputString("RULES", tr("Rules in force")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read pieces and findings, balance the year, write the tables."""
        from ..app.ledger.year import YearRequest, balance_year
        from ..bridge.ledgers import (
            carried_of,
            exemptions_of,
            ruleset_named_or_in_force,
            stable_marks,
            tell_flaws,
            tell_rules,
        )
        from ..bridge.sinks import dm2_output
        from ..bridge.surveys import SurveyReader
        from ..bridge.tables import read_rows
        from ..core.survey.unit_names import names_of
        from ..storage.ledger.tables import year_tables

        def rows(name: str) -> object:
            return read_rows(self, parameters, name, context, progress)

        place = workbook_path(self, parameters, context)
        pieces, level = rows("PIECES"), self.parameterAsInt(parameters, "UNIT_LEVEL", context)
        reader = SurveyReader(self, parameters, context, progress)
        names = {**names_of(pieces), **reader.unit_names("UNITS", level)}
        stable, grades = stable_marks(rows("MARKS"))
        section = _SECTIONS[self.parameterAsEnum(parameters, "BALANCE", context)]
        result = balance_year(
            YearRequest(
                pieces,
                year_tables(),
                ruleset_named_or_in_force(self.parameterAsString(parameters, "RULESET", context)),
                section,
                date(self.parameterAsInt(parameters, "YEAR", context), 12, 31),
                level,
                stable,
                grades,
                exemptions_of(rows("EXEMPTIONS")),
                carried_of(rows("CARRIED")),
                self.parameterAsBoolean(parameters, "REJUDGE", context),
            )
        )
        progress.at(0.7)
        tell_rules(result.ruleset, section, progress)
        tell_flaws(result.flaws, progress)
        reader.tell_unnamed(result.table["unit"], names)
        outputs = self._write(parameters, context, result, names, progress)
        if place:
            outputs["XLSX"] = self._hand_in(parameters, context, place, result, names, progress)
        net = result.table["net" if section == "year" else "net_in_out"]
        return {
            **outputs,
            "DIFFERENCE_M2": dm2_output(result.difference),
            "NET_M2": dm2_output(int(net.sum())),
            "FINDING_COUNT": len(result.flaws),
            "RULES": result.ruleset.id,
        }

    def _write(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        result: YearResult,
        names: dict[str, str],
        progress: FeedbackProgress,
    ) -> dict:
        """Write the tables that are wanted and return where they are."""
        from ..app.ledger.tables import finding_table
        from ..bridge.ledgers import words_of_flaws
        from ..bridge.sinks import write_table
        from ..core.survey.unit_names import with_names

        tables = {
            "OUTPUT": with_names(result.output(), names),
            "DETAIL": result.detail(),
            "FINDINGS": finding_table(result.flaws, words_of_flaws(result.flaws)),
        }
        wanted = {name: table for name, table in tables.items() if parameters.get(name) is not None}
        return {name: write_table(self, parameters, name, context, t, progress) for name, t in wanted.items()}

    def _hand_in(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        place: Path,
        result: YearResult,
        names: dict[str, str],
        progress: FeedbackProgress,
    ) -> str:
        """Write the Excel tables of the year and return where they are."""
        from ..bridge.ledger_reports import year_reports
        from ..bridge.reports import deliver

        unit = report_unit(self, parameters, context)
        tongue = tongue_of(self, parameters, context)
        reports = year_reports(result, self.parameterAsInt(parameters, "YEAR", context), unit, names, tongue)
        return deliver(place, reports, tongue, progress)
