"""耕地保护责任目标完成表: target, stock and difference of farmland and basic farmland, and what could be farmland again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from ..area.additive import additive_table
from ..problems import Term
from .records import CODE, TEXT, Cell, Report, ReportColumn, ReportRow, Text, hundredths, unit_line, unit_words

_CENT = Decimal("0.01")
_NONE = "—"


def stocks_report(
    stocks: pd.DataFrame, unit: str, names: Mapping[str, str], subtitle: Text, notes: tuple[Text, ...]
) -> Report:
    """Return the table of STOCK_COLUMNS rows (0.01 m2) in an area unit; what is unknown is a dash, and has no total."""
    units = [str(code) for code in stocks["unit"]]
    farmland, target = _shown(stocks, "farmland_m2", unit, units), _shown(stocks, "target_m2", unit, units)
    basic, task = _shown(stocks, "basic_m2", unit, units), _shown(stocks, "basic_target_m2", unit, units)
    again = [_shown(stocks, name, unit, units) for name in ("restorable_now_m2", "restorable_by_works_m2")]
    adjustable = _shown(stocks, "adjustable_m2", unit, units)
    rows = []
    for position in range(-1, len(units)):
        pick = slice(None) if position < 0 else slice(position, position + 1)
        chosen = stocks.iloc[pick]
        sums = [_sum(figures[pick]) for figures in again]
        cells: list[Cell] = [
            *_compared(chosen, "target_m2", "farmland_m2", _sum(target[pick]), _sum(farmland[pick])),
            *_compared(chosen, "basic_target_m2", "basic_m2", _sum(task[pick]), _sum(basic[pick])),
            _plus(sums[0], sums[1]),
            *sums,
            _sum(adjustable[pick]),
        ]
        code = "" if position < 0 else units[position]
        name: Text = Term("report_total") if position < 0 else unit_words(code, names)
        figures = tuple(_NONE if cell is None else cell for cell in cells)
        rows.append(ReportRow((code, name, *figures), total=position < 0))
    return Report(
        Term("report_duty_sheet"), Term("report_duty"), unit_line(unit), _columns(), tuple(rows), subtitle, notes
    )


def _columns() -> tuple[ReportColumn, ...]:
    stock, basic, again = (Term("report_duty_stock"),), (Term("report_duty_basic"),), (Term("report_duty_again"),)
    return (
        ReportColumn(Term("report_unit_code"), CODE),
        ReportColumn(Term("report_unit_name"), TEXT),
        *(ReportColumn(Term(f"report_duty_{name}"), group=stock) for name in ("target", "present", "surplus", "rate")),
        *(ReportColumn(Term(f"report_duty_{name}"), group=basic) for name in ("task", "inside", "surplus", "rate")),
        ReportColumn(Term("report_subtotal"), group=again),
        *(ReportColumn(Term(f"report_duty_{name}"), group=again) for name in ("now", "works")),
        ReportColumn(Term("report_duty_adjustable")),
    )


def _shown(stocks: pd.DataFrame, name: str, unit: str, units: list[str]) -> list[Decimal | None]:
    """Return a column in hundredths of the unit, levelled to its rounded total; None where nothing is known."""
    known = ~stocks[name].isna().to_numpy(dtype=bool)
    values = np.array([int(v) if k else 0 for v, k in zip(stocks[name], known)], dtype=np.int64)
    cells = additive_table(values.reshape(-1, 1), unit, units).cells[:, 0]
    return [figure if here else None for figure, here in zip(hundredths(cells.tolist()), known)]


def _sum(figures: list[Decimal | None]) -> Decimal | None:
    """Return the sum of the shown figures; None when any of them is unknown."""
    known = [figure for figure in figures if figure is not None]
    return sum(known, Decimal("0.00")) if len(known) == len(figures) else None


def _plus(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if first is None or second is None else first + second


def _compared(
    rows: pd.DataFrame, target_name: str, stock_name: str, target: Decimal | None, stock: Decimal | None
) -> tuple[Cell, ...]:
    """Return target, stock, difference of the two shown figures, and the rate in per cent from the unrounded areas."""
    if target is None or stock is None:
        return target, stock, None, None
    goal, here = int(rows[target_name].sum()), int(rows[stock_name].sum())
    rate = (Decimal(here) * 100 / Decimal(goal)).quantize(_CENT, ROUND_HALF_UP) if goal else None
    return target, stock, stock - target, rate
