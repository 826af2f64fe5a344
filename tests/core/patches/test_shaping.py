"""Deeds on shapes: pieces that fit to the last digit, refusals by code, and properties over random ground."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from landguard_plugin.core.area.planes import ZonePlane
from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.patches import dividing, grid, joining, reshaping
from landguard_plugin.core.patches.grid import line_of, official_dm2_of, on_grid, polygon_of
from landguard_plugin.core.problems import LandGuardError

PLANE = ZonePlane(GaussKruger(3, 38, True))
E, N = 38_520_000.0, 3_880_000.0


def box(x0, y0, x1, y1):
    return polygon_of([(E + x0, N + y0), (E + x1, N + y0), (E + x1, N + y1), (E + x0, N + y1)])


def line(*points):
    return line_of([(E + x, N + y) for x, y in points])


def refused(code, deed, *arguments):
    with pytest.raises(LandGuardError) as caught:
        deed(*arguments)
    assert caught.value.code == code
    return caught.value


def assert_fit(whole, pieces):
    """Independent of the code under test: valid, on the grid, together the whole, nothing twice, vertices shared."""
    for piece in pieces:
        assert piece.is_valid and piece.area > 0
        xy = shapely.get_coordinates(piece)
        assert (xy == np.round(xy, 4)).all()
    total = math.fsum(piece.area for piece in pieces)
    tolerance = 1e-4 * sum(piece.length for piece in pieces) + 1e-6
    assert abs(total - whole.area) <= tolerance
    for k, piece in enumerate(pieces):
        for other in pieces[k + 1 :]:
            assert piece.intersection(other).area < 1e-6
    assert shapely.union_all(list(pieces)).symmetric_difference(whole).area <= tolerance


def test_split_by_one_line():
    ground = box(0, 0, 300, 200)
    done = dividing.split(ground, [line((100, -50), (100, 250))], PLANE)
    assert [round(p.area) for p in done.pieces] == [40_000, 20_000]
    assert done.slivers == ()
    assert_fit(ground, done.pieces)


def test_a_split_shares_its_new_vertices():
    ground = box(0, 0, 300, 200)
    done = dividing.split(ground, [line((33.33333, -7), (71.77777, 207.1))], PLANE)
    first, second = ({tuple(xy) for xy in shapely.get_coordinates(p)} for p in done.pieces)
    assert len(first & second) == 2


def test_split_by_a_closed_line_gives_the_inside_its_own_piece():
    done = dividing.split(box(0, 0, 100, 100), [line((20, 20), (40, 20), (40, 40), (20, 40), (20, 20))], PLANE)
    assert sorted(round(p.area) for p in done.pieces) == [400, 9600]
    assert len(done.pieces[0].interiors) == 1


def test_split_keeps_uncrossed_parts_with_the_largest_piece():
    whole = on_grid(shapely.MultiPolygon([box(0, 0, 100, 100), box(200, 0, 220, 20)]))
    done = dividing.split(whole, [line((30, -5), (30, 105))], PLANE)
    assert [round(p.area) for p in done.pieces] == [7400, 3000]
    assert shapely.get_num_geometries(done.pieces[0]) == 2
    assert_fit(whole, done.pieces)


def test_split_through_a_hole():
    whole = reshaping.cut_hole(box(0, 0, 100, 100), box(40, 40, 60, 60))
    done = dividing.split(whole, [line((-5, 50), (105, 50))], PLANE)
    assert [round(p.area) for p in done.pieces] == [4800, 4800]
    assert_fit(whole, done.pieces)


@pytest.mark.parametrize(
    "points", [[(200, 0), (200, 50)], [(10, 10), (50, 50)], [(-10, 50), (60, 50)], [(0, 0), (100, 0)]]
)
def test_a_line_that_divides_nothing_is_refused(points):
    refused("LG-DRW-003", dividing.split, box(0, 0, 100, 100), [line(*points)], PLANE)


def test_a_scrap_stays_with_its_neighbour_and_is_named():
    ground = box(0, 0, 100, 100)
    done = dividing.split(ground, [line((50, -5), (50, 105)), line((-5, 99.99), (50, 99.99))], PLANE)
    assert [round(p.area) for p in done.pieces] == [5000, 5000]
    assert len(done.slivers) == 1 and 45 <= done.slivers[0] <= 55
    assert_fit(ground, done.pieces)


def test_nothing_but_a_scrap_comes_off():
    refused("LG-DRW-003", dividing.split, box(0, 0, 100, 100), [line((-5, 99.99), (105, 99.99))], PLANE, 200)


def test_cut_by_parcels():
    ground = box(0, 0, 300, 100)
    parcels = [box(-50, -20, 100.12345, 120), box(100.12345, -20, 180, 120)]
    done = dividing.cut_by_parcels(ground, parcels, PLANE)
    assert dict(zip(done.owners, (round(p.area) for p in done.pieces))) == {0: 10_012, 1: 7_988, -1: 12_000}
    assert_fit(ground, done.pieces)


def test_overlapping_parcels_are_served_in_order():
    done = dividing.cut_by_parcels(box(0, 0, 100, 100), [box(0, 0, 60, 100), box(40, 0, 100, 100)], PLANE)
    assert dict(zip(done.owners, (round(p.area) for p in done.pieces))) == {0: 6000, 1: 4000}


@pytest.mark.parametrize("parcels", [[], [(-1, -1, 101, 101)], [(200, 0, 300, 100)]])
def test_one_parcel_cuts_nothing(parcels):
    refused("LG-DRW-003", dividing.cut_by_parcels, box(0, 0, 100, 100), [box(*p) for p in parcels], PLANE)


def test_reshape_adds_and_cuts_along_one_line():
    ground = box(0, 0, 100, 100)
    # out over the right border between y 20 and 40, in between y 60 and 80
    done = reshaping.reshape(
        ground, line((90, 20), (120, 20), (120, 40), (90, 40), (90, 60), (80, 60), (80, 80), (110, 80))
    )
    # from (100,20) out to 120 and back at (100,40): +400; inside: x 90..100 y 40..60 and 80..100 y 60..80 are cut off
    assert round(done.area, 4) == 10_000 + 400 - 200 - 400
    assert done.is_valid


def test_reshape_keeps_the_larger_side():
    done = reshaping.reshape(box(0, 0, 100, 100), line((30, -5), (30, 105)))
    assert round(done.area, 4) == 7000


def test_reshape_of_a_hole_leaves_the_larger_side_of_the_hole():
    whole = reshaping.cut_hole(box(0, 0, 100, 100), box(20, 20, 80, 80))
    done = reshaping.reshape(whole, line((40, 15), (40, 85)))
    # the line also ends inside the ground: those ends hang loose and change nothing
    assert round(done.area, 4) == 10_000 - 40 * 60
    assert len(done.interiors) == 1


@pytest.mark.parametrize(
    "points",
    [[(10, 10), (90, 90)], [(-5, 50), (50, 50)], [(20, 20), (40, 20), (40, 40), (20, 20)], [(200, 0), (300, 0)]],
)
def test_reshape_must_meet_the_border_twice(points):
    refused("LG-DRW-005", reshaping.reshape, box(0, 0, 100, 100), line(*points))


def test_hole():
    done = reshaping.cut_hole(box(0, 0, 100, 100), box(10, 10, 20, 30))
    assert round(done.area, 4) == 9800
    refused("LG-DRW-006", reshaping.cut_hole, box(0, 0, 100, 100), box(90, 10, 120, 30))
    refused("LG-DRW-006", reshaping.cut_hole, box(0, 0, 100, 100), box(190, 10, 220, 30))
    refused("LG-DRW-004", reshaping.cut_hole, box(0, 0, 100, 100), box(0, 0, 100, 100))


def test_vertices():
    ground = box(0, 0, 100, 100)
    wider = reshaping.move_vertex(ground, (E + 100, N + 100), (E + 120, N + 100))
    assert round(wider.area, 4) == 11_000
    again = reshaping.insert_vertex(wider, (E + 50, N + 1), (E + 50, N - 10))
    assert round(again.area, 4) == 11_500
    back = reshaping.delete_vertex(again, (E + 50, N - 10))
    assert back.equals(wider)
    start = reshaping.move_vertex(ground, (E, N), (E - 10, N))  # first and closing point move together
    assert start.is_valid and round(start.area, 4) == 10_500
    refused("LG-DRW-007", reshaping.move_vertex, ground, (E + 1, N + 1), (E, N))
    refused("LG-DRW-001", reshaping.move_vertex, ground, (E + 100, N + 100), (E - 50, N + 50))
    triangle = polygon_of([(E, N), (E + 10, N), (E, N + 10)])
    refused("LG-DRW-002", reshaping.delete_vertex, triangle, (E, N))


def test_moving_a_vertex_of_a_multipolygon_keeps_its_parts():
    whole = on_grid(shapely.MultiPolygon([box(0, 0, 100, 100), box(200, 0, 220, 20)]))
    moved = reshaping.move_vertex(whole, (E + 220, N + 20), (E + 230, N + 20))
    assert shapely.get_num_geometries(moved) == 2
    assert round(moved.area, 4) == 10_500


def test_strip_of_a_width():
    straight = reshaping.strip(line((0, 0), (200, 0)), 6)
    assert round(straight.area, 4) == 1200
    assert abs(reshaping.mean_width(straight) - 6) < 1e-9
    bent = reshaping.strip(line((0, 0), (200, 0), (200, 100)), 6)
    assert round(bent.area, 3) == 6 * 300  # the mitre outside and the overlap inside are equal
    for width in (0, -1, math.nan, math.inf):
        refused("LG-DRW-008", reshaping.strip, line((0, 0), (1, 0)), width)
    assert reshaping.mean_width(box(0, 0, 100, 100)) is None


def test_drawn_points():
    refused("LG-DRW-002", polygon_of, [(E, N), (E + 1, N), (E, N)])
    error = refused("LG-DRW-001", polygon_of, [(E, N), (E + 10, N + 10), (E + 10, N), (E, N + 10)])
    assert error.arguments == {"x": f"{E + 5:.2f}", "y": f"{N + 5:.2f}"}
    refused("LG-DRW-004", polygon_of, [(E, N), (E + 1, N), (E + 2, N)])
    refused("LG-DRW-001", line_of, [(E, N), (E + 10, N + 10), (E + 10, N), (E, N + 10)])
    refused("LG-DRW-003", line_of, [(E, N), (E, N)])
    refused("LG-GEO-002", polygon_of, [(E, N), (math.nan, N), (E, N + 5)])
    closed = polygon_of([(E, N), (E + 10, N), (E, N + 10), (E, N)])
    assert round(closed.area, 4) == 50


def test_merge():
    united = joining.merge([box(0, 0, 100, 100), box(100, 0, 150, 100), box(150, 50, 200, 100)], PLANE)
    assert round(united.area, 4) == 17_500 and united.geom_type == "Polygon"
    refused("LG-DRW-009", joining.merge, [box(0, 0, 1, 1)], PLANE)
    refused("LG-DRW-010", joining.merge, [box(0, 0, 10, 10), box(11, 0, 20, 10)], PLANE)
    refused("LG-DRW-010", joining.merge, [box(0, 0, 10, 10), box(10, 10, 20, 20)], PLANE)
    refused("LG-DRW-011", joining.merge, [box(0, 0, 10, 10), box(9, 0, 20, 10)], PLANE)


def test_clip_tells_what_it_cut():
    done = joining.clip(
        box(0, 0, 100, 100),
        [
            joining.Obstacle("A", box(90, 0, 150, 100)),
            joining.Obstacle("B", box(80, 0, 95, 50)),
            joining.Obstacle("C", box(300, 0, 301, 1)),
        ],
        PLANE,
    )
    assert round(done.shape.area, 4) == 8500
    expected = official_dm2_of([box(90, 0, 100, 100), box(80, 0, 90, 50)], PLANE)
    assert done.cuts == (("A", int(expected[0])), ("B", int(expected[1])))
    assert done.cut_dm2 == int(expected.sum())
    refused("LG-DRW-004", joining.clip, box(0, 0, 10, 10), [joining.Obstacle("A", box(-1, -1, 11, 11))], PLANE)


coordinate = st.floats(-20, 120, allow_nan=False)
point = st.tuples(coordinate, coordinate)


def ground_of(radii):
    """A star around a centre: any shape of border without crossings."""
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    return polygon_of([(E + 50 + r * np.cos(a), N + 50 + r * np.sin(a)) for r, a in zip(radii, angles)])


grounds = st.lists(st.floats(5, 60), min_size=3, max_size=14).map(ground_of)


@settings(max_examples=150, deadline=None)
@given(grounds, st.lists(st.tuples(point, point), min_size=1, max_size=4))
def test_any_split_fits(ground, ends):
    lines = [line(a, b) for a, b in ends if math.dist(a, b) > 0.01]
    assume(lines)
    try:
        done = dividing.split(ground, lines, PLANE)
    except LandGuardError as error:
        assert error.code == "LG-DRW-003"
        return
    assert_fit(ground, done.pieces)
    assert (official_dm2_of(done.pieces, PLANE) >= dividing.SLIVER_DM2).all()


@settings(max_examples=100, deadline=None)
@given(grounds, st.lists(grounds, min_size=1, max_size=3))
def test_any_cut_by_parcels_fits(ground, parcels):
    parcels = [shapely.affinity.translate(p, 7.1 * k, -11.3 * k) for k, p in enumerate(parcels, 1)]
    try:
        done = dividing.cut_by_parcels(ground, parcels, PLANE)
    except LandGuardError as error:
        assert error.code == "LG-DRW-003"
        return
    assert_fit(ground, done.pieces)
    rest = ground
    for owner, parcel in enumerate(parcels):
        expected = rest.intersection(parcel).area
        piece = sum(p.area for p, o in zip(done.pieces, done.owners) if o == owner)
        assert abs(piece - expected) < 0.01 * (1 + sum(done.slivers)) + 0.02
        rest = rest.difference(parcel)


@settings(max_examples=100, deadline=None)
@given(grounds, st.lists(point, min_size=2, max_size=5))
def test_any_reshape_is_valid_and_on_the_grid(ground, points):
    try:
        done = reshaping.reshape(ground, line(*points))
    except LandGuardError as error:
        assert error.code in ("LG-DRW-005", "LG-DRW-001", "LG-DRW-003")
        return
    assert_fit(done, [done])
    assert done.area > 0 and not done.equals(ground)


@settings(max_examples=60, deadline=None)
@given(grounds, st.lists(grounds, min_size=1, max_size=3))
def test_any_clip_closes(ground, others):
    obstacles = [
        joining.Obstacle(str(k), shapely.affinity.translate(p, 40 + 9.7 * k, 3.3 * k)) for k, p in enumerate(others)
    ]
    try:
        done = joining.clip(ground, obstacles, PLANE)
    except LandGuardError as error:
        assert error.code == "LG-DRW-004"
        return
    left, whole = official_dm2_of([done.shape, ground], PLANE)
    slack = 2 + len(obstacles) + ground.length * 0.0001 * 100
    assert abs(int(left) + done.cut_dm2 - int(whole)) <= slack
    assert all(done.shape.intersection(o.shape).area < 1e-4 * ground.length for o in obstacles)


@settings(max_examples=60, deadline=None)
@given(grounds, point, point)
def test_a_split_merged_again_is_the_ground_it_was(ground, a, b):
    assume(math.dist(a, b) > 0.01)
    try:
        done = dividing.split(ground, [line(a, b)], PLANE)
    except LandGuardError:
        return
    try:
        whole = joining.merge(done.pieces, PLANE)
    except LandGuardError as error:
        assert error.code == "LG-DRW-010"  # never: pieces of one ground hang together
        raise
    assert whole.symmetric_difference(ground).area <= 1e-4 * ground.length


def test_wkb_comes_back_bit_for_bit():
    shape = polygon_of([(E + 0.123456, N), (E + 10.98765432, N + 0.00004), (E, N + 10)])
    assert grid.write_shape(grid.read_shape(grid.write_shape(shape))) == grid.write_shape(shape)
    assert grid.write_shape(on_grid(shape)) == grid.write_shape(shape)
