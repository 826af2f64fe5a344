"""landguard:checksurvey on real layers: overlaps and defects of a real cadastre, held against shapely alone."""

import processing
import pytest
import shapely
from qgis.core import QgsVectorLayer

from tests.layers import rows_of

pytestmark = pytest.mark.real
SMALLEST = 0.01


@pytest.fixture(scope="module")
def farms(provider, real_data):
    path = real_data / "za_farms_cadastre" / "farms_33S.shp"
    result = processing.run("landguard:checksurvey", {"INPUT": str(path), "FINDINGS": "memory:", "RULES": "memory:"})
    shapes = [
        shapely.from_wkb(bytes(f.geometry().asWkb())) for f in QgsVectorLayer(str(path), "f", "ogr").getFeatures()
    ]
    rows = rows_of(result["FINDINGS"])
    for row, feature in zip(rows, result["FINDINGS"].getFeatures()):
        row["area"] = feature.geometry().area()
    return rows, shapely.make_valid(shapes), shapes


def test_the_overlaps_are_those_of_every_pair(farms):
    rows, whole, _ = farms
    first, second = shapely.STRtree(whole).query(whole, predicate="intersects")
    once = first < second
    shared = shapely.area(shapely.intersection(whole[first[once]], whole[second[once]]))
    brute = {(a, b): area for a, b, area in zip(first[once].tolist(), second[once].tolist(), shared) if area > SMALLEST}
    found = {tuple(sorted((r["row"], r["other_row"]))): r["area"] for r in rows if r["rule"] == "4101"}
    at_the_limit = {pair for pair, area in brute.items() if area < 2 * SMALLEST}
    assert len(brute) > 1000
    assert set(found) - at_the_limit == set(brute) - at_the_limit
    assert sum(found.values()) == pytest.approx(sum(brute.values()), rel=1e-9)


def test_invalid_shapes_are_those_shapely_calls_invalid(farms):
    rows, _, shapes = farms
    assert sum(row["rule"] == "4301" for row in rows) == sum(not shape.is_valid for shape in shapes)
