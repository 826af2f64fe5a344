"""The tag directories of an EXIF block (a small TIFF file), read from bytes that may be anything.

Nothing here raises for bad bytes: what cannot be read is left out and named in `troubles`. Only tags somebody asks for are
decoded, every directory is entered once, and a value is never larger than the block it stands in.

Source: TIFF 6.0; CIPA DC-008 (Exif 2.32) sections 4.6.2 and 4.6.6.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Union

Rational = tuple[int, int]
TagValue = Union[str, bytes, tuple[int, ...], tuple[Rational, ...]]

MAIN, PHOTO, GPS, PREVIEW = "main", "photo", "gps", "preview"

PHOTO_POINTER, GPS_POINTER = 0x8769, 0x8825
THUMBNAIL_START, THUMBNAIL_LENGTH = 0x0201, 0x0202

_ENTRY = 12
_MOST_ENTRIES = 2_000
_LONGEST_VALUE = 65_536
_MAKER_NOTE = 0x927C
_INTEGERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I"}
_RATIONALS = {5: "I", 10: "i"}
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}


@dataclass(frozen=True)
class Directories:
    """The tags by (directory, number), the preview picture's bytes (b"" for none), and what could not be read."""

    tags: Mapping[tuple[str, int], TagValue] = field(default_factory=dict)
    thumbnail: bytes = b""
    troubles: tuple[str, ...] = ()

    def text(self, directory: str, tag: int) -> str:
        """Return a text tag, "" when it is absent or no text."""
        value = self.tags.get((directory, tag), "")
        return value if isinstance(value, str) else ""

    def number(self, directory: str, tag: int) -> int | None:
        """Return the first integer of a tag, None when it is absent or no integer."""
        value = self.tags.get((directory, tag))
        if isinstance(value, tuple) and value and isinstance(value[0], int):
            return value[0]
        return None

    def rationals(self, directory: str, tag: int) -> tuple[Rational, ...] | None:
        """Return a tag as numerators and denominators (integers get the denominator 1), None when it is absent or neither."""
        value = self.tags.get((directory, tag))
        if not isinstance(value, tuple):
            return None
        return tuple((part, 1) if isinstance(part, int) else part for part in value)


def read_directories(block: bytes) -> Directories:
    """Return what an EXIF block (from its byte-order mark on) holds. Never raises for bad bytes."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(block[:4])
    if order is None or len(block) < 8:
        return Directories(troubles=("no_header",))
    return _Reader(block, order).read()


class _Reader:
    def __init__(self, block: bytes, order: str) -> None:
        self._block, self._order = block, order
        self._tags: dict[tuple[str, int], TagValue] = {}
        self._troubles: dict[str, None] = {}
        self._entered: set[int] = set()

    def read(self) -> Directories:
        first = self._integer(4, "I") or 0
        following = self._enter(MAIN, first)
        for directory, pointer in ((PHOTO, PHOTO_POINTER), (GPS, GPS_POINTER)):
            if (MAIN, pointer) in self._tags:
                self._enter(directory, self._pointed(MAIN, pointer))
        if following:
            self._enter(PREVIEW, following)
        return Directories(self._tags, self._thumbnail(), tuple(self._troubles))

    def _pointed(self, directory: str, tag: int) -> int:
        value = self._tags.get((directory, tag))
        return value[0] if isinstance(value, tuple) and value and isinstance(value[0], int) else 0

    def _integer(self, offset: int, letter: str) -> int | None:
        size = struct.calcsize(letter)
        if offset < 0 or offset + size > len(self._block):
            return None
        found: int = struct.unpack_from(self._order + letter, self._block, offset)[0]
        return found

    def _enter(self, directory: str, offset: int) -> int:
        """Read one directory; return where the next one stands, 0 for nowhere."""
        if offset in self._entered:
            self._troubles["directory_loop"] = None
            return 0
        self._entered.add(offset)
        count = self._integer(offset, "H") if offset >= 8 else None
        if count is None:
            self._troubles["directory_outside"] = None
            return 0
        if count > _MOST_ENTRIES:
            self._troubles["too_many_tags"] = None
            return 0
        for number in range(count):
            if not self._take_entry(directory, offset + 2 + number * _ENTRY):
                self._troubles["directory_cut_off"] = None
                return 0
        return self._integer(offset + 2 + count * _ENTRY, "I") or 0

    def _take_entry(self, directory: str, at: int) -> bool:
        """Take one entry over; return False when the block ends inside it."""
        if at + _ENTRY > len(self._block):
            return False
        tag, kind, count = struct.unpack_from(self._order + "HHI", self._block, at)
        size = _SIZES.get(kind)
        if tag == _MAKER_NOTE or size is None or count == 0:
            return True
        length = size * count
        start = at + 8 if length <= 4 else self._integer(at + 8, "I") or 0
        if length > _LONGEST_VALUE or start + length > len(self._block):
            self._troubles["value_outside"] = None
            return True
        value = self._value(kind, count, start, length)
        if value is not None:
            self._tags.setdefault((directory, tag), value)
        return True

    def _value(self, kind: int, count: int, start: int, length: int) -> TagValue | None:
        raw = self._block[start : start + length]
        if kind in (2, 129):
            return plain_text(raw)
        if kind in _INTEGERS:
            return tuple(struct.unpack(f"{self._order}{count}{_INTEGERS[kind]}", raw))
        if kind in _RATIONALS:
            flat = struct.unpack(f"{self._order}{2 * count}{_RATIONALS[kind]}", raw)
            return tuple(zip(flat[::2], flat[1::2]))
        return raw if kind == 7 else None

    def _thumbnail(self) -> bytes:
        start, length = self._pointed(PREVIEW, THUMBNAIL_START), self._pointed(PREVIEW, THUMBNAIL_LENGTH)
        if not start or not length:
            return b""
        if start < 0 or length < 0 or start + length > len(self._block):
            self._troubles["thumbnail_outside"] = None
            return b""
        return self._block[start : start + length]


def plain_text(raw: bytes) -> str:
    """Return the text of a tag up to its first NUL: UTF-8, else GB 18030 as Chinese cameras write it, without control characters."""
    cut = raw.split(b"\x00", 1)[0]
    for encoding in ("utf-8", "gb18030"):
        try:
            text = cut.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = cut.decode("ascii", "replace")
    return "".join(letter for letter in text if letter.isprintable())[:200].strip()
