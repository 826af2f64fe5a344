"""The checked opening: a sound project has no findings, and whatever is done to a file behind our back is named."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.core.patches.records import Origin, State
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.patches import schema
from landguard_plugin.storage.patches.certified import Proof
from landguard_plugin.storage.patches.checking import examine
from landguard_plugin.storage.patches.database import DatabasePatchStore, is_patch_store
from landguard_plugin.storage.patches.opening import opened
from landguard_plugin.storage.sqlite import connection as connections
from tests.core.ledger.effort import EFFORT
from tests.storage.patches.faults import everything, is_found_out, mutated
from tests.storage.patches.made import (
    CRS,
    X,
    certify,
    decide,
    delivery,
    event,
    judgement,
    patch,
    piece,
    rule_file,
    screening,
    square,
    start,
)


def filled(folder):
    """Return a project with a bit of everything: 甲 accepted by the city, 乙 judged, 丙 split, 丁 issued."""
    store = DatabasePatchStore.create(folder / "项目 库.gpkg", "county", CRS)
    a, b, c, d = (
        patch(n, state=State.JUDGED, judgement=judgement(), shape=square(X + 50 * k)) for k, n in enumerate("甲乙丙丁")
    )
    parts = [patch(f"丙-{k}", origin=Origin.SPLIT, parents=(c.uid,), area_dm2=5_000) for k in (1, 2)]
    store.commit(
        start(
            a,
            b,
            c,
            d,
            deliveries=(delivery(),),
            screenings=(screening(a),),
            evidence=(piece(a), piece(b, "e2")),
            rule_files=(rule_file(),),
        )
    )
    store.commit(certify(a))
    held = store.patches(PatchQuery(uids=(a.uid,)))[0]
    store.commit(decide(held, "accept", State.CITY_ACCEPTED))
    store.commit(
        Changes(added=tuple(parts), changed=(replace(c, state=State.RETIRED),), events=(event("split", c.uid),))
    )
    store.commit(Changes(withdrawn_evidence=("e2",), events=(event("withdraw", b.uid),)))
    return store


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("original")).path


@pytest.fixture
def path(original, tmp_path):
    """Return a copy of the filled project that a test may ruin."""
    target = tmp_path / original.name
    connections.backup(original, target, schema.CODES)
    return target


def run(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def without_guards(path, *statements):
    """Do as an insider does: drop the triggers, change the rows, make the triggers again as they were."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)


def codes(findings):
    return {finding.code for finding in findings}


def test_a_sound_project_has_no_findings(path):
    assert examine(path) == []
    result = opened(path)
    assert (result.findings, result.store.info().read_only) == ((), "")


