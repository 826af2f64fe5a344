"""The identity of the statement, in any order of entry, against a second ledger that shares no code."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.ledger.amounts import ACCOUNTS, Amounts
from landguard_plugin.core.ledger.books import books_of
from landguard_plugin.core.ledger.periods import Period, period_of
from landguard_plugin.core.ledger.postings import frame_of, imbalances, postings_of
from landguard_plugin.core.ledger.records import Batch, Line, Lot, Occupation, Supplement, Unit
from landguard_plugin.core.ledger.standing import Standing, coverage, inventory
from landguard_plugin.core.ledger.statement import COLUMNS, postings_behind, statement
from tests.core.ledger.effort import tries
from tests.core.ledger.random_books import UNITS, sound_books
from tests.core.ledger.reference import ReferenceLedger

MANY = tries(40)


def table_of(books, period):
    return statement(frame_of(postings_of(books)), UNITS, Period(*period))


@MANY
@given(sound_books())
def test_opening_and_movements_explain_every_closing(made):
    books, period, *_ = made
    table = table_of(books, period)
    explained = table.opening + table.added - table.deducted - table.written_off - table.reserved
    assert (explained == table.closing).all()
    assert (table.difference == 0).all()
    assert len(table) == len(UNITS) * len(ACCOUNTS)


@MANY
@given(sound_books())
def test_a_second_ledger_says_the_same(made):
    books, period, lots, projects, batches = made
    other = ReferenceLedger(lots, projects, *period)
    for batch in sorted(batches, key=lambda b: b.kind == "reverse"):
        other.enter(batch)
    for row in table_of(books, period).to_dict("records"):
        cell = other.cells[row["unit"], row["account"]]
        assert {name: row[name] for name in COLUMNS[2:]} == cell


@MANY
@given(sound_books(), st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(made, dice):
    books, period, *_ = made
    entries = list(books.entries)
    dice.shuffle(entries)
    shuffled = books_of(entries)
    assert shuffled == books
    postings = postings_of(books)
    straight = statement(frame_of(postings), UNITS, Period(*period))
    random.Random(7).shuffle(postings)
    assert statement(frame_of(postings), UNITS, Period(*period)).equals(straight)


@MANY
@given(sound_books())
def test_every_batch_sums_to_zero_and_transfers_cancel_over_units(made):
    assert imbalances(postings_of(made[0])) == {}


@MANY
@given(sound_books())
def test_two_periods_join_without_a_seam(made):
    books, (first, last), *_ = made
    middle = date.fromordinal((first.toordinal() + last.toordinal()) // 2)
    after = date.fromordinal(middle.toordinal() + 1)
    if after > last:
        return
    one, two = table_of(books, (first, middle)), table_of(books, (after, last))
    whole = table_of(books, (first, last))
    assert (one.closing == two.opening).all()
    for column in ("added", "deducted", "written_off", "reserved"):
        assert (one[column] + two[column] == whole[column]).all()


@MANY
@given(sound_books())
def test_a_county_is_the_sum_of_its_parts(made):
    books, period, *_ = made
    frame = frame_of(postings_of(books))
    parts, rolled = (statement(frame, UNITS, Period(*period), digits) for digits in (None, 4))
    for row in rolled.to_dict("records"):
        inside = parts[parts.unit.str.startswith(row["unit"]) & (parts.account == row["account"])]
        for column in COLUMNS[2:]:
            assert inside[column].sum() == row[column]


@MANY
@given(sound_books(most=12), st.sampled_from(ACCOUNTS))
def test_every_figure_opens_exactly_the_postings_behind_it(made, account):
    books, period, *_ = made
    frame = frame_of(postings_of(books))
    table = statement(frame, UNITS, Period(*period))
    for row in table[table.account == account].to_dict("records"):
        for column in (*COLUMNS[2:], "accepted", "received", "given", "audited", "held", "stock"):
            behind = postings_behind(frame, row["unit"], account, column, Period(*period))
            assert int(behind["counts"].sum()) == row[column], column


@MANY
@given(sound_books())
def test_a_batch_and_its_reversal_leave_no_trace(made):
    books, *_ = made
    plain = [b for b in books.batches if b.kind != "reverse" and b.id not in {x.reverses for x in books.batches}]
    undone = books_of(
        [*books.entries, *(Batch(f"R{b.id}", b.date, "reverse", (), "doc", b.id) for b in plain)],
    )
    table = statement(frame_of(postings_of(undone)), UNITS, None)
    assert (table[list(COLUMNS[2:])] == 0).all(axis=None)


def small_books():
    return books_of(
        [
            Unit("990101"),
            Unit("990102"),
            Supplement("S1", "990101"),
            Lot("L1", "S1", "990101", patches=("1001", "1002")),
            Occupation("P1", "990101", patches=("77",)),
            Occupation("P2", "990102"),
            Batch("B1", date(2020, 5, 1), "accept", (Line(Amounts(1_000_000, 400_000, 900), "L1"),), "验1"),
            Batch("B2", date(2021, 2, 1), "require", (Line(Amounts(300_000, 100_000, 500), project="P1"),), "批1"),
            Batch("B3", date(2021, 3, 1), "write_off", (Line(Amounts(300_000, 100_000, 200), "L1", "P1"),), "核1"),
            Batch("B4", date(2021, 4, 1), "deduct", (Line(Amounts(50_000, 0, 40), "L1"),), "核减1"),
            Batch("B5", date(2021, 5, 1), "reserve", (Line(Amounts(200_000, 0, 100), "L1", "P2"),), "挂1"),
            Batch("B6", date(2021, 6, 1), "use_reserved", (Line(Amounts(150_000, 0, 100), "L1", "P2"),), "核2"),
            Batch("B7", date(2022, 1, 1), "refund", (Line(Amounts(0, 100_000, 0), "L1", "P1"),), "还1"),
        ]
    )


def test_a_year_by_hand():
    table = statement(frame_of(postings_of(small_books())), UNITS[:2], period_of("2021"))
    rows = {(r["unit"], r["account"]): tuple(r[c] for c in COLUMNS[2:]) for r in table.to_dict("records")}
    # opening, added, deducted, written off, reserved, closing
    assert rows["990101", "quantity"] == (1_000_000, 0, 200_000, 300_000, 50_000, 450_000)
    assert rows["990101", "paddy"] == (400_000, 0, 0, 100_000, 0, 300_000)
    assert rows["990101", "capacity"] == (900, 0, 140, 200, 0, 560)
    assert rows["990102", "quantity"] == (0, 150_000, 0, 150_000, 0, 0)
    held = table.set_index(["unit", "account"])
    assert held.loc[("990101", "quantity"), "held"] == 50_000
    assert held.loc[("990101", "quantity"), "stock"] == 500_000
    assert held.loc[("990101", "capacity"), "given"] == 100


def test_standing_as_of_each_date():
    books = small_books()
    states = []
    for day in (date(2020, 4, 30), date(2021, 2, 28), date(2021, 3, 1), date(2022, 1, 1)):
        standing = Standing(books, day)
        states.append((standing.lot_state(books.lots["L1"]), standing.project_state(books.occupations["P1"])))
    assert states == [("empty", "covered"), ("unused", "open"), ("in_use", "partly"), ("in_use", "partly")]
    table = coverage(Standing(books, date(2021, 12, 31))).set_index(["project", "account"])
    assert table.loc[("P1", "capacity"), "short"] == 300
    assert table.loc[("P1", "quantity"), "short"] == 0
    assert table.loc[("P2", "quantity"), "over"] == 150_000
    assert table.loc[("P2", "quantity"), "reserved"] == 50_000
    lots = inventory(Standing(books)).set_index(["lot", "holder"])
    assert lots.loc[("L1", "990101"), "available_quantity"] == 450_000
    assert lots.loc[("L1", "990101"), "accepted_on"] == "2020-05-01"


def test_patches_and_documents_stand_behind_a_figure():
    frame = frame_of(postings_of(small_books()))
    behind = postings_behind(frame, "990101", "quantity", "written_off", period_of("2021"))
    assert behind["document"].tolist() == ["核1"]
    assert behind["patches"].tolist() == [("1001", "1002")]
    assert behind["project"].tolist() == ["P1"]


def test_the_empty_ledger_has_a_statement_of_zeros():
    table = statement(frame_of([]), ["990101"], period_of("2021"))
    assert table["closing"].tolist() == [0, 0, 0]
    assert table["difference"].tolist() == [0, 0, 0]
