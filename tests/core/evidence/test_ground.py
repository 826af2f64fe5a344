"""Distances and view cones against an independent geodesic and plain geometry."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from landguard_plugin.core.evidence.ground import cone, separate_directions
from tests.core.evidence.samples import X, Y, at, ground

GEOD = Geod(a=6378137.0, rf=298.257222101)


def degrees(x, y):
    claims = at(x, y)
    return float(claims["longitude"]), float(claims["latitude"])


@settings(max_examples=200, deadline=None)
@given(st.floats(-8000, 8000), st.floats(-8000, 8000))
def test_distances_are_those_of_the_geodesic(east, north):
    """The nearest point of the square is found in the zone, the distance to it by pyproj's geodesic."""
    x, y = X + 50 + east, Y + 50 + north
    nearest = min(max(x, X), X + 100), min(max(y, Y), Y + 100)
    position = degrees(x, y)
    _, _, expected = GEOD.inv(*position, *degrees(*nearest))
    assert ground().distance(*position) == pytest.approx(expected, abs=0.03)


def test_a_position_on_the_patch_is_at_no_distance():
    assert ground().distance(*degrees(X + 1, Y + 1)) == 0.0


@pytest.mark.parametrize("place", [(2.35, 48.85), (-58.4, -34.6), (116.4, 39.9), (-66.0, -35.0)])
def test_far_away_is_measured_on_the_sphere(place):
    here = degrees(X + 50, Y + 50)
    _, _, expected = GEOD.inv(*place, *here)
    assert ground().distance(*place) == pytest.approx(expected, rel=0.006)


@settings(max_examples=200, deadline=None)
@given(st.floats(0, 359.99), st.floats(0, 359.99), st.floats(80, 480))
def test_how_far_a_direction_misses_is_the_angle_to_the_nearest_corner(bearing, direction, away):
    """For a square seen from outside, the smallest turn leads to a corner, unless the direction is between two corners."""
    x, y = X + 50 + away * math.sin(math.radians(bearing)), Y + 50 + away * math.cos(math.radians(bearing))
    seen = ground().view(*degrees(x, y), direction, 2000)
    middle = ground().place(*degrees(x, y))
    corners = shapely.get_coordinates(ground().shape)[:4]
    turns = [
        (math.degrees(math.atan2(cx - middle[0], cy - middle[1])) - direction + 180) % 360 - 180 for cx, cy in corners
    ]
    between = min(turns) <= 0 <= max(turns) and max(turns) - min(turns) < 180
    assert seen.inside is False
    assert seen.off_degrees == pytest.approx(0.0 if between else min(map(abs, turns)), abs=1e-6)


def test_inside_every_direction_sees_the_patch():
    assert ground().view(*degrees(X + 50, Y + 50), 200, 500).inside


def test_a_patch_out_of_range_is_not_seen():
    assert ground().view(*degrees(X + 50, Y - 600), 0, 500).off_degrees is None


def test_only_what_is_within_range_is_seen():
    """A long strip: its far end lies in the direction, but beyond the range."""
    strip = bytes(shapely.to_wkb(shapely.box(X, Y, X + 5000, Y + 10)))
    place = degrees(X - 10, Y - 300)
    ahead = math.degrees(math.atan2(4000, 305))
    assert ground(strip).view(*place, ahead, 5000).off_degrees == 0
    assert ground(strip).view(*place, ahead, 400).off_degrees > 30


def test_a_cone_has_the_asked_for_angle_and_reach():
    shape = cone((10.0, 20.0), 90, 30, 100)
    assert shapely.area(shape) == pytest.approx(math.pi * 100**2 * 60 / 360, rel=0.001)
    assert shapely.bounds(shape) == pytest.approx((10, 20 - 50, 110, 20 + 50), abs=0.1)


def brute(directions, gap):
    best = 0
    for mask in range(1 << len(directions)):
        chosen = [d for k, d in enumerate(directions) if mask >> k & 1]
        if all(min((a - b) % 360, (b - a) % 360) >= gap for i, a in enumerate(chosen) for b in chosen[:i]):
            best = max(best, len(chosen))
    return best


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 359).map(float), max_size=7), st.sampled_from([10.0, 45.0, 90.0, 180.0]))
def test_separate_directions_against_every_choice(directions, gap):
    assert separate_directions(directions, gap) == brute(directions, gap)


def test_degrees_lead_back():
    plane = ground()
    place = plane.place(114.1, 35.05)
    assert plane.degrees(np.array([place]))[0] == pytest.approx((114.1, 35.05), abs=1e-9)
