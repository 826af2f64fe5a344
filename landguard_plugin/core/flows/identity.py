"""Land that did not change: patches whose shape is the same, bit for bit, in both years.

Most of a county is. Such a pair needs no overlay: its piece is the patch. That is only right where nothing else covers
the same ground, so the caller proves the layers free of overlaps first (core/survey/coverage) or keeps the pair in the overlay.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

NO_MATE = -1
_SINGLE_PART = struct.pack("<BII", 1, 6, 1)


def same_shapes(before: Sequence[bytes], after: Sequence[bytes]) -> np.ndarray:
    """Return, for each shape of `after`, the row of `before` with the same bytes, int64 (m,); NO_MATE where there is none.

    A one-part multipolygon equals its polygon. Each row of `before` is given to one row of `after` at most.
    """
    rows: dict[bytes, int] = {}
    for row, shape in enumerate(before):
        if shape:
            rows.setdefault(_polygon_bytes(shape), row)
    mates = np.full(len(after), NO_MATE, dtype=np.int64)
    for row, shape in enumerate(after):
        if shape:
            mates[row] = rows.pop(_polygon_bytes(shape), NO_MATE)
    return mates


def _polygon_bytes(shape: bytes) -> bytes:
    return shape[9:] if shape[:9] == _SINGLE_PART else shape
