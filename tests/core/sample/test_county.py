import hashlib
from collections import Counter

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.area.official import official_dm2
from landguard_plugin.core.area.planes import ZonePlane
from landguard_plugin.core.area.zones import from_epsg
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.sample.county import sample_county
from landguard_plugin.core.sample.plan import CountyPlan
from landguard_plugin.core.sample.surveys import survey_twice
from tests.core.sample.rules import findings

FARM = ("0101", "0102", "0103")


def edges_of(shapes):
    """Return every directed ring edge of polygons as a Counter of coordinate pairs; land lies on the left."""
    found = Counter()
    for shape in shapes:
        oriented = shapely.geometry.polygon.orient(shape)
        for ring in (oriented.exterior, *oriented.interiors):
            points = [tuple(p) for p in ring.coords]
            found.update(zip(points[:-1], points[1:]))
    return found


def unpaired(shapes):
    edges = edges_of(shapes)
    assert max(edges.values()) == 1
    return {edge for edge in edges if edge[::-1] not in edges}


def rim_of(shapes):
    return {edge for shape in shapes for edge in edges_of([shape])}


def parts(layer):
    return shapely.get_parts(shapely.from_wkb(layer.table.shapes))


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**31 - 1), patches=st.integers(400, 1_200))
def test_both_years_are_exact_partitions_for_any_seed(book, seed, patches):
    """Every inner edge appears exactly once in each direction: no gap and no overlap, to the last digit."""
    surveys = survey_twice(CountyPlan(patches=patches, seed=seed), book, Unwatched())
    rim = rim_of([surveys.county])
    for year in (surveys.first, surveys.second):
        assert shapely.is_valid(year.shapes).all()
        assert unpaired(year.shapes) == rim
        assert year.rows["TBMJ"].sum() == surveys.controls.county
        assert int(year.rows["TBMJ"].min()) > 0
    assert unpaired(surveys.villages) == rim


def test_the_small_county_is_a_partition_at_every_level(small):
    rim = rim_of([small.surveys.county])
    for name in (*small.survey_names, "CJDCQ", "XZQ", "PDT"):
        assert unpaired(parts(small[name])) == rim, name


def test_coordinates_are_on_the_grid(small):
    for name in small.survey_names:
        points = shapely.get_coordinates(shapely.from_wkb(small[name].table.shapes))
        assert np.array_equal(points, np.round(points, 4))


def test_no_edge_is_short_and_no_patch_too_small(small, middling):
    least = {"built": 200.0, "farm": 400.0, "other": 600.0}
    for county in (small, middling):
        for year in (county.surveys.first, county.surveys.second):
            for shape, code in zip(year.shapes, year.rows["DLBM"]):
                for ring in (shape.exterior, *shape.interiors):
                    assert np.hypot(*np.diff(np.array(ring.coords), axis=0).T).min() >= 2.0
                built = code[:2] in ("05", "06", "07", "08", "09") or code in (
                    "1001",
                    "1003",
                    "1004",
                    "1005",
                    "1201",
                    "1202",
                )
                unused = code in ("0404", "1101", "1106", "1206", "1207")
                assert shape.area >= least["built" if built else "other" if unused else "farm"], code


def test_patches_do_not_cross_village_borders(small):
    villages = dict(zip(small["CJDCQ"].table.rows["ZLDWDM"], parts(small["CJDCQ"])))
    for year in (small.surveys.first, small.surveys.second):
        for shape, unit in zip(year.shapes, year.rows["ZLDWDM"]):
            assert shape.difference(villages[unit]).area < 1e-6


@pytest.mark.parametrize("which", ["small", "middling"])
def test_areas_close_at_every_level_in_both_years(which, request):
    county = request.getfixturevalue(which)
    controls = dict(county["controls"].table.rows.itertuples(index=False))
    for name in county.survey_names:
        rows = county[name].table.rows
        assert rows.groupby("ZLDWDM")["TBMJ"].sum().to_dict() == controls
        assert (rows["TBDLMJ"] + rows["KCMJ"] == rows["TBMJ"]).all()
    townships = county["XZQ"].table.rows.set_index("XZQDM")["DCMJ"]
    villages = county["CJDCQ"].table.rows
    assert villages.groupby(villages["ZLDWDM"].str[:9])["DCMJ"].sum().to_dict() == townships.to_dict()
    whole = official_dm2([shapely.to_wkb(county.surveys.county)], ZonePlane(from_epsg(4547)))[0]
    assert townships.sum() == whole == sum(controls.values())


def test_levelled_areas_stay_near_official_areas(small):
    plane = ZonePlane(from_epsg(4547))
    for name in small.survey_names:
        table = small[name].table
        official = official_dm2(table.shapes, plane)
        assert np.abs(official - table.rows["TBMJ"].to_numpy()).max() <= 5


def test_unchanged_patches_keep_everything(middling):
    """What did not change keeps shape, identifier, number and area; what changed has a new identifier or new planting."""
    first, second = (middling[name].table for name in middling.survey_names)
    shape_of = dict(zip(first.rows["BSM"], first.shapes))
    before = first.rows.set_index("BSM")
    kept = [k for k, bsm in enumerate(second.rows["BSM"]) if bsm in shape_of]
    assert 0.9 < len(kept) / len(second.rows) < 0.97
    planting = ["ZZSXDM", "ZZSXMC", "SJNF"]
    for k in kept:
        row = second.rows.iloc[k]
        assert second.shapes[k] == shape_of[row["BSM"]]
        old = before.loc[row["BSM"]].drop(planting)
        assert (
            old.equals(row.drop([*planting, "BSM"]))
            or pd.Series(old).to_dict() == row[old.index].to_dict()
            or all(a == b or (a != a and b != b) or (a is pd.NA and b is pd.NA) for a, b in zip(old, row[old.index]))
        )


