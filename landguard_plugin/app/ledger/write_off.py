"""Use case: the best write-off as tables: lines to accept, refusals with rule and number, shortfalls, cures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Callable, Optional, TypeVar

import pandas as pd

from ...core.layers import Column, Table
from ...core.ledger.amounts import Amounts
from ...core.ledger.proposal.propose import Proposal, ProposedLine, propose
from ...core.ledger.proposal.why import reasons_of
from ...core.ledger.rules.ruleset import RuleSet
from ...core.ledger.standing import Standing
from ...core.problems import LandGuardError, Message
from ...core.progress import Progress, Stretch, Unwatched, stop_if_cancelled
from .ports import Snapshot
from .tables import in_hundredths, measures

LINE_COLUMNS = (
    Column("project"),
    Column("supplement"),
    Column("quantity_m2", "area"),
    Column("paddy_m2", "area"),
    Column("capacity_kg", "integer"),
    Column("holder"),
    Column("distance"),
    Column("accepted_on"),
    Column("reserved", "integer"),
    Column("patches"),
    Column("why"),
)
REFUSAL_COLUMNS = (Column("project"), Column("supplement"), Column("rule"), Column("reason"))
SHORT_COLUMNS = (Column("project"), Column("account"), Column("short", "area"), Column("measure"))
CURE_COLUMNS = (
    Column("account"),
    Column("rule"),
    Column("amount", "area"),
    Column("measure"),
    Column("lots", "integer"),
)
_Item = TypeVar("_Item")
EVERYBODY = "*"  # stands for every project in the short form of the refusals


@dataclass(frozen=True)
class WriteOffRequest:
    """The books, the rules, what the office wants most, and the day of the write-off."""

    snapshot: Snapshot
    ruleset: Callable[[date], RuleSet]
    objective: str
    day: date
    rejudge: bool = False


def propose_write_off(request: WriteOffRequest, progress: Progress) -> tuple[Proposal, RuleSet]:
    """Return the proposal and the rule set it was made under. Raises what `propose` raises, and LG-LED-060."""
    flaws = request.snapshot.flaws
    if flaws:
        raise LandGuardError("LG-LED-060", count=len(flaws), line=str(flaws[0].line), first=flaws[0].code)
    ruleset = request.ruleset(request.day)
    standing = Standing(request.snapshot.books, request.day, Stretch(progress, 0.0, 0.1))
    rest = Stretch(progress, 0.1, 1.0)
    return propose(standing, ruleset, request.objective, request.day, rest, request.rejudge), ruleset


def line_table(
    proposal: Proposal,
    say: Callable[[Sequence[Message]], str] = lambda reasons: "",
    progress: Optional[Progress] = None,
) -> Table:
    """Return the lines to accept, ordered by project and lot; `say` words the reasons of a line (column why)."""
    watch = progress or Unwatched()
    books = proposal.problem.standing.books
    lines = sorted(proposal.lines, key=lambda x: (x.project, x.lot, x.holder, x.reserved))
    rows = pd.DataFrame(
        [
            (
                x.project,
                x.lot,
                x.amounts.quantity,
                x.amounts.paddy,
                x.amounts.capacity,
                x.holder,
                x.distance,
                x.accepted.isoformat() if x.accepted else "",
                int(x.reserved),
                ",".join(books.patches_of(x.lot, x.project)),
                say(why),
            )
            for x, why in zip(watched(lines, watch), reasons_of(proposal, lines, watch))
        ],
        columns=[column.name for column in LINE_COLUMNS],
    )
    return Table.of(LINE_COLUMNS, rows)


def lines_from(rows: pd.DataFrame) -> list[ProposedLine]:
    """Return the lines of a table that was accepted, perhaps edited or shortened: amounts in m2 and kg.

    Raises LandGuardError LG-PRO-003 for a missing column, LG-PRO-004 for an amount that is no number or negative.
    """
    from ...core.quantities import to_dm2

    needed = ("project", "supplement", "quantity_m2", "paddy_m2", "capacity_kg")
    missing = [name for name in needed if name not in rows.columns]
    if missing:
        raise LandGuardError("LG-PRO-003", missing=", ".join(missing))
    lines = []
    for number, row in enumerate(rows.to_dict("records"), 1):
        try:
            areas = [to_dm2(str(row[name] or 0)) for name in ("quantity_m2", "paddy_m2")]
            kg = int(to_dm2(str(row["capacity_kg"] or 0)))
            if min(*areas, kg) < 0 or kg % 100:
                raise ValueError(row)
        except (ArithmeticError, ValueError) as error:
            raise LandGuardError("LG-PRO-004", row=str(number)) from error
        holder, near = str(row.get("holder") or ""), str(row.get("distance") or "")
        amounts = Amounts(areas[0], areas[1], kg // 100)
        held = str(row.get("reserved") or 0) in ("1", "1.0", "True", "true")
        lines.append(ProposedLine(str(row["project"]), str(row["supplement"]), holder, amounts, near, None, held))
    return lines


def watched(items: Iterable[_Item], progress: Progress) -> Iterator[_Item]:
    """Yield the items as long as nobody cancels. Raises Cancelled."""
    for item in items:
        stop_if_cancelled(progress)
        yield item


def refusal_rows(
    proposal: Proposal, most: int, progress: Optional[Progress] = None
) -> tuple[list[tuple[str, str, str, Message]], bool]:
    """Return (project, lot, rule, message) rows, and whether they are all pair by pair.

    More than `most` refused pairs are told in the short form: lots that serve nobody once, for every project "*".
    """
    refused = int((~proposal.problem.eligible).sum())
    if refused <= most:
        listed = watched(proposal.refusals(), progress or Unwatched())
        return [(p, lot, r.rule, r.message) for p, lot, r in listed], True
    return [(EVERYBODY, lot, r.rule, r.message) for lot, r in proposal.lot_refusals()], False


def refusal_table(
    rows: Iterable[tuple[str, str, str, Message]], word: Callable[[Message], str], progress: Optional[Progress] = None
) -> Table:
    """Return refusals with their sentences."""
    told = watched(rows, progress or Unwatched())
    listed = [(project, lot, rule, word(message)) for project, lot, rule, message in told]
    return Table.of(REFUSAL_COLUMNS, pd.DataFrame(listed, columns=[c.name for c in REFUSAL_COLUMNS]))


def short_table(proposal: Proposal) -> Table:
    """Return what stays short, by project and account."""
    listed = [(p, account, amount) for (p, account), amount in sorted(proposal.short.items())]
    rows = pd.DataFrame(listed, columns=["project", "account", "short"])
    rows["short"], rows["measure"] = in_hundredths(rows["account"], rows["short"]), measures(rows["account"])
    return Table.of(SHORT_COLUMNS, rows)


def cure_table(proposal: Proposal) -> Table:
    """Return what would cure the shortfall: by how much it falls when a rule is left out, and what only more indices cure."""
    listed = [(c.account, c.rule, c.amount, c.lots) for c in proposal.cures]
    rows = pd.DataFrame(listed, columns=["account", "rule", "amount", "lots"])
    rows["amount"], rows["measure"] = in_hundredths(rows["account"], rows["amount"]), measures(rows["account"])
    return Table.of(CURE_COLUMNS, rows)
