"""The key a person signs with and its passphrase; whose key it is stands beside it, another person's is said aloud."""

from __future__ import annotations

from html import escape
from typing import Optional

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton

from ...bridge.case_preview import owner_text
from ...bridge.i18n import tr
from ...bridge.people import key_of, key_owner, remember_key
from ...core.patches.records import Role
from ...core.trust.review import same_person
from .key_dialog import KeyDialog


class KeyBox(QObject):
    """Two rows of a form: the key file with its owner and the way to a new one; the passphrase."""

    changed = pyqtSignal()
    confirmed = pyqtSignal()  # Enter in the passphrase

    def __init__(self, person: str, role: Role, parent: Optional[QObject] = None) -> None:
        """Offer the key this person used last."""
        super().__init__(parent)
        self._person, self._role = person, role
        self.file = QgsFileWidget()
        self.file.setObjectName("landguard-certify-key")
        self.file.setFilter(tr("Key files") + " (*.pem);;* (*)")
        self.file.setFilePath(key_of(person))
        self.file.fileChanged.connect(self._on_file)
        self.owner = QLabel()
        self.owner.setObjectName("landguard-certify-owner")
        self.new = QPushButton(tr("New key…"))
        self.new.setObjectName("landguard-certify-new-key")
        self.new.clicked.connect(self.make_key)
        self.passphrase = QLineEdit()
        self.passphrase.setObjectName("landguard-certify-passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.textChanged.connect(self.changed)
        self.passphrase.returnPressed.connect(self.confirmed)
        self._on_file(self.file.filePath())

    def add_file_to(self, form: QFormLayout) -> None:
        """Put the row of the file into a form."""
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(self.owner)
        row.addWidget(self.new)
        form.addRow(tr("Key file"), row)

    def add_passphrase_to(self, form: QFormLayout) -> None:
        """Put the row of the passphrase into a form."""
        form.addRow(tr("Passphrase"), self.passphrase)

    def take_passphrase(self) -> str:
        """Return the passphrase and forget it."""
        text = self.passphrase.text()
        self.passphrase.clear()
        return text

    def remember(self) -> None:
        """Keep the path of the key for the next time this person signs."""
        remember_key(self._person, self.file.filePath())

    def make_key(self) -> None:
        """Let the person make a key of their own, and take it."""
        dialog = KeyDialog(self._person, self._role, self.new.window())
        if dialog.exec():
            self.file.setFilePath(dialog.path)
            self.remember()
            self.passphrase.setFocus()
        dialog.deleteLater()

    def _on_file(self, path: str) -> None:
        """Say whose key it is; a key of somebody else than who works here is marked, for it signs in that name."""
        text, owner = escape(owner_text(path)), key_owner(path)
        strange = bool(owner and self._person) and not same_person(owner, self._person)
        self.owner.setText(f"<span style='color:#B26A00'>⚠ {text}</span>" if strange else text)
        tip = tr("This key signs as {owner}; {person} works here.").format(owner=owner, person=self._person)
        self.owner.setToolTip(tip if strange else "")
        self.changed.emit()
