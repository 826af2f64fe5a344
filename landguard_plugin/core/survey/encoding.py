"""Which encoding the text of a shapefile is in, decided on the bytes of its .dbf; which values it does not fit.

A .dbf says at most by hint what its text is: a .cpg file beside it, a language byte in its header. Deliveries of Chinese
surveys lose the one and leave the other 0, so the bytes decide: every distinct non-ASCII value is decoded strictly, and what
comes out is judged by how much of it is everyday writing (GB 2312, full-width marks, the letters of Europe). What stays open is
refused, never guessed. Layout of .dbf: dBASE III as ESRI and shapelib write it; the language bytes likewise.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Optional

import numpy as np

from ..problems import LandGuardError

UTF_8, GB18030, BIG5 = "UTF-8", "GB18030", "BIG5"
NAME_BYTES = 10

#: language bytes that name a multi-byte code page; the others (0x57 "ANSI", 0x03, 0) say nothing reliable
_LANGUAGE_BYTES = {0x4D: GB18030, 0x7A: GB18030, 0x4F: BIG5, 0x78: BIG5, 0x13: "CP932", 0x7B: "CP932", 0x4E: "CP949"}
_ALIASES = {
    **dict.fromkeys(("utf8", "utf-8", "65001", "cp65001"), UTF_8),
    **dict.fromkeys(("gbk", "936", "cp936", "gb2312", "gb18030", "54936", "ms936", "ansi 936", "oem 936"), GB18030),
    **dict.fromkeys(("big5", "950", "cp950", "ansi 950", "oem 950"), BIG5),
    **dict.fromkeys(("1252", "cp1252", "ansi 1252"), "CP1252"),
    **dict.fromkeys(("88591", "iso-8859-1", "iso88591", "latin1"), "ISO-8859-1"),
}
_FEW_DAMAGED = 0.05  # a share of values up to this may be damaged before the encoding itself is in doubt
_MANY_CUT = 0.2  # half characters at the end of more values than this are no cut names but another encoding
_CLEAR_MARGIN = 0.3
_EVERYDAY = 0.7
_JUDGED_VALUES = 5_000  # writing is judged on this many values; whether bytes fit is checked on all
_ENDS_TOO_SOON = ("unexpected end of data", "incomplete multibyte sequence")  # how Python's decoders say it


class Evidence(Enum):
    """What decided."""

    CHOSEN = "chosen"  # the user named it
    CODE_PAGE_FILE = "cpg"
    LANGUAGE_BYTE = "language byte"
    CONTENT = "content"
    ASCII = "ascii"  # nothing to decide: no byte beyond ASCII


@dataclass(frozen=True)
class DbfField:
    """A field descriptor: the name as stored (cut at 10 bytes), the type letter, where it stands in a record."""

    name: bytes
    kind: str
    offset: int
    width: int
    decimals: int = 0


@dataclass(frozen=True)
class DbfHeader:
    """The header of a .dbf: number and length of records, where they begin, the language byte, the fields."""

    records: int
    begin: int
    record_length: int
    language_byte: int
    fields: tuple[DbfField, ...]


@dataclass(frozen=True)
class Decision:
    """The encoding of a file and how it was found."""

    encoding: str
    evidence: Evidence
    certain: bool
    sample: str
    overruled: str = ""  # a declared encoding that the bytes contradict
    damaged: int = 0  # distinct values that do not fit
    cut: int = 0  # distinct values that end in half a character


@dataclass(frozen=True)
class _Fit:
    """How a set of byte strings takes to one encoding."""

    damaged: int
    cut: int
    cut_short: int  # of these, values that do not fill their field, so that nothing explains why they were cut
    everyday: float  # share of non-ASCII characters that are everyday writing, 0..1
    characters: int
    texts: tuple[str, ...]


def read_header(data: bytes) -> DbfHeader:
    """Return the header of a .dbf from its first bytes.

    Raises LandGuardError LG-ENC-002 when they are not a .dbf header.
    """
    if len(data) < 33:
        raise LandGuardError("LG-ENC-002")
    records = int.from_bytes(data[4:8], "little")
    begin, length = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    fields: list[DbfField] = []
    position, offset = 32, 1
    while position + 32 <= min(begin, len(data)) and data[position] != 0x0D:
        descriptor = data[position : position + 32]
        name = descriptor[:11].split(b"\0")[0]
        fields.append(DbfField(name, chr(descriptor[11]), offset, descriptor[16], descriptor[17]))
        offset += descriptor[16]
        position += 32
    if not fields or begin < position or length < offset:
        raise LandGuardError("LG-ENC-002")
    return DbfHeader(records, begin, length, data[29], tuple(fields))


class TextScan:
    """Collects the distinct non-ASCII values of a .dbf's text fields, block by block."""

    def __init__(self, header: DbfHeader) -> None:
        """Begin with the field names."""
        self.header = header
        self.names = [field.name for field in header.fields if not field.name.isascii()]
        self.values: set[bytes] = set()
        self.full = {name for name in self.names if len(name) >= NAME_BYTES}  # may be cut: they fill their field

    def add(self, block: bytes) -> None:
        """Take whole records; an incomplete last record (a file cut short) is left to the reader of rows."""
        if block.isascii():
            return
        for index, _, values in _text_columns(self.header, block):
            self.values.update(values)
            self.full.update(value for value in set(values) if len(value) == self.header.fields[index].width)

    def all(self) -> list[bytes]:
        """Return names and values, in a fixed order."""
        return sorted(self.names) + sorted(self.values)


