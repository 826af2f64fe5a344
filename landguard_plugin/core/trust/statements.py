"""What a key signs: decisions on patches, heads of the log, rosters of keys, seals of packages. Canonical bytes, one tag per kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ..patches.records import Review, Role
from .canonical import canonical_text
from .digests import sha256_of, tagged
from .log import canonical_json

ALGORITHM = "Ed25519"
KEY_ID_LENGTH = 32


class Signer(Protocol):
    """A private key that was unlocked for one piece of work."""

    person: str
    role: str
    public_key: bytes

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""


@dataclass(frozen=True)
class Signature:
    """A signature over a statement: `public_key` and `value` are hex."""

    key_id: str
    public_key: str
    value: str
    algorithm: str = ALGORITHM

    def as_data(self) -> dict[str, str]:
        """Return the signature as data for the log and for packages."""
        return {"alg": self.algorithm, "key": self.key_id, "public": self.public_key, "value": self.value}


@dataclass(frozen=True)
class Place:
    """A place in the log: the first `size` entries, their RFC 6962 root (hex), the hash of entry 1 as name of the log."""

    size: int
    root: str
    origin: str


def key_id_of(public_key: bytes) -> str:
    """Return the id of a public key: the beginning of its SHA-256, hex."""
    return sha256_of(public_key)[:KEY_ID_LENGTH]


def unhex(text: str) -> bytes:
    """Return the bytes of lower-case hex. Raises ValueError for any other spelling, so that there is one only."""
    value = bytes.fromhex(text)
    if value.hex() != text:
        raise ValueError("not lower-case hex")
    return value


def sign(signer: Signer, kind: str, statement: bytes) -> Signature:
    """Return the signature of a statement of a kind (decision, head, roster, seal)."""
    value = signer.sign(tagged(kind, statement))
    return Signature(key_id_of(signer.public_key), signer.public_key.hex(), value.hex())


def decision_data(review: Review, digests: tuple[str, str], place: Place, previous: str) -> dict[str, object]:
    """Return what a decision states.

    digests   SHA-256 and SM3 of the certificate it gives or is about, ("", "") when there is none
    place     the log as it was when deciding
    previous  hash of the log entry of the decision before on this patch, "" for the first
    """
    return {
        "schema": "LGC1/decision/1",
        "uid": review.uid,
        "decision": review.decision,
        "opinion": canonical_text(review.opinion, "opinion"),
        "actor": {
            "key": review.actor.key_id,
            "person": canonical_text(review.actor.person, "person"),
            "role": review.actor.role.value,
        },
        "at": review.at,
        "before": review.state_before.value,
        "after": review.state_after.value,
        "certificate": {"number": review.certificate, "sha256": digests[0], "sm3": digests[1]},
        "log": {"size": place.size, "root": place.root, "origin": place.origin},
        "previous": previous,
    }


def head_statement(place: Place, at: str) -> bytes:
    """Return the bytes that a head signs: this log had this root when it had this size."""
    return canonical_json(
        {"schema": "LGC1/head/1", "size": place.size, "root": place.root, "origin": place.origin, "at": at}
    )


def key_data(signer: Signer, person: str, role: Role) -> dict[str, object]:
    """Return what the log keeps of a key that its owner brought along (an office without a roster)."""
    public = signer.public_key
    return {
        "how": "self",
        "key": key_id_of(public),
        "public": public.hex(),
        "person": canonical_text(person, "person"),
        "role": role.value,
    }


def signed(statement: Mapping[str, object], signature: Signature) -> dict[str, object]:
    """Return a statement with its signature, as the log and packages hold it."""
    return {"statement": statement, "signature": signature.as_data()}
