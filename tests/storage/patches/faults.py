"""Ruining a project on purpose, and looking at what is left; shared by the suite and the long run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from landguard_plugin.app.patches.ports import PatchQuery
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.log import first_break
from landguard_plugin.storage.patches.checking import examine
from landguard_plugin.storage.patches.database import DatabasePatchStore

ROOT = Path(__file__).resolve().parents[3]


def start_writer(path: Path, name: str, count: int, mode: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.patches.writer_process", str(path), name, str(count), mode],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@dataclass
class Kills:
    """What was acknowledged by processes that were killed, and what of it was lost."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    unsound: int = 0
    versions: dict[str, int] = field(default_factory=dict)


def kill_writers(path: Path, kills: int, dice: random.Random, longest: float, check_every: int = 1) -> Kills:
    """Kill so many writers at random moments; after each, what was acknowledged must be there and the project sound."""
    tally = Kills()
    for turn in range(kills):
        process = start_writer(path, f"k{turn}", 100_000, "grow")
        first = process.stdout.readline()
        time.sleep(dice.random() * longest)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        lines = [line.split() for line in (first + rest).split("\n")[:-1]]
        size = 0
        for uid, version, entries in lines:
            tally.versions[uid] = max(int(version), tally.versions.get(uid, 0))
            size = int(entries)
        tally.kills, tally.acknowledged = tally.kills + 1, tally.acknowledged + len(lines)
        if (turn + 1) % check_every and turn + 1 < kills:
            continue
        store = DatabasePatchStore(path)
        held = {one.uid: one.version for one in store.patches(PatchQuery(with_retired=True))}
        tally.lost += sum(held.get(uid, 0) < version for uid, version in tally.versions.items())
        tally.lost += store.head().size < size
        tally.unsound += bool(examine(path)) or first_break(store.log()) != 0
    return tally


def mutated(whole: bytes, dice: random.Random) -> bytes:
    """Return the bytes of a file with one bit, or eight, flipped at random places."""
    copy = bytearray(whole)
    for _ in range(dice.choice((1, 1, 8))):
        copy[dice.randrange(len(copy))] ^= 1 << dice.randrange(8)
    return bytes(copy)


def is_found_out(path: Path) -> bool:
    """Return whether the checked opening finds anything wrong, or refuses the file by code."""
    try:
        return bool(examine(path))
    except LandGuardError:
        return True


def everything(store: DatabasePatchStore) -> tuple:
    """Return every record of a project."""
    patches = store.patches(PatchQuery(with_retired=True))
    uids = [one.uid for one in patches]
    return (
        store.info().profile,
        store.info().crs,
        store.campaigns(),
        store.rule_files(),
        store.deliveries(),
        patches,
        [store.judgements(uid) for uid in uids],
        store.screenings(uids),
        [store.evidence(uid) for uid in uids],
        [store.reviews(uid) for uid in uids],
        store.certificates(),
        list(store.log()),
    )
