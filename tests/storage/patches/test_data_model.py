"""docs/data-model.md says what is in the file: every table, every column, nothing more."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.patches.tables import COLUMNS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "data-model.md"


def test_the_page_and_the_schema_agree(tmp_path):
    store = DatabasePatchStore.create(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(store.path)) as connection:
        names = [
            n
            for (n,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'lg@_%' ESCAPE '@'"
            )
        ]
        held = {n: [row[1] for row in connection.execute(f"PRAGMA table_info({n})")] for n in names}
    text = PAGE.read_text(encoding="utf-8")
    described = {}
    for section in text.split("\n## ")[1:]:
        if section.startswith("lg_"):
            described[section.split()[0]] = [*re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE), "digest"]
    for table, columns in re.findall(r"^\| `(lg_\w+)` \| [^|]+ \| (.+) \|$", text, re.MULTILINE):
        described[table] = re.findall(r"`(\w+)`", columns)
    assert described == held
    assert {table: [*columns, "digest"] for table, columns in COLUMNS.items()}.items() <= held.items()
