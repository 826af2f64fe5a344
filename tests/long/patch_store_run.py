"""The long run of the patch store: kills, writers side by side, mutated files, steps of the draft journal, figures of load.

python -m tests.long.patch_store_run [KILLS] [SEED]   (make evidence-store) writes docs/evidence/patch_store.md and stops at the first loss.
"""

from __future__ import annotations

import platform
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.core.patches.records import State
from landguard_plugin.storage.journal import FileDraftJournal
from landguard_plugin.storage.patches import schema
from landguard_plugin.storage.patches.checking import examine
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.sqlite import connection as connections
from tests.storage.patches.faults import everything, is_found_out, kill_writers, mutated, start_writer
from tests.storage.patches.made import CRS, X, Y, certify, event, judgement, patch, square, start
from tests.storage.patches.test_checking import filled
from tests.storage.test_journal import WRITER

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence" / "patch_store.md"
KILLS_PER_PROJECT = 50
WRITERS, EACH = 8, 100
MUTATIONS, JOURNAL_KILLS, LOAD = 2_000, 100, 50_000
STAGES = ("kills", "writers", "mutations", "journal", "load")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def demand(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"FAILED: {what}")


def kills(folder: Path, count: int, dice: random.Random) -> Iterator[str]:
    """Kill writers at random moments, a fresh project every so many."""
    done = acknowledged = lost = unsound = 0
    begun = time.perf_counter()
    while done < count:
        store = DatabasePatchStore.create(folder / f"k{done}.gpkg", "county", CRS)
        store.commit(start())
        tally = kill_writers(store.path, min(KILLS_PER_PROJECT, count - done), dice, 0.4, check_every=5)
        done, acknowledged = done + tally.kills, acknowledged + tally.acknowledged
        lost, unsound = lost + tally.lost, unsound + tally.unsound
        say(f"  {done} kills, {acknowledged:,} acknowledged, {lost} lost, {unsound} unsound")
        demand(lost == 0 and unsound == 0, "kills")
    yield "## Kills (SIGKILL at a random moment of drawing, judging, certifying, reviewing)\n"
    yield "| kills | deeds acknowledged | acknowledged deeds lost | projects unsound in the checked opening | time |"
    yield "|---|---|---|---|---|"
    yield f"| {done:,} | {acknowledged:,} | {lost} | {unsound} | {time.perf_counter() - begun:.0f} s |\n"


def writers(folder: Path) -> Iterator[str]:
    """Let processes add to the areas of the same few patches."""
    store = DatabasePatchStore.create(folder / "w.gpkg", "county", CRS)
    store.commit(start(*(patch(f"共{k}") for k in range(5))))
    before = sum(one.area_dm2 for one in store.patches(PatchQuery()))
    begun = time.perf_counter()
    processes = [start_writer(store.path, f"w{k}", EACH, "share") for k in range(WRITERS)]
    accepted, stale, busy = [], 0, 0
    for process in processes:
        output, errors = process.communicate()
        demand(process.returncode == 0, errors)
        *amounts, done = output.split("\n")[:-1]
        accepted += [int(amount) for amount in amounts]
        stale, busy = stale + int(done.split()[1]), busy + int(done.split()[2])
    held = store.patches(PatchQuery())
    stored = sum(one.area_dm2 for one in held) - before
    demand(stored == sum(accepted), "sum of what was accepted and of what is stored")
    demand(sum(one.version - 1 for one in held) == len(accepted), "versions")
    demand(examine(store.path) == [], "sound after the writers")
    yield "## Writers side by side on five patches\n"
    yield "| processes | saves accepted | sum accepted | sum stored | stale saves refused and repeated | busy | silently overwritten | time |"
    yield "|---|---|---|---|---|---|---|---|"
    took = time.perf_counter() - begun
    yield f"| {WRITERS} | {len(accepted):,} | {sum(accepted):,} | {stored:,} | {stale:,} | {busy} | 0 | {took:.0f} s |\n"


def mutations(folder: Path, dice: random.Random) -> Iterator[str]:
    """Flip bits anywhere in a project: the checked opening finds something, or not one record differs."""
    store = filled(folder)
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole, truth = store.path.read_bytes(), everything(store)
    target = folder / "mutated" / "a.gpkg"
    target.parent.mkdir()
    detected = integrity_ok = 0
    for _ in range(MUTATIONS):
        for left in target.parent.iterdir():
            left.unlink()
        target.write_bytes(mutated(whole, dice))
        if is_found_out(target):
            detected += 1
            integrity_ok += is_whole(target)
        else:
            demand(everything(DatabasePatchStore(target)) == truth, "a mutation that changed a record was not found")
    yield "## Files with flipped bits\n"
    yield "| mutated files | found by the checked opening | of these, SQLite's integrity_check says ok | not found, every record equal | not found, a record differs |"
    yield "|---|---|---|---|---|"
    yield f"| {MUTATIONS:,} | {detected:,} | {integrity_ok:,} | {MUTATIONS - detected:,} | 0 |\n"


