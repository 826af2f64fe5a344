"""Times landguard:screenpatches: 5,000 patches against a county of 100,000, beside QGIS's own intersection of the same layers.

python -m benchmarks.screening [patches of the county] [issued patches]
"""

from __future__ import annotations

import sys
import time

import numpy as np
import shapely
from osgeo import ogr

from benchmarks.data import county, write
from landguard_plugin.core.sample.plan import CountyPlan


def layers(size: int, issued: int) -> dict[str, str]:
    """Return the paths of patches, survey, basic farmland and approved land; deterministic."""
    folder = county(size)
    source = ogr.Open(str(folder / "before.gpkg"))
    rows = [(shapely.from_wkb(bytes(f.GetGeometryRef().ExportToWkb())), f.GetField("DLBM")) for f in source.GetLayer(0)]
    generator = np.random.default_rng(4)
    shapes = np.array([shape for shape, _ in rows], dtype=object)
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    wanted = {
        "patches": [box_at(*middle[k], generator) for k in generator.integers(0, len(rows), issued)],
        "approved": [box_at(*middle[k], generator) for k in generator.integers(0, len(rows), issued // 2)],
        "basic": [shape for shape, dlbm in rows if dlbm.startswith("01")][::2],
    }
    for name, found in wanted.items():
        write(folder / f"{name}.gpkg", name, [(s, f"{k}", "", "") for k, s in enumerate(found)], CountyPlan().epsg)
    return {name: str(folder / f"{name}.gpkg") for name in ("patches", "before", "basic", "approved")}


def box_at(x: float, y: float, generator: np.random.Generator) -> shapely.Polygon:
    """Return a rectangle of some 40 m by 60 m, turned."""
    angle, (a, b) = generator.uniform(0, np.pi), generator.uniform(15, 45, 2)
    corners = np.array([(-a, -b), (a, -b), (a, b), (-a, b)])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return shapely.Polygon(corners @ turn + (x, y))


def main() -> None:
    """Print seconds of both."""
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    sys.path.append("/usr/share/qgis/python/plugins")
    import processing
    from processing.core.Processing import Processing

    from landguard_plugin.processing.provider import LandGuardProvider

    Processing.initialize()
    provider = LandGuardProvider()
    application.processingRegistry().addProvider(provider)
    size, issued = (int(argument) for argument in (*sys.argv[1:3], "100000", "5000")[:2])
    made = layers(size, issued)
    inputs = {"PATCHES": made["patches"], "SURVEY": made["before"], "BASIC_FARMLAND": made["basic"]}
    begin = time.perf_counter()
    done = processing.run("landguard:screenpatches", {**inputs, "APPROVED": made["approved"], "OUTPUT": "memory:"})
    print(f"screenpatches, {done['COUNT']} patches, county of {size}: {time.perf_counter() - begin:.1f} s")
    begin = time.perf_counter()
    for other in ("before", "basic", "approved"):
        processing.run("native:intersection", {"INPUT": made["patches"], "OVERLAY": made[other], "OUTPUT": "memory:"})
    print(f"native:intersection with the same three layers: {time.perf_counter() - begin:.1f} s")


if __name__ == "__main__":
    main()
