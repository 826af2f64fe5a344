"""A progress that remembers what it was told and can cancel after a number of looks."""

from __future__ import annotations

from landguard_plugin.core.problems import Message


class Watcher:
    def __init__(self, cancel_after: int | None = None) -> None:
        self.said: list[Message] = []
        self.warned: list[Message] = []
        self.fractions: list[float] = []
        self._looks, self._cancel_after = 0, cancel_after

    def at(self, fraction: float) -> None:
        self.fractions.append(fraction)

    def say(self, message: Message) -> None:
        self.said.append(message)

    def warn(self, message: Message) -> None:
        self.warned.append(message)

    def cancelled(self) -> bool:
        self._looks += 1
        return self._cancel_after is not None and self._looks > self._cancel_after

    def told(self, code: str) -> Message:
        """Return the one message of this code; fail when there is none or more than one."""
        (message,) = [message for message in self.said + self.warned if message.code == code]
        return message

    @property
    def codes(self) -> list[str]:
        return [message.code for message in self.said + self.warned]
