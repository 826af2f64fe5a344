"""The flow matrix on real land-cover pairs: the published cells, cell by cell, and independent overlays beside them.

The expected tables hold geodesic areas (edges are geodesics between the given vertices); ours are official areas (edges straight in
the plane, densified at 70 m). They differ where an edge is long, so the tolerance grows with what a cell's borders can hide.
"""

from __future__ import annotations

import csv
from collections import defaultdict

import numpy as np
import processing
import pytest
import shapely
from qgis.core import QgsCoordinateTransformContext, QgsDistanceArea, QgsVectorLayer

from tests.layers import rows_of

pytestmark = pytest.mark.real
SINKS = dict.fromkeys(("MATRIX", "RECONCILIATION", "LEFTOVERS", "REMAINDERS", "PIECES"), "memory:")


def run(before, after, **more):
    return processing.run("landguard:flowmatrix", {"BEFORE": str(before), "AFTER": str(after), **SINKS, **more})


def cells(matrix, *keys):
    table = defaultdict(float)
    for row in rows_of(matrix):
        table[tuple(row[key] for key in keys)] += row["area_m2"]
    return dict(table)


def expected(path, keys, value):
    with path.open(encoding="utf-8") as lines:
        return {tuple(row[key] for key in keys): float(row[value]) for row in csv.DictReader(lines)}


def assert_closed(result):
    assert result["DIFFERENCE_M2"] == 0.0
    for row in rows_of(result["RECONCILIATION"]):
        before = sum(row[name] for name in ("common_m2", "only_before_m2", "overlap_before_m2", "invalid_before_m2"))
        assert round(before * 100) == round(row["before_m2"] * 100)


def assert_cells(ours, theirs, relative=3e-6, least=3.0):
    assert set(ours) == set(theirs)
    for key, area in theirs.items():
        assert ours[key] == pytest.approx(area, abs=max(least, relative * area)), key


def assert_rows_are_the_earlier_stock(result, before):
    """Row sums against the official areas of the earlier layer, which another algorithm computes patch by patch."""
    stock = defaultdict(int)
    for row in rows_of(processing.run("landguard:officialarea", {"INPUT": str(before), "OUTPUT": "memory:"})["OUTPUT"]):
        stock[row["DLBM"]] += round(row["TBMJ"] * 100)
    sums = defaultdict(int)
    for row in rows_of(result["MATRIX"]):
        sums[row["from_class"]] += round(row["area_m2"] * 100)
    assert sums == stock


def test_blenheim_cell_by_cell(provider, real_data):
    folder = real_data / "nz_lcdb5_blenheim"
    years = [f"{folder}/lu_dates.gpkg|layername=lu_{year}" for year in (2001, 2018)]
    result = run(*years)
    keys = ("dlbm_from", "dlbm_to")
    theirs = expected(folder / "expected_flow_2001_2018_dlbm.csv", keys, "ellipsoidal_m2")
    assert len(theirs) == 61
    assert_cells(cells(result["MATRIX"], "from_class", "to_class"), theirs)
    assert_closed(result)
    assert_rows_are_the_earlier_stock(result, years[0])
    assert (result["BEFORE_COUNT"], result["AFTER_COUNT"]) == (763, 895)
    assert rows_of(result["LEFTOVERS"]) == []


def test_blenheim_by_zone(provider, real_data):
    folder = real_data / "nz_lcdb5_blenheim"
    years = [f"{folder}/lu_dates.gpkg|layername=lu_{year}" for year in (2001, 2018)]
    result = run(*years, UNITS=str(folder / "zones_derived.gpkg"))
    keys = ("zone", "dlbm_from", "dlbm_to")
    theirs = expected(folder / "expected_flow_2001_2018_dlbm_by_zone.csv", keys, "ellipsoidal_m2")
    assert_cells(cells(result["MATRIX"], "unit", "from_class", "to_class"), theirs)
    assert_closed(result)


def test_blenheim_against_shapely_and_qgis(provider, real_data):
    """Independent of our overlay and our formula: every pair by GEOS, every piece by QgsDistanceArea."""
    folder = real_data / "nz_lcdb5_blenheim"
    years = [QgsVectorLayer(f"{folder}/lu_dates.gpkg|layername=lu_{y}", "l", "ogr") for y in (2001, 2018)]
    (codes_a, a), (codes_b, b) = [
        (
            [f["DLBM"] for f in layer.getFeatures()],
            shapely.from_wkb([bytes(f.geometry().asWkb()) for f in layer.getFeatures()]),
        )
        for layer in years
    ]
    measure = QgsDistanceArea()
    measure.setSourceCrs(years[0].crs(), QgsCoordinateTransformContext())
    measure.setEllipsoid("EPSG:1024")
    theirs = defaultdict(float)
    first, second = shapely.STRtree(b).query(a, predicate="intersects")
    pieces = shapely.intersection(a[first], b[second])
    from landguard_plugin.bridge.layers import geometry_of

    for i, j, piece in zip(first, second, pieces):
        for part in shapely.get_parts(piece):
            if part.geom_type == "Polygon" and part.area > 1e-4:
                theirs[codes_a[i], codes_b[j]] += measure.measureArea(geometry_of(shapely.to_wkb(part)))
    result = run(*[layer.source() for layer in years])
    assert_cells(cells(result["MATRIX"], "from_class", "to_class"), theirs)


