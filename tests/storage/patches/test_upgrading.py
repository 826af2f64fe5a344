"""An older project becomes the same as a fresh one; what goes wrong on the way leaves it as it was."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.core.patches.records import State
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.patches import opening
from landguard_plugin.storage.patches.checking import examine
from landguard_plugin.storage.patches.connection import CODES, LADDER, deed, make_tables, open_for_writing
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.patches.opening import upgrade
from landguard_plugin.storage.patches.writing import Writer
from landguard_plugin.storage.sqlite.connection import transaction
from tests.storage.patches.made import certify, judgement, patch, piece, screening, start

ROOT = Path(__file__).resolve().parents[3]
STAMP = "20260301T020304Z"
OLDEST = 1


def old_project(path: Path, monkeypatch) -> DatabasePatchStore:
    """Return a project as the first schema had it, with patches in it, written by the program of that day."""
    with closing(open_for_writing(path)) as connection:
        with transaction(connection, path, CODES):
            make_tables(connection, path, OLDEST)
        with deed(connection, path):
            writer = Writer(connection)
            writer.insert("lg_store", ("county", ""))
            writer.finish()
    store = DatabasePatchStore(path)
    with monkeypatch.context() as then:
        steps = LADDER.steps()[:OLDEST]
        then.setattr(type(LADDER), "steps", lambda self: steps)
        one = patch("甲", state=State.JUDGED, judgement=judgement())
        store.commit(start(one, patch("乙"), evidence=(piece(one),)))
        store.commit(certify(one))
    return store


@pytest.fixture
def old(tmp_path, monkeypatch):
    return old_project(tmp_path / "旧 库.gpkg", monkeypatch)


def test_the_oldest_project_becomes_the_same_as_a_fresh_one(old, tmp_path):
    patches, log = old.patches(PatchQuery()), list(old.log())
    done = upgrade(old.path, STAMP)
    assert (done.before, done.after) == (OLDEST, LADDER.newest())
    fresh = DatabasePatchStore.create(tmp_path / "new.gpkg", "county")
    schemas = []
    for path in (old.path, fresh.path):
        with closing(sqlite3.connect(path)) as connection:
            schemas.append(dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")))
    assert schemas[0] == schemas[1]
    assert examine(old.path) == []
    assert (old.patches(PatchQuery()), list(old.log())) == (patches, log)
    old.commit(Changes(screenings=(screening(patches[1]),)))
    assert old.screenings([patches[1].uid]) == {patches[1].uid: screening(patches[1])}
    assert examine(old.path) == []


def test_an_old_project_is_read_and_says_what_to_do(old):
    info = old.info()
    assert (info.schema_version, info.read_only) == (OLDEST, "LG-STO-011")
    assert len(old.patches(PatchQuery())) == 2
    assert old.screenings([patch("甲").uid]) == {}
    with pytest.raises(LandGuardError, match="LG-STO-011"):
        old.commit(Changes(added=(patch("丙"),)))
    assert [(f.code, f.level) for f in examine(old.path)] == [("LG-STO-011", "warning")]


def test_the_backup_holds_the_project_as_it_was(old):
    before = old.patches(PatchQuery())
    done = upgrade(old.path, STAMP)
    assert done.backup.name == f"旧 库.v1.{STAMP}.bak.gpkg"
    kept = DatabasePatchStore(done.backup)
    assert kept.info().schema_version == OLDEST
    assert kept.patches(PatchQuery()) == before


def test_an_upgrade_of_the_newest_does_nothing(tmp_path):
    store = DatabasePatchStore.create(tmp_path / "a.gpkg")
    done = upgrade(store.path, STAMP)
    assert (done.before, done.after, done.backup) == (LADDER.newest(), LADDER.newest(), None)
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".gpkg"] == ["a.gpkg"]


def test_a_step_that_fails_leaves_the_old_project(old, monkeypatch):
    def breaks(self, connection, path, target=None):
        connection.execute("CREATE TABLE lg_screening (x)")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(type(LADDER), "climb", breaks)
    with pytest.raises(LandGuardError, match="LG-STO-003"):
        upgrade(old.path, STAMP)
    assert old.info().schema_version == OLDEST
    assert [f.code for f in examine(old.path)] == ["LG-STO-011"]


def test_a_step_that_changes_a_record_is_refused(old, monkeypatch):
    honest = type(LADDER).climb

    def sly(self, connection, path, target=None):
        (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'lg_verdict_kept'").fetchone()
        connection.execute("DROP TRIGGER lg_verdict_kept")
        connection.execute("UPDATE lg_verdict SET opinion = 'x'")
        connection.execute(guard)
        return honest(self, connection, path, target)

    monkeypatch.setattr(type(LADDER), "climb", sly)
    with pytest.raises(LandGuardError, match="LG-STO-026") as caught:
        upgrade(old.path, STAMP)
    assert caught.value.arguments["names"] == "lg_verdict"
    monkeypatch.undo()
    assert [f.code for f in examine(old.path)] == ["LG-STO-011"]


def test_a_step_that_takes_a_guard_away_is_refused(old, monkeypatch):
    honest = type(LADDER).climb

    def careless(self, connection, path, target=None):
        connection.execute("DROP TRIGGER lg_verdict_kept")
        return honest(self, connection, path, target)

    monkeypatch.setattr(type(LADDER), "climb", careless)
    with pytest.raises(LandGuardError, match="LG-STO-026"):
        upgrade(old.path, STAMP)
    assert [f.code for f in examine(old.path)] == ["LG-STO-011"]


def test_a_backup_that_is_not_equal_stops_the_upgrade(old, monkeypatch):
    honest = opening.connections.backup

    def lossy(path, target, codes):
        honest(path, target, codes)
        with closing(sqlite3.connect(target)) as connection:
            (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'lg_log_stays'").fetchone()
            connection.execute("DROP TRIGGER lg_log_stays")
            connection.execute("DELETE FROM lg_log WHERE sequence = 2")
            connection.execute(guard)
            connection.commit()

    monkeypatch.setattr(opening.connections, "backup", lossy)
    with pytest.raises(LandGuardError, match="LG-STO-026"):
        upgrade(old.path, STAMP)
    assert old.info().schema_version == OLDEST


def test_without_room_for_the_backup_nothing_is_done(old, monkeypatch):
    monkeypatch.setattr(opening.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**6, 10**6, 1000))
    with pytest.raises(LandGuardError, match="LG-STO-027"):
        upgrade(old.path, STAMP)
    assert old.info().schema_version == OLDEST


def test_a_touched_or_newer_project_is_not_upgraded(old):
    with closing(sqlite3.connect(old.path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER lg_log_kept")
    with pytest.raises(LandGuardError, match="LG-CRT-003"):
        upgrade(old.path, STAMP)
    with closing(sqlite3.connect(old.path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO lg_schema VALUES (9, 'x', 'y')")
    with pytest.raises(LandGuardError, match="LG-STO-010"):
        upgrade(old.path, STAMP)
    (old.path.parent / "t.txt").write_text("x")
    with pytest.raises(LandGuardError, match="LG-STO-008"):
        upgrade(old.path.parent / "t.txt", STAMP)


@pytest.mark.parametrize("place", ["climb", "sums_of", "backup", "schema.differences"])
def test_a_kill_in_the_middle_leaves_the_old_project_whole(old, place):
    """The process stops dead inside the upgrade, at different places; then the file is opened by somebody else."""
    before = old.patches(PatchQuery())
    code = f"""
import os, signal, sys
from pathlib import Path
from landguard_plugin.storage.patches import opening, schema
from landguard_plugin.storage.patches.connection import LADDER
def die_after(owner, name, calls):
    honest, seen = getattr(owner, name), []
    def work(*given, **named):
        result = honest(*given, **named)
        seen.append(1)
        if len(seen) == calls:
            sys.stdout.write("there"); sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, name, work)
{{"climb": lambda: die_after(type(LADDER), "climb", 2), "sums_of": lambda: die_after(opening, "sums_of", 3),
  "backup": lambda: die_after(opening.connections, "backup", 1), "schema.differences": lambda: die_after(schema, "differences", 2)}}[{place!r}]()
schema.expected(1)
opening.upgrade(Path({str(old.path)!r}), {STAMP!r})
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.stdout == "there"
    assert old.info().schema_version == OLDEST
    assert old.patches(PatchQuery()) == before
    assert [f.code for f in examine(old.path)] == ["LG-STO-011"]
    assert upgrade(old.path, "again").after == LADDER.newest()
    assert examine(old.path) == []
