"""One suite, three ledgers: memory, plain text, database. Then what only a database can be asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from landguard_plugin.core.ledger.amounts import Amounts
from landguard_plugin.core.ledger.books import books_of
from landguard_plugin.core.ledger.records import Batch, Closing, Line, Lot, Occupation, Seal, Supplement, Unit
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.ledger.connection import CODES, open_for_writing
from landguard_plugin.storage.ledger.database import DatabaseLedger, unbalanced
from landguard_plugin.storage.ledger.memory import MemoryLedger
from landguard_plugin.storage.ledger.plaintext import TextLedger, open_ledger
from landguard_plugin.storage.sqlite import connection as connections
from landguard_plugin.storage.sqlite.places import reason_not_local
from tests.core.ledger.random_books import free_books

START = books_of(
    [
        Unit("990101", "示范县"),
        Unit("990102", "邻县"),
        Supplement("S1", "990101"),
        Lot("L1", "S1", "990101", patches=("1001",)),
        Occupation("P1", "990102", "园区"),
        Batch("B1", date(2021, 1, 5), "accept", (Line(Amounts(100_000, 20_000, 90), "L1"),), "验1"),
    ],
    "示范县",
)
WRITE_OFF = Batch("B2", date(2021, 3, 1), "write_off", (Line(Amounts(40_000, 0, 30), "L1", "P1"),), "核1")
SEAL = Seal(date(2021, 12, 31), (Closing("990101", Amounts(60_000, 20_000, 60), Amounts()),))
KINDS = ("memory", "text", "database")


def make(kind: str, folder: Path, books=START):
    if kind == "memory":
        return MemoryLedger(books)
    if kind == "text":
        return TextLedger.create(folder / "账本.txt", books)
    return DatabaseLedger.create(folder / "库 里.gpkg", books)


@pytest.fixture(params=KINDS)
def ledger(request, tmp_path):
    return make(request.param, tmp_path)


def test_what_was_put_in_comes_out(ledger):
    assert ledger.read().books == START


def test_entries_are_added_and_the_version_moves(ledger):
    seen = ledger.read()
    version = ledger.add([WRITE_OFF], seen.version)
    after = ledger.read()
    assert after.version == version != seen.version
    assert after.books == books_of([*START.entries, WRITE_OFF], START.title)


def test_a_stale_save_is_refused_and_nothing_is_lost(ledger):
    seen = ledger.read().version
    ledger.add([WRITE_OFF], seen)
    with pytest.raises(LandGuardError, match="LG-LST-007"):
        ledger.add([replace(WRITE_OFF, id="B3")], seen)
    assert "B3" not in ledger.read().books.batch_by_id


def test_an_identity_cannot_come_twice(ledger):
    seen = ledger.read().version
    with pytest.raises(LandGuardError, match="LG-LST-009"):
        ledger.add([replace(WRITE_OFF, id="B1")], seen)
    with pytest.raises(LandGuardError, match="LG-LST-009"):
        ledger.add([WRITE_OFF, WRITE_OFF], seen)
    assert ledger.read() == replace(ledger.read(), books=START)


def test_a_sealed_period_never_reopens(ledger):
    version = ledger.add([WRITE_OFF, SEAL], ledger.read().version)
    for entry in (replace(WRITE_OFF, id="B9", date=date(2021, 12, 31)), replace(SEAL, date=date(2021, 6, 30))):
        with pytest.raises(LandGuardError, match="LG-LST-008"):
            ledger.add([entry], version)
    reversal = Batch("R2", date(2022, 1, 1), "reverse", (), "更正", "B2")
    ledger.add([reversal], version)
    assert "R2" in ledger.read().books.batch_by_id


def test_all_or_nothing(ledger):
    seen = ledger.read().version
    with pytest.raises(LandGuardError):
        ledger.add([WRITE_OFF, replace(WRITE_OFF, id="B7"), replace(WRITE_OFF, id="B1")], seen)
    assert ledger.read().books == START


@pytest.mark.parametrize("kind", ["text", "database"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(free_books())
def test_any_books_survive_the_disk(kind, tmp_path_factory, books):
    ledger = make(kind, tmp_path_factory.mktemp("books"), books)
    assert ledger.read().books == books
    assert open_ledger(Path(ledger.name)).read().books == books


def test_text_to_database_to_text_gives_the_same_bytes(tmp_path):
    text = TextLedger.create(tmp_path / "a.txt", books_of([*START.entries, WRITE_OFF, SEAL], START.title))
    database = DatabaseLedger.create(tmp_path / "b.gpkg", text.read().books)
    TextLedger.create(tmp_path / "c.txt", database.read().books)
    assert (tmp_path / "a.txt").read_bytes() == (tmp_path / "c.txt").read_bytes()


# ---- the database alone


@pytest.fixture
def database(tmp_path):
    return make("database", tmp_path)


def raw(ledger):
    return closing(sqlite3.connect(ledger.name, isolation_level=None))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lg_ledger_posting SET amount = amount + 1",
        "DELETE FROM lg_ledger_posting",
        "UPDATE lg_ledger_batch SET date = '2020-01-01'",
        "DELETE FROM lg_ledger_batch",
        "UPDATE lg_ledger_line SET quantity = 0",
        "DELETE FROM lg_ledger_line",
        "INSERT OR REPLACE INTO lg_ledger_posting SELECT id, batch, line, date, kind, unit, account, book, amount + 1,"
        " project, lot, document FROM lg_ledger_posting LIMIT 1",
        "INSERT OR REPLACE INTO lg_ledger_batch SELECT id, date, 'deduct', document, reverses, note, remarks, version"
        " FROM lg_ledger_batch",
    ],
)
def test_what_is_entered_cannot_be_changed_by_any_program(database, statement):
    with raw(database) as connection, pytest.raises(sqlite3.Error, match="LG-LST-0"):
        connection.execute(statement)
    assert database.read().books == START


def test_a_line_cannot_be_slipped_into_an_old_batch(database):
    database.add([WRITE_OFF], 1)
    with raw(database) as connection, pytest.raises(sqlite3.Error, match="LG-LST-020"):
        connection.execute("INSERT INTO lg_ledger_line VALUES ('B1', 7, 'L1', '', '', '', 1, 0, 0, '[]')")


@pytest.mark.parametrize("table", ["posting", "line"])
def test_a_change_after_dropping_the_triggers_is_found(database, table):
    database.add([WRITE_OFF], 1)
    with raw(database) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        column = "amount" if table == "posting" else "quantity"
        connection.execute(f"UPDATE lg_ledger_{table} SET {column} = {column} + 5 WHERE batch = 'B2'")
    with pytest.raises(LandGuardError, match="LG-LST-012") as caught:
        database.read()
    assert caught.value.arguments["batch"] == "B2"


def test_one_tampered_posting_unbalances_the_books(database):
    assert unbalanced(Path(database.name)) == {}
    with raw(database) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(
            "UPDATE lg_ledger_posting SET amount = amount - 1 WHERE book = 'available' AND account = 'paddy'"
        )
    assert unbalanced(Path(database.name)) == {("B1", "990101", "paddy"): -1}


def test_the_pragmas_are_set_and_read_back(database):
    with closing(open_for_writing(Path(database.name))) as connection:
        held = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name, _, _ in connections.PRAGMAS}
    assert held == {name: expected for name, _, expected in connections.PRAGMAS}


def test_a_pragma_that_does_not_hold_stops_the_work(database, monkeypatch):
    monkeypatch.setattr(connections, "PRAGMAS", (("synchronous", "NORMAL", 2),))
    with pytest.raises(LandGuardError, match="LG-LST-006"):
        database.add([WRITE_OFF], 1)


def test_tables_go_into_any_geopackage_and_leave_the_rest_alone(tmp_path):
    path = tmp_path / "store.gpkg"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE lg_patch (uid TEXT); INSERT INTO lg_patch VALUES ('a');")
    ledger = DatabaseLedger.create(path, START)
    assert ledger.read().books == START
    with raw(ledger) as connection:
        assert connection.execute("SELECT uid FROM lg_patch").fetchall() == [("a",)]
        names = {n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert all(name.startswith("lg_") for name in names)


def test_a_new_file_is_a_geopackage_that_ogr_opens(database):
    ogr = pytest.importorskip("osgeo.ogr")
    opened = ogr.Open(database.name, 0)
    rows = [(f["account"], f["book"], f["amount"]) for f in opened.GetLayerByName("lg_ledger_postings")]
    assert sorted(rows)[:2] == [("capacity", "available", 90), ("capacity", "new", -90)]
    assert ("quantity", "available", 100_000) in rows


def test_books_are_not_written_over(database):
    with pytest.raises(LandGuardError, match="LG-LST-016"):
        DatabaseLedger.create(Path(database.name), START)


def test_a_newer_schema_and_a_foreign_migration_are_refused(database):
    with raw(database) as connection:
        connection.execute("INSERT INTO lg_ledger_migration VALUES (99, 'x', 'y')")
    for work in (database.read, lambda: database.add([WRITE_OFF], 1)):
        with pytest.raises(LandGuardError, match="LG-LST-010"):
            work()
    with raw(database) as connection:
        connection.execute("DELETE FROM lg_ledger_migration WHERE number = 99")
        connection.execute("UPDATE lg_ledger_migration SET digest = 'other'")
    with pytest.raises(LandGuardError, match="LG-LST-011"):
        database.add([WRITE_OFF], 1)


def test_files_that_are_no_ledger_are_named(tmp_path):
    plain = tmp_path / "plain.gpkg"
    with closing(sqlite3.connect(plain)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(LandGuardError, match="LG-LST-013"):
        open_ledger(plain).read()
    with pytest.raises(LandGuardError, match="LG-LTX-010"):
        open_ledger(tmp_path / "none.txt")
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02")
    with pytest.raises(LandGuardError, match="LG-LTX-011"):
        open_ledger(tmp_path / "binary.txt").read()
    cut = tmp_path / "cut.gpkg"
    cut.write_bytes(Path(DatabaseLedger.create(tmp_path / "whole.gpkg", START).name).read_bytes()[:5000])
    with pytest.raises(LandGuardError, match="LG-LST-0"):
        open_ledger(cut).read()


def test_a_failing_statement_in_the_middle_leaves_nothing(database, monkeypatch):
    from landguard_plugin.storage.ledger import rows

    insert, calls = rows.insert, []

    def breaks(connection, entry, version, postings):
        calls.append(entry)
        if len(calls) == 2:
            raise sqlite3.OperationalError("database or disk is full")
        insert(connection, entry, version, postings)

    monkeypatch.setattr(rows, "insert", breaks)
    with pytest.raises(LandGuardError, match="LG-LST-003"):
        database.add([WRITE_OFF, replace(WRITE_OFF, id="B3")], 1)
    monkeypatch.undo()
    assert database.read().books == START
    assert database.add([WRITE_OFF], 1) == 2, "the retry works"


def test_an_unbalanced_batch_is_not_committed(database, monkeypatch):
    from landguard_plugin.storage.ledger import database as module

    honest = module.postings_of_batch
    monkeypatch.setattr(module, "postings_of_batch", lambda books, batch: honest(books, batch)[1:])
    with pytest.raises(LandGuardError, match="LG-LST-014"):
        database.add([WRITE_OFF], 1)
    assert database.read().books == START


def test_a_read_only_file_is_named_and_can_still_be_read(database, monkeypatch):
    def refuse(*_, **__):
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(connections.sqlite3, "connect", refuse)
    with pytest.raises(LandGuardError, match="LG-LST-004"):
        database.add([WRITE_OFF], 1)
    monkeypatch.undo()
    assert database.read().books == START


@pytest.mark.parametrize(
    ("path", "mounts", "expected"),
    [
        ("/mnt/share/a.gpkg", "server:/x /mnt/share nfs4 rw 0 0\n/dev/sda / ext4 rw 0 0", "remote"),
        ("/mnt/sharer/a.gpkg", "server:/x /mnt/share nfs4 rw 0 0\n/dev/sda / ext4 rw 0 0", ""),
        ("/mnt/my share/a.gpkg", "//s/x /mnt/my\\040share cifs rw 0 0", "remote"),
        ("//server/share/a.gpkg", "", "unc"),
        ("\\\\server\\share\\a.gpkg", "", "unc"),
        ("/home/u/OneDrive - 局/a.gpkg", "", "sync"),
        ("/home/u/坚果云/a.gpkg", "", "sync"),
        ("/home/u/账/a.gpkg", "/dev/sda / ext4 rw 0 0", ""),
    ],
)
def test_network_and_sync_places_are_recognised(path, mounts, expected):
    assert reason_not_local(Path(path) if not path.startswith("\\") else path_of(path), mounts) == expected


def path_of(text):
    class Unc:
        def __str__(self):
            return text

        def absolute(self):
            return Path("/")

    return Unc()


def test_no_ledger_is_written_on_a_network_place(tmp_path, monkeypatch):
    monkeypatch.setattr(connections, "reason_not_local", lambda path: "remote")
    with pytest.raises(LandGuardError, match="LG-LST-002"):
        DatabaseLedger.create(tmp_path / "a.gpkg", START)
    assert not (tmp_path / "a.gpkg").exists()


def test_a_backup_holds_what_is_still_in_the_log(database, tmp_path):
    with closing(open_for_writing(Path(database.name))):  # keeps the log from being folded in
        database.add([WRITE_OFF], 1)
        connections.backup(Path(database.name), tmp_path / "copy.gpkg", CODES)
    assert DatabaseLedger(tmp_path / "copy.gpkg").read().books == database.read().books


def test_a_text_ledger_with_bad_lines_is_read_but_not_written(tmp_path):
    ledger = make("text", tmp_path)
    path = Path(ledger.name)
    path.write_text(path.read_text(encoding="utf-8") + "乱写一行\n", encoding="utf-8")
    seen = ledger.read()
    assert [flaw.code for flaw in seen.flaws] == ["LG-LTX-002"]
    before = path.read_bytes()
    with pytest.raises(LandGuardError, match="LG-LTX-012"):
        ledger.add([WRITE_OFF], seen.version)
    assert path.read_bytes() == before


def test_a_text_ledger_in_the_old_chinese_encoding_is_read(tmp_path):
    ledger = make("text", tmp_path)
    path = Path(ledger.name)
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert ledger.read().books == START


def test_english_ledgers_stay_english(tmp_path):
    ledger = TextLedger.create(tmp_path / "a.txt", START, "en")
    ledger.add([WRITE_OFF], ledger.read().version)
    assert "write_off B2" in (tmp_path / "a.txt").read_text(encoding="utf-8")
