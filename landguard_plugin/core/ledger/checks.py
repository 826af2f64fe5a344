"""Checks of a set of books. Each stage takes books and yields flaws; broken books never raise.

The stages are a plain tuple; what a rule set demands is checked elsewhere (rules), because it changes with the year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Union

import numpy as np
import pandas as pd

from ..problems import Message, Term
from .amounts import ACCOUNTS, CAPACITY, Amounts, shown
from .books import Books
from .flaws import Flaw
from .periods import Period
from .postings import frame_of, postings_of
from .records import LOT_DEEDS, PROJECT_DEEDS, REVERSE, Batch, Line, Lot, Occupation, Supplement, key_of
from .statement import statement

Stage = Callable[[Books], Iterator[Flaw]]


def check_books(books: Books) -> list[Flaw]:
    """Return every flaw of the books, stage by stage."""
    return [flaw for stage in STAGES for flaw in stage(books)]


def duplicates(books: Books) -> Iterator[Flaw]:
    """Yield an entry whose identity was used before."""
    seen: set[str] = set()
    for entry in books.entries:
        key = key_of(entry)
        if key in seen:
            yield Flaw(Message("LG-LED-010", {"entry": key}), key)
        seen.add(key)


def references(books: Books) -> Iterator[Flaw]:
    """Yield an entry that names a unit, project or lot the books do not have."""
    for entry in books.entries:
        if isinstance(entry, (Supplement, Lot, Occupation)) and entry.unit not in books.units:
            yield Flaw(Message("LG-LED-011", {"entry": key_of(entry), "unit": entry.unit}), key_of(entry))
        if isinstance(entry, Lot) and entry.supplement and entry.supplement not in books.supplements:
            yield Flaw(Message("LG-LED-012", {"lot": entry.id, "supplement": entry.supplement}), key_of(entry))
    known = {**books.supplements, **books.lots, **books.occupations}
    for mark in books.marks:
        if mark.subject not in known:
            yield Flaw(Message("LG-LED-013", {"subject": mark.subject}), key_of(mark))
    for batch in books.batches:
        for number, line in enumerate(batch.lines, 1):
            for message in _line_references(books, batch, number, line):
                yield Flaw(message, key_of(batch))


def _line_references(books: Books, batch: Batch, number: int, line: Line) -> Iterator[Message]:
    place = {"batch": batch.id, "number": number}
    if batch.kind in LOT_DEEDS and line.lot not in books.lots:
        yield Message("LG-LED-014", {**place, "lot": line.lot})
    if batch.kind in PROJECT_DEEDS and line.project not in books.occupations:
        yield Message("LG-LED-015", {**place, "project": line.project})
    for unit in filter(None, (line.unit, line.to_unit)):
        if unit not in books.units:
            yield Message("LG-LED-016", {**place, "unit": unit})
    if batch.kind == "transfer":
        holder = line.unit or (books.lots[line.lot].unit if line.lot in books.lots else "")
        if not line.to_unit or line.to_unit == holder:
            yield Message("LG-LED-017", {**place, "unit": line.to_unit})
    if min(line.amounts.as_dict().values()) < 0 or not line.amounts:
        yield Message("LG-LED-018", dict(place))


def reversals(books: Books) -> Iterator[Flaw]:
    """Yield a reversal of nothing, of a reversal, of something later, or of something reversed before."""
    undone: set[str] = set()
    for batch in books.batches:
        if batch.kind != REVERSE:
            continue
        original = books.batch_by_id.get(batch.reverses)
        words = {"batch": batch.id, "reverses": batch.reverses}
        if original is None or original.kind == REVERSE:
            yield Flaw(Message("LG-LED-020", words), key_of(batch))
        elif original.date > batch.date:
            yield Flaw(Message("LG-LED-021", {**words, "date": original.date.isoformat()}), key_of(batch))
        if batch.reverses in undone:
            yield Flaw(Message("LG-LED-022", words), key_of(batch))
        undone.add(batch.reverses)


def overdrafts(books: Books) -> Iterator[Flaw]:
    """Yield what is negative at the end of a day and must not be: a lot's indices, a hold, a write-off, a requirement."""
    external = {code for code, unit in books.units.items() if unit.external}
    postings = [p for p in postings_of(books) if p.unit not in external]
    if not postings:
        return
    frame = frame_of(postings)
    for owner, book, sign in _NEVER_NEGATIVE:
        keys = ["lot", "project"] if owner == "both" else [owner]
        part = frame[(frame["book"] == book).to_numpy() & (frame[keys[-1]] != "").to_numpy()]
        for row in _first_negative(part, [*keys, "unit", "account"], sign):
            subject = row["project"] if owner == "project" else row["lot"]
            account = str(row["account"])
            words = {
                "subject": subject,
                "unit": str(row["unit"]),
                "account": Term(account),
                "book": Term(book),
                "date": date.fromordinal(int(row["day"])).isoformat(),
                "amount": str(shown(account, int(row["running"]))),
                "measure": "kg" if account == CAPACITY else "m2",
            }
            yield Flaw(Message("LG-LED-030", words), f"subject {subject}")


