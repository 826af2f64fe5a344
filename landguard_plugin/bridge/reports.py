"""Reports in words: coded texts in the language of the table, the office's signature lines, the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..core.problems import LandGuardError, Message, Term
from ..core.progress import Progress
from ..core.reports.records import Report, Text
from ..storage.reports import workbook
from .settings import OFFICE, PERSON
from .text import sentence, term


def save_workbook(path: Path, reports: Sequence[Report], tongue: str = "zh", writer: str = "") -> str:
    """Write reports to an Excel workbook, a sheet each, and return the writer used ("openpyxl" or "gdal").

    `writer` asks for one of the two. Raises LandGuardError LG-RPT-001 and LG-RPT-002 as storage.reports.workbook does.
    """
    return workbook.write_workbook(path, finished(reports, tongue), writer)


def deliver(path: Path, reports: Sequence[Report], tongue: str, progress: Progress) -> str:
    """Write reports at the end of a run and return where they are.

    A file that meanwhile was opened in another program costs nothing: the table goes beside it under a free name, and that is told.
    """
    try:
        save_workbook(path, reports, tongue)
    except LandGuardError as error:
        if error.code != "LG-RPT-001":
            raise
        numbers = (path.with_name(f"{path.stem}_{number}{path.suffix}") for number in range(2, 1000))
        beside = next(place for place in numbers if not place.exists())
        save_workbook(beside, reports, tongue)
        progress.warn(Message("LG-RPT-003", {"path": str(path), "beside": str(beside)}))
        return str(beside)
    return str(path)


def finished(reports: Sequence[Report], tongue: str = "zh") -> list[Report]:
    """Return reports in words, each with the lines to sign unless it brings its own."""
    signed = (replace(report, signature=report.signature or signature()) for report in reports)
    worded = [report.worded(lambda text: say(text, tongue)) for report in signed]
    return [replace(report, notes=_numbered(report.notes, term("report_note", tongue))) for report in worded]


def _numbered(notes: Sequence[Text], mark: str) -> tuple[Text, ...]:
    return tuple(f"{mark}{number}. {note}" for number, note in enumerate(notes, 1))


def signature() -> tuple[tuple[Text, Text], ...]:
    """Return the lines to sign; the date stays open for the hand that signs (and the file the same from run to run)."""
    return (
        (Term("report_office"), OFFICE.get()),
        (Term("report_person"), PERSON.get()),
        (Term("report_reviewer"), ""),
        (Term("report_date"), Term("report_open_date")),
    )


def say(text: Text, tongue: str) -> str:
    """Return a text of a report in words: data as they are, coded words and sentences in the language of the table."""
    if isinstance(text, Message):
        return sentence(text, tongue)
    return term(text, tongue) if isinstance(text, Term) else text
