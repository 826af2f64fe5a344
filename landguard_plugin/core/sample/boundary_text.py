"""Boundary files in the land bureau's text form ([属性描述] … [地块坐标]), for the import of the sample county.

Order of a point line: number, ring, northing, easting with zone prefix; a ring is closed by its first point.
Source: files of that form as found (docs/domain-notes.md); status: found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

_ZONE = 38
_HEAD = (
    "[属性描述]",
    "坐标系=2000国家大地坐标系",
    "几度分带=3",
    "投影类型=高斯克吕格",
    "计量单位=米",
    f"带号={_ZONE}",
    "精度=0.001",
    "转换参数=,,,,,,",
    "[地块坐标]",
)


@dataclass(frozen=True)
class Plot:
    """One plot: its number, name, use and class, its polygon in zone coordinates without prefix."""

    number: str
    name: str
    use: str
    dlbm: str
    shape: shapely.Polygon


def boundary_text(plots: Iterable[Plot]) -> str:
    """Return the text of one boundary file; areas in hectares with four decimals, coordinates to the millimetre."""
    lines = list(_HEAD)
    for plot in plots:
        rings = [plot.shape.exterior, *plot.shape.interiors]
        count = sum(len(ring.coords) for ring in rings)
        hectares = f"{plot.shape.area / 10_000:.4f}"
        lines.append(f"{count},{hectares},{plot.number},{plot.name},面,,{plot.use},{plot.dlbm},@")
        first = 1
        for number, ring in enumerate(rings, start=1):
            points = np.array(ring.coords)[:-1]
            for position, (x, y) in enumerate(points):
                lines.append(f"J{first + position},{number},{y:.3f},{x + _ZONE * 1_000_000:.3f}")
            lines.append(f"J{first},{number},{points[0, 1]:.3f},{points[0, 0] + _ZONE * 1_000_000:.3f}")
            first += len(points)
    return "\r\n".join(lines) + "\r\n"


def sample_plots(rows: Iterable[tuple[str, str, str, bytes]]) -> list[Plot]:
    """Return plots from (number, name, use, WKB), the ones with simple polygons only."""
    plots = []
    for number, name, use, shape in rows:
        polygon = shapely.from_wkb(shape)
        if polygon.geom_type == "Polygon":
            plots.append(Plot(number, name, use, "", polygon))
    return plots
