"""Who works here: asked for once, in the dock itself, because a judgement carries a name."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from ...bridge import patch_words, settings
from ...bridge.i18n import tr
from ...core.patches.records import Role


class PersonRow(QWidget):
    """Name and role, kept in the settings."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Show the settings."""
        super().__init__(parent)
        self._name, self._role = QLineEdit(), QComboBox()
        self._name.setObjectName("landguard-workbench-person")
        self._name.setPlaceholderText(tr("Your name: judgements carry it"))
        self._role.setObjectName("landguard-workbench-role")
        for role in Role:
            self._role.addItem(patch_words.role_word(role), role.value)
        keep = QPushButton(tr("OK"))
        keep.setObjectName("landguard-workbench-person-ok")
        keep.clicked.connect(self._keep)
        self._name.returnPressed.connect(self._keep)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(3)
        row.addWidget(self._name, 1)
        row.addWidget(self._role)
        row.addWidget(keep)
        self.setFocusProxy(self._name)
        self.show_settings()

    def show_settings(self) -> None:
        """Show what is kept."""
        self._name.setText(settings.PERSON.get())
        self._role.setCurrentIndex(max(0, self._role.findData(settings.ROLE.get())))

    def _keep(self) -> None:
        name = self._name.text().strip()
        if name:
            settings.PERSON.put(name)
            settings.ROLE.put(self._role.currentData())
            self.changed.emit()
