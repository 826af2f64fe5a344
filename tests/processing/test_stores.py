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
from landguard_plugin.core.patches.records import Role
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.certificate import digest_of, sm3_digest_of
from landguard_plugin.storage.ledger.database import DatabaseLedger
from landguard_plugin.storage.ledger.plaintext import open_ledger
from landguard_plugin.storage.patches.contents import sums_of
from landguard_plugin.storage.patches.rows import content_of_rows, json_text
from landguard_plugin.storage.patches.tables import COLUMNS, select_statement
from landguard_plugin.storage.patches.tables import digest_of as row_digest
from tests.core.trust.projects import decide, filled, uid
from tests.layers import rows_of
from tests.storage.patches.made import CRS, patch, piece, square
from tests.storage.patches.test_checking import without_guards
from tests.storage.patches.test_upgrading import old_project

LEDGER = Path(__file__).resolve().parents[1] / "ledgers" / "sample_county.txt"


def run(name, **parameters):
    return processing.run(f"landguard:{name}", parameters)


NUMBER, CERTIFICATE = "JC20260001", "990101-2026-000001"


def certified(path):
    """Put a patch into the project and through the county's decision, with a signed certificate."""
    store = open_store(str(path))
    filled(store, 1)
    assert not decide(store, "certify", Role.COUNTY, "属实").refused
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
    far = patch("远", shape=square(38_600_000.0), campaign="sat-2026q1")
    store.commit(Changes(added=(far,)))
    layer = QgsVectorLayer(f"{project}|layername=lg_patch", "图斑", "ogr")
    assert layer.isValid()
    assert layer.crs().authid() == CRS
    assert {f["number"]: f.geometry().area() for f in layer.getFeatures()} == {NUMBER: 5000.0, "远": 100.0}
    assert layer.hasSpatialIndex() == QgsFeatureSource.SpatialIndexPresence.SpatialIndexPresent
    box = QgsRectangle(38_599_990, 4_399_990, 38_600_020, 4_400_020)
    assert [f["number"] for f in layer.getFeatures(QgsFeatureRequest(box))] == ["远"]
    assert round(layer.extent().xMaximum()) == 38_600_010


def test_what_was_changed_is_named_by_record_and_field(project):
    certified(project)
    result = run("checkstore", STORE=str(project), FINDINGS="memory:")
    assert result["FINDING_COUNT"] == 0
    without_guards(project, "UPDATE lg_patch SET area_dm2 = area_dm2 + 1 WHERE number = 'JC20260001'")
    result = run("checkstore", STORE=str(project), FINDINGS="memory:")
    rows = rows_of(result["FINDINGS"])
    assert result["ERROR_COUNT"] == len(rows) == result["FINDING_COUNT"]
    told = {(r["check"], r["table"], r["record"], r["field"]) for r in rows}
    assert ("certificates", "lg_patch", NUMBER, "area_dm2") in told
    assert ("certificates", "lg_patch", NUMBER, "patch.area_dm2") in told, "by the canonical form as well"
    assert ("content", "lg_patch", NUMBER, "") in told
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
    assert ("certificates", CERTIFICATE, "content") in {(r["check"], r["record"], r["field"]) for r in rows}


def test_evidence_is_held_against_the_certificate(project):
    store = certified(project)
    without_guards(project, "UPDATE lg_evidence SET grade = 'A'")
    rows = rows_of(run("checkstore", STORE=str(project), FINDINGS="memory:")["FINDINGS"])
    assert (NUMBER, "evidence.ev0.grade") in {(r["record"], r["field"]) for r in rows}
    assert store.evidence(uid(0))[0].grade == "A"


def test_evidence_that_came_later_breaks_no_certificate(project):
    store = certified(project)
    store.commit(Changes(evidence=(piece(patch(uid=uid(0)), "e2"),)))
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
    assert (clean["FINDING_COUNT"], clean["SCHEMA_VERSION"], clean["LOG_SIZE"]) == (0, 2, 4)
    shutil.copy(project, tmp_path / "b.gpkg")
    without_guards(tmp_path / "b.gpkg", "UPDATE lg_patch SET unit = 'x'")
    found = qgis_process_zh.run("landguard:checkstore", STORE=tmp_path / "b.gpkg", FINDINGS=str(tmp_path / "g.csv"))
    assert found["ERROR_COUNT"] > 0
    assert "图斑 JC20260001 与认定原件不一致：unit" in (tmp_path / "g.csv").read_text(encoding="utf-8")
    failed = qgis_process_zh.call("landguard:checkstore", STORE=tmp_path / "none.gpkg", FINDINGS="TEMPORARY_OUTPUT")
    assert failed.returncode != 0
    with closing(sqlite3.connect(project)) as connection:
        assert connection.execute("SELECT count(*) FROM lg_patch").fetchone() == (1,)


def forged(path, *changes):
    """Do as an insider does who knows the program: change rows, then every digest and sum that can be recomputed without a key."""
    without_guards(path, *changes)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        patches = {row[2]: row for row in connection.execute(select_statement("lg_patch"))}
        for row in connection.execute(select_statement("lg_certificate")).fetchall():
            live = patches[row[2]]
            verdict = connection.execute(select_statement("lg_verdict", "WHERE id = ?"), (live[-1],)).fetchone()
            record = json_text(content_of_rows(live, verdict)).encode()
            sha256 = digest_of(row[3])
            connection.execute(
                "UPDATE lg_certificate SET record = ?, sha256 = ?, sm3 = ? WHERE id = ?",
                (record, sha256, sm3_digest_of(row[3]), row[0]),
            )
        for table, columns in COLUMNS.items():
            for row in connection.execute(select_statement(table)).fetchall():
                connection.execute(f"UPDATE {table} SET digest = ? WHERE {columns[0]} = ?", (row_digest(row), row[0]))
        for table, (count, digest) in sums_of(connection).items():
            connection.execute("UPDATE lg_content SET rows = ?, digest = ? WHERE name = ?", (count, digest, table))
        for _, sql in triggers:
            connection.execute(sql)


def test_a_forger_who_knows_the_program_meets_the_original(project):
    certified(project)
    forged(project)
    assert run("checkstore", STORE=str(project), FINDINGS="memory:")["FINDING_COUNT"] == 0, (
        "recomputing alone harms nothing"
    )
    forged(project, "UPDATE lg_patch SET area_dm2 = 1")
    rows = rows_of(run("checkstore", STORE=str(project), FINDINGS="memory:")["FINDINGS"])
    assert {(r["record"], r["field"]) for r in rows} == {(NUMBER, "patch.area_dm2")}


def test_a_forger_who_makes_a_new_original_meets_the_signature(project):
    certified(project)
    forged(
        project,
        "UPDATE lg_patch SET area_dm2 = 1",
        "UPDATE lg_certificate SET content = CAST(replace(CAST(content AS TEXT), '\"area_dm2\":500000', '\"area_dm2\":1') AS BLOB)",
    )
    rows = rows_of(run("checkstore", STORE=str(project), FINDINGS="memory:")["FINDINGS"])
    assert {(r["record"], r["field"]) for r in rows} == {(CERTIFICATE, "log_position")}
