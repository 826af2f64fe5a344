"""Use case: what a project that is not in the books would cost. Works on a ledger in memory; nothing is written anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Optional

from ...core.ledger.amounts import ACCOUNTS, Amounts, total
from ...core.ledger.books import Books
from ...core.ledger.proposal.propose import Proposal
from ...core.ledger.records import Batch, Line, Occupation
from ...core.ledger.rules.ruleset import RuleSet
from ...core.ledger.standing import Standing
from ...core.progress import Progress, Stretch
from .ports import LedgerStore
from .posting import accept_write_off, post
from .write_off import WriteOffRequest, propose_write_off

IDEA = "WHAT-IF"


@dataclass(frozen=True)
class Idea:
    """A project that might come: where, on which grade, and what it would have to supplement."""

    name: str
    unit: str
    required: Amounts
    grade: Optional[Decimal] = None
    grade_system: str = "15"


@dataclass(frozen=True)
class Stage:
    """The books at one stage: what may still be used, and what projects still lack."""

    available: Amounts
    short: Amounts


@dataclass(frozen=True)
class WhatIf:
    """now: as the books stand; served: after the best write-off for what is open; after: with the idea added and served as well.

    `idea_short` is what the idea itself would lack, `proposal` the write-off of the last stage.
    """

    now: Stage
    served: Stage
    after: Stage
    idea_short: Amounts
    proposal: Proposal


def what_if(
    copies: Callable[[], LedgerStore],
    idea: Idea,
    ruleset: Callable[[date], RuleSet],
    objective: str,
    day: date,
    progress: Progress,
) -> WhatIf:
    """Return what adding a project does. `copies` gives a fresh ledger in memory with the present books.

    Raises what `propose_write_off` and `post` raise; LG-LST-009 when the books hold a project of this name already.
    """
    store = copies()
    now = _stage(store.read().books, day)
    _serve(store, ruleset, objective, day, Stretch(progress, 0.0, 0.45))
    served = _stage(store.read().books, day)
    store = copies()
    project = Occupation(IDEA, idea.unit, idea.name, approved=day, grade_system=idea.grade_system, grade=idea.grade)
    required = Batch(IDEA, day, "require", (Line(idea.required, project=IDEA),))
    post(store, [project, required], store.read().version)
    proposal = _serve(store, ruleset, objective, day, Stretch(progress, 0.5, 0.95))
    books = store.read().books
    return WhatIf(now, served, _stage(books, day), Standing(books, day).short(IDEA), proposal)


def _serve(
    store: LedgerStore, ruleset: Callable[[date], RuleSet], objective: str, day: date, progress: Progress
) -> Proposal:
    """Post the best write-off to a ledger in memory and return it."""
    snapshot = store.read()
    proposal, chosen = propose_write_off(WriteOffRequest(snapshot, ruleset, objective, day), progress)
    if proposal.lines:
        accept_write_off(store, proposal.lines, f"{IDEA}-1", day, "", snapshot.version, chosen)
    return proposal


def _stage(books: Books, day: date) -> Stage:
    standing = Standing(books, day)
    inside = {code for code, unit in books.units.items() if not unit.external}
    holdings = [amounts for _, holder, amounts in standing.holdings() if holder in inside or holder not in books.units]
    shorts = [standing.short(project) for project in books.occupations]
    return Stage(total(holdings), total(shorts))


def amounts_of(stage: Stage) -> dict[str, tuple[int, int]]:
    """Return account -> (available, short)."""
    return {account: (stage.available.of(account), stage.short.of(account)) for account in ACCOUNTS}
