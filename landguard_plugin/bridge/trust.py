"""Keys, benches and case rooms from parameters and settings: what certifying needs of this computer."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Optional

import pandas as pd

from ..app.patches.casework import CaseRoom, Originals, Sealer
from ..app.patches.deciding import Bench, Decided, Refused, Rulebook
from ..app.patches.ports import PatchStore
from ..core.layers import Column, Table
from ..core.patches.records import Actor, Patch, Role
from ..core.problems import LandGuardError
from ..core.trust.digests import sha256_of
from ..core.trust.roster import Roster, RosterEntry, read_roster, roster_bytes
from ..core.trust.statements import key_id_of
from ..resources.verify.lgverify import Result, verify_ed25519, verify_file, worded
from ..storage.patches.database import DatabasePatchStore
from ..storage.rulebooks import rulebook_for
from ..storage.signing.keyfile import KeyFile, can_sign, create_key, open_key
from .clock import utc_now
from .i18n import language
from .settings import RULES_FOLDER
from .text import word

ENVIRONMENT_VARIABLE = "LANDGUARD_PASSPHRASE"
CERTIFIED = (
    Column("uid"), Column("number"), Column("certificate"), Column("decision"), Column("state_before"),
    Column("state_after"), Column("person"), Column("role"), Column("key_id"), Column("at"), Column("log_position", "integer"),
    Column("sha256"), Column("sm3"),
)  # fmt: skip
REFUSED = (Column("uid"), Column("number"), Column("reason_code"), Column("reason"))
PACKAGES = (Column("uid"), Column("number"), Column("package"), Column("sha256"))
FINDINGS = (Column("record"), Column("field"), Column("level"), Column("rule"), Column("message"))
_ROSTER_COLUMNS = ("public_key", "person", "role", "since", "until")

__all__ = ["KeyFile", "can_sign", "create_key", "open_key", "verify_ed25519"]


def bench_of(store: PatchStore) -> Bench:
    """Return the bench of a store, with the rule books of its campaigns."""
    campaigns = {campaign.id: campaign for campaign in store.campaigns()}

    def rulebook_of(campaign: str) -> Rulebook:
        return rulebook_for(campaigns[campaign], RULES_FOLDER.get())

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
    passphrase = given or os.environ.get(ENVIRONMENT_VARIABLE, "")
    if not passphrase:
        raise LandGuardError("LG-CER-035")
    return passphrase


def person_of(key: KeyFile, asked: str, bench: Bench, roster: bytes = b"") -> str:
    """Return whose key this is: as asked for, else by the roster, else by the key file. Raises LandGuardError LG-CER-036."""
    known = bench.log.keys
    entries = known.roster.entries if known.roster is not None else known.brought
    if roster:
        entries = read_roster(roster, verify_ed25519).entries
    listed = next((entry.person for entry in entries if entry.key_id == key_id_of(key.public_key)), "")
    person = asked.strip() or listed or key.person
    if not person:
        raise LandGuardError("LG-CER-036")
    return person


def plain_path(text: str) -> Path:
    """Return a path as typed or dropped."""
    return Path(text.strip().strip('"')).expanduser()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is whole on the disk or not there. Raises LandGuardError LG-CER-034."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise LandGuardError("LG-CER-034", path=str(path), detail=error.strerror or str(error)) from error


def read_file(path: str) -> bytes:
    """Return the bytes of a small file, b"" for an empty path. Raises LandGuardError LG-SIG-003."""
    if not path.strip():
        return b""
    try:
        return plain_path(path).read_bytes()
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


def packages_table(written: Sequence[tuple[Patch, Path]]) -> Table:
    """Return the packages that were written, with the SHA-256 of each as it lies on the disk."""
    rows = [
        {"uid": patch.uid, "number": patch.number, "package": path.name, "sha256": sha256_of(path.read_bytes())}
        for patch, path in written
    ]
    return _table(PACKAGES, rows)


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


def sealer_of(bench: Bench, key: KeyFile, person: str, role: Role) -> Sealer:
    """Return who seals packages now. Raises LandGuardError LG-SIG-xxx when the store does not know the key for this role."""
    at = utc_now()
    if bench.log.keys.refuse_stranger(key.key_id, person, role, at):
        raise LandGuardError("LG-SIG-008", key=key.key_id[:16], person=person)
    return Sealer(key, Actor(person, role, key.key_id), at)


def write_roster(path: str, office: str, issued: str, rows: pd.DataFrame, root: KeyFile) -> Roster:
    """Sign the rows of a table as a roster, write it and return it as read back from the disk.

    Raises LandGuardError LG-LAY-002 for a missing column, LG-SIG-012 for a row that is none, LG-SIG-004, LG-CER-034.
    """
    missing = [name for name in _ROSTER_COLUMNS if name not in rows.columns]
    if missing:
        fields = ", ".join(map(str, rows.columns))
        raise LandGuardError("LG-LAY-002", layer="TABLE", field=", ".join(missing), fields=fields)
    entries = [_entry(number, row) for number, row in enumerate(rows.to_dict("records"), 1)]
    content = roster_bytes(office.strip(), issued, entries, root)
    write_whole(plain_path(path), content)
    return read_roster(read_file(path), verify_ed25519)


def _entry(number: int, row: Mapping[str, object]) -> RosterEntry:
    texts = {
        name: "" if row[name] is None or row[name] != row[name] else str(row[name]).strip() for name in _ROSTER_COLUMNS
    }
    days = [day for day in (texts["since"], texts["until"]) if day]
    sound = re.fullmatch(r"[0-9a-f]{64}", texts["public_key"].lower()) and texts["person"] and texts["since"]
    if not sound or not all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) for day in days):
        raise LandGuardError("LG-SIG-012", row=str(number), person=texts["person"] or "-")
    try:
        role = Role(texts["role"])
    except ValueError as error:
        raise LandGuardError("LG-SIG-012", row=str(number), person=texts["person"]) from error
    public = texts["public_key"].lower()
    return RosterEntry(key_id_of(bytes.fromhex(public)), public, texts["person"], role, texts["since"], texts["until"])


def role_of(text: str) -> Role:
    """Return the role of a parameter's word."""
    return Role(text)


def _table(columns: tuple[Column, ...], rows: list[Mapping[str, object]]) -> Table:
    return Table(columns, pd.DataFrame(rows, columns=[column.name for column in columns]))
