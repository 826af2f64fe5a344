"""Parts of ground: what the land of two years falls apart into, every square metre named.

COMMON ground is covered by a patch of each year. The rest has a name for each year: covered by this year only, claimed by
two patches of the same year (counted to one of them, OVERLAP for the other), lying in a shape that cannot be measured
(INVALID), or not explained by the geometry (UNACCOUNTED: then the run is not closed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

COMMON, ONLY, OVERLAP, INVALID, UNACCOUNTED = range(5)
BEFORE, AFTER, BOTH = range(3)
NONE = -1

#: how the parts of one year are called where a class is expected (from_class, to_class)
NAMES = {ONLY: "uncovered", OVERLAP: "overlap", INVALID: "invalid", UNACCOUNTED: "unaccounted"}


@dataclass(frozen=True)
class Parts:
    """Parts of ground, one per row.

    kind     uint8 (p,): COMMON, ONLY, OVERLAP, INVALID or UNACCOUNTED
    before   int64 (p,): row of the earlier year, NONE where the part is of the later year only
    after    int64 (p,): row of the later year, NONE where the part is of the earlier year only
    shapes   object (p,): shapely polygon; None for the whole patch (or for no shape: INVALID, UNACCOUNTED)
    gap_m2   float64 (p,): for UNACCOUNTED parts the unexplained area in m2, else 0
    """

    kind: np.ndarray
    before: np.ndarray
    after: np.ndarray
    shapes: np.ndarray
    gap_m2: np.ndarray

    def __len__(self) -> int:
        """Return the number of parts."""
        return len(self.kind)

    @property
    def year(self) -> np.ndarray:
        """Return BEFORE, AFTER or BOTH for every part, uint8 (p,)."""
        return np.where(self.kind == COMMON, BOTH, np.where(self.before != NONE, BEFORE, AFTER)).astype(np.uint8)

    def take(self, index: np.ndarray) -> Parts:
        """Return the parts of this index, in its order."""
        return Parts(self.kind[index], self.before[index], self.after[index], self.shapes[index], self.gap_m2[index])

    def with_shapes(self, shapes: np.ndarray) -> Parts:
        """Return the same parts with other shapes."""
        return replace(self, shapes=shapes)


def parts_of(
    kind: int,
    before: Sequence[int] | np.ndarray,
    after: Sequence[int] | np.ndarray,
    shapes: Sequence[object] | np.ndarray | None = None,
    gap_m2: Sequence[float] | np.ndarray | None = None,
) -> Parts:
    """Return parts of one kind."""
    count = len(before)
    column = np.empty(count, dtype=object)
    if shapes is not None and count:
        column[:] = shapes
    gaps = np.zeros(count) if gap_m2 is None else np.asarray(gap_m2, dtype=np.float64)
    return Parts(
        np.full(count, kind, dtype=np.uint8), np.asarray(before, np.int64), np.asarray(after, np.int64), column, gaps
    )


def join(parts: Sequence[Parts]) -> Parts:
    """Return all parts in one table, in the order given."""
    return Parts(
        np.concatenate([p.kind for p in parts]),
        np.concatenate([p.before for p in parts]),
        np.concatenate([p.after for p in parts]),
        np.concatenate([p.shapes for p in parts]),
        np.concatenate([p.gap_m2 for p in parts]),
    )
