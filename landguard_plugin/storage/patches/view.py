"""What planning asks of the store, answered from the open transaction; and the reading of patches by query."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Optional

from ...app.patches.ports import PatchQuery
from ...core.patches.records import (
    Campaign,
    Evidence,
    Judgement,
    LogEntry,
    LogHead,
    Patch,
    RuleFile,
    State,
)
from ...core.problems import LandGuardError
from ...core.trust.log import EMPTY
from . import rows, shapes
from .tables import digest_of, select_statement, select_with_digest


class StoreView:
    """A project as one transaction sees it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """See through this connection, in the transaction that is open."""
        self._run = connection.execute
        self.profile, self.crs = self._run("SELECT profile, crs FROM lg_store").fetchone() or ("", "")
        self.head = self._head()
        self._campaigns: dict[str, Optional[Campaign]] = {}

    def _head(self) -> LogHead:
        row = self._run("SELECT sequence, leaf_hash FROM lg_log ORDER BY sequence DESC LIMIT 1").fetchone()
        return LogHead(*row) if row else EMPTY

    def patch(self, uid: str) -> Optional[Patch]:
        """Return a patch as it stands."""
        row = self.patch_row(uid)
        if row is None:
            return None
        judgement = self._judgement(row[-1])
        return rows.decoded("lg_patch", row, lambda held: rows.patch_of(held, judgement))

    def patch_row(self, uid: str) -> Optional[tuple]:
        """Return the row of a patch."""
        return self._run(select_statement("lg_patch", "WHERE uid = ?"), (uid,)).fetchone()

    def sound_patch_row(self, uid: str) -> tuple:
        """Return the row of a patch that is to be written over. Raises LG-STO-031 when somebody altered it behind our back."""
        *row, digest = self._run(select_with_digest("lg_patch", "WHERE uid = ?"), (uid,)).fetchone()
        if digest_of(tuple(row)) != digest:
            raise LandGuardError("LG-STO-031", table="lg_patch", record=row[5] or uid)
        return tuple(row)

    def _judgement(self, number: Optional[int]) -> Optional[Judgement]:
        if number is None:
            return None
        row = self._run(select_statement("lg_verdict", "WHERE id = ?"), (number,)).fetchone()
        return rows.decoded("lg_verdict", row or (number,), rows.judgement_of)

    def campaign(self, name: str) -> Optional[Campaign]:
        """Return a campaign."""
        if name not in self._campaigns:
            row = self._run(select_statement("lg_campaign", "WHERE name = ?"), (name,)).fetchone()
            self._campaigns[name] = None if row is None else rows.campaign_of(row)
        return self._campaigns[name]

    def rule_file(self, name: str, sha256: str) -> Optional[RuleFile]:
        """Return a rule file that is kept already."""
        row = self._run(select_statement("lg_rule_file", "WHERE name = ? AND sha256 = ?"), (name, sha256)).fetchone()
        return None if row is None else rows.rule_file_of(row)

    def has_delivery(self, name: str) -> bool:
        """Return whether a delivery of this id is there."""
        return self._run("SELECT 1 FROM lg_delivery WHERE name = ?", (name,)).fetchone() is not None

    def piece(self, name: str) -> Optional[Evidence]:
        """Return a piece of evidence."""
        row = self._run(select_statement("lg_evidence", "WHERE name = ?"), (name,)).fetchone()
        return None if row is None else self._piece(row)

    def pieces(self, clause: str, value: str) -> list[Evidence]:
        """Return the evidence of a constant WHERE clause, oldest first."""
        found = self._run(select_statement("lg_evidence", clause), (value,)).fetchall()
        return [self._piece(row) for row in found]

    def _piece(self, row: Sequence) -> Evidence:
        gone = self._run("SELECT 1 FROM lg_withdrawal WHERE evidence = ?", (row[1],)).fetchone()
        return rows.decoded("lg_evidence", row, lambda held: rows.evidence_of(held, gone is not None))

    def has_certificate(self, number: str) -> bool:
        """Return whether a certificate of this number is there."""
        return self._run("SELECT 1 FROM lg_certificate WHERE number = ?", (number,)).fetchone() is not None

    def last_entry(self, uid: str) -> Optional[LogEntry]:
        """Return the newest log entry about a patch."""
        row = self._run(select_statement("lg_log", "WHERE uid = ? ORDER BY sequence DESC LIMIT 1"), (uid,)).fetchone()
        return None if row is None else rows.entry_of_row(row)

    def log(self, after: int = 0) -> Iterator[LogEntry]:
        """Yield the log entries above a number."""
        for row in self._run(select_statement("lg_log", "WHERE sequence > ? ORDER BY sequence"), (after,)):
            yield rows.entry_of_row(row)

    def patches(self, query: PatchQuery) -> list[Patch]:
        """Return the patches of a query in the order they were added."""
        clauses, values = _conditions(query)
        rest = " ".join(("WHERE", " AND ".join(clauses), "ORDER BY fid")) if clauses else "ORDER BY fid"
        found = self._run(select_statement("lg_patch", rest), values).fetchall()
        if query.box is not None:
            found = [row for row in found if shapes.meet(query.box, rows.decoded("lg_patch", row, _box_of))]
        judgements = self._judgements([row[-1] for row in found if row[-1] is not None])
        return [
            rows.decoded("lg_patch", row, lambda held: rows.patch_of(held, judgements.get(held[-1]))) for row in found
        ]

    def _judgements(self, numbers: list[int]) -> dict[int, Judgement]:
        clause = "WHERE id IN (SELECT value FROM json_each(?))"
        found = self._run(select_statement("lg_verdict", clause), (json.dumps(numbers),)) if numbers else ()
        return {row[0]: rows.decoded("lg_verdict", row, rows.judgement_of) for row in found}


def _box_of(row: Sequence) -> shapes.Box:
    return shapes.box_in(row[1])


def _conditions(query: PatchQuery) -> tuple[list[str], list[object]]:
    """Return constant conditions with marks, and the values for the marks."""
    clauses: list[str] = []
    values: list[object] = []

    def add(clause: str, *bound: object) -> None:
        clauses.append(clause)
        values.extend(bound)

    if query.campaign:
        add("campaign = ?", query.campaign)
    if query.uids:
        add("uid IN (SELECT value FROM json_each(?))", json.dumps(list(query.uids)))
    if query.numbers:
        add("number IN (SELECT value FROM json_each(?))", json.dumps(list(query.numbers)))
    if query.states:
        add("state IN (SELECT value FROM json_each(?))", json.dumps([state.value for state in query.states]))
    elif not query.with_retired:
        add("state <> ?", State.RETIRED.value)
    if query.states and not query.with_retired and State.RETIRED not in query.states:
        add("state <> ?", State.RETIRED.value)
    if query.unit:
        add("substr(unit, 1, ?) = ?", len(query.unit), query.unit)
    if query.box is not None:
        xmin, ymin, xmax, ymax = query.box
        # The index holds 32-bit numbers, rounded outwards: it only narrows down.
        add(
            "fid IN (SELECT id FROM rtree_lg_patch_geom WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?)",
            xmax,
            xmin,
            ymax,
            ymin,
        )
    return clauses, values
