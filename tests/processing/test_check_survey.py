"""landguard:checksurvey through QGIS: findings as a layer, rules as a table, refusals, the same digits on the command line."""

import json

import processing
import pytest
import shapely
from qgis.core import QgsProcessingException

from landguard_plugin.storage.check_rules import shipped_sets
from tests.core.survey.rules.subjects import CLEAN, FLAT, HOUSE, ROAD, box
from tests.layers import memory_layer, rows_of, save

SHAPES = [box(0, 0), box(100, 0), box(190, 0), box(290, 0)]


def rows(*changes):
    full = [{**CLEAN, "BSM": f"{k}", "TBBH": f"{k:08d}", **change} for k, change in enumerate(changes, 1)]
    return [{**row, "XZDWKD": row["XZDWKD"], "GDDB": None} for row in full]


def survey(changes=(FLAT, HOUSE, ROAD, {}), shapes=SHAPES, **more):
    return memory_layer(shapes, rows(*changes), name="DLTB", **more)


def check(layer=None, **more):
    inputs = {"INPUT": layer or survey(), "FINDINGS": "memory:", "RULES": "memory:", **more}
    result = processing.run("landguard:checksurvey", inputs)
    return result, rows_of(result["FINDINGS"]), {row["rule"]: row for row in rows_of(result["RULES"])}


def test_a_finding_has_rule_level_patches_message_value_and_place(provider):
    result, findings, rules = check()
    (overlap,) = findings
    assert (overlap["rule"], overlap["level"]) == ("4101", "error")
    assert {overlap["bsm"], overlap["other_bsm"]} == {"2", "3"}
    assert overlap["value"] == "1000.00"
    assert "LG-CHK-207" in overlap["message"]
    assert (result["FINDING_COUNT"], result["ERROR_COUNT"], result["PATCH_COUNT"]) == (1, 1, 4)
    (feature,) = result["FINDINGS"].getFeatures()
    assert shapely.from_wkb(bytes(feature.geometry().asWkb())).area == pytest.approx(1000)
    assert result["FINDINGS"].crs().authid() == "EPSG:4547"
    assert rules["4101"]["findings"] == 1
    assert rules["6102"]["checked"] == 0
    assert rules["6102"]["reason"]
    assert result["SKIPPED_RULES"] == sum(row["checked"] == 0 for row in rules.values())


def test_messages_come_in_the_language_of_the_user(provider, monkeypatch):
    monkeypatch.setattr("landguard_plugin.bridge.text.language", lambda: "zh")
    _, findings, rules = check()
    assert findings[0]["message"] == "LG-CHK-207 两个图斑重叠 1,000.00 平方米。"
    assert findings[0]["title"] == "图斑重叠"
    assert rules["6102"]["reason"] == "LG-CHK-002 未提供“田坎系数表”。"


def test_a_prefix_against_the_reference_system_is_a_finding(provider):
    moved = [shapely.transform(shape, lambda xy: xy + (38_000_000, 0)) for shape in SHAPES]
    _, findings, _ = check(survey(shapes=moved))
    assert {row["rule"] for row in findings} == {"2203", "4101"}
    result, findings, _ = check(survey(shapes=moved, crs=""))
    assert {row["rule"] for row in findings} == {"2203", "4101"}
    assert result["FINDINGS"].crs().authid() == "EPSG:4526"
    assert next(row for row in findings if row["rule"] == "4101")["value"] == "1000.00"


def test_no_reference_system_at_all_is_a_finding(provider):
    _, findings, _ = check(survey(crs=""))
    assert {row["rule"] for row in findings} == {"2201", "4101"}


def test_layers_beside_come_in_any_reference_system(provider):
    frame = memory_layer([box(0, 0, 390)], [{"id": 1}], name="frame")
    lonlat = processing.run("native:reprojectlayer", {"INPUT": frame, "TARGET_CRS": "EPSG:4490", "OUTPUT": "memory:"})
    prefixed = processing.run("native:reprojectlayer", {"INPUT": frame, "TARGET_CRS": "EPSG:4526", "OUTPUT": "memory:"})
    for other in (frame, lonlat["OUTPUT"], prefixed["OUTPUT"]):
        _, findings, rules = check(BOUNDARY=other)
        assert rules["4401"]["checked"] == 1
        assert {row["rule"] for row in findings} == {"4101"}