def test_looking_never_changes_the_file(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    store = opened(path).store
    store.info()
    store.patches(PatchQuery())
    list(store.log())
    assert path.read_bytes() == before


# ---- the schema


@pytest.mark.parametrize("name", sorted(n for n, sql in schema.expected(2).items() if "TRIGGER" in sql))
def test_every_dropped_guard_is_found_and_stops_writing(path, name):
    run(path, f"DROP TRIGGER {name}")
    found = examine(path)
    assert [(f.code, f.record) for f in found] == [("LG-CRT-003", name)]
    store = opened(path).store
    assert store.info().read_only == "LG-CRT-003"
    for bold in (store, DatabasePatchStore(path)):
        with pytest.raises(LandGuardError, match=r"LG-CRT-003|LG-STO-025"):
            bold.commit(Changes(added=(patch(),)))


@pytest.mark.parametrize(
    ("statement", "record"),
    [
        ("ALTER TABLE lg_patch ADD COLUMN remark TEXT", "lg_patch"),
        ("CREATE TRIGGER helpful AFTER INSERT ON lg_review BEGIN DELETE FROM lg_pen; END", "helpful"),
        ("CREATE INDEX faster ON lg_patch (batch)", "faster"),
        ("DROP INDEX lg_patch_number", "lg_patch_number"),
        ("DROP TABLE lg_withdrawal", "lg_withdrawal"),
    ],
)
def test_changed_tables_are_found(path, statement, record):
    run(path, statement)
    assert ("LG-CRT-003", record) in [(f.code, f.record) for f in examine(path)]


def test_objects_of_others_are_no_findings(path):
    run(path, "CREATE TABLE notes (x)", "CREATE TRIGGER t AFTER INSERT ON notes BEGIN SELECT 1; END")
    assert examine(path) == []


def test_a_newer_project_can_be_read_and_not_written(path):
    run(path, "INSERT INTO lg_schema VALUES (99, 'later', 'x')")
    result = opened(path)
    assert codes(result.findings) == {"LG-STO-010"}
    assert result.store.info().read_only == "LG-STO-010"
    assert len(result.store.patches(PatchQuery())) == 5
    with pytest.raises(LandGuardError, match="LG-STO-010"):
        DatabasePatchStore(path).commit(Changes(added=(patch(),)))


def test_a_foreign_migration_is_named(path):
    run(path, "UPDATE lg_schema SET digest = 'x' WHERE number = 1")
    assert codes(examine(path)) == {"LG-STO-012"}
    assert DatabasePatchStore(path).info().read_only == "LG-STO-012"


def test_an_open_pen_is_found(path):
    run(path, "UPDATE lg_pen SET held = 1")
    assert codes(examine(path)) == {"LG-STO-038"}


# ---- rows, log, sums


@pytest.mark.parametrize(
    ("statement", "table", "record"),
    [
        ("UPDATE lg_patch SET unit = '1' WHERE number = '乙'", "lg_patch", "乙"),
        ("UPDATE lg_review SET opinion = '不属实' WHERE id = 1", "lg_review", None),
        ("UPDATE lg_evidence SET sha256 = 'ff' WHERE name = 'e1'", "lg_evidence", "e1.jpg"),
        ("UPDATE lg_delivery SET accepted = 1, rejected = 2", "lg_delivery", "第1批.shp"),
        ("UPDATE lg_verdict SET opinion = 'x' WHERE id = 2", "lg_verdict", None),
        ("UPDATE lg_screening SET priority = 7", "lg_screening", None),
        ("UPDATE lg_certificate SET content = x'00'", "lg_certificate", "县认〔2026〕1号"),
        ("UPDATE lg_store SET crs = 'EPSG:4527'", "lg_store", "county"),
        ("UPDATE lg_campaign SET year = 1999", "lg_campaign", "wpzf2026"),
    ],
)
def test_an_altered_row_is_named(path, statement, table, record):
    without_guards(path, "PRAGMA foreign_keys=OFF", statement)
    found = [f for f in examine(path) if f.code == "LG-STO-031"]
    assert [f.table for f in found] == [table]
    assert record is None or found[0].record == record


@pytest.mark.parametrize(
    "table", ["lg_review", "lg_verdict", "lg_evidence", "lg_withdrawal", "lg_log", "lg_delivery", "lg_patch"]
)
def test_a_removed_row_is_found(path, table):
    key = {"lg_log": "sequence", "lg_patch": "fid"}.get(table, "id")
    without_guards(path, f"DELETE FROM {table} WHERE {key} = (SELECT max({key}) FROM {table})")
    assert ("LG-STO-035", table) in [(f.code, f.table) for f in examine(path)]


def test_a_row_slipped_in_is_found(path):
    without_guards(
        path,
        "INSERT INTO lg_review SELECT 99, uid, version, decision, opinion, person, role, key_id, at,"
        " state_before, state_after, certificate, digest FROM lg_review WHERE id = 1",
    )
    assert {"LG-STO-031", "LG-STO-035"} <= codes(examine(path))


def test_a_cut_or_altered_log_is_found_where_it_breaks(path):
    without_guards(
        path, "UPDATE lg_log SET leaf = CAST(replace(CAST(leaf AS TEXT), '李四', '李五') AS BLOB) WHERE sequence = 2"
    )
    assert [f.record for f in examine(path) if f.code == "LG-LOG-001"] == ["2"]


def test_a_log_cut_below_a_certificate_is_named(path):
    without_guards(path, "DELETE FROM lg_log", "DELETE FROM lg_content WHERE name = 'lg_log'")
    assert [f.record for f in examine(path) if f.code == "LG-LOG-003"] == ["县认〔2026〕1号"]


def test_parts_that_do_not_make_the_whole_are_found(tmp_path):
    store = DatabasePatchStore.create(tmp_path / "a.gpkg", crs=CRS)
    one = patch("丙")
    store.commit(start(one))
    parts = [patch(f"丙-{k}", origin=Origin.SPLIT, parents=(one.uid,), area_dm2=5_000 - k) for k in (0, 1)]
    store.commit(Changes(added=tuple(parts), changed=(replace(one, state=State.RETIRED),)))
    found = examine(store.path)
    assert [(f.code, f.record, f.message.arguments["difference"]) for f in found] == [("LG-STO-036", "丙", -1)]


def test_an_index_that_would_miss_a_patch_is_found(path):
    run(path, f"UPDATE rtree_lg_patch_geom SET minx = {X + 5000}, maxx = {X + 5001} WHERE id = 2")
    assert [(f.code, f.record) for f in examine(path)] == [("LG-STO-037", "乙")]


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("UPDATE lg_patch SET issued = '{' WHERE number = '乙'", lambda s, uid: s.patches(PatchQuery())),
        (
            "UPDATE lg_patch SET issued = '{' WHERE number = '乙'",
            lambda s, uid: s.commit(Changes(evidence=(piece(patch("乙"), "e9"),))),
        ),
        ("UPDATE lg_patch SET geom = x'00'", lambda s, uid: s.patches(PatchQuery(box=(X, 0, X, 9e6)))),
        ("UPDATE lg_verdict SET role = 'king'", lambda s, uid: s.judgements(uid)),
        ("UPDATE lg_verdict SET fields = '['", lambda s, uid: s.patches(PatchQuery())),
        ("DELETE FROM lg_verdict", lambda s, uid: s.commit(Changes(evidence=(piece(patch("乙"), "e9"),)))),
        ("UPDATE lg_evidence SET claims = ''", lambda s, uid: s.evidence(uid)),
        ("UPDATE lg_screening SET reasons = 'x'", lambda s, uid: s.screenings([uid])),
        ("UPDATE lg_review SET state_after = 'king'", lambda s, uid: s.reviews(uid)),
        ("UPDATE lg_certificate SET signatures = 7", lambda s, uid: s.certificates()),
        ("UPDATE lg_log SET leaf = x'00'", lambda s, uid: list(s.log())),
    ],
)
def test_a_damaged_record_is_refused_by_code_when_it_is_read(path, statement, read):
    without_guards(path, "PRAGMA ignore_check_constraints=ON", statement)
    with pytest.raises(LandGuardError, match=r"LG-STO-031|LG-LOG-001"):
        read(DatabasePatchStore(path), patch("甲").uid)


