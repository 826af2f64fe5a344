"""The tables of a flow run: 土地利用现状变化平衡统计表, 耕地流向表, and the reconciliation, from MATRIX and RECONCILIATION."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from ..area.additive import additive_table
from ..flows.matrix import RECONCILED
from ..flows.pivot import WORDS, Pivot
from ..problems import Term
from ..survey.classes import ClassTable
from .records import CODE, TEXT, Cell, Report, ReportColumn, ReportRow, Text, hundredths, unit_line, unit_words

#: what lost farmland became, in the order of the columns; the last one takes unknown classes and ground only one year covers
OUTFLOWS = (
    "construction",
    "garden",
    "forest",
    "grass",
    "wetland",
    "water",
    "rural",
    "facility",
    "ridge",
    "unused",
    "other",
)
_ALWAYS = ("before_m2", "after_m2", "common_m2", "difference_m2")


def matrix_report(
    table: Pivot, unit: str, class_name: Callable[[str], str], subtitle: Text, notes: tuple[Text, ...]
) -> Report:
    """Return the balance of class changes: a line per earlier class, a column per later class, stocks and sums around them."""
    table, cells = _squared(table, table.shown(unit).cells)
    columns = [
        ReportColumn(Term("report_class_code"), CODE),
        ReportColumn(Term("report_class_name"), TEXT),
        ReportColumn(Term("report_stock_before")),
        ReportColumn(Term("report_decrease")),
        *(ReportColumn(_title(code, class_name), group=(Term("report_class_after"),)) for code in table.columns),
    ]
    kept = _kept(table, cells)
    before, after = cells.sum(axis=1), cells.sum(axis=0)
    rows = []
    for number, code in enumerate(table.rows):
        figures = hundredths([before[number], before[number] - kept.get(code, 0), *cells[number]])
        shown_code = "" if code in WORDS else code
        rows.append(ReportRow((shown_code, Term(f"report_{code}") if code in WORDS else class_name(code), *figures)))
    increase = [int(after[k]) - kept.get(code, 0) for k, code in enumerate(table.columns)]
    stock = {code: int(before[k]) for k, code in enumerate(table.rows)}
    net = [int(after[k]) - stock.get(code, 0) for k, code in enumerate(table.columns)]
    decrease = int(before.sum()) - sum(kept.values())
    rows.append(_last("report_stock_after", (*hundredths([int(before.sum()), decrease]), *hundredths(after.tolist()))))
    rows.append(_last("report_increase", (None, *hundredths([sum(increase), *increase]))))
    rows.append(_last("report_net", (None, None, *hundredths(net))))
    title = Term("report_change")
    return Report(Term("report_change_sheet"), title, unit_line(unit), tuple(columns), tuple(rows), subtitle, notes)


def farmland_report(
    matrix: pd.DataFrame,
    classes: ClassTable,
    kind_of: Callable[[str], str],
    unit: str,
    names: Mapping[str, str],
    with_basic: bool,
    subtitle: Text,
    notes: tuple[Text, ...],
) -> Report:
    """Return 耕地流向表: for every unit last year's farmland, what it became, what became farmland, this year's farmland.

    `matrix` has unit, from_class, to_class, area, in_basic (0.01 m2); `kind_of` names the outflow of a class (one of OUTFLOWS).
    """
    units = sorted(set(matrix["unit"]))
    was = classes.cultivated_mask(matrix["from_class"].to_numpy())
    becomes = classes.cultivated_mask(matrix["to_class"].to_numpy())
    place = {code: number for number, code in enumerate(units)}
    row = matrix["unit"].map(place).to_numpy(dtype=int)
    kinds = np.array([kind_of(code) for code in matrix["to_class"]], dtype=object)
    parts = np.where(was & becomes, 0, 1 + np.array([OUTFLOWS.index(kind) for kind in kinds], dtype=int))
    stock, inflow, basic = (np.zeros((len(units), n), dtype=np.int64) for n in (1 + len(OUTFLOWS), 1, 1))
    area, in_basic = matrix["area"].to_numpy(dtype=np.int64), matrix["in_basic"].to_numpy(dtype=np.int64)
    np.add.at(stock, (row[was], parts[was]), area[was])
    np.add.at(inflow, (row[becomes & ~was], 0), area[becomes & ~was])
    np.add.at(basic, (row[was & ~becomes], 0), in_basic[was & ~becomes])
    stocks, inflows, basics = (additive_table(amounts, unit, units).cells for amounts in (stock, inflow, basic))
    lost = stocks[:, 1:].sum(axis=1)
    # A part of the outflow is never shown as more than it, and as all of it when it is all of it.
    inside = np.where(basic[:, 0] == stock[:, 1:].sum(axis=1), lost, np.minimum(basics[:, 0], lost))
    figures = np.column_stack(
        [stocks.sum(axis=1), lost, stocks[:, 1:], inside, inflows[:, 0],
         inflows[:, 0] - lost, stocks[:, 0] + inflows[:, 0]]
    )  # fmt: skip
    if not with_basic:
        figures = np.delete(figures, 2 + len(OUTFLOWS), axis=1)
    lines = [_unit_row("", Term("report_total"), figures.sum(axis=0).tolist(), total=True)]
    lines += [_unit_row(code, unit_words(code, names), figures[k].tolist()) for k, code in enumerate(units)]
    return Report(
        Term("report_farmland_sheet"), Term("report_farmland"), unit_line(unit), _farmland_columns(with_basic),
        tuple(lines), subtitle, notes,
    )  # fmt: skip


def _farmland_columns(with_basic: bool) -> tuple[ReportColumn, ...]:
    out = (Term("report_outflow"),)
    basic = (ReportColumn(Term("report_of_it_basic"), group=out),) if with_basic else ()
    return (
        ReportColumn(Term("report_unit_code"), CODE),
        ReportColumn(Term("report_unit_name"), TEXT),
        ReportColumn(Term("report_farmland_before")),
        ReportColumn(Term("report_subtotal"), group=out),
        *(ReportColumn(Term(f"report_out_{kind}"), group=out) for kind in OUTFLOWS),
        *basic,
        ReportColumn(Term("report_inflow")),
        ReportColumn(Term("report_net")),
        ReportColumn(Term("report_farmland_after")),
    )


def reconciliation_report(
    reconciliation: pd.DataFrame,
    title_of: Callable[[str], Text],
    names: Mapping[str, str],
    subtitle: Text,
    notes: tuple[Text, ...],
) -> Report:
    """Return the reconciliation in m2 as it is, not rounded; columns that are zero everywhere are left out but for four.

    `reconciliation` has unit and the columns of RECONCILED without their ending _m2, int64, 0.01 m2.
    """
    shown = [name for name in RECONCILED if name in _ALWAYS or (reconciliation[name[:-3]] != 0).any()]
    columns = (
        ReportColumn(Term("report_unit_code"), CODE),
        ReportColumn(Term("report_unit_name"), TEXT),
        *(ReportColumn(title_of(name)) for name in shown),
    )
    figures = reconciliation[[name[:-3] for name in shown]].to_numpy(dtype=np.int64)
    rows = [_unit_row("", Term("report_total"), figures.sum(axis=0).tolist(), total=True)]
    rows += [
        _unit_row(code, unit_words(code, names), figures[k].tolist()) for k, code in enumerate(reconciliation["unit"])
    ]
    return Report(
        Term("report_closure_sheet"), Term("report_closure"), unit_line("m2"), columns, tuple(rows), subtitle, notes
    )


def _squared(table: Pivot, cells: np.ndarray) -> tuple[Pivot, np.ndarray]:
    """Return the matrix with a line and a column for every class of either year, and the shown cells likewise."""
    classes = {code for code in (*table.rows, *table.columns) if code not in WORDS}
    rows, columns = (
        [*sorted(classes), *(code for code in codes if code in WORDS)] for codes in (table.rows, table.columns)
    )
    place = np.ix_([rows.index(code) for code in table.rows], [columns.index(code) for code in table.columns])
    areas, square = (np.zeros((len(rows), len(columns)), dtype=np.int64) for _ in range(2))
    areas[place], square[place] = table.areas, cells
    return Pivot(rows, columns, areas), square


def _kept(table: Pivot, cells: np.ndarray) -> dict[str, int]:
    """Return class -> land that stayed in it, in hundredths; words are no class and keep nothing."""
    return {
        code: int(cells[table.rows.index(code), table.columns.index(code)])
        for code in table.rows
        if code in table.columns and code not in WORDS
    }


def _title(code: str, class_name: Callable[[str], str]) -> Text:
    if code in WORDS:
        return Term(f"report_{code}")
    return f"{class_name(code)}\n{code}" if class_name(code) else code or Term("report_no_class")


def _last(word: str, figures: Sequence[Cell]) -> ReportRow:
    return ReportRow(("", Term(word), *figures), total=True)


def _unit_row(code: str, name: Text, figures: Sequence[int], total: bool = False) -> ReportRow:
    return ReportRow((code, name, *hundredths(figures)), total)
