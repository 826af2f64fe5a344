"""Key files: an Ed25519 key as PKCS#8 under a passphrase, with a few readable lines on whose it is.

All arithmetic is the `cryptography` package's, imported when a key is used; where it is absent, signing is refused by code and
everything else works. Keys never enter QGIS's own store: any plugin of the same process could ask that for them.
SM2 is left out: `cryptography` cannot sign with it, and no other library that we would trust ships with QGIS.
"""

from __future__ import annotations

import os
from pathlib import Path

from ...core.patches.records import Role
from ...core.problems import LandGuardError
from ...core.trust.digests import sha256_is_sound
from ...core.trust.statements import key_id_of

LEAST_PASSPHRASE = 12
_MOST_BYTES = 64 * 1024
_BEGIN = "-----BEGIN "


class KeyFile:
    """An unlocked key: it signs as long as somebody holds it, and is gone with this object."""

    def __init__(self, private_key: object, person: str, role: str) -> None:
        """Keep the library's key and what the file says of its owner ("" where it says nothing)."""
        self._private_key = private_key
        self.person, self.role = person, role
        self.public_key = _public_bytes(private_key)

    @property
    def key_id(self) -> str:
        """Return the id of the key."""
        return key_id_of(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of a message (RFC 8032)."""
        return self._private_key.sign(message)


def create_key(path: Path, person: str, role: Role, passphrase: str) -> KeyFile:
    """Make a new key, write it and return it after reading it back.

    Raises LandGuardError: LG-CRY-001 without the library, LG-CRY-002 for a short passphrase, LG-CRY-003 when the file is there
    already or cannot be written, LG-CRY-007 without a person.
    """
    ed25519, serialization = _library()
    if len(passphrase) < LEAST_PASSPHRASE:
        raise LandGuardError("LG-CRY-002", least=LEAST_PASSPHRASE)
    if not person.strip() or "\n" in person:
        raise LandGuardError("LG-CRY-007", path=path.name)
    key = ed25519.Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode("utf-8")),
    )
    public = _public_bytes(key)
    head = (
        f"LandGuard key\nPerson: {person.strip()}\nRole: {role.value}\n"
        f"Key-Id: {key_id_of(public)}\nPublic-Key: {public.hex()}\n"
    )
    _write_new(path, head.encode("utf-8") + pem)
    return open_key(path, passphrase)


def open_key(path: Path, passphrase: str) -> KeyFile:
    """Unlock a key file.

    Raises LandGuardError: LG-CRY-001 without the library, LG-CRY-004 for a file that is no protected key, LG-CRY-005 for a wrong
    passphrase, LG-CRY-006 for a key that is not Ed25519 or not the one its lines name.
    """
    ed25519, serialization = _library()
    content = _read(path)
    begin = content.find(_BEGIN.encode("ascii"))
    if begin < 0 or b"ENCRYPTED" not in content[begin : begin + 40]:
        raise LandGuardError("LG-CRY-004", path=path.name)
    try:
        key = serialization.load_pem_private_key(content[begin:], passphrase.encode("utf-8"))
    except (ValueError, TypeError) as error:
        raise LandGuardError("LG-CRY-005", path=path.name) from error
    except Exception as error:  # the library's own kinds differ from version to version
        raise LandGuardError("LG-CRY-004", path=path.name) from error
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise LandGuardError("LG-CRY-006", path=path.name)
    lines = _lines(content[:begin])
    opened = KeyFile(key, lines.get("Person", ""), lines.get("Role", ""))
    if lines.get("Key-Id", opened.key_id) != opened.key_id:
        raise LandGuardError("LG-CRY-006", path=path.name)
    return opened


def owner_of(path: Path) -> tuple[str, str]:
    """Return (person, role) as the readable lines of a key file say, ("", "") when it has none. Nothing is unlocked for it."""
    try:
        content = _read(path)
    except LandGuardError:
        return "", ""
    lines = _lines(content[: max(content.find(_BEGIN.encode("ascii")), 0)])
    return lines.get("Person", ""), lines.get("Role", "")


def can_sign() -> bool:
    """Return whether this Python has the library that signs."""
    try:
        _library()
    except LandGuardError:
        return False
    return True


def _library() -> tuple[object, object]:
    if not sha256_is_sound():
        raise LandGuardError("LG-CRY-008")
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise LandGuardError("LG-CRY-001", detail=str(error)) from error
    return ed25519, serialization


def _public_bytes(key: object) -> bytes:
    _, serialization = _library()
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that was not there, readable by its owner only, and on disk when this returns."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise LandGuardError("LG-CRY-003", path=str(path), detail=error.strerror or str(error)) from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise LandGuardError("LG-CRY-004", path=path.name) from error
    if len(content) > _MOST_BYTES:
        raise LandGuardError("LG-CRY-004", path=path.name)
    return content


def _lines(head: bytes) -> dict[str, str]:
    text = head.decode("utf-8", errors="replace")
    pairs = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs}
