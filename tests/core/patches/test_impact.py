"""What a shape takes: against plain intersections of everything with everything."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.app.patches.impact import Neighbourhood, impact_index
from landguard_plugin.core.area.planes import ZonePlane
from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.patches.grid import official_dm2_of, on_grid, polygon_of, write_shape
from landguard_plugin.core.patches.records import Origin, Patch, State

PLANE = ZonePlane(GaussKruger(3, 38, True))
E, N = 38_520_000.0, 3_880_000.0
SURVEY = [shapely.box(E + 50 * i, N + 40 * j, E + 50 * (i + 1), N + 40 * (j + 1)) for i in range(20) for j in range(20)]
CLASSES = [("0101", "0103", "0301", "0201", "1006")[k % 5] for k in range(400)]
BASIC = [shapely.box(E, N, E + 300, N + 300), shapely.box(E + 250, N + 250, E + 600, N + 500)]


def farmland(code):
    return code.startswith("01")


def patch(uid, shape, state=State.UNJUDGED):
    return Patch(uid, "c", "b", f"No{uid}", "330102", Origin.ISSUED, write_shape(on_grid(shape)), 1, state=state)


PATCHES = [
    patch("1", shapely.box(E + 100, N + 100, E + 200, N + 200), State.CERTIFIED),
    patch("2", shapely.box(E + 400, N + 100, E + 500, N + 200)),
]
AROUND = Neighbourhood([write_shape(s) for s in SURVEY], CLASSES, {"basic": [write_shape(s) for s in BASIC]})
INDEX = impact_index(AROUND, PATCHES, PLANE, farmland)


def test_figures_by_hand():
    shape = polygon_of([(E + 10, N + 10), (E + 210, N + 10), (E + 210, N + 150), (E + 10, N + 150)])
    found = INDEX.measure(shape)
    assert found.area_dm2 == int(official_dm2_of([shape], PLANE)[0])
    assert abs(found.themes["basic"] - found.area_dm2) <= 1
    certified = official_dm2_of([shapely.box(E + 100, N + 100, E + 200, N + 150)], PLANE)[0]
    assert found.themes["certified"] == certified and found.details["certified"] == {"No1": certified}
    assert found.themes["patches"] == 0 and found.details["patches"] == {}


def test_parcels_are_counted_whole_though_they_have_parts():
    two = shapely.MultiPolygon([shapely.box(E, N, E + 20, N + 20), shapely.box(E + 30, N, E + 50, N + 20)])
    index = impact_index(Neighbourhood(zones={"parcels": [write_shape(on_grid(two))]}), [], PLANE, farmland)
    found = index.measure(polygon_of([(E - 5, N - 5), (E + 60, N - 5), (E + 60, N + 30), (E - 5, N + 30)]))
    assert len(found.details["parcels"]) == 1 and abs(found.themes["parcels"] - 80_000) < 50


def test_the_patch_being_worked_on_does_not_count():
    shape = polygon_of([(E + 110, N + 110), (E + 150, N + 110), (E + 150, N + 150)])
    assert "certified" not in impact_index(AROUND, PATCHES, PLANE, farmland, own=("1",)).measure(shape).themes


def test_no_layers_no_themes():
    shape = polygon_of([(E, N), (E + 40, N), (E, N + 40)])
    found = impact_index(Neighbourhood(), [], PLANE, farmland).measure(shape)
    assert found.themes == {} and found.area_dm2 > 0


def test_a_broken_ground_is_repaired_for_display():
    bow = shapely.Polygon([(E, N), (E + 100, N + 100), (E + 100, N), (E, N + 100)])
    index = impact_index(Neighbourhood(zones={"red_line": [shapely.to_wkb(bow), b""]}), [], PLANE, farmland)
    shape = polygon_of([(E - 1, N - 1), (E + 101, N - 1), (E + 101, N + 101), (E - 1, N + 101)])
    assert abs(index.measure(shape).themes["red_line"] - 500_000) < 500


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(20, 480), min_size=3, max_size=12), st.floats(0, 1000), st.floats(0, 800))
def test_against_intersecting_everything(radii, x, y):
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    shape = polygon_of([(E + x + r * np.cos(a), N + y + r * np.sin(a)) for r, a in zip(radii, angles)])
    found = INDEX.measure(shape)
    fields = [s for s, code in zip(SURVEY, CLASSES) if farmland(code)]
    expected = {
        "farmland": shapely.union_all([shape.intersection(s) for s in fields]).area,
        "basic": shape.intersection(shapely.union_all(BASIC)).area,
    }
    scale = 1.0002 if shape.area else 1
    for name, square_metres in expected.items():
        # the plane's area and the official one differ by the scale of the projection at most
        assert abs(found.themes[name] / 100 - square_metres) <= square_metres * (scale - 1) + 0.02, name
    assert abs(sum(found.details["farmland"].values()) - found.themes["farmland"]) <= len(found.details["farmland"])
