"""Which key may act: the signed roster, keys that were brought, and every refusal by code."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from landguard_plugin.core.patches.records import Actor, Event, LogEntry, Role
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.log import canonical_json
from landguard_plugin.core.trust.roster import (
    KEY_ADDED,
    ROSTER_SET,
    KnownKeys,
    Roster,
    RosterEntry,
    accept_roster,
    known_keys,
    read_roster,
    roster_bytes,
)
from landguard_plugin.core.trust.statements import key_data, key_id_of
from landguard_plugin.resources.verify.lgverify import verify_ed25519


class TestKey:
    """A key of the library, without a file."""

    __test__ = False

    def __init__(self, seed, person="", role=""):
        self._key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public_key = self._key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        self.person, self.role, self.key_id = person, role, key_id_of(self.public_key)

    def sign(self, message):
        return self._key.sign(message)


ROOT, WANG, ZHAO = TestKey(1), TestKey(2, "王五"), TestKey(3, "赵六")


def row(key, role=Role.COUNTY, since="2026-01-01", until="2026-12-31"):
    return RosterEntry(key.key_id, key.public_key.hex(), key.person, role, since, until)


CONTENT = roster_bytes("某市局", "2026-01-01", [row(ZHAO, Role.CITY, until=""), row(WANG)], ROOT)


def test_a_roster_is_read_back():
    roster = read_roster(CONTENT, verify_ed25519)
    assert (roster.office, roster.issued, roster.root) == ("某市局", "2026-01-01", ROOT.key_id)
    assert {entry.person for entry in roster.entries} == {"王五", "赵六"}
    again = roster_bytes("某市局", "2026-01-01", [row(WANG), row(ZHAO, Role.CITY, until="")], ROOT)
    assert again == CONTENT


def test_every_byte_of_a_roster_counts():
    for place in range(len(CONTENT)):
        bent = bytearray(CONTENT)
        bent[place] ^= 1 << place % 8
        with pytest.raises(LandGuardError, match="LG-SIG-003"):
            read_roster(bytes(bent), verify_ed25519)
    for content in (b"", b"{}", b"[]", CONTENT + b"\n", json.dumps(json.loads(CONTENT)).encode()):
        with pytest.raises(LandGuardError, match="LG-SIG-003"):
            read_roster(content, verify_ed25519)


def test_a_roster_signed_by_another_hand_names_another_root():
    forged = roster_bytes("某市局", "2026-02-01", [row(WANG)], WANG)
    known = KnownKeys(read_roster(CONTENT, verify_ed25519))
    with pytest.raises(LandGuardError, match="LG-SIG-006"):
        accept_roster(known, read_roster(forged, verify_ed25519))
    with pytest.raises(LandGuardError, match="LG-SIG-007"):
        accept_roster(known, Roster("某市局", "2025-12-31", (), ROOT.key_id))
    accept_roster(known, Roster("某市局", "2026-02-01", (), ROOT.key_id))
    accept_roster(KnownKeys(None), read_roster(forged, verify_ed25519))


@pytest.mark.parametrize(
    ("key", "person", "role", "day", "code"),
    [
        (WANG, "王五", Role.COUNTY, "2026-06-01", None),
        (WANG, "王 五", Role.COUNTY, "2026-12-31", None),
        (WANG, "王五", Role.COUNTY, "2027-01-01", "LG-SIG-002"),
        (WANG, "王五", Role.COUNTY, "2025-12-31", "LG-SIG-002"),
        (WANG, "王五", Role.CITY, "2026-06-01", "LG-SIG-002"),
        (WANG, "赵六", Role.COUNTY, "2026-06-01", "LG-SIG-002"),
        (ZHAO, "赵六", Role.CITY, "2036-06-01", None),
        (ROOT, "王五", Role.COUNTY, "2026-06-01", "LG-SIG-001"),
    ],
)
def test_the_roster_decides(key, person, role, day, code):
    known = KnownKeys(read_roster(CONTENT, verify_ed25519))
    if code:
        with pytest.raises(LandGuardError, match=code):
            known.refuse_stranger(key.key_id, person, role, day + "T00:00:00Z")
    else:
        assert known.refuse_stranger(key.key_id, person, role, day + "T00:00:00Z") is False


def test_a_key_id_that_is_not_its_keys_gets_on_no_roster():
    wrong = RosterEntry(ZHAO.key_id, WANG.public_key.hex(), "王五", Role.COUNTY, "2026-01-01", "")
    with pytest.raises(LandGuardError, match="LG-SIG-004"):
        roster_bytes("某市局", "2026-01-01", [wrong], ROOT)


def entry(number, kind, data):
    event = Event(kind, "", Actor("王五", Role.COUNTY), "2026-03-01T00:00:00Z", data)
    return LogEntry(number, b"", "", "", event)


def test_keys_that_were_brought():
    assert KnownKeys(None).refuse_stranger(WANG.key_id, "王五", Role.COUNTY, "2026-03-01") is True
    known = known_keys([entry(1, KEY_ADDED, key_data(WANG, "王五", Role.COUNTY))], verify_ed25519)
    assert known.refuse_stranger(WANG.key_id, "王五", Role.COUNTY, "2026-03-01") is False
    assert known.refuse_stranger(WANG.key_id, "王五", Role.CITY, "2026-03-01") is True
    with pytest.raises(LandGuardError, match="LG-SIG-005"):
        known.refuse_stranger(WANG.key_id, "赵六", Role.COUNTY, "2026-03-01")


def test_a_roster_in_the_log_replaces_brought_keys():
    entries = [
        entry(1, KEY_ADDED, key_data(ROOT, "假名", Role.COUNTY)),
        entry(2, ROSTER_SET, {"roster": json.loads(CONTENT)}),
    ]
    known = known_keys(entries, verify_ed25519)
    with pytest.raises(LandGuardError, match="LG-SIG-001"):
        known.refuse_stranger(ROOT.key_id, "假名", Role.COUNTY, "2026-03-01")
    bent = json.loads(CONTENT)
    bent["statement"]["office"] = "别的局"
    with pytest.raises(LandGuardError, match="LG-SIG-003"):
        known_keys([entry(1, ROSTER_SET, {"roster": bent})], verify_ed25519)
    assert canonical_json(json.loads(CONTENT)) == CONTENT
