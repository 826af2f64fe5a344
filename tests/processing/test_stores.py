"""Patch projects through QGIS: made, checked, upgraded; the same from the command line, refusals by code."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import processing
import pytest
from qgis.core import QgsFeatureRequest, QgsFeatureSource, QgsProcessingException, QgsRectangle, QgsVectorLayer

from landguard_plugin.app.patches.comparing import is_sound
from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.bridge.stores import open_checked, open_store, path_of
from landguard_plugin.core.patches.records import State
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.certificate import Facts, Issue, RuleRef, content_of, digest_of, sm3_digest_of
from landguard_plugin.storage.ledger.database import DatabaseLedger
from landguard_plugin.storage.ledger.plaintext import open_ledger
from tests.layers import rows_of
from tests.storage.patches.made import AT, COUNTY, CRS, certify, judgement, patch, piece, square, start
from tests.storage.patches.test_checking import without_guards
from tests.storage.patches.test_upgrading import old_project

LEDGER = Path(__file__).resolve().parents[1] / "ledgers" / "sample_county.txt"


def run(name, **parameters):
    return processing.run(f"landguard:{name}", parameters)


def certified(path):
    """Put a patch with a real certificate into the project."""
    store = open_store(str(path))
    one = patch("甲", state=State.JUDGED, judgement=judgement(), issued={"JCBH": "甲", "JCMJ": 1.5})
    store.commit(start(one, evidence=(piece(one),)))
    rules = {name: RuleRef(name, "00" * 32) for name in ("verdict_tree", "screening_rules", "evidence_rules")}
    facts = Facts(one, CRS, tuple(store.evidence(one.uid)), None, rules)
    content = content_of(facts, Issue("990101-2026-000001", COUNTY, "属实", AT, 1, "00" * 32, "00" * 32))
    deed = certify(one, "990101-2026-000001")
    made = replace(deed.certificates[0], content=content, sha256=digest_of(content), sm3=sm3_digest_of(content))
    store.commit(replace(deed, certificates=(made,)))
    return store


@pytest.fixture
def project(provider, tmp_path):
    path = tmp_path / "项目 库.gpkg"
    result = run("createstore", STORE=str(path), PROFILE="示范县", CRS=CRS)
    assert (result["STORE"], result["SCHEMA_VERSION"]) == (str(path), 2)
    return path


def test_a_project_is_made_and_sound(project):
    info = open_store(str(project)).info()
    assert (info.profile, info.crs, info.read_only) == ("示范县", CRS, "")
    result = run("checkstore", STORE=str(project), FINDINGS="memory:")
    assert (result["FINDING_COUNT"], result["ERROR_COUNT"], result["SCHEMA_VERSION"], result["LOG_SIZE"]) == (
        0,
        0,
        2,
        0,
    )
    assert rows_of(result["FINDINGS"]) == []


def test_the_ledger_lives_in_the_same_file(project):
    certified(project)
    books = open_ledger(LEDGER).read().books
    assert DatabaseLedger.create(project, books).read().books == books
    assert run("checkstore", STORE=str(project), FINDINGS="memory:")["FINDING_COUNT"] == 0
    assert len(open_store(str(project)).patches(PatchQuery())) == 1
    layer = QgsVectorLayer(f"{project}|layername=lg_ledger_postings", "p", "ogr")
    assert layer.featureCount() > 0


def test_a_project_goes_into_a_ledgers_file(provider, tmp_path):
    path = tmp_path / "a.gpkg"
    before = DatabaseLedger.create(path, open_ledger(LEDGER).read().books).read()
    run("createstore", STORE=str(path), CRS=CRS)
    assert run("checkstore", STORE=str(path), FINDINGS="memory:")["FINDING_COUNT"] == 0
    assert DatabaseLedger(path).read() == before


def test_qgis_opens_the_patches_where_they_are(project):
    store = certified(project)
    far = patch("远", shape=square(38_600_000.0))
    store.commit(Changes(added=(far,)))
    layer = QgsVectorLayer(f"{project}|layername=lg_patch", "图斑", "ogr")
    assert layer.isValid()
    assert layer.crs().authid() == CRS
    assert {f["number"]: f.geometry().area() for f in layer.getFeatures()} == {"甲": 100.0, "远": 100.0}
    assert layer.hasSpatialIndex() == QgsFeatureSource.SpatialIndexPresence.SpatialIndexPresent
    box = QgsRectangle(38_599_990, 4_399_990, 38_600_020, 4_400_020)
    assert [f["number"] for f in layer.getFeatures(QgsFeatureRequest(box))] == ["远"]
    assert round(layer.extent().xMaximum()) == 38_600_010


def test_what_was_changed_is_named_by_record_and_field(project):
    certified(project)
    result = run("checkstore", STORE=str(project), FINDINGS="memory:")
    assert result["FINDING_COUNT"] == 0
    without_guards(project, "UPDATE lg_patch SET area_dm2 = area_dm2 + 1 WHERE number = '甲'")
    result = run("checkstore", STORE=str(project), FINDINGS="memory:")
    rows = rows_of(result["FINDINGS"])
    assert result["ERROR_COUNT"] == len(rows) == result["FINDING_COUNT"]
    told = {(r["check"], r["table"], r["record"], r["field"]) for r in rows}
    assert ("certificates", "lg_patch", "甲", "area_dm2") in told
    assert ("certificates", "lg_patch", "甲", "patch.area_dm2") in told, "by the canonical form as well"
    assert ("content", "lg_patch", "甲", "") in told
    assert all(r["level"] == "error" and "LG-" in r["message"] for r in rows)
    assert open_checked(str(project)).store.info().read_only


def test_a_forged_certificate_is_named(project):
    store = certified(project)
    (certificate,) = store.certificates()
    assert is_sound(certificate)
    for change in (
        {"sha256": "00" * 32},
        {"number": "x"},
        {"uid": "x"},
        {"content": certificate.content + b" "},
        {"sm3": "00"},
    ):
        assert not is_sound(replace(certificate, **change))
    without_guards(
        project, "UPDATE lg_certificate SET content = CAST(replace(CAST(content AS TEXT), '属实', '不实') AS BLOB)"
    )
    rows = rows_of(run("checkstore", STORE=str(project), FINDINGS="memory:")["FINDINGS"])
    assert ("certificates", "990101-2026-000001", "content") in {(r["check"], r["record"], r["field"]) for r in rows}


def test_evidence_is_held_against_the_certificate(project):
    store = certified(project)
    without_guards(project, "UPDATE lg_evidence SET grade = 'A'")
    rows = rows_of(run("checkstore", STORE=str(project), FINDINGS="memory:")["FINDINGS"])
    assert ("甲", "evidence.e1.grade") in {(r["record"], r["field"]) for r in rows}
    assert store.evidence(patch("甲").uid)[0].grade == "A"


def test_evidence_that_came_later_breaks_no_certificate(project):
    store = certified(project)
    store.commit(Changes(evidence=(piece(patch("甲"), "e2"),)))
    assert run("checkstore", STORE=str(project), FINDINGS="memory:")["FINDING_COUNT"] == 0


def test_an_old_project_is_upgraded(provider, tmp_path, monkeypatch):
    path = tmp_path / "旧.gpkg"
    old_project(path, monkeypatch)
    assert run("checkstore", STORE=str(path), FINDINGS="memory:")["SCHEMA_VERSION"] == 1
    result = run("upgradestore", STORE=str(path))
    assert (result["VERSION_BEFORE"], result["SCHEMA_VERSION"]) == (1, 2)
    assert result["BACKUP"].endswith(".bak.gpkg")
    again = run("upgradestore", STORE=str(path))
    assert (again["VERSION_BEFORE"], again["BACKUP"]) == (2, "")


@pytest.mark.parametrize("crs", ["EPSG:4490", "+proj=tmerc +lat_0=0 +lon_0=114.5 +k=1 +x_0=500000 +ellps=GRS80"])
def test_a_system_that_does_not_fit_is_refused(provider, tmp_path, crs):
    with pytest.raises(QgsProcessingException, match="LG-STO-044"):
        run("createstore", STORE=str(tmp_path / "a.gpkg"), CRS=f"PROJ4:{crs}" if crs[0] == "+" else crs)
    assert list(tmp_path.iterdir()) == []


def test_refusals_by_code(provider, project, tmp_path):
    text = tmp_path / "a.txt"
    text.write_text("图斑")
    with pytest.raises(QgsProcessingException, match="LG-STO-009"):
        run("createstore", STORE=str(project))
    for name in ("checkstore", "upgradestore"):
        with pytest.raises(QgsProcessingException, match="LG-STO-008"):
            run(name, STORE=str(text), FINDINGS="memory:")
    with pytest.raises(LandGuardError, match="LG-STO-008"):
        open_store("  ")
    assert path_of(f'"{project}|layername=lg_patch"') == project


def test_the_command_line_says_the_same(project, qgis_process_zh, tmp_path):
    certified(project)
    clean = qgis_process_zh.run("landguard:checkstore", STORE=project, FINDINGS=str(tmp_path / "f.csv"))
    assert (clean["FINDING_COUNT"], clean["SCHEMA_VERSION"], clean["LOG_SIZE"]) == (0, 2, 2)
    shutil.copy(project, tmp_path / "b.gpkg")
    without_guards(tmp_path / "b.gpkg", "UPDATE lg_patch SET unit = 'x'")
    found = qgis_process_zh.run("landguard:checkstore", STORE=tmp_path / "b.gpkg", FINDINGS=str(tmp_path / "g.csv"))
    assert found["ERROR_COUNT"] > 0
    assert "图斑 甲 与认定原件不一致：unit" in (tmp_path / "g.csv").read_text(encoding="utf-8")
    failed = qgis_process_zh.call("landguard:checkstore", STORE=tmp_path / "none.gpkg", FINDINGS="TEMPORARY_OUTPUT")
    assert failed.returncode != 0
    with closing(sqlite3.connect(project)) as connection:
        assert connection.execute("SELECT count(*) FROM lg_patch").fetchone() == (1,)
