"""A ledger as the desk works with it: opened at one version, balanced, every figure opened, lines posted and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Optional

import pandas as pd

from ..app.ledger.balance import BalanceRequest, BalanceResult, balance
from ..app.ledger.ports import LedgerStore, Snapshot
from ..app.ledger.posting import accept_write_off, post
from ..app.ledger.what_if import Idea, WhatIf, what_if
from ..app.ledger.write_off import lines_from
from ..core.ledger.books import Books
from ..core.ledger.grades import capacity_kg
from ..core.ledger.postings import frame_of, postings_of
from ..core.ledger.records import REVERSE, Batch
from ..core.ledger.statement import postings_behind
from ..core.ledger.units import LEVELS, stem
from ..core.problems import LandGuardError, Message
from ..core.progress import Unwatched
from ..storage.ledger.memory import MemoryLedger
from ..storage.ledger.plaintext import open_ledger, write_ledger_file
from ..storage.ledger.tables import packaged_rulesets, ruleset_for, yields
from .i18n import language
from .ledgers import day_from
from .text import word

SECTION = "occupation"


@dataclass(frozen=True)
class Opened:
    """A ledger at the version that was read."""

    path: Path
    store: LedgerStore
    snapshot: Snapshot

    @property
    def books(self) -> Books:
        """Return the books."""
        return self.snapshot.books

    @property
    def last_day(self) -> date:
        """Return the day of the last batch; today has no say in books. Raises LandGuardError LG-LED-062 without batches."""
        if not self.books.batches:
            raise LandGuardError("LG-LED-062")
        return self.books.batches[-1].date


@dataclass(frozen=True)
class View:
    """A balance and all postings behind it."""

    result: BalanceResult
    postings: pd.DataFrame
    unit: str = ""  # what was balanced, "" for all


def open_books(text: str) -> Opened:
    """Return the ledger of a file as it stands. Raises LG-LTX-010, LG-LST-xxx."""
    path = Path(text)
    store = open_ledger(path)
    return Opened(path, store, store.read())


def warning_of(opened: Opened) -> str:
    """Return why nothing can be posted to a text ledger with lines that cannot be read, "" when all is well."""
    flaws = opened.snapshot.flaws
    if not flaws:
        return ""
    words = {"count": len(flaws), "line": str(flaws[0].line), "first": flaws[0].message}
    return word(Message("LG-BDK-004", words))


def create_books(text: str, title: str) -> Opened:
    """Return a new, empty ledger: a store for .gpkg, else plain text. Raises LandGuardError LG-BDK-002 where a file is already."""
    path = Path(text)
    if not path.suffix:
        path = path.with_suffix(".gpkg")
    if path.exists():
        raise LandGuardError("LG-BDK-002", path=str(path))
    write_ledger_file(path, Books(title), language())
    return open_books(str(path))


def rule_choices() -> list[tuple[str, str]]:
    """Return (id, title with its years) of the packaged sets that balance occupation and supplement."""
    found = []
    for name, one in sorted(packaged_rulesets().items()):
        if SECTION in one.sections:
            title = one.title_zh if language() == "zh" else one.title_en
            found.append((name, title))
    return found


def periods_of(books: Books) -> list[str]:
    """Return the years in which anything was posted, the latest first."""
    return sorted({str(batch.date.year) for batch in books.batches}, reverse=True)


def view_of(opened: Opened, ruleset: str, period: str, unit: str, rejudge: bool = False) -> View:
    """Return the balance of a ledger; unreadable lines of a text ledger are among its findings, not in its way."""

    def chosen(day: date) -> object:
        return ruleset_for(ruleset, SECTION, day)

    request = BalanceRequest(opened.snapshot, chosen, period, unit, None, rejudge, allow_unread=True)
    return View(balance(request), frame_of(postings_of(opened.books)), unit)


def behind(view: View, unit: str, account: str, column: str) -> pd.DataFrame:
    """Return the postings a figure of the statement is made of; their `counts` sum to it."""
    return postings_behind(view.postings, unit, account, column, view.result.period)


def behind_project(view: View, project: str, account: str, column: str) -> pd.DataFrame:
    """Return the postings behind a project's figure: required, written_off, reserved; short opens the first two."""
    books = {"required": ("required",), "written_off": ("written_off",), "reserved": ("reserved",)}
    wanted = books.get(column, ("required", "written_off"))
    frame, until = view.postings, view.result.period.last.toordinal()
    mask = (frame["project"] == project) & (frame["account"] == account) & frame["book"].isin(wanted)
    found = frame[mask & (frame["day"] <= until)].copy()
    flip = -1 if column in ("required", "short") else 1
    found["counts"] = found["amount"] * flip
    return found