def test_former_explanations_are_kept_while_the_value_stays(provider):
    first, findings, _ = check()
    layer = first["FINDINGS"]
    names = layer.fields()
    told = {
        "state": "explained",
        "explanation": "by contract",
        "explained_by": "Li",
        "explained_at": "2026-01-01T08:00:00",
    }
    (feature,) = layer.getFeatures()
    values = {names.lookupField(name): value for name, value in told.items()}
    assert layer.dataProvider().changeAttributeValues({feature.id(): values})
    again, findings, _ = check(EXPLAINED=layer)
    assert {name: findings[0][name] for name in told} == told
    assert (again["FINDING_COUNT"], again["ERROR_COUNT"], again["EXPLAINED_COUNT"]) == (1, 0, 1)
    moved = [*SHAPES[:2], box(189.9, 0, 100.1), SHAPES[3]]
    _, findings, _ = check(survey(shapes=moved), EXPLAINED=layer)
    assert findings[0]["state"] == "open", "what was explained is no longer what stands there"


def test_a_rule_set_of_the_users_own(provider, tmp_path):
    own = {
        "id": "own", "extends": "checks_2020", "title_zh": "本县", "title_en": "ours", "valid_from": "2026-01-01",
        "parameters": {
            "widest_rural_road_m": {"value": "4", "status": "known", "source": "county"},
            "switched_off": {"value": ["4101"], "status": "known", "source": "county"},
            "levels": {"value": {"3211": "error"}, "status": "known", "source": "county"},
        },
    }  # fmt: skip
    path = tmp_path / "own.json"
    path.write_text(json.dumps(own), encoding="utf-8")
    result, findings, rules = check(RULESET=str(path))
    assert [(row["rule"], row["level"]) for row in findings] == [("3211", "error")]
    assert rules["4101"]["checked"] == 0
    assert "own" in rules["4101"]["reason"]
    assert result["ERROR_COUNT"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"parameters": {"sliver_m2": {"value": "many", "status": "known"}}},
        {"parameters": {"sliver_m2": {"value": "10", "status": "certain"}}},
        {"parameters": {"unheard_of": {"value": "10", "status": "known"}}},
        {"parameters": {"levels": {"value": {"4101": "fatal"}, "status": "known"}}},
        {"extends": "nothing"},
        {"id": ""},
        {"valid_from": "soon"},
    ],
)
def test_a_broken_rule_set_is_refused(provider, tmp_path, change):
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"id": "own", "extends": "checks_2020", **change}), encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="LG-CHK-010"):
        check(RULESET=str(path))


def test_a_file_that_is_no_rule_set_is_refused(provider, tmp_path):
    for text in ("{", "[]"):
        (tmp_path / "x.json").write_text(text)
        with pytest.raises(QgsProcessingException, match="LG-CHK-010"):
            check(RULESET=str(tmp_path / "x.json"))


def test_a_slope_map_without_grades_is_refused(provider):
    with pytest.raises(QgsProcessingException, match="LG-CHK-014"):
        check(SLOPE=memory_layer([box(0, 0)], [{"x": "1"}]))


def test_a_layer_of_three_fields_is_checked_as_far_as_it_goes(provider):
    few = [{key: row[key] for key in ("BSM", "DLBM", "ZLDWDM")} for row in rows(FLAT, HOUSE, ROAD, {})]
    result, findings, rules = check(memory_layer(SHAPES, few))
    assert rules["3201"]["checked"] == 1
    assert "ZZSXDM" in rules["3213"]["reason"]
    assert {row["rule"] for row in findings} == {"3101", "4101"}
    assert result["ERROR_COUNT"] == 1


def test_the_same_findings_on_the_command_line(provider, qgis_process, tmp_path):
    layer = save(survey(), tmp_path / "survey.gpkg")
    told = qgis_process.run("landguard:checksurvey", INPUT=layer, FINDINGS=tmp_path / "findings.gpkg")
    _, here, _ = check()
    there = rows_of(tmp_path / "findings.gpkg")
    assert [{key: row[key] for key in here[0]} for row in there] == here
    assert (told["FINDING_COUNT"], told["ERROR_COUNT"]) == (1, 1)


def test_the_shipped_set_is_complete_and_dated():
    for one in shipped_sets().values():
        assert one["valid_from"]
        assert one["source"]
        assert all(parameter["status"] in ("found", "known", "unverified") for parameter in one["parameters"].values())
