import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.area.planes import ZonePlane
from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.survey.shapes import easting_range, polygon_parts, screen, zone_area
from tests.watcher import Watcher

PLANE = ZonePlane(GaussKruger(3, 38, True))
X, Y = 38_500_000.0, 4_000_000.0


def ring(*points):
    return [(X + x, Y + y) for x, y in points]


SQUARE = shapely.Polygon(ring((0, 0), (100, 0), (100, 100), (0, 100)))
BOW_TIE = shapely.Polygon(ring((0, 0), (100, 100), (100, 0), (0, 100)))
# A hole written as part of the shell, as ArcGIS does where it touches the boundary in one point.
TOUCHING = shapely.Polygon(ring((0, 0), (50, 0), (40, 20), (60, 20), (50, 0), (100, 0), (100, 100), (0, 100)))
# A spike of 0.004 m2 that crosses itself near a corner.
SMALL_CROSSING = shapely.Polygon(ring((0, 0), (100, 0), (100, 100), (0, 100), (-0.1, 0.04), (0.1, 0.04), (0, 0.08)))
LARGE_CROSSING = shapely.Polygon(ring((0, 0), (100, 0), (100, 100), (0, 100), (-10, 4), (10, 4), (0, 8)))


def judged(*shapes, **more):
    wkb = [shape if isinstance(shape, bytes) else shapely.to_wkb(shape) for shape in shapes]
    return screen(wkb, PLANE, Watcher(), **more), wkb


def test_good_shapes_pass_untouched():
    result, wkb = judged(SQUARE, shapely.MultiPolygon([SQUARE]))
    assert (result.shapes, result.refused, result.repairs) == (wkb, {}, ())


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (b"", "LG-IMP-101"),
        (shapely.Polygon(), "LG-IMP-101"),
        (shapely.Point(X, Y), "LG-IMP-102"),
        (shapely.Polygon([(X, Y), (X + 1, np.nan), (X + 1, Y + 1)]), "LG-IMP-103"),
        (shapely.Polygon([(X, Y), (np.inf, Y), (X + 1, Y + 1)]), "LG-IMP-103"),
        (shapely.to_wkb(SQUARE).replace(shapely.to_wkb(SQUARE)[9:13], b"\x02\0\0\0"), "LG-IMP-104"),
        (BOW_TIE, "LG-IMP-111"),
        (LARGE_CROSSING, "LG-IMP-111"),
    ],
    ids=["none", "empty", "point", "nan", "infinite", "two points", "bow tie", "crossing"],
)
def test_what_is_set_aside_and_why(shape, code):
    result, wkb = judged(SQUARE, shape, SQUARE)
    assert {row: reason.code for row, reason in result.refused.items()} == {1: code}
    assert result.shapes == wkb


def test_the_reason_names_the_place_and_the_change():
    result, _ = judged(BOW_TIE)
    arguments = result.refused[0].arguments
    assert (arguments["x"], arguments["y"]) == ("38500050.000", "4000050.000")
    assert arguments["change_m2"] == pytest.approx(5000)  # two lobes of 2,500 m2 that cancelled each other as drawn


def test_a_ring_that_touches_itself_is_repaired_without_change():
    result, wkb = judged(TOUCHING)
    (repair,) = result.repairs
    assert (repair.row, repair.defect.code, repair.change_m2) == (0, "LG-IMP-112", 0.0)
    repaired = shapely.from_wkb(result.shapes[0])
    assert repaired.is_valid
    assert repaired.area == TOUCHING.area == 9800
    assert len(repaired.interiors) == 1
    assert zone_area(result.shapes[0], PLANE) == zone_area(wkb[0], PLANE)


def test_the_tolerance_decides_about_small_crossings():
    change = abs(judged(SMALL_CROSSING, tolerance_m2=1.0)[0].repairs[0].change_m2)
    assert 0.001 < change < 0.01
    assert judged(SMALL_CROSSING)[0].refused == {}
    assert judged(SMALL_CROSSING, tolerance_m2=change)[0].refused == {}
    assert judged(SMALL_CROSSING, tolerance_m2=change * 0.999)[0].refused.keys() == {0}


def test_only_polygon_parts_survive():
    mixed = shapely.GeometryCollection(
        [SQUARE, shapely.LineString([(0, 0), (1, 1)]), shapely.MultiPolygon([BOW_TIE.buffer(0)])]
    )
    assert polygon_parts(mixed).geom_type == "MultiPolygon"
    assert polygon_parts(shapely.LineString([(0, 0), (1, 1)])) is None


def test_eastings_ignore_what_is_no_number():
    low, high = easting_range(
        [b"", shapely.to_wkb(shapely.Polygon([(1, 1), (np.nan, 2), (7, 3)])), shapely.to_wkb(shapely.Point(99, 9))]
    )
    assert (low, high) == (1, 7)
    assert np.isnan(easting_range([b""])).all()


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=9))
def test_any_ring_is_kept_repaired_or_set_aside(points):
    """A repaired shape is valid and as large as it was; everything else stays as it was read."""
    shape = shapely.Polygon(ring(*points))
    result, wkb = judged(shape)
    if 0 in result.refused:
        assert result.shapes == wkb
        assert not shape.is_valid or shape.area == 0
    else:
        kept = shapely.from_wkb(result.shapes[0])
        assert kept.is_valid
        assert kept.area == pytest.approx(abs(shape.area), abs=0.011)
