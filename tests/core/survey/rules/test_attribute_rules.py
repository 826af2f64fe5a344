"""Every attribute rule: a caught case, a clean case, and both sides of its limit."""

import re

import numpy as np
import pandas as pd
import pytest

from landguard_plugin.app.check_survey import check_survey
from landguard_plugin.bridge.text import word
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.survey.rules.catalogue import RULES
from landguard_plugin.core.survey.rules.coefficients import coefficients_of
from landguard_plugin.core.survey.rules.subject import Beside
from landguard_plugin.storage import packaged
from tests.core.survey.rules.subjects import (
    CLEAN,
    FLAT,
    HOUSE,
    ORCHARD,
    ROAD,
    TERRACE,
    UNIT,
    found,
    layer,
    subject_of,
)  # fmt: skip

COUNTY = pd.DataFrame({"GDPDJB": ["2", "3"], "GDLX": ["TT", "TT"], "KCXS": [0.068, 0.1195]})
OTHER = {"DLBM": "0404", "DLMC": "其他草地"}

#: rule, a clean row, what spoils it
CAUGHT = [
    ("3103", {}, {"TBMJ": "about 10000"}),
    ("3104", {}, {"QSXZ": "99"}),
    ("3104", {}, {"FRDBS": "7"}),
    ("3105", {}, {"QSXZ": ""}),
    ("3105", {}, {"BSM": None}),
    ("3105", {}, {"TBMJ": None, "TBDLMJ": None}),
    ("3106", HOUSE, {"CZCSXM": "２０３"}),
    ("3106", FLAT, {"ZZSXDM": "ls"}),
    ("3201", {}, {"DLBM": "03"}),
    ("3201", {}, {"DLBM": "1301"}),
    ("3201", {}, {"DLBM": ""}),
    ("3201", {}, {"DLBM": "00"}),
    ("3201", {**ORCHARD, "DLBM": "0201K", "DLMC": "可调整果园"}, {"DLBM": "0201k"}),
    ("3201", {}, {"DLBM": "０３０１"}),
    ("3202", {"DLBM": "0602", "DLMC": "采矿用地", "CZCSXM": "204"}, {"DLBM": "0602C"}),
    ("3203", {}, {"DLMC": "竹林地"}),
    ("3203", {}, {"DLMC": ""}),
    ("3204", TERRACE, {"KCDLBM": "1204"}),
    ("3204", {}, {"KCDLBM": "1203"}),
    ("3204", TERRACE, {"KCDLBM": ""}),
    ("3205", TERRACE, {"KCXS": 1.0}),
    ("3205", TERRACE, {"KCXS": -0.01}),
    ("3205", TERRACE, {"KCXS": 11.95}),
    ("3205", {}, {"KCXS": 0.1}),
    ("3206", FLAT, {"GDPDJB": ""}),
    ("3206", FLAT, {"GDPDJB": "6"}),
    ("3206", {}, {"GDPDJB": "2"}),
    ("3207", FLAT, {"GDLX": "TT"}),
    ("3207", FLAT, {"KCXS": 0.05}),
    ("3208", TERRACE, {"GDLX": ""}),
    ("3208", TERRACE, {"KCXS": 0.0}),
    ("3208", TERRACE, {"KCXS": None}),
    ("3209", {}, {"GDLX": "PD"}),
    ("3210", ROAD, {"XZDWKD": None}),
    ("3210", ROAD, {"XZDWKD": 0.0}),
    ("3210", {}, {"XZDWKD": 3.0}),
    ("3211", ROAD, {"XZDWKD": 8.1}),
    ("3212", FLAT, {"ZZSXDM": "MC"}),
    ("3213", FLAT, {"ZZSXDM": ""}),
    ("3213", FLAT, {"ZZSXDM": "JKHF"}),
    ("3213", FLAT, {"ZZSXDM": "LS,JKHF"}),
    ("3214", ORCHARD, {"ZZSXDM": "LS"}),
    ("3214", OTHER, {"ZZSXDM": "JKHF"}),
    ("3215", HOUSE, {"ZZSXDM": "LS"}),
    ("3215", {"DLBM": "0401", "DLMC": "天然牧草地"}, {"ZZSXDM": "GCHF"}),
    ("3216", {**FLAT, "TBXHDM": "HDGD"}, {"ZZSXDM": "WG"}),
    ("3217", {**ORCHARD, "TBXHDM": "LQYD"}, {"ZZSXDM": "JKHF"}),
    ("3218", FLAT, {"TBXHDM": "GCCD"}),
    ("3218", HOUSE, {"TBXHDM": "XX"}),
    ("3219", HOUSE, {"CZCSXM": ""}),
    ("3219", {"DLBM": "1201", "DLMC": "空闲地", "CZCSXM": "203"}, {"CZCSXM": None}),
    ("3220", HOUSE, {"CZCSXM": "206"}),
    ("3220", HOUSE, {"CZCSXM": "203A"}),
    ("3220", HOUSE, {"CZCSXM": "204"}),
    ("3220", HOUSE, {"CZCSXM": "205"}),
    ("3221", ROAD, {"CZCSXM": "203"}),
    ("3221", ROAD, {"CZCSXM": "201"}),
    ("3222", {"CZCDM": UNIT}, {"CZCDM": UNIT[:-1]}),
    ("3225", {}, {"ZLDWDM": UNIT[:-1]}),
    ("3225", {}, {"ZLDWDM": ""}),
    ("3225", {}, {"QSDWDM": "99010100100100000OO"}),
    ("3226", {}, {"MSSM": "02"}),
    ("3226", {}, {"MSSM": None}),
    ("3226", {}, {"HDMC": "禾岛"}),
    ("3226", {}, {"MSSM": "01"}),
    ("5101", TERRACE, {"KCMJ": 1195.01}),
    ("5101", TERRACE, {"KCMJ": 1194.99}),
    ("5101", TERRACE, {"KCMJ": None}),
    ("5101", {}, {"KCMJ": 0.01}),
    ("5102", TERRACE, {"TBDLMJ": 8805.01}),
    ("5102", {}, {"TBDLMJ": None}),
    ("5103", {}, {"TBMJ": 0.0, "TBDLMJ": 0.0}),
    ("6102", TERRACE, {"KCXS": 0.119501}),
    ("6102", TERRACE, {"KCXS": 0.1194}),
]  # fmt: skip

