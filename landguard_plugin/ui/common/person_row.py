"""Who works here: asked for once, in the dock itself, because a judgement carries a name; always shown, changed with two clicks."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from ...bridge import patch_words, settings
from ...bridge.i18n import tr
from ...bridge.people import recent_people, take_seat
from ...bridge.person import acting
from ...core.patches.records import Actor, Role


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
        self._name.selectAll()
        self._role.setCurrentIndex(max(0, self._role.findData(settings.ROLE.get())))

    def seat(self, person: str, role: Role) -> None:
        """Let somebody work here."""
        take_seat(person, role)
        self.show_settings()
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter here: in a dialog it would press the default button, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _keep(self) -> None:
        name = self._name.text().strip()
        if name:
            self.seat(name, Role(self._role.currentData()))


class WhoButton(QToolButton):
    """Says who works here; its menu has those who did lately, and the way to another name."""

    other_wanted = pyqtSignal()

    def __init__(self, row: PersonRow, parent: Optional[QWidget] = None) -> None:
        """Show the one the settings name."""
        super().__init__(parent)
        self._row = row
        self.setObjectName("landguard-workbench-who")
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(tr("Who works here: judgements, drawings and decisions carry this name"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._people = QMenu(self)
        self._people.setObjectName("landguard-workbench-who-menu")
        self._people.aboutToShow.connect(self._fill)
        self.setMenu(self._people)
        row.changed.connect(self.show_person)
        self.show_person()

    def show_person(self) -> None:
        """Show the settings again."""
        now = acting()
        self.setText(_named(now) if now.person else tr("Who works here?"))

    def _fill(self) -> None:
        self._people.clear()
        now = acting()
        for one in recent_people():
            action = self._people.addAction(_named(one), lambda one=one: self._row.seat(one.person, one.role))
            action.setCheckable(True)
            action.setChecked((one.person, one.role) == (now.person, now.role))
        self._people.addSeparator()
        other = self._people.addAction(tr("Another name or role…"), self.other_wanted.emit)
        other.setObjectName("landguard-workbench-who-other")


def _named(actor: Actor) -> str:
    return tr("{person} ({role})").format(person=actor.person, role=patch_words.role_word(actor.role))
