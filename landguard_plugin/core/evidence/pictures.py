"""Fingerprints of pictures: equal for the same picture saved smaller or packed harder, far apart for different ones.

A difference hash: the picture as 9 x 8 grey values, one bit for each neighbour to the right that is darker. Two pictures are
alike when few of the 64 bits differ. It finds copies that were resized or sent through a chat program; it does not find one
that was cut, mirrored or turned.
"""

from __future__ import annotations

COLUMNS, ROWS = 9, 8
_FLAT = 4  # a picture with fewer grey steps than this has no pattern: fog, a blank sheet, a lens cap


def fingerprint(greys: bytes) -> str:
    """Return 16 hex digits for 72 grey values, row by row; "" for a picture without pattern. Raises ValueError for another count."""
    if len(greys) != COLUMNS * ROWS:
        raise ValueError(len(greys))
    if max(greys) - min(greys) < _FLAT:
        return ""
    bits = 0
    for row in range(ROWS):
        for column in range(COLUMNS - 1):
            at = row * COLUMNS + column
            bits = bits << 1 | (greys[at] > greys[at + 1])
    return f"{bits:016x}"


def bits_apart(first: str, second: str) -> int | None:
    """Return how many bits of two fingerprints differ, None when one is missing."""
    if len(first) != 16 or len(second) != 16:
        return None
    try:
        return bin(int(first, 16) ^ int(second, 16)).count("1")
    except ValueError:
        return None