#: rule, rows that must not be caught: the good side of a limit, and odd but harmless forms
CLEAR = [
    ("3103", {"TBMJ": "１００００.００"}),
    ("3103", {"TBMJ": " 10000 "}),
    ("3105", {"TBYBH": "", "BZ": None}),
    ("3106", {"QSXZ": " 30 "}),
    ("3201", {"DLBM": " 0301 "}),
    ("3202", {**ORCHARD, "DLBM": "0201K", "DLMC": "可调整果园"}),
    ("3204", TERRACE),
    ("3205", {**TERRACE, "KCXS": 0.9999}),
    ("3206", {**FLAT, "GDPDJB": "5"}),
    ("3206", {**FLAT, "GDPDJB": 1.0}),
    ("3206", {"GDPDJB": None}),
    ("3207", FLAT),
    ("3208", {**TERRACE, "GDLX": "PD", "KCXS": 0.0, "KCDLBM": ""}),
    ("3210", {"DLBM": "1101", "DLMC": "河流水面", "XZDWKD": 30.0}),
    ("3210", {"DLBM": "1101", "DLMC": "河流水面"}),
    ("3210", {"XZDWKD": 0.0}),
    ("3211", {**ROAD, "XZDWKD": 8.0}),
    ("3212", FLAT),
    ("3213", {**FLAT, "ZZSXDM": "LS;FLS"}),
    ("3213", {**FLAT, "ZZSXDM": "MC"}),
    ("3214", {**ORCHARD, "ZZSXDM": "JKHF"}),
    ("3214", {**OTHER, "ZZSXDM": "GCHF"}),
    ("3215", HOUSE),
    ("3216", {**FLAT, "TBXHDM": "HDGD", "ZZSXDM": "LYFL"}),
    ("3216", {**FLAT, "ZZSXDM": "WG"}),
    ("3217", {**ORCHARD, "TBXHDM": "LQYD"}),
    ("3218", {**FLAT, "TBXHDM": "SMGD"}),
    ("3219", {"DLBM": "1006", "DLMC": "农村道路", "XZDWKD": 5.0}),
    ("3220", {"DLBM": "0601", "DLMC": "工业用地", "CZCSXM": "203A"}),
    ("3220", {"DLBM": "09", "DLMC": "特殊用地", "CZCSXM": "205"}),
    ("3221", {"DLBM": "1001", "DLMC": "铁路用地", "XZDWKD": 12.0, "CZCSXM": "201"}),
    ("3225", {"ZLDWDM": "9902021002010000000", "QSDWDM": "9902021002010000000", "FRDBS": "1"}),
    ("3226", {"MSSM": "01", "HDMC": "禾岛"}),
    ("5101", {"KCMJ": None}),
    ("5101", {**TERRACE, "TBMJ": 1234.56, "KCMJ": 147.53, "TBDLMJ": 1087.03}),
    ("5102", {**TERRACE, "TBMJ": 1234.56, "KCMJ": 147.53, "TBDLMJ": 1087.03}),
    ("6102", TERRACE),
    ("6102", {**TERRACE, "GDPDJB": "5", "KCXS": 0.3}),
]  # fmt: skip


