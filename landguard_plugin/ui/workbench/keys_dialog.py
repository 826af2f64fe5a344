"""The map of keys (?): every key as it is now; changing is done in QGIS's own dialog of keyboard shortcuts."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsConfigureShortcutsDialog
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from ...bridge.i18n import tr
from .keys import Keys


class KeysDialog(QDialog):
    """Shows the keys in two columns."""

    def __init__(self, keys: Keys, parent: Optional[QWidget] = None) -> None:
        """Lay out the keys as they are set."""
        super().__init__(parent)
        self.setObjectName("landguard-workbench-keys-dialog")
        self.setWindowTitle(tr("Map of keys"))
        self._keys = keys
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        listed = keys.list()
        half = (len(listed) + 1) // 2
        for k, (title, key) in enumerate(listed):
            column = 2 * (k // half)
            label = QLabel(f"<b>{key}</b>")
            grid.addWidget(label, k % half, column)
            grid.addWidget(QLabel(title), k % half, column + 1)
        note = QLabel(
            tr("The single keys work only in verification mode. In the form, Esc gives the keyboard back to the queue.")
        )
        note.setWordWrap(True)
        buttons = QDialogButtonBox()
        change = buttons.addButton(tr("Change keys…"), QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        change.clicked.connect(self._change)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(grid)
        layout.addWidget(note)
        layout.addWidget(buttons)

    def _change(self) -> None:
        dialog = QgsConfigureShortcutsDialog(self)
        dialog.exec()
        dialog.deleteLater()
        self.accept()
