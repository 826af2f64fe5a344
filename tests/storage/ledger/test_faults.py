"""A killed process loses nothing it acknowledged; writers side by side lose nothing either (tests T1 and T4 of the plan)."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from landguard_plugin.core.ledger.books import books_of
from landguard_plugin.core.ledger.records import Lot, Supplement, Unit
from landguard_plugin.storage.ledger.database import DatabaseLedger, unbalanced
from landguard_plugin.storage.ledger.plaintext import TextLedger, open_ledger
from tests.core.ledger.effort import EFFORT

ROOT = Path(__file__).resolve().parents[3]
START = books_of([Unit("990101"), Supplement("S1", "990101"), Lot("L1", "S1", "990101")])


def start(path: Path, name: str, count: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.ledger.writer_process", str(path), name, str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def acknowledged(output: str) -> dict[str, int]:
    whole = [line.split() for line in output.split("\n")[:-1]]
    return {name: int(amount) for name, amount in whole if name != "done"}


def make(kind: str, folder: Path) -> Path:
    path = folder / ("a.gpkg" if kind == "database" else "a.txt")
    (DatabaseLedger if kind == "database" else TextLedger).create(path, START)
    return path


def sound(path: Path, kind: str) -> None:
    if kind == "database":
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert unbalanced(path) == {}


@pytest.mark.parametrize("kind", ["database", "text"])
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(kind, tmp_path):
    path, dice, kept = make(kind, tmp_path), random.Random(20211231), {}
    for turn in range(8 * EFFORT):
        process = start(path, f"k{turn}", 100_000)
        first = process.stdout.readline()
        time.sleep(dice.random() * 0.25)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        kept.update(acknowledged(first + rest))
        sound(path, kind)
        held = {b.id: b.lines[0].amounts.quantity for b in open_ledger(path).read().books.batches}
        assert kept.items() <= held.items()
    assert len(kept) >= 8 * EFFORT


@pytest.mark.parametrize("writers", [6])
def test_writers_side_by_side_lose_nothing_and_hear_of_each_other(writers, tmp_path):
    path, each = make("database", tmp_path), 12 * EFFORT
    processes = [start(path, f"w{number}", each) for number in range(writers)]
    outputs = [process.communicate(timeout=240) for process in processes]
    assert [process.returncode for process in processes] == [0] * writers, outputs
    accepted, stale = {}, 0
    for output, _ in outputs:
        accepted.update(acknowledged(output))
        stale += int(output.rsplit("done ", 1)[1])
    snapshot = open_ledger(path).read()
    assert len(accepted) == writers * each == len(snapshot.books.batches)
    assert snapshot.version == 1 + writers * each
    assert sum(accepted.values()) == sum(b.lines[0].amounts.quantity for b in snapshot.books.batches)
    assert stale > 0, "writers that never met prove nothing"
    sound(path, "database")
