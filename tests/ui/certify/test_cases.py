"""Who sits at the desk, keys made in a dialog, case packages exported and proved without a screen."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest
from qgis.PyQt.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QTableWidget, QTextBrowser

from landguard_plugin.bridge import people, settings
from landguard_plugin.core.patches.records import Role
from landguard_plugin.storage.evidence.shelf import FolderShelf
from landguard_plugin.storage.signing.keyfile import create_key, owner_of
from landguard_plugin.ui.certify.case_dialog import CaseDialog
from landguard_plugin.ui.certify.dialog import CertifyDialog
from landguard_plugin.ui.certify.key_box import KeyBox
from landguard_plugin.ui.certify.key_dialog import KeyDialog
from landguard_plugin.ui.certify.proof_dialog import Proof, ProofDialog
from tests.core.trust.cases import MAKER
from tests.core.trust.projects import uid
from tests.ui.certify.test_dialog import WORDS, certify, store  # noqa: F401


@pytest.fixture(autouse=True)
def desk(provider):
    people.take_seat("王五", Role.COUNTY)
    yield
    for setting in (settings.PERSON, settings.PEOPLE, settings.KEY_FILE, settings.CASE_FOLDER):
        setting.put("")
    settings.ROLE.put("county")


def test_people_take_turns_and_the_latest_comes_first():
    people.take_seat("赵六", Role.CITY)
    people.take_seat("王五", Role.COUNTY)
    assert [(one.person, one.role) for one in people.recent_people()] == [("王五", Role.COUNTY), ("赵六", Role.CITY)]
    assert (settings.PERSON.get(), settings.ROLE.get()) == ("王五", "county")
    for k in range(9):
        people.take_seat(f"某{k}", Role.SURVEYOR)
    assert len(people.recent_people()) == 6


def test_everybody_is_offered_his_own_key(tmp_path):
    mine, hers = tmp_path / "a.pem", tmp_path / "b.pem"
    create_key(mine, "王五", Role.COUNTY, WORDS)
    create_key(hers, "赵六", Role.CITY, WORDS)
    people.remember_key("王五", str(mine))
    assert people.key_of("王五") == str(mine)
    assert people.key_of("赵六") == "", "another person's key is not offered"
    people.remember_key("赵六", str(hers))
    assert (people.key_of("王五"), people.key_of("赵六")) == (str(mine), str(hers))


def test_a_key_of_somebody_else_is_marked(tmp_path):
    key = tmp_path / "b.pem"
    create_key(key, "赵六", Role.CITY, WORDS)
    box = KeyBox("王五", Role.COUNTY)
    box.file.setFilePath(str(key))
    assert "⚠" in box.owner.text()
    assert "王五" in box.owner.toolTip()
    own = KeyBox("赵 六", Role.CITY)
    own.file.setFilePath(str(key))
    assert "⚠" not in own.owner.text()


def test_a_key_is_made_once_its_passphrase_was_typed_twice(tmp_path, qtbot):
    settings.KEY_FILE.put(str(tmp_path / "x.pem"))
    dialog = KeyDialog("王五", Role.COUNTY)
    qtbot.addWidget(dialog)
    go = dialog.findChild(QPushButton, "landguard-key-go")
    words, again = (dialog.findChild(QLineEdit, f"landguard-key-{name}") for name in ("words", "again"))
    words.setText("short")
    again.setText("short")
    assert not go.isEnabled()
    words.setText(WORDS)
    assert not go.isEnabled()
    again.setText(WORDS)
    assert go.isEnabled()
    go.click()
    assert dialog.path == str(tmp_path / "王五.pem")
    assert owner_of(Path(dialog.path)) == ("王五", "county")
    assert stat.S_IMODE(Path(dialog.path).stat().st_mode) == 0o600
    second = KeyDialog("王五", Role.COUNTY)
    qtbot.addWidget(second)
    second.findChild(QLineEdit, "landguard-key-words").setText(WORDS)
    assert "王五-2.pem" in second._file.filePath(), "what is there is never proposed"


def test_packages_are_written_with_their_forms_and_proved(store, tmp_path, qtbot):  # noqa: F811
    for k in range(3):
        FolderShelf.beside(store).put(f"photo {k}".encode(), "jpg")
    certify(store, uid(0), uid(1))
    settings.CASE_FOLDER.put(str(tmp_path / "案卷"))
    dialog, wanted = CaseDialog(str(store), [uid(k) for k in range(3)]), []
    qtbot.addWidget(dialog)
    dialog.verify_wanted.connect(wanted.append)
    go = dialog.findChild(QPushButton, "landguard-case-go")
    assert not go.isEnabled(), "a seal needs a key"
    dialog.findChild(QCheckBox, "landguard-case-sealed").setChecked(False)
    go.click()
    told = dialog.findChild(QTextBrowser, "landguard-case-result")
    dialog.show()
    qtbot.waitUntil(told.isVisible, timeout=20_000)
    assert told.toPlainText().count("✔") == 2
    assert told.toPlainText().count("✘") == 1, "what was never certified has no package, and that is said"
    dialog.findChild(QPushButton, "landguard-case-verify").click()
    (packages,) = wanted
    assert [Path(path).suffix for path in packages] == [".zip"] * 2
    for path in packages:
        with zipfile.ZipFile(path) as archive:
            assert archive.read("form.pdf") == Path(path).with_suffix(".pdf").read_bytes()
    altered = bytearray(Path(packages[1]).read_bytes())
    altered[len(altered) // 2] ^= 1
    Path(packages[1]).write_bytes(altered)
    proofs = ProofDialog([Proof(path, "landguard:verifycase", "PACKAGE") for path in packages], "x")
    qtbot.addWidget(proofs)
    qtbot.waitUntil(lambda: proofs.is_done, timeout=20_000)
    assert [proof.sound for proof in proofs.proofs] == [True, False]
    listed = proofs.findChild(QTableWidget, "landguard-proof-list")
    assert [listed.item(row, 0).text()[0] for row in range(2)] == ["✔", "✘"]
    assert listed.currentRow() == 1, "what is wrong is shown first"
    assert proofs.findChild(QTableWidget, "landguard-proof-findings").rowCount() >= 1
    assert "1" in proofs.findChild(QLabel, "landguard-proof-sum").text()


def test_a_project_is_proved(store, qtbot):  # noqa: F811
    certify(store, uid(0))
    dialog = ProofDialog([Proof(str(store), "landguard:checkstore", "STORE")], "x")
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.is_done, timeout=20_000)
    assert dialog.proofs[0].sound
    assert dialog.proofs[0].said


def test_a_maker_is_told_before_signing_that_he_cannot_check(store, qtbot):  # noqa: F811
    people.take_seat(MAKER.person, Role.COUNTY)
    dialog = CertifyDialog(str(store), [uid(0), uid(1)], Role.COUNTY)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.forms.looked_through):
        dialog.show()
    assert all(dialog.forms.list.item(k).text()[0] == "✘" for k in range(2))
    assert "LG-REV-004" in dialog.findChild(QLabel, "landguard-certify-missing").text()
    dialog.box.key.setFilePath("some.pem")
    dialog.box.passphrase.setText("x")
    assert not dialog.findChild(QPushButton, "landguard-certify-go").isEnabled()
    assert dialog.forms.ready("certify") == dialog.forms.ready("doubt") == []
