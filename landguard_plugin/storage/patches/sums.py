"""What has to add up in a project: deliveries, divided areas, the index of the shapes."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator

from ...core.patches.findings import ERROR, StoreFinding
from ...core.patches.records import Origin
from ...core.problems import Message
from . import shapes


def sum_findings(connection: sqlite3.Connection) -> Iterator[StoreFinding]:
    """Yield deliveries whose rows, and divided patches whose areas, do not add up."""
    deliveries = "SELECT file, read, accepted, rejected FROM lg_delivery WHERE read <> accepted + rejected"
    for name, read, accepted, rejected in connection.execute(deliveries):
        words = {"name": name, "read": read, "accepted": accepted, "rejected": rejected}
        yield StoreFinding("sums", ERROR, "lg_delivery", name, "read", Message("LG-STO-018", words))
    yield from _lineage_findings(connection)


def _lineage_findings(connection: sqlite3.Connection) -> Iterator[StoreFinding]:
    areas: dict[str, tuple[str, int]] = {}
    children: dict[str, int] = defaultdict(int)
    for uid, number, origin, area, parents in connection.execute(
        "SELECT uid, number, origin, area_dm2, parents FROM lg_patch"
    ):
        areas[uid] = (number or uid, area)
        named = json.loads(parents)
        if origin == Origin.SPLIT.value and len(named) == 1:
            children[named[0]] += area
    for uid, total in children.items():
        number, area = areas.get(uid, (uid, 0))
        if area != total:
            words = {"number": number, "area": area, "parts": total, "difference": total - area}
            yield StoreFinding("sums", ERROR, "lg_patch", number, "area_dm2", Message("LG-STO-036", words))


def index_findings(connection: sqlite3.Connection) -> Iterator[StoreFinding]:
    """Yield patches that the index would not find where they are; the index rounds to 32 bits, outwards."""
    boxes = {
        row[0]: row[1:] for row in connection.execute("SELECT id, minx, maxx, miny, maxy FROM rtree_lg_patch_geom")
    }
    for fid, number, uid, blob in connection.execute("SELECT fid, number, uid, geom FROM lg_patch"):
        held = boxes.pop(fid, None)
        xmin, ymin, xmax, ymax = shapes.box_in(blob)
        if held is None or held[0] > xmin or held[1] < xmax or held[2] > ymin or held[3] < ymax:
            yield _unindexed(str(number or uid))
    for fid in boxes:
        yield _unindexed(str(fid))


def _unindexed(record: str) -> StoreFinding:
    return StoreFinding("index", ERROR, "rtree_lg_patch_geom", record, "", Message("LG-STO-037", {"record": record}))
