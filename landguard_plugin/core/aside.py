"""One long call that hears no Cancel by itself, such as a union of ten thousand lines."""

from __future__ import annotations

from threading import Thread
from typing import Callable, TypeVar

from .progress import Progress, stop_if_cancelled

_Result = TypeVar("_Result")
_LISTEN_S = 0.1


def run_aside(call: Callable[[], _Result], progress: Progress) -> _Result:
    """Return what a call returns, or raise what it raises; Cancel is heard within a tenth of a second.

    The call runs in a thread of its own. When the user cancels, that thread is left to come to its end unheard: the call must
    change nothing that anybody else looks at.
    """
    results: list[_Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as failure:  # raised again where the caller waits
            failures.append(failure)

    thread = Thread(target=run, name="landguard-aside", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_LISTEN_S)
        stop_if_cancelled(progress)
    stop_if_cancelled(progress)
    if failures:
        raise failures[0]
    return results[0]
