"""Adds coded messages from lines of code<TAB>chinese<TAB>english, sorted; an existing code is replaced.

python tools/messages.py new.tsv
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "landguard_plugin" / "resources" / "messages" / "messages.csv"


def add(lines: list[str]) -> None:
    """Merge the lines into the table and write it back sorted by code."""
    note, *body = TABLE.read_text(encoding="utf-8").splitlines()
    rows = {row["code"]: (row["zh"], row["en"]) for row in csv.DictReader(body)}
    for line in filter(None, lines):
        code, chinese, english = line.split("\t")
        rows[code] = (chinese, english)
    with TABLE.open("w", encoding="utf-8", newline="") as out:
        out.write(note + "\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("code", "zh", "en"))
        writer.writerows((code, *rows[code]) for code in sorted(rows))


if __name__ == "__main__":
    add(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