def beside():
    return Beside(coefficients=coefficients_of(COUNTY, "county"))


def by_row(rows):
    """Return position -> rules found there, all rows in one layer; a row of its own between any two."""
    result = check_survey(subject_of(layer(rows), beside=beside()), Unwatched()).rows
    told = {k: set() for k in range(len(rows))}
    for rule, row in zip(result["rule"], result["row"]):
        told[row - 1].add(rule)
    return told


@pytest.fixture(scope="module")
def spoilt():
    return by_row([{**clean, **spoil} for _, clean, spoil in CAUGHT])


@pytest.fixture(scope="module")
def clear():
    return by_row([row for _, row in CLEAR])


@pytest.mark.parametrize("case", range(len(CAUGHT)), ids=[f"{c[0]}-{c[2]}" for c in CAUGHT])
def test_a_breach_is_caught(spoilt, case):
    assert CAUGHT[case][0] in spoilt[case]


def test_nothing_is_caught_before_the_breach():
    assert {rule for rules in by_row([clean for _, clean, _ in CAUGHT]).values() for rule in rules} == set()


@pytest.mark.parametrize("case", range(len(CLEAR)), ids=[f"{c[0]}-{c[1]}" for c in CLEAR])
def test_the_good_side_of_a_limit_is_clear(clear, case):
    assert CLEAR[case][0] not in clear[case]


