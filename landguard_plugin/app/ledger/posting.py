"""Use cases that add to the books: post entries, accept a proposal, reverse a batch, seal a period.

Nothing is added that makes the books worse: what the new entries break is refused with the first flaw, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ...core.ledger.amounts import ACCOUNTS, Amounts
from ...core.ledger.books import Books, with_entries
from ...core.ledger.checks import check_books
from ...core.ledger.flaws import ERROR, Flaw
from ...core.ledger.postings import frame_of, postings_of
from ...core.ledger.proposal.propose import ProposedLine
from ...core.ledger.records import REVERSE, Batch, Closing, Entry, Line, Seal
from ...core.ledger.rules.occupation import judge
from ...core.ledger.rules.ruleset import RuleSet, require
from ...core.ledger.standing import Standing
from ...core.problems import LandGuardError, Term
from .ports import LedgerStore, Snapshot

#: findings that say "not yet covered": a deed may leave them, it may not add any other
_SHORT = ("LG-RUL-010", "LG-RUL-011", "LG-RUL-012")


@dataclass(frozen=True)
class Posted:
    """What was added and the version of the books that holds it."""

    entries: tuple[Entry, ...]
    version: int


class Refused(LandGuardError):
    """Entries that would break the books: code LG-LED-063, and the flaws themselves in `flaws`."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        """Keep the flaws."""
        super().__init__("LG-LED-063", count=len(flaws), first=flaws[0].message)
        self.flaws = tuple(flaws)


def post(
    store: LedgerStore, entries: Sequence[Entry], seen: int, ruleset: RuleSet | None = None, rejudge: bool = False
) -> Posted:
    """Add entries to a store at the version that was looked at.

    With a rule set, what it finds in the new entries is refused as well. Raises Refused (LG-LED-063), LG-LST-008 for a sealed
    period, LG-LED-064 for nothing to add, LG-LED-060 for a text ledger with unreadable lines, and what the store raises.
    """
    if not entries:
        raise LandGuardError("LG-LED-064")
    snapshot = store.read()
    if snapshot.flaws:
        raise LandGuardError(
            "LG-LED-060", count=len(snapshot.flaws), line=str(snapshot.flaws[0].line), first=snapshot.flaws[0].code
        )
    sealed = max((one.date for one in snapshot.books.seals), default=None)
    if sealed is not None and any(isinstance(e, (Batch, Seal)) and e.date <= sealed for e in entries):
        raise LandGuardError("LG-LST-008", path=store.name)
    worse = new_flaws(snapshot.books, with_entries(snapshot.books, entries), ruleset, rejudge)
    if worse:
        raise Refused(worse)
    return Posted(tuple(entries), store.add(entries, seen))


def new_flaws(before: Books, after: Books, ruleset: RuleSet | None = None, rejudge: bool = False) -> list[Flaw]:
    """Return the errors that are in the later books and were not in the earlier ones."""
    known = set(_errors(before, ruleset, rejudge))
    return [flaw for key, flaw in _errors(after, ruleset, rejudge).items() if key not in known]


def _errors(books: Books, ruleset: RuleSet | None, rejudge: bool) -> dict[str, Flaw]:
    flaws = list(check_books(books))
    if ruleset is not None and books.batches:
        found = judge(books, ruleset, books.batches[-1].date, rejudge)
        flaws += [flaw for flaw in found if flaw.code not in _SHORT]
    return {f"{f.key} {f.code} {dict(f.message.arguments)}": f for f in flaws if f.level == ERROR}


def accept_write_off(
    store: LedgerStore,
    lines: Sequence[ProposedLine],
    batch: str,
    day: date,
    document: str,
    seen: int,
    ruleset: RuleSet,
    rejudge: bool = False,
) -> Posted:
    """Post the accepted lines of a proposal as one batch in one transaction (and one more for what was held for a project).

    Raises LandGuardError LG-LED-065 when a line gives a project more than it lacks, and what `post` raises.
    """
    require(ruleset, "occupation", day, rejudge)
    _refuse_excess(Standing(store.read().books, day), lines)
    entries = []
    for reserved, kind, name in ((False, "write_off", batch), (True, "use_reserved", f"{batch}-R")):
        chosen = tuple(Line(x.amounts, x.lot, x.project, x.holder) for x in lines if x.reserved == reserved)
        if chosen:
            entries.append(Batch(name, day, kind, chosen, document))
    return post(store, entries, seen, ruleset, rejudge)


def _refuse_excess(standing: Standing, lines: Sequence[ProposedLine]) -> None:
    given: dict[str, Amounts] = {}
    for line in lines:
        given[line.project] = given.get(line.project, Amounts()).plus(line.amounts)
    for project, amounts in given.items():
        lacking = standing.short(project)
        for account in ACCOUNTS:
            if amounts.of(account) > lacking.of(account):
                raise LandGuardError(
                    "LG-LED-065",
                    project=project,
                    account=Term(account),
                    given=amounts.of(account),
                    lacking=lacking.of(account),
                )


def reverse(store: LedgerStore, original: str, batch: str, day: date, document: str, seen: int) -> Posted:
    """Post the reversal of a batch; the original stays as it is."""
    return post(store, [Batch(batch, day, REVERSE, (), document, original)], seen)


def seal_of(snapshot: Snapshot, day: date, document: str) -> Seal:
    """Return the seal of a day with the closing of every unit that has a balance or is declared."""
    frame = frame_of([p for p in postings_of(snapshot.books) if p.date <= day])
    sums = frame.groupby(["unit", "book", "account"], observed=True)["amount"].sum() if len(frame) else {}

    def held(unit: str, book: str) -> Amounts:
        return Amounts(**{account: int(sums.get((unit, book, account), 0)) for account in ACCOUNTS})

    units = sorted({*snapshot.books.units, *(frame["unit"].cat.categories if len(frame) else ())})
    return Seal(day, tuple(Closing(u, held(u, "available"), held(u, "reserved")) for u in units), document)


def seal(store: LedgerStore, day: date, document: str, seen: int) -> Posted:
    """Seal everything up to a day: from then on it can only be corrected by reversals in a later period."""
    return post(store, [seal_of(store.read(), day, document)], seen)
