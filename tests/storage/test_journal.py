"""The draft journal: every step is there after a kill, and nothing about it stands in the way of work."""

from __future__ import annotations

import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.journal import FileDraftJournal
from tests.core.ledger.effort import EFFORT

ROOT = Path(__file__).resolve().parents[2]
AT = "2026-03-01T02:03:04Z"


@pytest.fixture
def journal(tmp_path):
    opened = FileDraftJournal(tmp_path / "档案 1" / "drafts.sqlite")
    yield opened
    opened.shut()


def reopened(journal):
    journal.shut()
    return FileDraftJournal(journal._path)


def test_drafts_come_back_with_their_steps_in_order(journal):
    one = journal.begin("a.gpkg", "u1", "draw", AT)
    two = journal.begin("a.gpkg", "", "judge", AT)
    other = journal.begin("b.gpkg", "u1", "draw", AT)
    steps = [{"vertex": [38_500_000.1234, 2.5]}, {"field": "项目", "value": None, "list": [1, "二"]}]
    for step in steps:
        journal.add_step(one, step)
    journal.add_step(other, {})
    again = reopened(journal)
    first, second = again.pending("a.gpkg")
    assert (first.id, first.uid, first.deed, first.at, list(first.steps)) == (one, "u1", "draw", AT, steps)
    assert (second.id, second.steps) == (two, ())
    assert [draft.id for draft in again.pending("b.gpkg")] == [other]
    assert again.pending("c.gpkg") == []


def test_a_step_is_taken_back_and_a_draft_is_closed(journal):
    draft = journal.begin("a", "", "draw", AT)
    journal.take_back(draft)
    for number in range(3):
        journal.add_step(draft, {"n": number})
    journal.take_back(draft)
    journal.add_step(draft, {"n": 9})
    assert [step["n"] for step in journal.pending("a")[0].steps] == [0, 1, 9]
    journal.close(draft)
    journal.close(draft)
    assert journal.pending("a") == []
    with closing(sqlite3.connect(journal._path)) as connection:
        assert connection.execute("SELECT count(*) FROM step").fetchone() == (0,)


def test_what_cannot_be_kept_is_refused_by_code(journal):
    draft = journal.begin("a", "", "draw", AT)
    for work in (journal.add_step, lambda name, _: journal.take_back(name)):
        with pytest.raises(LandGuardError, match="LG-JRN-001"):
            work("none", {})
    for step in ({"x": object()}, {"x": "\ud800"}):
        with pytest.raises(LandGuardError, match="LG-JRN-003"):
            journal.add_step(draft, step)
    assert journal.pending("a")[0].steps == ()


def test_two_programs_share_the_journal(journal):
    other = FileDraftJournal(journal._path)
    drafts = [one.begin("a", "", "draw", AT) for one in (journal, other)]
    other.add_step(drafts[0], {"n": 1})
    assert [draft.id for draft in journal.pending("a")] == drafts
    other.shut()


@pytest.mark.parametrize("content", [b"not a database at all, not at all", b"SQLite format 3\0" + b"\1" * 4000, None])
def test_a_damaged_journal_is_set_aside(tmp_path, content):
    path = tmp_path / "drafts.sqlite"
    if content is None:  # somebody else's database
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE draft (x)")
    else:
        path.write_bytes(content)
    journal = FileDraftJournal(path)
    assert journal.set_aside == tmp_path / "drafts.damaged1.sqlite"
    assert journal.set_aside.exists()
    journal.add_step(journal.begin("a", "", "draw", AT), {})
    assert len(reopened(journal).pending("a")) == 1


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(LandGuardError, match="LG-JRN-002"):
        FileDraftJournal(tmp_path / "file" / "drafts.sqlite")


def test_a_full_disk_is_named_and_the_draft_stays(journal):
    draft = journal.begin("a", "", "draw", AT)
    journal.add_step(draft, {"n": 1})
    journal._connection.execute("PRAGMA max_page_count=1")
    with pytest.raises(LandGuardError, match="LG-JRN-002"):
        for _ in range(1000):
            journal.add_step(draft, {"text": "x" * 5000})
    journal._connection.execute("PRAGMA max_page_count=1000000")
    held = len(journal.pending("a")[0].steps)
    journal.add_step(draft, {"n": 2})
    assert [draft.steps[-1] for draft in journal.pending("a")] == [{"n": 2}]
    assert len(journal.pending("a")[0].steps) == held + 1


WRITER = """
import sys
from pathlib import Path
from landguard_plugin.storage.journal import FileDraftJournal
journal = FileDraftJournal(Path(sys.argv[1]))
draft = journal.begin("a", "", "draw", sys.argv[2])
for number in range(100000):
    journal.add_step(draft, {"n": number})
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


def test_a_kill_at_any_moment_loses_no_step(tmp_path):
    path, dice = tmp_path / "drafts.sqlite", random.Random(20260302)
    for turn in range(5 * EFFORT):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), f"turn{turn}"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        first = process.stdout.readline()
        time.sleep(dice.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        acknowledged = len([line for line in (first + rest).split("\n")[:-1] if line])
        journal = FileDraftJournal(path)
        assert journal.set_aside is None
        draft = journal.pending("a")[-1]
        journal.shut()
        assert draft.at == f"turn{turn}"
        assert acknowledged <= len(draft.steps) <= acknowledged + 1
        assert [step["n"] for step in draft.steps] == list(range(len(draft.steps)))


def test_a_step_is_quick(journal):
    """Typically under 5 ms; the bound here is wide because other work shares the disk."""
    draft, times = journal.begin("a", "", "draw", AT), []
    for number in range(100):
        begun = time.perf_counter()
        journal.add_step(draft, {"vertex": [number, number]})
        times.append(time.perf_counter() - begun)
    assert statistics.median(times) < 0.05
