"""The clock of this computer, where the core must not look at one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

_BEIJING = timedelta(hours=8)


def utc_now() -> str:
    """Return the time as UTC ISO text with seconds and a final Z: a claim of this computer, no proof."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def beijing_text(at: str) -> str:
    """Return a time of a record in Beijing time to the minute, whatever zone this computer is set to; other text as it is.

    Screen and printed form say the same.
    """
    try:
        moment = datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return at
    return (moment + _BEIJING).strftime("%Y-%m-%d %H:%M")
