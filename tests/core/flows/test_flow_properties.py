"""Random counties: a jittered grid redrawn in the second year, with planted gaps, overlaps and unusable shapes."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from landguard_plugin.core.area.official import official_areas
from landguard_plugin.core.flows.matrix import matrix_of
from tests.core.flows.county import ORIGIN, PLANE, box, flows, survey, zones_of
from tests.core.flows.test_flow_matrix import UNIT, identities, rows_sum_to_the_earlier_stock

CODES = np.array(["0101", "0102", "0103", "0201", "0301", "0601", "1104", "1006"])


def partition(rng, nodes, merges):
    """Return polygons that tile the grid of nodes, some neighbouring cells merged."""
    rows, columns = nodes.shape[0] - 1, nodes.shape[1] - 1
    label = np.arange(rows * columns)
    for _ in range(merges):
        cell = int(rng.integers(rows * columns))
        other = cell + (1 if (cell + 1) % columns else -1)
        label[label == label[other]] = label[cell]
    cells = [
        shapely.Polygon([nodes[r, c], nodes[r, c + 1], nodes[r + 1, c + 1], nodes[r + 1, c]])
        for r in range(rows)
        for c in range(columns)
    ]
    return [shapely.union_all([cells[k] for k in np.nonzero(label == value)[0]]) for value in np.unique(label)]


@st.composite
def counties(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.integers(2, 6))
    nodes = np.stack(np.meshgrid(np.arange(size + 1.0), np.arange(size + 1.0), indexing="xy"), -1) * 100
    nodes[1:-1, 1:-1] += rng.uniform(-35, 35, (size - 1, size - 1, 2))
    nodes = np.round(nodes + ORIGIN, 4)
    later = nodes.copy()
    if size > 1 and draw(st.booleans()):
        k = rng.integers(1, size, (draw(st.integers(0, 4)), 2))
        later[k[:, 0], k[:, 1]] = np.round(later[k[:, 0], k[:, 1]] + rng.uniform(-9, 9, (len(k), 2)), 4)
    before, after = partition(rng, nodes, draw(st.integers(0, 5))), partition(rng, later, draw(st.integers(0, 5)))
    rng.shuffle(after)
    return rng, before, after


def years(rng, before, after, stored):
    out = []
    for shapes in (before, after):
        rows = []
        for shape, code in zip(shapes, rng.choice(CODES, len(shapes))):
            more = (
                {"TBMJ": round(shape.area + rng.normal(0, 0.02), 2), "KCXS": 0.0951}
                if stored and shape is not None
                else {}
            )
            rows.append({"DLBM": code, "ZLDWDM": UNIT, **more})
        out.append(survey(shapes, rows))
    return out


@settings(max_examples=60, deadline=None)
@given(counties(), st.booleans())
def test_partitions_close_and_agree_with_every_pair_overlaid(county, stored):
    rng, before_shapes, after_shapes = county
    before, after = years(rng, before_shapes, after_shapes, stored)
    result = flows(before, after)
    matrix = rows_sum_to_the_earlier_stock(result, before)
    table = identities(result)
    for name in (
        "only_before_m2",
        "only_after_m2",
        "overlap_before_m2",
        "overlap_after_m2",
        "invalid_m2",
        "difference_m2",
    ):
        assert table[name].tolist() == [0], name
    brute = {}
    for a, code_a in zip(before_shapes, before.rows["dlbm"]):
        for b, code_b in zip(after_shapes, after.rows["dlbm"]):
            piece = shapely.intersection(a, b)
            if piece.area > 1e-6:
                piece = shapely.union_all([p for p in shapely.get_parts(piece) if p.geom_type == "Polygon"])
                brute[code_a, code_b] = (
                    brute.get((code_a, code_b), 0) + official_areas([shapely.to_wkb(piece)], PLANE)[0]
                )
    ours = {}
    for f, t, area in matrix[["from_class", "to_class", "area_m2"]].itertuples(index=False):
        f, t = (f if f != "1203" else None), (t if t != "1203" else None)
        ours[f, t] = ours.get((f, t), 0) + area / 100
    if not stored:  # without stored areas and ridges the cells are the official areas themselves
        assert set(ours) == {key for key, area in brute.items() if area > 0.005} | {
            k for k in ours if abs(ours[k]) < 0.01
        }
        for key, area in brute.items():
            assert abs(ours.get(key, 0) - area) < 0.02 * len(before_shapes) * len(after_shapes)


@settings(max_examples=40, deadline=None)
@given(counties(), st.data())
def test_planted_damage_is_named_and_the_account_still_closes(county, data):
    rng, before_shapes, after_shapes = county
    damage = data.draw(st.lists(st.sampled_from(["gap", "overlap", "double", "bow", "none"]), min_size=1, max_size=4))
    for year in (before_shapes, after_shapes):
        for kind in damage:
            k = int(rng.integers(len(year)))
            centre = np.array(box(0, 0, 1, 1).centroid.coords[0]) + rng.uniform(0, 200, 2)
            if kind == "gap" and len(year) > 1:
                year.pop(k)
            elif kind == "overlap":
                year.append(shapely.Point(*np.round(centre, 4)).buffer(float(rng.uniform(5, 60)), 8))
            elif kind == "double":
                year.append(year[k])
            elif kind == "bow":
                x, y = np.round(centre, 4)
                year.append(shapely.Polygon([(x, y), (x + 50, y + 50), (x + 50, y), (x, y + 50)]))
            elif kind == "none":
                year.append(None)
    before, after = years(rng, before_shapes, after_shapes, stored=True)
    result = flows(before, after)
    rows_sum_to_the_earlier_stock(result, before)
    table = identities(result)
    assert table["difference_m2"].sum() == 0
    assert (table["remainder_after_m2"].abs() <= 40 * len(after_shapes)).all()


@settings(max_examples=30, deadline=None)
@given(counties())
def test_units_and_basic_farmland_only_divide(county):
    rng, before_shapes, after_shapes = county
    before, after = years(rng, before_shapes, after_shapes, stored=True)
    whole = matrix_of(flows(before, after).account).rows
    cuts = sorted(rng.uniform(50, 550, 2))
    units = zones_of([box(-50, -50, cuts[0], 700), box(cuts[0], -50, cuts[1], 700), box(cuts[1], -50, 700, 700)], "ABC")
    basic = zones_of([box(30, 30, 260, 280), box(200, 100, 400, 500)])
    divided = flows(before, after, units=units, basic=basic)
    matrix = rows_sum_to_the_earlier_stock(divided, before)
    identities(divided)
    sums = matrix.groupby(["from_class", "to_class"])["area_m2"].sum()
    for f, t, area in whole[["from_class", "to_class", "area_m2"]].itertuples(index=False):
        assert abs(sums.get((f, t), 0) - area) <= 3 * len(before_shapes) * len(after_shapes)
    assert (matrix["in_basic_m2"] <= matrix["area_m2"]).all()
    assert (matrix["in_basic_m2"] >= 0).all()


@settings(max_examples=20, deadline=None)
@given(counties(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(county, random):
    rng, before_shapes, after_shapes = county
    before, after = years(rng, before_shapes, after_shapes, stored=True)
    order = list(range(len(after)))
    random.shuffle(order)
    first = matrix_of(flows(before, after).account).rows
    second = matrix_of(flows(before, after.take(np.array(order))).account).rows
    assert first[["unit", "from_class", "to_class"]].equals(second[["unit", "from_class", "to_class"]])
    assert (first["area_m2"] - second["area_m2"]).abs().max() <= 2  # equal remainders may fall to another piece


def test_a_geographic_layer_gives_the_areas_of_the_ground():
    """The same two years in degrees: an independent geodesic computation of every cell."""
    from landguard_plugin.core.area.planes import FittedPlane

    to_degrees = Transformer.from_crs(4547, 4490, always_xy=True)
    shapes = [box(0, 0, 130, 100), box(130, 0, 200, 100), box(0, 0, 90, 100), box(90, 0, 200, 100)]
    degrees = [
        shapely.transform(
            shapely.segmentize(s, 20.0), lambda c: np.column_stack(to_degrees.transform(c[:, 0], c[:, 1]))
        )
        for s in shapes
    ]
    plane = FittedPlane("EPSG:4490", lambda x, y: (x, y))
    before = survey(degrees[:2], [{"DLBM": "0103"}, {"DLBM": "0301"}], plane=plane)
    after = survey(degrees[2:], [{"DLBM": "0103"}, {"DLBM": "0601"}], plane=plane)
    result = flows(before, after)
    identities(result)
    matrix = matrix_of(result.account).rows.set_index(["from_class", "to_class"])["area_m2"] / 100
    geod = Geod(ellps="GRS80")
    for (i, j), key in zip([(0, 2), (0, 3), (1, 3)], [("0103", "0103"), ("0103", "0601"), ("0301", "0601")]):
        truth = abs(geod.geometry_area_perimeter(shapely.intersection(degrees[i], degrees[j]))[0])
        assert abs(matrix[key] - truth) < 0.05
