"""Batches become postings: double entry over land.

Every line of a batch moves an amount from one book to another, so every batch sums to zero for each unit and account.
When the index and the project belong to different units, the movement passes the books transfer_out and transfer_in, and
the two of them sum to zero over all units.

Books of a unit and account (signs as in a ledger: what is put in is positive):

new, carried     the land the indices come from (negative: everything ever accepted or carried in)
available        indices that may be used; the closing balance of a statement
reserved         held for a named project 预挂钩
audit            taken out by audit 核减
written_off      used for a project 核销
transfer_out, transfer_in   gone to, come from another unit
occupied, required          farmland taken by projects, and what they owe (negative) 应补
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Optional

import numpy as np
import pandas as pd

from ..progress import Progress, Unwatched, stop_if_cancelled
from .amounts import ACCOUNTS
from .books import Books
from .records import DEEDS, REVERSE, Batch, Line

BOOKS = (
    "new",
    "carried",
    "available",
    "reserved",
    "audit",
    "written_off",
    "transfer_out",
    "transfer_in",
    "occupied",
    "required",
)
TRANSFERS = ("transfer_out", "transfer_in")


class Posting(NamedTuple):
    """One side of one movement. `amount` is an integer of 0.01 m2 or kg; `kind` is the deed, of the reversed batch for reversals."""

    batch: str
    line: int
    date: datetime.date
    kind: str
    unit: str
    account: str
    book: str
    amount: int
    project: str
    lot: str
    document: str
    patches: tuple[str, ...]


def postings_of(books: Books, progress: Optional[Progress] = None) -> list[Posting]:
    """Return every posting of the books, batch by batch. Raises Cancelled."""
    postings: list[Posting] = []
    for batch in books.batches:
        stop_if_cancelled(progress or Unwatched())
        postings += postings_of_batch(books, batch)
    return postings


def postings_of_batch(books: Books, batch: Batch) -> list[Posting]:
    """Return the postings of one batch; a reversal of something that is not there has none."""
    if batch.kind == REVERSE:
        reversed_batch = books.batch_by_id.get(batch.reverses)
        if reversed_batch is None or reversed_batch.kind == REVERSE:
            return []
        original = postings_of_batch(books, reversed_batch)
        return [
            p._replace(batch=batch.id, date=batch.date, amount=-p.amount, document=batch.document or p.document)
            for p in original
        ]
    postings: list[Posting] = []
    for number, line in enumerate(batch.lines):
        for unit, book, sign in _legs(books, batch.kind, line):
            for account, amount in line.amounts.as_dict().items():
                if amount:
                    postings.append(
                        Posting(
                            batch.id,
                            number,
                            batch.date,
                            batch.kind,
                            unit,
                            account,
                            book,
                            sign * amount,
                            line.project,
                            line.lot,
                            batch.document,
                            line.patches or books.patches_of(line.lot, line.project),
                        )
                    )
    return postings


def holder_of(books: Books, line: Line) -> str:
    """Return the unit that holds the index of a line: named there, else the lot's own."""
    if line.unit:
        return line.unit
    lot = books.lots.get(line.lot)
    return lot.unit if lot else ""


def _legs(books: Books, kind: str, line: Line) -> list[tuple[str, str, int]]:
    """Return (unit, book, sign) of the sides of a line."""
    source, target = DEEDS[kind]
    occupation = books.occupations.get(line.project)
    project_unit = occupation.unit if occupation else ""
    holder = holder_of(books, line)
    if kind in ("require", "waive"):
        return [(project_unit, source, -1), (project_unit, target, 1)]
    if kind == "transfer":
        return _move(holder, source, line.to_unit, target)
    if kind in ("write_off", "use_reserved"):
        return _move(holder, source, project_unit, target)
    if kind == "refund":  # a write-off undone: the same sides, the other way round
        undone = _move(holder, "available", project_unit, "written_off")
        return [(unit, book, -sign) for unit, book, sign in undone]
    return [(holder, source, -1), (holder, target, 1)]


def _move(giver: str, source: str, taker: str, target: str) -> list[tuple[str, str, int]]:
    if giver == taker and source != target:
        return [(giver, source, -1), (taker, target, 1)]
    return [(giver, source, -1), (giver, "transfer_out", 1), (taker, "transfer_in", -1), (taker, target, 1)]


def frame_of(postings: Sequence[Posting]) -> pd.DataFrame:
    """Return postings as a frame: the fields of Posting, `day` as int64 (proleptic ordinal), `amount` as int64."""
    frame = pd.DataFrame(postings, columns=list(Posting._fields))
    frame["day"] = np.array([posting.date.toordinal() for posting in postings], dtype=np.int64)
    frame["amount"] = frame["amount"].astype(np.int64)
    for column in ("unit", "account", "book", "kind"):
        frame[column] = frame[column].astype("category")
    return frame


def imbalances(postings: Iterable[Posting]) -> dict[tuple[str, str, str], int]:
    """Return (batch, unit, account) -> sum for every batch that does not sum to zero, and (batch, "*", account) for transfers.

    Empty for whatever `postings_of` returns; for rows read back from a store it is the proof that nobody touched them.
    """
    sums: dict[tuple[str, str, str], int] = {}
    for posting in postings:
        key = (posting.batch, posting.unit, posting.account)
        sums[key] = sums.get(key, 0) + posting.amount
        if posting.book in TRANSFERS:
            across = (posting.batch, "*", posting.account)
            sums[across] = sums.get(across, 0) + posting.amount
    return {key: summed for key, summed in sums.items() if summed}


def accounts_in_order(names: Iterable[str]) -> list[str]:
    """Return account names in the order of ACCOUNTS."""
    present = set(names)
    return [account for account in ACCOUNTS if account in present]
