"""The flow account on small surveys: every square metre named, rows closed, nothing silent."""

import numpy as np
import pytest
import shapely

from landguard_plugin.core.area.official import official_areas, official_dm2
from landguard_plugin.core.flows.matrix import matrix_of, reconcile, remainders
from landguard_plugin.core.survey.records import AreaSource
from tests.core.flows.county import CLASSES, PLANE, box, cell, flows, survey, zones_of

UNIT = "990101001001"


def row(dlbm, **more):
    return {"DLBM": dlbm, "ZLDWDM": UNIT + "0000000", **more}


def identities(result):
    """Assert the two equations of the reconciliation for every unit, exactly, and return the table."""
    table = reconcile(result.account).rows
    before = table["common_m2"] + table["only_before_m2"] + table["overlap_before_m2"] + table["invalid_before_m2"]
    after = (
        table["common_m2"] - table["moved_out_m2"] + table["moved_in_m2"] + table["remainder_after_m2"]
        + table["only_after_m2"] + table["overlap_after_m2"] + table["invalid_after_m2"]
    )  # fmt: skip
    assert (table["before_m2"] == before + table["unaccounted_before_m2"]).all()
    assert (table["after_m2"] == after + table["unaccounted_after_m2"]).all()
    assert table["difference_m2"].sum() == result.difference_dm2
    assert table["before_m2"].sum() == result.before_dm2
    assert table["after_m2"].sum() == result.after_dm2
    return table


def rows_sum_to_the_earlier_stock(result, before):
    matrix = matrix_of(result.account).rows
    rows = before.rows
    stock = {}
    for dlbm, tbmj, ridge in zip(rows["dlbm"], rows["tbmj"], rows["ridge"]):
        stock[dlbm] = stock.get(dlbm, 0) + tbmj - ridge
        stock["1203"] = stock.get("1203", 0) + ridge
    sums = matrix.groupby("from_class")["area_m2"].sum()
    for code, area in stock.items():
        assert sums.get(code, 0) == area, code
    return matrix


def test_unchanged_land_is_the_diagonal():
    before = survey([box(0, 0, 100, 100), box(100, 0, 200, 100)], [row("0103"), row("0301")])
    after = survey([box(100, 0, 200, 100), box(0, 0, 100, 100)], [row("0301"), row("0103")])
    result = flows(before, after)
    matrix = rows_sum_to_the_earlier_stock(result, before)
    assert matrix[["from_class", "to_class"]].to_numpy().tolist() == [["0103", "0103"], ["0301", "0301"]]
    assert result.changed_dm2 == 0
    table = identities(result)
    assert table["difference_m2"].tolist() == [0]
    assert set(result.causes) == {"unchanged"}


def test_a_split_shares_the_stored_area_to_the_last_unit():
    before = survey([box(0, 0, 300, 100)], [row("0103", TBMJ=30000.01)])
    after = survey(
        [box(0, 0, 100, 100), box(100, 0, 200, 100), box(200, 0, 300, 100)],
        [row("0103", TBMJ=10000.0), row("0601", TBMJ=10000.0), row("0201", TBMJ=10000.0)],
    )
    result = flows(before, after)
    matrix = rows_sum_to_the_earlier_stock(result, before)
    assert sorted(matrix["area_m2"]) == [1000000, 1000000, 1000001]
    table = identities(result)
    assert table.loc[0, ["before_m2", "after_m2", "remainder_after_m2"]].tolist() == [3000001, 3000000, -1]
    listed = remainders(result.account, after.rows).rows
    assert listed["remainder_m2"].tolist() == [-1]


def test_a_merge_and_a_redrawn_ring_need_no_luck():
    before = survey([box(0, 0, 100, 100), box(100, 0, 200, 100)], [row("0103"), row("0201")])
    ring = shapely.Polygon(
        [*list(box(0, 0, 200, 100).exterior.coords)[2:-1], *list(box(0, 0, 200, 100).exterior.coords)[:2]]
    )
    after = survey([shapely.segmentize(ring, 100.0)], [row("0702")])
    result = flows(before, after)
    matrix = rows_sum_to_the_earlier_stock(result, before)
    assert matrix["to_class"].unique().tolist() == ["0702"]
    assert identities(result)["difference_m2"].sum() == 0
    assert result.causes.tolist() == ["nonagricultural", "other_change"]


