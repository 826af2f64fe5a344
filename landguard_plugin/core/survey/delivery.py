"""A survey delivery as it was read, before anything was decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .mapping import SourceField


@dataclass(frozen=True)
class Delivery:
    """The rows of one source layer, in its own order.

    columns      one list of n values per field; None for NULL, text decoded
    shapes       n times WKB, two-dimensional, curves stroked; b"" for no geometry
    row_numbers  int64 (n,): the source's feature ids, by which a user finds a row again
    encoding     the encoding of a shapefile, "" for sources that know their own
    damaged      (row, field): text of which bytes fitted no character; U+FFFD stands for them
    cut          how many values ended in half a character, which was dropped
    """

    name: str
    fields: tuple[SourceField, ...]
    columns: Sequence[list[object]]
    shapes: list[bytes]
    row_numbers: np.ndarray
    encoding: str = ""
    damaged: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    cut: int = 0

    def __len__(self) -> int:
        """Return the number of rows read."""
        return len(self.shapes)
