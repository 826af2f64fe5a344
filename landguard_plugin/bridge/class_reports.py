"""The class area table in words: names of classes in the language of the table, notes on method and sources."""

from __future__ import annotations

from collections.abc import Callable

from ..app.class_summary import NET, SummaryRequest, SummaryResult
from ..core.problems import Message
from ..core.reports.class_table import class_table_report
from ..core.reports.records import Report, Text
from .library import class_table
from .text import term


def class_name(tongue: str) -> Callable[[str], str]:
    """Return code -> name of a class in a language; "" for an unknown code."""
    return lambda code: class_table().name(code, tongue)


def summary_reports(request: SummaryRequest, result: SummaryResult, tongue: str) -> list[Report]:
    """Return 分类面积汇总表 of a summary, with its notes."""
    return [
        class_table_report(
            result.summary,
            result.shown,
            request.classes,
            request.class_level,
            class_name(tongue),
            request.unit_names,
            Message("LG-RPT-101", {"layer": request.survey.name}),
            tuple(_notes(request, result, tongue)),
        )
    ]


def _notes(request: SummaryRequest, result: SummaryResult, tongue: str) -> list[Text]:
    survey = request.survey
    computed = int((~survey.rows["stored"]).sum())
    notes: list[Text] = []
    if request.area_field == NET:
        notes.append(Message("LG-RPT-102"))
    else:
        notes.append(Message("LG-RPT-103", {"field": request.area_field}))
    if request.area_field in (NET, "TBMJ") and computed and request.stored is None:
        arguments = {"count": computed, "rows": len(survey), "method": survey.area_method}
        notes.append(Message("LG-RPT-104", arguments))
    notes.append(Message("LG-RPT-105"))
    if request.area_unit != "m2":
        notes.append(levelling_note(request.area_unit, result.shown.correction, tongue))
    if result.unknown:
        listed = ", ".join(f"{code or '(-)'} x {count}" for code, count in sorted(result.unknown.items()))
        notes.append(Message("LG-RPT-107", {"codes": listed, "area_m2": result.unknown_dm2 / 100}))
    if result.negative or result.without_area:
        arguments = {
            "negative": result.negative,
            "area_m2": result.remainder_dm2 / 100,
            "without": result.without_area,
        }
        notes.append(Message("LG-RPT-108", arguments))
    return notes


def levelling_note(unit: str, correction: int, tongue: str) -> Message:
    """Return the note on rounding: the rule, its source, and how far a cell was moved from its own rounding."""
    arguments = {"unit": term(f"unit_{unit}", tongue), "moved": f"{correction / 100:.2f}"}
    return Message("LG-RPT-106", arguments)
