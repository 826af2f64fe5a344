"""What can go wrong, as values with a code.

LandGuardError
├── Cancelled            the user asked to stop; nothing was written
└── (by code)            LG-AREA, LG-CRS, LG-ENC, LG-SUR, LG-FLO, LG-STO, ...: a coded, fatal problem

Codes and their words in both languages live in resources/messages/messages.csv; `core` and `app` carry no words.
Broken data are findings or rejected rows (values); a broken call or store is one of these exceptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class Term(str):
    """A coded word among a message's arguments; resources/messages/terms.csv has it in both languages."""


@dataclass(frozen=True)
class Message:
    """A coded sentence for the user: the code picks the words, the arguments fill them."""

    code: str
    arguments: Mapping[str, object] = field(default_factory=dict)


class LandGuardError(Exception):
    """A fatal problem with its code; the edge of the house words it once, in the user's language."""

    def __init__(self, code: str, /, **arguments: object) -> None:
        """Keep the code and the arguments its sentence needs."""
        super().__init__(code, arguments)
        self.code = code
        self.arguments: Mapping[str, object] = arguments

    @property
    def message(self) -> Message:
        """Return the problem as a message to be worded."""
        return Message(self.code, dict(self.arguments))


class Cancelled(LandGuardError):
    """The user cancelled; work stops here and nothing half-done is kept."""

    def __init__(self) -> None:
        """Carry the one code for a cancelled run."""
        super().__init__("LG-RUN-001")
