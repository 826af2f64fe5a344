"""The workbench as a whole: docks, map, keys and drafts around one session."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsProject
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, Qt, QTimer
from qgis.PyQt.QtWidgets import QDockWidget, QPushButton

from ...app.patches.ports import Draft
from ...bridge.i18n import tr
from ...bridge.text import word_error
from ...core.patches.records import Role
from ...core.problems import LandGuardError
from ..evidence.strip import EvidenceStrip
from ..maptools.patch_tools import PatchTools
from . import sources
from .banner import Banner
from .drafts import Drafts
from .errands import Errands
from .first_page import FirstPage
from .keys import Keys
from .keys_dialog import KeysDialog
from .map_link import MapLink
from .opening import Opening
from .patch_dock import PatchDock
from .queue_dock import QueueDock
from .session import Session
from .swipe import Swipe
from .views import ViewsDock

_SECONDS = 4
_PAUSE = 180  # ms at a patch before its pictures are read


class Workbench(QObject):
    """Built when first opened, taken down with the plugin."""

    def __init__(self, iface: QgisInterface, tools: PatchTools) -> None:
        """Build the docks; no store is opened by itself. `tools` draw on the patch that is current here."""
        super().__init__(iface.mainWindow())
        self._iface, self._tools = iface, tools
        self.session, self.keys, self.drafts = Session(self), Keys(iface.mainWindow()), Drafts(self)
        self.link = MapLink(self.session, iface)
        self.swipe = Swipe(iface.mapCanvas(), self.link)
        self.first = FirstPage()
        self.queue = QueueDock(self.session, self.keys, self.first)
        self.patch = PatchDock(self.session, self.keys)
        self.errands = Errands(self.session, iface)
        self.opening = Opening(self.session, self.drafts, self.queue, self.first)
        self.strip = EvidenceStrip(iface.mapCanvas())
        self.patch.evidence_slot.addWidget(self.strip)
        self._look_at_evidence = QTimer(self)
        self._look_at_evidence.setSingleShot(True)
        self._look_at_evidence.setInterval(_PAUSE)
        self._views: Optional[ViewsDock] = None
        self._unfinished = Banner("landguard-workbench-drafts")
        self.queue.page_layout.insertWidget(0, self._unfinished)
        for dock, name, area in (
            (self.queue, "landguard-workbench-queue-dock", Qt.DockWidgetArea.LeftDockWidgetArea),
            (self.patch, "landguard-workbench-patch-dock", Qt.DockWidgetArea.RightDockWidgetArea),
        ):
            dock.setObjectName(name)
            iface.addDockWidget(area, dock)
        self._stack_left()
        self._connect()
        self._fill_menu()

    def show(self) -> None:
        """Bring the docks to the front, as wide as the work needs."""
        for dock in (self.queue, self.patch):
            dock.setUserVisible(True)
        self.queue.raise_()
        letter = self.queue.fontMetrics().averageCharWidth()
        self._iface.mainWindow().resizeDocks(
            [self.queue, self.patch], [letter * 58, letter * 56], Qt.Orientation.Horizontal
        )

    def _stack_left(self) -> None:
        """Give the queue the whole height on the left: QGIS's panels there become tabs behind it, none is closed."""
        window = self._iface.mainWindow()
        area = Qt.DockWidgetArea.LeftDockWidgetArea
        for name in ("Layers", "Browser"):
            panel = window.findChild(QDockWidget, name)
            if panel is not None and window.dockWidgetArea(panel) == area and not panel.isFloating():
                window.tabifyDockWidget(self.queue, panel)

    def take_down(self) -> None:
        """Take docks, keys and outlines away."""
        self._tools.patches_changed.disconnect(self._on_shaped)
        self.drafts.use(None, "")
        self.swipe.switch_off()
        self.session.close()
        self.link.take_down()
        if self._views is not None:
            self.link.least_size = lambda: None
            self._views.take_down()
        self.keys.take_down()
        for dock in (self._views, self.patch, self.queue):
            if dock is not None:
                self._iface.removeDockWidget(dock)
                dock.deleteLater()
        self.deleteLater()

    def show_views(self) -> None:
        """Show or hide the linked views; they are built when first wanted."""
        if self._views is None:
            self._views = ViewsDock(self.session, self.link, self._iface)
            self.link.least_size = self._views.least_size
            self._views.setObjectName("landguard-workbench-views-dock")
            self._iface.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self._views)
            window = self._iface.mainWindow()
            self._views.setUserVisible(True)
            window.resizeDocks([self._views], [round(window.height() * 0.36)], Qt.Orientation.Vertical)
        else:
            self._views.setUserVisible(not self._views.isVisible())
        self.link.zoom()

    @property
    def views(self) -> Optional[ViewsDock]:
        """Return the dock of linked views, None while nobody wanted it."""
        return self._views

    def toggle_swipe(self) -> None:
        """Switch the swipe on, with the first linked view's source, or off."""
        if self.swipe.is_on:
            self.swipe.switch_off()
            return
        source = QgsProject.instance().readEntry("landguard", "views/0", "")[0]
        if not source:
            self._say(tr("Choose the earlier image in the first linked view, then swipe."), Qgis.MessageLevel.Info)
            if self._views is None or not self._views.isVisible():
                self.show_views()
            return
        title = next((t for t, s in sources.choices(QgsProject.instance()) if s == source), "")
        row = self.session.row(self.session.current)
        patch = row.patch if row is not None else None
        words = (sources.date_of(source, title, patch, 0) or title, sources.date_of(sources.MAIN, "", patch, 1))
        self.swipe.switch_on(source, words)

    def _connect(self) -> None:
        session, keys, patch = self.session, self.keys, self.patch
        for name, deed in (
            ("zoom", self.link.zoom),
            ("swipe", self.toggle_swipe),
            ("views", self.show_views),
            ("keys", self._show_keys),
        ):
            keys.bind(name, deed)
        self.queue.buttons["zoom"].clicked.connect(lambda _: self.link.zoom())
        self.queue.buttons["keys"].clicked.connect(lambda _: self._show_keys())
        session.told.connect(self._tell)
        session.failed.connect(lambda text: self._say(text, Qgis.MessageLevel.Warning))
        patch.edited.connect(self.drafts.keep)
        patch.saved.connect(self.drafts.close)
        patch.work_done.connect(lambda: self.queue.view.setFocus(Qt.FocusReason.OtherFocusReason))
        patch.returned.shapes_wanted.connect(self.link.show_both_shapes)
        patch.layer_wanted.connect(self.link.show_overlay)
        patch.certify_wanted.connect(self._certify)
        patch.case_wanted.connect(self._export_cases)
        patch.screening_wanted.connect(self.errands.screen)
        self.errands.failed.connect(lambda text: self._say(text, Qgis.MessageLevel.Warning))
        keys.switched.connect(lambda on: self.queue.view.setFocus() if on else None)
        session.current_changed.connect(self._aim_tools)
        session.current_changed.connect(lambda _: self._look_at_evidence.start())
        session.rows_changed.connect(self._on_decided)
        session.closed.connect(lambda: self.strip.show_patch(None, "", session.actor))
        self._look_at_evidence.timeout.connect(self._show_evidence)
        self.strip.evidence_changed.connect(self._on_evidence)
        session.closed.connect(lambda: self._tools.set_target(None, ""))
        self._tools.patches_changed.connect(self._on_shaped)
        self.drafts.offered.connect(self._offer_drafts)
        self.drafts.failed.connect(lambda text: self._say(text, Qgis.MessageLevel.Warning))
        self.opening.failed.connect(lambda text: self._say(text, Qgis.MessageLevel.Warning))

    def _certify(self, uids: list[str]) -> None:
        """Show the certify page for patches, and take in what was decided; a missing thing leads back to its patch."""
        from ..certify.dialog import certify_patches

        session, role = self.session, self.session.actor().role
        role = Role.COUNTY if role is Role.SURVEYOR else role
        try:
            certify_patches(self._iface.mainWindow(), session.place, uids, role, lambda uid, _: session.go(uid))
        except LandGuardError as error:
            self._say(word_error(error), Qgis.MessageLevel.Warning)
        session.refresh(uids)

    def _export_cases(self, uids: list[str]) -> None:
        """Export the case packages of patches; what was written may be verified at once."""
        from ..certify.case_dialog import CaseDialog
        from ..certify.proof_dialog import verify_packages

        if not (self.session.is_open and uids):
            return
        dialog = CaseDialog(self.session.place, uids, self._iface.mainWindow())
        dialog.verify_wanted.connect(lambda paths: verify_packages(dialog, paths))
        dialog.exec()
        dialog.deleteLater()

    def _check_store(self) -> None:
        from ..certify.proof_dialog import check_store

        if self.session.is_open:
            check_store(self._iface.mainWindow(), self.session.place)

    def _show_evidence(self) -> None:
        """Show the evidence of the patch at which one has stopped; those one hurries past are not read."""
        session = self.session
        if session.is_open and session.place:
            self.strip.show_patch(session.store, session.current, session.actor)

    def _on_decided(self, uids: list[str]) -> None:
        """Let evidence be added, or no longer, once the patch on show was certified or returned."""
        row = self.session.row(self.session.current) if self.session.current in uids else None
        if row is not None and self.strip.shows_otherwise(row.patch):
            self._look_at_evidence.start()

    def _on_evidence(self, uid: str) -> None:
        if self.session.is_open and self.session.row(uid) is not None:
            self.session.refresh([uid])

    def _aim_tools(self, uid: str) -> None:
        """Let the map tools work on the current patch."""
        session = self.session
        if session.is_open and session.place:
            self._tools.set_target(session.store, uid, session.place, session.campaign.id)

    def _on_shaped(self, uids: list[str]) -> None:
        """Take in what was drawn: a split patch leaves the list, its parts come; the largest part is worked on."""
        if not self.session.is_open:
            return
        target = self._tools.desk.target if self._tools.desk is not None else None
        self.session.refresh(uids, target.uid if target is not None else "")
        if target is not None and self.session.row(target.uid) is not None and target.uid != self.session.current:
            self.session.go(target.uid, follow=False)
        self.link.draw_current()

    def _fill_menu(self) -> None:
        menu = self.queue.menu
        for name, title, deed in (
            ("open", tr("Open a project store…"), self.opening.ask_open),
            ("create", tr("Create a project store…"), self.opening.ask_create),
            ("import", tr("Import issued patches…"), self.first.import_wanted.emit),
            ("screen", tr("Compute the overlays…"), self.errands.screen),
            ("reload", tr("Read the store again"), self.opening.reload),
            ("cases", tr("Case packages of the chosen patches…"), lambda: self._export_cases(self.session.chosen)),
            ("check", tr("Check the store…"), self._check_store),
            ("views", tr("Linked views"), self.show_views),
            ("swipe", tr("Swipe"), self.toggle_swipe),
            ("who", tr("Name and role…"), self.patch.ask_person),
            ("map-of-keys", tr("Map of keys"), self._show_keys),
        ):
            action = menu.addAction(title)
            action.setObjectName(f"landguard-workbench-menu-{name}")
            action.triggered.connect(lambda _=False, deed=deed: deed())

    def _tell(self, text: str, can_undo: bool) -> None:
        """Say good news quietly, with its Undo; only the latest is shown."""
        bar = self._iface.messageBar()
        bar.clearWidgets()
        if not can_undo:
            bar.pushMessage(tr("LandGuard"), text, Qgis.MessageLevel.Info, _SECONDS)
            return
        item = bar.createMessage(tr("LandGuard"), text)
        undo = QPushButton()
        self.keys.print_once("undo", undo, tr("Take back {key}"))
        undo.clicked.connect(lambda _: self.session.take_back())
        item.layout().addWidget(undo)
        bar.pushWidget(item, Qgis.MessageLevel.Success, _SECONDS)

    def _say(self, text: str, level: Qgis.MessageLevel) -> None:
        self._iface.messageBar().pushMessage(tr("LandGuard"), text, level, 0 if level != Qgis.MessageLevel.Info else 6)

    def _show_keys(self) -> None:
        dialog = KeysDialog(self.keys, self._iface.mainWindow())
        dialog.exec()
        dialog.deleteLater()

    def _offer_drafts(self, drafts: list[Draft]) -> None:
        """Offer what was typed and not submitted when QGIS ended: open all of it, or discard it on purpose."""
        numbers = [row.patch.number for row in (self.session.row(draft.uid) for draft in drafts) if row is not None]
        listed = ", ".join(numbers[:3]) + ("…" if len(numbers) > 3 else "")
        text = tr("Unsubmitted work of an earlier sitting: {count} patches ({numbers}).")
        self._unfinished.say(
            "note",
            text.format(count=len(drafts), numbers=listed),
            (tr("Open"), lambda: self._open_drafts(drafts)),
            (tr("Discard"), lambda: self._discard_drafts(drafts)),
        )

    def _open_drafts(self, drafts: list[Draft]) -> None:
        self._unfinished.fall_silent()
        for draft in drafts:
            if self.session.row(draft.uid) is not None:
                self.patch.take_unsaved(draft.uid, self.drafts.take_over(draft))
        first = next((draft.uid for draft in drafts if self.session.row(draft.uid) is not None), "")
        if first:
            self.session.go(first)
            self.link.zoom()

    def _discard_drafts(self, drafts: list[Draft]) -> None:
        self._unfinished.fall_silent()
        for draft in drafts:
            self.drafts.discard(draft)