def test_a_complaint_in_bytes_that_are_no_text_is_coded(path):
    """SQLite quotes a damaged schema in its message; Python then fails to read the message."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    assert whole.count(b"CREATE TABLE lg_withdrawal (") == 1
    path.write_bytes(whole.replace(b"CREATE TABLE lg_withdrawal (", b"CREATE \xc5\xc5BLE lg_withdrawal ("))
    assert examine_code(path) == "LG-STO-005"
    with pytest.raises(LandGuardError, match="LG-STO-005"):
        DatabasePatchStore(path).info()


def examine_code(path):
    return next(f.code for f in examine(path) if f.level == "error")


# ---- what is certified


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("area_dm2 = area_dm2 + 1", ["area_dm2"]),
        ("geom = (SELECT geom FROM lg_patch WHERE number = '乙')", ["geom"]),
        ("unit = '2', drawn_by = 'x'", ["unit", "drawn_by"]),
        ("state = 'judged'", ["state"]),
        ("state = 'returned', area_dm2 = 1", ["state", "area_dm2"]),
        ("issued = '{}'", ["issued"]),
        ("issued = 'not json'", ["issued"]),
        ("number = '癸'", ["number"]),
        ("judgement = NULL", ["judgement"]),
        ("judgement = 2, verdict = 'legal'", ["verdict"]),
        ("version = 77", ["version"]),
        ("single = 0", ["geom"]),
    ],
)
def test_the_field_of_a_certified_patch_is_named(path, change, fields):
    without_guards(path, f"UPDATE lg_patch SET {change} WHERE number = '甲'")
    found = [f for f in examine(path) if f.code == "LG-CRT-002"]
    assert [f.field for f in found] == fields
    assert {f.record for f in found} <= {"甲", "癸"}


def test_a_changed_judgement_of_a_certified_patch_is_named(path):
    without_guards(path, "UPDATE lg_verdict SET path = '[\"legal\"]' WHERE id = 1")
    assert ("甲", "judgement") in [(f.record, f.field) for f in examine(path) if f.code == "LG-CRT-002"]


def test_a_certified_patch_that_is_gone_is_named(path):
    without_guards(path, "DELETE FROM lg_patch WHERE number = '甲'")
    assert [f.record for f in examine(path) if f.code == "LG-CRT-006"] == ["甲"]


def test_a_lost_certificate_is_named(path):
    without_guards(path, "DELETE FROM lg_certificate")
    assert [f.record for f in examine(path) if f.code == "LG-CRT-004"] == ["甲"]


def test_whoever_knows_the_canonical_form_is_asked(path):
    asked = []

    def compare(certificate, live, crs, evidence):
        asked.append((certificate.number, live.number, live.judgement.verdict, crs, [one.id for one in evidence]))
        return ["area_dm2"]

    found = examine(path, Proof(compare, lambda certificate: False))
    assert asked == [("县认〔2026〕1号", "甲", "illegal", CRS, ["e1"])]
    assert [(f.code, f.record, f.field) for f in found] == [
        ("LG-CRT-007", "县认〔2026〕1号", "content"),
        ("LG-CRT-002", "甲", "area_dm2"),
    ]


def test_an_altered_patch_is_not_written_over(path):
    without_guards(path, "UPDATE lg_patch SET unit = '1' WHERE number = '乙'")
    store = DatabasePatchStore(path)
    held = store.patches(PatchQuery(numbers=("乙",)))[0]
    with pytest.raises(LandGuardError, match="LG-STO-031"):
        store.commit(Changes(changed=(replace(held, unit="2"),)))


# ---- files


def test_files_that_are_no_project_are_named(tmp_path):
    text = tmp_path / "a.gpkg"
    text.write_text("图斑")
    plain = tmp_path / "b.gpkg"
    run(plain, "CREATE TABLE t (x)")
    for one in (text, plain, tmp_path / "none.gpkg", tmp_path):
        assert not is_patch_store(one)
        for work in (
            DatabasePatchStore(one).info,
            lambda one=one: examine(one),
            lambda one=one: DatabasePatchStore(one).commit(start(patch())),
        ):
            with pytest.raises(LandGuardError, match="LG-STO-008"):
                work()
    before = plain.read_bytes()
    for one in (text, plain, tmp_path):
        with pytest.raises(LandGuardError, match="LG-STO-008"):
            DatabasePatchStore.create(one)
    assert plain.read_bytes() == before
    assert text.read_text() == "图斑"


def test_a_project_is_not_made_twice(path):
    with pytest.raises(LandGuardError, match="LG-STO-009"):
        DatabasePatchStore.create(path)
    assert examine(path) == []


def test_a_failed_creation_leaves_no_file(tmp_path):
    with pytest.raises(LandGuardError, match="LG-STO-022"):
        DatabasePatchStore.create(tmp_path / "a.gpkg", crs="CGCS2000")
    assert list(tmp_path.iterdir()) == []


def test_the_log_of_another_file_is_not_applied(path, tmp_path):
    """Somebody copies a project over another one while the other's -wal still lies there."""
    (tmp_path / "other").mkdir()
    other = filled(tmp_path / "other")
    for k in range(30):
        other.commit(Changes(added=tuple(patch(f"y{k}-{n}") for n in range(20))))
    with closing(sqlite3.connect(other.path)) as keeper:
        keeper.execute("SELECT count(*) FROM lg_patch").fetchone()
        for k in range(40):
            other.commit(Changes(added=(patch(f"x{k}"),)))
        wal = other.path.with_name(other.path.name + "-wal").read_bytes()
    target = tmp_path / "copied.gpkg"
    shutil.copy(path, target)
    target.with_name(target.name + "-wal").write_bytes(wal)
    before = target.read_bytes()
    result = opened(target)
    assert result.findings
    assert result.store.info().read_only
    assert target.read_bytes() == before
    garbage = tmp_path / "garbage.gpkg"
    shutil.copy(path, garbage)
    garbage.with_name(garbage.name + "-wal").write_bytes(b"\1" * 5000)
    assert codes(examine(garbage)) == {"LG-STO-006"}


def test_a_network_place_is_for_reading(path, monkeypatch):
    from landguard_plugin.storage.patches import checking

    for module in (checking, schema, connections):
        monkeypatch.setattr(module, "reason_not_local", lambda one: "remote")
    result = opened(path)
    assert codes(result.findings) == {"LG-STO-002"}
    assert result.store.info().read_only == "LG-STO-002"
    with pytest.raises(LandGuardError, match="LG-STO-002"):
        DatabasePatchStore(path).commit(Changes(added=(patch(),)))


def test_a_mutated_file_is_found_out_or_tells_the_same(path, tmp_path):
    """Random bytes anywhere: the checked opening finds something, or not one record differs."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole, truth, dice = path.read_bytes(), everything(DatabasePatchStore(path)), random.Random(20260101)
    target = tmp_path / "mutated" / path.name
    target.parent.mkdir()
    detected = harmless = 0
    for _ in range(60 * EFFORT):
        for left in target.parent.iterdir():
            left.unlink()
        target.write_bytes(mutated(whole, dice))
        if is_found_out(target):
            detected += 1
        else:
            harmless += 1
            assert everything(DatabasePatchStore(target)) == truth
    assert detected > 10, "mutations that nothing notices prove nothing"
    assert harmless > 0
