"""Each test of a photo: met, not met, cannot tell, with its code and figures."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.evidence.grade import Origin, at_least, grade_photo
from landguard_plugin.core.evidence.names import EVIDENCE_TESTS, MET, NOT_MET, UNKNOWN
from landguard_plugin.core.evidence.pictures import bits_apart, fingerprint
from landguard_plugin.core.evidence.requirements import standing, unmet_requirements
from landguard_plugin.core.evidence.tests import Elsewhere, as_stored, run_tests
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.evidence_rules import evidence_rules
from tests.core.evidence.samples import X, Y, at, good_claims, piece, rules, situation


def outcome(test: str, claims: dict, **changed: object):
    where = situation(**{k: v for k, v in changed.items() if k in ("ground", "earliest", "now", "elsewhere")})
    how = rules(**{k: v for k, v in changed.items() if k not in ("ground", "earliest", "now", "elsewhere")})
    return next(one for one in run_tests(claims, where, how) if one.test == test)


def test_a_good_photo_meets_every_test():
    outcomes = run_tests(good_claims(), situation(), rules())
    assert tuple(one.test for one in outcomes) == EVIDENCE_TESTS
    assert set(as_stored(outcomes).values()) == {MET}


CASES = [
    ("readable", {"odd": "file:cut_off"}, NOT_MET, "LG-EVI-112"),
    ("readable", {"decoded": "no", "format": "heic"}, UNKNOWN, "LG-EVI-113"),
    ("distance", at(X + 50, Y + 50), MET, "LG-EVI-120"),
    ("distance", at(X + 50, Y - 49), MET, "LG-EVI-121"),
    ("distance", at(X + 50, Y - 51), NOT_MET, "LG-EVI-122"),
    ("distance", {"latitude": None}, UNKNOWN, "LG-EVI-123"),
    ("distance", {"latitude": None, "odd": "latitude:zero_denominator"}, UNKNOWN, "LG-EVI-124"),
    ("view", at(X + 50, Y + 50), MET, "LG-EVI-130"),
    ("view", {"direction": "94.0"}, MET, "LG-EVI-131"),
    ("view", {"direction": "180.0"}, NOT_MET, "LG-EVI-134"),
    ("view", {"direction": None}, UNKNOWN, "LG-EVI-132"),
    ("view", {"direction": None, "odd": "direction:out_of_range"}, UNKNOWN, "LG-EVI-133"),
    ("view", {"direction_ref": "M"}, MET, "LG-EVI-135"),
    ("view", {"direction_ref": "M", "direction": "180"}, NOT_MET, "LG-EVI-137"),
    ("view", {"latitude": None}, UNKNOWN, "LG-EVI-123"),
    ("view", at(X + 50, Y - 700), NOT_MET, "LG-EVI-136"),
    ("time", {}, MET, "LG-EVI-141"),
    ("time", {"taken": None, "gps_time": None}, UNKNOWN, "LG-EVI-142"),
    ("time", {"taken": None, "gps_time": None, "odd": "taken:unreadable"}, UNKNOWN, "LG-EVI-143"),
    ("time", {"gps_time": "2026-02-28T15:59:59Z"}, NOT_MET, "LG-EVI-144"),
    ("time", {"gps_time": "2026-03-10T00:06:00Z"}, NOT_MET, "LG-EVI-145"),
    ("time", {"gps_time": "2026-03-10T00:04:00Z"}, MET, "LG-EVI-141"),
    ("clock", {}, MET, "LG-EVI-150"),
    ("clock", {"taken": "2026-03-01T09:30:00"}, NOT_MET, "LG-EVI-151"),
    ("clock", {"taken": "2026-03-01T06:30:00", "taken_offset": None}, MET, "LG-EVI-150"),
    ("clock", {"taken": "2026-03-01T06:38:00", "taken_offset": None}, NOT_MET, "LG-EVI-151"),
    ("clock", {"taken": "2026-03-02T01:00:02", "taken_offset": None}, NOT_MET, "LG-EVI-151"),
    ("clock", {"gps_time": None}, UNKNOWN, "LG-EVI-152"),
    ("same_picture", {"picture_hash": None}, UNKNOWN, "LG-EVI-172"),
    ("editing", {"software": "Adobe Photoshop CC"}, NOT_MET, "LG-EVI-181"),
    ("editing", {"software": "美图秀秀 10"}, NOT_MET, "LG-EVI-181"),
    ("editing", {"software": "HarmonyOS 4"}, MET, "LG-EVI-180"),
    ("editing", {"modified": "2026-03-02T09:00:00"}, NOT_MET, "LG-EVI-182"),
    ("thumbnail", {"thumbnail_hash": "fedcba9876543210"}, NOT_MET, "LG-EVI-191"),
    ("thumbnail", {"thumbnail_hash": None}, UNKNOWN, "LG-EVI-192"),
    ("size", {"width": 640, "height": 480}, NOT_MET, "LG-EVI-196"),
    ("size", {"width": None}, UNKNOWN, "LG-EVI-197"),
]


@pytest.mark.parametrize(("test", "changed", "expected", "code"), CASES)
def test_outcomes(test, changed, expected, code):
    found = outcome(test, good_claims(**changed))
    assert (found.outcome, found.reason.code) == (expected, code), found.reason


def test_a_stripped_file_says_nothing_of_editing():
    assert outcome("editing", {"format": "jpeg"}).reason.code == "LG-EVI-183"


def test_camera_time_without_offset_is_read_in_the_rules_zone():
    claims = good_claims(gps_time=None, taken_offset=None, taken="2026-03-01T00:30:00")
    assert outcome("time", claims).outcome == MET, "00:30 in Beijing is half past sixteen UTC, after the scene"
    assert outcome("time", claims, camera_offset_h=9.0).outcome == NOT_MET


def test_a_stated_offset_beats_the_rules():
    claims = good_claims(gps_time=None, taken_offset="+09:00", taken="2026-03-01T00:30:00")
    assert outcome("time", claims).outcome == NOT_MET


def test_nothing_to_compare_with():
    assert outcome("time", good_claims(), earliest="").reason.code == "LG-EVI-146"
    assert outcome("time", good_claims(), earliest="", taken_after="any").reason.code == "LG-EVI-140"
    for test in ("distance", "view"):
        assert outcome(test, good_claims(), ground=None).reason.code == "LG-EVI-109"


def test_the_same_picture_elsewhere():
    found = outcome("same_bytes", good_claims(), elsewhere=Elsewhere(("JC1", "JC2")))
    assert (found.outcome, found.reason.arguments["patches"]) == (NOT_MET, "JC1, JC2")
    near = Elsewhere(near_same=(("JC1", 6), ("JC2", 7)))
    found = outcome("same_picture", good_claims(), elsewhere=near)
    assert (found.outcome, found.reason.arguments["patches"], found.reason.arguments["bits"]) == (NOT_MET, "JC1", 6)
    assert outcome("same_picture", good_claims(), elsewhere=near, same_picture_bits=5).outcome == MET


def test_the_magnetic_margin_widens_the_cone():
    place = at(X + 50, Y - 10)
    claims = good_claims(**place, direction="120.0")
    off = outcome("view", claims).reason.arguments["off"]
    assert 35 < off < 47
    assert outcome("view", claims).outcome == NOT_MET
    assert outcome("view", {**claims, "direction_ref": "M"}).outcome == MET


def grade(claims: dict, origin: Origin = Origin()):
    return grade_photo(claims, run_tests(claims, situation(), rules()), origin)


def test_grades():
    assert grade(good_claims()).letter == "C"
    assert grade(good_claims(), Origin(captured_by_app=True)).letter == "B"
    assert grade(good_claims(), Origin(signature_checked=True)).letter == "A"
    assert grade(good_claims(direction=None)).letter == "C"
    assert [m.code for m in grade(good_claims(direction=None)).reasons] == ["LG-EVI-203", "LG-EVI-205"]
    assert [m.code for m in grade(good_claims(latitude=None)).reasons] == ["LG-EVI-204"]
    assert len(grade(good_claims(latitude=None, taken=None, gps_time=None)).reasons) == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"software": "GIMP 2.10"},
        {"odd": "file:cut_off"},
        {"thumbnail_hash": "f" * 16},
        {"taken": "2026-03-01T03:00:00"},
    ],
)
def test_a_file_that_speaks_against_itself_is_never_better_than_d(changed):
    for origin in (Origin(), Origin(True, True)):
        assert grade(good_claims(**changed), origin).letter == "D"


def test_a_photo_far_away_keeps_its_grade():
    """Where it was taken is for the requirements; the grade only says how much stands behind what the file says."""
    assert grade(good_claims(**at(X + 5000, Y))).letter == "C"


@given(st.dictionaries(st.sampled_from(sorted(good_claims())), st.text(max_size=12), max_size=6))
def test_no_imported_photo_is_ever_a_or_b(changed):
    numbers = {k: v for k, v in changed.items() if k not in ("longitude", "latitude", "direction", "width", "height")}
    assert grade(good_claims(**numbers)).letter in ("C", "D")


def test_at_least():
    assert [letter for letter in ("A", "B", "C", "D", "") if at_least(letter, "B")] == ["A", "B"]


def test_fingerprints():
    rising, falling = bytes(range(72)), bytes(range(72, 0, -1))
    assert (fingerprint(rising), fingerprint(falling)) == ("0" * 16, "f" * 16)
    assert fingerprint(bytes([7] * 72)) == "", "a blank picture looks like every other blank one"
    assert bits_apart("0" * 16, "f" * 16) == 64
    assert bits_apart("", "f" * 16) is None
    assert bits_apart("x" * 16, "f" * 16) is None
    with pytest.raises(ValueError, match="71"):
        fingerprint(bytes(71))


def looks(number: int, view: str, direction: str, **changed: object):
    return piece(number, claims=good_claims(view=view, direction=direction), **changed)


FULL_SET = [looks(1, "far", "0"), looks(2, "far", "90"), looks(3, "near", "10")]


def codes(pieces, **changed):
    return [message.code for message in unmet_requirements(rules(**changed), pieces)]


def test_a_full_set_meets_everything():
    assert codes(FULL_SET) == []
    stands = standing(rules(), FULL_SET)
    assert (len(stands.counted), stands.needed, stands.missing, stands.not_counted) == (3, 3, (), {})


def test_no_evidence_misses_everything():
    assert codes([]) == ["LG-EVI-301", "LG-EVI-302", "LG-EVI-302", "LG-EVI-303"]
    assert standing(rules(), []).missing == ("far", "near")


def test_what_is_missing_is_named():
    one_view = [looks(1, "near", "0"), looks(2, "near", "90"), looks(3, "near", "180")]
    unmet = unmet_requirements(rules(), one_view)
    assert [(m.code, m.arguments["view"], m.arguments["have"]) for m in unmet] == [("LG-EVI-302", "view_far", 0)]
    same_way = [looks(1, "far", "0"), looks(2, "far", "44"), looks(3, "near", "22")]
    assert codes(same_way) == ["LG-EVI-303"]
    assert codes(same_way, directions=1) == []
    assert codes(same_way, direction_gap_deg=40.0) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"grade": "D"}, "LG-EVI-311"),
        ({"grade": ""}, "LG-EVI-311"),
        ({"tests": {"distance": "not_met", "time": "met"}}, "LG-EVI-312"),
        ({"tests": {"distance": "met", "time": "cannot_tell"}}, "LG-EVI-312"),
        ({"tests": {"distance": "met", "time": "met", "same_bytes": "not_met"}}, "LG-EVI-313"),
    ],
)
def test_photos_that_do_not_count(changed, code):
    pieces = [*FULL_SET[:2], replace(FULL_SET[2], **changed)]
    stands = standing(rules(), pieces)
    assert [m.code for m in stands.not_counted[pieces[2].id]] == [code]
    assert [m.code for m in stands.unmet] == ["LG-EVI-301", "LG-EVI-302"]
    assert stands.missing == ("near",)


def test_withdrawn_pieces_and_documents_do_not_count():
    assert codes([*FULL_SET[:2], replace(FULL_SET[2], withdrawn=True)])[0] == "LG-EVI-301"
    assert codes([*FULL_SET[:2], replace(FULL_SET[2], kind="document")])[0] == "LG-EVI-301"


def test_a_test_nobody_could_decide_counts_unless_it_must_be_met():
    unsure = replace(
        FULL_SET[2], tests={"distance": "met", "time": "met", "view": "cannot_tell", "editing": "cannot_tell"}
    )
    assert codes([*FULL_SET[:2], unsure]) == []
    sure = [replace(one, tests={**one.tests, "view": "met"}) for one in FULL_SET[:2]]
    stands = standing(rules(must_be_met=("distance", "time", "view")), [*sure, unsure])
    assert list(stands.not_counted) == [unsure.id]


def test_an_office_may_extend_the_packaged_rules(tmp_path):
    own = {
        "id": "own",
        "extends": "evidence-2026",
        "parameters": {"evidence.photos": {"value": 5, "status": "known", "source": "省厅 2026 年方案"}},
    }
    path = tmp_path / "own.json"
    path.write_text(json.dumps(own), encoding="utf-8")
    from datetime import date

    loaded = evidence_rules(str(path), date(2026, 5, 1))
    assert (loaded.photos, loaded.far_views, loaded.ruleset.id) == (5, 2, "own")
    assert "evidence.photos" not in [p.name for p in loaded.ruleset.unverified("evidence.")]


def test_rules_of_another_kind_and_of_another_year_are_refused():
    from datetime import date

    with pytest.raises(LandGuardError) as refused:
        evidence_rules("unified-2025", date(2026, 5, 1))
    assert refused.value.code == "LG-RUL-002"
    with pytest.raises(LandGuardError) as refused:
        evidence_rules("", date(2019, 5, 1))
    assert refused.value.code == "LG-RUL-005"


def test_a_rule_nobody_stated_is_not_made_up(tmp_path):
    from datetime import date

    from landguard_plugin.storage import packaged

    data = json.loads(packaged.read_text("campaigns/evidence_2026.json"))
    del data["parameters"]["evidence.max_distance_m"]
    data["id"] = "cut"
    path = tmp_path / "cut.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(LandGuardError) as refused:
        evidence_rules(str(path), date(2026, 5, 1))
    assert refused.value.arguments["detail"] == "evidence.max_distance_m"


def test_what_nobody_verified_is_marked():
    names = {p.name for p in rules().ruleset.unverified("evidence.")}
    assert {"evidence.photos", "evidence.max_distance_m"} <= names
    assert all(p.source for p in rules().ruleset.parameters.values())
