"""Certificates held against the live project, and what a check of a project found as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Optional

import pandas as pd

from ...core.layers import Column, Table
from ...core.patches.findings import StoreFinding
from ...core.patches.records import Certificate, Evidence, LogEntry, Patch
from ...core.problems import LandGuardError
from ...core.trust.certificate import Change, Facts, changes_since, digest_of, read_content, sm3_digest_of

FINDING_COLUMNS = (
    Column("check"),
    Column("level"),
    Column("table"),
    Column("record"),
    Column("field"),
    Column("message"),
)
#: parts of a certificate that no live row repeats: screenings go on and rule files stay where they are
_ELSEWHERE = ("figures", "rules")


def changed_fields(certificate: Certificate, patch: Patch, crs: str, evidence: Sequence[Evidence]) -> list[str]:
    """Return the fields of a live patch and its evidence that are not as certified, by the canonical form of certificates."""
    try:
        changes = changes_since(certificate, Facts(patch, crs, tuple(evidence), None, {}))
    except (LandGuardError, ValueError, TypeError):
        return ["content"]
    return [change.field for change in changes if _counts(change)]


def _counts(change: Change) -> bool:
    """Return whether a change breaks a certificate: evidence that came later does not."""
    head = change.field.split(".", 1)[0]
    came_later = head == "evidence" and change.then == "-" and change.now != "-"
    return head not in _ELSEWHERE and not came_later


def is_sound(certificate: Certificate) -> bool:
    """Return whether a certificate's bytes are canonical, name its patch and number, and have the digests it states."""
    try:
        read = read_content(certificate.content)
    except LandGuardError:
        return False
    sm3 = sm3_digest_of(certificate.content)
    return (
        (read["uid"], read["number"]) == (certificate.uid, certificate.number)
        and certificate.sha256 == digest_of(certificate.content)
        and (not certificate.sm3 or not sm3 or certificate.sm3 == sm3)
    )


def is_logged(
    certificate: Certificate,
    entry: LogEntry,
    holds: Callable[[str, Mapping[str, object]], Optional[Mapping[str, object]]],
) -> bool:
    """Return whether a log entry is the signed decision that gave a certificate.

    `holds` returns the statement of a signed record of a kind when its signature holds, None otherwise.
    """
    if (entry.event.kind, entry.event.uid) != ("certify", certificate.uid):
        return False
    try:
        statement = holds("decision", entry.event.data)
        named = None if statement is None else statement["certificate"]
    except (KeyError, TypeError, ValueError):
        return False
    return named == {"number": certificate.number, "sha256": certificate.sha256, "sm3": certificate.sm3}


def finding_table(findings: Iterable[StoreFinding], sentences: Sequence[str]) -> Table:
    """Return findings as a table; `sentences` are their messages in the user's language."""
    found = list(findings)
    rows = pd.DataFrame(
        {
            "check": [finding.check for finding in found],
            "level": [finding.level for finding in found],
            "table": [finding.table for finding in found],
            "record": [finding.record for finding in found],
            "field": [finding.field for finding in found],
            "message": list(sentences),
        },
        dtype=object,
    )
    return Table.of(FINDING_COLUMNS, rows)
