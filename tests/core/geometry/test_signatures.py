import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.area.rings import from_wkb
from landguard_plugin.core.geometry.signatures import boundary_sum, find_tilings, signatures, signed_ring_areas
from tests.core.flows.county import ORIGIN, box
from tests.core.flows.test_flow_properties import partition


def sums(shapes):
    return signatures(from_wkb([shapely.to_wkb(s) for s in shapes]))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_the_signature_of_a_union_is_the_sum_of_its_tiles(seed, size):
    rng = np.random.default_rng(seed)
    nodes = np.stack(np.meshgrid(np.arange(size + 1.0), np.arange(size + 1.0), indexing="xy"), -1) * 100
    nodes[1:-1, 1:-1] += rng.uniform(-35, 35, (size - 1, size - 1, 2))
    tiles = partition(rng, np.round(nodes + ORIGIN, 4), 0)
    whole = shapely.union_all(tiles)
    assert int(sums([whole])[0]) == int(sums(tiles).sum(dtype=np.uint64))
    moved = shapely.transform(whole, lambda xy: xy + (xy == xy.max(axis=0)) * 0.0001)
    assert int(sums([moved])[0]) != int(sums([whole])[0])


def test_ring_start_order_and_holes():
    ring = box(0, 0, 100, 100).difference(box(20, 20, 30, 30))
    rolled = shapely.Polygon(np.roll(shapely.get_coordinates(ring.exterior)[:-1], 2, axis=0)[::-1], ring.interiors)
    assert sums([ring])[0] == sums([rolled])[0] == sums([shapely.MultiPolygon([ring])])[0]
    assert sums([ring])[0] != sums([box(0, 0, 100, 100)])[0]


def test_signed_areas():
    rings = from_wkb([shapely.to_wkb(box(0, 0, 100, 50)), shapely.to_wkb(box(0, 0, 100, 50).reverse())])
    assert np.allclose(np.abs(signed_ring_areas(rings)), 10000)
    assert signed_ring_areas(rings)[0] == -signed_ring_areas(rings)[1]


def test_tilings_split_merge_and_none():
    before = [box(0, 0, 100, 100), box(100, 0, 200, 100), box(200, 0, 300, 100), box(300, 0, 400, 100)]
    after = [box(0, 0, 50, 100), box(50, 0, 100, 100), box(100, 0, 300, 100), box(300, 0, 390, 100)]
    before, after = (np.array([shapely.segmentize(s, 50.0) for s in year]) for year in (before, after))
    found = find_tilings(list(shapely.to_wkb(before)), before, list(shapely.to_wkb(after)), after)
    assert sorted(zip(found.before.tolist(), found.after.tolist(), found.small_is_after.tolist())) == [
        (0, 0, True), (0, 1, True), (1, 2, False), (2, 2, False),
    ]  # fmt: skip
    assert boundary_sum([]) == 0


def test_an_exact_split_is_found():
    whole = shapely.Polygon([*map(tuple, ORIGIN + [(0, 0), (50, 0), (100, 0), (100, 100), (50, 100), (0, 100)])])
    halves = np.array([box(0, 0, 50, 100), box(50, 0, 100, 100)])
    found = find_tilings([shapely.to_wkb(whole)], np.array([whole]), list(shapely.to_wkb(halves)), halves)
    assert found.small_is_after.tolist() == [True, True]
    assert sorted(found.after.tolist()) == [0, 1]