def is_whole(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except (sqlite3.Error, UnicodeDecodeError):  # it quotes damaged bytes in its complaint
        return False


def journal(folder: Path, dice: random.Random) -> Iterator[str]:
    """Kill writers of the draft journal, and time its steps."""
    path, acknowledged, lost = folder / "drafts.sqlite", 0, 0
    for turn in range(JOURNAL_KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), f"turn{turn}"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        first = process.stdout.readline()
        time.sleep(dice.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        told = len([line for line in (first + rest).split("\n")[:-1] if line])
        opened = FileDraftJournal(path)
        demand(opened.set_aside is None, "the journal is whole")
        steps = opened.pending("a")[-1].steps
        opened.shut()
        acknowledged, lost = acknowledged + told, lost + max(0, told - len(steps))
    demand(lost == 0, "steps of drafts")
    opened, times = FileDraftJournal(folder / "timed.sqlite"), []
    draft = opened.begin("a", "", "draw", "")
    for number in range(2_000):
        begun = time.perf_counter()
        opened.add_step(draft, {"vertex": [X + number, Y]})
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    opened.shut()
    yield "## Draft journal\n"
    yield "| kills | steps acknowledged | lost | one step, median | 95 % | worst of 2,000 |"
    yield "|---|---|---|---|---|---|"
    median, high = statistics.median(times), times[len(times) * 95 // 100]
    yield f"| {JOURNAL_KILLS} | {acknowledged:,} | {lost} | {median:.2f} ms | {high:.2f} ms | {times[-1]:.2f} ms |\n"


def load(folder: Path) -> Iterator[str]:
    """Time a large project: import, save, read, checked opening, backup."""
    rows: list[tuple[str, str]] = []

    def timed(name: str, work: object) -> object:
        begun = time.perf_counter()
        result = work()
        rows.append((name, f"{time.perf_counter() - begun:.2f} s"))
        return result

    store = DatabasePatchStore.create(folder / "load.gpkg", "county", CRS)
    many = [patch(f"L{k}", shape=square(X + 20 * (k % 500), Y + 20 * (k // 500))) for k in range(LOAD)]
    timed(f"import of {LOAD:,} patches, one deed", lambda: store.commit(start(*many)))
    held = timed(f"read of {LOAD:,} patches", lambda: store.patches(PatchQuery()))
    timed("patches of a screen, by extent", lambda: store.patches(PatchQuery(box=(X, Y, X + 200, Y + 200))))
    judged = [replace(one, state=State.JUDGED, judgement=judgement()) for one in held]
    times = []
    for one in judged[:50]:
        begun = time.perf_counter()
        store.commit(Changes(changed=(one,), events=(event("judge", one.uid),)))
        times.append(time.perf_counter() - begun)
    rows.append(
        ("save of one judgement, median and worst of 50", f"{statistics.median(times):.3f} s, {max(times):.3f} s")
    )
    timed("save of 1,000 judgements, one deed", lambda: store.commit(Changes(changed=tuple(judged[1000:2000]))))
    for one in store.patches(PatchQuery(states=(State.JUDGED,)))[:500]:
        store.commit(certify(one, one.number))
    found = timed("checked opening, everything", lambda: examine(store.path))
    demand(found == [], "sound after the load")
    timed("backup", lambda: connections.backup(store.path, folder / "copy.gpkg", schema.CODES))
    yield f"## Load: {LOAD:,} patches, {store.path.stat().st_size / 1e6:.0f} MB\n"
    yield "| what | time |"
    yield "|---|---|"
    yield from (f"| {name} | {took} |" for name, took in rows)


def main(count: int, seed: int, stages: tuple[str, ...]) -> None:
    dice = random.Random(seed)
    lines = [
        "# Evidence: the patch project",
        "",
        "Written by `make evidence-store` (`tests/long/patch_store_run.py`); the run stops at the first loss.",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, seed {seed}, 2 cores shared with other work.",
        "",
    ]
    for stage in stages:
        say(stage)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            work = {
                "kills": lambda folder=folder: kills(folder, count, dice),
                "writers": lambda folder=folder: writers(folder),
                "mutations": lambda folder=folder: mutations(folder, dice),
                "journal": lambda folder=folder: journal(folder, dice),
                "load": lambda folder=folder: load(folder),
            }[stage]
            for line in work():
                say(line)
                lines.append(line)
    if stages == STAGES:
        EVIDENCE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 500,
        int(sys.argv[2]) if len(sys.argv) > 2 else 20260301,
        tuple(sys.argv[3:]) or STAGES,
    )
