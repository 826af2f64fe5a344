"""Where lots and projects stand as of a date: what is left, what is covered, which marks hold."""

from __future__ import annotations

from datetime import date
from typing import Optional

import pandas as pd

from ..progress import Progress, stop_if_cancelled
from .amounts import ACCOUNTS, Amounts
from .books import Books
from .postings import Posting, postings_of_batch
from .records import Lot, Occupation

LOT_BOOKS = ("available", "reserved", "written_off", "audit", "new", "carried")
#: project states, in the order of a project's life
OPEN, PARTLY, COVERED = "open", "partly", "covered"
#: lot states
EMPTY, UNUSED, IN_USE, USED_UP = "empty", "unused", "in_use", "used_up"


class Standing:
    """The books as of the end of one day: balances by lot and by project, exact integers. `as_of` None means everything."""

    def __init__(self, books: Books, as_of: Optional[date] = None, progress: Optional[Progress] = None) -> None:
        """Add up the postings dated on or before `as_of`. Raises Cancelled."""
        self.books, self.as_of = books, as_of
        self._lots: dict[tuple[str, str, str, str], int] = {}
        self._units: dict[str, set[str]] = {}  # lot -> units it was ever posted in
        self._projects: dict[tuple[str, str, str], int] = {}
        self._served: dict[tuple[str, str], dict[str, int]] = {}  # (project, account) -> lot -> written off
        self._reserved: dict[tuple[str, str, str], dict[str, int]] = {}  # (lot, holder, project) -> account -> amount
        self._first_day: dict[str, date] = {}
        self._marks: dict[tuple[str, str], list[tuple[date, str]]] = {}  # by date, as the books have them
        for mark in books.marks:
            self._marks.setdefault((mark.subject, mark.key), []).append((mark.date, mark.value))
        for done, batch in enumerate(books.batches):
            if progress is not None:
                stop_if_cancelled(progress)
                progress.at(done / len(books.batches))
            for posting in postings_of_batch(books, batch):
                if as_of is None or posting.date <= as_of:
                    self._add(posting)

    def _add(self, posting: Posting) -> None:
        if posting.lot:
            key = (posting.lot, posting.unit, posting.book, posting.account)
            self._units.setdefault(posting.lot, set()).add(posting.unit)
            self._lots[key] = self._lots.get(key, 0) + posting.amount
            if posting.book in ("new", "carried"):
                self._first_day.setdefault(posting.lot, posting.date)
        if posting.project and posting.book in ("required", "written_off", "reserved"):
            if posting.book == "written_off":
                served = self._served.setdefault((posting.project, posting.account), {})
                served[posting.lot] = served.get(posting.lot, 0) + posting.amount
            if posting.book == "reserved":
                held = self._reserved.setdefault(
                    (posting.lot, posting.unit, posting.project), dict.fromkeys(ACCOUNTS, 0)
                )
                held[posting.account] += posting.amount
            by_project = (posting.project, posting.book, posting.account)
            self._projects[by_project] = self._projects.get(by_project, 0) + posting.amount

    def holders(self, lot: str) -> list[str]:
        """Return the units in whose books a lot was ever posted."""
        return sorted(self._units.get(lot, ()))

    def holdings(self) -> list[tuple[str, str, Amounts]]:
        """Return (lot, holder, available) for every lot and holder with anything available, in order."""
        keys = sorted({key[:2] for key in self._lots if key[2] == "available"})
        amounts = [(lot, unit, self.lot(lot, "available", unit)) for lot, unit in keys]
        return [row for row in amounts if row[2]]

    def lot(self, lot: str, book: str, unit: Optional[str] = None) -> Amounts:
        """Return what stands in a book for a lot, for one holder or all."""
        units = [unit] if unit is not None else sorted(self._units.get(lot, ()))
        sums = {account: sum(self._lots.get((lot, code, book, account), 0) for code in units) for account in ACCOUNTS}
        return Amounts(**sums)

    def project(self, project: str, book: str) -> Amounts:
        """Return what stands in a book for a project: required (negative), written_off, reserved."""
        return Amounts(**{account: self._projects.get((project, book, account), 0) for account in ACCOUNTS})

    def reserved_for(self, project: str) -> list[tuple[str, str, Amounts]]:
        """Return (lot, holder, amounts) of what is held for a project, in order."""
        held = sorted((lot, unit) for lot, unit, name in self._reserved if name == project)
        rows = [(lot, unit, Amounts(**self._reserved[lot, unit, project])) for lot, unit in held]
        return [row for row in rows if row[2]]

    def lots_of(self, project: str, account: str) -> list[tuple[str, int]]:
        """Return (lot, amount written off) for every lot that serves a project on one account."""
        served = self._served.get((project, account), {})
        return [(lot, amount) for lot, amount in sorted(served.items()) if amount]

    def required(self, project: str) -> Amounts:
        """Return what a project must supplement, positive."""
        return self.project(project, "required").negated()

    def short(self, project: str) -> Amounts:
        """Return what a project still lacks: required less written off, never below zero."""
        return self.required(project).minus(self.project(project, "written_off")).at_least_zero()

    def accepted_on(self, lot: str) -> Optional[date]:
        """Return the day of a lot's first acceptance (or carry-in), None before it."""
        return self._first_day.get(lot)

    def mark(self, subject: str, key: str, day: Optional[date] = None) -> str:
        """Return the value of a mark that holds on a day (the standing's own by default), "" when there is none."""
        until = day or self.as_of
        holding = [value for since, value in self._marks.get((subject, key), ()) if until is None or since <= until]
        return holding[-1] if holding else ""

    def lot_state(self, lot: Lot) -> str:
        """Return empty (nothing accepted), unused, in_use or used_up."""
        came = self.lot(lot.id, "new").plus(self.lot(lot.id, "carried")).negated()
        left = self.lot(lot.id, "available")
        if not came:
            return EMPTY
        if not left and not self.lot(lot.id, "reserved"):
            return USED_UP
        return UNUSED if left == came else IN_USE

    def project_state(self, project: Occupation) -> str:
        """Return open, partly or covered; a project without a requirement is covered."""
        if not self.short(project.id):
            return COVERED
        return PARTLY if self.project(project.id, "written_off") else OPEN