def test_a_crossing_border_is_cut():
    before = survey([box(0, 0, 100, 100), box(100, 0, 200, 100)], [row("0103"), row("0301")])
    after = survey([box(0, 0, 130, 100), box(130, 0, 200, 100)], [row("0103"), row("0301")])
    result = flows(before, after)
    matrix = rows_sum_to_the_earlier_stock(result, before)
    moved = shapely.to_wkb(box(100, 0, 130, 100))
    assert cell(matrix, "0301", "0103") == pytest.approx(official_dm2([moved], PLANE)[0], abs=2)
    assert result.changed_dm2 == cell(matrix, "0301", "0103")
    identities(result)


def test_ground_of_one_year_only_has_its_own_rows():
    before = survey([box(0, 0, 100, 100)], [row("0103")])
    after = survey([box(20, 0, 120, 100)], [row("0103")])
    result = flows(before, after)
    matrix = rows_sum_to_the_earlier_stock(result, before)
    strip = official_dm2([shapely.to_wkb(box(0, 0, 20, 100))], PLANE)[0]
    assert cell(matrix, "0103", "uncovered") == pytest.approx(strip, abs=2)
    assert cell(matrix, "uncovered", "0103") == pytest.approx(strip, abs=2)
    table = identities(result)
    assert table["only_before_m2"][0] == cell(matrix, "0103", "uncovered")
    assert table["only_after_m2"][0] == cell(matrix, "uncovered", "0103")
    assert table["difference_m2"][0] == 0


def test_overlap_counts_to_the_smaller_patch_and_is_named():
    before = survey([box(0, 0, 100, 100), box(40, 40, 60, 60)], [row("0103"), row("0702")])
    after = survey([box(0, 0, 100, 100), box(40, 40, 60, 60)], [row("0103"), row("0702")])
    result = flows(before, after)
    matrix = rows_sum_to_the_earlier_stock(result, before)
    claimed = official_dm2([shapely.to_wkb(box(40, 40, 60, 60))], PLANE)[0]
    assert cell(matrix, "0702", "0702") == claimed
    assert cell(matrix, "0103", "overlap") == pytest.approx(claimed, abs=2)
    table = identities(result)
    assert table["overlap_before_m2"][0] == pytest.approx(claimed, abs=2)
    assert table["overlap_after_m2"][0] == pytest.approx(claimed, abs=2)
    assert table["difference_m2"][0] == 0


def test_the_same_patch_twice_is_an_overlap_of_all_of_it():
    before = survey([box(0, 0, 100, 100), box(0, 0, 100, 100)], [row("0103"), row("0103")])
    after = survey([box(0, 0, 100, 100)], [row("0103")])
    result = flows(before, after)
    table = identities(result)
    assert table["overlap_before_m2"][0] == before.rows["tbmj"][1]
    assert table["common_m2"][0] == after.total_dm2


def test_three_claims_on_one_place():
    shapes = [box(0, 0, 100, 100), box(50, 0, 130, 100), box(60, 20, 80, 40)]
    before = survey(shapes, [row("0103"), row("0301"), row("0702")])
    after = survey([box(0, 0, 130, 100)], [row("0103")])
    result = flows(before, after)
    rows_sum_to_the_earlier_stock(result, before)
    table = identities(result)
    whole = official_areas([shapely.to_wkb(box(0, 0, 130, 100))], PLANE)[0]
    assert table["common_m2"][0] / 100 == pytest.approx(whole, abs=0.05)
    assert table["difference_m2"][0] == 0


def test_a_bow_tie_is_invalid_and_keeps_its_stored_area():
    bow = shapely.Polygon([tuple(box(0, 0, 100, 100).exterior.coords[k]) for k in (0, 2, 1, 3)])
    before = survey([bow, box(100, 0, 200, 100)], [row("0103", TBMJ=1234.56), row("0301", TBMJ=10000.0)])
    after = survey([box(0, 0, 100, 100), box(100, 0, 200, 100)], [row("0103", TBMJ=10000.0), row("0301", TBMJ=10000.0)])
    result = flows(before, after)
    matrix = rows_sum_to_the_earlier_stock(result, before)
    table = identities(result)
    assert table["invalid_before_m2"][0] == 123456
    assert table["invalid_m2"][0] == 123456
    assert cell(matrix, "0103", "invalid") == 123456
    assert cell(matrix, "uncovered", "0103") == 1000000


