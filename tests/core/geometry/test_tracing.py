"""Faces traced along lines against GEOS's polygonizer, and what is no sound network."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.geometry.tracing import faces_between


def keys(faces):
    """Return what makes a set of faces: their normalized shapes."""
    return sorted(shapely.to_wkt(shapely.normalize(face), rounding_precision=6) for face in faces)


def polygonized(lines):
    return shapely.get_parts(shapely.polygonize(lines))


def noded(shapes):
    """Return the boundaries of shapes as lines that meet in their ends only, without dangling ones."""
    lines = shapely.get_parts(
        shapely.line_merge(shapely.union_all(shapely.boundary(np.array(shapes)), grid_size=0.001))
    )
    return lines


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 14))
def test_faces_are_those_of_the_polygonizer(seed, count):
    """Circles, boxes and rings thrown on a heap: crossing, nested, apart, with faces that have several holes."""
    rng = np.random.default_rng(seed)
    shapes = []
    for _ in range(count):
        x, y = rng.uniform(0, 100, 2)
        size = rng.uniform(1, 40)
        made = shapely.Point(x, y).buffer(size, int(rng.integers(1, 9)))
        if rng.random() < 0.4:
            made = shapely.box(x, y, x + size, y + rng.uniform(1, 40))
        if rng.random() < 0.3:
            made = made.difference(shapely.Point(x, y).buffer(size / 4))
        shapes.append(made)
    lines = noded(shapes)
    assert keys(faces_between(lines)) == keys(polygonized(lines))


def test_an_island_in_an_island_in_a_lake():
    squares = [shapely.box(-k, -k, k, k) for k in (10, 8, 6, 4)]
    lines = np.array([square.exterior for square in squares])
    faces = faces_between(lines)
    assert sorted(shapely.area(faces)) == [64, 80, 112, 144]
    assert shapely.is_valid(faces).all()


@pytest.mark.parametrize(
    "extra",
    [
        [(5, 5), (7, 7)],  # ends nowhere
        [(0, 0), (-5, -5)],  # hangs on a corner
    ],
)
def test_lines_that_bound_nothing_are_left_to_the_polygonizer(extra):
    lines = np.array([shapely.box(0, 0, 10, 10).exterior, shapely.LineString(extra)])
    assert keys(faces_between(lines)) == keys(polygonized(lines)) and len(faces_between(lines)) == 1


def test_a_bridge_between_two_boxes_is_no_face():
    lines = np.array(
        [shapely.box(0, 0, 1, 1).exterior, shapely.box(3, 0, 4, 1).exterior, shapely.LineString([(0, 0), (3, 0)])]
    )
    assert keys(faces_between(lines)) == keys(polygonized(lines))


def test_no_lines_no_faces():
    assert len(faces_between(np.empty(0, dtype=object))) == 0
