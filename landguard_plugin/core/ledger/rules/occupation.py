"""The balance of occupation and supplement 占补平衡: which lot may serve which project, and whether a project is covered.

占一补一 is the account quantity, 占优补优 capacity, 占水田补水田 paddy; each is written off apart and may come from different lots
(国土资规〔2017〕13号). Every refusal is a coded message with the numbers that decided it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Optional

from ...problems import Message, Term
from ..amounts import ACCOUNTS, CAPACITY, PADDY, QUANTITY, shown
from ..books import Books
from ..flaws import Flaw
from ..grades import mean_grade
from ..postings import holder_of
from ..records import Batch, Line, Lot, Occupation, key_of
from ..standing import Standing
from ..units import distance
from .ruleset import RuleSet


@dataclass(frozen=True)
class Refusal:
    """Why a lot may not serve a project: the rule's name and the message with its numbers."""

    rule: str
    message: Message


def lot_refusals(lot: Lot, standing: Standing, ruleset: RuleSet, day: date) -> Iterator[Refusal]:
    """Yield why a lot may serve no project at all on a day."""
    yield from _acceptance(lot, standing, ruleset, day)
    yield from _slope(lot, ruleset)
    yield from _marks(lot, standing, ruleset, day)
    yield from _expiry(lot, standing, ruleset, day)


def pair_refusals(
    lot: Lot, holder: str, project: Occupation, standing: Standing, ruleset: RuleSet
) -> Iterator[Refusal]:
    """Yield why a lot may not serve this project; what `lot_refusals` says is not repeated."""
    yield from too_far(lot, holder, project, ruleset)
    yield from too_late(lot, project, standing, ruleset)
    yield from too_poor(lot, project, ruleset)


def too_far(lot: Lot, holder: str, project: Occupation, ruleset: RuleSet) -> Iterator[Refusal]:
    """Yield a refusal when indices may not go from the holder to the project's unit: only their distance counts."""
    far = distance(holder, project.unit)
    if far not in ruleset.value("occupation.levels"):
        words = {"lot": lot.id, "holder": holder, "project": project.id, "unit": project.unit, "distance": Term(far)}
        yield Refusal("level", Message("LG-RUL-021", words))


def too_late(lot: Lot, project: Occupation, standing: Standing, ruleset: RuleSet) -> Iterator[Refusal]:
    """Yield a refusal when the lot was accepted after the project was approved: only the two days count."""
    if ruleset.value("occupation.supplement_before") != "project" or not project.approved:
        return
    accepted = standing.accepted_on(lot.id)
    if accepted is None or accepted > project.approved:
        words = {
            "lot": lot.id,
            "accepted": accepted.isoformat() if accepted else "-",
            "project": project.id,
            "date": project.approved.isoformat(),
        }
        yield Refusal("date", Message("LG-RUL-022", words))


def too_poor(lot: Lot, project: Occupation, ruleset: RuleSet) -> Iterator[Refusal]:
    """Yield a refusal when the lot's grade is worse than the project's: only the two grades count."""
    if ruleset.value("occupation.lot_grade") == "not_worse":
        yield from _grade(lot, project)


def _acceptance(lot: Lot, standing: Standing, ruleset: RuleSet, day: date) -> Iterator[Refusal]:
    if ruleset.value("occupation.supplement_before") == "any":
        return
    accepted = standing.accepted_on(lot.id)
    if accepted is None or accepted > day:
        words = {"lot": lot.id, "accepted": accepted.isoformat() if accepted else "-", "date": day.isoformat()}
        yield Refusal("date", Message("LG-RUL-023", words))


def _slope(lot: Lot, ruleset: RuleSet) -> Iterator[Refusal]:
    highest = ruleset.value("occupation.highest_slope")
    if highest is None:
        return
    if lot.slope is None:
        if ruleset.value("occupation.slope_unknown") == "refuse":
            yield Refusal("slope", Message("LG-RUL-024", {"lot": lot.id, "highest": str(highest)}))
    elif lot.slope > highest:
        words = {"lot": lot.id, "slope": str(lot.slope), "highest": str(highest)}
        yield Refusal("slope", Message("LG-RUL-025", words))


def _marks(lot: Lot, standing: Standing, ruleset: RuleSet, day: date) -> Iterator[Refusal]:
    stable = standing.mark(lot.id, "stable", day) or "unknown"
    if ruleset.value("occupation.stable_use"):
        unknown_refused = ruleset.value("occupation.stable_unknown") == "refuse"
        if stable == "no" or (stable != "yes" and unknown_refused):
            yield Refusal("stable", Message("LG-RUL-026", {"lot": lot.id, "state": Term(stable)}))
    audit = standing.mark(lot.id, "audit", day) or "unknown"
    if audit == "failed" or (audit != "passed" and ruleset.value("occupation.audit_unknown") == "refuse"):
        yield Refusal("audit", Message("LG-RUL-027", {"lot": lot.id, "state": Term(audit)}))
    filing = standing.mark(lot.id, "filing", day) or standing.mark(lot.supplement, "filing", day) or "unknown"
    if ruleset.value("occupation.filing") and filing != "filed":
        yield Refusal("filing", Message("LG-RUL-028", {"lot": lot.id, "state": Term(filing)}))


