"""The toolbar "Patch tools": one action per tool, its key on the button, keys changeable in QGIS's shortcut dialog.

The tools act in drawing mode only; outside it their keys belong to QGIS.
"""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgisInterface, QgsGui
from qgis.PyQt.QtCore import QObject, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QActionGroup, QDoubleSpinBox, QToolBar

from ...bridge.i18n import tr
from ...bridge.settings import Setting
from ..common.help import show_help
from ..icons import icon

STRIP_WIDTH = Setting("strip_width_dm", 60)  # tenths of a metre
TOOLS = ("draw", "strip", "split", "parcel", "merge", "hole", "reshape", "vertex")


def tool_list() -> list[tuple[str, str, str, str]]:
    """Return (name, title, what it does, default key) of every action, in the order of the toolbar."""
    return [
        ("draw", tr("Draw"), tr("Draw a new patch: click its corners, Enter or right button to finish"), "D"),
        ("strip", tr("Strip"), tr("Draw a strip of the given width along its centre line"), "W"),
        ("split", tr("Split"), tr("Split a patch by a line from border to border, or by a closed line"), "S"),
        ("parcel", tr("By parcel"), tr("Cut a patch along a parcel: click the parcel; Shift: along all parcels"), "C"),
        ("merge", tr("Merge"), tr("Merge patches: click them, Enter or right button to finish"), "M"),
        ("hole", tr("Hole"), tr("Cut a hole into a patch"), "H"),
        ("reshape", tr("Reshape"), tr("Let the border follow a line"), "R"),
        (
            "vertex",
            tr("Vertices"),
            tr("Move vertices; double-click an edge for a new one; Delete takes one away"),
            "E",
        ),
        ("coordinates", tr("Coordinates"), tr("Set vertices by typed or pasted coordinates"), "X"),
        ("undo", tr("Take back"), tr("Take back the last deed as one step; on the map also Ctrl+Z"), "Shift+U"),
    ]


class PatchActions(QObject):
    """Makes and owns the actions."""

    asked = pyqtSignal(str)  # the name of a tool or deed
    switched = pyqtSignal(bool)

    def __init__(self, iface: QgisInterface, mode: Optional[QAction] = None) -> None:
        """Make actions and toolbar; drawing mode is off, the toolbar hidden. `mode` is an action that switches it already."""
        super().__init__()
        self._iface, self._window = iface, iface.mainWindow()
        self.toolbar = QToolBar(tr("Patch tools"), self._window)
        self.toolbar.setObjectName("landguard-patch-tools")
        self.toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toolbar.setIconSize(QSize(20, 20))
        iface.addToolBar(self.toolbar)
        self._owns_mode = mode is None
        self.mode = mode or self._mode_action()
        self._group = QActionGroup(self)
        self._actions: dict[str, QAction] = {}
        self._titles: dict[str, tuple[str, str]] = {}
        for name, title, what, key in tool_list():
            self._add(name, title, what, key)
        self.width = self._width_box()
        self.toolbar.addAction(self._help_action())
        self._allow(False)
        self.mode.toggled.connect(self._on_switched)

    def action(self, name: str) -> QAction:
        """Return an action by name."""
        return self._actions[name]

    def check(self, name: str) -> None:
        """Show which tool is at work; "" for none."""
        for tool in TOOLS:
            self._actions[tool].setChecked(tool == name)
        self.width.setEnabled(self.mode.isChecked() and name == "strip")

    def take_up(self) -> None:
        """Be as the switch of drawing mode says."""
        self._on_switched(self.mode.isChecked())

    def take_down(self) -> None:
        """Take toolbar and keys away."""
        self.mode.toggled.disconnect(self._on_switched)
        for action in (*([self.mode] if self._owns_mode else []), *self._actions.values()):
            QgsGui.shortcutsManager().unregisterAction(action)
            self._window.removeAction(action)
            action.deleteLater()
        self._actions = {}
        self._window.removeToolBar(self.toolbar)
        self.toolbar.deleteLater()

    def _add(self, name: str, title: str, what: str, key: str) -> None:
        action = QAction(icon(f"patch-{name}"), title, self._window)
        action.setObjectName(f"landguard-patch-{name}")
        action.setCheckable(name in TOOLS)
        self._titles[name] = (title, what)
        self._actions[name] = action
        if name in TOOLS:
            self._group.addAction(action)
        self._register(action, key)
        action.triggered.connect(lambda *_: self.asked.emit(name))
        action.changed.connect(lambda: self._print_key(name))
        self._print_key(name)
        if name == "coordinates":
            self.toolbar.addSeparator()
        self.toolbar.addAction(action)

    def _mode_action(self) -> QAction:
        action = QAction(icon("patch-tools"), tr("Drawing mode"), self._window)
        action.setObjectName("landguard-drawing-mode")
        action.setCheckable(True)
        self._register(action, "F9")
        return action

    def _help_action(self) -> QAction:
        action = QAction("?", self.toolbar)
        action.setObjectName("landguard-patch-help")
        action.setToolTip(tr("Help"))
        action.triggered.connect(lambda *_: show_help("patch-tools", self._window))
        return action

    def _on_switched(self, on: bool) -> None:
        self._allow(on)
        self.switched.emit(on)

    def _register(self, action: QAction, key: str) -> None:
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._window.addAction(action)
        QgsGui.shortcutsManager().registerAction(action, key)

    def _print_key(self, name: str) -> None:
        """Write the key, as it is now, on the button and into the tip."""
        action = self._actions.get(name)
        if action is None:
            return
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        title, what = self._titles[name]
        label = f"{title} {key}".strip()
        if action.iconText() != label:
            action.setIconText(label)
            action.setToolTip(f"{what} ({key})" if key else what)

    def _width_box(self) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setObjectName("landguard-strip-width")
        box.setRange(0.1, 500.0)
        box.setDecimals(1)
        box.setSingleStep(0.5)
        box.setValue(STRIP_WIDTH.get() / 10)
        box.setSuffix(tr(" m wide"))
        box.setToolTip(tr("Width of strips"))
        box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        box.valueChanged.connect(lambda value: STRIP_WIDTH.put(round(value * 10)))
        self.toolbar.insertWidget(self._actions["split"], box)
        return box

    def _allow(self, on: bool) -> None:
        for action in self._actions.values():
            action.setEnabled(on)
        self.width.setEnabled(False)
        self.toolbar.setVisible(on)
