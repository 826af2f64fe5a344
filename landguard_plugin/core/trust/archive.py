"""The container of a case package: a ZIP with one spelling only. Stored, names sorted, 1980-01-01, no extras, no comments.

Any unpacker reads it; the verifier rebuilds it from its contents and compares byte by byte. Source: PKWARE APPNOTE 6.3.3, 4.3.7-4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from ..problems import LandGuardError

MOST_ENTRIES, MOST_BYTES, MOST_ENTRY = 20_000, 2 * 1024**3, 200 * 1024**2
_DAY_ONE = 33  # 1980-01-01 in the DOS way: year 0, month 1, day 1


def archive_of(files: Mapping[str, bytes]) -> bytes:
    """Return the container of files by ASCII name. Raises LandGuardError LG-PKG-003 beyond the limits every reader holds."""
    total = sum(len(content) for content in files.values())
    largest = max((len(content) for content in files.values()), default=0)
    if len(files) > MOST_ENTRIES or total > MOST_BYTES or largest > MOST_ENTRY:
        raise LandGuardError("LG-PKG-003", entries=len(files), bytes=total, largest=largest)
    body, central, offset = [], [], 0
    for name in sorted(files):
        content, encoded = files[name], name.encode("ascii")
        sizes = (zlib.crc32(content), len(content), len(content), len(encoded), 0)
        common = struct.pack("<HHHHIIIHH", 0, 0, 0, _DAY_ONE, *sizes)
        local = b"PK\x03\x04" + struct.pack("<H", 20) + common + encoded
        central.append(
            b"PK\x01\x02" + struct.pack("<HH", 20, 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, offset) + encoded
        )
        body += [local, content]
        offset += len(local) + len(content)
    directory = b"".join(central)
    counts = (0, 0, len(files), len(files), len(directory), offset, 0)
    return b"".join([*body, directory, b"PK\x05\x06", struct.pack("<HHHHIIH", *counts)])
