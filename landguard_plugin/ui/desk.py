"""The desk: toolbar, menu and docks of the plugin in QGIS's main window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Callable, Optional

from qgis.gui import QgisInterface, QgsGui
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QMenu, QToolBar

from ..bridge import dependencies
from ..bridge.i18n import tr
from ..bridge.settings import LAST_STORE
from ..bridge.text import word_error
from ..core.problems import LandGuardError
from .icons import icon
from .maptools.journalling import is_drawing
from .options.page import OptionsFactory

if TYPE_CHECKING:
    from .maptools.patch_tools import PatchTools
    from .workbench.workbench import Workbench


class Desk:
    """Puts LandGuard's actions into QGIS and takes them away again. Docks are made when first opened."""

    def __init__(self, iface: QgisInterface) -> None:
        """Keep QGIS's interface."""
        self._iface = iface
        self._toolbar: Optional[QToolBar] = None
        self._menu: Optional[QMenu] = None
        self._actions: list[QAction] = []
        self._docks: dict[str, QDockWidget] = {}
        self._options: Optional[OptionsFactory] = None
        self._workbench: Optional[Workbench] = None
        self._drawing: Optional[QAction] = None
        self._patch_tools: Optional[PatchTools] = None

    def set_up(self) -> None:
        """Add toolbar, menu and actions."""
        self._toolbar = self._iface.addToolBar(tr("LandGuard"))
        self._toolbar.setObjectName("landguard-toolbar")
        self._options = OptionsFactory()
        self._iface.registerOptionsWidgetFactory(self._options)
        self._menu = QMenu(tr("LandGuard"), self._iface.mainWindow())
        self._menu.setObjectName("landguard-menu")
        self._menu.setIcon(icon("landguard"))
        self._iface.pluginMenu().addMenu(self._menu)
        self._add_action(
            "landguard-accounting", "accounting", tr("Survey accounting"), self._show_accounting, in_toolbar=True
        )
        self._add_action("landguard-balance", "balance", tr("Farmland balance"), self._show_balance, in_toolbar=True)
        self._add_action("landguard-findings", "findings", tr("Check findings"), self._show_findings, in_toolbar=True)
        self._add_action("landguard-import", "import", tr("Import issued patches…"), self._show_import, in_toolbar=True)
        self._add_action(
            "landguard-workbench", "workbench", tr("Verification workbench"), self._show_workbench, in_toolbar=True
        )
        self._add_drawing_mode()
        self._add_action("landguard-evidence", "evidence", tr("Evidence"), self._show_evidence, in_toolbar=True)
        self._add_action("landguard-verify", "verify", tr("Verify case packages…"), self._verify_packages)
        self._add_action("landguard-dependencies", "dependencies", tr("Dependencies…"), self._show_dependencies)

    def take_down(self) -> None:
        """Remove docks, actions, menu and toolbar, in mirror order."""
        if self._workbench is not None:
            self._workbench.take_down()
            self._workbench = None
        if self._patch_tools is not None:
            self._patch_tools.take_down()
            self._patch_tools = None
        if self._drawing is not None:
            QgsGui.shortcutsManager().unregisterAction(self._drawing)
            self._drawing = None
        for dock in reversed(list(self._docks.values())):
            self._iface.removeDockWidget(dock)
            dock.deleteLater()
        self._docks = {}
        for action in reversed(self._actions):
            self._toolbar.removeAction(action)
            self._menu.removeAction(action)
            action.deleteLater()
        self._actions = []
        if self._menu is not None:
            self._iface.pluginMenu().removeAction(self._menu.menuAction())
            self._menu.deleteLater()
            self._menu = None
        if self._options is not None:
            self._iface.unregisterOptionsWidgetFactory(self._options)
            self._options = None
        if self._toolbar is not None:
            self._iface.mainWindow().removeToolBar(self._toolbar)
            self._toolbar.deleteLater()
            self._toolbar = None

    def _add_action(
        self, name: str, picture: str, title: str, slot: Callable[[], None], in_toolbar: bool = False
    ) -> QAction:
        action = QAction(icon(picture), title, self._iface.mainWindow())
        action.setObjectName(name)
        action.triggered.connect(slot)
        self._menu.addAction(action)
        if in_toolbar:
            self._toolbar.addAction(action)
        self._actions.append(action)
        return action

    def _show_dock(self, name: str, make: Callable[[], QDockWidget], area: Qt.DockWidgetArea) -> QDockWidget:
        dock = self._docks.get(name)
        if dock is None:
            dock = make()
            dock.setObjectName(name)
            self._iface.addDockWidget(area, dock)
            self._docks[name] = dock
        dock.setUserVisible(True) if hasattr(dock, "setUserVisible") else dock.show()
        return dock

    def _show_accounting(self) -> None:
        if not self._ready():
            return
        from .accounting.dock import AccountingDock

        area = Qt.DockWidgetArea.BottomDockWidgetArea
        self._show_dock("landguard-accounting-dock", lambda: AccountingDock(self._iface), area)

    def _show_balance(self) -> None:
        if not self._ready():
            return
        from .balance.dock import BalanceDock

        area = Qt.DockWidgetArea.BottomDockWidgetArea
        self._show_dock("landguard-balance-dock", lambda: BalanceDock(self._iface), area)

    def _show_findings(self) -> None:
        if not self._ready():
            return
        from .findings.dock import FindingsDock

        area = Qt.DockWidgetArea.RightDockWidgetArea
        self._show_dock("landguard-findings-dock", lambda: FindingsDock(self._iface), area)

    def _show_workbench(self) -> None:
        if not self._ready():
            return
        if self._workbench is None:
            from .workbench.workbench import Workbench

            self._workbench = Workbench(self._iface, self.patch_tools())
            self._workbench.first.import_wanted.connect(self._show_import)
        self._workbench.show()

    def _show_import(self) -> None:
        if not self._ready():
            return
        from .intake.dialog import ImportDialog

        open_now = self._workbench.session.place if self._workbench is not None else ""
        dialog = ImportDialog(self._iface, open_now)
        dialog.queue_wanted.connect(self._open_queue)
        dialog.imported.connect(self._on_imported)
        dialog.exec()
        dialog.deleteLater()

    def _on_imported(self, store_path: str, _: str) -> None:
        """Show what came in where its store is open already."""
        if self._workbench is not None and self._workbench.session.place == store_path:
            self._workbench.opening.reload()

    def _open_queue(self, store_path: str) -> None:
        self._show_workbench()
        if self._workbench is not None:
            self._workbench.opening.open_path(store_path)

    def patch_tools(self) -> Optional[PatchTools]:
        """Return the map tools for patches, made when first wanted; None while packages are missing."""
        if self._patch_tools is None and self._ready():
            from .maptools.patch_tools import PatchTools

            self._patch_tools = PatchTools(self._iface, mode=self._drawing)
        return self._patch_tools

    def _add_drawing_mode(self) -> None:
        """Add the switch of drawing mode; unfinished drawing of an earlier sitting is offered once QGIS is up."""
        self._drawing = self._add_action(
            "landguard-drawing-mode", "patch-tools", tr("Drawing mode"), lambda: None, in_toolbar=True
        )
        self._drawing.setCheckable(True)
        QgsGui.shortcutsManager().registerAction(self._drawing, "F9")
        self._drawing.toggled.connect(self._on_drawing)
        QTimer.singleShot(0, self._offer_drafts)

    def _on_drawing(self, on: bool) -> None:
        if on and self._patch_tools is None:
            tools = self.patch_tools()
            if tools is None:
                self._drawing.setChecked(False)
            else:
                tools.begin()

    def _offer_drafts(self) -> None:
        """Offer what was being drawn when QGIS ended. Looks into the journal first: nothing heavy is loaded without need."""
        path = LAST_STORE.get()
        if self._drawing is None or not path or not Path(path).is_file():
            return
        from ..bridge.journals import open_journal

        try:
            waiting = any(is_drawing(draft) for draft in open_journal().pending(path))
        except LandGuardError as error:
            self._iface.messageBar().pushWarning(tr("LandGuard"), word_error(error))
            return
        tools = self.patch_tools() if waiting else None
        if tools is not None:
            tools.ready()  # opens the project store, which offers what is pending

    def _show_evidence(self) -> None:
        if not self._ready():
            return
        from .evidence.dock import EvidenceDock

        area = Qt.DockWidgetArea.RightDockWidgetArea
        self._show_dock("landguard-evidence-dock", lambda: EvidenceDock(self._iface), area)

    def _verify_packages(self) -> None:
        """Check case packages somebody handed in; no project needs to be open."""
        if not self._ready():
            return
        from .certify.proof_dialog import verify_packages

        verify_packages(self._iface.mainWindow())

    def _ready(self) -> bool:
        """Return whether the packages a dock needs are there; show the Dependencies page when they are not."""
        try:
            dependencies.require()
        except LandGuardError:
            self._show_dependencies()
            return False
        return True

    def _show_dependencies(self) -> None:
        from .dependencies_dialog import DependenciesDialog

        dialog = DependenciesDialog(self._iface.mainWindow())
        dialog.exec()
        dialog.deleteLater()
