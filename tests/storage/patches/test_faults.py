"""A killed process loses nothing it acknowledged, writers side by side lose nothing, a full disk is named (T1, T3, T4)."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.core.patches.records import State
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.patches import connection as store_connection
from landguard_plugin.storage.patches import database, view
from landguard_plugin.storage.patches.checking import examine
from landguard_plugin.storage.patches.connection import open_for_writing
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.patches.writing import Writer
from landguard_plugin.storage.sqlite import connection as connections
from tests.core.ledger.effort import EFFORT
from tests.storage.patches.faults import ROOT, everything, kill_writers, start_writer
from tests.storage.patches.made import CRS, certify, event, judgement, patch, square, start


@pytest.fixture
def store(tmp_path):
    made = DatabasePatchStore.create(tmp_path / "项目 库.gpkg", "county", CRS)
    made.commit(start(*(patch(f"共{k}") for k in range(3))))
    return made


def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(store):
    tally = kill_writers(store.path, 20 * EFFORT, random.Random(20260303), 0.12)
    assert (tally.kills, tally.lost, tally.unsound) == (20 * EFFORT, 0, 0)
    assert tally.acknowledged >= 20 * EFFORT


def test_writers_side_by_side_lose_nothing_and_hear_of_each_other(store):
    writers, each = 4, 12 * EFFORT
    before = sum(one.area_dm2 for one in store.patches(PatchQuery()))
    processes = [start_writer(store.path, f"w{k}", each, "share") for k in range(writers)]
    outputs = [process.communicate(timeout=240) for process in processes]
    assert [process.returncode for process in processes] == [0] * writers, outputs
    accepted, stale = [], 0
    for output, _ in outputs:
        *amounts, done = output.split("\n")[:-1]
        accepted += [int(amount) for amount in amounts]
        stale += int(done.split()[1])
    held = store.patches(PatchQuery())
    assert len(accepted) == writers * each
    assert sum(one.area_dm2 for one in held) - before == sum(accepted)
    assert sum(one.version - 1 for one in held) == len(accepted)
    assert store.head().size == 1 + len(accepted)
    assert stale > 0, "writers that never met prove nothing"
    assert examine(store.path) == []


def test_a_reader_sees_one_moment(store):
    """What a query returns while somebody writes is what stood at one moment: judged patches all have their judgement."""
    process = start_writer(store.path, "r", 15, "grow")
    seen = 0
    while process.poll() is None:
        for one in store.patches(PatchQuery()):
            assert (one.state is State.UNJUDGED) == (one.judgement is None)
        entries = list(store.log())
        assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
        seen += 1
    assert process.returncode == 0, process.communicate()
    assert seen > 3


# ---- what can go wrong while writing


def breaking(module, name, error, calls):
    """Return a stand-in that does the honest thing `calls` - 1 times and then raises."""
    honest, seen = getattr(module, name), []

    def work(*given, **named):
        seen.append(1)
        if len(seen) == calls:
            raise error
        return honest(*given, **named)

    return work


@pytest.mark.parametrize("calls", range(1, 10))
def test_a_failure_at_any_statement_leaves_nothing(store, monkeypatch, calls):
    before = everything(store)
    one = patch("乙", judgement=judgement(), state=State.JUDGED)
    deed = Changes(added=(one, patch("丙")), events=(event(), event()), crs=CRS)
    full = sqlite3.OperationalError("database or disk is full")
    with monkeypatch.context() as patched:
        patched.setattr(Writer, "insert", breaking(Writer, "insert", full, calls))
        if calls > 5:
            assert store.commit(deed).head.size == 3, "five rows: the failure would come later"
            return
        with pytest.raises(LandGuardError, match="LG-STO-003"):
            store.commit(deed)
    assert everything(store) == before
    assert examine(store.path) == []
    assert store.commit(deed).head.size == 3, "the retry works"


def test_a_full_disk_is_named_and_the_project_stays_whole(store, monkeypatch):
    """SQLite itself runs out of pages: the very error a full disk gives."""
    before = everything(store)

    def cramped(path):
        connection = open_for_writing(path)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 2}")
        return connection

    deed = Changes(added=tuple(patch(f"n{k}") for k in range(300)))
    with monkeypatch.context() as patched:
        patched.setattr(database, "open_for_writing", cramped)
        with pytest.raises(LandGuardError, match="LG-STO-003"):
            store.commit(deed)
    assert everything(store) == before
    assert examine(store.path) == []
    store.commit(deed)


LIMITED = """
import resource, signal, sys
from pathlib import Path
from landguard_plugin.app.patches.ports import Changes
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.patches.database import DatabasePatchStore
from tests.storage.patches.made import patch
path = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20000, size + 20000))
try:
    DatabasePatchStore(path).commit(Changes(added=tuple(patch(f"n{k}") for k in range(3000))))
except LandGuardError as error:
    print(error.code)
