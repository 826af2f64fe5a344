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
    first = _polygon_bytes(before)
    rows = dict(zip(reversed(first), range(len(first) - 1, -1, -1)))  # the first of several equal ones stays
    rows.pop(b"", None)
    return np.array([rows.pop(shape, NO_MATE) for shape in _polygon_bytes(after)], dtype=np.int64)


def _polygon_bytes(shapes: Sequence[bytes]) -> list[bytes]:
    return [shape[9:] if shape[:9] == _SINGLE_PART else shape for shape in shapes]
