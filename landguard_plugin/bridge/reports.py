"""Reports in words: coded texts in the language of the table, the office's signature lines, the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..core.problems import Message, Term
from ..core.reports.records import Report, Text
from ..storage.reports import workbook
from .settings import OFFICE, PERSON
from .text import sentence, term


def save_workbook(path: Path, reports: Sequence[Report], tongue: str = "zh") -> str:
    """Write reports to an Excel workbook, a sheet each, and return the writer used ("openpyxl" or "gdal").

    Raises LandGuardError LG-RPT-001 and LG-RPT-002 as storage.reports.workbook does.
    """
    return workbook.write_workbook(path, finished(reports, tongue))


def finished(reports: Sequence[Report], tongue: str = "zh") -> list[Report]:
    """Return reports in words, each with the lines to sign unless it brings its own."""
    signed = (replace(report, signature=report.signature or _signature()) for report in reports)
    return [report.worded(lambda text: _say(text, tongue)) for report in signed]


def _signature() -> tuple[tuple[Text, Text], ...]:
    """Return the lines to sign; the date stays open for the hand that signs (and the file the same from run to run)."""
    return (
        (Term("report_office"), OFFICE.get()),
        (Term("report_person"), PERSON.get()),
        (Term("report_reviewer"), ""),
        (Term("report_date"), Term("report_open_date")),
    )


def _say(text: Text, tongue: str) -> str:
    if isinstance(text, Message):
        return sentence(text, tongue)
    return term(text, tongue) if isinstance(text, Term) else text