def test_an_invalid_shape_both_years_share_is_invalid_in_both():
    bow = shapely.Polygon([tuple(box(0, 0, 100, 100).exterior.coords[k]) for k in (0, 2, 1, 3)])
    before = survey([bow], [row("0103", TBMJ=5.0)])
    after = survey([bow], [row("0103", TBMJ=6.0)])
    table = identities(flows(before, after))
    assert (table["invalid_before_m2"][0], table["invalid_after_m2"][0]) == (500, 600)


def test_a_ring_that_touches_itself_is_mended():
    outer = list(box(0, 0, 100, 100).exterior.coords)
    touching = shapely.Polygon([*outer[:4], (outer[3][0], outer[3][1]), (outer[0][0] + 50, outer[0][1] + 50), outer[3]])
    before = survey([touching], [row("0103")])
    assert not shapely.is_valid(touching)
    after = survey([box(0, 0, 100, 100)], [row("0103")])
    table = identities(flows(before, after))
    assert table["invalid_m2"][0] == 0
    assert table["common_m2"][0] == table["before_m2"][0]


def test_rows_without_shape_keep_their_quantity():
    before = survey([None, box(0, 0, 10, 10)], [row("0103", TBMJ=7.0), row("0301", TBMJ=100.0)])
    after = survey([box(0, 0, 10, 10)], [row("0301", TBMJ=100.0)])
    table = identities(flows(before, after))
    assert table["invalid_before_m2"][0] == 700


def test_the_ridge_moves_as_its_own_line():
    before = survey(
        [box(0, 0, 100, 100), box(100, 0, 200, 100)],
        [row("0103", TBMJ=10000.0, KCXS=0.1), row("0103", TBMJ=10000.0, KCXS=0.1)],
    )
    after = survey(
        [box(0, 0, 100, 100), box(100, 0, 200, 100)], [row("0601", TBMJ=10000.0), row("0101", TBMJ=10000.0, KCXS=0.05)]
    )
    result = flows(before, after)
    matrix = rows_sum_to_the_earlier_stock(result, before)
    assert cell(matrix, "0103", "0601") == 900000
    assert cell(matrix, "1203", "0601") == 100000
    assert cell(matrix, "0103", "0101") == 900000
    assert cell(matrix, "1203", "0101") == 50000
    assert cell(matrix, "1203", "1203") == 50000
    columns = matrix.groupby("to_class")["area_m2"].sum()
    assert columns["0101"] == 950000
    assert columns["1203"] == 50000
    identities(result)


def test_units_cut_patches_and_every_unit_closes():
    before = survey(
        [box(0, 0, 100, 100), box(100, 0, 200, 100)], [row("0103", TBMJ=10000.0), row("0301", TBMJ=10000.0)]
    )
    after = survey([box(0, 0, 150, 100), box(150, 0, 200, 100)], [row("0103", TBMJ=15000.0), row("0301", TBMJ=5000.0)])
    units = zones_of([box(-10, -10, 70, 110), box(70, -10, 180, 110)], ["A", "B"])
    result = flows(before, after, units=units)
    matrix = rows_sum_to_the_earlier_stock(result, before)
    table = identities(result)
    assert table["unit"].tolist() == ["", "A", "B"]
    assert cell(matrix, "0103", "0103", unit="A") == 700000
    assert cell(matrix, "0103", "0103", unit="B") == 300000
    assert cell(matrix, "0301", "0103", unit="B") == 500000
    assert cell(matrix, "0301", "0301", unit="B") == 300000
    assert cell(matrix, "0301", "0301", unit="") == 200000


