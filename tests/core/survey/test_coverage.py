"""The proof of cover against brute force: every pair intersected, everything united."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.geometry.scan import Scanned, scan_shapes
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.survey import coverage
from landguard_plugin.core.survey.coverage import prove_cover, prove_successor
from tests.core.flows.county import ORIGIN, box
from tests.core.flows.test_flow_properties import partition

SMALLEST = 0.005


def prove(shapes, **options):
    wkb = [shapely.to_wkb(shape) for shape in shapes]
    return prove_cover(wkb, np.arange(len(wkb)), SMALLEST, 2, Unwatched(), **options)


def scanned(shapes):
    wkb = [shapely.to_wkb(shape) for shape in shapes]
    return Scanned(wkb, scan_shapes(wkb, Unwatched()))


def brute(shapes):
    """Return (pairs with shared area, total area of gaps) by intersecting every pair and uniting everything."""
    pairs = {}
    for i in range(len(shapes)):
        for j in range(i + 1, len(shapes)):
            area = shapely.intersection(shapes[i], shapes[j]).area
            if area > SMALLEST:
                pairs[i, j] = area
    # Enclosed ground: what polygonizing the united outline adds (patches that meet in a corner enclose ground, too).
    union = shapely.union_all(shapes)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(union.boundary))))
    gaps = [face.difference(union).area for face in faces]
    return pairs, sum(area for area in gaps if area > SMALLEST)


@st.composite
def layers(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.integers(2, 6))
    nodes = np.stack(np.meshgrid(np.arange(size + 1.0), np.arange(size + 1.0), indexing="xy"), -1) * 100
    nodes[1:-1, 1:-1] += rng.uniform(-35, 35, (size - 1, size - 1, 2))
    shapes = partition(rng, np.round(nodes + ORIGIN, 4), draw(st.integers(0, 5)))
    for kind in draw(
        st.lists(st.sampled_from(["gap", "on top", "shift", "twice", "hole", "vertex", "inside"]), max_size=4)
    ):
        k = int(rng.integers(len(shapes)))
        spot = shapely.Point(*np.round(rng.uniform(0, size * 100, 2) + ORIGIN, 4))
        if kind == "gap" and len(shapes) > 2:
            shapes.pop(k)
        elif kind == "on top":
            shapes.append(spot.buffer(float(rng.uniform(3, 80)), 6))
        elif kind == "shift":
            shapes[k] = shapely.transform(shapes[k], lambda xy: np.round(xy + rng.uniform(-20, 20, 2), 4))
        elif kind == "twice":
            shapes.append(shapes[k])
        elif kind == "hole":
            rest = shapes[k].difference(spot.buffer(15, 4))
            shapes[k] = rest if rest.geom_type == "Polygon" and not rest.is_empty else shapes[k]
        elif kind == "vertex":  # a vertex the neighbours do not have
            shapes[k] = shapely.segmentize(shapes[k], 37.0)
        elif kind == "inside":
            shapes.append(shapes[k].buffer(-10) if not shapes[k].buffer(-10).is_empty else spot.buffer(1))
    shapes = [part for shape in shapes for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [shape for shape in shapes if shape.is_valid and not shape.is_empty]


@settings(max_examples=150, deadline=None)
@given(layers())
def test_overlaps_and_gaps_are_those_of_brute_force(shapes):
    found = prove(shapes)
    pairs, gap_area = brute(shapes)
    assert {rows: face.area for face, rows in found.overlaps} == pytest.approx(pairs)
    assert found.is_partition == (not pairs)
    assert sum(gap.area for gap in found.gaps) == pytest.approx(gap_area, abs=0.05)


@settings(max_examples=60, deadline=None)
@given(layers())
def test_the_messy_way_finds_the_same(shapes):
    quick, saved = prove(shapes), (coverage._MANY, coverage._MESSY)
    coverage._MANY, coverage._MESSY = -1, 0.0
    try:
        slow = prove(shapes)
    finally:
        coverage._MANY, coverage._MESSY = saved
    assert {rows for _, rows in quick.overlaps} == {rows for _, rows in slow.overlaps}
    assert sum(g.area for g in quick.gaps) == pytest.approx(sum(g.area for g in slow.gaps), abs=0.05)


def test_a_clean_grid_is_proved_by_its_outline():
    found = prove([box(100 * i, 100 * j, 100 * i + 100, 100 * j + 100) for i in range(20) for j in range(20)])
    assert found.is_partition
    assert found.gaps == []
    assert (found.edges, found.residual) == (1600, 80)


def test_direction_of_rings_and_holes_do_not_matter():
    ring = box(0, 0, 100, 100).difference(box(40, 40, 60, 60))
    for shapes in ([ring, box(40, 40, 60, 60)], [ring.reverse(), box(40, 40, 60, 60)]):
        assert prove(shapes).is_partition
        assert prove(shapes).gaps == []
    assert len(prove([ring]).gaps) == 1


def test_a_patch_deep_inside_another_is_found_although_the_neighbours_match():
    grid = [box(100 * i, 0, 100 * i + 100, 100) for i in range(3)]
    found = prove([*grid, box(140, 40, 160, 60)])
    assert [rows for _, rows in found.overlaps] == [(1, 3)]


def test_only_the_rows_asked_for_count():
    shapes = [shapely.to_wkb(s) for s in (box(0, 0, 10, 10), box(0, 0, 10, 10), box(10, 0, 20, 10))]
    assert prove_cover(shapes, np.array([0, 2]), SMALLEST, 1, Unwatched()).is_partition
    assert prove_cover(shapes, np.array([], dtype=int), SMALLEST, 1, Unwatched()).is_partition


@settings(max_examples=150, deadline=None)
@given(layers(), layers(), st.integers(0, 2**32 - 1))
def test_a_later_layer_is_proved_by_what_changed(first, second, seed):
    """Some shapes of one layer replaced by some of another: the same answer as from scratch."""
    rng = np.random.default_rng(seed)
    gone = rng.random(len(first)) < 0.3
    come = [shape for shape in second if rng.random() < 0.3]
    later = [shape for shape, left in zip(first, gone) if not left] + come
    if not later:
        return
    earlier = prove(first)
    wkb = [shapely.to_wkb(shape) for shape in later]
    found = prove_successor(
        earlier,
        scanned([shape for shape, left in zip(first, gone) if left]),
        scanned(come),
        wkb,
        shapely.bounds(np.array(later)),
        SMALLEST,
        2,
        Unwatched(),
    )
    scratch = prove(later)
    assert {rows: face.area for face, rows in found.overlaps} == pytest.approx({r: f.area for f, r in scratch.overlaps})
    assert sum(gap.area for gap in found.gaps) == pytest.approx(sum(gap.area for gap in scratch.gaps), abs=0.05)
    assert found.residual == scratch.residual
    assert found.edges == scratch.edges


def test_a_spike_does_not_hide_a_gap():
    """Half way up this face there is only a spike of no width: the point that stands for the face must not lie in it."""
    along = np.array([10.0, 0.0]), np.array([10.4921, 104.3371])
    back = along[0] + 0.1 * (along[1] - along[0])
    face = shapely.Polygon([(0, 0), along[0], along[1], back, (0, 10)])
    assert shapely.point_on_surface(face).y > 20
    (point,) = coverage._points_inside(np.array([face]))
    assert 0 < point.x < 10 and 0 < point.y < 10


def test_few_and_many_points_find_the_same_boxes(monkeypatch):
    rng = np.random.default_rng(5)
    corner = rng.uniform(0, 100, (300, 2))
    boxes = np.hstack([corner, corner + rng.uniform(0, 20, (300, 2))])
    points = shapely.points(rng.uniform(0, 110, (80, 2)))
    few = set(zip(*(found.tolist() for found in coverage._boxes_at(points, boxes))))
    monkeypatch.setattr(coverage, "_FEW", 0)
    many = set(zip(*(found.tolist() for found in coverage._boxes_at(points, boxes))))
    assert few == many and len(few) > 100
