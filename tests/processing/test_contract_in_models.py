"""Every algorithm of the public contract in a model: saved, read again and run, with the digits of single runs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import openpyxl
import processing
import pytest
from qgis.core import QgsVectorLayer

from landguard_plugin.storage.evidence.shelf import FolderShelf
from landguard_plugin.storage.patches.database import DatabasePatchStore
from tests.chains import ANY, Copy, From, Step, by_hand, differences, in_a_model
from tests.core.trust import projects
from tests.layers import memory_layer, save
from tests.photos import bare_jpeg
from tests.processing.contract_names import CONTRACT

WORDS = "correct horse battery"  # pragma: allowlist secret
LEDGERS = Path(__file__).resolve().parents[1] / "ledgers"


@pytest.fixture(scope="module")
def county(provider, tmp_path_factory):
    folder = tmp_path_factory.mktemp("county")
    made = processing.run("landguard:samplecounty", {"OUTPUT": str(folder)})
    return lambda name: f"{made['LAYERS']}|layername={made.get(name, name)}" if name != "DELIVERY" else made[name]


def compare(chain, tmp_path, but=MappingProxyType({})):
    folders = tmp_path / "model", tmp_path / "hand"
    left, right = in_a_model(chain, folders[0]), by_hand(chain, folders[1])
    assert differences(left, right, folders, but) == []
    for name, step in chain.items():
        promised = CONTRACT[step.algorithm].columns if step.algorithm in CONTRACT else {}
        for output, columns in promised.items():
            assert set(columns.split()) <= set(left[name][output].fields().names()), (step.algorithm, output)
    return left


def test_survey_chain(county, tmp_path):
    chain = {
        "early": Step("importsurvey", {"INPUT": county("BEFORE")}),
        "late": Step("importsurvey", {"INPUT": county("DELIVERY"), "ENCODING": "", "CLASS_FIELD": "DLBM"}),
        "check": Step("checksurvey", {"INPUT": From("late", "OUTPUT"), "COEFFICIENTS": county("coefficients")}),
        "area": Step("officialarea", {"INPUT": From("late", "OUTPUT"), "AREA_FIELD": "MJ2"}),
        "level": Step(
            "levelareas",
            {"INPUT": From("late", "OUTPUT"), "GROUP_FIELD": "ZLDWDM", "CONTROLS": county("controls"), "METHOD": 1},
        ),
        "classes": Step(
            "classsummary",
            {"INPUT": From("late", "OUTPUT"), "UNIT_LEVEL": 9, "CLASS_LEVEL": 1, "AREA_UNIT": 2},
            {"XLSX": "c.xlsx"},
        ),
        "flow": Step(
            "flowmatrix",
            {
                "BEFORE": From("early", "OUTPUT"),
                "AFTER": From("late", "OUTPUT"),
                "BASIC_FARMLAND": county("YJJBNTTB"),
                "APPROVED": county("YDGLXX"),
                "UNIT_LEVEL": 9,
            },
            {"XLSX": "f.xlsx"},
        ),
        "stock": Step(
            "stocktake",
            {
                "INPUT": From("late", "OUTPUT"),
                "TARGETS": county("targets"),
                "BASIC_FARMLAND": county("YJJBNTTB"),
                "UNIT_LEVEL": 9,
            },
            {"XLSX": "s.xlsx"},
        ),
        "line": Step(
            "linescenario",
            {
                "SURVEY": From("late", "OUTPUT"),
                "LINE": county("CZKFBJ"),
                "BASIC_FARMLAND": county("YJJBNTTB"),
                "TARGETS": county("targets"),
                "UNIT_LEVEL": 9,
            },
        ),
        "candidates": Step(
            "basicfarmlandcandidates",
            {
                "SURVEY": From("late", "OUTPUT"),
                "EXISTING": county("YJJBNTTB"),
                "CITY": county("CZKFBJ"),
                "REQUIRED_MU": 50.0,
            },
        ),
        "screen": Step(
            "screenpatches",
            {
                "PATCHES": county("WPTB"),
                "SURVEY": From("early", "OUTPUT"),
                "SURVEY_LATER": From("late", "OUTPUT"),
                "BASIC_FARMLAND": county("YJJBNTTB"),
                "RED_LINE": county("STBHHX"),
                "APPROVED": county("YDGLXX"),
            },
        ),
    }
    found = compare(chain, tmp_path)
    assert found["flow"]["DIFFERENCE_M2"] == 0
    assert found["flow"]["CHANGED_M2"] > 0
    assert found["candidates"]["SELECTED_M2"] > 0
    assert found["screen"]["COUNT"] > 0


def ledger_sheet(path):
    book = openpyxl.Workbook()
    book.active.append(["项目编号", "项目名称", "县", "验收日期", "新增耕地（亩）", "产能", "坡度级"])
    book.active.append(["S2021-07", "柳林镇整治", "柳林镇", "2021-10-01", 6, 3600, 2])
    book.save(path)
    return str(path)


def year_chain(county, tmp_path):
    """Flow matrix -> year balance; the books -> a sheet entered -> proposal -> posted -> balance -> reversed -> sealed."""
    return {
        "flow": Step(
            "flowmatrix",
            {
                "BEFORE": county("BEFORE"),
                "AFTER": county("AFTER"),
                "BASIC_FARMLAND": county("YJJBNTTB"),
                "UNIT_LEVEL": 9,
            },
        ),
        "year": Step(
            "yearbalance",
            {"PIECES": From("flow", "PIECES"), "YEAR": 2024, "BALANCE": 1, "UNIT_LEVEL": 9, "UNITS": county("XZQ")},
            {"XLSX": "year.xlsx"},
        ),
        "books": Step("exportledger", {"LEDGER": str(LEDGERS / "sample_county.txt")}, {"OUTPUT": "books.gpkg"}),
        "enter": Step(
            "importledger",
            {
                "INPUT": ledger_sheet(tmp_path / "sheet.xlsx"),
                "KIND": 0,
                "AREA_UNIT": 2,
                "LEDGER": From("books", "OUTPUT"),
                "PREVIEW": False,
            },
        ),
        "propose": Step(
            "proposewriteoff",
            {"LEDGER": From("enter", "LEDGER"), "OBJECTIVE": 1, "RULESET": "three-index-2017"},
            {"XLSX": "proposal.xlsx"},
        ),
        "post": Step(
            "postwriteoff",
            {
                "LEDGER": From("enter", "LEDGER"),
                "PROPOSAL": From("propose", "OUTPUT"),
                "VERSION": From("propose", "VERSION"),
                "BATCH": "B2021-90",
                "DATE": "2021-12-20",
                "DOCUMENT": "核〔2021〕90号",
            },
        ),
        "balance": Step(
            "ledgerbalance",
            {"LEDGER": From("post", "LEDGER"), "PERIOD": "2021"},
            {"XLSX": "balance.xlsx", "DOCX": "brief.docx"},
        ),
        "reverse": Step(
            "reversebatch",
            {"LEDGER": From("post", "LEDGER"), "ORIGINAL": "B2021-90", "BATCH": "R1", "DATE": "2021-12-30"},
            after=("balance",),
        ),
        "seal": Step("sealledger", {"LEDGER": From("reverse", "LEDGER"), "DATE": "2021-12-31"}),
        "check": Step("checkledger", {"LEDGER": From("seal", "LEDGER")}),
        "text": Step("exportledger", {"LEDGER": From("seal", "LEDGER")}, {"OUTPUT": "books.txt"}, ("check",)),
    }


def test_ledger_chain(county, tmp_path):
    found = compare(year_chain(county, tmp_path), tmp_path)
    assert found["year"]["DIFFERENCE_M2"] == found["balance"]["DIFFERENCE"] == found["propose"]["SHORT"] == 0
    assert found["enter"]["ACCEPTED"] == 1
    assert found["post"]["LINE_COUNT"] == found["propose"]["LINE_COUNT"] > 0


def test_swap(county, tmp_path):
    """A model may filter the layers that go into a swap: here the survey's patches themselves."""
    rows = [
        {"BSM": f"T{k}", "ZLDWDM": "990101001", "TBDLMJ": 1000.0, "DLBM": code, "GDDJ": "8", "GDPDJB": "2"}
        for k, code in enumerate(("0103", "0103", "0301"))
    ]
    out, come = (
        str(save(memory_layer([None] * len(some), some, "", kind="NoGeometry"), tmp_path / name))
        for some, name in ((rows[:2], "out.gpkg"), (rows[1:], "in.gpkg"))
    )
    found = compare({"swap": Step("checkswap", {"OUT": out, "IN": come, "DATE": "2021-06-01"})}, tmp_path)
    assert found["swap"]["ERROR_COUNT"] == 2