def test_the_chinese_twin_without_prj_and_cpg(provider, real_data):
    folder = real_data / "cn_style_zone38"
    result = run(folder / "DLTB_2001.shp", folder / "DLTB_2018.shp")
    theirs = expected(folder / "expected_flow_2001_2018_all.csv", ("dlbm_from", "dlbm_to"), "ellipsoidal_m2")
    assert_cells(cells(result["MATRIX"], "from_class", "to_class"), theirs)
    assert_closed(result)


def test_the_chinese_twin_by_unit(provider, real_data):
    folder = real_data / "cn_style_zone38"
    result = run(folder / "DLTB_2001.shp", folder / "DLTB_2018.shp", UNITS=str(folder / "行政区.shp"))
    keys = ("XZQDM", "dlbm_from", "dlbm_to")
    theirs = expected(folder / "expected_flow_2001_2018_by_zone.csv", keys, "ellipsoidal_m2")
    ours = cells(result["MATRIX"], "unit", "from_class", "to_class")
    outside = sum(area for (unit, *_), area in ours.items() if unit == "")
    # The unit borders run for kilometres between vertices: a geodesic and a plane chord enclose some square metres.
    assert_cells({key: area for key, area in ours.items() if key[0]}, theirs, least=13.0)
    assert outside / sum(ours.values()) == pytest.approx(0.017, abs=0.001)
    assert_closed(result)


def test_massachusetts_counts_cells_exactly(provider, real_data):
    """A raster pair: every cell of the expected table is a whole number of 30 m cells, whose official areas are all but equal."""
    folder = real_data / "us_ma_1971_1999"
    classes = {"BEFORE_CLASS_FIELD": "DLBM", "AFTER_CLASS_FIELD": "DLBM"}
    years = [f"{folder}/us_ma.gpkg|layername=lu_{year}" for year in (1971, 1999)]
    result = run(*years, **classes)
    theirs = expected(folder / "expected_flow_1971_1999.csv", ("dlbm_from", "dlbm_to"), "cells")
    ours = cells(result["MATRIX"], "from_class", "to_class")
    assert set(ours) == set(theirs)
    cell_area = sum(ours.values()) / 65536
    for key, count in theirs.items():
        assert ours[key] / cell_area == pytest.approx(count, rel=1e-5), key
    assert_closed(result)


def test_swiss_parcels_as_units(provider, real_data):
    """Land cover by parcel: 34 parcels cut 126 faces; their outer borders differ by real slivers of some 0.2 m2."""
    folder = real_data / "ch_so2549_av"
    cover = f"{folder}/so2549_av.gpkg|layername=landcover"
    layer = QgsVectorLayer(cover, "l", "ogr")
    result = run(cover, cover, UNITS=f"{folder}/so2549_av.gpkg|layername=parcels", UNIT_FIELD="nummer")
    theirs = expected(folder / "expected_parcel_by_landcover.csv", ("nummer", "DLBM"), "m2")
    merged = defaultdict(float)
    with (folder / "expected_parcel_by_landcover.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            merged[row["nummer"], row["DLBM"]] += float(row["m2"])
    assert layer.isValid()
    assert theirs
    ours = defaultdict(float)
    for row in rows_of(result["MATRIX"]):
        ours[row["unit"], row["from_class"]] += row["area_m2"]
    outside = sum(area for (unit, _), area in ours.items() if unit == "")
    inside = {key: area for key, area in ours.items() if key[0]}
    # The expected areas are plane areas of LV95 on the Bessel ellipsoid; one factor carries them to CGCS2000.
    factor = sum(inside.values()) / sum(merged.values())
    assert factor == pytest.approx(1.0, abs=4e-4)
    assert outside == pytest.approx(0.2, abs=0.3)
    assert {key for key, area in merged.items() if area > 0.01} <= set(inside)
    for key, area in inside.items():
        assert area == pytest.approx(merged[key] * factor, abs=max(0.05, 2e-5 * area)), key
    assert_closed(result)
    assert np.isfinite(outside)


def test_a_shapefile_against_a_file_geodatabase_closes(provider, real_data):
    """Two programs stored the years: coordinates differ in the last digits, and that alone keeps no account open."""
    folder = real_data / "cn_style_zone38"
    result = run(folder / "DLTB_2001.shp", f"{folder}/地类图斑测试.gdb|layername=地类图斑_2018")
    theirs = expected(folder / "expected_flow_2001_2018_all.csv", ("dlbm_from", "dlbm_to"), "ellipsoidal_m2")
    ours = cells(result["MATRIX"], "from_class", "to_class")
    slivers = {key: area for key, area in ours.items() if key not in theirs}  # borders a tenth of a millimetre apart
    assert sum(slivers.values()) < 1.0
    assert_cells({key: area for key, area in ours.items() if key in theirs}, theirs)
    assert_closed(result)
