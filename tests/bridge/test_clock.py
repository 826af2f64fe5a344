"""Times of records as people read them: Beijing time, whatever zone the computer is set to."""

import time

import pytest

from landguard_plugin.bridge.clock import beijing_text, utc_now


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_a_time_reads_the_same_in_every_zone(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert beijing_text("2026-11-26T16:05:59Z") == "2026-11-27 00:05"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_is_no_time_stays_as_it_is():
    assert beijing_text("unknown") == "unknown"
    assert beijing_text(utc_now())[4] == "-"
