"""The sample county: its clean years have no findings, and every planted defect of its delivery is found."""

import pytest

from landguard_plugin.app.check_survey import check_survey
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.sample.county import sample_county
from landguard_plugin.core.sample.plan import CountyPlan
from landguard_plugin.storage.sample_book import sample_book
from tests.core.survey.rules.subjects import beside_of, subject_of, table_of

LABELS = {"mandatory": "S5", "domain": "S4", "schema": "S2"}
#: planted kind -> rules that may tell it
RULES = {
    "no_shape": {"4303"}, "crossing_ring": {"4301"}, "repeated_vertex": {"4302"}, "same_patch_twice": {"4101"},
    "overlap": {"4101", "4401"}, "gap": {"4201", "4401"}, "sliver": {"4601"}, "too_small": {"4801"}, "short_edge": {"4701"},
    "repeated_bsm": {"3223"}, "repeated_number": {"3224"}, "lower_case_code": {"3201"}, "wrong_name": {"3203"},
    "wrong_coefficient": {"6102"}, "ridge_off_by_a_cent": {"5101"}, "net_off_by_a_cent": {"5102"},
}  # fmt: skip


@pytest.fixture(scope="module", params=[(600, 2024), (2_500, 7)], ids=["small", "middling"])
def county(request):
    patches, seed = request.param
    return sample_county(CountyPlan(patches=patches, seed=seed), sample_book(), Unwatched())


def check(county, name):
    return check_survey(subject_of(table_of(county, name), beside=beside_of(county), workers=2), Unwatched())


def test_a_clean_year_has_no_findings_though_every_rule_ran(county):
    for name in county.survey_names:
        result = check(county, name)
        assert result.rows["rule"].tolist() == [], result.rows
        assert [one.rule.id for one in result.rules if one.reason] == ["3222"]  # CZCDM is no field of DLTB


def test_every_planted_defect_is_found(county):
    result = check(county, county.delivery_name)
    rows = result.rows
    missed = []
    for planted in county["defects"].table.rows.itertuples():
        own = rows[rows["label"] == LABELS.get(planted.rule, planted.rule)]
        if planted.kind in RULES:
            own = own[own["rule"].isin(RULES[planted.kind])]
        if planted.rule == "schema":
            hit = (own["value"] == planted.note).any()
        elif planted.rule == "T4":
            unit = county[county.delivery_name].table.rows.set_index("BSM").at[planted.bsm, "ZLDWDM"]
            hit = (own["unit"] == unit[:12]).any()
        else:
            hit = ((own["bsm"] == planted.bsm) | (own["other_bsm"] == planted.bsm)).any()
        if not hit:
            missed.append((planted.rule, planted.kind))
    assert missed == []


def test_findings_lead_to_planted_defects_only(county):
    """What is found stands on patches a defect names, on ground beside them, or on their units."""
    rows = check(county, county.delivery_name).rows
    planted = county["defects"].table.rows
    named = set(planted["bsm"]) | set(planted["other_bsm"])
    on_patches = rows[~rows["rule"].isin(["4101", "4201", "4401", "5201", "3102"])]
    assert set(on_patches["bsm"]) <= named
    assert rows[["rule", "key"]].duplicated().sum() == 0
