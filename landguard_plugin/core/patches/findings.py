"""What a check of a patch project found wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..problems import Message

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class StoreFinding:
    """One thing that is wrong with a project.

    check   which step found it: place, header, integrity, schema, content, log, certificates, sums, index
    record  what it is about in words an officer knows: the number of a patch, of a certificate, of a log entry; "" for none
    field   which field of the record, "" when it cannot be said
    """

    check: str
    level: str
    table: str
    record: str
    field: str
    message: Message

    @property
    def code(self) -> str:
        """Return the code of the message."""
        return self.message.code


def first_error(findings: Iterable[StoreFinding]) -> str:
    """Return the code of the first error, which makes a project read-only; "" when there is none."""
    return next((finding.code for finding in findings if finding.level == ERROR), "")