def text_values(header: DbfHeader, block: bytes, first_record: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield (record, field index, value without padding) of every non-ASCII text value in whole records.

    Deleted records are passed over, as every reader does.
    """
    for index, records, values in _text_columns(header, block):
        for record, value in zip(records, values):
            yield first_record + record, index, value


def _text_columns(header: DbfHeader, block: bytes) -> Iterator[tuple[int, list[int], list[bytes]]]:
    count = len(block) // header.record_length
    table = np.frombuffer(block, np.uint8, count * header.record_length).reshape(count, header.record_length)
    kept = np.nonzero((table[:, 0] != ord("*")) & (table >= 0x80).any(axis=1))[0]
    for index, field in enumerate(header.fields):
        if field.kind != "C" or not field.width or not len(kept):
            continue
        column = table[kept, field.offset : field.offset + field.width]
        rows = np.nonzero((column >= 0x80).any(axis=1))[0]
        raw = np.ascontiguousarray(column[rows]).view(f"S{field.width}").ravel().tolist()
        yield index, kept[rows].tolist(), [value.split(b"\0")[0].strip(b" ") for value in raw]


def normalise(name: str) -> Optional[str]:
    """Return the house's name of an encoding as users, .cpg files and Windows write it; None when it is unknown."""
    plain = name.strip().strip("\ufeff\0").strip()
    known = _ALIASES.get(plain.lower())
    if known or not plain:
        return known
    try:
        return codecs.lookup(plain.replace("ANSI ", "cp")).name.upper()
    except LookupError:
        return None


def decide(scan: TextScan, code_page: Optional[str] = None, chosen: Optional[str] = None) -> Decision:
    """Return the encoding of a scanned .dbf; `code_page` is the text of the .cpg file, `chosen` what the user named.

    Raises LandGuardError LG-ENC-003 for a chosen encoding nobody knows, LG-ENC-001 when nothing decides.
    """
    values = scan.all()
    if chosen:
        name = normalise(chosen)
        if name is None:
            raise LandGuardError("LG-ENC-003", encoding=chosen)
        return _decision(name, Evidence.CHOSEN, True, _fit(values, scan.full, name))
    if not values:
        return Decision(UTF_8, Evidence.ASCII, True, "")
    for declared, evidence in (
        (normalise(code_page or ""), Evidence.CODE_PAGE_FILE),
        (_LANGUAGE_BYTES.get(scan.header.language_byte), Evidence.LANGUAGE_BYTE),
    ):
        if declared is not None:
            return _declared(values, scan.full, declared, evidence)
    found = _by_content(values, scan.full)
    if found is None:
        raise LandGuardError("LG-ENC-001", sample=_raw_sample(values))
    return found


def decide_values(values: Sequence[bytes]) -> Decision:
    """Return the encoding of texts that come from no .dbf, by their bytes alone; none of them can be cut short.

    Raises LandGuardError LG-ENC-001 when nothing decides.
    """
    distinct = sorted(set(values))
    if not any(not value.isascii() for value in distinct):
        return Decision(UTF_8, Evidence.ASCII, True, "")
    found = _by_content(distinct, set())
    if found is None:
        raise LandGuardError("LG-ENC-001", sample=_raw_sample(distinct))
    return found


def decode(value: bytes, encoding: str) -> tuple[str, bool, bool]:
    """Return (text, fits, cut): `cut` when only half a character at the end had to go, not `fits` when bytes were lost.

    Bytes that fit nothing are shown as U+FFFD, so that the damage stays visible.
    """
    try:
        return value.decode(encoding), True, False
    except UnicodeDecodeError as error:
        if error.end == len(value) and error.reason in _ENDS_TOO_SOON:
            try:
                return value[: error.start].decode(encoding), True, True
            except UnicodeDecodeError:
                pass
        return value.decode(encoding, errors="replace"), False, False


def field_names(header: DbfHeader, encoding: str) -> list[str]:
    """Return the names of all fields as text; a name cut inside a character loses that half character."""
    return [decode(field.name, encoding)[0] for field in header.fields]


def cut_name(title: str, encoding: str) -> str:
    """Return what a .dbf of this encoding keeps of a longer field name: its first 10 bytes in whole characters."""
    return title.encode(encoding, errors="replace")[:NAME_BYTES].decode(encoding, errors="ignore")


def _declared(values: Sequence[bytes], full: set[bytes], declared: str, evidence: Evidence) -> Decision:
    fit = _fit(values, full, declared)
    several_bytes = declared in (UTF_8, GB18030, BIG5) or declared in _LANGUAGE_BYTES.values()
    if several_bytes and not fit.damaged and fit.cut_short <= _MANY_CUT * len(values):
        return _decision(declared, evidence, True, fit)
    content = _by_content(values, full)
    # A single-byte page fits any bytes, so it is believed only while the bytes themselves do not tell otherwise.
    if content is not None and content.encoding != declared and (content.certain or several_bytes):
        return Decision(
            content.encoding, Evidence.CONTENT, content.certain, content.sample, declared, content.damaged, content.cut
        )
    if fit.damaged > _FEW_DAMAGED * len(values):
        raise LandGuardError("LG-ENC-001", sample=_raw_sample(values))
    return _decision(declared, evidence, True, fit)


def _by_content(values: Sequence[bytes], full: set[bytes]) -> Optional[Decision]:
    """Return what the bytes tell, None when they do not."""
    utf_8, gb = _fit(values, full, UTF_8), _fit(values, full, GB18030)
    utf_8_fits, gb_fits = _fits(utf_8, len(values)), _fits(gb, len(values))
    if utf_8_fits and gb_fits:
        margin = utf_8.everyday - gb.everyday
        if abs(margin) < _CLEAR_MARGIN:
            return None
        better, name = (utf_8, UTF_8) if margin > 0 else (gb, GB18030)
        return _decision(name, Evidence.CONTENT, _is_convincing(better), better)
    if utf_8_fits:
        return _decision(UTF_8, Evidence.CONTENT, utf_8.characters >= 2, utf_8)
    if gb_fits and gb.everyday >= _EVERYDAY:
        return _decision(GB18030, Evidence.CONTENT, _is_convincing(gb), gb)
    for fit, other, name in ((utf_8, gb, UTF_8), (gb, utf_8, GB18030)):
        few = 0 < fit.damaged + fit.cut_short <= _FEW_DAMAGED * len(values)
        if few and _is_convincing(fit) and other.damaged > len(values) / 2:
            return _decision(name, Evidence.CONTENT, False, fit)
    return None


def _fits(fit: _Fit, values: int) -> bool:
    return fit.damaged == 0 and fit.cut_short <= _MANY_CUT * values and fit.characters > 0


def _is_convincing(fit: _Fit) -> bool:
    return fit.everyday >= 0.9 and fit.characters >= 2


def _decision(name: str, evidence: Evidence, certain: bool, fit: _Fit) -> Decision:
    best = sorted(fit.texts, key=lambda text: (-len(set(text)), text))[:1]
    return Decision(name, evidence, certain, best[0][:60] if best else "", "", fit.damaged, fit.cut)


def _fit(values: Sequence[bytes], full: set[bytes], encoding: str) -> _Fit:
    damaged = cut = cut_short = 0
    texts: list[str] = []
    for value in values:
        text, fits, short = decode(value, encoding)
        damaged += not fits
        cut += short
        cut_short += short and value not in full
        if fits and len(texts) < _JUDGED_VALUES:
            texts.append(text)
    foreign = [character for text in texts for character in text if ord(character) > 127]
    everyday = sum(map(_is_everyday, foreign))
    return _Fit(damaged, cut, cut_short, everyday / len(foreign) if foreign else 0.0, len(foreign), tuple(texts))


def _is_everyday(character: str) -> bool:
    code = ord(character)
    if 0xC0 <= code <= 0x24F or 0x386 <= code <= 0x45F or 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFF65:
        return True
    if not 0x4E00 <= code <= 0x9FFF:
        return code in (0xB0, 0xB2, 0xB3, 0xB7, 0xD7, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026)
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _raw_sample(values: Sequence[bytes]) -> str:
    longest = max(values, key=len)[:12]
    return " ".join(f"{byte:02X}" for byte in longest)
