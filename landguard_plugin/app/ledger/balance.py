"""Use case: the statement of a ledger for a period, the coverage of its projects, and what is wrong with the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Callable, Optional

import pandas as pd

from ...core.ledger.checks import check_books
from ...core.ledger.flaws import ERROR, Flaw, located
from ...core.ledger.periods import Period, period_of
from ...core.ledger.postings import frame_of, postings_of
from ...core.ledger.rules.occupation import judge
from ...core.ledger.rules.ruleset import RuleSet, require
from ...core.ledger.standing import Standing, coverage
from ...core.ledger.statement import listed_units, select, statement
from ...core.ledger.units import within
from ...core.problems import LandGuardError
from .ports import Snapshot

ChooseRuleSet = Callable[[date], RuleSet]


@dataclass(frozen=True)
class BalanceRequest:
    """What to balance: the whole ledger or a period ("" for all), all units or one and what lies in it."""

    snapshot: Snapshot
    ruleset: ChooseRuleSet  # the named set, or the one in force on a date
    period: str = ""
    unit: str = ""
    digits: Optional[int] = None
    rejudge: bool = False
    allow_unread: bool = False


@dataclass(frozen=True)
class BalanceResult:
    """The statement (integers), coverage of projects as of the period's end, postings up to then, and the flaws."""

    ruleset: RuleSet
    period: Period
    statement: pd.DataFrame
    coverage: pd.DataFrame
    states: dict[str, str]
    postings: pd.DataFrame
    flaws: tuple[Flaw, ...]

    @property
    def difference(self) -> int:
        """Return the sum of what the statement cannot explain, in absolute terms; it must be 0."""
        return int(self.statement["difference"].abs().sum())

    @property
    def errors(self) -> int:
        """Return how many flaws are errors."""
        return sum(flaw.level == ERROR for flaw in self.flaws)


def balance(request: BalanceRequest) -> BalanceResult:
    """Return the balance of a ledger.

    Raises LandGuardError LG-LED-060 when lines of a text ledger cannot be read (unless allowed), LG-LED-061 for a unit the books
    do not have, LG-RUL-001 for a rule set not in force at the end of the period.
    """
    books = request.snapshot.books
    _refuse_unread(request)
    if request.unit and not any(within(code, request.unit) for code in books.units):
        raise LandGuardError("LG-LED-061", unit=request.unit, known=", ".join(sorted(books.units)))
    period = period_of(request.period) if request.period.strip() else whole_period(request.snapshot)
    ruleset = request.ruleset(period.last)
    require(ruleset, "occupation", period.last, request.rejudge)
    frame = frame_of(postings_of(books))
    table = select(statement(frame, listed_units(books), period, request.digits), request.unit)
    standing = Standing(books, period.last)
    covered = coverage(standing)
    covered = covered[[within(unit, request.unit) for unit in covered["unit"]]].reset_index(drop=True)
    flaws = [*request.snapshot.flaws, *check_books(books), *judge(books, ruleset, period.last, request.rejudge)]
    states = {project.id: standing.project_state(project) for project in books.occupations.values()}
    shown = frame[(frame["day"] >= period.first.toordinal()) & (frame["day"] <= period.last.toordinal())]
    inside = {code for code in shown["unit"].cat.categories if within(code, request.unit)}
    return BalanceResult(
        ruleset,
        period,
        table,
        covered,
        states,
        shown[shown["unit"].isin(inside)],
        tuple(located(flaws, request.snapshot.lines or {})),
    )


def _refuse_unread(request: BalanceRequest) -> None:
    flaws = request.snapshot.flaws
    if flaws and not request.allow_unread:
        raise LandGuardError("LG-LED-060", count=len(flaws), line=str(flaws[0].line), first=flaws[0].code)


def whole_period(snapshot: Snapshot) -> Period:
    """Return the period from the first to the last batch of the books.

    Raises LandGuardError LG-LED-062 when there is no batch: then the caller has to name a period.
    """
    days = [batch.date for batch in snapshot.books.batches]
    if not days:
        raise LandGuardError("LG-LED-062")
    return Period(min(days), max(days))