def test_every_rule_about_attributes_has_a_caught_and_a_clear_case():
    about_one_patch = {r.id for r in RULES if r.scope.value == "patch" and not r.shapes}
    assert about_one_patch <= {case[0] for case in CAUGHT}
    limits = {r.id for r in RULES if r.scope.value == "patch" and not r.shapes and r.values}
    assert limits - {"3104"} <= {case[0] for case in CLEAR} | {"3105"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_is_complete(language, monkeypatch):
    monkeypatch.setattr("landguard_plugin.bridge.text.language", lambda: language)
    rows = [{**clean, **spoil} for _, clean, spoil in CAUGHT]
    for message in check_survey(subject_of(layer(rows), beside=beside()), Unwatched()).messages:
        assert not re.search(r"[{}]", word(message)), word(message)
        assert "LG-CHK" in word(message)


def test_repeated_identifiers_and_numbers_name_both_patches():
    rows = [{"BSM": "7"}, {"BSM": "7"}, {"BSM": "7"}, {"TBBH": "55", "BSM": "8"}, {"TBBH": "00000055", "BSM": "9"}]
    result = check_survey(subject_of(layer(rows)), Unwatched()).rows
    told = [tuple(row) for row in result[["rule", "bsm", "other_bsm", "row", "other_row"]].itertuples(index=False)]
    assert ("3223", "7", "7", 2, 1) in told
    assert ("3223", "7", "7", 3, 1) in told
    assert ("3224", "9", "8", 5, 4) in told
    assert len([one for one in told if one[0] == "3223"]) == 2
    assert len(set(result["key"])) == len(result)


def test_a_number_stands_once_per_village_only():
    other = "9901010010020000000"
    assert found(layer([{"TBBH": "1"}, {"TBBH": "1", "ZLDWDM": other, "QSDWDM": other}])) == set()


def test_codes_stored_as_numbers_are_one_finding_and_no_flood():
    table = layer(
        [{"DLBM": 301, "MSSM": 0, "CZCSXM": 0, "QSXZ": 30}, {"DLBM": 301, "MSSM": 0, "CZCSXM": 0, "QSXZ": 30}]
    )
    result = check_survey(subject_of(table), Unwatched()).rows
    assert set(result["rule"]) == {"3102"}
    assert set(result["value"]) == {"DLBM", "MSSM", "CZCSXM", "QSXZ"}


def test_a_layer_without_optional_fields_says_what_was_not_checked():
    table = layer([{}, {}])
    few = table.rows[["BSM", "DLBM", "ZLDWDM"]]
    result = check_survey(subject_of(type(table)(**{**vars(table), "rows": few})), Unwatched())
    skipped = {one.rule.id: one.reason for one in result.rules if one.reason}
    assert skipped["3213"].arguments["fields"] == "ZZSXDM"
    assert skipped["5101"].arguments["fields"] == "TBMJ, KCXS, KCMJ"
    assert skipped["5201"].code == "LG-CHK-002"
    assert "3201" not in skipped
    assert set(result.rows["rule"]) == {"3101"}
    assert len(result.rules) == len(RULES)


def test_former_names_and_per_cent_coefficients_are_understood():
    table = layer([TERRACE, TERRACE])
    rows = table.rows.rename(columns={"KCXS": "TKXS", "GDPDJB": "GDPDJ", "ZZSXDM": "GDZZSXDM", "KCMJ": "TKMJ"})
    rows["TKXS"] = 11.95
    assert found(type(table)(**{**vars(table), "rows": rows}), beside=beside()) == set()


def test_nulls_of_every_kind_are_empty():
    for nothing in (None, float("nan"), "", "  ", np.nan):
        assert ("3219", "990101010000000001") in found(layer([{**HOUSE, "CZCSXM": nothing}, {}]))


def test_an_empty_layer_and_a_layer_of_no_known_class():
    empty = layer([{}])
    nobody = type(empty)(**{**vars(empty), "rows": empty.rows.iloc[:0], "shapes": [], "row_numbers": np.empty(0, int)})
    assert len(check_survey(subject_of(nobody), Unwatched()).rows) == 0
    assert {rule for rule, _ in found(layer([{"DLBM": "??", "DLMC": "?"}, {}]))} == {"3201"}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"slope": ["2"], "type": ["TT"]}, "LG-CHK-011"),
        ({"slope": ["9"], "type": ["TT"], "coefficient": [0.1]}, "LG-CHK-012"),
        ({"slope": ["2"], "type": ["XX"], "coefficient": [0.1]}, "LG-CHK-012"),
        ({"slope": ["2"], "type": ["TT"], "coefficient": [6.8]}, "LG-CHK-012"),
        ({"slope": ["2", "2"], "type": ["TT", "TT"], "coefficient": [0.1, 0.2]}, "LG-CHK-013"),
    ],
)
def test_broken_coefficient_tables_are_refused(rows, code):
    with pytest.raises(LandGuardError) as refused:
        coefficients_of(pd.DataFrame(rows), "t")
    assert refused.value.code == code


def test_coefficients_of_the_nearest_unit_hold():
    rows = pd.DataFrame(
        {
            "unit": ["990101", "990101001", "9901", None],
            "坡度级": ["3级", "3", 3, "2"],
            "耕地类型": ["梯田", "TT", "坡地", "PD"],
            "系数": ["0.1", 0.2, 0.3, 0.4],
        }
    )
    table = coefficients_of(rows, "t")
    assert table.find("9901010010010000000", "3", "TT") == 200_000
    assert table.find("9901010020010000000", "3", "TT") == 100_000
    assert table.find("9901010020010000000", "3", "PD") == 300_000
    assert table.find("1100000020010000000", "2", "PD") == 400_000
    assert table.find("1100000020010000000", "3", "TT") is None


def test_planting_lists_agree_with_the_class_table():
    from landguard_plugin.storage.check_rules import check_values

    table = check_values().table("plantings")
    for row in packaged.read_csv("survey/land_classes.csv"):
        marks = {m for m in row["zzsxdm_allowed"].split(";")[0].split("|") if m and m != "(empty)"}
        if row["level"] != "1":
            assert table.get(row["code"], frozenset()) == marks, row["code"]


def test_the_clean_row_is_complete():
    assert {definition["field"] for definition in packaged.read_csv("survey/dltb_fields.csv")} == set(CLEAN)
