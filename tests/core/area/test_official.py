"""The official area against published conventions, against pyproj.Geod, and against itself."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.affinity import translate

from landguard_plugin.core.area import official, planes, sheets, zones
from landguard_plugin.core.area.ellipsoid import CGCS2000
from landguard_plugin.core.area.projection import forward, inverse_krueger, inverse_official
from landguard_plugin.core.problems import LandGuardError
from tests.core.area.vectors import INVERSE, SHEETS, VECTORS

CM114 = planes.ZonePlane(zones.from_epsg(4547))
ZONE38 = planes.ZonePlane(zones.from_epsg(4526))
WITHOUT_DENSIFYING = official.AreaMethod(densify_m=None)
EXACT = official.AreaMethod(densify_m=1.0, plane_decimals=None, angle_decimals=None)
GRS80 = Geod(ellps="GRS80")


def tolerance(polygon, latitude=54.0):
    """Return m2: rounding noise, and what an edge of up to 70 m drawn straight in (B, L) misses (docs/adr/0004)."""
    chord = 70.0**2 * np.tan(np.radians(latitude)) / (12 * 6.378e6)
    return max(0.01, (2.5e-5 + chord) * polygon.length)


def area(polygon, plane=CM114, method=official.OFFICIAL):
    return official.official_areas([shapely.to_wkb(polygon)], plane, method)[0]


@pytest.mark.parametrize(("name", "polygon", "expected"), [(v[0], v[1], v[2]) for v in VECTORS])
def test_vectors_match_to_a_thousandth_of_a_square_metre(name, polygon, expected):
    assert area(polygon) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(("name", "polygon", "expected"), [(v[0], v[1], v[3]) for v in VECTORS if v[3]])
def test_vectors_without_densification(name, polygon, expected):
    assert area(polygon, method=WITHOUT_DENSIFYING) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(("name", "polygon"), [(v[0], v[1]) for v in VECTORS])
def test_zone_prefix_changes_nothing(name, polygon):
    assert area(translate(polygon, 38_000_000), ZONE38) == pytest.approx(area(polygon), abs=1e-6)


@pytest.mark.parametrize(("name", "polygon", "expected"), [(v[0], v[1], v[4]) for v in VECTORS])
def test_official_stays_within_the_stated_distance_of_the_truth(name, polygon, expected):
    perimeter = polygon.length
    assert area(polygon) == pytest.approx(expected, abs=max(0.01, 2.5e-5 * perimeter))


@pytest.mark.parametrize(("easting", "northing", "latitude", "longitude"), INVERSE)
def test_inverse_series(easting, northing, latitude, longitude):
    for inverse in (inverse_official, inverse_krueger):
        L, B = inverse(np.array([easting]), np.array([northing]))
        assert np.degrees(B[0]) == pytest.approx(latitude, abs=2e-9)
        assert 114 + np.degrees(L[0]) == pytest.approx(longitude, abs=2e-9)


@given(
    longitude=st.floats(-1.7, 1.7),
    latitude=st.floats(4.0, 54.0),
)
def test_official_series_agrees_with_krueger(longitude, latitude):
    E, N = forward(np.radians([longitude]), np.radians([latitude]))
    L, B = inverse_official(E, N)
    assert np.degrees(L[0]) * 3600 == pytest.approx(longitude * 3600, abs=4.5e-6)
    assert np.degrees(B[0]) * 3600 == pytest.approx(latitude * 3600, abs=4.5e-6)
    L, B = inverse_krueger(E, N)
    assert np.degrees(L[0]) * 3600 == pytest.approx(longitude * 3600, abs=1e-8)
    assert np.degrees(B[0]) * 3600 == pytest.approx(latitude * 3600, abs=1e-8)


@pytest.mark.parametrize(("south", "expected"), SHEETS)
def test_map_sheet_areas(south, expected):
    assert sheets.sheet_area(south, 2.5, 3.75) == pytest.approx(expected, abs=0.01)


def test_graticule_cell():
    assert sheets.sheet_area(36, 0.6, 0.6) == pytest.approx(1000384.9478, abs=0.001)


def test_trapezoid_function_equals_the_printed_formula():
    """F(B2) - F(B1) against 2(A sin ½ΔB cos Bm - …) as printed, over small and large steps."""
    rng = np.random.default_rng(3)
    B1 = rng.uniform(0.05, 0.95, 1000)
    B2 = B1 + rng.uniform(-0.05, 0.05, 1000)
    dB, Bm = B2 - B1, (B1 + B2) / 2
    printed = np.zeros(1000)
    for order, (c, sign) in enumerate(zip(CGCS2000.area_coefficients(), (1, -1, 1, -1, 1))):
        k = 2 * order + 1
        printed += sign * c * np.sin(k * dB / 2) * np.cos(k * Bm)
    printed *= 2 * CGCS2000.b**2
    ours = CGCS2000.zone_area_function(B2) - CGCS2000.zone_area_function(B1)
    assert np.abs(ours - printed).max() < 0.05  # m2 per radian: 1e-8 m2 over a 100 m wide patch


@st.composite
def patches(draw):
    """A star-shaped patch of 1-600 m radius anywhere between 18 and 54 N in any 3-degree zone of China."""
    zone = draw(st.integers(25, 45))
    latitude = draw(st.floats(18.0, 53.5))
    longitude = draw(st.floats(-1.5, 1.5))
    radius = draw(st.floats(10.0, 600.0))
    count = draw(st.integers(3, 24))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    E, N = forward(np.radians([longitude]), np.radians([latitude]))
    angle = (np.arange(count) + rng.uniform(0, 0.8, count)) / count * 2 * np.pi
    reach = radius * rng.uniform(0.3, 1.0, count)
    ring = np.column_stack([E[0] + 500000 + reach * np.cos(angle), N[0] + reach * np.sin(angle)])
    return zone, shapely.Polygon(np.round(ring, 4))  # survey coordinates are stored to 0.1 mm


@settings(max_examples=200, deadline=None)
@given(patches())
def test_agrees_with_the_geodesic_area_of_the_densified_ring(patch):
    """pyproj.Geod on a ring densified to 10 m stands for the true area."""
    zone, polygon = patch
    plane = planes.ZonePlane(zones.GaussKruger(3, zone, False))
    dense = shapely.segmentize(polygon, 10.0)
    xy = shapely.get_coordinates(dense)
    L, B = inverse_krueger(xy[:, 0] - 500000, xy[:, 1])
    truth = abs(GRS80.polygon_area_perimeter(3 * zone + np.degrees(L), np.degrees(B))[0])
    assert area(polygon, plane) == pytest.approx(truth, abs=tolerance(polygon, np.degrees(B).max()))


@settings(max_examples=50, deadline=None)
@given(patches(), st.integers(0, 23))
def test_ring_start_and_direction_do_not_matter(patch, shift):
    zone, polygon = patch
    plane = planes.ZonePlane(zones.GaussKruger(3, zone, False))
    ring = shapely.get_coordinates(polygon)[:-1]
    other = shapely.Polygon(np.roll(ring, shift % len(ring), axis=0)[::-1])
    assert area(other, plane) == pytest.approx(area(polygon, plane), abs=1e-4)


@settings(max_examples=50, deadline=None)
@given(patches())
def test_a_geographic_layer_gets_the_area_of_its_zone(patch):
    zone, polygon = patch
    in_zone = planes.ZonePlane(zones.GaussKruger(3, zone, False))
    xy = shapely.get_coordinates(polygon)
    L, B = inverse_krueger(xy[:, 0] - 500000, xy[:, 1])
    geographic = shapely.Polygon(np.column_stack([3 * zone + np.degrees(L), np.degrees(B)]))
    plane = planes.FittedPlane("EPSG:4490", lambda x, y: (x, y))
    # The fitted zone is found again; the projection there and back moves a coordinate by less than 0.0001 m.
    assert area(geographic, plane) == pytest.approx(area(polygon, in_zone), abs=max(0.01, 2.5e-5 * polygon.length))


def test_holes_parts_empty_and_z():
    outer = shapely.box(500000, 4000000, 500200, 4000200)
    hole = shapely.box(500050, 4000050, 500150, 4000150)
    far = shapely.box(501000, 4000000, 501050, 4000050)
    multi = shapely.MultiPolygon([outer.difference(hole), far])
    sizes = official.official_areas(
        [shapely.to_wkb(g) for g in (outer, hole, far, multi, shapely.Polygon(), shapely.force_3d(multi, 7.0))], CM114
    )
    assert sizes[3] == pytest.approx(sizes[0] - sizes[1] + sizes[2], abs=1e-6)
    assert sizes[4] == 0
    assert sizes[5] == sizes[3]


def test_byte_order_and_ewkb_do_not_matter():
    polygon = shapely.Polygon([(500000, 4e6), (500100, 4e6), (500100, 4000100.5)], [])
    shapes = [
        shapely.to_wkb(polygon),
        shapely.to_wkb(polygon, byte_order=0),
        shapely.to_wkb(shapely.set_srid(polygon, 4547), include_srid=True),
        shapely.to_wkb(shapely.MultiPolygon([polygon])),
    ]
    assert len(set(official.official_areas(shapes, CM114))) == 1


def test_a_line_is_refused_by_code():
    with pytest.raises(LandGuardError) as caught:
        official.official_areas([shapely.to_wkb(shapely.LineString([(0, 0), (1, 1)]))], CM114)
    assert caught.value.code == "LG-GEO-001"


def test_infinite_coordinates_are_refused_by_code():
    polygon = shapely.Polygon([(500000, 4e6), (np.inf, 4e6), (500100, 4000100.5)])
    with pytest.raises(LandGuardError) as caught:
        area(polygon)
    assert caught.value.code == "LG-GEO-002"


def test_method_name_tells_every_convention():
    assert official.OFFICIAL.name == "CGCS2000-32-D70-XY4-BL6"
    assert EXACT.name == "CGCS2000-32-D1-XY*-BL*"


def test_areas_do_not_depend_on_chunking(monkeypatch):
    rng = np.random.default_rng(8)
    boxes = [shapely.box(x, y, x + 80, y + 120) for x, y in rng.uniform(400000, 600000, (500, 2)) + [0, 3e6]]
    shapes = [shapely.to_wkb(b) for b in boxes]
    whole = official.official_areas(shapes, CM114)
    assert (whole == [official.official_areas([s], CM114)[0] for s in shapes]).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(patches(), min_size=1, max_size=4), st.booleans())
def test_decoded_polygons_have_the_area_of_their_bytes(made, with_hole):
    """Single polygons, multipolygons, holes, empty ones and None: the same digits from shapely as from WKB."""
    polygons = [polygon for _, polygon in made]
    if with_hole:
        polygons[0] = polygons[0].difference(polygons[0].representative_point().buffer(0.5))
    shapes = np.array([*polygons, shapely.MultiPolygon([polygons[0]]), shapely.Polygon(), None], dtype=object)
    stored = [b"" if shape is None else shapely.to_wkb(shape) for shape in shapes]
    assert official.areas_of_polygons(shapes, CM114).tolist() == official.official_areas(stored, CM114).tolist()


def test_a_decoded_line_is_refused_by_code():
    with pytest.raises(LandGuardError) as caught:
        official.areas_of_polygons(np.array([shapely.LineString([(0, 0), (1, 1)])]), CM114)
    assert caught.value.code == "LG-GEO-001"
