"""Every row against its digest, every table against its count and sum, the log against itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from ...core.patches.findings import ERROR, StoreFinding
from ...core.patches.records import LogEntry
from ...core.problems import Message
from ...core.trust.log import EMPTY, first_break
from . import rows
from .tables import COLUMNS, digest_of, select_statement, select_with_digest
from .writing import sum_text

#: which column names a record to an officer
_NAMES = {
    "lg_store": "profile",
    "lg_campaign": "name",
    "lg_rule_file": "name",
    "lg_delivery": "file",
    "lg_patch": "number",
    "lg_verdict": "uid",
    "lg_screening": "uid",
    "lg_evidence": "file",
    "lg_withdrawal": "evidence",
    "lg_review": "uid",
    "lg_certificate": "number",
    "lg_log": "sequence",
}


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """Return which of the tables of a project a file has; one of an older schema lacks some."""
    held = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [table for table in COLUMNS if table in held]


def content_findings(connection: sqlite3.Connection) -> Iterator[StoreFinding]:
    """Yield rows that are not as they were written, and tables that lost or gained rows."""
    stated = {name: (count, digest) for name, count, digest in connection.execute("SELECT * FROM lg_content")}
    for table in tables_of(connection):
        count, total, altered = 0, 0, 0
        for *row, digest in connection.execute(select_with_digest(table)):
            count += 1
            true = digest_of(tuple(row))
            if true != digest:
                altered += 1
                yield _altered(table, row)
            total += int(true, 16)
        expected, digest = stated.get(table, (0, sum_text(0)))
        if count != expected or (not altered and sum_text(total) != digest):
            words = {"table": table, "expected": _plain(expected), "found": count}
            yield StoreFinding("content", ERROR, table, "", "", Message("LG-STO-035", words))


def sums_of(connection: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """Return table -> (rows, sum of digests), computed from the rows themselves."""
    sums = {}
    for table in tables_of(connection):
        digests = [int(digest_of(row), 16) for row in connection.execute(select_statement(table))]
        sums[table] = (len(digests), sum_text(sum(digests)))
    return sums


def _altered(table: str, row: Sequence) -> StoreFinding:
    named = dict(zip(COLUMNS[table], row))
    record = str(named[_NAMES[table]]) or str(named.get("uid", row[0]))
    return StoreFinding("content", ERROR, table, record, "", Message("LG-STO-031", {"table": table, "record": record}))


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)


def log_findings(connection: sqlite3.Connection) -> Iterator[StoreFinding]:
    """Yield where the chain of the log breaks first, and certificates that name an entry it does not have."""
    entries: list[LogEntry] = []
    broken = 0
    for row in connection.execute(select_statement("lg_log", "ORDER BY sequence")):
        try:
            entries.append(rows.entry_of_row(row))
        except (ValueError, TypeError, AttributeError):
            broken = len(entries) + 1
            break
    broken = first_break(entries) or broken
    if broken:
        yield StoreFinding("log", ERROR, "lg_log", str(broken), "leaf", Message("LG-LOG-001", {"number": broken}))
    size = len(entries) if entries else EMPTY.size
    late = "SELECT number, log_position FROM lg_certificate WHERE log_position > ?"
    for number, position in connection.execute(late, (size,)) if not broken else ():
        words = {"certificate": number, "position": position, "size": size}
        yield StoreFinding("log", ERROR, "lg_certificate", number, "log_position", Message("LG-LOG-003", words))
