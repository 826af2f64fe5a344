"""What the queue dock shows while there is nothing to judge: the one thing to do next, with its button."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ...bridge.i18n import tr


class FirstPage(QWidget):
    """Without a store: open or create one. With an empty store: import patches."""

    open_wanted = pyqtSignal()
    create_wanted = pyqtSignal()
    import_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the sentence and the buttons."""
        super().__init__(parent)
        self.setObjectName("landguard-workbench-first")
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said.setObjectName("landguard-workbench-first-text")
        self._last = QPushButton()
        self._open, self._create = QPushButton(tr("Open a project store…")), QPushButton(tr("Create a project store…"))
        self._import, self._other = QPushButton(tr("Import issued patches…")), QPushButton(tr("Open another store…"))
        buttons = {
            "last": self._last,
            "open": self._open,
            "create": self._create,
            "import": self._import,
            "other": self._other,
        }
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self._said)
        for name, button in buttons.items():
            button.setObjectName(f"landguard-workbench-first-{name}")
            layout.addWidget(button)
        layout.addStretch(2)
        for button in (self._open, self._other):
            button.clicked.connect(self.open_wanted)
        self._create.clicked.connect(self.create_wanted)
        self._import.clicked.connect(self.import_wanted)
        self.show_no_store()

    @property
    def last_button(self) -> QPushButton:
        """Return the button that opens the store of last time."""
        return self._last

    def show_no_store(self, last: str = "") -> None:
        """Ask for a store; `last` is the name of the one that was open last time, "" for none."""
        self._said.setText(
            tr(
                "No project store is open. A store keeps the patches, verdicts, evidence and certificates of one office."
            )
        )
        self._last.setText(tr("Go on with {name}").format(name=last))
        self._offer(self._open, self._create, *([self._last] if last else []))

    def show_no_patches(self, name: str) -> None:
        """Ask for patches."""
        self._said.setText(
            tr("{name} holds no patches yet. Import what was issued, then judge it here.").format(name=name)
        )
        self._offer(self._import, self._other)

    def _offer(self, *buttons: QPushButton) -> None:
        for button in (self._last, self._open, self._create, self._import, self._other):
            button.setVisible(button in buttons)
            button.setDefault(button is buttons[0])
