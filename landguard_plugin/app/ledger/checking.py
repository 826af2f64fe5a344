"""Use case: everything that is wrong with a ledger, in the order of its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Callable, Optional

from ...core.ledger.checks import check_books
from ...core.ledger.flaws import ERROR, Flaw, located
from ...core.ledger.rules.occupation import judge
from ...core.ledger.rules.ruleset import RuleSet, require
from .ports import Snapshot


@dataclass(frozen=True)
class CheckRequest:
    """The ledger, the rules, and the day as of which projects are judged (None: the last batch's)."""

    snapshot: Snapshot
    ruleset: Callable[[date], RuleSet]
    as_of: Optional[date] = None
    rejudge: bool = False


@dataclass(frozen=True)
class CheckResult:
    """The flaws in line order, and the rule set they were judged by (None when there was nothing to judge)."""

    flaws: tuple[Flaw, ...]
    ruleset: Optional[RuleSet]

    @property
    def errors(self) -> int:
        """Return how many flaws are errors."""
        return sum(flaw.level == ERROR for flaw in self.flaws)


def check_ledger(request: CheckRequest) -> CheckResult:
    """Return what is wrong with a ledger. Raises LandGuardError LG-RUL-001 for a rule set not in force on the day."""
    books = request.snapshot.books
    flaws = [*request.snapshot.flaws, *check_books(books)]
    day = request.as_of or max((batch.date for batch in books.batches), default=None)
    ruleset = None
    if day is not None:
        ruleset = request.ruleset(day)
        require(ruleset, "occupation", day, request.rejudge)
        flaws += judge(books, ruleset, day, request.rejudge)
    return CheckResult(tuple(located(flaws, request.snapshot.lines or {})), ruleset)
