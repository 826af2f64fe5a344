"""年度耕地占补平衡表 and 进出平衡表 of a year, and the patches behind them. Sums are those of the figures shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pandas as pd

from ..ledger.rules.ruleset import RuleSet
from ..ledger.year import EXEMPT, LOSS_KINDS, LOST, NEW_STABLE, NEW_UNSTABLE
from ..problems import Term
from .balance import Frame
from .closing import hundredths_of, settled
from .records import CODE, TEXT, Cell, Report, ReportColumn, ReportRow, Text, hundredths, unit_line

_LOSSES = tuple(f"loss_{kind}" for kind in LOSS_KINDS)
#: movements of farmland between the two years and their direction
_MOVES = {"stable_new": 1, "unstable_new": 1, **dict.fromkeys(_LOSSES, -1), "exempt": -1, "ridge": 1}
_YEAR = (
    "farmland_before",
    "stable_new",
    "unstable_new",
    "loss",
    *_LOSSES,
    "exempt",
    "ridge",
    "farmland_after",
    "net_all",
    "net_without_construction",
    "carried",
    "cap",
)
_IN_OUT = ("turned_out", "out_basic", "exempt", "claimed", "turned_in", "turned_in_unstable", "net_in_out")
_TERMS = (NEW_STABLE, NEW_UNSTABLE, LOST, EXEMPT)
_CENT = Decimal("0.01")


def year_report(table: pd.DataFrame, ruleset: RuleSet, frame: Frame) -> Report:
    """Return the balance of a year by unit: farmland before + new - loss - exempt + ridge = farmland after, as it is shown.

    `table` as `ledger.year.year_balance` gives it. Net figures and the cap are computed from the figures shown.
    """
    lines = {str(row["unit"]): _year_cells(row, ruleset, frame.unit) for row in table.to_dict("records")}
    gained, lost = (Term("year_gained"),), (Term("year_lost"),)
    groups = {
        **dict.fromkeys(("stable_new", "unstable_new"), gained),
        **dict.fromkeys(("loss", *_LOSSES), lost),
        **dict.fromkeys(("net_all", "net_without_construction"), (Term("year_net"),)),
    }
    columns = [*_unit_columns(), *(ReportColumn(Term(f"year_{n}"), group=groups.get(n, ())) for n in _YEAR)]
    rows = [_line("", Term("report_total"), [sum(line[n] for line in lines.values()) for n in _YEAR], total=True)]
    rows += [_line(code, frame.words_of(code), [line[n] for n in _YEAR]) for code, line in lines.items()]
    return Report(
        Term("year_balance_sheet"), Term("year_balance"), unit_line(frame.unit), tuple(columns), tuple(rows),
        frame.subtitle, frame.notes,
    )  # fmt: skip


def _year_cells(row: Mapping[str, int], ruleset: RuleSet, unit: str) -> dict[str, int]:
    before, after = (hundredths_of(row[name], unit) for name in ("farmland_before", "farmland_after"))
    exact = [sign * int(row[name]) for name, sign in _MOVES.items()]
    plain = [sign * hundredths_of(row[name], unit) for name, sign in _MOVES.items()]
    moves = settled(exact, plain, after - before)
    cells = {name: sign * move for (name, sign), move in zip(_MOVES.items(), moves)}
    cells["loss"] = sum(cells[name] for name in _LOSSES)
    cells["net_all"] = cells["stable_new"] - cells["loss"]
    cells["net_without_construction"] = cells["net_all"] + cells["loss_construction"]
    cells["carried"] = hundredths_of(row["carried"], unit)
    net = cells["net_all" if ruleset.value("year.loss_reading") == "all" else "net_without_construction"]
    share = ruleset.number("year.cap_share")
    cells["cap"] = int((Decimal(max(0, net + cells["carried"])) * share).to_integral_value(ROUND_FLOOR))
    return {**cells, "farmland_before": before, "farmland_after": after}


def in_out_report(table: pd.DataFrame, frame: Frame) -> Report:
    """Return 进出平衡表 by unit: moved out, of it basic farmland, moved in, net = in - out, and in as a share of out."""
    out, inward = (Term("inout_out"),), (Term("inout_in"),)
    groups = {
        "turned_out": out,
        "out_basic": out,
        "exempt": out,
        "claimed": out,
        "turned_in": inward,
        "turned_in_unstable": inward,
    }
    columns = [
        *_unit_columns(),
        *(ReportColumn(Term(f"inout_{n}"), group=groups.get(n, ())) for n in _IN_OUT),
        ReportColumn(Term("inout_rate")),
    ]
    lines = []
    for row in table.to_dict("records"):
        cells = {name: hundredths_of(row[name], frame.unit) for name in _IN_OUT}
        cells["out_basic"] = min(cells["out_basic"], cells["turned_out"])
        cells["net_in_out"] = cells["turned_in"] - cells["turned_out"]
        lines.append((str(row["unit"]), cells))
    sums = {name: sum(cells[name] for _, cells in lines) for name in _IN_OUT}
    exact = {name: int(table[name].sum()) for name in ("turned_in", "turned_out")}
    rows = [_in_out_line("", Term("report_total"), sums, exact, total=True)]
    for (code, cells), row in zip(lines, table.to_dict("records")):
        rows.append(_in_out_line(code, frame.words_of(code), cells, row))
    return Report(
        Term("inout_balance_sheet"), Term("inout_balance"), unit_line(frame.unit), tuple(columns), tuple(rows),
        frame.subtitle, frame.notes,
    )  # fmt: skip


def _in_out_line(
    code: str, name: Text, cells: Mapping[str, int], exact: Mapping[str, int], total: bool = False
) -> ReportRow:
    """Return a line with the rate in per cent of the unrounded areas; a dash where nothing moved out."""
    out = int(exact["turned_out"])
    rate: Cell = "—"
    if out:
        rate = (Decimal(int(exact["turned_in"])) * 100 / Decimal(out)).quantize(_CENT, ROUND_HALF_UP)
    figures = hundredths([cells[n] for n in _IN_OUT])
    return ReportRow((code, name, *figures, rate), total)


def pieces_report(pieces: pd.DataFrame, frame: Frame) -> Report:
    """Return the patches behind the balance in m2 as they are: what was lost, exempt or new, a line per piece, largest first.

    `pieces` as `ledger.year.classify` gives them, already cut to what shall be listed.
    """
    columns = (
        ReportColumn(Term("report_unit_code"), CODE),
        ReportColumn(Term("year_term"), CODE),
        ReportColumn(Term("year_bsm_before"), CODE),
        ReportColumn(Term("year_bsm_after"), CODE),
        ReportColumn(Term("year_dlbm_before"), CODE),
        ReportColumn(Term("year_dlbm_after"), CODE),
        ReportColumn(Term("document"), TEXT),
        ReportColumn(Term("year_area")),
        ReportColumn(Term("report_of_it_basic")),
    )
    names = ("unit", "bsm_before", "bsm_after", "dlbm_before", "dlbm_after", "document")
    total = hundredths([int(pieces["area"].sum()), int(pieces["in_basic"].sum())])
    rows = [ReportRow(("", Term("report_total"), *[""] * 5, *total), total=True)]
    for row in pieces.to_dict("records"):
        texts = [str(row[name]) for name in names]
        figures = hundredths([int(row["area"]), int(row["in_basic"])])
        rows.append(ReportRow((texts[0], Term(f"year_term_{row['term']}"), *texts[1:], *figures)))
    return Report(
        Term("year_pieces_sheet"), Term("year_pieces"), unit_line("m2"), columns, tuple(rows),
        frame.subtitle, frame.notes,
    )  # fmt: skip


def listed_pieces(pieces: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the pieces a report lists: of both sides of the balance, by unit and term, the largest first, at most so many."""
    chosen = pieces[pieces["term"].isin(_TERMS)]
    largest = chosen.sort_values(["area", "bsm_before"], ascending=[False, True]).head(most)
    return largest.sort_values(["unit", "term", "area", "bsm_before"], ascending=[True, True, False, True])


def count_of_pieces(pieces: pd.DataFrame) -> int:
    """Return how many pieces stand behind the balance."""
    return int(pieces["term"].isin(_TERMS).sum())


def _unit_columns() -> tuple[ReportColumn, ReportColumn]:
    return ReportColumn(Term("report_unit_code"), CODE), ReportColumn(Term("report_unit_name"), TEXT)


def _line(code: str, name: Text, figures: Sequence[int], total: bool = False) -> ReportRow:
    return ReportRow((code, name, *hundredths(figures)), total)
