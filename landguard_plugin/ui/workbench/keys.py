"""The keys of verification mode: QGIS's own shortcut manager lists them and lets them be changed.

They are actions of the main window that are enabled in verification mode only, so outside it no key of QGIS is taken.
"""

from __future__ import annotations

from typing import Callable, Optional

from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAbstractButton, QAction, QMainWindow

from ...bridge.i18n import tr

VERDICTS = ("legal", "illegal", "other", "doubtful", "false_change")


def key_list() -> list[tuple[str, str, str]]:
    """Return (name, title, default key) of every key, in the order of the map of keys."""
    verdicts = (tr("Verdict: legal"), tr("Verdict: illegal"), tr("Verdict: other"), tr("Verdict: doubtful"))
    return [
        *[(f"verdict-{name}", title, str(k)) for k, (name, title) in enumerate(zip(VERDICTS, verdicts), 1)],
        ("verdict-false_change", tr("Verdict: false change"), "5"),
        ("submit", tr("Submit"), "Return"),
        ("undo", tr("Take back"), "U"),
        ("next-open", tr("Next to judge"), "N"),
        ("down", tr("Next in the list"), "J"),
        ("up", tr("Previous in the list"), "K"),
        ("zoom", tr("Zoom to the patch"), "Z"),
        ("swipe", tr("Swipe"), "Space"),
        ("views", tr("Linked views"), "V"),
        ("filter", tr("Filter"), "/"),
        ("form", tr("Fill in the form"), "F"),
        ("certify", tr("Certify"), "Ctrl+Return"),
        ("keys", tr("Map of keys"), "?"),
    ]


class Keys(QObject):
    """The actions behind the keys, by name."""

    switched = pyqtSignal(bool)

    def __init__(self, window: QMainWindow) -> None:
        """Make the actions and register them; the mode is off."""
        super().__init__(window)
        self._window = window
        self.mode = self._action("mode", tr("Verification mode"), "F8")
        self.mode.setCheckable(True)
        self._actions = {name: self._action(name, title, key) for name, title, key in key_list()}
        self._allow(False)
        self.mode.toggled.connect(self._allow)
        self.mode.toggled.connect(self.switched)

    def bind(
        self, name: str, slot: Callable[[], object], button: Optional[QAbstractButton] = None, text: str = ""
    ) -> None:
        """Let a key do something, and print it on a button that does the same. `text` has a place for {key}."""
        action = self._actions[name]
        action.triggered.connect(lambda *_: slot())
        if button is not None:
            button.clicked.connect(lambda *_: slot())
            self.print_on(name, button, text)

    def print_on(self, name: str, button: QAbstractButton, text: str) -> None:
        """Print a key on a button, and again whenever it is changed."""
        action = self.mode if name == "mode" else self._actions[name]
        button.setText(text.format(key=shown(action)))
        action.changed.connect(lambda: button.setText(text.format(key=shown(action))))

    def print_once(self, name: str, button: QAbstractButton, text: str) -> None:
        """Print a key on a button that does not live long."""
        button.setText(text.format(key=shown(self._actions[name])))

    def list(self) -> list[tuple[str, str]]:
        """Return (title, key as it is now) of every key."""
        return [(action.text(), shown(action)) for action in (self.mode, *self._actions.values())]

    def action(self, name: str) -> QAction:
        """Return the action of a key."""
        return self._actions[name]

    def take_down(self) -> None:
        """Give the keys back to QGIS."""
        for action in (self.mode, *self._actions.values()):
            QgsGui.shortcutsManager().unregisterAction(action)
            self._window.removeAction(action)
            action.deleteLater()
        self._actions = {}

    def _action(self, name: str, title: str, key: str) -> QAction:
        action = QAction(title, self._window)
        action.setObjectName(f"landguard-key-{name}")
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(name in ("up", "down"))
        self._window.addAction(action)
        QgsGui.shortcutsManager().registerAction(action, key)
        return action

    def _allow(self, on: bool) -> None:
        for action in self._actions.values():
            action.setEnabled(on)


def shown(action: QAction) -> str:
    """Return the key of an action as it is printed: short, as on the keyboard."""
    text = action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
    return {"Return": "Enter", "Space": tr("Space")}.get(text, text.replace("Return", "Enter"))
