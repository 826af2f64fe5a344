"""Photos made in code: EXIF blocks with exactly the tags a test asks for, in JPEG, PNG, WebP and HEIF wrapping."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction

ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 2, 3, 4, 5, 7
MAKE, MODEL, ORIENTATION, SOFTWARE, MODIFIED = 0x010F, 0x0110, 0x0112, 0x0131, 0x0132
TAKEN, OFFSET_TAKEN = 0x9003, 0x9011

Entry = tuple[int, int, object]  # tag, type, value


def dms(degrees: str | float) -> list[tuple[int, int]]:
    """Return degrees, minutes and seconds with 6 decimals, as cameras write them."""
    value = abs(Fraction(str(degrees)))
    whole = int(value)
    minutes = int((value - whole) * 60)
    seconds = round(((value - whole) * 60 - minutes) * 60 * 10**6)
    return [(whole, 1), (minutes, 1), (seconds, 10**6)]


def position(latitude: float | str, longitude: float | str) -> list[Entry]:
    """Return the GPS entries of a position."""
    return [
        (1, ASCII, "S" if float(latitude) < 0 else "N"),
        (2, RATIONAL, dms(latitude)),
        (3, ASCII, "W" if float(longitude) < 0 else "E"),
        (4, RATIONAL, dms(longitude)),
    ]


def direction(degrees: float, reference: str = "T") -> list[Entry]:
    """Return the GPS entries of a viewing direction."""
    return [(16, ASCII, reference), (17, RATIONAL, [(round(degrees * 100), 100)])]


def gps_time(date: str, hours: int, minutes: int, seconds: int) -> list[Entry]:
    """Return the GPS entries of a satellite time."""
    return [(7, RATIONAL, [(hours, 1), (minutes, 1), (seconds, 1)]), (29, ASCII, date)]


def exif_block(
    main: Sequence[Entry] = (),
    photo: Sequence[Entry] = (),
    gps: Sequence[Entry] = (),
    thumbnail: bytes = b"",
    order: str = "<",
) -> bytes:
    """Return a TIFF block with these directories."""
    main_entries = list(main)
    if photo:
        main_entries.append((0x8769, LONG, [0]))
    if gps:
        main_entries.append((0x8825, LONG, [0]))
    start = 8
    positions = {}
    size = _size(main_entries)
    positions["photo"], start = start + size, start + size
    start += _size(photo) if photo else 0
    positions["gps"] = start
    start += _size(gps) if gps else 0
    preview = [(0x0201, LONG, [0]), (0x0202, LONG, [len(thumbnail)])]
    positions["preview"] = start
    thumbnail_at = start + _size(preview)
    fixed = []
    for tag, kind, value in main_entries:
        pointed = {0x8769: positions["photo"], 0x8825: positions["gps"]}.get(tag)
        fixed.append((tag, kind, [pointed] if pointed is not None else value))
    head = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(order + "I", 8)
    block = head + _directory(fixed, 8, positions["preview"] if thumbnail else 0, order)
    if photo:
        block += _directory(photo, positions["photo"], 0, order)
    if gps:
        block += _directory(gps, positions["gps"], 0, order)
    if thumbnail:
        preview[0] = (0x0201, LONG, [thumbnail_at])
        block += _directory(preview, positions["preview"], 0, order) + thumbnail
    return block


def _raw(kind: int, value: object, order: str) -> tuple[int, bytes]:
    if kind == ASCII:
        raw = value if isinstance(value, bytes) else str(value).encode() + b"\x00"
        return len(raw), raw
    if kind == UNDEFINED:
        return len(value), bytes(value)
    if kind == RATIONAL:
        return len(value), b"".join(struct.pack(order + "II", n, d) for n, d in value)
    letter = {SHORT: "H", LONG: "I"}[kind]
    return len(value), struct.pack(f"{order}{len(value)}{letter}", *value)


def _size(entries: Sequence[Entry]) -> int:
    total = 2 + 12 * len(entries) + 4
    for _, kind, value in entries:
        _, raw = _raw(kind, value, "<")
        total += len(raw) + len(raw) % 2 if len(raw) > 4 else 0
    return total


def _directory(entries: Sequence[Entry], at: int, following: int, order: str) -> bytes:
    body, tail = struct.pack(order + "H", len(entries)), b""
    values_at = at + 2 + 12 * len(entries) + 4
    for tag, kind, value in entries:
        count, raw = _raw(kind, value, order)
        body += struct.pack(order + "HHI", tag, kind, count)
        if len(raw) <= 4:
            body += raw.ljust(4, b"\x00")
        else:
            body += struct.pack(order + "I", values_at + len(tail))
            tail += raw + b"\x00" * (len(raw) % 2)
    return body + struct.pack(order + "I", following) + tail


def bare_jpeg(exif: bytes = b"", width: int = 640, height: int = 480) -> bytes:
    """Return a JPEG with the right segments and no picture worth decoding."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    segments = _app1(exif) + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame
    return b"\xff\xd8" + segments + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34" * 40 + b"\xff\xd9"


def with_exif(jpeg: bytes, exif: bytes) -> bytes:
    """Return a decodable JPEG with an EXIF block put in front."""
    return jpeg[:2] + _app1(exif) + jpeg[2:]


def _app1(exif: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 8) + b"Exif\x00\x00" + exif if exif else b""


def png(exif: bytes = b"", width: int = 20, height: int = 10) -> bytes:
    """Return a PNG skeleton with an eXIf chunk."""
    chunks = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    if exif:
        chunks += _chunk(b"eXIf", exif)
    return b"\x89PNG\r\n\x1a\n" + chunks + _chunk(b"IDAT", b"x") + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + b"\x00\x00\x00\x00"


def webp(exif: bytes = b"", width: int = 20, height: int = 10) -> bytes:
    """Return a WebP skeleton with an EXIF chunk."""
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"VP8X" + struct.pack("<I", 10) + b"\x08\x00\x00\x00" + size
    if exif:
        body += b"EXIF" + struct.pack("<I", len(exif)) + exif + b"\x00" * (len(exif) % 2)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def heic(exif: bytes = b"", method: int = 0) -> bytes:
    """Return a HEIF file whose only item is the EXIF block."""
    ftyp = _box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic")
    infe = _box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH", 7, 0) + b"Exif" + b"\x00")
    iinf = _box(b"iinf", b"\x00\x00\x00\x00" + struct.pack(">H", 1) + infe)
    item = struct.pack(">I", 6) + b"Exif\x00\x00" + exif

    def meta(start: int) -> bytes:
        places = struct.pack(">HHHHHHH", 0x4400, 1, 7, method, 0, 1, 0)[:-2] + struct.pack(">II", start, len(item))
        return _box(b"meta", b"\x00\x00\x00\x00" + iinf + _box(b"iloc", b"\x01\x00\x00\x00" + places))

    start = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(start) + _box(b"mdat", item)


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body