def test_patch_chain(county, tmp_path):
    """A new project: patches in, screened, given back, checked; boundary files out and in again."""
    issued = save(QgsVectorLayer(county("WPTB"), "WPTB", "ogr"), tmp_path / "issued.shp", "ESRI Shapefile")
    layers = {"SURVEY": county("BEFORE"), "SURVEY_LATER": county("AFTER"), "BASIC_FARMLAND": county("YJJBNTTB")}
    chain = {
        "make": Step("createstore", {"CRS": "EPSG:4526"}, {"STORE": "project.gpkg"}),
        "take": Step("importpatches", {"INPUT": str(issued), "STORE": From("make", "STORE"), "CAMPAIGN": "2026-Q1"}),
        "screen": Step("screenstore", {"STORE": From("take", "STORE"), "AS_OF": "2026-03-01", **layers}),
        "up": Step("upgradestore", {"STORE": From("screen", "STORE")}),
        "back": Step(
            "exportpatches",
            {"STORE": From("up", "STORE"), "CAMPAIGN": "2026-Q1", "ISSUED": str(issued)},
            {"OUTPUT": "back.shp"},
        ),
        "check": Step("checkstore", {"STORE": From("up", "STORE")}),
        "out": Step("exportboundarytxt", {"INPUT": county("WPTB"), "NUMBER_FIELD": "JCBH"}, {"OUTPUT": "plots.txt"}),
        "in": Step("importboundarytxt", {"INPUT": From("out", "OUTPUT")}),
    }
    found = compare(chain, tmp_path, {("check", "LOG_HASH"): ANY, ("back", "OUTPUT"): {"lg_uid"}})
    assert found["take"]["ACCEPTED"] == found["screen"]["COUNT"] == found["back"]["COUNT"] > 0
    assert found["check"]["ERROR_COUNT"] == 0
    assert found["in"]["ACCEPTED"] == found["out"]["COUNT"] > 0


