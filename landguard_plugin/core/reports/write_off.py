"""补充耕地指标核销建议表: which lots for which project and why, what was refused by which rule, what stays short and what cures it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..ledger.amounts import ACCOUNTS, CAPACITY
from ..ledger.proposal.propose import Proposal, ProposedLine
from ..ledger.proposal.why import reasons_of
from ..problems import Message, Term
from .balance import Frame
from .closing import figure, settled, shown_amount
from .records import CODE, NUMBER, TEXT, Report, ReportColumn, ReportRow, Text


def lines_report(proposal: Proposal, say: Callable[[Sequence[Message]], Text], frame: Frame) -> Report:
    """Return the proposed lines by project and lot; `say` joins reasons into one text. Amounts of a project close on its sum."""
    books = proposal.problem.standing.books
    lines = ordered(proposal.lines)
    shown = _settled(lines, frame.unit)
    columns = (
        ReportColumn(Term("balance_project"), CODE),
        ReportColumn(Term("name"), TEXT),
        ReportColumn(Term("balance_supplement"), TEXT),
        ReportColumn(Term("lot"), CODE),
        ReportColumn(Term("balance_holder"), TEXT),
        ReportColumn(Term("balance_why"), TEXT),
        *(ReportColumn(Term(f"balance_{a}"), decimals=0 if a == CAPACITY else 2) for a in ACCOUNTS),
    )
    sums = [figure(a, sum(line[a] for line in shown)) for a in ACCOUNTS]
    rows = [ReportRow(("", Term("report_total"), *[""] * 4, *sums), total=True)]
    for line, amounts, why in zip(lines, shown, reasons_of(proposal, lines)):
        lot = books.lots.get(line.lot)
        supplement = books.supplements.get(lot.supplement) if lot else None
        project = books.occupations.get(line.project)
        texts = (
            line.project,
            project.name if project else "",
            supplement.name if supplement else "",
            line.lot,
            frame.name_of(line.holder) or line.holder,
            say(why),
        )
        rows.append(ReportRow((*texts, *(figure(a, amounts[a]) for a in ACCOUNTS))))
    return Report(
        Term("balance_proposal_sheet"), Term("balance_proposal"), Term(f"report_in_{frame.unit}_kg"), columns,
        tuple(rows), frame.subtitle, frame.notes,
    )  # fmt: skip


def refusals_report(refused: Sequence[tuple[str, str, str, Message]], frame: Frame) -> Report:
    """Return the refused pairs: project, lot, rule and the sentence with its numbers; `*` stands for every project."""
    columns = (
        ReportColumn(Term("balance_project"), CODE),
        ReportColumn(Term("lot"), CODE),
        ReportColumn(Term("balance_rule"), CODE),
        ReportColumn(Term("balance_reason"), TEXT),
    )
    rows = [ReportRow((p, lot, Term(f"rule_{rule}"), message)) for p, lot, rule, message in refused]
    title = Term("balance_refusals")
    return Report(Term("balance_refusals_sheet"), title, "", columns, tuple(rows), frame.subtitle)


def shortage_report(proposal: Proposal, frame: Frame) -> Report:
    """Return what stays short by project, and under it by how much each rule alone would ease it. Areas in the table's unit."""
    columns = (
        ReportColumn(Term("balance_project"), CODE),
        ReportColumn(Term("name"), TEXT),
        *(ReportColumn(Term(f"balance_short_{a}"), NUMBER, (), 0 if a == CAPACITY else 2) for a in ACCOUNTS),
    )
    books = proposal.problem.standing.books
    by_project: dict[str, dict[str, int]] = {}
    for (project, account), amount in sorted(proposal.short.items()):
        line = by_project.setdefault(project, dict.fromkeys(ACCOUNTS, 0))
        line[account] = shown_amount(account, amount, frame.unit)
    sums = [figure(a, sum(line[a] for line in by_project.values())) for a in ACCOUNTS]
    rows = [ReportRow(("", Term("report_total"), *sums), total=True)]
    for project, line in by_project.items():
        record = books.occupations.get(project)
        rows.append(ReportRow((project, record.name if record else "", *(figure(a, line[a]) for a in ACCOUNTS))))
    return Report(
        Term("balance_shortage_sheet"), Term("balance_shortage"), Term(f"report_in_{frame.unit}_kg"), columns,
        tuple(rows), frame.subtitle, frame.notes,
    )  # fmt: skip


def ordered(lines: Sequence[ProposedLine]) -> list[ProposedLine]:
    """Return lines by project and lot, as tables list them."""
    return sorted(lines, key=lambda x: (x.project, x.lot, x.holder, x.reserved))


def _settled(lines: Sequence[ProposedLine], unit: str) -> list[dict[str, int]]:
    shown: list[dict[str, int]] = [{} for _ in lines]
    for project in {line.project for line in lines}:
        places = [place for place, line in enumerate(lines) if line.project == project]
        for account in ACCOUNTS:
            exact = [lines[place].amounts.of(account) for place in places]
            plain = [shown_amount(account, amount, unit) for amount in exact]
            for place, part in zip(places, settled(exact, plain, shown_amount(account, sum(exact), unit))):
                shown[place][account] = part
    return shown
