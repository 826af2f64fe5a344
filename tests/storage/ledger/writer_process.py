"""A process that writes into a ledger until it is told to stop or is killed; each saved batch is acknowledged on a line.

python -m tests.storage.ledger.writer_process PATH NAME COUNT
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date
from pathlib import Path

from landguard_plugin.core.ledger.amounts import Amounts
from landguard_plugin.core.ledger.records import Batch, Line
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.ledger.plaintext import open_ledger


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(path: str, name: str, count: int) -> None:
    ledger, dice, stale = open_ledger(Path(path)), random.Random(name), 0
    for number in range(count):
        amount = dice.randint(1, 1000)
        lines = (Line(Amounts(amount, 0, amount), "L1"), Line(Amounts(0, amount, 0), "L1"))
        batch = Batch(f"{name}-{number}", date(2021, 5, 1), "accept", lines, "验")
        while True:
            seen = ledger.read().version
            time.sleep(dice.random() * 0.002)
            try:
                ledger.add([batch], seen)
                break
            except LandGuardError as error:
                if error.code not in ("LG-LST-007", "LG-LST-001"):
                    raise
                stale += error.code == "LG-LST-007"
        tell(f"{batch.id} {amount}")
    tell(f"done {stale}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