@pytest.fixture
def project(provider, tmp_path, monkeypatch):
    """A judged project whose campaign names no rule files, with its originals on the shelf."""
    path = tmp_path / "project.gpkg"
    campaign = replace(projects.CAMPAIGN, verdict_tree="", screening_rules="", evidence_rules="")
    monkeypatch.setattr(projects, "CAMPAIGN", campaign)
    projects.filled(DatabasePatchStore.create(path), 2)
    for k in range(2):
        FolderShelf.beside(path).put(f"photo {k}".encode(), "jpg")
    return path


def test_trust_chain(project, tmp_path):
    """A key made, patches certified with it, packages exported and verified; evidence added to what is still open."""
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "far.jpg").write_bytes(bare_jpeg())
    chain = {
        "add": Step(
            "addevidence", {"STORE": Copy(project), "INPUT": [str(photos)], "PATCH": "JC20260001", "PERSON": "李核查"}
        ),
        "look": Step("checkevidence", {"STORE": From("add", "STORE")}),
        "where": Step("photopositions", {"STORE": From("look", "STORE")}),
        "key": Step("createkey", {"PERSON": "王五", "ROLE": "county", "PASSPHRASE": WORDS}, {"KEY": "key.pem"}),
        "sign": Step(
            "certify",
            {
                "STORE": From("look", "STORE"),
                "PATCH": "*",
                "DECISION": "certify",
                "OPINION": "属实",
                "ROLE": "county",
                "KEY": From("key", "KEY"),
                "PASSPHRASE": WORDS,
            },
            after=("where",),
        ),
        "hand": Step("exportcase", {"STORE": From("sign", "STORE"), "PATCH": "*"}, {"OUTPUT": "cases"}),
        "verify": Step("verifycase", {"PACKAGE": From("hand", "PACKAGE")}),
    }
    moments = {
        ("key", "KEY"): ANY,
        ("key", "KEY_ID"): ANY,
        ("key", "PUBLIC_KEY"): ANY,
        ("sign", "CERTIFICATES"): {"at", "key_id", "sha256", "sm3"},
        ("hand", "PACKAGE"): ANY,
        ("hand", "PACKAGES"): {"sha256"},
        ("verify", "FINDINGS"): {"message"},
    }
    found = compare(chain, tmp_path, moments)
    assert found["sign"]["COUNT"] == found["hand"]["COUNT"] == 2
    assert found["verify"]["VERDICT"] == "ok"


def test_no_algorithm_of_the_contract_was_left_out():
    run = set(re.findall(r'Step\(\s*"(\w+)"', Path(__file__).read_text(encoding="utf-8")))
    ledger = {
        "importledger",
        "exportledger",
        "checkledger",
        "postwriteoff",
        "reversebatch",
        "sealledger",
        "yearbalance",
    }
    assert sorted({*CONTRACT, *ledger, "checkswap", "screenstore", "exportpatches"} - run) == []