def children(units: Sequence[str]) -> dict[str, str]:
    """Return unit -> the nearest other unit of the list it lies in, "" for those at the top."""
    known = {stem(code): code for code in units}
    parents = {}
    for code in units:
        own = stem(code)
        outer = (known.get(own[:digits]) for digits in reversed(LEVELS) if digits < len(own))
        parents[code] = next((one for one in outer if one is not None), "")
    return parents


def post_lines(
    opened: Opened, rows: pd.DataFrame, batch: str, day: str, document: str, ruleset: str, seen: int
) -> tuple[Opened, tuple[str, ...]]:
    """Post accepted lines of a proposal and return the ledger anew, and the numbers of the batches that were made.

    Raises LG-LED-065 for more than a project lacks, LG-LST-007 when the books changed since the proposal, LG-LED-072 for a day
    that is none, LG-BDK-003 without a batch number.
    """
    if not batch.strip():
        raise LandGuardError("LG-BDK-003")
    when = day_from(day, "DATE")
    rules = ruleset_for(ruleset, SECTION, when)
    posted = accept_write_off(opened.store, lines_from(rows), batch.strip(), when, document.strip(), seen, rules)
    names = tuple(entry.id for entry in posted.entries if isinstance(entry, Batch))
    return open_books(str(opened.path)), names


def reverse_batches(opened: Opened, names: Sequence[str], day: str, document: str) -> tuple[Opened, tuple[str, ...]]:
    """Post the reversals of batches, all or none; the originals stay. Returns the ledger anew and the reversing batches."""
    when = day_from(day, "DATE")
    present = open_books(str(opened.path))
    entries = [Batch(free_batch(present.books, f"{name}-C"), when, REVERSE, (), document, name) for name in names]
    post(present.store, entries, present.snapshot.version)
    return open_books(str(opened.path)), tuple(entry.id for entry in entries)


def free_batch(books: Books, stem: str) -> str:
    """Return a batch number that is not taken: the stem itself, else with a number behind it."""
    taken, number, name = set(books.batch_by_id), 1, stem
    while name in taken or f"{name}-R" in taken:
        number += 1
        name = f"{stem}{number}"
    return name


def next_batch(books: Books, year: int) -> str:
    """Return a number for the next write-off of a year: H2021-01, H2021-02, ..."""
    number = 1
    while f"H{year}-{number:02d}" in books.batch_by_id or f"H{year}-{number:02d}-R" in books.batch_by_id:
        number += 1
    return f"H{year}-{number:02d}"


def capacity_of(area_dm2: int, grade: Decimal, day: date) -> Optional[int]:
    """Return the capacity in kg of farmland of a 15-system grade by the packaged yields; None for a grade that is not whole."""
    if grade != grade.to_integral_value():
        return None
    return capacity_kg([(area_dm2, int(grade))], "15", yields(), day)


def try_idea(opened: Opened, idea: Idea, ruleset: str, objective: str, day: date) -> WhatIf:
    """Return what an added project would do; the ledger itself is not touched."""
    books = opened.books
    return what_if(
        lambda: MemoryLedger(books), [idea], lambda d: ruleset_for(ruleset, SECTION, d), objective, day, Unwatched()
    )
