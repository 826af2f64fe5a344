"""Making a signing key: whose it is, where it is kept, the passphrase twice; then `landguard:createkey`."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import QgsProject
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr
from ...bridge.people import LEAST_PASSPHRASE
from ...bridge.settings import KEY_FILE
from ...bridge.text import term
from ...core.patches.records import Role
from ..common.help import help_on_f1
from ..common.running import run_now


class KeyDialog(QDialog):
    """Asks for what a key needs; `path` is the file when it was made."""

    def __init__(self, person: str, role: Role, parent: Optional[QWidget] = None) -> None:
        """Propose who works here."""
        super().__init__(parent)
        self.setObjectName("landguard-key-dialog")
        self.setWindowTitle(tr("New signing key"))
        self.path = ""
        self._person, self._role, self._file = QLineEdit(person), QComboBox(), QgsFileWidget()
        self._person.setObjectName("landguard-key-person")
        for one in (Role.COUNTY, Role.CITY, Role.PROVINCE):
            self._role.addItem(term(f"role_{one.value}"), one.value)
        self._role.setCurrentIndex(max(0, self._role.findData(role.value)))
        self._file.setObjectName("landguard-key-file")
        self._file.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self._file.setFilter("PEM (*.pem)")
        self._file.setFilePath(_free_path(person))
        self._words, self._again = QLineEdit(), QLineEdit()
        for line, name in ((self._words, "words"), (self._again, "again")):
            line.setObjectName(f"landguard-key-{name}")
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.textChanged.connect(self._look)
        self._person.textChanged.connect(self._look)
        self._file.fileChanged.connect(self._look)
        self._note = QLabel()
        self._note.setObjectName("landguard-key-note")
        self._note.setWordWrap(True)
        self._lay_out()
        help_on_f1(self, "createkey")
        self._look()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(tr("Whose key it is"), self._person)
        form.addRow(tr("Role"), self._role)
        form.addRow(tr("Key file"), self._file)
        form.addRow(tr("Passphrase"), self._words)
        form.addRow(tr("Passphrase again"), self._again)
        buttons = QDialogButtonBox()
        self._go = buttons.addButton(tr("Make the key"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._go.setObjectName("landguard-key-go")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._make)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self._note)
        layout.addWidget(buttons)
        self.resize(self.fontMetrics().averageCharWidth() * 80, self.sizeHint().height())
        (self._words if self._person.text() else self._person).setFocus()

    def _look(self) -> None:
        """Say the one thing that is still missing."""
        words = self._words.text()
        if not self._person.text().strip():
            missing = tr("The key needs a name.")
        elif not self._file.filePath().strip():
            missing = tr("Choose where the key is kept: a place only you can read, with a copy elsewhere.")
        elif Path(self._file.filePath().strip()).exists():
            missing = tr("There is such a file already; a key never overwrites anything.")
        elif len(words) < LEAST_PASSPHRASE:
            missing = tr("The passphrase needs at least {least} characters.").format(least=LEAST_PASSPHRASE)
        elif words != self._again.text():
            missing = tr("The two passphrases are not the same yet.")
        else:
            missing = ""
        self._note.setText(missing or tr("The passphrase is kept nowhere: without it the key signs nothing any more."))
        self._go.setEnabled(not missing)

    def _make(self) -> None:
        path = self._file.filePath().strip()
        path = path if path.lower().endswith(".pem") else f"{path}.pem"
        wanted = {
            "PERSON": self._person.text().strip(),
            "ROLE": self._role.currentData(),
            "PASSPHRASE": self._words.text(),
            "KEY": path,
        }
        done, why = run_now("landguard:createkey", wanted)
        if done:
            self.path = path
            self.accept()
        else:
            self._note.setText(why)


def _free_path(person: str) -> str:
    """Propose a file beside the key used last, else in the home folder, that is not there yet."""
    last = KEY_FILE.get()
    folder = Path(last).parent if last and Path(last).parent.is_dir() else Path(QgsProject.instance().homePath() or "~")
    name = "".join(letter for letter in person if letter.isalnum()) or "landguard"
    paths = [folder.expanduser() / f"{name}{mark}.pem" for mark in ("", *(f"-{k}" for k in range(2, 100)))]
    return str(next((path for path in paths if not path.exists()), paths[0]))
