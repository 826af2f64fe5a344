import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.geometry.validity import surely_valid


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(3, 20), st.sampled_from(["star", "random", "pentagram", "spiral"]))
def test_the_certificate_never_lies(seed, count, kind):
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, count))
    if kind == "pentagram":
        angle = (np.arange(count) * 2 * 2 * np.pi / count) % (4 * np.pi)
    reach = rng.uniform(0.5, 60, count)
    ring = np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    if kind == "random":
        ring = rng.uniform(-50, 50, (count, 2))
    if kind == "spiral":
        turns = np.linspace(0, 4 * np.pi, count)
        ring = np.column_stack([(1 + turns) * np.cos(turns), (1 + turns) * np.sin(turns)])
    polygon = shapely.Polygon(np.round(ring + [540000, 3900000], 4))
    if surely_valid([shapely.to_wkb(polygon)])[0]:
        assert shapely.is_valid(polygon)


def test_plain_patches_are_proved():
    polygons = [
        shapely.box(0, 0, 10, 20),
        shapely.Point(5e5, 4e6).buffer(30),
        shapely.Polygon([(0, 0), (10, 0), (3, 9)]),
    ]
    assert surely_valid(shapely.to_wkb(polygons)).all()
    assert surely_valid(shapely.to_wkb([shapely.MultiPolygon([p]) for p in polygons])).all()


def test_what_is_not_proved():
    holed = shapely.box(0, 0, 10, 10).difference(shapely.box(2, 2, 3, 3))
    two = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    shapes = [
        *shapely.to_wkb([holed, two, bow, shapely.Polygon()]),
        b"",
        shapely.to_wkb(shapely.Polygon([(0, 0), (np.nan, 1), (1, 1)])),
    ]
    assert surely_valid(shapes).tolist() == [False] * 6
    assert surely_valid([]).tolist() == []