def _expiry(lot: Lot, standing: Standing, ruleset: RuleSet, day: date) -> Iterator[Refusal]:
    before, until = ruleset.day("occupation.old_index_before"), ruleset.day("occupation.old_index_until")
    accepted = standing.accepted_on(lot.id)
    if before and until and accepted and accepted < before and day > until:
        words = {"lot": lot.id, "accepted": accepted.isoformat(), "until": until.isoformat(), "date": day.isoformat()}
        yield Refusal("expiry", Message("LG-RUL-029", words))


def _grade(lot: Lot, project: Occupation) -> Iterator[Refusal]:
    if lot.grade_after is None or project.grade is None or lot.grade_system != project.grade_system:
        yield Refusal("grade", Message("LG-RUL-030", {"lot": lot.id, "project": project.id}))
    elif lot.grade_after > project.grade:
        words = {
            "lot": lot.id,
            "grade": str(lot.grade_after),
            "project": project.id,
            "needed": str(project.grade),
            "system": lot.grade_system,
        }
        yield Refusal("grade", Message("LG-RUL-031", words))


def counts_for(books: Books, lot: Lot, ruleset: RuleSet) -> tuple[str, ...]:
    """Return the accounts for which a lot counts, by its kind: 旱改水 counts for paddy and capacity only."""
    kind = books.kind_of_lot(lot)
    return tuple(ruleset.value(f"occupation.{kind}_counts_for")) if kind else ()


_SHORT = {QUANTITY: "LG-RUL-010", CAPACITY: "LG-RUL-011", PADDY: "LG-RUL-012"}


def judge(books: Books, ruleset: RuleSet, as_of: date, rejudge: bool = False) -> list[Flaw]:
    """Return what the rule set finds in the books as of a day: projects not covered, lines that should not have been posted.

    A batch is judged only where the set was in force on its day, unless history is re-judged: a 2021 write-off need not meet the
    rules of 2025.
    """
    standing = Standing(books, as_of)
    flaws = [flaw for project in books.occupations.values() for flaw in _project(project, standing, ruleset)]
    undone = {batch.reverses for batch in books.batches if batch.date <= as_of}
    for batch in books.batches:
        if batch.date <= as_of and batch.id not in undone and (rejudge or ruleset.in_force(batch.date)):
            flaws += _batch(batch, standing, ruleset)
    return flaws


def _project(project: Occupation, standing: Standing, ruleset: RuleSet) -> Iterator[Flaw]:
    short, required = standing.short(project.id), standing.required(project.id)
    used = standing.project(project.id, "written_off")
    for account in ruleset.value("occupation.accounts"):
        if short.of(account):
            words = {
                "project": project.id,
                "required": str(shown(account, required.of(account))),
                "written_off": str(shown(account, used.of(account))),
                "short": str(shown(account, short.of(account))),
            }
            yield Flaw(_short_message(account, words), key_of(project))
    if ruleset.value("occupation.mean_grade") and project.grade is not None:
        yield from _mean(project, standing)


def _short_message(account: str, words: dict[str, str]) -> Message:
    return Message(_SHORT[account], words)


def _mean(project: Occupation, standing: Standing) -> Iterator[Flaw]:
    """Yield a flaw when the area-weighted mean grade of what was supplemented is worse than that of what was taken."""
    pieces: list[tuple[int, Decimal]] = []
    unknown: Optional[str] = None
    for lot, area in standing.lots_of(project.id, QUANTITY):
        record = standing.books.lots.get(lot)
        if record is None or record.grade_after is None or record.grade_system != project.grade_system:
            unknown = lot
        else:
            pieces.append((area, record.grade_after))
    if unknown is not None:
        yield Flaw(Message("LG-RUL-030", {"lot": unknown, "project": project.id}), key_of(project))
        return
    mean = mean_grade(pieces)
    if mean is not None and project.grade is not None and mean > Decimal(project.grade):
        words = {"project": project.id, "mean": f"{float(mean):.4f}", "needed": str(project.grade)}
        yield Flaw(Message("LG-RUL-013", words), key_of(project))


def _batch(batch: Batch, standing: Standing, ruleset: RuleSet) -> Iterator[Flaw]:
    books, key = standing.books, key_of(batch)
    for line in batch.lines:
        lot = books.lots.get(line.lot)
        if lot is None:
            continue
        if batch.kind in ("accept", "carry"):
            allowed = counts_for(books, lot, ruleset)
            for account in ACCOUNTS:
                amount = line.amounts.of(account)
                if amount and account not in allowed:
                    yield Flaw(_kind_message(books, batch, lot, account, amount), key)
        elif batch.kind in ("write_off", "use_reserved", "reserve"):
            yield from _line(batch, line, lot, standing, ruleset)


def _kind_message(books: Books, batch: Batch, lot: Lot, account: str, amount: int) -> Message:
    words = {
        "batch": batch.id,
        "lot": lot.id,
        "kind": Term(books.kind_of_lot(lot)),
        "account": Term(account),
        "amount": str(shown(account, amount)),
    }
    return Message("LG-RUL-020", words)


def _line(batch: Batch, line: Line, lot: Lot, standing: Standing, ruleset: RuleSet) -> Iterator[Flaw]:
    project = standing.books.occupations.get(line.project)
    refusals = list(lot_refusals(lot, standing, ruleset, batch.date))
    if project is not None:
        refusals += pair_refusals(lot, holder_of(standing.books, line), project, standing, ruleset)
    yield from (Flaw(refusal.message, key_of(batch)) for refusal in refusals)
