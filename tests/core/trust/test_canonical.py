"""LGC1: the same region has the same spelling whichever way it went, another region never has; what it refuses, by code."""

from __future__ import annotations

import random
import struct

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from osgeo import ogr, osr

from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.canonical import (
    area_text,
    canonical_fields,
    canonical_parts,
    canonical_text,
    canonical_value,
    number_text,
    twice_area,
)
from tests.core.trust.shapes import random_patch, written_differently

SEEDS = st.integers(0, 2**32)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_the_way_of_writing_makes_no_difference(seed):
    shape, rng = random_patch(seed), random.Random(seed)
    wanted = canonical_parts(shape.wkb)
    for _ in range(3):
        assert canonical_parts(written_differently(shape, rng).wkb) == wanted
    assert canonical_parts(shapely.normalize(shape).wkb) == wanted
    assert canonical_parts(shapely.to_wkb(shape, byte_order=0)) == wanted


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_canonical_rings_are_as_the_form_says(seed):
    shape = random_patch(seed)
    parts = canonical_parts(shape.wkb)
    assert parts == sorted(parts)
    for part in parts:
        assert twice_area(part[0]) > 0
        assert all(twice_area(hole) < 0 for hole in part[1:])
        assert part[1:] == sorted(part[1:])
        for ring in part:
            assert ring[0] == min(ring)
            assert all(a != b for a, b in zip(ring, ring[1:] + ring[:1]))
    back = shapely.MultiPolygon([shapely.Polygon(p[0], p[1:]) for p in parts])
    assert abs(back.area / 1e8 - shape.area) < 1e-3
    assert sum(twice_area(ring) for part in parts for ring in part) == round(back.area * 2)


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.data())
def test_one_vertex_moved_by_a_tenth_of_a_millimetre_is_another_patch(seed, data):
    shape = random_patch(seed, 1)
    points = list(shape.geoms[0].exterior.coords)[:-1]
    k = data.draw(st.integers(0, len(points) - 1))
    dx, dy = data.draw(st.sampled_from([(1, 0), (-1, 0), (0, 1), (0, -1)]))
    points[k] = (points[k][0] + dx * 1e-4, points[k][1] + dy * 1e-4)
    moved = shapely.Polygon(points, [list(hole.coords) for hole in shape.geoms[0].interiors])
    assert canonical_parts(moved.wkb) != canonical_parts(shape.wkb)


@pytest.mark.parametrize("driver", ["GPKG", "GeoJSON", "ESRI Shapefile", "FlatGeobuf"])
def test_files_give_the_same_spelling_back(tmp_path, driver):
    """Written and read by GDAL, not by us."""
    suffix = {"GPKG": "gpkg", "GeoJSON": "geojson", "ESRI Shapefile": "shp", "FlatGeobuf": "fgb"}[driver]
    options = ["WRITE_BBOX=NO", "COORDINATE_PRECISION=15"] if driver == "GeoJSON" else []
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4526)
    data = ogr.GetDriverByName(driver).CreateDataSource(str(tmp_path / f"patches.{suffix}"))
    kind = ogr.wkbPolygon if driver == "ESRI Shapefile" else ogr.wkbMultiPolygon
    layer = data.CreateLayer("patches", crs, kind, options)
    layer.CreateField(ogr.FieldDefn("seed", ogr.OFTInteger))
    shapes = {seed: random_patch(seed) for seed in range(60)}
    for seed, shape in shapes.items():
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("seed", seed)
        feature.SetGeometry(ogr.CreateGeometryFromWkb(shape.wkb))
        assert layer.CreateFeature(feature) == 0
    layer = data = None
    read = ogr.Open(str(tmp_path / f"patches.{suffix}"))
    found = {f.GetField("seed"): canonical_parts(bytes(f.GetGeometryRef().ExportToWkb())) for f in read.GetLayer(0)}
    assert found == {seed: canonical_parts(shape.wkb) for seed, shape in shapes.items()}


def polygon(*rings):
    return shapely.Polygon(rings[0], rings[1:]).wkb


BOX = [(0, 0), (10, 0), (10, 10), (0, 10)]


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (b"", "LG-CER-002"),
        (shapely.Polygon().wkb, "LG-CER-002"),
        (shapely.MultiPolygon().wkb, "LG-CER-002"),
        (shapely.Point(1, 1).wkb, "LG-GEO-001"),
        (shapely.LineString([(0, 0), (1, 1)]).wkb, "LG-GEO-001"),
        (struct.pack("<BIII", 1, 3, 1, 4) + struct.pack("<8d", 0, 0, 1, 0, float("nan"), 1, 0, 0), "LG-CER-001"),
        (struct.pack("<BIII", 1, 3, 1, 4) + struct.pack("<8d", 0, 0, 1e308, 0, 1, 1, 0, 0), "LG-CER-001"),
        (struct.pack("<BIII", 1, 3, 1, 4) + struct.pack("<8d", 0, 0, float("inf"), 0, 1, 1, 0, 0), "LG-CER-001"),
        (polygon([(0, 0), (10, 10), (10, 0), (0, 10)]), "LG-CER-003"),  # a symmetric bow-tie has no area at all
        (polygon([(0, 0), (10, 10), (10, 0), (0, 9)]), "LG-CER-004"),
        (polygon(BOX, [(20, 20), (21, 20), (21, 21)]), "LG-CER-004"),
        (shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]).wkb, "LG-CER-004"),
        (polygon([(0, 0), (1e-5, 0), (0, 1e-5)]), "LG-CER-003"),
        (polygon([(0, 0), (5, 5), (10, 10), (5, 5)]), "LG-CER-003"),
        (polygon(BOX, [(5, 5), (5.00001, 5), (5, 5.00001)]), "LG-CER-003"),
    ],
)
def test_refused_geometry(shape, code):
    with pytest.raises(LandGuardError, match=code):
        canonical_parts(shape)


def test_a_shape_that_only_the_grid_makes_invalid_is_refused():
    sliver = [(0, 0), (10, 0), (10, 10), (5, 1e-5), (0, 10)]
    assert shapely.Polygon(sliver).is_valid
    with pytest.raises(LandGuardError, match="LG-CER-004"):
        canonical_parts(polygon(sliver))


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (None, None),
        ("北街镇", "北街镇"),
        ("e\u0301", "é"),
        ("a\r\nb\rc", "a\nb\nc"),
        (12, {"number": "12"}),
        (12.0, {"number": "12"}),
        (0.1, {"number": "0.1"}),
        (-0.0, {"number": "0"}),
        (1e22, {"number": "10000000000000000000000"}),
        (1200, {"number": "1200"}),
        ("12", "12"),
    ],
)
def test_values(value, spelled):
    assert canonical_value(value, "MJ") == spelled


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_their_value(number):
    assert float(number_text(number, "x")) == number


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (lambda: canonical_value(float("nan"), "MJ"), "LG-CER-006"),
        (lambda: canonical_value(float("inf"), "MJ"), "LG-CER-006"),
        (lambda: canonical_text("a\x00b", "BZ"), "LG-CER-005"),
        (lambda: canonical_text("合法\u202e法违", "BZ"), "LG-CER-005"),
        (lambda: canonical_text("\ud800", "BZ"), "LG-CER-005"),
        (lambda: canonical_fields({"é": 1, "e\u0301": 2}, "issued"), "LG-CER-007"),
        (lambda: area_text(1.5), "LG-CER-008"),
        (lambda: area_text(True), "LG-CER-008"),
    ],
)
def test_refused_values(deed, code):
    with pytest.raises(LandGuardError, match=code):
        deed()
