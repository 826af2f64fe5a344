"""One year's ground made ready for the overlay: shapes that can be measured, and one owner for every place.

Where two patches of a year claim the same ground, it counts to the smaller one (a patch drawn on top of a larger that was
not cut), and is a named loss of the larger. The rule looks at shapes only, so unchanged patches settle it the same way in both years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..area.official import official_areas
from ..area.planes import Plane
from ..geometry.overlay import in_threads, polygons_only
from ..geometry.validity import surely_valid
from ..progress import Progress

Overlap = tuple[shapely.Polygon, tuple[int, ...]]  # a face of ground, and the rows that claim it

_BLOCK = 4096


@dataclass(frozen=True)
class Ground:
    """One year's ground.

    usable      bool (n,): the row has a shape that can be measured
    reasons     row -> why its shape cannot be measured
    repaired    rows whose shape was mended without changing its area
    geometries  row -> shapely polygon, for the rows that go through the overlay, freed of ground others own
    lost        (row, face): ground the row claims and another row of the same year owns
    """

    usable: np.ndarray
    reasons: dict[int, str]
    repaired: list[int]
    geometries: dict[int, shapely.Geometry]
    lost: list[tuple[int, shapely.Polygon]]


@dataclass(frozen=True)
class Checked:
    """Shapes of one year after the validity check: decoded where they are needed."""

    usable: np.ndarray
    reasons: dict[int, str]
    mended: dict[int, shapely.Geometry]


def check_shapes(
    shapes: Sequence[bytes],
    rows: np.ndarray,
    plane: Plane,
    tolerance_m2: float,
    workers: int,
    progress: Progress,
    certain: np.ndarray | None = None,
) -> Checked:
    """Return the shapes of some rows (`rows` int64) checked for validity.

    An invalid shape is mended if that changes its official area by at most `tolerance_m2` (a ring that touches itself), else
    it is unusable and its reason is kept. `certain` bool (n,): rows that are known to be valid.
    """
    usable = np.zeros(len(shapes), dtype=bool)
    bad: list[tuple[int, shapely.Geometry]] = []

    def check(part: slice) -> np.ndarray:
        chosen = rows[part]
        valid = surely_valid([shapes[row] for row in chosen]) if certain is None else certain[chosen]
        doubtful = np.nonzero(~valid)[0]
        geometries = shapely.from_wkb([shapes[row] or None for row in chosen[doubtful]], on_invalid="ignore")
        fine = shapely.is_valid(geometries) & ~shapely.is_empty(geometries)
        valid[doubtful] = fine
        bad.extend((int(row), geometry) for row, geometry in zip(chosen[doubtful[~fine]], geometries[~fine]))
        return valid

    slices = [slice(begin, begin + _BLOCK) for begin in range(0, len(rows), _BLOCK)]
    usable[rows] = in_threads(check, slices, workers, progress) if len(rows) else False
    reasons: dict[int, str] = {}
    mended: dict[int, shapely.Geometry] = {}
    for row, geometry in sorted(bad, key=lambda item: item[0]):
        repaired = _mend(shapes[row], geometry, plane, tolerance_m2)
        if repaired is None:
            reasons[row] = "no geometry" if geometry is None else shapely.is_valid_reason(geometry)
        else:
            mended[row] = repaired
            usable[row] = True
    return Checked(usable, reasons, mended)


def _mend(
    shape: bytes, geometry: shapely.Geometry | None, plane: Plane, tolerance_m2: float
) -> shapely.Geometry | None:
    if geometry is None or geometry.is_empty or not np.isfinite(shapely.get_coordinates(geometry)).all():
        return None
    repaired = polygons_only(np.array([shapely.make_valid(geometry)], dtype=object))[0]
    if repaired.is_empty:
        return None
    before, after = official_areas([shape, shapely.to_wkb(repaired)], plane)
    return repaired if abs(before - after) <= tolerance_m2 else None


def settle_ground(shapes: Sequence[bytes], checked: Checked, overlaps: Sequence[Overlap], active: np.ndarray) -> Ground:
    """Return the year's ground; `active` bool (n,) are the rows that go through the overlay (rows with lost ground must)."""
    rows = np.nonzero(active & checked.usable)[0]
    decoded = shapely.from_wkb([shapes[row] for row in rows]) if len(rows) else np.empty(0, object)
    geometries = dict(zip(rows.tolist(), decoded))
    geometries.update({row: g for row, g in checked.mended.items() if active[row]})
    claims: dict[int, list[shapely.Polygon]] = {}
    for face, claimants in overlaps:
        owner = min(claimants, key=lambda row: (shapely.area(geometries[row]), shapes[row]))
        for row in claimants:
            if row != owner:
                claims.setdefault(row, []).append(face)
    lost = []
    for row in sorted(claims):
        face = shapely.union_all(claims[row])  # one face: claims of several neighbours may overlap among themselves
        lost.append((row, face))
        geometries[row] = polygons_only(np.array([shapely.difference(geometries[row], face)], dtype=object))[0]
    return Ground(checked.usable, checked.reasons, sorted(checked.mended), geometries, lost)
