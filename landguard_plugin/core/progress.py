"""How long work tells where it is and hears that it should stop, without knowing who watches."""

from __future__ import annotations

from typing import Protocol

from .problems import Cancelled, Message


class Progress(Protocol):
    """The watcher of a long run. Shipped adapters: `Unwatched` here, QgsFeedback in the bridge."""

    def at(self, fraction: float) -> None:
        """Take note that this fraction (0..1) of the run is done."""

    def say(self, message: Message) -> None:
        """Take note of something worth telling the user."""

    def warn(self, message: Message) -> None:
        """Take note of something the user must not miss."""

    def cancelled(self) -> bool:
        """Return whether the user asked to stop."""


class Unwatched:
    """A progress nobody watches; never cancelled."""

    def at(self, fraction: float) -> None:
        """Ignore the fraction."""

    def say(self, message: Message) -> None:
        """Ignore the message."""

    def warn(self, message: Message) -> None:
        """Ignore the warning."""

    def cancelled(self) -> bool:
        """Return False."""
        return False


class Stretch:
    """A part of a run: fractions 0..1 of the part become start..end of the whole."""

    def __init__(self, whole: Progress, start: float, end: float) -> None:
        """Map this stretch of `whole` to 0..1."""
        self._whole, self._start, self._end = whole, start, end

    def at(self, fraction: float) -> None:
        """Pass the fraction on, scaled into the stretch."""
        self._whole.at(self._start + (self._end - self._start) * min(max(fraction, 0.0), 1.0))

    def say(self, message: Message) -> None:
        """Pass the message on."""
        self._whole.say(message)

    def warn(self, message: Message) -> None:
        """Pass the warning on."""
        self._whole.warn(message)

    def cancelled(self) -> bool:
        """Return whether the whole run was cancelled."""
        return self._whole.cancelled()


def stop_if_cancelled(progress: Progress) -> None:
    """Raise Cancelled when the user asked to stop."""
    if progress.cancelled():
        raise Cancelled
