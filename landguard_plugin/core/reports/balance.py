"""耕地占补平衡情况表: what came into the books and left them by unit, what every project owes and has got, and by which lots.

Sums are those of the figures shown. Stocks are rounded by themselves (core/reports/closing.py), so that the closing of one period
is the opening of the next to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ..ledger.amounts import ACCOUNTS, CAPACITY
from ..ledger.books import Books
from ..problems import Term
from .closing import figure, settled, shown_amount
from .records import CODE, TEXT, Cell, Report, ReportColumn, ReportRow, Text, unit_words

MOVES = ("added", "deducted", "written_off", "reserved")
#: in which direction a movement changes what may be used
_SIGNS = {"added": 1, "deducted": -1, "written_off": -1, "reserved": -1}
STATEMENT = ("opening", *MOVES, "closing")
NEEDS = ("required", "written_off", "reserved", "short")
_DIGITS = {CAPACITY: 0}


@dataclass(frozen=True)
class Frame:
    """What a table carries besides its figures: area unit, period line, notes, names of units by code."""

    unit: str
    subtitle: Text = ""
    notes: tuple[Text, ...] = ()
    names: Mapping[str, str] | None = None

    def words_of(self, code: str) -> Text:
        """Return what stands in the column of unit names."""
        return unit_words(code, self.names or {})

    def name_of(self, code: str) -> str:
        """Return the name of a unit, "" when none is known."""
        return (self.names or {}).get(code, "")


def statement_cells(row: Mapping[str, int], account: str, unit: str) -> dict[str, int]:
    """Return the figures of one unit and account as shown: opening + added - deducted - written_off - reserved = closing."""
    opening, closing = (shown_amount(account, row[name], unit) for name in ("opening", "closing"))
    exact = [_SIGNS[name] * int(row[name]) for name in MOVES]
    plain = [_SIGNS[name] * shown_amount(account, row[name], unit) for name in MOVES]
    moves = settled(exact, plain, closing - opening)
    return {
        "opening": opening,
        **{name: _SIGNS[name] * move for name, move in zip(MOVES, moves)},
        "closing": closing,
    }


def statement_report(statement: pd.DataFrame, frame: Frame) -> Report:
    """Return the statement by unit, the three accounts side by side; `statement` as `ledger.statement` gives it."""
    lines: dict[str, dict[str, dict[str, int]]] = {}
    for row in statement.to_dict("records"):
        lines.setdefault(row["unit"], {})[row["account"]] = statement_cells(row, row["account"], frame.unit)
    columns = [ReportColumn(Term("report_unit_code"), CODE), ReportColumn(Term("report_unit_name"), TEXT)]
    columns += _columns(STATEMENT, "balance")
    totals = _added(lines.values(), STATEMENT)
    rows = [ReportRow(("", Term("report_total"), *_figures(totals, STATEMENT)), total=True)]
    rows += [ReportRow((code, frame.words_of(code), *_figures(line, STATEMENT))) for code, line in lines.items()]
    return _report("balance_statement", columns, rows, frame)


def projects_report(coverage: pd.DataFrame, states: Mapping[str, str], books: Books, frame: Frame) -> Report:
    """Return what each project must supplement, has got, holds reserved and lacks; `coverage` as `ledger.standing` gives it."""
    lines: dict[str, dict[str, dict[str, int]]] = {}
    for row in coverage.to_dict("records"):
        shown = {name: shown_amount(row["account"], row[name], frame.unit) for name in NEEDS}
        shown["short"] = max(0, shown["required"] - shown["written_off"])
        lines.setdefault(row["project"], {})[row["account"]] = shown
    columns = [
        ReportColumn(Term("balance_project"), CODE),
        ReportColumn(Term("name"), TEXT),
        ReportColumn(Term("report_unit_name"), TEXT),
        ReportColumn(Term("balance_document"), TEXT),
        ReportColumn(Term("grade"), CODE),
        ReportColumn(Term("balance_state"), CODE),
        *_columns(NEEDS, "balance"),
    ]
    rows = [ReportRow((*[""] * 5, Term("report_total"), *_figures(_added(lines.values(), NEEDS), NEEDS)), total=True)]
    for project, line in lines.items():
        record = books.occupations[project]
        place = frame.name_of(record.unit) or record.unit
        grade = "" if record.grade is None else str(record.grade)
        state = Term(f"cover_{states.get(project, 'open')}")
        rows.append(ReportRow((project, record.name, place, record.document, grade, state, *_figures(line, NEEDS))))
    return _report("balance_projects", columns, rows, frame)


def write_off_report(
    postings: pd.DataFrame, until: date, projects: Sequence[str], books: Books, frame: Frame
) -> Report:
    """Return by which lots the projects were written off, a line per batch, lot and project, up to a day.

    `postings` as `ledger.postings.frame_of` gives them, all of them: what stands for a project here adds up to what the table of
    projects shows for it. Refunds and reversals are lines of their own, with a minus.
    """
    groups = _write_offs(postings, until, projects)
    shown = _settled_by_project(groups, frame.unit)
    columns = [
        ReportColumn(Term("balance_project"), CODE),
        ReportColumn(Term("name"), TEXT),
        ReportColumn(Term("balance_supplement"), TEXT),
        ReportColumn(Term("lot"), CODE),
        ReportColumn(Term("balance_holder"), TEXT),
        ReportColumn(Term("balance_written_on"), CODE),
        ReportColumn(Term("balance_batch"), CODE),
        ReportColumn(Term("document"), TEXT),
        *(ReportColumn(Term(f"balance_{a}"), decimals=_DIGITS.get(a, 2)) for a in ACCOUNTS),
    ]
    sums = [sum(line[account] for line in shown.values()) for account in ACCOUNTS]
    total = ("", Term("report_total"), *[""] * 6, *(figure(a, s) for a, s in zip(ACCOUNTS, sums)))
    rows = [ReportRow(total, total=True)]
    for key in sorted(shown):
        project, day, batch, lot, document = key
        record, name = books.lots.get(lot), books.occupations[project].name
        supplement = books.supplements.get(record.supplement) if record else None
        source = (frame.name_of(record.unit) or record.unit) if record else ""
        texts = (project, name, supplement.name if supplement else "", lot, source)
        figures = (figure(account, shown[key][account]) for account in ACCOUNTS)
        rows.append(ReportRow((*texts, day.isoformat(), batch, document, *figures)))
    return _report("balance_write_offs", columns, rows, frame)


_Key = tuple[str, date, str, str, str]


def _write_offs(postings: pd.DataFrame, until: date, projects: Sequence[str]) -> dict[_Key, dict[str, int]]:
    """Return (project, day, batch, lot, document) -> account -> amount written off."""
    chosen = postings[
        (postings["book"] == "written_off")
        & (postings["day"] <= until.toordinal())
        & postings["project"].isin(list(projects))
    ]
    groups: dict[_Key, dict[str, int]] = {}
    names = ["project", "date", "batch", "lot", "document", "account", "amount"]
    for project, day, batch, lot, document, account, amount in chosen[names].itertuples(index=False):
        key = (str(project), day, str(batch), str(lot), str(document))
        line = groups.setdefault(key, dict.fromkeys(ACCOUNTS, 0))
        line[str(account)] += int(amount)
    return groups


def _settled_by_project(groups: dict[_Key, dict[str, int]], unit: str) -> dict[_Key, dict[str, int]]:
    """Return the lines as shown: those of a project sum to the project's own rounded figure."""
    by_project: dict[str, list[_Key]] = {}
    for key in sorted(groups):
        by_project.setdefault(key[0], []).append(key)
    shown: dict[_Key, dict[str, int]] = {key: {} for key in groups}
    for keys in by_project.values():
        for account in ACCOUNTS:
            exact = [groups[key][account] for key in keys]
            plain = [shown_amount(account, amount, unit) for amount in exact]
            parts = settled(exact, plain, shown_amount(account, sum(exact), unit))
            for key, part in zip(keys, parts):
                shown[key][account] = part
    return shown


def _columns(names: Sequence[str], prefix: str) -> list[ReportColumn]:
    return [
        ReportColumn(Term(f"{prefix}_{name}"), group=(Term(f"balance_{account}"),), decimals=_DIGITS.get(account, 2))
        for account in ACCOUNTS
        for name in names
    ]


def _figures(line: Mapping[str, Mapping[str, int]], names: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(figure(account, line[account][name]) for account in ACCOUNTS for name in names)


def _added(lines: Iterable[Mapping[str, Mapping[str, int]]], names: Sequence[str]) -> dict[str, dict[str, int]]:
    listed = list(lines)
    return {a: {name: sum(line[a][name] for line in listed) for name in names} for a in ACCOUNTS}


def _report(code: str, columns: Sequence[ReportColumn], rows: Sequence[ReportRow], frame: Frame) -> Report:
    line = Term(f"report_in_{frame.unit}_kg")
    return Report(Term(f"{code}_sheet"), Term(code), line, tuple(columns), tuple(rows), frame.subtitle, frame.notes)