def test_every_cause_of_the_mission_is_there(middling):
    causes = set(middling["changes"].table.rows["cause"])
    assert set(middling.surveys.book.causes) <= causes


def test_the_planted_changes_are_what_the_layers_say(middling):
    first, second = (middling[name].table.rows.set_index("BSM") for name in middling.survey_names)
    lost = gained = 0
    for row in middling["changes"].table.rows.itertuples():
        assert first.at[row.bsm_before, "DLBM"] == row.dlbm_before
        assert second.at[row.bsm_after, "DLBM"] == row.dlbm_after
        assert second.at[row.bsm_after, "TBMJ"] == row.area_m2
        lost += row.dlbm_before in FARM and row.dlbm_after not in FARM
        gained += row.dlbm_before not in FARM and row.dlbm_after in FARM
    assert lost > gained > 0
    fresh = set(second.index) - set(first.index)
    named = set(middling["changes"].table.rows["bsm_after"])
    beside = fresh - named  # what a road or a new plot left of its field
    assert len(beside) < 0.6 * len(fresh)


def test_the_undamaged_layers_break_no_rule(small, middling):
    for county in (small, middling):
        book = county.surveys.book
        names = {c.code: c.name_zh for c in book.classes if book.classes.is_leaf(c.code)}
        for name in county.survey_names:
            rows = county[name].table.rows.to_dict("records")
            assert findings(rows, names, county.plan.code) == set()
            assert {row["SJNF"] for row in rows} == {int(name[5:9])}


def test_slope_grades_agree_with_the_slope_map(small):
    slopes = small["PDT"]
    grounds, grades = parts(slopes), slopes.table.rows["PDJB"].to_numpy()
    tree = shapely.STRtree(grounds)
    for year in (small.surveys.first, small.surveys.second):
        for shape, grade, code in zip(year.shapes, year.rows["GDPDJB"], year.rows["DLBM"]):
            if code in FARM:
                near = tree.query(shape)
                share = Counter()
                for k in near:
                    share[grades[k]] += grounds[k].intersection(shape).area
                assert share.most_common(1)[0][0] == grade


def test_it_reads_like_a_county(middling):
    rows, controls = middling.surveys.first.rows, middling.surveys.controls
    farm = rows.loc[rows["DLBM"].isin(FARM), "TBDLMJ"].sum()
    after = middling.surveys.second.rows
    farm_after = after.loc[after["DLBM"].isin(FARM), "TBDLMJ"].sum()
    assert 0.35 < farm / controls.county < 0.60
    assert 0.98 < farm_after / farm < 1.0
    basic = middling["YJJBNTTB"].table.rows["YJJBNTMJ"].sum()
    assert 0.76 < basic / farm < 0.84
    targets = middling["targets"].table.rows.set_index("unit")
    held = [farm_after / (200_000 / 3) >= targets.at["990101", "farmland_mu"]]
    for unit in targets.index[1:]:
        own = after[after["DLBM"].isin(FARM) & after["ZLDWDM"].str.startswith(unit)]
        held.append(own["TBDLMJ"].sum() / (200_000 / 3) >= targets.at[unit, "farmland_mu"])
    assert held[0]
    assert 2 <= sum(held[1:]) <= 8


def test_issued_patches_have_a_known_answer_and_lie_in_the_county(middling):
    issued, truth = middling["WPTB"].table, middling["patch_truth"].table.rows
    assert list(issued.rows["JCBH"]) == list(truth["jcbh"])
    assert issued.rows["JCBH"].is_unique
    assert {"legal", "illegal", "facility", "rural_road", "false_change", "strip", "temporary"} <= set(truth["truth"])
    assert (truth["repeats"] != "").any()
    shapes = shapely.from_wkb(issued.shapes)
    assert shapely.is_valid(shapes).all()
    assert shapely.intersects(shapes, middling.surveys.county).all()


def test_parcels_share_their_borders(small):
    parcels = small["ZD"].table
    assert parcels.rows["ZDDM"].is_unique
    assert parcels.rows["ZDDM"].str.len().eq(19).all()
    assert parcels.rows["BDCDYH"].str.len().eq(28).all()
    edges = edges_of(parts(small["ZD"]))
    assert max(edges.values()) == 1
    assert sum(edge[::-1] in edges for edge in edges) > 200


def digest(county):
    total = hashlib.sha256()
    for layer in county:
        total.update(layer.spec.name.encode())
        for shape in getattr(layer.table, "shapes", []):
            total.update(shape)
        total.update(layer.table.rows.to_csv().encode())
    return total.hexdigest()


def test_the_same_seed_gives_the_same_bytes(small, book):
    again = sample_county(CountyPlan(), book, Unwatched())
    other = sample_county(CountyPlan(seed=1), book, Unwatched())
    assert digest(again) == digest(small)
    assert digest(other) != digest(small)


def test_a_generator_that_is_stopped_stops():
    from landguard_plugin.core.problems import Cancelled
    from landguard_plugin.storage.sample_book import sample_book

    class Impatient(Unwatched):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        sample_county(CountyPlan(), sample_book(), Impatient())
