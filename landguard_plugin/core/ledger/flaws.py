"""What is wrong with a set of books, as values: a coded message, whom it is about, and the line of a text ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..problems import Message

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Flaw:
    """One thing wrong. `key` is the entry's identity (records.key_of); `line` counts from 1, 0 where there is no text."""

    message: Message
    key: str = ""
    line: int = 0
    level: str = ERROR

    @property
    def code(self) -> str:
        """Return the code of the message."""
        return self.message.code


def located(flaws: Iterable[Flaw], lines: Mapping[str, int]) -> list[Flaw]:
    """Return the flaws with the line of the entry they are about, in line order."""
    placed = [flaw if flaw.line else replace(flaw, line=lines.get(flaw.key, 0)) for flaw in flaws]
    return sorted(placed, key=lambda flaw: flaw.line)
