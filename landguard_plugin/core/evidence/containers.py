"""Which kind of file some bytes are, and where in it the EXIF block, the size of the picture and its end stand.

Recognised by content, never by the name: field programs leave files without ending, chat programs with a wrong one. Nothing
here decodes pixels and nothing raises for bad bytes; what is wrong is named in `troubles`.

Source: ITU-T T.81 annex B (JPEG), PNG 3rd edition (eXIf), RFC 9649 (WebP), ISO/IEC 14496-12 and 23008-12 (HEIF items).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from .heif import exif_of_heif

JPEG, PNG, WEBP, HEIC, TIFF, BMP, GIF = "jpeg", "png", "webp", "heic", "tiff", "bmp", "gif"
PDF, ZIP, OLE, UNKNOWN = "pdf", "zip", "ole", ""

PICTURES = (JPEG, PNG, WEBP, HEIC, TIFF, BMP, GIF)

_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_MAGIC = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"BM", BMP),
    (b"GIF8", GIF),
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
)
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN, _END, _APP1 = 0xDA, 0xD9, 0xE1
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True)
class Container:
    """A file as far as evidence needs it: its format, its EXIF block (b"" for none), the picture's size (0 for unknown)."""

    format: str
    exif: bytes = b""
    width: int = 0
    height: int = 0
    troubles: tuple[str, ...] = ()


def format_of(content: bytes) -> str:
    """Return the format of some bytes, "" for one the house does not know."""
    if content[4:8] == b"ftyp" and (content[8:12] in _HEIF_BRANDS or any(b in content[16:64] for b in _HEIF_BRANDS)):
        return HEIC
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return next((name for magic, name in _MAGIC if content.startswith(magic)), UNKNOWN)


def open_container(content: bytes) -> Container:
    """Return what a file's bytes hold. Never raises for bad bytes."""
    kind = format_of(content)
    if kind == JPEG:
        return _jpeg(content)
    if kind == PNG:
        return _png(content)
    if kind == WEBP:
        return _webp(content)
    if kind == HEIC:
        exif, troubles = exif_of_heif(content)
        return Container(HEIC, exif, 0, 0, troubles)
    if kind == TIFF:
        return Container(TIFF, content)
    return Container(kind)


def _jpeg(content: bytes) -> Container:
    """Walk the segments up to the first scan; the end mark must follow somewhere after it."""
    exif, width, height, at = b"", 0, 0, 2
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1  # fill bytes before a marker
        if at + 4 > len(content) or content[at] != 0xFF:
            return Container(JPEG, exif, width, height, ("cut_off",) if at + 4 > len(content) else ("no_marker",))
        marker = content[at + 1]
        if marker in _NO_LENGTH:
            at += 2
            continue
        if marker == _END:
            return Container(JPEG, exif, width, height, ("no_picture",))
        length = struct.unpack_from(">H", content, at + 2)[0]
        if length < 2 or at + 2 + length > len(content):
            return Container(JPEG, exif, width, height, ("cut_off",))
        body = content[at + 4 : at + 2 + length]
        if marker in _START_OF_FRAME and len(body) >= 5 and not width:
            height, width = struct.unpack_from(">HH", body, 1)
        elif marker == _APP1 and body[:6] in (b"Exif\x00\x00", b"Exif\x00\xff") and not exif:
            exif = body[6:]
        elif marker == _START_OF_SCAN:
            whole = content.find(b"\xff\xd9", at + 2 + length) >= 0
            return Container(JPEG, exif, width, height, () if whole else ("cut_off",))
        at += 2 + length


def _png(content: bytes) -> Container:
    exif, width, height, at = b"", 0, 0, 8
    while at + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        if len(body) < length:
            break
        if name == b"IHDR" and length >= 8:
            width, height = struct.unpack_from(">II", body, 0)
        elif name == b"eXIf":
            exif = body
        elif name == b"IEND":
            return Container(PNG, exif, width, height)
        at += 12 + length
    return Container(PNG, exif, width, height, ("cut_off",))


def _webp(content: bytes) -> Container:
    exif, width, height, at = b"", 0, 0, 12
    declared = struct.unpack_from("<I", content, 4)[0] + 8
    while at + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        body = content[at + 8 : at + 8 + length]
        if name == b"EXIF":
            exif = body[6:] if body.startswith(b"Exif\x00\x00") else body
        elif name == b"VP8X" and len(body) >= 10:
            width = 1 + int.from_bytes(body[4:7], "little")
            height = 1 + int.from_bytes(body[7:10], "little")
        elif name == b"VP8 " and len(body) >= 10 and not width:
            width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", body, 6))
        elif name == b"VP8L" and len(body) >= 5 and not width:
            bits = int.from_bytes(body[1:5], "little")
            width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        at += 8 + length + (length & 1)
    return Container(WEBP, exif, width, height, () if len(content) >= declared else ("cut_off",))
