"""The small grammar of PATCH: names, pairs, and what it refuses."""

from __future__ import annotations

import pytest

from landguard_plugin.core.patches.asking import asked_of
from landguard_plugin.core.patches.records import State
from landguard_plugin.core.problems import LandGuardError
from tests.core.trust import cases

ONE = cases.patch()
OTHER = cases.patch(uid="cd" * 16, number="JC20260118", unit="990102003", state=State.RETURNED, campaign="villa")


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("*", (True, True)),
        ("JC20260117", (True, False)),
        ("AB" * 16, (True, False)),
        ("JC20260117，JC20260118", (True, True)),
        ("JC20260118\nJC20260117", (True, True)),
        ("JC9", (False, False)),
        ("state=judged", (True, False)),
        ("state=judged|returned", (True, True)),
        ("state = judged ; campaign=villa", (False, False)),
        ("unit=9901", (True, True)),
        ("unit=990102；state=returned", (False, True)),
        ("verdict=illegal;batch=2026-01", (True, True)),
        ("verdict=legal", (False, False)),
        ("number=JC20260117|JC20260118", (True, True)),
    ],
)
def test_what_is_meant(text, fits):
    asked = asked_of(text)
    assert (asked.fits(ONE), asked.fits(OTHER)) == fits


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "LG-CER-022"),
        (" , ", "LG-CER-022"),
        ("state=judged; JC1", "LG-CER-022"),
        ("area=1", "LG-CER-020"),
        ("state=done", "LG-CER-021"),
        ("state=1' OR '1'='1", "LG-CER-021"),
    ],
)
def test_what_is_refused(text, code):
    with pytest.raises(LandGuardError, match=code):
        asked_of(text)


def test_states():
    assert asked_of("state=judged|returned").states == (State.JUDGED, State.RETURNED)
    assert asked_of("JC1").states == ()
