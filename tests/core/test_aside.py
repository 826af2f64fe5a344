"""A long call set aside: its result, its failure, and Cancel while it runs."""

import threading
import time

import pytest

from landguard_plugin.core.aside import run_aside
from landguard_plugin.core.problems import Cancelled, LandGuardError
from landguard_plugin.core.progress import Unwatched


class CancelledAfter(Unwatched):
    """A progress whose user presses Cancel some time after the start."""

    def __init__(self, seconds):
        self._until = time.monotonic() + seconds

    def cancelled(self):
        return time.monotonic() > self._until


def test_result_and_failure_come_back():
    assert run_aside(lambda: 6 * 7, Unwatched()) == 42

    def fail():
        raise LandGuardError("LG-GEO-001", type=1)

    with pytest.raises(LandGuardError) as caught:
        run_aside(fail, Unwatched())
    assert caught.value.message.code == "LG-GEO-001"


def test_cancel_is_heard_while_the_call_runs():
    release, done = threading.Event(), threading.Event()

    def long_call():
        release.wait(60)
        done.set()

    begin = time.monotonic()
    with pytest.raises(Cancelled):
        run_aside(long_call, CancelledAfter(0.2))
    assert time.monotonic() - begin < 1.0
    assert not done.is_set()
    release.set()
    assert done.wait(5)


def test_cancel_after_the_end_is_no_result():
    """A user who cancelled gets no result, even when the call came to its end first."""
    with pytest.raises(Cancelled):
        run_aside(lambda: 1, CancelledAfter(-1))
