"""Which key may act in which capacity: the roster (名册) an office's root key signs, or the keys that people brought to the store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Callable

from ..patches.records import LogEntry, Role
from ..problems import LandGuardError, Term
from .canonical import canonical_text
from .digests import tagged
from .log import canonical_json
from .review import same_person
from .statements import ALGORITHM, Signer, key_id_of, sign, signed, unhex

SCHEMA = "LGC1/roster/1"
KEY_ADDED, ROSTER_SET = "key-add", "roster-set"

Verify = Callable[[bytes, bytes, bytes], bool]  # public key, message, signature


@dataclass(frozen=True)
class RosterEntry:
    """A key and whose it is, in which role, from which day to which (ISO dates, both included; "" for no end)."""

    key_id: str
    public_key: str
    person: str
    role: Role
    since: str
    until: str


@dataclass(frozen=True)
class Roster:
    """The keys of an office; `root` is the id of the key that signed it."""

    office: str
    issued: str
    entries: tuple[RosterEntry, ...]
    root: str


def roster_bytes(office: str, issued: str, entries: Iterable[RosterEntry], root: Signer) -> bytes:
    """Return a signed roster as a file's bytes. Raises LG-CER-005 for refused characters, LG-SIG-004 for a key id that is not its key's."""
    rows = [_row(entry) for entry in entries]
    statement = {
        "schema": SCHEMA,
        "office": canonical_text(office, "office"),
        "issued": issued,
        "entries": sorted(rows, key=lambda row: (str(row["key"]), str(row["role"]), str(row["since"]))),
    }
    return canonical_json(signed(statement, sign(root, "roster", canonical_json(statement))))


def read_roster(content: bytes, verify: Verify) -> Roster:
    """Return the roster of a file. Raises LandGuardError LG-SIG-003 when it is damaged or its signature does not hold."""
    try:
        data = json.loads(content.decode("utf-8"))
        if canonical_json(data) != content:
            raise ValueError("not canonical")
        return roster_of(data, verify)
    except (ValueError, KeyError, TypeError) as error:
        raise LandGuardError("LG-SIG-003", detail=str(error)) from error


def roster_of(data: Mapping[str, object], verify: Verify) -> Roster:
    """Return the roster of a signed statement. Raises ValueError, KeyError or TypeError when it does not hold."""
    statement, signature = data["statement"], data["signature"]
    if not isinstance(statement, dict) or not isinstance(signature, dict):
        raise TypeError("no signed statement")
    public = unhex(signature["public"])
    message = tagged("roster", canonical_json(statement))
    if statement["schema"] != SCHEMA or signature["alg"] != ALGORITHM or signature["key"] != key_id_of(public):
        raise ValueError("schema or key")
    if not verify(public, message, unhex(signature["value"])):
        raise ValueError("signature")
    entries = tuple(
        RosterEntry(row["key"], row["public"], row["person"], Role(row["role"]), row["since"], row["until"])
        for row in statement["entries"]
    )
    return Roster(statement["office"], statement["issued"], entries, signature["key"])


@dataclass(frozen=True)
class KnownKeys:
    """What a store knows of keys: its roster, or, without one, the keys people brought."""

    roster: Roster | None
    brought: tuple[RosterEntry, ...] = ()

    def refuse_stranger(self, key_id: str, person: str, role: Role, at: str) -> bool:
        """Return whether the key must be entered first (a store without roster meets a new key).

        Raises LandGuardError LG-SIG-001 when the roster does not know the key, LG-SIG-002 when not for this role, person and
        day, LG-SIG-005 when somebody else brought this key.
        """
        if self.roster is None:
            others = [entry for entry in self.brought if entry.key_id == key_id]
            for entry in others:
                if not same_person(entry.person, person):
                    raise LandGuardError("LG-SIG-005", key=key_id[:16], person=person, other=entry.person)
            return not any(entry.role is role for entry in others)
        mine = [entry for entry in self.roster.entries if entry.key_id == key_id]
        if not mine:
            raise LandGuardError("LG-SIG-001", key=key_id[:16], person=person, office=self.roster.office)
        day = at[:10]
        for entry in mine:
            if (
                entry.role is role
                and same_person(entry.person, person)
                and entry.since <= day <= (entry.until or "9999")
            ):
                return False
        raise LandGuardError(
            "LG-SIG-002",
            key=key_id[:16],
            person=person,
            role=Term(f"role_{role.value}"),
            day=day,
            office=self.roster.office,
        )


def known_keys(entries: Iterable[LogEntry], verify: Verify) -> KnownKeys:
    """Return the keys a log knows. Raises LandGuardError LG-SIG-003 when a roster in it does not hold."""
    roster: Roster | None = None
    brought = []
    for entry in entries:
        data = entry.event.data
        if entry.event.kind == ROSTER_SET:
            try:
                roster = roster_of(_mapping(data["roster"]), verify)
            except (ValueError, KeyError, TypeError) as error:
                raise LandGuardError("LG-SIG-003", detail=str(error)) from error
        elif entry.event.kind == KEY_ADDED:
            role = Role(str(data["role"]))
            since = entry.event.at[:10]
            brought.append(RosterEntry(str(data["key"]), str(data["public"]), str(data["person"]), role, since, ""))
    return KnownKeys(roster, tuple(brought))


def accept_roster(known: KnownKeys, new: Roster) -> None:
    """Refuse a roster that another root signed than the one before, or that is older. Raises LandGuardError LG-SIG-006, LG-SIG-007."""
    old = known.roster
    if old is None:
        return
    if old.root != new.root:
        raise LandGuardError("LG-SIG-006", office=new.office, root=new.root[:16], before=old.root[:16])
    if new.issued < old.issued:
        raise LandGuardError("LG-SIG-007", office=new.office, issued=new.issued, before=old.issued)


def _row(entry: RosterEntry) -> dict[str, object]:
    if key_id_of(unhex(entry.public_key)) != entry.key_id:
        raise LandGuardError("LG-SIG-004", key=entry.key_id[:16], person=entry.person)
    return {
        "key": entry.key_id,
        "public": entry.public_key,
        "person": canonical_text(entry.person, "person"),
        "role": entry.role.value,
        "since": entry.since,
        "until": entry.until,
    }


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("no mapping")
    return value