"""


def test_a_write_that_the_system_refuses_is_named(store):
    """The kernel refuses to let the files grow (EFBIG): an error of input and output in the middle of a deed."""
    before = everything(store)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(store.path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "LG-STO-003", done.stderr
    assert everything(store) == before
    assert examine(store.path) == []


def test_a_busy_project_is_named(store, monkeypatch):
    monkeypatch.setattr(connections, "PRAGMAS", (*connections.PRAGMAS[:-1], ("busy_timeout", "50", 50)))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LandGuardError, match="LG-STO-001"):
            store.commit(Changes(added=(patch("乙"),)))
        other.execute("ROLLBACK")
    store.commit(Changes(added=(patch("乙"),)))


def test_a_read_only_project_is_named_and_can_be_read(store, monkeypatch):
    before = everything(store)

    def refuse(*_, **__):
        raise sqlite3.OperationalError("attempt to write a readonly database")

    with monkeypatch.context() as patched:
        patched.setattr(store_connection.connections.sqlite3, "connect", refuse)
        with pytest.raises(LandGuardError, match="LG-STO-004"):
            store.commit(Changes(added=(patch("乙"),)))
    assert everything(store) == before
    with pytest.raises(LandGuardError, match="LG-STO-025"):
        DatabasePatchStore(store.path, "LG-CRT-003").commit(Changes(added=(patch("乙"),)))


def test_a_folder_nobody_may_write_is_read_without_a_trace(store, monkeypatch):
    """A disc or a locked folder: the file is opened as one that does not change."""
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not store.path.with_name(store.path.name + "-wal").exists()
    monkeypatch.setattr(connections.os, "access", lambda *_: False)
    assert len(store.patches(PatchQuery())) == 3
    assert [p.name for p in store.path.parent.iterdir()] == [store.path.name]
    assert store.info().read_only == "LG-STO-004"


def test_what_is_not_there_after_commit_is_not_called_saved(store, monkeypatch):
    """A file system that loses a write: the second connection sees it."""
    honest = database.DatabasePatchStore._read_back

    def lossy(self, writer, plan):
        with closing(sqlite3.connect(self._path, isolation_level=None)) as other:
            (sql,) = other.execute("SELECT sql FROM sqlite_master WHERE name = 'lg_log_stays'").fetchone()
            other.execute("DROP TRIGGER lg_log_stays")
            other.execute("DELETE FROM lg_log WHERE sequence = 2")
            other.execute(sql)
        return honest(self, writer, plan)

    monkeypatch.setattr(database.DatabasePatchStore, "_read_back", lossy)
    with pytest.raises(LandGuardError, match="LG-STO-015") as caught:
        store.commit(Changes(events=(event(),)))
    assert caught.value.arguments["table"] == "lg_log"


def test_the_row_count_is_the_last_word_on_versions(store, monkeypatch):
    """Should planning ever see a stale patch, the UPDATE itself still refuses."""
    one = store.patches(PatchQuery())[0]
    stale = replace(one, unit="1")
    store.commit(Changes(changed=(stale,)))
    honest = view.StoreView.patch

    def old(self, uid):
        return one if uid == one.uid else honest(self, uid)

    monkeypatch.setattr(view.StoreView, "patch", old)
    with pytest.raises(LandGuardError, match="LG-STO-015"):
        store.commit(Changes(changed=(replace(one, unit="2"),)))
    monkeypatch.undo()
    assert store.patches(PatchQuery(uids=(one.uid,)))[0].unit == "1"


def test_a_pragma_that_does_not_hold_stops_the_work(store, monkeypatch):
    monkeypatch.setattr(connections, "PRAGMAS", (("synchronous", "NORMAL", 2),))
    with pytest.raises(LandGuardError, match="LG-STO-007"):
        store.commit(Changes(added=(patch("乙"),)))


def test_a_copy_of_the_file_alone_has_the_last_deed_even_beside_an_open_layer(store, tmp_path):
    with closing(sqlite3.connect(f"file:{store.path}?mode=ro", uri=True)) as beside:
        beside.execute("SELECT count(*) FROM lg_patch").fetchone()
        store.commit(Changes(added=(patch("乙"),)))
        (tmp_path / "alone.gpkg").write_bytes(store.path.read_bytes())
    assert len(DatabasePatchStore(tmp_path / "alone.gpkg").patches(PatchQuery())) == 4


def test_a_lost_pen_cannot_be(store):
    """A deed that dies inside its transaction takes the pen back with it."""
    with pytest.raises(LandGuardError):
        store.commit(certify(patch("没有")))
    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("SELECT held FROM lg_pen").fetchone() == (0,)


def test_many_patches_in_one_deed(store):
    many = [patch(f"m{k}", shape=square(38_000_000.0 + 20 * k)) for k in range(2_000)]
    assert len(store.commit(Changes(added=tuple(many), events=(event(),))).versions) == 2_000
    assert len(store.patches(PatchQuery(box=(38_000_000.0, 4_400_000.0, 38_000_095.0, 4_400_001.0)))) == 5
    assert isinstance(store.path, Path)
