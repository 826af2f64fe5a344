"""Digests of the house: SHA-256 always, SM3 beside it where this Python has one that passes its published vector.

Everything that is hashed or signed carries the tag of its kind, so that bytes of one kind never pass for another.
Source of the SM3 vector: GB/T 32905-2016, appendix A.1 ("abc").
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

_TAG = "LandGuard/LGC1/"
_SM3_OF_ABC = 0x66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0
_SHA256_OF_ABC = 0xBA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD


def tagged(kind: str, content: bytes) -> bytes:
    """Return the bytes that are hashed or signed for content of a kind (certificate, decision, head, roster, seal)."""
    return f"{_TAG}{kind}".encode("ascii") + b"\x00" + content


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of bytes as they are, hex."""
    return hashlib.sha256(content).hexdigest()


def sm3_of(content: bytes) -> str:
    """Return the SM3 of bytes as they are, hex; "" where this Python has no SM3 that can be relied on."""
    return hashlib.new("sm3", content).hexdigest() if has_sm3() else ""


@lru_cache(maxsize=1)
def has_sm3() -> bool:
    """Return whether hashlib offers an SM3 that gives the published value."""
    try:
        return int(hashlib.new("sm3", b"abc").hexdigest(), 16) == _SM3_OF_ABC
    except ValueError:
        return False


@lru_cache(maxsize=1)
def sha256_is_sound() -> bool:
    """Return whether SHA-256 gives its published value here (FIPS 180-4)."""
    return int(hashlib.sha256(b"abc").hexdigest(), 16) == _SHA256_OF_ABC
