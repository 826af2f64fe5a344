"""The certify page without a screen: what is ready, what is missing, what a decision needs, what changed and by whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.PyQt.QtWidgets import QLabel, QListWidget, QPushButton, QTextBrowser

from landguard_plugin.app.patches.ports import Changes
from landguard_plugin.bridge.trust import bench_of
from landguard_plugin.core.patches.records import Event, Role
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.signing.keyfile import create_key
from landguard_plugin.ui.certify.dialog import CertifyDialog
from tests.core.trust import cases, projects
from tests.core.trust.projects import decide, filled, uid

WORDS = "correct horse battery"  # pragma: allowlist secret


@pytest.fixture
def store(provider, tmp_path, monkeypatch):
    without = replace(projects.CAMPAIGN, verdict_tree="", screening_rules="", evidence_rules="")
    monkeypatch.setattr(projects, "CAMPAIGN", without)
    path = tmp_path / "s.gpkg"
    filled(DatabasePatchStore.create(path), 3)
    return path


@pytest.fixture
def shown(qtbot, store):
    def show(role, uids=None, on_missing=None):
        dialog = CertifyDialog(str(store), uids or [uid(k) for k in range(3)], role, None, on_missing)
        qtbot.addWidget(dialog)
        with qtbot.waitSignal(dialog.forms.looked_through):
            dialog.show()
        return dialog

    return show


def certify(store, *uids):
    made = DatabasePatchStore(store)
    assert decide(made, "certify", Role.COUNTY, uids=uids, bench=bench_of(made)).decided
    return made


def part(dialog, kind, name):
    return dialog.findChild(kind, f"landguard-certify-{name}")


def test_signing_waits_for_key_and_passphrase(shown, store, tmp_path, qtbot):
    key = tmp_path / "k.pem"
    create_key(key, "王五", Role.COUNTY, WORDS)
    dialog = shown(Role.COUNTY)
    go = part(dialog, QPushButton, "go")
    dialog.box.key.setFilePath("")
    assert not go.isEnabled()
    dialog.box.key.setFilePath(str(key))
    assert "王五" in dialog.box.owner.text()
    assert not go.isEnabled()
    dialog.box.passphrase.setText(WORDS)
    assert go.isEnabled()
    go.click()
    result = part(dialog, QTextBrowser, "result")
    qtbot.waitUntil(result.isVisible, timeout=20_000)
    assert dialog.decided == 3
    assert "990101-2026-000003" in result.toPlainText() or "-000003" in result.toPlainText()
    assert dialog.box.passphrase.text() == ""
    assert len(DatabasePatchStore(store).certificates()) == 3


def test_a_wrong_passphrase_leads_back_with_nothing_lost(shown, store, tmp_path, qtbot):
    key = tmp_path / "k.pem"
    create_key(key, "王五", Role.COUNTY, WORDS)
    dialog = shown(Role.COUNTY)
    dialog.box.opinion.setPlainText("属实")
    dialog.box.key.setFilePath(str(key))
    dialog.box.passphrase.setText("wrong wrong wrong")
    part(dialog, QPushButton, "go").click()
    trouble = dialog.findChild(QLabel, "landguard-trouble-text")
    qtbot.waitUntil(trouble.isVisible, timeout=20_000)
    assert "LG-CRY-005" in trouble.text()
    dialog.findChild(QPushButton, "landguard-trouble-back").click()
    assert dialog.box.opinion.toPlainText() == "属实"
    assert DatabasePatchStore(store).certificates() == []


def test_a_return_needs_words(shown, store):
    certify(store)
    dialog = shown(Role.CITY, [uid(0)])
    assert dialog.box.decision == "accept"
    dialog.box.key.setFilePath("somewhere.pem")
    dialog.box.passphrase.setText("x")
    go = part(dialog, QPushButton, "go")
    assert go.isEnabled()
    dialog.box._buttons["return"].setChecked(True)
    assert not go.isEnabled()
    dialog.box.opinion.setPlainText("缺远景")
    assert go.isEnabled()


def test_a_stale_certificate_is_shown_with_what_and_who(shown, store):
    made = certify(store, uid(0))
    event = Event("screen", uid(0), replace(cases.MAKER, person="周九"), "2026-03-09T00:00:00Z", {})
    made.commit(Changes(screenings=(cases.screening(uid=uid(0), suggestion="legal"),), events=(event,)))
    dialog = shown(Role.CITY, [uid(0)])
    notes = part(dialog, QLabel, "missing").text()
    assert "figures.suggestion: illegal → legal" in notes
    assert "周九" in notes
    assert dialog.forms.ready("accept") == []
    assert dialog.forms.ready("return") == [uid(0)]


def test_a_missing_thing_leads_to_its_patch(shown, store):
    made, asked = certify(store, uid(0)), []
    made.commit(Changes(screenings=(cases.screening(uid=uid(0), suggestion="legal"),)))
    dialog = shown(Role.CITY, [uid(0)], lambda *where: asked.append(where))
    part(dialog, QLabel, "missing").linkActivated.emit("LG-REV-009")
    assert asked == [(uid(0), "LG-REV-009")]
    assert not dialog.isVisible()


def test_nothing_to_decide(shown, store):
    dialog = shown(Role.PROVINCE)
    assert dialog.box.decision == ""
    assert not part(dialog, QPushButton, "go").isEnabled()
    assert part(dialog, QListWidget, "list").count() == 3


def test_no_store(provider, tmp_path):
    with pytest.raises(LandGuardError, match="LG-STO-008"):
        CertifyDialog(str(tmp_path / "none.gpkg"), [], Role.COUNTY)
