"""Ledger records as database rows and back: one INSERT and one SELECT per table, nothing built from values."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Optional

from ...core.ledger.amounts import Amounts
from ...core.ledger.postings import Posting
from ...core.ledger.records import (
    Batch,
    Check,
    Closing,
    Entry,
    Line,
    Lot,
    Mark,
    Occupation,
    Seal,
    Supplement,
    Unit,
)

_INSERT = {
    Unit: "INSERT INTO lg_ledger_unit (code, name, external, remarks) VALUES (?, ?, ?, ?)",
    Supplement: "INSERT INTO lg_ledger_supplement (id, unit, name, kind, approved, document, funding, note, remarks)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    Lot: "INSERT INTO lg_ledger_lot (id, supplement, unit, kind, grade_system, grade_before, grade_after, slope, patches,"
    " document, note, remarks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    Occupation: "INSERT INTO lg_ledger_occupation (id, unit, name, approval_batch, approved, document, grade_system, grade,"
    " patches, note, remarks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    Mark: 'INSERT INTO lg_ledger_mark (date, subject, "key", value, document, note, remarks) VALUES (?, ?, ?, ?, ?, ?, ?)',
    Batch: "INSERT INTO lg_ledger_batch (id, date, kind, document, reverses, note, remarks, version)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    Check: "INSERT INTO lg_ledger_check (date, unit, quantity, paddy, capacity, note, remarks) VALUES (?, ?, ?, ?, ?, ?, ?)",
    Seal: "INSERT INTO lg_ledger_seal (date, document, note, remarks) VALUES (?, ?, ?, ?)",
    Line: "INSERT INTO lg_ledger_line (batch, number, lot, project, unit, to_unit, quantity, paddy, capacity, patches)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    Closing: "INSERT INTO lg_ledger_closing (seal, number, unit, quantity, paddy, capacity, reserved_quantity,"
    " reserved_paddy, reserved_capacity) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    Posting: "INSERT INTO lg_ledger_posting (batch, line, date, kind, unit, account, book, amount, project, lot, document)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
}


def insert(connection: sqlite3.Connection, entry: Entry, version: int, postings: Sequence[Posting]) -> None:
    """Insert one entry; a batch brings its lines and postings, a seal its closings."""
    connection.execute(_INSERT[type(entry)], _row(entry, version))
    if isinstance(entry, Batch):
        lines = [
            (entry.id, n, x.lot, x.project, x.unit, x.to_unit, *_three(x.amounts), list_text(x.patches))
            for n, x in enumerate(entry.lines)
        ]
        connection.executemany(_INSERT[Line], lines)
        connection.executemany(_INSERT[Posting], [posting_row(posting) for posting in postings])
    elif isinstance(entry, Seal):
        closings = [
            (entry.date.isoformat(), n, c.unit, *_three(c.available), *_three(c.reserved))
            for n, c in enumerate(entry.closings)
        ]
        connection.executemany(_INSERT[Closing], closings)


def posting_row(posting: Posting) -> tuple:
    """Return a posting as its row."""
    return (
        posting.batch,
        posting.line,
        posting.date.isoformat(),
        posting.kind,
        posting.unit,
        posting.account,
        posting.book,
        posting.amount,
        posting.project,
        posting.lot,
        posting.document,
    )


def _row(entry: Entry, version: int) -> tuple:
    remarks = list_text(entry.remarks)
    if isinstance(entry, Unit):
        return entry.code, entry.name, int(entry.external), remarks
    if isinstance(entry, Supplement):
        head = (entry.id, entry.unit, entry.name, entry.kind, _day(entry.approved))
        return (*head, entry.document, entry.funding, entry.note, remarks)
    if isinstance(entry, Lot):
        grades = (entry.grade_system, _number(entry.grade_before), _number(entry.grade_after))
        head = (entry.id, entry.supplement, entry.unit, entry.kind, *grades, entry.slope)
        return (*head, list_text(entry.patches), entry.document, entry.note, remarks)
    if isinstance(entry, Occupation):
        head = (entry.id, entry.unit, entry.name, entry.approval_batch, _day(entry.approved), entry.document)
        return (*head, entry.grade_system, _number(entry.grade), list_text(entry.patches), entry.note, remarks)
    if isinstance(entry, Mark):
        return (entry.date.isoformat(), entry.subject, entry.key, entry.value, entry.document, entry.note, remarks)
    if isinstance(entry, Batch):
        head = (entry.id, entry.date.isoformat(), entry.kind, entry.document, entry.reverses)
        return (*head, entry.note, remarks, version)
    if isinstance(entry, Check):
        return (entry.date.isoformat(), entry.unit, *_three(entry.available), entry.note, remarks)
    return entry.date.isoformat(), entry.document, entry.note, remarks


def read_entries(connection: sqlite3.Connection) -> Iterator[Entry]:
    """Yield every entry of the tables."""
    yield from read_declarations(connection)
    run = connection.execute
    for day, subject, key, value, document, note, remarks in run(
        'SELECT date, subject, "key", value, document, note, remarks FROM lg_ledger_mark'
    ):
        yield Mark(date.fromisoformat(day), subject, key, value, document, note, texts_of(remarks))
    yield from _read_batches(connection)
    for day, unit, quantity, paddy, capacity, note, remarks in run(
        "SELECT date, unit, quantity, paddy, capacity, note, remarks FROM lg_ledger_check"
    ):
        yield Check(date.fromisoformat(day), unit, Amounts(quantity, paddy, capacity), note, texts_of(remarks))
    yield from _read_seals(connection)


def read_declarations(connection: sqlite3.Connection) -> Iterator[Entry]:
    """Yield units, supplement projects, lots and occupation projects: all that postings are made from, beside the batches."""
    run = connection.execute
    for code, name, external, remarks in run("SELECT code, name, external, remarks FROM lg_ledger_unit"):
        yield Unit(code, name, bool(external), texts_of(remarks))
    for i, unit, name, kind, approved, *rest, remarks in run(
        "SELECT id, unit, name, kind, approved, document, funding, note, remarks FROM lg_ledger_supplement"
    ):
        yield Supplement(i, unit, name, kind, _date(approved), *rest, texts_of(remarks))
    for i, supplement, unit, kind, system, before, after, slope, patches, document, note, remarks in run(
        "SELECT id, supplement, unit, kind, grade_system, grade_before, grade_after, slope, patches, document, note, remarks"
        " FROM lg_ledger_lot"
    ):
        head = (i, supplement, unit, kind, system, _decimal(before), _decimal(after), slope)
        yield Lot(*head, texts_of(patches), document, note, texts_of(remarks))
    for i, unit, name, group, approved, document, system, grade, patches, note, remarks in run(
        "SELECT id, unit, name, approval_batch, approved, document, grade_system, grade, patches, note, remarks"
        " FROM lg_ledger_occupation"
    ):
        head = (i, unit, name, group, _date(approved), document, system, _decimal(grade))
        yield Occupation(*head, texts_of(patches), note, texts_of(remarks))


def read_batch(connection: sqlite3.Connection, name: str) -> Optional[Batch]:
    """Return one batch with its lines, None when there is none of that name."""
    row = connection.execute(
        "SELECT date, kind, document, reverses, note, remarks FROM lg_ledger_batch WHERE id = ?", (name,)
    ).fetchone()
    if row is None:
        return None
    lines = connection.execute(
        "SELECT lot, project, unit, to_unit, quantity, paddy, capacity, patches FROM lg_ledger_line WHERE batch = ?"
        " ORDER BY number",
        (name,),
    )
    held = tuple(Line(Amounts(*x[4:7]), x[0], x[1], x[2], x[3], texts_of(x[7])) for x in lines)
    day, kind, document, reverses, note, remarks = row
    return Batch(name, date.fromisoformat(day), kind, held, document, reverses, note, texts_of(remarks))


def _read_batches(connection: sqlite3.Connection) -> Iterator[Batch]:
    lines: dict[str, list[Line]] = {}
    for batch, lot, project, unit, to_unit, quantity, paddy, capacity, patches in connection.execute(
        "SELECT batch, lot, project, unit, to_unit, quantity, paddy, capacity, patches FROM lg_ledger_line"
        " ORDER BY batch, number"
    ):
        amounts = Amounts(quantity, paddy, capacity)
        lines.setdefault(batch, []).append(Line(amounts, lot, project, unit, to_unit, texts_of(patches)))
    for i, day, kind, document, reverses, note, remarks in connection.execute(
        "SELECT id, date, kind, document, reverses, note, remarks FROM lg_ledger_batch"
    ):
        held = tuple(lines.get(i, ()))
        yield Batch(i, date.fromisoformat(day), kind, held, document, reverses, note, texts_of(remarks))


def _read_seals(connection: sqlite3.Connection) -> Iterator[Seal]:
    closings: dict[str, list[Closing]] = {}
    for seal, unit, q, p, c, rq, rp, rc in connection.execute(
        "SELECT seal, unit, quantity, paddy, capacity, reserved_quantity, reserved_paddy, reserved_capacity"
        " FROM lg_ledger_closing ORDER BY seal, number"
    ):
        closings.setdefault(seal, []).append(Closing(unit, Amounts(q, p, c), Amounts(rq, rp, rc)))
    for day, document, note, remarks in connection.execute("SELECT date, document, note, remarks FROM lg_ledger_seal"):
        held = tuple(closings.get(day, ()))
        yield Seal(date.fromisoformat(day), held, document, note, texts_of(remarks))


def read_posting_rows(connection: sqlite3.Connection) -> list[tuple]:
    """Return the stored postings as rows, in key order."""
    return connection.execute(
        "SELECT batch, line, date, kind, unit, account, book, amount, project, lot, document FROM lg_ledger_posting"
        " ORDER BY batch, line, unit, account, book"
    ).fetchall()


def _three(amounts: Amounts) -> tuple[int, int, int]:
    return amounts.quantity, amounts.paddy, amounts.capacity


def list_text(values: Sequence[str]) -> str:
    """Return a list of texts as JSON."""
    return json.dumps(list(values), ensure_ascii=False)


def texts_of(text: str) -> tuple[str, ...]:
    """Return a list of texts from JSON."""
    return tuple(json.loads(text))


def _day(day: Optional[date]) -> Optional[str]:
    return day.isoformat() if day else None


def _date(text: Optional[str]) -> Optional[date]:
    return date.fromisoformat(text) if text else None


def _number(value: Optional[Decimal]) -> Optional[str]:
    return None if value is None else format(value, "f")


def _decimal(text: Optional[str]) -> Optional[Decimal]:
    return None if text is None else Decimal(text)
