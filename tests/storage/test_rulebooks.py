"""Rule books of campaigns: digests of the very files, what is lacking, and rules that nobody has."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from landguard_plugin.storage import packaged
from landguard_plugin.storage.rulebooks import rulebook_for
from tests.core.trust import cases, projects

NONE = replace(projects.CAMPAIGN, verdict_tree="", screening_rules="", evidence_rules="")


def codes(campaign, facts=None, folder=""):
    return [message.code for message in rulebook_for(campaign, folder).unmet(facts or cases.facts(), False)]


def test_a_campaign_without_rules_asks_for_nothing_and_says_so():
    book = rulebook_for(NONE)
    assert {ref.id for ref in book.refs.values()} == {""}
    assert {ref.sha256 for ref in book.refs.values()} == {""}
    assert codes(NONE) == []


@pytest.mark.parametrize(
    ("field", "name", "file"),
    [
        ("verdict_tree", "satellite-2026-13", "campaigns/satellite-2026-13.json"),
        ("screening_rules", "screening-2026-13", "campaigns/screening/screening-2026-13.json"),
        ("evidence_rules", "evidence-2026", "campaigns/evidence_2026.json"),
    ],
)
def test_digests_are_those_of_the_files(field, name, file):
    ref = rulebook_for(replace(NONE, **{field: name})).refs[field]
    assert (ref.id, ref.sha256) == (name, hashlib.sha256(packaged.path(file).read_bytes()).hexdigest())


@pytest.mark.parametrize(
    ("field", "code"),
    [("verdict_tree", "LG-VDT-010"), ("screening_rules", "LG-CER-024"), ("evidence_rules", "LG-RUL-006")],
)
def test_rules_that_nobody_has_are_lacking(field, code):
    assert codes(replace(NONE, **{field: "nowhere-2031"})) == [code]


def test_a_file_of_the_users_own(tmp_path):
    (tmp_path / "ours.json").write_text(json.dumps({"id": "ours-1"}), encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    campaign = replace(NONE, screening_rules="ours-1")
    assert codes(campaign) == ["LG-CER-024"]
    assert codes(campaign, folder=str(tmp_path)) == []
    ref = rulebook_for(campaign, str(tmp_path)).refs["screening_rules"]
    assert ref.sha256 == hashlib.sha256((tmp_path / "ours.json").read_bytes()).hexdigest()


def test_fields_of_the_tree_and_photos_are_asked_for():
    path = ("illegal", "nonfarm", "industry", "factory")
    campaign = replace(NONE, verdict_tree="satellite-2026-13", evidence_rules="evidence-2026")
    bare = cases.facts(patch=cases.patch(judgement=cases.judgement(path=path, fields={})), evidence=())
    assert codes(campaign, bare).count("LG-VDT-102") >= 3
    assert "LG-EVI-301" in codes(campaign, bare)
    assert codes(replace(NONE, verdict_tree="satellite-2026-13"), cases.facts()) == ["LG-VDT-101"]
