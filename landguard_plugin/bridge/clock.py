"""The clock of this computer, where the core must not look at one."""

from __future__ import annotations

from datetime import datetime, timezone


def utc_now() -> str:
    """Return the time as UTC ISO text with seconds and a final Z: a claim of this computer, no proof."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_text(at: str) -> str:
    """Return a time of a record as local time to the minute; the text itself when it is no such time."""
    try:
        moment = datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return at
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
