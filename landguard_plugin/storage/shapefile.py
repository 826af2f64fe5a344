"""The attribute bytes of a shapefile, read beside QGIS: to decide its encoding and to find values that fit none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

import numpy as np

from ..core.survey.encoding import DbfHeader, Decision, TextScan, decide, decode, field_names, read_header, text_values
from .archives import DataFile

_BLOCK_BYTES = 8_000_000


@dataclass(frozen=True)
class DbfText:
    """What the .dbf of a shapefile tells beyond QGIS: encoding, field names, damaged values, long numbers as written.

    damaged   (record, field) -> text with U+FFFD where bytes fitted nothing
    cut       (record, field) -> text that ended in half a character, without it
    digits    (record, field) -> numbers as written, where a reader would lose digits of them
    rows      records the header declares, without those marked as deleted
    """

    header: DbfHeader
    decision: Decision
    names: tuple[str, ...]
    damaged: dict[tuple[int, int], str]
    cut: dict[tuple[int, int], str]
    digits: dict[tuple[int, int], str]
    rows: int


def read_text(shapefile: DataFile, chosen: Optional[str] = None) -> Optional[DbfText]:
    """Return what the .dbf beside a .shp tells, None when there is no .dbf.

    Raises LandGuardError LG-ENC-001..003 when the encoding cannot be decided, LG-ENC-002 when the .dbf is none.
    """
    dbf = shapefile.beside(".dbf")
    if dbf is None:
        return None
    header = _header(dbf)
    scan, deleted = TextScan(header), 0
    for _, block in _blocks(dbf, header):
        scan.add(block)
        deleted += block[:: header.record_length].count(b"*")
    decision = decide(scan, _code_page(shapefile), chosen)
    damaged: dict[tuple[int, int], str] = {}
    cut: dict[tuple[int, int], str] = {}
    digits: dict[tuple[int, int], str] = {}
    if decision.damaged or decision.cut:
        for first, block in _blocks(dbf, header):
            for record, index, value in text_values(header, block, first):
                text, fits, is_cut = decode(value, decision.encoding)
                if not fits:
                    damaged[record, index] = text
                elif is_cut:
                    cut[record, index] = text
    for index in _number_fields(header):
        for first, block in _blocks(dbf, header):
            digits.update(_digits(header, index, first, block))
    names = tuple(field_names(header, decision.encoding))
    return DbfText(header, decision, names, damaged, cut, digits, header.records - deleted)


def _header(dbf: DataFile) -> DbfHeader:
    with dbf.open() as stream:
        head = stream.read(32)
        return read_header(head + stream.read(max(0, int.from_bytes(head[8:10], "little") - len(head))))


def _blocks(dbf: DataFile, header: DbfHeader) -> Iterator[tuple[int, bytes]]:
    """Yield (first record, whole records) of the file; an incomplete last record is left out."""
    size = max(1, _BLOCK_BYTES // header.record_length) * header.record_length
    with dbf.open() as stream:
        stream.read(header.begin)
        record = 0
        while record < header.records:
            block = stream.read(min(size, (header.records - record) * header.record_length))
            whole = len(block) // header.record_length
            if not whole:
                return
            yield record, block[: whole * header.record_length]
            record += whole


def _code_page(shapefile: DataFile) -> Optional[str]:
    cpg = shapefile.beside(".cpg")
    if cpg is None:
        return None
    with cpg.open() as stream:
        return stream.read(64).decode("latin-1")


def _number_fields(header: DbfHeader) -> list[int]:
    """Return number fields whose values a reader may not give back whole: more digits than a double, or a stray point."""
    return [
        k for k, field in enumerate(header.fields) if field.kind in "NF" and (field.width > 15 or not field.decimals)
    ]


def _digits(header: DbfHeader, index: int, first: int, block: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield numbers as written: whole ones of more than 15 digits, and any with decimals in a field declared without."""
    field, length = header.fields[index], header.record_length
    table = np.frombuffer(block, np.uint8).reshape(-1, length)[:, field.offset : field.offset + field.width]
    is_digit = (table >= ord("0")) & (table <= ord("9"))
    has_point = (table == ord(".")).any(axis=1)
    wanted = has_point if not field.decimals else np.zeros(len(table), dtype=bool)
    wanted = wanted | (~has_point & (is_digit.sum(axis=1) > 15))
    for row in np.nonzero(wanted)[0]:
        text = table[row].tobytes().strip(b" \0").decode("ascii", errors="replace")
        yield (first + int(row), index), text
