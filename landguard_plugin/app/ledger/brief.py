"""Use case: the brief on the farmland balance that a bureau files: what came and went, what projects owe, what is short, on which rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ...core.ledger.amounts import ACCOUNTS, CAPACITY
from ...core.ledger.books import Books
from ...core.ledger.flaws import ERROR
from ...core.ledger.standing import COVERED, OPEN, PARTLY
from ...core.problems import Message, Term
from ...core.quantities import in_unit
from ...core.reports.balance import STATEMENT, statement_cells
from ...core.reports.brief import Brief, Heading, Paragraph, Part
from ...core.reports.closing import figure
from ...core.reports.records import CODE, Report, ReportColumn, ReportRow, Text
from .balance import BalanceResult

_UNIT = "mu"
_KIND = "耕地占补平衡台账"  # how a ledger of this kind is called after its place
_SHORT = ("LG-RUL-010", "LG-RUL-011", "LG-RUL-012")  # what the projects lack: said with the projects
_MOST = 20  # projects and findings named one by one; the rest is counted


def balance_brief(
    result: BalanceResult, books: Books, names: Mapping[str, str], notes: Sequence[Text], period: str, unit: str = ""
) -> Brief:
    """Return the brief on a balance. `unit` is what was balanced ("" for all), `period` in words, `notes` those on the rules.

    Every figure is one of the statement or the coverage, in mu with two decimals or in whole kg; sums are of the exact amounts.
    """
    place: Text = names.get(unit, unit) or books.title.removesuffix(_KIND) or Term("brief_ledger")
    words = {"place": place, "period": period, "until": result.period.last.isoformat()}
    parts: list[Part] = [
        Paragraph((Message("LG-BDK-130", {**words, "count": len(_units(result))}),)),
        Heading(Term("brief_statement")),
        Paragraph(tuple(_statement_sentences(result.statement))),
        _table(result.statement),
        Heading(Term("brief_projects")),
        *_projects(result, books),
        Heading(Term("brief_accounts")),
        *_accounts(result),
        Heading(Term("brief_rules")),
        Paragraph(tuple(notes)),
        Paragraph((Message("LG-BDK-139"),)),
    ]
    return Brief(Message("LG-BDK-129", words), tuple(parts))


def _units(result: BalanceResult) -> list[str]:
    return list(dict.fromkeys(result.statement["unit"]))


def _amount(account: str, amount: int) -> str:
    return f"{int(amount):,}" if account == CAPACITY else f"{in_unit(int(amount), _UNIT):,}"


def _sums(table: pd.DataFrame, names: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return account -> column -> exact sum."""
    return {a: {name: int(table.loc[table["account"] == a, name].sum()) for name in names} for a in ACCOUNTS}


def _statement_sentences(statement: pd.DataFrame) -> list[Text]:
    sums = _sums(statement, STATEMENT)
    sentences: list[Text] = []
    for account in ACCOUNTS:
        words: dict[str, object] = {name: _amount(account, sums[account][name]) for name in STATEMENT}
        measure = Term("unit_kg") if account == CAPACITY else Term(f"unit_{_UNIT}")
        sentences.append(Message("LG-BDK-131", {**words, "account": Term(account), "measure": measure}))
    return sentences


def _table(statement: pd.DataFrame) -> Report:
    """Return the totals of the three accounts as a small table."""
    sums = _sums(statement, STATEMENT)
    columns = (ReportColumn(Term("account"), CODE), *(ReportColumn(Term(f"balance_{name}")) for name in STATEMENT))
    rows = []
    for account in ACCOUNTS:
        cells = statement_cells(sums[account], account, _UNIT)
        title = Term(f"balance_{account}_measured")
        figures = [figure(account, cells[name]) for name in STATEMENT]
        rows.append(ReportRow((title, *(f"{f:,}" for f in figures))))
    return Report(Term("balance_statement_sheet"), Term("balance_statement"), "", columns, tuple(rows))


def _projects(result: BalanceResult, books: Books) -> list[Part]:
    listed = list(dict.fromkeys(result.coverage["project"]))
    if not listed:
        return [Paragraph((Message("LG-BDK-136"),))]
    states = [result.states.get(project, OPEN) for project in listed]
    counts = {state: states.count(state) for state in (COVERED, PARTLY, OPEN)}
    sentences: list[Text] = [Message("LG-BDK-132", {"count": len(listed), **counts})]
    sums = _sums(result.coverage, ("required", "written_off", "short"))
    for account in ACCOUNTS:
        measure = Term("unit_kg") if account == CAPACITY else Term(f"unit_{_UNIT}")
        words: dict[str, object] = {name: _amount(account, amount) for name, amount in sums[account].items()}
        sentences.append(Message("LG-BDK-133", {**words, "account": Term(account), "measure": measure}))
    return [Paragraph(tuple(sentences)), *_lacking(result, books, listed)]


def _lacking(result: BalanceResult, books: Books, listed: Sequence[str]) -> list[Part]:
    short = {
        (project, account): int(amount)
        for project, account, amount in result.coverage[["project", "account", "short"]].itertuples(index=False)
    }
    lacking = [project for project in listed if any(short[project, a] for a in ACCOUNTS)]
    parts: list[Part] = []
    for project in lacking[:_MOST]:
        record = books.occupations[project]
        words = {
            "project": project,
            "name": record.name or project,
            "document": record.document or "—",
            **{account: _amount(account, short[project, account]) for account in ACCOUNTS},
        }
        parts.append(Paragraph((Message("LG-BDK-134", words),)))
    if len(lacking) > _MOST:
        parts.append(Paragraph((Message("LG-BDK-135", {"count": len(lacking) - _MOST}),)))
    return parts


def _accounts(result: BalanceResult) -> list[Part]:
    code = "LG-BDK-137" if result.difference == 0 else "LG-BDK-138"
    others = [flaw for flaw in result.flaws if flaw.code not in _SHORT]
    errors = sum(flaw.level == ERROR for flaw in others)
    words = {"difference": f"{result.difference:,}", "count": len(others), "errors": errors}
    parts: list[Part] = [Paragraph((Message(code, words),))]
    parts += [Paragraph((flaw.message,)) for flaw in others[:_MOST]]
    return parts
