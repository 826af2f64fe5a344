"""The shapes of a layer decoded once, for all rules that look at them: what can be read, what is valid, and edges to measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ...geometry.overlay import MULTIPOLYGON, POLYGON
from ...geometry.scan import Scan, scan_shapes
from ...progress import Progress, stop_if_cancelled
from ..shapes import polygon_parts

_BLOCK = 5_000


@dataclass(frozen=True)
class ReadShapes:
    """Shapes by row.

    geometries   shapely polygons or multipolygons; None where there is no usable shape
    readable     WKB of the usable ones, b"" for the others
    valid        bool (n,)
    mended       row -> valid polygon that stands for an invalid shape; rows without one cannot be mended
    scan         edges, extents and certificates of the readable shapes
    """

    geometries: np.ndarray
    readable: list[bytes]
    valid: np.ndarray
    mended: dict[int, shapely.Geometry]
    scan: Scan

    @property
    def usable(self) -> np.ndarray:
        """Return bool (n,): which rows have a shape at all."""
        return ~shapely.is_missing(self.geometries)

    @property
    def sound(self) -> np.ndarray:
        """Return the geometries with the mended ones in place of the invalid, None where there is none."""
        result = self.geometries.copy()
        result[self.usable & ~self.valid] = None
        for row, geometry in self.mended.items():
            result[row] = geometry
        return result


def read_shapes(shapes: Sequence[bytes], progress: Progress) -> ReadShapes:
    """Return the shapes of a layer; nothing raises, what cannot be read has no geometry. Cancel acts between blocks."""
    geometries = np.full(len(shapes), None, dtype=object)
    for begin in range(0, len(shapes), _BLOCK):
        stop_if_cancelled(progress)
        block = shapely.from_wkb([s or None for s in shapes[begin : begin + _BLOCK]], on_invalid="ignore")
        kinds = shapely.get_type_id(block)
        fit = ((kinds == POLYGON) | (kinds == MULTIPOLYGON)) & ~shapely.is_empty(block)
        block[~fit] = None
        coordinates, owner = shapely.get_coordinates(block, return_index=True)
        block[owner[~np.isfinite(coordinates).all(axis=1)]] = None
        geometries[begin : begin + _BLOCK] = block
    missing = shapely.is_missing(geometries)
    readable = [b"" if gone else shape for shape, gone in zip(shapes, missing.tolist())]
    scan = scan_shapes(readable, progress)
    valid = scan.certain.copy()
    doubtful = np.nonzero(~scan.certain & ~missing)[0]
    for begin in range(0, len(doubtful), _BLOCK):
        stop_if_cancelled(progress)
        some = doubtful[begin : begin + _BLOCK]
        valid[some] = shapely.is_valid(geometries[some])
    mended = {}
    for row in np.nonzero(~valid & ~missing)[0].tolist():
        stop_if_cancelled(progress)
        parts = polygon_parts(shapely.make_valid(geometries[row]))
        if parts is not None and parts.is_valid:
            mended[row] = parts
    return ReadShapes(geometries, readable, valid, mended, scan)