#: (whose balance, book, sign): sign * balance must not be negative at the end of any day
_NEVER_NEGATIVE = (
    ("lot", "available", 1),
    ("both", "reserved", 1),
    ("both", "written_off", 1),
    ("lot", "audit", 1),
    ("project", "required", -1),
)


def _first_negative(frame: pd.DataFrame, keys: list[str], sign: int) -> Iterator[pd.Series]:
    """Yield, for each group, the first day on which the running balance ends below zero."""
    if frame.empty:
        return
    daily = frame.groupby([*keys, "day"], observed=True)["amount"].sum().reset_index()
    daily["running"] = sign * daily.groupby(keys, observed=True)["amount"].cumsum()
    below = daily[daily["running"] < 0].drop_duplicates(keys, keep="first")
    for _, row in below.iterrows():
        yield row


def assertions(books: Books) -> Iterator[Flaw]:
    """Yield an assertion or a seal that the postings do not bear out, with the difference."""
    if not books.checks and not books.seals:
        return
    frame = frame_of(postings_of(books))
    for check in books.checks:
        held = _balances(frame, check.date)
        yield from _differences(check.unit, check.available, held, "available", key_of(check), check.date)
    for seal in books.seals:
        held = _balances(frame, seal.date)
        for closing in seal.closings:
            for book, said in (("available", closing.available), ("reserved", closing.reserved)):
                yield from _differences(closing.unit, said, held, book, key_of(seal), seal.date)
        sealed = {closing.unit for closing in seal.closings}
        for unit in sorted({key[0] for key, amount in held.items() if amount and key[1] in ("available", "reserved")}):
            if unit not in sealed:
                yield Flaw(Message("LG-LED-042", {"unit": unit, "date": seal.date.isoformat()}), key_of(seal))


def _balances(frame: pd.DataFrame, day: date) -> dict[tuple[str, str, str], int]:
    until = frame[(frame["day"] <= day.toordinal()).to_numpy()]
    sums = until.groupby(["unit", "book", "account"], observed=True)["amount"].sum()
    return {(str(unit), str(book), str(account)): int(amount) for (unit, book, account), amount in sums.items()}


def _differences(
    unit: str, said: Amounts, held: dict[tuple[str, str, str], int], book: str, key: str, day: date
) -> Iterator[Flaw]:
    for account in ACCOUNTS:
        stands = held.get((unit, book, account), 0)
        if stands != said.of(account):
            words = {
                "unit": unit,
                "account": Term(account),
                "book": Term(book),
                "date": day.isoformat(),
                "said": str(shown(account, said.of(account))),
                "stands": str(shown(account, stands)),
                "difference": str(shown(account, stands - said.of(account))),
            }
            yield Flaw(Message("LG-LED-040", words), key)


def grades(books: Books) -> Iterator[Flaw]:
    """Yield a grade without its system, outside its system, or a second system in the same books: they never mix."""
    systems: dict[str, str] = {}
    graded: list[Union[Lot, Occupation]] = [*books.lots.values(), *books.occupations.values()]
    for entry in graded:
        values = [entry.grade_before, entry.grade_after] if isinstance(entry, Lot) else [entry.grade]
        given = [value for value in values if value is not None]
        if given and entry.grade_system not in ("15", "10"):
            yield Flaw(Message("LG-LED-050", {"subject": entry.id, "system": entry.grade_system}), key_of(entry))
            continue
        for value in given:
            if not 1 <= value <= int(entry.grade_system):
                words = {"subject": entry.id, "grade": str(value), "system": entry.grade_system}
                yield Flaw(Message("LG-LED-051", words), key_of(entry))
        if entry.grade_system:
            systems.setdefault(entry.grade_system, entry.id)
    if len(systems) > 1:
        words = {"first": systems["15"], "second": systems["10"]}
        yield Flaw(Message("LG-LED-052", words), f"subject {systems['10']}")


def identity(books: Books) -> Iterator[Flaw]:
    """Yield a unit and account for which opening + added - deducted - written off - reserved is not the closing."""
    frame = frame_of(postings_of(books))
    if frame.empty:
        return
    first, last = (date.fromordinal(int(end(frame["day"]))) for end in (np.min, np.max))
    table = statement(frame, (), Period(first, last))
    for _, row in table[table["difference"] != 0].iterrows():
        words = {
            "unit": row["unit"],
            "account": Term(row["account"]),
            "difference": str(shown(row["account"], int(row["difference"]))),
        }
        yield Flaw(Message("LG-BAL-001", words))


STAGES: tuple[Stage, ...] = (duplicates, references, reversals, overdrafts, assertions, grades, identity)
