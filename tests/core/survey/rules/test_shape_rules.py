"""Topology and other layers: golden cases, both sides of each limit, and brute force over every pair of a small layer."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.app.check_survey import check_survey
from landguard_plugin.core.area import planes
from landguard_plugin.core.problems import Cancelled
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.survey.rules.other_layers import unit_key
from landguard_plugin.core.survey.rules.subject import Beside, Boundary, SlopeMap
from landguard_plugin.core.survey.units import Units
from tests.core.flows.test_flow_properties import partition
from tests.core.survey.rules.subjects import FLAT, HOUSE, ORIGIN, box, layer, subject_of
from tests.watcher import Watcher


def run(shapes, rows=None, **more):
    """Return the findings of a layer with these shapes, with `shape` decoded."""
    table = layer(rows or [{}] * len(shapes), shapes, **{k: v for k, v in more.items() if k == "plane"})
    result = check_survey(subject_of(table, **{k: v for k, v in more.items() if k != "plane"}), Unwatched())
    return result.rows.assign(shape=list(shapely.from_wkb([s or None for s in result.shapes])))


def told(rows, rule):
    return rows[rows["rule"] == rule]


def ring(*points):
    return shapely.Polygon([tuple(ORIGIN + point) for point in points])


def test_an_overlap_has_its_ground_and_both_patches():
    rows = told(run([box(0, 0), box(90, 0, 110), box(200, 0)]), "4101")
    assert len(rows) == 1
    assert rows["shape"].iloc[0].equals(box(90, 0, 10))
    assert {rows["bsm"].iloc[0][-1], rows["other_bsm"].iloc[0][-1]} == {"1", "2"}
    assert rows["value"].iloc[0] == "1000.00"


@pytest.mark.parametrize(("width", "count"), [(0.0001, 0), (0.00009, 0), (0.0002, 1)])
def test_an_overlap_up_to_the_last_digit_of_an_area_is_none(width, count):
    assert len(told(run([box(0, 0), box(100 - width, 0)]), "4101")) == count


def test_a_gap_names_two_neighbours():
    left = ring((0, 0), (150, 0), (150, 100), (100, 100), (100, 150), (150, 150), (150, 300), (0, 300))
    right = ring((150, 0), (300, 0), (300, 300), (150, 300))
    rows = told(run([left, right]), "4201")
    assert len(rows) == 1
    assert rows["shape"].iloc[0].symmetric_difference(box(100, 100, 50, 50)).area < 1e-3
    assert rows["bsm"].iloc[0].endswith("1")
    assert {rows["bsm"].iloc[0][-1], rows["other_bsm"].iloc[0][-1]} == {"1", "2"}


def test_the_pairs_and_gaps_are_those_of_brute_force():
    rng = np.random.default_rng(5)
    nodes = np.stack(np.meshgrid(np.arange(7.0), np.arange(7.0), indexing="xy"), -1) * 100
    nodes[1:-1, 1:-1] += rng.uniform(-30, 30, (5, 5, 2))
    shapes = partition(rng, np.round(nodes + ORIGIN, 4), 4)
    shapes[3] = shapely.transform(shapes[3], lambda xy: xy + (7.5, -3.25))
    shapes.append(shapely.Point(*(ORIGIN + (333.0, 290.0))).buffer(40.0, 8))
    del shapes[9]
    rows = run(shapes)
    pairs = {}
    for a, b in itertools.combinations(range(len(shapes)), 2):
        area = shapely.intersection(shapes[a], shapes[b]).area
        if area > 0.01:
            pairs[a + 1, b + 1] = area
    overlaps = told(rows, "4101")
    assert {tuple(sorted(pair)) for pair in zip(overlaps["row"], overlaps["other_row"])} == set(pairs)
    assert sum(s.area for s in overlaps["shape"]) == pytest.approx(sum(pairs.values()), abs=1e-3)
    union = shapely.union_all(shapes)
    holes = [shapely.Polygon(r) for part in shapely.get_parts(union) for r in part.interiors]
    assert sum(s.area for s in told(rows, "4201")["shape"]) == pytest.approx(sum(h.area for h in holes), abs=0.05)


def test_a_crossing_ring_is_told_at_its_place_and_leaves_no_false_gap():
    bow = ring((0, 0), (100, 100), (100, 0), (0, 100))
    rows = run([bow, box(100, 0)])
    assert len(told(rows, "4301")) == 1
    place = told(rows, "4301")["shape"].iloc[0]
    assert place.centroid.distance(shapely.Point(*(ORIGIN + 50))) < 1e-6
    assert not len(told(rows, "4201"))


@pytest.mark.parametrize(
    "shape", [None, b"\x01\x03\x00\x00\x00\x01", shapely.to_wkb(shapely.Point(1, 2)), ring((0, 0), (np.nan, 1), (1, 1))]
)
def test_what_is_no_usable_polygon_is_told_once(shape):
    rows = run([shape, box(0, 0)])
    assert told(rows, "4303")["row"].tolist() == [1]
    assert set(rows["rule"]) == {"4303"}


def test_repeated_vertices():
    once = ring((0, 0), (100, 0), (100, 0), (100, 100), (0, 100))
    rows = told(run([once, box(100, 0)]), "4302")
    assert rows["row"].tolist() == [1]
    assert rows["shape"].iloc[0].centroid.distance(shapely.Point(*(ORIGIN + (100, 0)))) < 1e-6
    near = ring((0, 0), (100, 0), (100.0003, 0), (100, 100), (0, 100))
    assert not len(told(run([near]), "4302"))
    assert len(told(run([near]), "4701")) == 1


@pytest.mark.parametrize(("size", "sliver"), [(3.16, 1), (3.17, 0)])
def test_slivers_under_ten_square_metres(size, sliver):
    rows = run([box(0, 0, size, size), box(500, 0)], [{**HOUSE, "TBMJ": 10.0, "TBDLMJ": 10.0}, {}])
    assert len(told(rows, "4601")) == sliver
    assert len(told(rows, "4801")) == 1 - sliver, "a sliver is told as a sliver only"


@pytest.mark.parametrize(("edge", "count"), [(1.99, 1), (2.0, 0)])
def test_short_edges_under_two_metres(edge, count):
    cut = ring((0, 0), (100, 0), (100, 100), (50 + edge, 100), (50, 100), (0, 100))
    assert len(told(run([cut]), "4701")) == count


def test_an_edge_of_two_neighbours_is_one_finding_with_both():
    left = ring((0, 0), (100, 0), (100, 50), (100, 51), (100, 100), (0, 100))
    right = ring((100, 0), (200, 0), (200, 100), (100, 100), (100, 51), (100, 50))
    rows = told(run([left, right]), "4701")
    assert rows[["row", "other_row"]].values.tolist() == [[1, 2]]
    assert rows["value"].tolist() == ["1.000"]


@pytest.mark.parametrize(
    ("row", "area", "count"),
    [
        (HOUSE, 199.99, 1), (HOUSE, 200.0, 0), ({}, 399.99, 1), ({}, 400.0, 0),
        ({"DLBM": "1206", "DLMC": "裸土地"}, 599.99, 1), ({"DLBM": "1206", "DLMC": "裸土地"}, 600.0, 0),
        ({"DLBM": "1202", "DLMC": "设施农用地"}, 199.99, 1), ({"DLBM": "1202", "DLMC": "设施农用地"}, 200.0, 0),
    ],
)  # fmt: skip
def test_smallest_mapped_area_by_kind_of_land(row, area, count):
    rows = run([box(0, 0)], [{**row, "TBMJ": area, "TBDLMJ": area}])
    assert len(told(rows, "4801")) == count


def test_the_boundary_is_filled_or_the_difference_told():
    ground = Boundary("b", [shapely.to_wkb(box(0, 0, 200, 100))])
    assert not len(run([box(0, 0), box(100, 0)], beside=Beside(boundary=ground)))
    rows = told(run([box(0, 0), box(100, 0, 60)], beside=Beside(boundary=ground)), "4401")
    assert [s.area for s in rows["shape"]] == [pytest.approx(4000)]
    assert rows["bsm"].iloc[0].endswith("2")
    rows = told(run([box(0, 0), box(100, 0, 130)], beside=Beside(boundary=ground)), "4401")
    assert [s.area for s in rows["shape"]] == [pytest.approx(3000)]
    inner = box(0, 0, 200, 100).difference(box(20, 20, 10, 10))
    rows = run([inner], beside=Beside(boundary=ground))
    assert set(rows["rule"]) == {"4201"}, "an enclosed gap is told once, as a gap"


def test_a_boundary_of_several_units_with_other_vertices():
    towns = [shapely.to_wkb(shapely.segmentize(shape, 33.0)) for shape in (box(0, 0), box(100, 0))]
    assert not len(run([box(0, 0, 150), box(150, 0, 50)], beside=Beside(boundary=Boundary("b", towns))))


def units(*areas):
    count = len(areas)
    codes = np.array([f"99010100100{k}0000000" for k in range(1, count + 1)], dtype=object)
    shapes = np.array([box(100 * k, 0) for k in range(count)], dtype=object)
    return Units(codes, np.array(["一村"] * count, dtype=object), np.array(areas), shapes, "CJDCQ")


@pytest.mark.parametrize(("control", "value"), [(10000.0, []), (10000.01, ["-0.01"]), (9999.99, ["+0.01"])])
def test_control_areas_are_met_to_the_last_digit(control, value):
    rows = run([box(0, 0)], beside=Beside(units=units(control)))
    assert told(rows, "5201")["value"].tolist() == value
    assert told(rows, "5201")["unit"].tolist() == ["990101001001"] * len(value)


def test_a_patch_outside_all_units_and_a_unit_without_patches():
    far = {"ZLDWDM": "9901010090090000000"}
    rows = run([box(0, 0), box(100, 0)], [{}, far], beside=Beside(units=units(10000.0, 10000.0)))
    assert told(rows, "5203")["row"].tolist() == [2]
    assert told(rows, "5201")["value"].tolist() == ["-10000.00"]


def test_control_areas_add_up_to_the_boundary():
    ground = Boundary("b", [shapely.to_wkb(box(0, 0))], 10000.01)
    rows = run([box(0, 0)], beside=Beside(units=units(10000.0), boundary=ground))
    assert told(rows, "5202")["value"].tolist() == ["-0.01"]


@pytest.mark.parametrize(("share", "count"), [(49.0, 1), (51.0, 0)])
def test_the_slope_grade_is_that_of_most_of_the_patch(share, count):
    slope = SlopeMap(
        "PDT",
        np.array(["1", "2"], dtype=object),
        [shapely.to_wkb(box(0, 0, share)), shapely.to_wkb(box(share, 0, 300))],
    )
    rows = told(run([box(0, 0), box(100, 0)], [FLAT, {}], beside=Beside(slope=slope)), "6101")
    assert len(rows) == count


def test_a_slope_grade_in_pieces_is_summed():
    shapes = [shapely.to_wkb(box(x, 0, 30)) for x in (0, 30, 60)] + [shapely.to_wkb(box(90, 0, 30))]
    slope = SlopeMap("PDT", np.array(["1", "2", "1", "2"], dtype=object), shapes)
    assert not len(told(run([box(0, 0)], [FLAT], beside=Beside(slope=slope)), "6101"))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_a_clean_layer_has_no_findings(seed, size):
    rng = np.random.default_rng(seed)
    nodes = np.stack(np.meshgrid(np.arange(size + 1.0), np.arange(size + 1.0), indexing="xy"), -1) * 100
    nodes[1:-1, 1:-1] += rng.uniform(-30, 30, (size - 1, size - 1, 2))
    shapes = partition(rng, np.round(nodes + ORIGIN, 4), int(rng.integers(0, 6)))
    kinds = [[{}, FLAT, HOUSE][k] for k in rng.integers(0, 3, len(shapes))]
    outline = Boundary("b", [shapely.to_wkb(box(0, 0, 100 * size, 100 * size))])
    assert run(shapes, kinds, beside=Beside(boundary=outline))["rule"].tolist() == []


def test_degrees_are_measured_in_metres():
    plane = planes.FittedPlane("EPSG:4490", lambda x, y: (x, y))
    at = [shapely.box(114 + k * 1e-3, 36, 114 + (k + 1) * 1e-3, 36 + 1e-3) for k in range(2)]
    small = shapely.box(114.1, 36, 114.1 + 2e-5, 36 + 2e-5)  # 1.8 m x 2.2 m
    rows = run([*at, small], plane=plane, unit_m=111_319.5)
    assert set(rows["rule"]) == {"4601", "4701"}
    assert set(rows["row"]) == {3}
    over = run([at[0], shapely.box(114.00099, 36, 114.002, 36.001)], plane=plane, unit_m=111_319.5)
    assert float(told(over, "4101")["value"].iloc[0]) == pytest.approx(100, rel=0.03)


def test_keys_tell_findings_apart_and_stay():
    shapes = [box(0, 0), box(90, 0, 110), box(190, 0)]
    first, again = run(shapes), run(list(shapes))
    assert first["key"].tolist() == again["key"].tolist()
    assert len(set(first["key"])) == len(first) == 2


def test_cancel_stops_everywhere():
    shapes = [box(100 * k, 0) for k in range(30)]
    looks = Watcher()
    check_survey(subject_of(layer([{}] * 30, shapes)), looks)
    assert looks._looks > 60
    for after in range(0, looks._looks - 1, 7):
        with pytest.raises(Cancelled):
            check_survey(subject_of(layer([{}] * 30, shapes)), Watcher(cancel_after=after))


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("9901010010010000000", "990101001001"),
        ("9901010010000000000", "990101001"),
        ("990101001000", "990101001"),
        ("9901010000000000000", "990101"),
        ("990101", "990101"),
        ("990101001201", "990101001201"),
        ("", ""),
    ],
)
def test_a_unit_code_loses_the_zeros_that_fill_it_up(code, key):
    assert unit_key(code) == key


def test_control_areas_by_township_with_filled_codes():
    towns = units(20000.0)
    towns.codes[0] = "990101001000"
    rows = run([box(0, 0), box(100, 0)], beside=Beside(units=towns))
    assert not len(told(rows, "5201"))
    assert not len(told(rows, "5203"))