def test_unit_level_follows_the_code_and_transfers_are_named():
    before = survey([box(0, 0, 100, 100)], [{"DLBM": "0103", "ZLDWDM": "990101001001" + "0" * 7}])
    after = survey([box(0, 0, 100, 100)], [{"DLBM": "0103", "ZLDWDM": "990101002001" + "0" * 7}])
    assert identities(flows(before, after))["unit"].tolist() == ["990101"]
    table = identities(flows(before, after, unit_level=9))
    assert table["unit"].tolist() == ["990101001", "990101002"]
    assert table["moved_out_m2"].tolist() == [before.total_dm2, 0]
    assert table["moved_in_m2"].tolist() == [0, before.total_dm2]


def test_basic_farmland_is_measured_inside_every_flow():
    before = survey(
        [box(0, 0, 100, 100), box(100, 0, 200, 100)], [row("0103", TBMJ=10000.0), row("0103", TBMJ=10000.0)]
    )
    after = survey([box(0, 0, 100, 100), box(100, 0, 200, 100)], [row("0103", TBMJ=10000.0), row("0201", TBMJ=10000.0)])
    basic = zones_of([box(0, 0, 130, 100), box(120, 0, 140, 100)])
    result = flows(before, after, basic=basic)
    matrix = matrix_of(result.account).rows
    assert cell(matrix, "0103", "0103", "in_basic_m2") == 1000000
    assert cell(matrix, "0103", "0201", "in_basic_m2") == pytest.approx(400000, abs=2)


def test_approved_outflow_is_cut_from_the_unapproved():
    before = survey([box(0, 0, 100, 100)], [row("0103", TBMJ=10000.0)])
    after = survey([box(0, 0, 100, 100)], [row("0601", TBMJ=10000.0)])
    result = flows(before, after, approved=zones_of([box(-5, -5, 25, 105)]))
    lines = result.account.lines.rows
    by_cause = dict(zip(result.causes, lines["area"]))
    assert by_cause == {"approved_construction": 250000, "nonagricultural": 750000}
    identities(result)


@pytest.mark.parametrize(
    ("was", "becomes", "planting", "cause"),
    [
        ("0103", "0201", "", "nongrain_orchard"), ("0103", "0301", "", "nongrain_forest"), ("0102", "1104A", "", "nongrain_pond"),
        ("0103", "1202", "", "facility_agriculture"), ("0103", "1006", "", "rural_road"), ("0103", "0404", "", "to_unused"),
        ("0103", "0403", "", "nongrain_grass"), ("0103", "1107", "", "water_works"), ("0103", "1003", "", "nonagricultural"),
        ("0103", "0101", "", "paddy_gained"), ("0101", "0103", "LS", "paddy_lost"), ("0103", "0103", "FLS", "planted_nongrain"),
        ("0103", "0103", "LS,WG", "abandoned"), ("0201K", "0103", "", "restored_adjustable"), ("0201", "0103", "", "restored_agricultural"),
        ("0602", "0103", "", "reclaimed_construction"), ("1206", "0103", "", "reclaimed_unused"), ("0301", "0702", "", "other_change"),
        ("0102", "0103", "", "farmland_kept"), ("0301", "0301", "", "unchanged"), ("77", "0103", "", ""), ("0602C", "0103", "", "reclaimed_construction"),
    ],
)  # fmt: skip
def test_causes(was, becomes, planting, cause):
    result = flows(
        survey([box(0, 0, 10, 10)], [row(was)]), survey([box(0, 0, 10, 10)], [row(becomes, ZZSXDM=planting)])
    )
    assert result.causes[0] == cause
    assert CLASSES is not None


def test_stored_areas_can_be_set_aside():
    before = survey([box(0, 0, 100, 100)], [row("0103", TBMJ=1.0)], area_source=AreaSource.OFFICIAL)
    assert flows(before, before).before_dm2 == official_dm2(before.shapes, PLANE)[0]


def test_empty_years():
    nothing = survey([], [])
    something = survey([box(0, 0, 10, 10)], [row("0103")])
    assert identities(flows(nothing, something))["only_after_m2"].tolist() == [something.total_dm2]
    assert identities(flows(something, nothing))["only_before_m2"].tolist() == [something.total_dm2]
    assert len(reconcile(flows(nothing, nothing).account).rows) == 0
    assert np.array_equal(nothing.rows["tbmj"], [])
