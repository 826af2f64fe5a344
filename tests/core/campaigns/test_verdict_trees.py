"""Verdict trees: the shipped ones hold their examples, broken ones are refused by code, the right one is in force."""

from __future__ import annotations

import copy
import hashlib
import json

import pytest

from landguard_plugin.core.campaigns.checking import flaws_of
from landguard_plugin.core.campaigns.tree_files import parse_tree
from landguard_plugin.core.campaigns.verdicts import VERDICTS
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage import packaged
from landguard_plugin.storage.campaigns import judgement_fields, tree_shelf

SHELF = tree_shelf()
CASES = [(file, number) for file in SHELF.files for number in range(len(file.examples))]


@pytest.mark.parametrize(("file", "number"), CASES, ids=[f"{f.tree.id}-{n + 1}" for f, n in CASES])
def test_examples_pass_and_fail_as_written(file, number):
    example = file.examples[number]
    found = {flaw.code for flaw in flaws_of(file.tree, example.path, example.fields, judgement_fields())}
    assert found == set(example.flaws)


def test_every_shipped_tree_has_examples_of_both_kinds():
    assert {file.tree.id for file in SHELF.files} == {"satellite-2026-13", "satellite-2010", "villa-2018"}
    assert SHELF.problems == ()
    for file in SHELF.files:
        assert any(not example.flaws for example in file.examples)
        assert any(example.flaws for example in file.examples)
        assert {node.code for node in file.tree.nodes} == set(VERDICTS)


def test_the_tree_of_2026_is_complete():
    """Every term of the found enumeration stands in the tree, once."""
    legal = "批文 供地手续 不动产登记发证 其他合法"
    other = (
        "边角细缝 边坡治理 地下管廊（网） 农村宅基地 直接服务于河道的水工建筑/涉海用地 农村土坟 203范围及开天窗 省外飞地 出入口 紧急用地 "
        "合法矿区内的矿山修复治理 生态修复用地 电力设施 灾毁地块 水面高架桥 农村道路"
    )
    nonfarm = (
        "工矿商服 厂房 光伏 硬化 文旅 采矿用地 挖湖造景 民生公益 公共管理和公共服务 城镇住宅 特殊用地 道路交通 高速高铁 国省干道 地方城镇道路 "
        "圈占堆放等 非农违法 非粮违法"
    )
    tree = SHELF.by_id("satellite-2026-13").tree
    titles = [tree.node(path).title_zh for path in tree.paths()]
    for words in (legal, other, nonfarm):
        for word in words.split():
            assert titles.count(word) == 1, word
    for start in ("JY", "SM", "设施农用地"):
        assert sum(title.startswith(start) for title in titles) == 1


def test_the_right_tree_is_in_force():
    assert SHELF.in_force("satellite", "2026-03-01", "13").tree.id == "satellite-2026-13"
    assert SHELF.in_force("satellite", "2021-12-31", "37").tree.id == "satellite-2010"
    assert SHELF.in_force("satellite", "2026-03-01", "37").province == "13"  # the nearest there is
    assert SHELF.in_force("villa", "2022-04-20").tree.id == "villa-2018"
    for kind, date in (("satellite", "2023-01-01"), ("satellite", "2009-12-31"), ("opera", "2026-01-01")):
        with pytest.raises(LandGuardError) as caught:
            SHELF.in_force(kind, date)
        assert caught.value.code == "LG-VDT-011"
    with pytest.raises(LandGuardError) as caught:
        SHELF.by_id("nothing")
    assert caught.value.code == "LG-VDT-010"


def test_the_digest_is_that_of_the_bytes():
    file = SHELF.by_id("villa-2018")
    assert file.sha256 == hashlib.sha256(packaged.path("campaigns/villa-2018.json").read_bytes()).hexdigest()


GOOD = json.loads(packaged.read_text("campaigns/villa-2018.json"))


def changed(**changes):
    data = copy.deepcopy(GOOD)
    data.update(changes)
    return data


def with_node(**changes):
    data = copy.deepcopy(GOOD)
    data["nodes"][1]["children"][0].update(changes)
    return data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ([], "LG-VDT-001"),
        (changed(format="x"), "LG-VDT-001"),
        (changed(source=" "), "LG-VDT-002"),
        (changed(nodes=[]), "LG-VDT-002"),
        (changed(examples="x"), "LG-VDT-002"),
        (changed(nodes=[{"code": "maybe", "title_zh": "也许", "title_en": "Maybe"}]), "LG-VDT-003"),
        (with_node(code="without_land"), "LG-VDT-004"),
        (with_node(code="a b"), "LG-VDT-004"),
        (changed(status="sure"), "LG-VDT-005"),
        (changed(valid_from="2018"), "LG-VDT-006"),
        (changed(valid_to="2017-01-01"), "LG-VDT-006"),
        (with_node(requires=["shoe_size"]), "LG-VDT-007"),
        (with_node(title_en=""), "LG-VDT-008"),
        (changed(examples=[{"path": ["legal"], "fields": {}, "flaws": []}]), "LG-VDT-012"),
    ],
)
def test_broken_trees_are_refused_by_code(data, code):
    with pytest.raises(LandGuardError) as caught:
        parse_tree(data, "t.json", "0", judgement_fields(), False)
    assert caught.value.code == code


def test_trees_of_the_users_folder(tmp_path):
    own = changed(id="villa-own", valid_from="2019-01-01")
    (tmp_path / "a own.json").write_text(json.dumps(own), encoding="utf-8-sig")
    (tmp_path / "b broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "c twice.json").write_text(json.dumps(GOOD), encoding="utf-8")
    (tmp_path / "d other.json").write_text('{"format": "something else"}', encoding="utf-8")
    (tmp_path / "e deep.json").write_text("[" * 200_000, encoding="utf-8")
    shelf = tree_shelf(str(tmp_path))
    assert shelf.by_id("villa-own").tree.valid_from == "2019-01-01"
    assert shelf.in_force("villa", "2022-01-01").tree.id == "villa-own"
    assert sorted(problem.code for problem in shelf.problems) == ["LG-VDT-009", "LG-VDT-013", "LG-VDT-013"]
    assert shelf.by_id("villa-2018").shipped
