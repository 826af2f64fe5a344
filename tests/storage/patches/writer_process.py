"""A process that works in a patch project until it is done or killed; each saved deed is acknowledged on a line.

python -m tests.storage.patches.writer_process PATH NAME COUNT grow     new patches, judged, every third certified and accepted
python -m tests.storage.patches.writer_process PATH NAME COUNT share    adds to the areas of patches that others change as well
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from pathlib import Path

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.core.patches.records import Patch, State
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.patches.database import DatabasePatchStore
from tests.storage.patches.made import X, Y, certify, decide, event, judgement, patch, piece, square

BUSY, STALE = "LG-STO-001", "LG-LCK-001"


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def one_of(store: DatabasePatchStore, uid: str) -> Patch:
    return store.patches(PatchQuery(uids=(uid,)))[0]


def grow(store: DatabasePatchStore, name: str, count: int) -> None:
    """Acknowledge `uid version` after every deed."""
    for number in range(count):
        shape = square(X + 20 * (number % 500), Y + 20 * (number // 500))
        one = patch(f"{name}-{number}", shape=shape)
        deeds = [lambda one: Changes(added=(one,), evidence=(piece(one, one.uid),), events=(event("draw", one.uid),))]
        deeds.append(
            lambda one: Changes(
                changed=(replace(one, state=State.JUDGED, judgement=judgement()),), events=(event("judge", one.uid),)
            )
        )
        if number % 3 == 0:
            deeds.append(lambda one: certify(one, one.number))
            deeds.append(lambda one: decide(one, "accept", State.CITY_ACCEPTED))
        for deed in deeds:
            committed = store.commit(deed(one))
            tell(f"{one.uid} {committed.versions[one.uid]} {committed.head.size}")
            one = one_of(store, one.uid)


def share(store: DatabasePatchStore, name: str, count: int) -> None:
    """Acknowledge `amount` after every addition, and how many saves were refused in the end."""
    dice, stale, busy = random.Random(name), 0, 0
    uids = [one.uid for one in store.patches(PatchQuery())]
    for _ in range(count):
        amount, uid = dice.randint(1, 1000), dice.choice(uids)
        while True:
            held = one_of(store, uid)
            time.sleep(dice.random() * 0.002)
            try:
                store.commit(
                    Changes(
                        changed=(replace(held, area_dm2=held.area_dm2 + amount, drawn_by=name),),
                        events=(event("reshape", uid, amount=amount),),
                    )
                )
                break
            except LandGuardError as error:
                if error.code not in (BUSY, STALE):
                    raise
                stale, busy = stale + (error.code == STALE), busy + (error.code == BUSY)
        tell(f"{amount}")
    tell(f"done {stale} {busy}")


def main(path: str, name: str, count: int, mode: str) -> None:
    {"grow": grow, "share": share}[mode](DatabasePatchStore(Path(path)), name, count)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
