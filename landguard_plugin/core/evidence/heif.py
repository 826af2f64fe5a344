"""The EXIF item of a HEIF file (HEIC, AVIF): telephones write position and direction there as in a JPEG.

Only the index of items is read; the pixels are not. Nothing raises for bad bytes.

Source: ISO/IEC 14496-12 (meta, iinf, iloc boxes); ISO/IEC 23008-12 annex A.2 (Exif items).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_MOST_BOXES = 10_000


def exif_of_heif(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the EXIF block of a HEIF file, b"" for none, and what could not be read."""
    meta = next((body for name, body in _boxes(content) if name == b"meta"), b"")
    if len(meta) < 4:
        return b"", ("cut_off",)
    parts = dict(_boxes(meta[4:]))
    wanted = _exif_item(parts.get(b"iinf", b""))
    if wanted is None:
        return b"", ()
    place = _place_of(parts.get(b"iloc", b""), wanted)
    if place is None:
        return b"", ("exif_place_unknown",)
    start, length = place
    item = content[start : start + length]
    if len(item) < length or length < 8:
        return b"", ("cut_off",)
    skip = 4 + struct.unpack_from(">I", item)[0]
    return (item[skip:], ()) if skip < len(item) else (b"", ("exif_place_unknown",))


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_MOST_BOXES):
        if at + 8 > len(content):
            return
        size, name = struct.unpack_from(">I4s", content, at)
        head = 8
        if size == 1 and at + 16 <= len(content):
            size, head = struct.unpack_from(">Q", content, at + 8)[0], 16
        elif size == 0:
            size = len(content) - at
        if size < head:
            return
        yield name, content[at + head : at + size]
        at += size


def _exif_item(iinf: bytes) -> int | None:
    """Return the number of the item of type Exif."""
    if len(iinf) < 8:
        return None
    for name, body in _boxes(iinf[6:] if iinf[0] == 0 else iinf[8:]):
        if name != b"infe" or len(body) < 12 or body[0] not in (2, 3):
            continue
        letter, size = ("H", 2) if body[0] == 2 else ("I", 4)
        if body[4 + size + 2 : 4 + size + 6] == b"Exif":
            number: int = struct.unpack_from(">" + letter, body, 4)[0]
            return number
    return None


def _place_of(iloc: bytes, wanted: int) -> tuple[int, int] | None:
    """Return (start, length) of an item in the file; items in several pieces or inside other boxes are not followed."""
    try:
        return _Places(iloc).of(wanted)
    except (IndexError, struct.error):
        return None


class _Places:
    """The table of places: its numbers have the widths that its head states."""

    def __init__(self, iloc: bytes) -> None:
        self._bytes, self._at = iloc, 4
        self._version = iloc[0]
        sizes = self._number(2)
        self._offset, self._length = sizes >> 12, sizes >> 8 & 15
        self._base, self._index = sizes >> 4 & 15, sizes & 15 if self._version in (1, 2) else 0

    def of(self, wanted: int) -> tuple[int, int] | None:
        wide = 4 if self._version == 2 else 2
        for _ in range(min(self._number(wide), _MOST_BOXES)):
            item = self._number(wide)
            method = self._number(2) & 15 if self._version in (1, 2) else 0
            self._number(2)
            base = self._number(self._base)
            extents = []
            for _ in range(self._number(2)):
                self._number(self._index)
                extents.append((base + self._number(self._offset), self._number(self._length)))
            if item == wanted:
                return extents[0] if method == 0 and len(extents) == 1 else None
        return None

    def _number(self, width: int) -> int:
        end = self._at + width
        if end > len(self._bytes):
            raise IndexError(end)
        value = int.from_bytes(self._bytes[self._at : end], "big")
        self._at = end
        return value
