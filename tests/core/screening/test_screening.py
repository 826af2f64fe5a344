"""Screening: figures that sum and count ground once, held against plain shapely; suggestions that never take doubt for law."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.area.official import official_areas
from landguard_plugin.core.area.planes import ZonePlane
from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.problems import LandGuardError, Message
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.quantities import to_dm2_array
from landguard_plugin.core.screening.covers import Patches
from landguard_plugin.core.screening.deciding import suggest
from landguard_plugin.core.screening.figures import DatedLayer, Ground, ScreeningLayers, class_texts, measure
from landguard_plugin.core.screening.reasons import as_text, from_text
from landguard_plugin.core.screening.rules import parse_rules
from landguard_plugin.core.survey.classes import ClassTable
from landguard_plugin.storage import packaged
from landguard_plugin.storage.campaigns import read_rules, rules_shelf, tree_shelf

PLANE = ZonePlane(GaussKruger(3, 38, False))
CLASSES = ClassTable.from_rows(packaged.read_csv("survey/land_classes.csv"))
SHELF = rules_shelf()
RULES = SHELF.by_id("screening-2026-13")
CODES = ("0101", "0103", "0201K", "0601", "1202")


def box(x0, y0, x1, y1):
    return shapely.box(500000 + x0, 3846000 + y0, 500000 + x1, 3846000 + y1)


def patches_of(shapes) -> Patches:
    array = np.array(shapes, dtype=object)
    official = official_areas([bytes(s) for s in shapely.to_wkb(array)], PLANE)
    return Patches(array, official, to_dm2_array(official), PLANE)


def ground_of(shapes, codes, ridge=None) -> Ground:
    return Ground(np.array(shapes, dtype=object), np.array(codes, dtype=object), np.array(ridge or [0.0] * len(codes)))


def figures_of(shapes, layers, dates=None):
    patches = patches_of(shapes)
    dates = np.array(dates or [""] * len(shapes), dtype=object)
    return patches, measure(patches, dates, layers, CLASSES, 2, Unwatched())


corner = st.integers(0, 30)
rectangle = st.tuples(corner, corner, st.integers(1, 20), st.integers(1, 20)).map(
    lambda t: box(10 * t[0], 10 * t[1], 10 * (t[0] + t[2]), 10 * (t[1] + t[3]))
)


@given(
    st.lists(rectangle, min_size=1, max_size=4),
    st.lists(st.tuples(rectangle, st.sampled_from(CODES)), max_size=6),
    st.lists(rectangle, max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_parts_sum_to_the_patch_and_ground_counts_once(shapes, survey, zone):
    """Overlapping survey patches, overlapping zones, bare ground: the sums hold and equal what plain shapely says."""
    ground = ground_of([s for s, _ in survey], [c for _, c in survey])
    zone_array = np.array(zone, dtype=object)
    patches, figures = figures_of(shapes, ScreeningLayers(ground, basic=zone_array))
    total = np.zeros(len(shapes), dtype=np.int64)
    np.add.at(total, figures.pieces.patch, figures.net + figures.ridge)
    assert total.tolist() == patches.dm2.tolist()
    everything = shapely.union_all([s for s, _ in survey]) if survey else shapely.Polygon()
    for k, shape in enumerate(shapes):
        bare = shape.difference(everything).area
        assert figures.areas["unsurveyed"].iat[k] / 100 == pytest.approx(bare, abs=0.02 + 1e-5 * shape.area)
        basic = shape.intersection(shapely.union_all(zone)).area if zone else 0.0
        assert figures.areas["basic"].iat[k] / 100 == pytest.approx(basic, abs=0.02 + 1e-5 * shape.area)
        # each place of the survey belongs to the smallest patch that claims it
        farmland = _farmland_by_hand(shape, survey)
        assert figures.areas["farmland"].iat[k] / 100 == pytest.approx(farmland, abs=0.05 + 1e-5 * shape.area)


def _farmland_by_hand(shape, survey) -> float:
    taken, area = shapely.Polygon(), 0.0
    for _, (piece, code) in sorted(enumerate(survey), key=lambda item: (item[1][0].area, item[0])):
        mine = piece.intersection(shape).difference(taken)
        area += mine.area if code in ("0101", "0103") else 0.0
        taken = taken.union(piece)
    return area


def test_figures_by_hand():
    """A patch of 100 m x 100 m: 60 m paddy (ridge 10 %), 30 m factory, 10 m bare; approved 50 m, basic 20 m twice over."""
    survey = ground_of([box(0, 0, 60, 100), box(60, 0, 90, 100)], ["0101", "0601"], [0.1, 0.0])
    layers = ScreeningLayers(
        survey,
        basic=np.array([box(0, 0, 20, 100), box(10, 0, 20, 100)], dtype=object),
        red_line=np.array([box(-50, -50, 200, 200)], dtype=object),
        approved=DatedLayer(
            np.array([box(0, 0, 50, 100), box(50, 0, 55, 100)], dtype=object),
            np.array(["2023-01-01", "2024-09-01"], dtype=object),
            np.array(["", ""], dtype=object),
        ),
    )
    patches, figures = figures_of([box(0, 0, 100, 100)], layers, ["2024-07-09"])
    row = figures.areas.iloc[0]
    whole = int(patches.dm2[0])
    assert whole == pytest.approx(1_000_000, abs=2)
    for name, square_metres in {
        "farmland": 5400,
        "paddy": 5400,
        "ridge": 600,
        "construction": 3000,
        "unsurveyed": 1000,
        "basic": 2000,
        "approved": 5000,
        "approved_later": 500,
        "open_farmland": 900,
        "open_basic": 0,
    }.items():
        assert row[name] / 100 == pytest.approx(square_metres, abs=0.02), name
    assert row["red_line"] == whole
    assert row.isna()[["temporary", "facility", "earlier", "unchanged"]].all()
    text = class_texts(figures, survey, 1)[0]
    parts = dict(part.split(":") for part in text.split(";"))
    assert set(parts) == {"0101", "0601", "1203", "-"}
    assert sum(int(value.replace(".", "")) for value in parts.values()) == whole


def test_parcels_and_earlier_patches_that_only_touch_are_not_named():
    layers = ScreeningLayers(
        ground_of([box(0, 0, 300, 300)], ["0103"]),
        parcels=np.array([box(0, 0, 50, 100), box(100, 0, 200, 100)], dtype=object),
    )
    _, figures = figures_of([box(0, 0, 100, 100)], layers)
    assert figures.parcels.second.tolist() == [0]


FACTS = {
    "type": "20",
    "patch_mu": 15.0,
    "approved_share": 0.0,
    "approved_later_share": 0.0,
    "open_farmland_mu": 10.0,
    "open_basic_mu": 0.0,
    "farmland_mu": 10.0,
    "farmland_share": 0.8,
    "basic_mu": 0.0,
    "red_line_mu": 0.0,
    "facility_share": None,
    "temporary_share": None,
    "temporary_expired_share": None,
    "construction_share": 0.0,
    "unsurveyed_share": 0.0,
    "unchanged_share": None,
    "earlier_share": None,
    "width_m": 60.0,
    "approved_gap_m": 10.0,
    "later:construction_share": None,
    "later:facility_share": None,
    "later:rural_road_share": None,
    "later:homestead_share": None,
    "later:garden_forest_share": None,
}
LEGAL = {"approved_share": 0.99, "open_farmland_mu": 0.1}


@pytest.mark.parametrize(
    ("changes", "path", "reason"),
    [
        ({}, "illegal/nonfarm", "LG-SCR-113"),
        (LEGAL, "legal/approval", "LG-SCR-101"),
        ({**LEGAL, "approved_share": 0.95}, "legal/approval", "LG-SCR-101"),
        ({**LEGAL, "approved_share": 0.9499}, "doubtful", "LG-SCR-201"),
        ({**LEGAL, "approved_share": 0.91, "patch_mu": 1.9}, "legal/approval", "LG-SCR-101"),
        ({**LEGAL, "open_farmland_mu": 0.5}, "doubtful", "LG-SCR-201"),
        ({**LEGAL, "open_basic_mu": 0.02}, "doubtful", "LG-SCR-202"),
        ({**LEGAL, "red_line_mu": 0.5}, "doubtful", "LG-SCR-204"),
        ({**LEGAL, "later:construction_share": 0.2}, "doubtful", "LG-SCR-212"),
        ({**LEGAL, "later:construction_share": 0.9}, "legal/approval", "LG-SCR-101"),
        ({"approved_share": 0.0999}, "illegal/nonfarm", "LG-SCR-113"),
        ({"approved_share": 0.1}, "doubtful", "LG-SCR-201"),
        ({"approved_later_share": 0.6}, "doubtful", "LG-SCR-203"),
        ({"approved_share": None, "open_farmland_mu": None}, "doubtful", "LG-SCR-210"),
        ({"facility_share": 0.9}, "other/facility_agriculture", "LG-SCR-102"),
        ({"facility_share": 0.9, "basic_mu": 1.0}, "doubtful", "LG-SCR-209"),
        ({"type": "ND", "width_m": 5.0}, "other/rural_road", "LG-SCR-104"),
        ({"type": "ND", "width_m": 8.0}, "doubtful", "LG-SCR-205"),
        ({"type": "ND", "width_m": 1.99}, "doubtful", "LG-SCR-205"),
        ({"temporary_share": 1.0}, "other/other_case", "LG-SCR-106"),
        ({"temporary_expired_share": 1.0}, "doubtful", "LG-SCR-206"),
        ({"width_m": 2.0, "approved_gap_m": 0.5, "farmland_mu": 0.1}, "other/sliver", "LG-SCR-107"),
        ({"width_m": 2.0, "approved_gap_m": None, "farmland_mu": 0.1}, "illegal/nonfarm", "LG-SCR-113"),
        ({"type": "1"}, "false_change", "LG-SCR-109"),
        ({"unchanged_share": 0.97}, "false_change", "LG-SCR-110"),
        ({"type": "3"}, "illegal/nongrain", "LG-SCR-111"),
        ({"type": "SM"}, "doubtful", "LG-SCR-211"),
        ({"construction_share": 1.0}, "doubtful", "LG-SCR-207"),
        ({"unsurveyed_share": 0.5}, "doubtful", "LG-SCR-208"),
    ],
)
def test_the_decision_tree(changes, path, reason):
    found = suggest(RULES, {**FACTS, **changes})
    assert "/".join(found.path) == path
    assert found.reasons[0].code == reason


def test_notes_and_priority_are_explained():
    found = suggest(RULES, {**FACTS, "basic_mu": 5.0, "farmland_mu": 12.0, "red_line_mu": 0.0})
    assert [reason.code for reason in found.reasons] == ["LG-SCR-113", "LG-SCR-151", "LG-SCR-152"]
    assert found.weights == ("illegal", "basic", "major_basic", "major_farmland", "some_farmland")
    assert found.priority == 30 + 20 + 20 + 15 + 10


@given(st.dictionaries(st.sampled_from(sorted(FACTS)), st.one_of(st.none(), st.floats(0, 1)), max_size=24))
@settings(max_examples=300, deadline=None)
def test_legal_is_suggested_only_with_the_approval_in_hand(changes):
    facts = {**FACTS, **{k: v for k, v in changes.items() if k != "type"}}
    if facts["approved_share"] is None:
        facts.update(open_farmland_mu=None, open_basic_mu=None)
    found = suggest(RULES, facts)
    if found.verdict == "legal":
        assert facts["approved_share"] is not None and facts["approved_share"] >= 0.9
        assert facts["open_farmland_mu"] is not None and facts["open_farmland_mu"] < 0.5
        assert not (facts["open_basic_mu"] or 0) >= 0.01 and not (facts["red_line_mu"] or 0) >= 0.01
    if facts["approved_share"] is None:
        assert found.path != ("illegal", "nonfarm")


def test_every_suggested_path_is_in_the_verdict_tree_of_its_time():
    trees = tree_shelf()
    for rules in SHELF.rules:
        tree = trees.in_force(rules.kind, rules.valid_from, rules.province).tree
        for step in rules.steps:
            assert tree.node(step.suggest)


def test_every_number_has_a_source_and_a_status():
    for rules in SHELF.rules:
        assert rules.source
        for threshold in rules.thresholds.values():
            assert threshold.source and threshold.status in ("found", "known", "unverified")
        used = {c.limit_name for step in rules.steps for c in step.conditions}
        used |= {c.limit_name for step in rules.steps for doubt in step.doubts for c in doubt.conditions}
        used |= {c.limit_name for remark in (*rules.notes, *rules.priority) for c in remark.conditions}
        assert set(rules.thresholds) == used - set(rules.sets)


GOOD = json.loads(packaged.read_text("campaigns/screening/screening-2026-13.json"))


def spoiled(change):
    data = copy.deepcopy(GOOD)
    change(data)
    return data


@pytest.mark.parametrize(
    "data",
    [
        [],
        spoiled(lambda d: d.pop("format")),
        spoiled(lambda d: d["steps"].pop()),
        spoiled(lambda d: d["steps"][0]["all"][0].__setitem__(1, "=")),
        spoiled(lambda d: d["steps"][0]["all"][0].__setitem__(2, "no_such")),
        spoiled(lambda d: d["steps"][0].update(reason="because")),
        spoiled(lambda d: d["thresholds"]["legal_share"].update(status="sure")),
        spoiled(lambda d: d["thresholds"]["legal_share"].pop("source")),
        spoiled(lambda d: d["notes"][0]["all"][0].__setitem__(0, "class:nothing_share")),
        spoiled(lambda d: d.update(valid_from="2026")),
    ],
)
def test_faulty_rules_are_refused(data, tmp_path):
    with pytest.raises(LandGuardError) as caught:
        parse_rules(data, "r.json", "0")
    assert caught.value.code == "LG-SCR-001"


def test_the_rules_in_force(tmp_path):
    assert SHELF.in_force("satellite", "2026-05-01", "13").id == "screening-2026-13"
    assert SHELF.in_force("satellite", "2024-05-01", "13").id == "screening-2010"
    for call in (lambda: SHELF.in_force("satellite", "2001-01-01"), lambda: SHELF.in_force("opera", "2026-01-01")):
        with pytest.raises(LandGuardError) as caught:
            call()
        assert caught.value.code == "LG-SCR-002"
    with pytest.raises(LandGuardError) as caught:
        SHELF.by_id("x")
    assert caught.value.code == "LG-SCR-003"
    own = copy.deepcopy(GOOD)
    own.update(id="own", valid_from="2026-02-01")
    (tmp_path / "own.json").write_text(json.dumps(own), encoding="utf-8")
    (tmp_path / "bad.json").write_text('{"format": "landguard-screening/1"}', encoding="utf-8")
    shelf = rules_shelf(str(tmp_path))
    assert shelf.in_force("satellite", "2026-05-01", "13").id == "own"
    assert [problem.code for problem in shelf.problems] == ["LG-SCR-001"]
    assert read_rules(tmp_path / "own.json").id == "own"


def test_reasons_survive_as_text():
    reason = Message("LG-SCR-101", {"approved_percent": 98.51, "limits": "legal_share 0.95", "x": "-"})
    assert from_text(as_text(reason)) == reason
    assert from_text("LG-SCR-101 {broken").code.startswith("LG-SCR-101")
