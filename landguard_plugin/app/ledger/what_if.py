"""Use case: what projects that are not in the books would cost. Works on a ledger in memory; nothing is written anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Optional

from ...core.ledger.amounts import ACCOUNTS, Amounts, total
from ...core.ledger.books import Books, books_of
from ...core.ledger.proposal.propose import Proposal
from ...core.ledger.records import Batch, Check, Entry, Line, Mark, Occupation, Seal, Unit
from ...core.ledger.rules.ruleset import RuleSet
from ...core.ledger.standing import Standing
from ...core.ledger.units import is_code
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
    project: str = IDEA
    patches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """The books at one stage: what may still be used, and what projects still lack."""

    available: Amounts
    short: Amounts


@dataclass(frozen=True)
class WhatIf:
    """now: as the books stand; served: after the best write-off for what is open; after: with the ideas added and served as well.

    `shorts` is what each idea itself would lack, by its project; `proposal` the write-off of the last stage.
    """

    now: Stage
    served: Stage
    after: Stage
    shorts: Mapping[str, Amounts]
    proposal: Proposal

    @property
    def idea_short(self) -> Amounts:
        """Return what the ideas lack together."""
        return total(self.shorts.values())


def what_if(
    copies: Callable[[], LedgerStore],
    ideas: Sequence[Idea],
    ruleset: Callable[[date], RuleSet],
    objective: str,
    day: date,
    progress: Progress,
    rejudge: bool = False,
) -> WhatIf:
    """Return what adding projects does. `copies` gives a fresh ledger in memory with the present books.

    A unit the books do not have is added to the copy. Raises what `propose_write_off` and `post` raise; LG-LST-009 when the books
    hold a project of this name already.
    """
    store = copies()
    now = _stage(store.read().books, day)
    asked = WriteOffRequest(store.read(), ruleset, objective, day, rejudge)
    _serve(store, asked, Stretch(progress, 0.0, 0.45))
    served = _stage(store.read().books, day)
    store = copies()
    if ideas:
        post(store, _entries(ideas, store.read().books, day), store.read().version)
    proposal = _serve(store, asked, Stretch(progress, 0.5, 0.95))
    books = store.read().books
    standing = Standing(books, day)
    shorts = {idea.project: standing.short(idea.project) for idea in ideas}
    return WhatIf(now, served, _stage(books, day), shorts, proposal)


def as_of(books: Books, day: date) -> Books:
    """Return a copy for trying: what was posted or stated up to a day, without seals and checks, which bind real books only."""
    kept = (e for e in books.entries if not isinstance(e, (Seal, Check)))
    return books_of((e for e in kept if not isinstance(e, (Batch, Mark)) or e.date <= day), books.title)


def _entries(ideas: Sequence[Idea], books: Books, day: date) -> list[Entry]:
    units = {idea.unit for idea in ideas if is_code(idea.unit)} - set(books.units)
    projects = [
        Occupation(
            one.project,
            one.unit,
            one.name,
            approved=day,
            grade_system=one.grade_system,
            grade=one.grade,
            patches=one.patches,
        )
        for one in ideas
    ]
    lines = tuple(Line(one.required, project=one.project) for one in ideas)
    return [*(Unit(code) for code in sorted(units)), *projects, Batch(IDEA, day, "require", lines)]


def _serve(store: LedgerStore, asked: WriteOffRequest, progress: Progress) -> Proposal:
    """Post the best write-off to a ledger in memory and return it."""
    snapshot = store.read()
    proposal, chosen = propose_write_off(replace(asked, snapshot=snapshot), progress)
    if proposal.lines:
        name = f"{IDEA}-1"
        accept_write_off(store, proposal.lines, name, asked.day, "", snapshot.version, chosen, asked.rejudge)
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
