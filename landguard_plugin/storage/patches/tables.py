"""The tables of a patch project: their columns, the statements made of them, the digest of a row.

The digest of a row is taken over its values with their types and lengths, so that no two rows spell the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b

#: table -> its columns; the first is the row's number, the last column of every table is `digest`
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "lg_store": ("id", "profile", "crs"),
    "lg_campaign": ("id", "name", "title", "year", "verdict_tree", "screening_rules", "evidence_rules"),
    "lg_rule_file": ("id", "name", "sha256", "at"),
    "lg_delivery": ("id", "name", "campaign", "file", "sha256", "read", "accepted", "rejected", "at"),
    "lg_patch": (
        "fid",
        "geom",
        "uid",
        "campaign",
        "batch",
        "number",
        "unit",
        "origin",
        "state",
        "version",
        "verdict",
        "area_dm2",
        "drawn_by",
        "parents",
        "issued",
        "single",
        "judgement",
    ),
    "lg_verdict": (
        "id",
        "uid",
        "version",
        "path",
        "fields",
        "opinion",
        "person",
        "role",
        "key_id",
        "at",
        "answer",
    ),
    "lg_screening": (
        "id",
        "uid",
        "patch_version",
        "figures",
        "suggestion",
        "reasons",
        "priority",
        "rules",
        "at",
        "earlier",
    ),
    "lg_evidence": (
        "id",
        "name",
        "uid",
        "kind",
        "file",
        "sha256",
        "sm3",
        "size",
        "claims",
        "tests",
        "grade",
        "person",
        "role",
        "key_id",
        "at",
        "withdrawn",
    ),
    "lg_withdrawal": ("id", "evidence", "log_size"),
    "lg_review": (
        "id",
        "uid",
        "version",
        "decision",
        "opinion",
        "person",
        "role",
        "key_id",
        "at",
        "state_before",
        "state_after",
        "certificate",
    ),
    "lg_certificate": (
        "id",
        "number",
        "uid",
        "content",
        "sha256",
        "sm3",
        "signatures",
        "log_position",
        "at",
        "supersedes",
        "record",
    ),
    "lg_log": ("sequence", "uid", "kind", "at", "leaf", "leaf_hash", "previous"),
}
Row = tuple[object, ...]


def digest_of(row: Row) -> str:
    """Return the digest of a row, 32 hex digits."""
    parts: list[bytes] = []
    for value in row:
        kind = type(value)
        if kind is str:
            text = value.encode("utf-8", "surrogatepass")
            parts += (b"t%d:" % len(text), text)
        elif kind is int:
            parts.append(b"i%d:" % value)
        elif kind is bytes:
            parts += (b"b%d:" % len(value), value)
        elif value is None:
            parts.append(b"n")
        else:
            parts.append(f"{kind.__name__}{value!r}:".encode())
    return blake2b(b"".join(parts), digest_size=16).hexdigest()


@cache
def insert_statement(table: str) -> str:
    """Return the INSERT of a whole row with its digest; tables and columns are constants of this package."""
    columns = (*COLUMNS[table], "digest")
    marks = ", ".join("?" for _ in columns)
    return " ".join(("INSERT INTO", table, "(", ", ".join(columns), ") VALUES (", marks, ")"))


@cache
def select_statement(table: str, rest: str = "") -> str:
    """Return the SELECT of whole rows without their digest; `rest` is a constant clause with marks for its values."""
    return " ".join(("SELECT", ", ".join(COLUMNS[table]), "FROM", table, rest))


@cache
def select_with_digest(table: str, rest: str = "") -> str:
    """Return the SELECT of whole rows with their digest in the end."""
    return " ".join(("SELECT", ", ".join((*COLUMNS[table], "digest")), "FROM", table, rest))


@cache
def update_statement(table: str) -> str:
    """Return the UPDATE of all columns of the row with a number, at a version."""
    columns = (*COLUMNS[table][1:], "digest")
    pairs = ", ".join(" ".join((column, "= ?")) for column in columns)
    return " ".join(("UPDATE", table, "SET", pairs, "WHERE", COLUMNS[table][0], "= ? AND version = ?"))
