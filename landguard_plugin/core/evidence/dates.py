"""When the later scene of a patch was taken, from what was issued: scene dates come as 20250315, 2025-03-15, 202503 or words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from ..patches.records import Value

SCENE_FIELDS = ("HSX", "后时相", "HSXSJ")
_DAY = re.compile(r"\D*((?:19|20)\d{2})\D?(\d{1,2})?\D?(\d{1,2})?")


def scene_start(issued: Mapping[str, Value], offset_h: float) -> str:
    """Return the UTC moment at which the day of the later scene began, "" when no field says a day that exists.

    Where only a month or a year is given, the period's first day is taken: a photo is never refused for what nobody knows.
    """
    fields = {name.upper(): value for name, value in issued.items()}
    for name in SCENE_FIELDS:
        text = str(fields.get(name) or "").strip()
        if text.isdigit() and len(text) in (6, 8):
            text = "-".join(filter(None, (text[:4], text[4:6], text[6:])))
        found = _DAY.match(text)
        if not found:
            continue
        try:
            day = datetime(int(found[1]), int(found[2] or 1), int(found[3] or 1), tzinfo=timezone.utc)
        except ValueError:
            continue
        return (day - timedelta(hours=offset_h)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""
