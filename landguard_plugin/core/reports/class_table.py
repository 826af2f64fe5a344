"""土地利用现状一级、二级分类面积汇总表: units down, classes across, under their first-level headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..area.additive import AdditiveTable
from ..problems import Term
from ..survey.classes import WETLAND, ClassTable
from ..survey.summary import FIRST, ClassSummary, classes_of_level
from .records import CODE, TEXT, Report, ReportColumn, ReportRow, Text, hundredths, unit_line, unit_words

_TITLES = {"1": "report_classes_first", "2": "report_classes_second", "all": "report_classes_all"}


def class_table_report(
    summary: ClassSummary,
    shown: AdditiveTable,
    classes: ClassTable,
    level: str,
    class_name: Callable[[str], str],
    unit_names: Mapping[str, str],
    subtitle: Text = "",
    notes: tuple[Text, ...] = (),
) -> Report:
    """Return the report of class areas; a printed level has a column for every class, zero or not.

    Under each first-level heading the classes are summed in a column of their own; every sum is that of the cells shown.
    """
    listed = sorted({*classes_of_level(classes, level), *summary.classes}, key=lambda code: _place(classes, code))
    columns: list[ReportColumn] = [
        ReportColumn(Term("report_unit_code"), CODE),
        ReportColumn(Term("report_unit_name"), TEXT),
        ReportColumn(Term("report_all_land")),
    ]
    take: list[list[str]] = [list(listed)]  # the classes each figure column sums
    for code in listed:
        head = classes.first_level(code)
        members = [other for other in listed if head and classes.first_level(other) == head]
        if level == FIRST or not head:
            columns.append(ReportColumn(_title(code, class_name)))
            take.append([code])
            continue
        group = (f"{class_name(head)}（{head}）",)
        if code == members[0] and (len(members) > 1 or head == WETLAND):
            columns.append(ReportColumn(Term("report_subtotal"), group=group))
            take.append(members)
        columns.append(ReportColumn(_title(code, class_name), group=group if code != head or len(members) > 1 else ()))
        take.append([code])
    position = {code: number for number, code in enumerate(summary.classes)}
    picked = [[position[code] for code in codes if code in position] for codes in take]
    rows = [_row(("", Term("report_total")), shown.class_totals, picked, total=True)]
    for number, unit in enumerate(summary.units):
        rows.append(_row((unit, unit_words(unit, unit_names)), shown.cells[number], picked))
    title = Term(_TITLES[level])
    return Report(
        Term(f"{_TITLES[level]}_sheet"), title, unit_line(shown.unit), tuple(columns), tuple(rows), subtitle, notes
    )


def _row(head: tuple[Text, Text], cells: np.ndarray, picked: list[list[int]], total: bool = False) -> ReportRow:
    return ReportRow((*head, *hundredths([int(cells[positions].sum()) for positions in picked])), total)


def _title(code: str, class_name: Callable[[str], str]) -> Text:
    if not code:
        return Term("report_no_class")
    name = class_name(code)
    return f"{name}\n{code}" if name else code


def _place(classes: ClassTable, code: str) -> tuple[bool, str, str]:
    """Return what orders columns: known classes first, by first level, then by code."""
    head = classes.first_level(code)
    return not head, head, code
