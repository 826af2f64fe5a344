import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.sample import faces
from landguard_plugin.core.sample.mesh import components, dual


def some_mesh(seed, count=120):
    generator = np.random.default_rng(seed)
    sites = generator.uniform(0, 1000, (count, 2))
    inside = np.hypot(*(sites - 500).T) < 320
    return sites, inside, dual(sites, inside).mesh


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_cells_are_the_voronoi_cells(seed):
    """Independent: GEOS's own Voronoi diagram of the same sites."""
    sites, inside, mesh = some_mesh(seed)
    own = np.full(len(sites), -1)
    own[inside] = np.arange(inside.sum())
    cells = faces.polygons(mesh, own)
    theirs = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(sites)))
    for site, cell in zip(sites[inside], cells):
        same = next(c for c in theirs if c.contains(shapely.Point(site)))
        assert cell.symmetric_difference(same).area < 1e-6 * cell.area


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 9))
def test_any_labelling_is_a_partition(seed, groups):
    sites, inside, mesh = some_mesh(seed)
    mesh = faces.crooked(mesh, 8.0, np.zeros(len(mesh.edges), dtype=bool), np.random.default_rng(seed), 0.02)
    first = np.random.default_rng(seed + 1).integers(0, groups, len(sites))
    first[~inside] = -1
    _, a, b = mesh.neighbours()
    same = first[a] == first[b]
    root = components(len(sites), a[same], b[same])
    labels = np.full(len(sites), -1)
    labels[inside] = np.unique(root[inside], return_inverse=True)[1]
    parts = faces.polygons(mesh, labels)
    whole = shapely.union_all(parts)
    assert shapely.is_valid(parts).all()
    assert shapely.area(parts).sum() == pytest.approx(whole.area, rel=1e-9)


def test_redrawn_bends_touch_only_their_edges():
    _, _, mesh = some_mesh(3)
    straight = np.zeros(len(mesh.edges), dtype=bool)
    one, two = (faces.crooked(mesh, 8.0, straight, np.random.default_rng(s)) for s in (1, 2))
    chosen = np.arange(len(mesh.edges)) % 3 == 0
    mixed = faces.with_bends_of(one, two, chosen)
    for edge in range(len(mesh.edges)):
        source = two if chosen[edge] else one
        got = mixed.bends[mixed.first[edge] : mixed.first[edge + 1]]
        assert np.array_equal(got, source.bends[source.first[edge] : source.first[edge + 1]])


def test_a_label_in_two_pieces_is_refused():
    sites, inside, mesh = some_mesh(5)
    labels = np.where(inside, (sites[:, 0] < 400) | (sites[:, 0] > 600), -1).astype(int)
    labels[inside & (labels == 0)] = 0
    with pytest.raises(ValueError, match="connected"):
        faces.polygons(mesh, labels)


def test_components_of_a_chain_and_a_ring():
    assert components(6, np.array([3, 2, 5]), np.array([2, 1, 4])).tolist() == [0, 1, 1, 1, 4, 4]
