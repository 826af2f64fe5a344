"""The people who take turns at this computer, and the key file of each: kept in the settings, names and paths only."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..core.patches.records import Actor, Role
from ..core.trust.review import same_person
from ..storage.signing import keyfile
from . import settings
from .settings import KEY_FILE, PEOPLE, Setting

LEAST_PASSPHRASE = keyfile.LEAST_PASSPHRASE
_MOST = 6


def take_seat(person: str, role: Role) -> None:
    """Make somebody the one who works here; the latest come first in the list of people."""
    settings.PERSON.put(person.strip())
    settings.ROLE.put(role.value)
    others = [one for one in recent_people() if (one.person, one.role) != (person.strip(), role)]
    lines = [f"{role.value} {person.strip()}", *(f"{one.role.value} {one.person}" for one in others)]
    PEOPLE.put("\n".join(lines[:_MOST]))


def recent_people() -> list[Actor]:
    """Return who worked here lately, the latest first."""
    known = {role.value: role for role in Role}
    pairs = [line.partition(" ") for line in PEOPLE.get().splitlines()]
    return [Actor(person, known[role]) for role, _, person in pairs if role in known and person]


def key_of(person: str) -> str:
    """Return the key file a person used last; "" when only another person's is known."""
    path = _key_setting(person).get() if person else KEY_FILE.get()
    if path:
        return path
    last = KEY_FILE.get()
    return last if last and same_person(key_owner(last), person) else ""


def remember_key(person: str, path: str) -> None:
    """Keep where a key file lies: of whom it says it is, and as the last one used."""
    KEY_FILE.put(path)
    owner = key_owner(path) or person
    if owner:
        _key_setting(owner).put(path)


def key_owner(path: str) -> str:
    """Return whose key a file says it is, "" when it says nothing or is none."""
    return keyfile.owner_of(Path(path.strip()))[0] if path.strip() and Path(path.strip()).is_file() else ""


def _key_setting(person: str) -> Setting:
    return Setting(f"keys/{hashlib.sha256(person.strip().encode()).hexdigest()[:16]}", "")
