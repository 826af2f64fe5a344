"""The ledger's tables and brief in words: 耕地占补平衡情况表, 进出平衡表, 核销建议表; what rules nobody verified stands under each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..app.ledger.balance import BalanceResult
from ..app.ledger.brief import balance_brief
from ..app.ledger.year import YearResult
from ..core.ledger.books import Books
from ..core.ledger.postings import frame_of, postings_of
from ..core.ledger.proposal.propose import Proposal, words_of
from ..core.ledger.rules.ruleset import RuleSet
from ..core.problems import Message, Term
from ..core.reports.balance import Frame, projects_report, statement_report, write_off_report
from ..core.reports.records import Report, Text
from ..core.reports.write_off import lines_report, refusals_report, shortage_report
from ..core.reports.year import count_of_pieces, in_out_report, listed_pieces, pieces_report, year_report
from ..storage.reports import document
from .reports import say, signature
from .text import sentence, term

#: most lines of a sheet of patches or refusals; the algorithm's own tables have them all
_MOST = 5000


def balance_reports(result: BalanceResult, books: Books, unit: str, tongue: str) -> list[Report]:
    """Return statement, projects and the lots written off, with the rules and how the figures were rounded."""
    names = unit_names(books)
    period = Message("LG-BDK-101", {"period": result.period.name})
    until = Message("LG-BDK-102", {"date": result.period.last.isoformat()})
    rules = rule_notes(result.ruleset, "occupation", tongue)
    closed: list[Text] = [Message("LG-BDK-103", {"difference": _difference(result)})]
    rounding: list[Text] = [] if unit == "m2" else [Message("LG-BDK-104", {"unit": Term(f"unit_{unit}")})]
    findings: list[Text] = []
    if result.flaws:
        findings = [Message("LG-BDK-105", {"count": len(result.flaws), "errors": result.errors})]
    statement = Frame(unit, period, (*closed, *rounding, *findings, *rules), names)
    projects = Frame(unit, until, (Message("LG-BDK-106"), *rounding, *rules), names)
    lines = Frame(unit, until, (Message("LG-BDK-107"), *rounding), names)
    frame = frame_of(postings_of(books))
    shown = list(dict.fromkeys(result.coverage["project"]))
    return [
        projects_report(result.coverage, result.states, books, projects),
        statement_report(result.statement, statement),
        write_off_report(frame, result.period.last, shown, books, lines),
    ]


def _difference(result: BalanceResult) -> str:
    return f"{result.difference:,}"


def year_reports(result: YearResult, year: int, unit: str, names: dict[str, str], tongue: str) -> list[Report]:
    """Return the table of a year (unified or in-out) and the patches behind it."""
    rounding: list[Text] = [] if unit == "m2" else [Message("LG-BDK-104", {"unit": Term(f"unit_{unit}")})]
    rules = rule_notes(result.ruleset, result.section, tongue)
    subtitle = Message("LG-BDK-108", {"year": str(year)})
    findings = [flaw.message for flaw in result.flaws[:20]]
    if result.section == "year":
        reading = Term(f"reading_{result.ruleset.value('year.loss_reading')}")
        notes = (Message("LG-BDK-109", {"reading": reading}), *rounding, *findings, *rules)
        main = year_report(result.table, result.ruleset, Frame(unit, subtitle, notes, names))
    else:
        main = in_out_report(
            result.table, Frame(unit, subtitle, (Message("LG-BDK-110"), *rounding, *findings, *rules), names)
        )
    count = count_of_pieces(result.pieces)
    note: tuple[Text, ...] = (Message("LG-BDK-111"),)
    if count > _MOST:
        note = (*note, Message("LG-BDK-112", {"count": count, "shown": _MOST}))
    listed = listed_pieces(result.pieces, _MOST)
    return [main, pieces_report(listed, Frame("m2", subtitle, note, names))]


def proposal_reports(
    proposal: Proposal,
    ruleset: RuleSet,
    refused: Sequence[tuple[str, str, str, Message]],
    day: str,
    unit: str,
    tongue: str,
) -> list[Report]:
    """Return the proposed lines with reasons, the refusals with rule and number, and what stays short with its cures."""
    books = proposal.problem.standing.books
    names = unit_names(books)
    subtitle = Message("LG-BDK-113", {"date": day, "objective": Term(f"objective_{proposal.objective}")})
    rounding: list[Text] = [] if unit == "m2" else [Message("LG-BDK-104", {"unit": Term(f"unit_{unit}")})]
    rules = rule_notes(ruleset, "occupation", tongue)
    notes = (Message("LG-BDK-114"), words_of(proposal), *rounding, *rules)
    reports = [lines_report(proposal, partial(join_reasons, tongue=tongue), Frame(unit, subtitle, notes, names))]
    shown: tuple[Text, ...] = ()
    if len(refused) > _MOST:
        shown = (Message("LG-BDK-112", {"count": len(refused), "shown": _MOST}),)
    reports.append(refusals_report(refused[:_MOST], Frame(unit, subtitle, shown, names)))
    if proposal.short:
        cures = tuple(cure_message(c.account, c.rule, c.amount, c.lots) for c in proposal.cures)
        reports.append(shortage_report(proposal, Frame(unit, subtitle, (*cures, *rounding), names)))
    return reports


def cure_message(account: str, rule: str, amount: int, lots: int) -> Message:
    """Return in one sentence by how much a shortfall falls without a rule, or what only more indices cure."""
    from ..core.ledger.amounts import CAPACITY
    from ..core.quantities import in_unit

    shown = f"{amount:,}" if account == CAPACITY else f"{in_unit(amount, 'mu'):,}"
    measure = Term("unit_kg") if account == CAPACITY else Term("unit_mu")
    words = {"account": Term(account), "rule": Term(f"rule_{rule}"), "amount": shown, "measure": measure, "lots": lots}
    return Message("LG-BDK-116" if rule == "supply" else "LG-BDK-115", words)


def join_reasons(reasons: Sequence[Message], tongue: str) -> str:
    """Return reasons as one text."""
    return ("；" if tongue == "zh" else "; ").join(sentence(reason, tongue) for reason in reasons)


def rule_notes(ruleset: RuleSet, section: str, tongue: str, in_prose: bool = False) -> tuple[Text, ...]:
    """Return the notes on the rules of a table: the set and its source, then every value nobody has verified.

    Tables name the parameter as well; prose names it only where nobody has said in words what it is.
    """
    title = ruleset.title_zh if tongue == "zh" else ruleset.title_en
    words = {
        "ruleset": ruleset.id,
        "title": title,
        "valid_from": ruleset.valid_from.isoformat(),
        "source": ruleset.source or "-",
    }
    notes: list[Text] = [Message("LG-BDK-120", words)]
    for parameter in ruleset.unverified(section):
        note = parameter.note_zh if tongue == "zh" else parameter.note_en
        value = _value_text(parameter.value, tongue)
        words = {"name": parameter.name, "value": value, "note": note.rstrip("。.")}
        told = "LG-BDK-123" if in_prose else "LG-BDK-121"
        notes.append(Message(told if note else "LG-BDK-122", words))
    return tuple(notes)


def _value_text(value: object, tongue: str) -> str:
    """Return a rule's value as it is read: lists joined, flags as yes and no, coded words in words."""
    if isinstance(value, bool):
        return term("yes" if value else "no", tongue)
    if isinstance(value, (list, tuple)):
        return ("、" if tongue == "zh" else ", ").join(term(str(one), tongue) for one in value) or "-"
    return "-" if value is None else term(str(value), tongue)


def period_words(name: str, tongue: str) -> str:
    """Return a period as a title says it: a whole year as such, anything else as it is written."""
    return sentence(Message("LG-BDK-140", {"year": name}), tongue) if len(name) == len("2021") else name


def unit_names(books: Books) -> dict[str, str]:
    """Return code -> name of the units of the books."""
    return {code: unit.name for code, unit in books.units.items() if unit.name}


def save_brief(path: Path, result: BalanceResult, books: Books, unit: str, tongue: str) -> None:
    """Write the brief on the balance of a unit ("" for all) to a Word document. Raises LG-BDK-001, LG-RPT-001, LG-RPT-002."""
    notes = rule_notes(result.ruleset, "occupation", tongue, in_prose=True)
    brief = balance_brief(result, books, unit_names(books), notes, period_words(result.period.name, tongue), unit)
    signed = brief.worded(partial(say, tongue=tongue), "" if tongue == "zh" else " ")
    lines = tuple((say(label, tongue), say(value, tongue)) for label, value in signature())
    document.write_document(path, replace(signed, signature=lines))
