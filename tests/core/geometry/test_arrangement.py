"""Two partitions overlaid as one arrangement: the same pieces as pair by pair, and doubt where rows do not add up."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from landguard_plugin.core.geometry.arrangement import NOBODY, faces_of
from landguard_plugin.core.geometry.overlay import overlay
from landguard_plugin.core.progress import Unwatched

TOLERANCE = 5e-4
ROUNDING = 0.1  # m2: a border of some 500 m on a grid of 0.1 mm, where the layers do not share every vertex


def partition(seed, count=40, size=1000.0):
    """Voronoi cells on the 0.1 mm grid inside a square: shared vertices, no gaps but those of rounding."""
    points = np.random.default_rng(seed).uniform(0, size, (count, 2))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=shapely.box(0, 0, size, size))
    )
    cells = shapely.set_precision(shapely.intersection(cells, shapely.box(0, 0, size, size)), 1e-4)
    return cells[shapely.area(cells) > 0]


def later(cells, seed):
    """The next year: some cells split by a bent line, some merged, the order shuffled."""
    generator = np.random.default_rng(seed)
    kept = list(cells)
    for _ in range(4):
        row = int(generator.integers(len(kept)))
        west, south, east, north = kept[row].bounds
        bend = generator.uniform((west, south), (east, north))
        line = shapely.LineString([(west - 1, south - 1), bend, (east + 1, north + 1)])
        kept[row : row + 1] = shapely.get_parts(
            shapely.polygonize(shapely.get_parts(shapely.union(line, kept[row].boundary)))
        ).tolist()
    a, b = generator.choice(len(kept), 2, replace=False)
    merged = shapely.union(kept[a], kept[b])
    kept = [cell for row, cell in enumerate(kept) if row not in (a, b)] + [merged]
    return np.array(kept, dtype=object)[generator.permutation(len(kept))]


def moved(cells, seed, count=5):
    """The next year, re-measured: some corners lie elsewhere, for every cell that has them."""
    generator = np.random.default_rng(seed)
    corners, uses = np.unique(shapely.get_coordinates(cells), axis=0, return_counts=True)
    inside = corners[(uses >= 3) & (corners > 100).all(axis=1) & (corners < 900).all(axis=1)]
    chosen = inside[generator.choice(len(inside), count, replace=False)]
    shifts = np.round(generator.uniform(-8, 8, (count, 2)), 4)

    def move(points):
        points = points.copy()
        for corner, shift in zip(chosen, shifts):
            points[(points == corner).all(axis=1)] += shift
        return points

    return shapely.transform(cells, move)


def table(pieces):
    return {
        (int(a), int(b)): shape.area
        for a, b, shape in zip(pieces.first, pieces.second, pieces.shapes)
        if shape.area > ROUNDING
    }


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
@example(1168, 1723)  # a split that leaves its cell: the later year overlaps itself, and a line crosses a common edge
def test_the_arrangement_gives_the_pieces_of_the_pairs(seed, change):
    before = partition(seed)
    after = later(before, change)
    one = table(overlay(before, after, 1, Unwatched(), TOLERANCE))
    two = table(overlay(before, after, 1, Unwatched()))
    assert set(one) == set(two)
    for pair, area in two.items():
        assert one[pair] == pytest.approx(area, abs=ROUNDING)


def test_every_row_is_vouched_for_when_both_layers_are_partitions():
    before = partition(1)
    after = moved(before, 2)
    assert shapely.is_valid(after).all()
    faces = faces_of(before, after, TOLERANCE)
    assert faces is not None
    assert faces.sound_first.all()
    assert faces.sound_second.all()
    assert (faces.first != NOBODY).all()
    assert len(np.unique(faces.first * 1000 + faces.second)) > len(before)


def test_a_row_that_overlaps_another_is_not_trusted_and_is_overlaid_pair_by_pair():
    before = partition(3)
    after = before.copy()
    after[5] = shapely.union(after[5], shapely.buffer(shapely.point_on_surface(after[5]), 250.0, quad_segs=2))
    faces = faces_of(before, after, TOLERANCE)
    assert faces is None or not faces.sound_second.all()
    assert table(overlay(before, after, 1, Unwatched(), TOLERANCE)) == pytest.approx(
        table(overlay(before, after, 1, Unwatched())), abs=ROUNDING
    )


def test_layers_drawn_anew_are_left_to_the_pairs():
    assert faces_of(partition(1), partition(2), TOLERANCE) is None


def test_holes_islands_and_touching_corners():
    outer = shapely.Polygon(shapely.box(0, 0, 10, 10).exterior.coords, [shapely.box(4, 4, 6, 6).exterior.coords])
    before = np.array([outer, shapely.box(4, 4, 6, 6)], dtype=object)
    ring = shapely.Polygon(
        outer.exterior.coords, [shapely.box(1, 1, 4, 4).exterior.coords, shapely.box(4, 4, 6, 6).exterior.coords]
    )
    assert ring.is_valid
    after = np.array([ring, shapely.box(1, 1, 4, 4), shapely.box(4, 4, 6, 6)], dtype=object)
    pieces = table(overlay(before, after, 1, Unwatched(), TOLERANCE))
    assert pieces == pytest.approx({(0, 0): 87.0, (0, 1): 9.0, (1, 2): 4.0})


def test_nothing_against_something():
    nothing = np.empty(0, dtype=object)
    empty = np.array([shapely.Polygon()], dtype=object)
    for first, second in ((nothing, partition(1)), (partition(1), nothing), (empty, empty), (empty, partition(1))):
        assert len(overlay(first, second, 1, Unwatched(), TOLERANCE).shapes) == 0
