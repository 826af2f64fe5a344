"""What a patch project on disk says, read with sqlite3 and nothing of the plugin: the scenes' witness beside the screen."""

import json
import sqlite3
import struct
from collections import Counter
from contextlib import closing
from pathlib import Path

import shapely

_ENVELOPE = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


class StoreReader:
    """Opens the file anew for every question."""

    def __init__(self, path):
        self.path = Path(path)

    def rows(self, statement, *values):
        """Return the rows of a statement as dictionaries."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as base:
            base.row_factory = sqlite3.Row
            return [dict(row) for row in base.execute(statement, values)]

    def value(self, statement, *values):
        """Return the one value a statement asks for."""
        (row,) = self.rows(statement, *values)
        (value,) = row.values()
        return value

    def patches(self, **wanted):
        """Return patches with their shapes; `wanted` are columns and values, with_retired is not told apart."""
        rows = [row for row in self.rows("SELECT * FROM lg_patch") if all(row[k] == v for k, v in wanted.items())]
        for row in rows:
            row["shape"] = shape_of(row["geom"])
            for name in ("issued", "parents"):
                row[name] = json.loads(row[name]) if row[name] else None
        return rows

    def states(self):
        """Return how many patches stand where."""
        return Counter(row["state"] for row in self.rows("SELECT state FROM lg_patch"))

    def verdicts(self, uid):
        """Return the verdicts of a patch, oldest first."""
        return self.rows("SELECT * FROM lg_verdict WHERE uid = ? ORDER BY id", uid)

    def reviews(self, uid):
        """Return the decisions on a patch, oldest first."""
        return self.rows("SELECT * FROM lg_review WHERE uid = ? ORDER BY id", uid)

    def pieces(self, uid):
        """Return the evidence of a patch."""
        return self.rows("SELECT * FROM lg_evidence WHERE uid = ? ORDER BY id", uid)

    def log(self):
        """Return how many entries of each kind the log has."""
        return Counter(row["kind"] for row in self.rows("SELECT kind FROM lg_log"))

    def leaves(self, kind):
        """Return the entries of a kind as they were written into the log."""
        return [json.loads(row["leaf"]) for row in self.rows("SELECT leaf FROM lg_log WHERE kind = ?", kind)]

    def figures(self, uid):
        """Return the newest overlay figures of a patch."""
        row = self.rows("SELECT figures FROM lg_screening WHERE uid = ? ORDER BY id DESC LIMIT 1", uid)[0]
        return json.loads(row["figures"])


def shape_of(blob):
    """Return the shape of a GeoPackage geometry blob."""
    if blob[:2] != b"GP":
        raise ValueError("not a GeoPackage geometry")
    flags = struct.unpack("B", blob[3:4])[0]
    return shapely.from_wkb(blob[8 + _ENVELOPE[(flags >> 1) & 7] :])
