"""A patch project in a GeoPackage: its own tables lg_*, one transaction per deed. A ledger may live in the same file.

The write protocol of docs/adr/0030: local disk only, WAL and FULL read back, BEGIN IMMEDIATE, the schema looked at, versions
checked by row count, the log chained, COMMIT, and "saved" only after a second connection has read every row back.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from ...app.patches.ports import Changes, Committed, PatchQuery, StoreInfo
from ...core.patches.records import (
    Campaign,
    Certificate,
    Delivery,
    Evidence,
    Judgement,
    LogEntry,
    LogHead,
    Patch,
    Review,
    RuleFile,
    Screening,
)
from ...core.problems import LandGuardError
from ..sqlite import geopackage
from ..sqlite.connection import coded, fold_in, is_database, one_view, transaction
from . import rows, schema, shapes
from .connection import CODES, LADDER, deed, fix_crs, make_tables, open_for_reading, open_for_writing, srs_id_of
from .planning import CRS_FORM, Plan, planned
from .tables import COLUMNS, digest_of, select_statement, select_with_digest
from .view import StoreView
from .writing import Writer

Record = TypeVar("Record")


class DatabasePatchStore:
    """A project in a database file. Holds no connection between calls."""

    def __init__(self, path: Path, read_only: str = "") -> None:
        """Use the project of this file; `read_only` is a code that says why nothing may be written."""
        self._path, self._read_only = path, read_only

    @property
    def path(self) -> Path:
        """Return the path."""
        return self._path

    @staticmethod
    def create(path: Path, profile: str = "", crs: str = "") -> DatabasePatchStore:
        """Return a new project in a new file, or in a GeoPackage that has none.

        Raises LandGuardError LG-STO-009 when the file holds a project already, LG-STO-008 when it is no GeoPackage.
        """
        if (path.exists() and not path.is_file()) or (path.exists() and path.stat().st_size and not is_database(path)):
            raise LandGuardError("LG-STO-008", path=str(path))
        if crs and not CRS_FORM.fullmatch(crs):
            raise LandGuardError("LG-STO-022", record="crs", field="crs", detail=crs)
        fresh = not path.exists()
        try:
            with closing(open_for_writing(path)) as connection:
                with transaction(connection, path, CODES):
                    if LADDER.number(connection):
                        raise LandGuardError("LG-STO-009", path=str(path))
                    if not geopackage.is_empty(connection) and not geopackage.is_geopackage(connection):
                        raise LandGuardError("LG-STO-008", path=str(path))
                    make_tables(connection, path)
                with deed(connection, path):
                    writer = Writer(connection)
                    writer.insert("lg_store", (profile, crs))
                    if crs:
                        fix_crs(connection, crs)
                    writer.finish()
        except BaseException:
            if fresh:
                path.unlink(missing_ok=True)
            raise
        return DatabasePatchStore(path)

    @contextmanager
    def _view(self) -> Iterator[StoreView]:
        """Run one read transaction."""
        with closing(self._reading()) as connection, one_view(connection, self._path, CODES):
            yield StoreView(connection)

    def _reading(self) -> sqlite3.Connection:
        if not is_database(self._path):
            raise LandGuardError("LG-STO-008", path=str(self._path))
        connection = open_for_reading(self._path)
        try:
            with coded(self._path, CODES):
                if not LADDER.number(connection):
                    raise LandGuardError("LG-STO-008", path=str(self._path))
        except BaseException:
            connection.close()
            raise
        return connection

    def info(self) -> StoreInfo:
        """Return what the store says of itself, and whether it may be written."""
        with closing(self._reading()) as connection, one_view(connection, self._path, CODES):
            view, number = StoreView(connection), LADDER.number(connection)
            reason = self._read_only or schema.reason_not_writable(connection, self._path)
        return StoreInfo(str(self._path), number, view.profile, view.crs, reason)

    def _all(self, table: str, decode: Callable[[Sequence], Record], clause: str, *values: object) -> list[Record]:
        """Return the records of a table by a constant clause, in one read transaction; none when an older file lacks it."""
        with closing(self._reading()) as connection, one_view(connection, self._path, CODES):
            known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
            if connection.execute(known, (table,)).fetchone() is None and LADDER.number(connection) < LADDER.newest():
                return []
            found = connection.execute(select_statement(table, clause), values)
            return [rows.decoded(table, row, decode) for row in found]

    def campaigns(self) -> list[Campaign]:
        """Return the campaigns, by id."""
        return self._all("lg_campaign", rows.campaign_of, "ORDER BY name")

    def rule_files(self) -> list[RuleFile]:
        """Return the rule files, oldest first."""
        return self._all("lg_rule_file", rows.rule_file_of, "ORDER BY id")

    def deliveries(self, campaign: str = "") -> list[Delivery]:
        """Return the imported files, oldest first."""
        return self._all("lg_delivery", rows.delivery_of, "WHERE ?1 IN ('', campaign) ORDER BY id", campaign)

    def patches(self, query: PatchQuery) -> list[Patch]:
        """Return the patches of a query in the order they were added."""
        with self._view() as view:
            return view.patches(query)

    def judgements(self, uid: str) -> list[Judgement]:
        """Return every judgement a patch ever had, oldest first."""
        return self._all("lg_verdict", rows.judgement_of, "WHERE uid = ? ORDER BY id", uid)

    def screenings(self, uids: Sequence[str]) -> dict[str, Screening]:
        """Return the newest screening of each patch that has one."""
        clause = "WHERE uid IN (SELECT value FROM json_each(?)) ORDER BY id"
        found = self._all("lg_screening", rows.screening_of, clause, json.dumps(list(uids)))
        return {screening.uid: screening for screening in found}

    def evidence(self, uid: str) -> list[Evidence]:
        """Return the evidence of a patch, oldest first."""
        with self._view() as view:
            return view.pieces("WHERE uid = ? ORDER BY id", uid)

    def evidence_with(self, sha256: str) -> list[Evidence]:
        """Return every piece of evidence with these bytes."""
        with self._view() as view:
            return view.pieces("WHERE sha256 = ? ORDER BY id", sha256)

    def reviews(self, uid: str) -> list[Review]:
        """Return the decisions on a patch, oldest first."""
        return self._all("lg_review", rows.review_of, "WHERE uid = ? ORDER BY id", uid)

    def certificates(self, uid: str = "") -> list[Certificate]:
        """Return the certificates of a patch (of all for ""), oldest first."""
        return self._all("lg_certificate", rows.certificate_of, "WHERE ?1 IN ('', uid) ORDER BY id", uid)

    def log(self, after: int = 0) -> Iterator[LogEntry]:
        """Yield the log entries above a number, all of one moment. Raises LG-LOG-001 at an entry that spells no event."""
        for row in self._all("lg_log", tuple, "WHERE sequence > ? ORDER BY sequence", after):
            try:
                yield rows.entry_of_row(row)
            except (ValueError, TypeError, AttributeError) as error:
                raise LandGuardError("LG-LOG-001", number=row[0]) from error

    def head(self) -> LogHead:
        """Return the end of the log."""
        with self._view() as view:
            return view.head

    def commit(self, changes: Changes) -> Committed:
        """Carry out one deed, as the port says."""
        if self._read_only:
            raise LandGuardError("LG-STO-025", path=str(self._path), code=self._read_only)
        if not is_database(self._path):
            raise LandGuardError("LG-STO-008", path=str(self._path))
        with closing(open_for_writing(self._path)) as connection:
            schema.refuse_unless_writable(connection, self._path)
            with deed(connection, self._path):
                view = StoreView(connection)
                plan = planned(changes, view)
                writer = Writer(connection)
                _carry_out(connection, view, writer, changes, plan)
            fold_in(connection)
        return self._read_back(writer, plan)

    def _read_back(self, writer: Writer, plan: Plan) -> Committed:
        """Look at the file through a second connection: only what is seen there is saved."""
        with closing(self._reading()) as connection, one_view(connection, self._path, CODES):
            head = StoreView(connection).head
            for table, written in writer.written.items():
                clause = " ".join(("WHERE", COLUMNS[table][0], "IN (SELECT value FROM json_each(?))"))
                found = connection.execute(select_with_digest(table, clause), (json.dumps(list(written)),))
                seen = {row[0]: row for row in found}
                for number, digest in written.items():
                    row = seen.get(number)
                    if row is None or not _is_saved(table, row, digest):
                        raise LandGuardError("LG-STO-015", path=str(self._path), table=table, number=str(number))
        return Committed(head, plan.versions)


def _is_saved(table: str, row: Sequence, digest: str) -> bool:
    """Return whether a row is the one written; a patch that somebody changed since has to be whole, that is enough."""
    sound = digest_of(row[:-1]) == row[-1]
    return sound and (row[-1] == digest or table in ("lg_patch", "lg_store"))


def _carry_out(connection: sqlite3.Connection, view: StoreView, writer: Writer, changes: Changes, plan: Plan) -> None:
    """Write the rows of a plan; reviews before patches, since a certified patch changes by a review alone."""
    if plan.crs != view.crs:
        writer.replace_only("lg_store", (view.profile, plan.crs))
        fix_crs(connection, plan.crs)
    for campaign in plan.campaigns:
        writer.insert("lg_campaign", rows.campaign_row(campaign))
    for file in plan.rule_files:
        writer.insert("lg_rule_file", rows.rule_file_row(file))
    for delivery in changes.deliveries:
        writer.insert("lg_delivery", rows.delivery_row(delivery))
    connection.execute("PRAGMA defer_foreign_keys=ON")  # a judgement and its patch name each other
    for review in changes.reviews:
        was = plan.before.get(review.uid) or view.patch(review.uid)
        writer.insert("lg_review", rows.review_row(review, was.version if was is not None else 1))
    _write_patches(connection, view, writer, plan)
    for screening in changes.screenings:
        writer.insert("lg_screening", rows.screening_row(screening))
    for piece in changes.evidence:
        writer.insert("lg_evidence", rows.evidence_row(piece))
    for name in changes.withdrawn_evidence:
        writer.insert("lg_withdrawal", (name, view.head.size + len(plan.entries)))
    for certificate in changes.certificates:
        patch = plan.after.get(certificate.uid) or view.patch(certificate.uid)
        writer.insert("lg_certificate", rows.certificate_row(certificate, rows.record_of(patch)))
    for entry in plan.entries:
        writer.insert("lg_log", rows.log_row(entry)[1:])
    writer.finish()


def _write_patches(connection: sqlite3.Connection, view: StoreView, writer: Writer, plan: Plan) -> None:
    srs_id = srs_id_of(plan.crs)
    for uid, patch in plan.after.items():
        was = plan.before[uid]
        held = None if was is None else view.sound_patch_row(uid)
        judgement = held[-1] if held is not None else None
        if patch.judgement is None:
            judgement = None
        elif was is None or was.judgement != patch.judgement:
            judgement = writer.insert("lg_verdict", rows.verdict_row(patch.judgement, uid, patch.version))
        box = plan.boxes.get(uid)
        blob = held[1] if box is None else shapes.blob_of(patch.shape, box, srs_id)
        row = rows.patch_row(patch, blob, judgement)
        if held is None:
            number = writer.insert("lg_patch", row)
        else:
            number = held[0]
            if not writer.update("lg_patch", number, row, was.version, digest_of(held)):
                raise LandGuardError("LG-STO-015", path="", table="lg_patch", number=str(number))
        if box is not None:
            xmin, ymin, xmax, ymax = box
            connection.execute(
                "INSERT OR REPLACE INTO rtree_lg_patch_geom (id, minx, maxx, miny, maxy) VALUES (?, ?, ?, ?, ?)",
                (number, xmin, xmax, ymin, ymax),
            )
    _note_extent(connection, plan)


def _note_extent(connection: sqlite3.Connection, plan: Plan) -> None:
    """Widen the extent in the GeoPackage's table of contents and say when it changed last."""
    if not plan.boxes:
        return
    lows_x, lows_y, highs_x, highs_y = zip(*plan.boxes.values())
    connection.execute(
        "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, ?1), ?1), min_y = min(coalesce(min_y, ?2), ?2),"
        " max_x = max(coalesce(max_x, ?3), ?3), max_y = max(coalesce(max_y, ?4), ?4),"
        " last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = 'lg_patch'",
        (min(lows_x), min(lows_y), max(highs_x), max(highs_y)),
    )


def is_patch_store(path: Path) -> bool:
    """Return whether a file is a database that holds a patch project."""
    if not is_database(path):
        return False
    with closing(open_for_reading(path)) as connection, coded(path, CODES):
        return LADDER.number(connection) > 0
