"""The benchmark's two survey years: the sample county in the size asked for, as plain GeoPackages without stored areas."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from osgeo import ogr, osr
from shapely import to_wkb

from benchmarks.wiggle import wiggle
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.sample.plan import CountyPlan
from landguard_plugin.core.sample.surveys import survey_twice
from landguard_plugin.storage.sample_book import sample_book

#: with the county's own changes, this makes some 5 % of the patches of the later year differ
REDRAWN = 0.0015
ROOT = Path(__file__).resolve().parent.parent
ogr.UseExceptions()


def county(patches: int) -> Path:
    """Return the folder with before.gpkg and after.gpkg of a county of some `patches`; made once, deterministic."""
    folder = ROOT / ".bench" / f"county_{patches}"
    if (folder / "after.gpkg").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    plan = CountyPlan(patches=patches)
    surveys = survey_twice(plan, sample_book(), Unwatched())
    for name, year, redrawn in (("before", surveys.first, 0.0), ("after", surveys.second, REDRAWN)):
        shapes = wiggle(list(year.shapes), redrawn)
        rows = list(zip(shapes, year.rows["BSM"], year.rows["DLBM"], year.rows["ZLDWDM"]))
        if redrawn:  # a later delivery comes in another order
            random.Random(1).shuffle(rows)
        write(folder / f"{name}.gpkg", name, rows, plan.epsg)
    return folder


def write(path: Path, layer_name: str, rows: list[tuple], epsg: int) -> None:
    """Write (shape, BSM, DLBM, ZLDWDM) rows as one polygon table."""
    path.unlink(missing_ok=True)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    layer = source.CreateLayer(layer_name, reference, ogr.wkbPolygon, options=["GEOMETRY_NAME=geom"])
    for field in ("BSM", "DLBM", "ZLDWDM"):
        layer.CreateField(ogr.FieldDefn(field, ogr.OFTString))
    source.StartTransaction()
    for shape, *values in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(bytes(to_wkb(shape))))
        for index, value in enumerate(values):
            feature.SetField(index, str(value))
        layer.CreateFeature(feature)
    source.CommitTransaction()


def digest(folder: Path) -> str:
    """Return a digest of the coordinates and codes of both years, to say which data a figure belongs to."""
    total = hashlib.sha256()
    for name in ("before", "after"):
        source = ogr.Open(str(folder / f"{name}.gpkg"))
        for feature in source.GetLayer(0):
            total.update(bytes(feature.GetGeometryRef().ExportToWkb()))
            total.update(feature.GetField("DLBM").encode())
    return total.hexdigest()[:16]
