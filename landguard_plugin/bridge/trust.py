"""Keys, benches and case rooms from parameters and settings: what certifying needs of this computer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from ..app.patches.casework import CaseRoom, Originals
from ..app.patches.deciding import Bench, Decided, Outcome, Refused, Rulebook
from ..app.patches.ports import PatchStore
from ..core.layers import Column, Table
from ..core.patches.records import Role
from ..core.problems import LandGuardError, Message
from ..core.trust.statements import key_id_of
from ..resources.verify.lgverify import Result, verify_ed25519, verify_file, worded
from ..storage.patches.database import DatabasePatchStore
from ..storage.rulebooks import rulebook_for
from ..storage.signing.keyfile import KeyFile, can_sign, create_key, open_key
from .i18n import language
from .text import word

PASSPHRASE_VARIABLE = "LANDGUARD_PASSPHRASE"
CERTIFIED = (
    Column("uid"), Column("number"), Column("certificate"), Column("decision"), Column("state_before"),
    Column("state_after"), Column("person"), Column("role"), Column("key_id"), Column("at"), Column("log_position", "integer"),
    Column("sha256"), Column("sm3"),
)  # fmt: skip
REFUSED = (Column("uid"), Column("number"), Column("reason_code"), Column("reason"))
FINDINGS = (Column("record"), Column("field"), Column("level"), Column("rule"), Column("message"))

__all__ = ["KeyFile", "can_sign", "create_key", "open_key", "verify_ed25519"]


def bench_of(store: PatchStore) -> Bench:
    """Return the bench of a store, with the rule books of its campaigns."""
    campaigns = {campaign.id: campaign for campaign in store.campaigns()}

    def rulebook_of(campaign: str) -> Rulebook:
        return rulebook_for(campaigns[campaign])

    return Bench(store, verify_ed25519, rulebook_of)


def case_room(store: DatabasePatchStore) -> CaseRoom:
    """Return the room where case packages of a store are made: originals from its shelf, the printable form."""
    from .case_form import form_pdf

    return CaseRoom(store, originals_beside(store.path), form_pdf)


def originals_beside(store: Path) -> Originals:
    """Return (SHA-256) -> original from the folder beside a store, None where it is not there or has changed."""
    from ..storage.evidence.shelf import FolderShelf

    shelf = FolderShelf.beside(store)

    def original(sha256: str) -> Optional[bytes]:
        try:
            return shelf.read(sha256)
        except LandGuardError:
            return None

    return original


def passphrase_from(given: str) -> str:
    """Return the passphrase: as given, else of the environment. It is never shown or logged. Raises LG-CER-035 without one."""
    passphrase = given or os.environ.get(PASSPHRASE_VARIABLE, "")
    if not passphrase:
        raise LandGuardError("LG-CER-035")
    return passphrase


def person_of(key: KeyFile, asked: str, bench: Bench) -> str:
    """Return whose key this is: as asked for, else by the roster, else by the key file. Raises LandGuardError LG-CER-036."""
    known = bench.log.keys
    entries = known.roster.entries if known.roster is not None else known.brought
    listed = next((entry.person for entry in entries if entry.key_id == key_id_of(key.public_key)), "")
    person = asked.strip() or listed or key.person
    if not person:
        raise LandGuardError("LG-CER-036")
    return person


def read_file(path: str) -> bytes:
    """Return the bytes of a small file, b"" for an empty path. Raises LandGuardError LG-SIG-003."""
    if not path.strip():
        return b""
    try:
        return Path(path.strip()).read_bytes()
    except OSError as error:
        raise LandGuardError("LG-SIG-003", detail=str(error)) from error


def certified_table(decided: tuple[Decided, ...]) -> Table:
    """Return what was decided as a table."""
    rows = []
    for one in decided:
        review, certificate = one.review, one.certificate
        rows.append(
            {
                "uid": one.patch.uid,
                "number": one.patch.number,
                "certificate": review.certificate,
                "decision": review.decision,
                "state_before": review.state_before.value,
                "state_after": review.state_after.value,
                "person": review.actor.person,
                "role": review.actor.role.value,
                "key_id": review.actor.key_id,
                "at": review.at,
                "log_position": one.log_position,
                "sha256": certificate.sha256 if certificate is not None else "",
                "sm3": certificate.sm3 if certificate is not None else "",
            }
        )
    return _table(CERTIFIED, rows)


def refused_table(refused: tuple[Refused, ...]) -> Table:
    """Return what was refused as a table, with code and sentence."""
    return _table(
        REFUSED,
        [
            {
                "uid": one.patch.uid,
                "number": one.patch.number,
                "reason_code": one.message.code,
                "reason": word(one.message),
            }
            for one in refused
        ],
    )


def findings_table(result: Result) -> Table:
    """Return what a verification found as a table."""
    rows = [
        {
            "record": finding["record"],
            "field": finding["field"],
            "level": "note" if finding["note"] else "error",
            "rule": finding["code"],
            "message": worded(finding, language()),
        }
        for finding in result.findings
    ]
    return _table(FINDINGS, rows)


def verify_package(path: str, trusted: tuple[str, ...] = ()) -> Result:
    """Return what the verifier says of a package file. Raises LandGuardError LG-CER-037 for a file that cannot be opened."""
    try:
        return verify_file(path, trusted)
    except OSError as error:
        raise LandGuardError("LG-CER-037", path=path, detail=error.strerror or str(error)) from error


def tell_outcome(outcome: Outcome, decision: Message) -> list[Message]:
    """Return what a run tells: the sum, then each refusal."""
    refusals = [
        Message("LG-CER-031", {"number": one.patch.number, "reason": one.message}) for one in outcome.refused[:20]
    ]
    return [decision, *refusals]


def role_of(text: str) -> Role:
    """Return the role of a parameter's word."""
    return Role(text)


def _table(columns: tuple[Column, ...], rows: list[Mapping[str, object]]) -> Table:
    import pandas as pd

    return Table(columns, pd.DataFrame(rows, columns=[column.name for column in columns]))
