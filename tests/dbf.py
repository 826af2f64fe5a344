"""Writes .dbf bytes from scratch, by the dBASE III layout: an encoder of our own, so that reading is held against something."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Union


def dbf_bytes(
    fields: Sequence[tuple],
    rows: Sequence[Sequence[Union[str, bytes, float, None]]],
    encoding: str = "gbk",
    language_byte: int = 0,
    deleted: Sequence[int] = (),
) -> bytes:
    """Return a .dbf; fields are (name, type letter, width, decimals or none), text is cut at the width in bytes."""
    fields = [(*field, 0)[:4] for field in fields]
    length = 1 + sum(width for _, _, width, _ in fields)
    begin = 32 + 32 * len(fields) + 1
    out = bytearray(struct.pack("<BBBBIHH", 3, 126, 1, 1, len(rows), begin, length) + bytes(20))
    out[29] = language_byte
    for name, kind, width, decimals in fields:
        raw = (name if isinstance(name, bytes) else name.encode(encoding))[:10]
        out += raw.ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([width, decimals]) + bytes(14)
    out += b"\r"
    for number, row in enumerate(rows):
        out += b"*" if number in deleted else b" "
        for value, (_, kind, width, _) in zip(row, fields):
            if value is None:
                raw = b""
            elif isinstance(value, bytes):
                raw = value
            else:
                raw = str(value).encode(encoding)
            raw = raw[:width]
            out += raw.rjust(width) if kind in "NF" else raw.ljust(width)
    return bytes(out + b"\x1a")
