"""A ledger's life at random (test T10): post, reverse, transfer, seal, crash, reopen, exchange as text; three ledgers agree."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from landguard_plugin.core.ledger.amounts import Amounts
from landguard_plugin.core.ledger.books import books_of
from landguard_plugin.core.ledger.periods import Period
from landguard_plugin.core.ledger.postings import frame_of, postings_of
from landguard_plugin.core.ledger.records import Batch, Line, Lot, Occupation, Seal, Supplement, Unit
from landguard_plugin.core.ledger.statement import COLUMNS, statement
from landguard_plugin.core.ledger.text.reader import read_ledger
from landguard_plugin.core.ledger.text.writer import write_ledger
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.ledger import rows
from landguard_plugin.storage.ledger.database import DatabaseLedger, unbalanced
from landguard_plugin.storage.ledger.memory import MemoryLedger
from tests.core.ledger.effort import EFFORT
from tests.core.ledger.reference import ReferenceLedger

UNITS = ("990101001", "990101002", "990102001")
LOTS = {"L1": UNITS[0], "L2": UNITS[1], "L3": UNITS[2]}
PROJECTS = {"P1": UNITS[0], "P2": UNITS[2]}
START = books_of(
    [
        *(Unit(code) for code in UNITS),
        *(Supplement(f"S{lot}", unit) for lot, unit in LOTS.items()),
        *(Lot(lot, f"S{lot}", unit) for lot, unit in LOTS.items()),
        *(Occupation(project, unit) for project, unit in PROJECTS.items()),
    ]
)
FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)
AMOUNTS = st.builds(Amounts, *(st.integers(0, 10**8),) * 3).filter(bool)
DAYS = st.dates(date(2020, 7, 1), date(2022, 6, 30))


class LedgerLife(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp())
        self.database = DatabaseLedger.create(self.folder / "a.gpkg", START)
        self.memory = MemoryLedger(START)
        self.other = ReferenceLedger(LOTS, PROJECTS, FIRST, LAST)
        self.batches, self.sealed, self.number = [], date(2020, 6, 30), 0

    def enter(self, batch):
        """Enter a batch everywhere; behind a seal all refuse it alike."""
        behind = batch.date <= self.sealed
        for ledger in (self.database, self.memory):
            try:
                ledger.add([batch], ledger.read().version)
                assert not behind
            except LandGuardError as error:
                assert behind
                assert error.code == "LG-LST-008"
        if not behind:
            self.batches.append(batch)
            self.other.enter(batch)

    def fresh(self):
        self.number += 1
        return f"B{self.number:05}"

    @rule(
        day=DAYS,
        lot=st.sampled_from(sorted(LOTS)),
        amounts=AMOUNTS,
        kind=st.sampled_from(("accept", "carry", "deduct")),
    )
    def change_reserve(self, day, lot, amounts, kind):
        self.enter(Batch(self.fresh(), day, kind, (Line(amounts, lot),)))

    @rule(
        day=DAYS,
        lot=st.sampled_from(sorted(LOTS)),
        project=st.sampled_from(sorted(PROJECTS)),
        amounts=AMOUNTS,
        kind=st.sampled_from(("write_off", "refund", "reserve", "release", "use_reserved")),
    )
    def serve_project(self, day, lot, project, amounts, kind):
        self.enter(Batch(self.fresh(), day, kind, (Line(amounts, lot, project), Line(amounts, lot, project))))

    @rule(day=DAYS, lot=st.sampled_from(sorted(LOTS)), to=st.sampled_from(UNITS), amounts=AMOUNTS)
    def transfer(self, day, lot, to, amounts):
        if to != LOTS[lot]:
            self.enter(Batch(self.fresh(), day, "transfer", (Line(amounts, lot, "", "", to),)))

    @precondition(lambda self: any(b.kind != "reverse" for b in self.batches))
    @rule(data=st.data(), later=st.integers(0, 400))
    def reverse(self, data, later):
        undone = {b.reverses for b in self.batches}
        fitting = [b for b in self.batches if b.kind != "reverse" and b.id not in undone]
        if fitting:
            original = data.draw(st.sampled_from(fitting))
            self.enter(Batch(self.fresh(), original.date + timedelta(later), "reverse", (), "更正", original.id))

    @rule(days=st.integers(1, 120))
    def seal(self, days):
        day = self.sealed + timedelta(days)
        for ledger in (self.database, self.memory):
            ledger.add([Seal(day)], ledger.read().version)
        self.sealed = day

    @rule(amounts=AMOUNTS)
    def crash_in_the_middle(self, amounts):
        """The disk fills while the second batch of a deed is written: nothing of it may stay."""
        day = self.sealed + timedelta(1)
        deed = [Batch(self.fresh(), day, "accept", (Line(amounts, "L1"),)) for _ in range(2)]
        insert, before = rows.insert, self.database.read()

        def breaks(connection, entry, version, postings):
            if entry is deed[1]:
                raise sqlite3.OperationalError("database or disk is full")
            insert(connection, entry, version, postings)

        rows.insert = breaks
        try:
            self.database.add(deed, before.version)
            raise AssertionError("must fail")
        except LandGuardError as error:
            assert error.code == "LG-LST-003"
        finally:
            rows.insert = insert
        assert self.database.read() == before

    @rule(amounts=AMOUNTS)
    def stale_save(self, amounts):
        batch = Batch(self.fresh(), self.sealed + timedelta(1), "accept", (Line(amounts, "L2"),))
        for ledger in (self.database, self.memory):
            seen = ledger.read().version
            try:
                ledger.add([batch], seen - 1)
                raise AssertionError("must fail")
            except LandGuardError as error:
                assert error.code == "LG-LST-007"

    @rule()
    def exchange_as_text(self):
        """Send the books to another office as text, and go on with what came back."""
        books = read_ledger(write_ledger(self.database.read().books)).books
        path = self.folder / f"exchanged{self.number}.gpkg"
        if not path.exists():
            self.database = DatabaseLedger.create(path, books)

    @invariant()
    def all_agree(self):
        if not hasattr(self, "database"):
            return
        books = self.database.read().books
        assert books == replace(self.memory.read().books, title=books.title)
        assert unbalanced(Path(self.database.name)) == {}
        table = statement(frame_of(postings_of(books)), UNITS, Period(FIRST, LAST))
        for row in table.to_dict("records"):
            assert {name: row[name] for name in COLUMNS[2:]} == self.other.cells[row["unit"], row["account"]]
        counties = statement(frame_of(postings_of(books)), UNITS, Period(FIRST, LAST), 6)
        assert int(counties["closing"].sum()) == int(table["closing"].sum())

    def teardown(self):
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


TestLedgerLife = LedgerLife.TestCase
TestLedgerLife.settings = settings(max_examples=8 * EFFORT, stateful_step_count=25, deadline=None)
