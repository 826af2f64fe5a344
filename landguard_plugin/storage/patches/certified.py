"""Certified patches against what was certified: record by record, field by field."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Callable, Optional

from ...core.patches.findings import ERROR, StoreFinding
from ...core.patches.records import Certificate, Evidence, LogEntry, Patch, State
from ...core.problems import Message
from . import rows
from .tables import COLUMNS, digest_of, select_statement, select_with_digest

_CERTIFIED = frozenset(state.value for state in State if state.is_certified)


@dataclass(frozen=True)
class Proof:
    """What is known of the canonical form of certificates by whoever asks for a check.

    compare   (certificate, live patch, reference system, its evidence) -> names of the fields in which they differ
    is_sound  (certificate) -> whether its bytes and digests belong together
    is_logged (certificate, the log entry it names) -> whether that is the signed decision that gave it
    """

    compare: Optional[Callable[[Certificate, Patch, str, Sequence[Evidence]], Sequence[str]]] = None
    is_sound: Optional[Callable[[Certificate], bool]] = None
    is_logged: Optional[Callable[[Certificate, LogEntry], bool]] = None


def certified_findings(connection: sqlite3.Connection, proof: Proof) -> Iterator[StoreFinding]:
    """Yield certified patches that differ from what was certified, or stand without a certificate; lost patches too."""
    certificates = connection.execute(select_statement("lg_certificate", "ORDER BY id")).fetchall()
    newest = {row[2]: row for row in certificates}
    yield from _unsound(connection, certificates, proof)
    standing = _standing(connection)
    gone = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'lg_patch'").fetchone() is None
    here = set() if gone else {uid for (uid,) in connection.execute("SELECT uid FROM lg_patch")}
    yield from _lost(here, newest)
    if gone:
        return
    comparing = _Comparing(connection, proof)
    for row in connection.execute(select_statement("lg_patch")):
        named = dict(zip(COLUMNS["lg_patch"], row))
        reviewed = standing.get(named["uid"])
        ought = reviewed is not None and reviewed[0] in _CERTIFIED
        if not ought and named["state"] not in _CERTIFIED:
            continue
        held = newest.get(named["uid"])
        if held is None:
            words = {"number": _name(named), "uid": str(named["uid"])}
            yield StoreFinding("certificates", ERROR, "lg_patch", _name(named), "state", Message("LG-CRT-004", words))
            continue
        fields = _standing_fields(named, reviewed)
        fields += _content_fields(connection, row, held)
        fields += comparing.fields(row, held)
        for field in dict.fromkeys(fields):
            words = {"number": _name(named), "uid": str(named["uid"]), "fields": field, "certificate": held[1]}
            yield StoreFinding("certificates", ERROR, "lg_patch", _name(named), field, Message("LG-CRT-002", words))


def _standing(connection: sqlite3.Connection) -> dict[str, tuple[str, int]]:
    """Return uid -> (state, version) of its newest review; a review that was altered or slipped in does not count."""
    standing = {}
    for *row, digest in connection.execute(select_with_digest("lg_review", "ORDER BY id")):
        if digest_of(tuple(row)) == digest:
            named = dict(zip(COLUMNS["lg_review"], row))
            standing[named["uid"]] = (named["state_after"], named["version"])
    return standing


def _unsound(connection: sqlite3.Connection, certificates: list[Sequence], proof: Proof) -> Iterator[StoreFinding]:
    """Yield certificates whose original, or whose decision in the log, does not bear them out."""
    for row in certificates:
        number = str(row[1])
        if proof.is_sound is not None and not _holds(lambda row=row: proof.is_sound(rows.certificate_of(row))):
            message = Message("LG-CRT-007", {"certificate": number})
            yield StoreFinding("certificates", ERROR, "lg_certificate", number, "content", message)
        if proof.is_logged is not None and not _holds(lambda row=row: _is_logged(connection, row, proof)):
            message = Message("LG-CRT-008", {"certificate": number, "position": str(row[7])})
            yield StoreFinding("certificates", ERROR, "lg_certificate", number, "log_position", message)


def _holds(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except (ValueError, TypeError, KeyError, AttributeError):
        return False


def _is_logged(connection: sqlite3.Connection, row: Sequence, proof: Proof) -> bool:
    certificate = rows.certificate_of(row)
    entry = connection.execute(select_statement("lg_log", "WHERE sequence = ?"), (certificate.log_position,)).fetchone()
    return entry is not None and proof.is_logged(certificate, rows.entry_of_row(entry))


def _lost(here: set[str], newest: dict[str, Sequence]) -> Iterator[StoreFinding]:
    for uid, row in newest.items():
        if uid not in here:
            number = _number_in(row[-1]) or uid
            words = {"number": number, "certificate": row[1]}
            yield StoreFinding("certificates", ERROR, "lg_patch", number, "uid", Message("LG-CRT-006", words))


def _number_in(record: object) -> str:
    try:
        return str(json.loads(record)["number"])
    except (ValueError, TypeError, KeyError):
        return ""


def _name(named: dict[str, object]) -> str:
    return str(named["number"] or named["uid"])


def _standing_fields(named: dict[str, object], reviewed: Optional[tuple]) -> list[str]:
    """Return state and version where they are not what the newest review left behind."""
    if reviewed is None:
        return []
    after, version = reviewed
    if named["state"] != after:
        return ["state"]
    is_version = isinstance(version, int) and named["version"] in (version, version + 1)
    return [] if is_version or after not in _CERTIFIED else ["version"]


def _content_fields(connection: sqlite3.Connection, row: Sequence, held: Sequence) -> list[str]:
    """Return the fields in which a row differs from the record that was kept when it was certified."""
    try:
        kept = json.loads(held[-1])
    except (ValueError, TypeError):
        return ["record"]
    if not isinstance(kept, dict):
        return ["record"]
    live = rows.content_of_rows(row, _verdict(connection, row[-1]))
    return [name for name in rows.CONTENT if kept.get(name) != live[name]]


def _verdict(connection: sqlite3.Connection, number: object) -> Optional[tuple]:
    if not isinstance(number, int):
        return None
    return connection.execute(select_statement("lg_verdict", "WHERE id = ?"), (number,)).fetchone()


class _Comparing:
    """The legal originals against live rows, by whoever knows their form; everything from one read transaction."""

    def __init__(self, connection: sqlite3.Connection, proof: Proof) -> None:
        self._connection, self._proof = connection, proof
        self._pieces: dict[str, list[tuple]] = defaultdict(list)
        if proof.compare is None:
            return
        (self._crs,) = connection.execute("SELECT crs FROM lg_store").fetchone() or ("",)
        self._gone = {name for (name,) in connection.execute("SELECT evidence FROM lg_withdrawal")}
        for row in connection.execute(select_statement("lg_evidence", "ORDER BY id")):
            self._pieces[row[2]].append(row)

    def fields(self, row: Sequence, held: Sequence) -> list[str]:
        if self._proof.compare is None:
            return []
        try:
            certificate = rows.certificate_of(held)
            verdict = _verdict(self._connection, row[-1])
            patch = rows.patch_of(row, None if verdict is None else rows.judgement_of(verdict))
            pieces = [rows.evidence_of(piece, piece[1] in self._gone) for piece in self._pieces.get(patch.uid, ())]
            return list(self._proof.compare(certificate, patch, self._crs, pieces))
        except (ValueError, TypeError, KeyError, AttributeError):
            return ["content"]
