"""One layer or table of the sample county, and small geometry that several of them need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Union

import numpy as np
import pandas as pd
import shapely

from ..area.official import official_dm2
from ..layers import ShapeTable, Table
from .book import LayerSpec
from .measured import plane_of, wkb
from .mesh import GRID


@dataclass(frozen=True)
class SampleLayer:
    """A layer with its description; `table` is a ShapeTable when the layer has polygons."""

    spec: LayerSpec
    table: Union[ShapeTable, Table]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.table.rows)

    @property
    def shapes(self) -> list[bytes]:
        """Return the WKB of each row; nothing for a table without geometry."""
        return self.table.shapes if isinstance(self.table, ShapeTable) else []


def layer(spec: LayerSpec, values: Mapping[str, object], shapes: Sequence[object] = ()) -> SampleLayer:
    """Return a layer from columns by field name; fields that are not given stay empty; shapes are polygons or WKB.

    A single value fills its whole column.
    """
    lengths = [len(v) for v in values.values() if isinstance(v, (list, np.ndarray, pd.Series))]
    plain = {name: v.to_numpy() if isinstance(v, pd.Series) else v for name, v in values.items()}
    count = len(shapes) if spec.epsg else max(lengths, default=1)
    frame = pd.DataFrame(
        {**{f.name: "" if f.kind == "text" else None for f in spec.fields}, **plain}, index=range(count)
    )
    columns = tuple(field.column for field in spec.fields)
    rows = frame[[column.name for column in columns]]
    if not spec.epsg:
        return SampleLayer(spec, Table(columns, rows))
    return SampleLayer(spec, ShapeTable(columns, rows, _stored(shapes), f"EPSG:{spec.epsg}"))


def _stored(shapes: Sequence[object]) -> list[bytes]:
    """Return shapes as WKB; WKB stays what it is."""
    given = list(shapes)
    polygons = np.array([None if isinstance(s, bytes) else s for s in given], dtype=object)
    written = shapely.to_wkb(polygons, byte_order=1).tolist()
    return [s if isinstance(s, bytes) else w for s, w in zip(given, written)]


def area_dm2(shapes: Sequence[shapely.Geometry], epsg: int) -> np.ndarray:
    """Return official areas of polygons in a CGCS2000 zone, int64 (n,), 0.01 m2."""
    return official_dm2(wkb(list(shapes)), plane_of(epsg))


def tidy(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygon part of a geometry with coordinates on the 0.1 mm grid, its largest piece if it fell apart."""
    snapped = shapely.set_precision(shape, GRID)
    parts = [p for p in shapely.get_parts(snapped) if p.geom_type == "Polygon"]
    return max(parts, key=lambda p: p.area) if parts else shapely.Polygon()


def halves(polygon: shapely.Polygon) -> tuple[shapely.Polygon, shapely.Polygon] | None:
    """Return a polygon cut in two along a chord between two of its vertices, as even as it gets, or None.

    No vertex is added, so the parts share their borders with the neighbours exactly.
    """
    ring = shapely.get_coordinates(polygon.exterior)[:-1]
    if len(ring) < 4 or len(polygon.interiors):
        return None
    shapely.prepare(polygon)
    for start, end in _chords(ring):
        if not polygon.covers(shapely.linestrings(ring[[start, end]])):
            continue
        one = shapely.Polygon(ring[start : end + 1])
        two = shapely.Polygon(np.vstack([ring[end:], ring[: start + 1]]))
        if one.is_valid and two.is_valid:
            return one, two
    return None


def _chords(ring: np.ndarray, most: int = 24) -> list[tuple[int, int]]:
    """Return pairs of vertex numbers whose chord is short and halves the area well, the best first."""
    count = len(ring)
    start, end = np.triu_indices(count, 2)
    keep = (end - start > 1) & (end - start < count - 1)
    start, end = start[keep], end[keep]
    local = ring - ring[0]
    following = np.roll(local, -1, axis=0)
    cross = local[:, 0] * following[:, 1] - local[:, 1] * following[:, 0]
    sums = np.concatenate([[0.0], np.cumsum(cross)])
    closing = local[end, 0] * local[start, 1] - local[end, 1] * local[start, 0]
    share = np.abs((sums[end] - sums[start] + closing) / sums[-1])
    even = np.abs(share - 0.5)
    length = np.hypot(*(ring[end] - ring[start]).T)
    order = np.argsort(np.where(even < 0.25, length * (1 + 2 * even), np.inf), kind="stable")[:most]
    return [(int(start[k]), int(end[k])) for k in order if even[k] < 0.25]
