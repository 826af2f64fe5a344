"""Ground that two patches of one year claim, found pair by pair: exact, and slow on a county."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from ..progress import Progress
from .ground import Checked, Overlap
from .laying import CLOSURE_M2
from .overlay import in_threads, polygons_only, slices_of_weight


def find_overlaps(
    shapes: Sequence[bytes], checked: Checked, scale: float, workers: int, progress: Progress
) -> list[Overlap]:
    """Return the faces of ground that two rows claim, with the two rows, for every pair that shares ground."""
    rows = np.nonzero(checked.usable)[0]
    geometries = shapely.from_wkb([shapes[row] for row in rows]) if len(rows) else np.empty(0, object)
    for index in np.nonzero(np.isin(rows, list(checked.mended)))[0]:
        geometries[index] = checked.mended[int(rows[index])]
    first, second = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    weights = shapely.get_num_coordinates(geometries)[first] + shapely.get_num_coordinates(geometries)[second]
    faces = in_threads(
        lambda part: shapely.intersection(geometries[first[part]], geometries[second[part]]),
        slices_of_weight(weights, workers),
        workers,
        progress,
    )
    faces = polygons_only(faces)
    shared = shapely.area(faces) * scale > CLOSURE_M2
    return [(face, (int(rows[a]), int(rows[b]))) for face, a, b in zip(faces[shared], first[shared], second[shared])]