def coverage(standing: Standing) -> pd.DataFrame:
    """Return one row per occupation project and account: project, unit, account, required, written_off, reserved, short.

    All integers of 0.01 m2 or kg; `short` is never negative, `over` is what was written off beyond the requirement.
    """
    rows = []
    for project in standing.books.occupations.values():
        required, used = standing.required(project.id), standing.project(project.id, "written_off")
        held, short = standing.project(project.id, "reserved"), standing.short(project.id)
        for account in ACCOUNTS:
            rows.append(
                (
                    project.id,
                    project.unit,
                    account,
                    required.of(account),
                    used.of(account),
                    held.of(account),
                    short.of(account),
                    max(0, used.of(account) - required.of(account)),
                )
            )
    names = ["project", "unit", "account", "required", "written_off", "reserved", "short", "over"]
    return pd.DataFrame(rows, columns=names).sort_values("project", kind="stable", ignore_index=True)


def inventory(standing: Standing) -> pd.DataFrame:
    """Return one row per lot and holder: what came, what left and where it stands, integers of 0.01 m2 or kg."""
    rows = []
    for lot in standing.books.lots.values():
        for holder in standing.holders(lot.id) or [lot.unit]:
            row: dict[str, object] = {"lot": lot.id, "holder": holder, "supplement": lot.supplement}
            row["kind"], row["state"] = standing.books.kind_of_lot(lot), standing.lot_state(lot)
            day = standing.accepted_on(lot.id)
            row["accepted_on"] = day.isoformat() if day else ""
            for book in ("available", "reserved", "audit"):
                for account, amount in standing.lot(lot.id, book, holder).as_dict().items():
                    row[f"{book}_{account}"] = amount
            rows.append(row)
    return pd.DataFrame(rows)
