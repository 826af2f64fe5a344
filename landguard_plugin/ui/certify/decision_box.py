"""Decision, opinion, key and passphrase: the last thing an officer does on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from ...bridge.case_preview import decision_title
from ...bridge.i18n import tr
from ...bridge.settings import CASE_FOLDER
from ...core.patches.records import Role
from .key_box import KeyBox

_NEEDS_OPINION = ("return", "doubt", "withdraw")


class DecisionBox(QWidget):
    """What is decided, in which words, signed with which key; and where the case packages go."""

    changed = pyqtSignal()
    confirmed = pyqtSignal()  # Enter in the passphrase

    def __init__(
        self, decisions: Sequence[str], person: str = "", role: Role = Role.COUNTY, parent: Optional[QWidget] = None
    ) -> None:
        """Offer these decisions to a person in a role; the first is chosen."""
        super().__init__(parent)
        self._buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        for number, decision in enumerate(decisions):
            button = QRadioButton(decision_title(decision))
            button.setObjectName(f"landguard-certify-{decision}")
            button.setChecked(number == 0)
            button.toggled.connect(lambda _: self.changed.emit())
            self._buttons[decision] = button
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.opinion = QPlainTextEdit()
        self.opinion.setObjectName("landguard-certify-opinion")
        self.opinion.setTabChangesFocus(True)
        self.opinion.setFixedHeight(self.fontMetrics().height() * 3 + 10)
        self.opinion.textChanged.connect(self.changed)
        self.keys = KeyBox(person, role)
        self.key, self.owner, self.passphrase = self.keys.file, self.keys.owner, self.keys.passphrase
        self.keys.changed.connect(self.changed)
        self.keys.confirmed.connect(self.confirmed)
        self.export = QCheckBox(tr("Write the case packages to"))
        self.export.setObjectName("landguard-certify-export")
        self.folder = QgsFileWidget()
        self.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.folder.setFilePath(CASE_FOLDER.get())
        self.folder.setEnabled(False)
        self.export.toggled.connect(self.folder.setEnabled)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(tr("Decision"), row)
        form.addRow(tr("Opinion"), self.opinion)
        self.keys.add_file_to(form)
        form.addRow(self.export, self.folder)
        self.keys.add_passphrase_to(form)

    @property
    def decision(self) -> str:
        """Return the chosen decision, "" when there is none to choose."""
        return next((name for name, button in self._buttons.items() if button.isChecked()), "")

    @property
    def is_filled(self) -> bool:
        """Return whether everything that the decision needs is filled in."""
        has_opinion = self.decision not in _NEEDS_OPINION or bool(self.opinion.toPlainText().strip())
        return bool(self.decision and has_opinion and self.key.filePath().strip() and self.passphrase.text())

    def remember(self) -> None:
        """Keep the path of the key and the folder for the next time."""
        self.keys.remember()
        if self.export.isChecked():
            CASE_FOLDER.put(self.folder.filePath())
