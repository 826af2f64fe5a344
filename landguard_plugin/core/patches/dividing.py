"""Dividing a patch: by lines that were drawn, or along parcels. The pieces fit each other to the last digit.

Border and lines are noded together on the grid, and the pieces are faces of that one network: neighbours share their
vertices, nothing overlaps, nothing is lost between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..area.planes import Plane
from ..problems import LandGuardError
from .grid import Polygonal, official_dm2_of, on_grid, plain
from .records import GRID_M

#: a piece below this is no patch of its own: it stays with its neighbour, and is named
SLIVER_DM2 = 100

OUTSIDE = -1


@dataclass(frozen=True)
class Division:
    """The pieces of a patch, largest first.

    owners   for each piece the position of its parcel, OUTSIDE for ground no parcel covers; of a split by lines 0, 1, 2, ...
    slivers  the areas in 0.01 m2 of scraps that stayed with a neighbour instead of becoming patches
    """

    pieces: tuple[Polygonal, ...]
    owners: tuple[int, ...]
    slivers: tuple[int, ...]


def split(
    shape: Polygonal, lines: Sequence[shapely.LineString], plane: Plane, sliver_dm2: int = SLIVER_DM2
) -> Division:
    """Return the pieces into which lines divide a shape; parts no line crosses stay with the largest piece.

    A line may be closed: the ground inside it becomes a piece. Raises LandGuardError LG-DRW-003 when the lines divide
    nothing: none reaches from border to border, or only slivers would come off.
    """
    shape = on_grid(shape)
    faces = faces_of(shape, lines)
    part = part_of(faces, shape)
    faces, part = faces[part >= 0], part[part >= 0]
    crossed = np.bincount(part, minlength=shapely.get_num_geometries(shape)) > 1
    if not crossed.any():
        raise LandGuardError("LG-DRW-003")
    owner = np.arange(len(faces))
    cut = crossed[part]
    owner[~cut] = owner[cut][np.argmax(shapely.area(faces[cut]))]
    return _gather(faces, owner, plane, sliver_dm2)


def cut_by_parcels(
    shape: Polygonal, parcels: Sequence[Polygonal], plane: Plane, sliver_dm2: int = SLIVER_DM2
) -> Division:
    """Return the pieces of a shape by parcel, and one for the ground outside all of them.

    Parcels that overlap are served in their order. Raises LandGuardError LG-DRW-003 when the shape lies in one parcel, or
    in none.
    """
    shape = on_grid(shape)
    near = [shapely.clip_by_rect(parcel.boundary, *_wider(shape.bounds)) for parcel in parcels]
    faces = faces_of(shape, [line for line in near if not line.is_empty])
    faces = faces[part_of(faces, shape) >= 0]
    inner = shapely.point_on_surface(faces)
    owner = np.full(len(faces), OUTSIDE)
    for position in range(len(parcels) - 1, -1, -1):  # the first parcel has the last word
        owner[shapely.intersects(parcels[position], inner)] = position
    return _gather(faces, owner, plane, sliver_dm2)


def faces_of(shape: Polygonal, lines: Sequence[shapely.Geometry]) -> np.ndarray:
    """Return the faces of the network of a shape's border and lines, object (n,): inside, in holes and outside of it."""
    network = shapely.union_all([shape.boundary, *lines], grid_size=GRID_M)
    return plain(shapely.get_parts(shapely.polygonize(shapely.get_parts(network))))


def part_of(faces: np.ndarray, shape: Polygonal) -> np.ndarray:
    """Return for each face the position of the part of the shape it lies in, -1 for none, int64 (n,)."""
    parts = shapely.get_parts(shape)
    result = np.full(len(faces), -1)
    face, part = shapely.STRtree(parts).query(shapely.point_on_surface(faces), predicate="within")
    result[face] = part
    return result


def joined(faces: np.ndarray) -> Polygonal:
    """Return faces of one network as one shape; borders between them go, vertices on its own border stay."""
    return plain(np.array([shapely.union_all(faces)], dtype=object))[0]


def _gather(faces: np.ndarray, owner: np.ndarray, plane: Plane, sliver_dm2: int) -> Division:
    """Return faces united by owner, after slivers were given to the neighbour with the longest common border."""
    parts, owner_of_part = _connected(faces, owner)
    areas = official_dm2_of(list(parts), plane)
    slivers = []
    for index in np.argsort(areas, kind="stable"):
        if areas[index] >= sliver_dm2:
            break
        taker = _longest_border(parts, owner_of_part, int(index))
        if taker is not None:
            owner_of_part[index] = owner_of_part[taker]
            slivers.append(int(areas[index]))
    owners = np.unique(owner_of_part)
    if len(owners) < 2:
        raise LandGuardError("LG-DRW-003")
    pieces = [joined(parts[owner_of_part == number]) for number in owners]
    order = np.argsort([-piece.area for piece in pieces], kind="stable")
    return Division(
        tuple(pieces[index] for index in order), tuple(int(owners[index]) for index in order), tuple(slivers)
    )


def _connected(faces: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the connected parts of every owner's ground, and the owner of each."""
    parts: list[Polygonal] = []
    owners: list[int] = []
    for number in np.unique(owner):
        for part in shapely.get_parts(joined(faces[owner == number])):
            parts.append(part)
            owners.append(int(number))
    return np.array(parts, dtype=object), np.array(owners, dtype=np.int64)


def _longest_border(parts: np.ndarray, owner: np.ndarray, index: int) -> int | None:
    """Return the part of another owner that shares most border with a part, or None when none does."""
    with np.errstate(invalid="ignore"):  # GEOS leaves the processor's flag behind; its results are finite
        common = shapely.length(shapely.intersection(parts, parts[index].boundary))
    common[owner == owner[index]] = 0.0
    best = int(np.argmax(common))
    return best if common[best] > 0 else None


def _wider(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    xmin, ymin, xmax, ymax = bounds
    return xmin - 1.0, ymin - 1.0, xmax + 1.0, ymax + 1.0
