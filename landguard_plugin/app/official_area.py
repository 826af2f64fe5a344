"""Use case: the official area of every feature of a layer, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Optional

import numpy as np
import shapely

from ..core.area.official import OFFICIAL, AreaMethod, official_dm2
from ..core.area.planes import Plane


@dataclass
class AreaRun:
    """A running computation over the blocks of one layer; its totals are exact whatever the blocks."""

    plane: Plane
    method: AreaMethod = OFFICIAL
    count: int = 0
    total_dm2: int = 0
    without_shape: int = 0
    invalid: list[tuple[int, str]] = field(default_factory=list)  # (row number, reason), in source order

    def areas(self, shapes: Sequence[bytes], row_numbers: Sequence[int]) -> list[Optional[int]]:
        """Return the area of each shape in 0.01 m2, None where there is no shape, and add them to the totals."""
        sizes = official_dm2(shapes, self.plane, self.method)
        present = np.array([bool(shape) for shape in shapes])
        self.count += len(shapes)
        self.total_dm2 += int(sizes[present].sum())
        self.without_shape += int((~present).sum())
        self._note_invalid(shapes, row_numbers)
        return [int(size) if there else None for size, there in zip(sizes, present)]

    def _note_invalid(self, shapes: Sequence[bytes], row_numbers: Sequence[int]) -> None:
        geometries = shapely.from_wkb([shape or None for shape in shapes], on_invalid="ignore")
        valid = shapely.is_valid(geometries) | shapely.is_missing(geometries)
        for index in np.nonzero(~valid)[0]:
            self.invalid.append((int(row_numbers[index]), shapely.is_valid_reason(geometries[index])))
