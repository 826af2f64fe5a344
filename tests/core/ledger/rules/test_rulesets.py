"""Rule sets as data: dates, overlays, unverified values in sight, and refusal of what is incomplete or unknown."""

from __future__ import annotations

import json
from datetime import date

import pytest

from landguard_plugin.core.ledger.rules.ruleset import newest_in_force, require, ruleset_of
from landguard_plugin.core.ledger.rules.schema import SECTIONS
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage import packaged
from landguard_plugin.storage.ledger.tables import packaged_rulesets, ruleset_for, ruleset_named

THREE = json.loads(packaged.read_text("ledger/rules/three-index-2017.json"))


def overlay(**more):
    return {
        "id": "province-99",
        "extends": "three-index-2017",
        "title_zh": "示范省",
        "title_en": "Province",
        "valid_from": "2019-01-01",
        "source": "省文",
        "parameters": {
            "occupation.highest_slope": {"value": 3, "status": "found", "source": "省文", "clause": "第三条"},
        },
        **more,
    }


@pytest.mark.parametrize(
    ("day", "section", "expected"),
    [
        (date(2021, 6, 1), "occupation", "three-index-2017"),
        (date(2024, 12, 31), "occupation", "three-index-2017"),
        (date(2025, 1, 1), "occupation", "unified-2025"),
        (date(2026, 3, 1), "year", "unified-2025"),
        (date(2022, 12, 31), "in_out", "in-out-2021"),
    ],
)
def test_the_set_in_force_is_chosen_by_date(day, section, expected):
    assert ruleset_for("", section, day).id == expected


@pytest.mark.parametrize(
    ("name", "day"), [("three-index-2017", "2025-01-01"), ("unified-2025", "2024-12-31"), ("in-out-2021", "2021-10-31")]
)
def test_a_set_not_in_force_is_refused_unless_history_is_rejudged(name, day):
    ruleset = packaged_rulesets()[name]
    section = ruleset.sections[0]
    with pytest.raises(LandGuardError, match="LG-RUL-001"):
        require(ruleset, section, date.fromisoformat(day))
    require(ruleset, section, date.fromisoformat(day), rejudge=True)


def test_no_set_for_a_time_before_all_of_them():
    with pytest.raises(LandGuardError, match="LG-RUL-005"):
        newest_in_force(packaged_rulesets(), "occupation", date(2010, 1, 1))
    with pytest.raises(LandGuardError, match="LG-RUL-002"):
        require(packaged_rulesets()["three-index-2017"], "year", date(2021, 1, 1))


def test_a_provinces_variant_is_a_file_and_no_code(tmp_path):
    path = tmp_path / "province.json"
    path.write_text(json.dumps(overlay()), encoding="utf-8")
    ruleset = ruleset_named(str(path))
    assert ruleset.value("occupation.highest_slope") == 3
    assert ruleset.parameters["occupation.highest_slope"].clause == "第三条"
    assert ruleset.value("occupation.levels") == THREE["parameters"]["occupation.levels"]["value"]
    assert (ruleset.valid_from, ruleset.valid_to) == (date(2019, 1, 1), date(2024, 12, 31))


def test_an_overlay_of_an_overlay_beside_it(tmp_path):
    (tmp_path / "province.json").write_text(json.dumps(overlay()), encoding="utf-8")
    city = overlay(id="city-9901", extends="province-99", parameters={})
    (tmp_path / "city.json").write_text(json.dumps(city), encoding="utf-8")
    assert ruleset_named(str(tmp_path / "city.json")).value("occupation.highest_slope") == 3


@pytest.mark.parametrize(
    "broken",
    [
        {"extends": "nothing"},
        {"extends": "province-99"},
        {"parameters": {"occupation.no_such": {"value": 1, "status": "found"}}},
        {"parameters": {"nowhere.levels": {"value": [], "status": "found"}}},
        {"parameters": {"occupation.highest_slope": {"value": "four", "status": "found"}}},
        {"parameters": {"occupation.highest_slope": {"value": 4, "status": "sure"}}},
        {"parameters": {"occupation.highest_slope": 4}},
        {"parameters": {"occupation.accounts": {"value": ["water"], "status": "found"}}},
        {"valid_from": "soon"},
        {"parameters": {"year.cap_share": {"value": "1", "status": "found"}}},
    ],
)
def test_a_broken_set_is_refused_by_code(broken):
    data = overlay(**broken)
    with pytest.raises(LandGuardError, match="LG-RUL-004"):
        ruleset_of(data, {"three-index-2017": THREE, "province-99": data})


@pytest.mark.parametrize(("content", "code"), [("{", "LG-RUL-004"), ("[]", "LG-RUL-004"), (None, "LG-RUL-006")])
def test_a_file_that_is_no_rule_set_is_refused(tmp_path, content, code):
    path = tmp_path / "x.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(LandGuardError, match=code):
        ruleset_named(str(path))


def test_every_unverified_value_says_so_and_every_known_one_names_its_source():
    for ruleset in packaged_rulesets().values():
        for parameter in ruleset.parameters.values():
            assert parameter.source or parameter.status == "unverified", (ruleset.id, parameter.name)
    names = {p.name for p in packaged_rulesets()["unified-2025"].unverified("year")}
    assert {"year.loss_reading", "year.carry_old_indices", "year.cap_share"} <= names
    assert set(SECTIONS) == {s for r in packaged_rulesets().values() for s in r.sections}
