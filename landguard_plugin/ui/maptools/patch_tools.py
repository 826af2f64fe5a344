"""The map tools for patches, put together: toolbar, canvas tools, previews, live impact, journal, messages.

They work alone (a store is asked for) or behind the workbench, which says what to work on by `set_target` and hears of every
deed by `patches_changed`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Optional

from qgis.core import Qgis, QgsProject
from qgis.gui import QgisInterface, QgsMapTool, QgsMessageBarItem
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import QAction, QFileDialog, QPushButton

from ...app.patches.ports import DraftJournal, PatchStore
from ...bridge import patch_layers, stores
from ...bridge.clock import beijing_text
from ...bridge.i18n import tr
from ...bridge.journals import open_journal
from ...bridge.settings import LAST_STORE
from ...bridge.text import word_error
from ...core.patches.coordinates import read_points
from ...core.problems import LandGuardError
from .actions import PatchActions
from .capture import BACK, FINISH, CaptureTool, viewport_point
from .coordinates_panel import CoordinatesPanel
from .desk_of_patches import PatchDesk
from .journalling import DrawingJournal, Unfinished
from .live import LiveImpact
from .looks_ahead import LooksAhead
from .pick import PointingTool
from .pointing import CutAlongParcel, MergePatches
from .snapping import OwnSnapping
from .vertices import VertexTool

CAPTURES = {"draw": True, "strip": False, "split": False, "hole": True, "reshape": False}  # name -> ring


class PatchTools(QObject):
    """Owns everything that draws patches in one QGIS window."""

    patches_changed = pyqtSignal(list)  # uids of new, changed and retired patches
    mode_changed = pyqtSignal(bool)

    def __init__(
        self,
        iface: QgisInterface,
        store_opener: Optional[Callable[[], Optional[tuple[PatchStore, str]]]] = None,
        journal: Optional[Callable[[], DraftJournal]] = None,
        mode: Optional[QAction] = None,
    ) -> None:
        """Make the toolbar.

        `store_opener` returns (store, place) when a tool is wanted and no store is there; `mode` is the action that switches
        drawing on, when somebody has one already.
        """
        super().__init__(iface.mainWindow())
        self._iface, self._canvas = iface, iface.mapCanvas()
        self._open_store = store_opener or self._ask_store
        self._journal_of = journal or open_journal
        self.actions = PatchActions(iface, mode)
        self.actions.asked.connect(self.start)
        self.actions.switched.connect(self._on_mode)
        self.desk: Optional[PatchDesk] = None
        self.tool: Optional[QgsMapTool] = None
        self.live: Optional[LiveImpact] = None
        self._ahead: Optional[LooksAhead] = None
        self._journal = DrawingJournal(None, "")
        self._panel = CoordinatesPanel(self._canvas, self._typed)
        self._before: Optional[QgsMapTool] = None
        self._snapping = OwnSnapping()
        self._offered: dict[str, QgsMessageBarItem] = {}
        self._last_news: Optional[QgsMessageBarItem] = None
        self.actions.width.editingFinished.connect(self._canvas.setFocus)
        self._canvas.mapToolSet.connect(self._on_tool_set)
        self._canvas.installEventFilter(self)

    def take_down(self) -> None:
        """Take everything away; a half-drawn shape rests in the journal."""
        self.actions.mode.setChecked(False)
        self._drop_tool()
        self._canvas.removeEventFilter(self)
        self._canvas.mapToolSet.disconnect(self._on_tool_set)
        self._let_go_of_store()
        self._panel.deleteLater()
        self.actions.take_down()

    # -- store and target

    def set_store(self, store: PatchStore, place: str, campaign: str = "") -> bool:
        """Draw on a store; return whether it can be. Unfinished drawing of an earlier sitting is offered."""
        self._drop_tool()
        self._let_go_of_store()
        try:
            self.desk = PatchDesk(store, place, campaign)
            self._journal = DrawingJournal(self._journal_of(), place)
        except LandGuardError as error:
            self._warn(word_error(error))
            return False
        self.live = LiveImpact(store, self.desk.plane, self)
        self._ahead = LooksAhead(self._canvas, self.desk, self.live, self.actions.width)
        self.desk.told.connect(self._tell)
        self.desk.failed.connect(self._warn)
        self.desk.changed.connect(self._on_changed)
        self.offer_unfinished()
        return True

    def set_target(self, store: Optional[PatchStore], uid: str, place: str = "", campaign: str = "") -> None:
        """Say which patch of which store is worked on now; without a store, none is."""
        if store is None:
            self._drop_tool()
            self._let_go_of_store()
            return
        if self.desk is None or self.desk.store is not store:
            if not self.set_store(store, place or store.info().name, campaign):
                return
        self.desk.aim(uid)

    def ready(self) -> bool:
        """Return whether there is a store to draw on, asking for one when there is none."""
        if self.desk is None:
            opened = self._open_store()
            if opened is not None:
                self.set_store(*opened)
        return self.desk is not None

    # -- tools

    def start(self, name: str) -> bool:
        """Take up a tool, or do what an action is for. Return whether it could be."""
        if not self.ready():
            self.actions.check("")
            return False
        if name == "undo":
            return self.desk.take_back()
        if name == "coordinates":
            if not isinstance(self.tool, CaptureTool):
                self.start("draw")
            self._panel.open()
            return True
        self.desk.aim(self.desk.target.uid if self.desk.target is not None else "")  # as it is now
        if name not in ("draw", "strip") and not self.desk.allow(self.desk.target):
            self.actions.check("")
            return False
        self.actions.mode.setChecked(True)
        kept = self.tool.steps if isinstance(self.tool, CaptureTool) and self.tool.name == name else []
        self._drop_tool(keep_draft=bool(kept))
        self.tool = self._make(name)
        if kept:
            self.tool.put(kept)
        self._canvas.setMapTool(self.tool)
        self.actions.check(name)
        self._canvas.setFocus()
        self._ahead.begin(self.tool)
        return True

    def begin(self) -> None:
        """Switch drawing mode on where its action was switched on before the tools were there."""
        self.actions.take_up()

    def finish(self) -> bool:
        """Carry out what was captured; when it is refused, the points stay."""
        tool = self.tool
        if not isinstance(tool, CaptureTool) or not tool.points:
            return False
        if not self.desk.finish(tool.name, tool.points, self.actions.width.value()):
            return False
        self._journal.close()
        tool.clear()
        return True

    def _make(self, name: str) -> QgsMapTool:
        dock, plane = self._iface.cadDockWidget(), self.desk.plane
        if name in CAPTURES:
            tool = CaptureTool(self._canvas, dock, plane, name, CAPTURES[name])
            tool.stepped.connect(lambda points: self._careful(lambda: self._journal_step(tool, points)))
            tool.stepped_back.connect(
                lambda rest: self._careful(lambda: self._journal.step_back(rest, not tool.points))
            )
            tool.finished.connect(self.finish)
        elif name == "vertex":
            tool = VertexTool(self._canvas, dock, plane)
        else:
            tool = PointingTool(self._canvas, plane, name)
            helper = MergePatches if name == "merge" else CutAlongParcel
            tool.helper = helper(tool, self.desk, self._ahead)
        tool.undo_asked.connect(self.desk.take_back)
        return tool

    def _drop_tool(self, keep_draft: bool = False) -> None:
        tool, self.tool = self.tool, None
        if tool is None:
            return
        if self._ahead is not None:
            self._ahead.end()
        if isinstance(tool, CaptureTool) and not keep_draft:
            self._journal.leave()
        if self._canvas.mapTool() is tool:
            self._canvas.unsetMapTool(tool)
        tool.remove()
        tool.deleteLater()

    def _on_tool_set(self, new: Optional[QgsMapTool], old: Optional[QgsMapTool]) -> None:
        if self.tool is not None and new is not self.tool:
            self.actions.check("")
        elif new is self.tool and self.tool is not None:
            self.actions.check(self.tool.name)
        if old is not None and old is not self.tool and not hasattr(old, "name"):
            self._before = old

    def _on_mode(self, on: bool) -> None:
        if on and not self.ready():
            self.actions.mode.setChecked(False)
            return
        if on:
            self._snapping.switch_on()
            self._show_layer()
            self._careful(self.offer_unfinished)
        else:
            self._panel.hide()
            self._drop_tool()
            self.actions.check("")
            self._snapping.restore()
            if self._before is not None:
                self._canvas.setMapTool(self._before)
        self.mode_changed.emit(on)

    # -- keys that other shortcuts must not take while something is being drawn

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Enter, Esc, Backspace and Ctrl+Z for the tool at work."""
        at_work = self.tool is not None and self._canvas.mapTool() is self.tool
        if at_work and event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo) or event.key() in (*BACK, *FINISH):
                event.accept()
                return True
        return False

    # -- journal

    def _journal_step(self, tool: CaptureTool, points: list) -> None:
        target = self.desk.target.uid if self.desk.target is not None else ""
        self._journal.step(tool.name, target, {"width": self.actions.width.value()}, points)

    def offer_unfinished(self) -> None:
        """Offer what was being drawn when QGIS ended, with Open and Discard; once, while the offer is on the screen."""
        for unfinished in self._journal.pending():
            if self._offered.get(unfinished.id) not in self._iface.messageBar().items():
                self._offer(unfinished)

    def open_unfinished(self, unfinished: Unfinished) -> bool:
        """Go on with a draft: its tool, its patch, all its vertices."""
        if unfinished.tool not in CAPTURES or not self.ready():
            return False
        if unfinished.uid:
            self.desk.aim(unfinished.uid)
        self.actions.width.setValue(float(unfinished.settings.get("width", self.actions.width.value())))
        if not self.start(unfinished.tool):
            return False
        self._journal.take_over(unfinished)
        self.tool.put(unfinished.steps)
        self._show_points()
        return True

    def _offer(self, unfinished: Unfinished) -> None:
        count = sum(len(step) for step in unfinished.steps)
        text = tr("Unfinished drawing of {at} with {count} vertices was kept.").format(
            at=beijing_text(unfinished.at), count=count
        )
        item = self._iface.messageBar().createMessage(tr("LandGuard"), text)
        for name, title, deed in (
            ("open", tr("Open"), lambda: self.open_unfinished(unfinished)),
            ("discard", tr("Discard"), lambda: self._careful(lambda: self._journal.discard(unfinished))),
        ):
            button = QPushButton(title)
            button.setObjectName(f"landguard-draft-{name}")
            button.clicked.connect(lambda *_, deed=deed: (deed(), self._iface.messageBar().popWidget(item)))
            item.layout().addWidget(button)
        self._offered[unfinished.id] = item
        self._iface.messageBar().pushWidget(item, Qgis.MessageLevel.Info, 0)

    def _show_points(self) -> None:
        """Bring points that no mouse has set into view, and the label to the last one."""
        crs = self._canvas.mapSettings().destinationCrs()
        points = [self.desk.plane.to_map(point, crs) for point in self.tool.points]
        box = self._canvas.extent()
        if not all(box.contains(point) for point in points):
            for point in points:
                box.combineExtentWith(point.x(), point.y())
            self._canvas.setExtent(box)
            self._canvas.refresh()
        if points:
            self.tool.label.follow(viewport_point(self._canvas, points[-1]))

    # -- coordinates

    def _typed(self, text: str) -> tuple[str, bool]:
        tool = self.tool
        if not isinstance(tool, CaptureTool):
            return tr("Choose a drawing tool first."), False
        try:
            points = read_points(text, self.desk.plane.zone)
        except LandGuardError as error:
            return word_error(error), False
        for point in points:
            tool.add([point])
        if points:
            self._show_points()
        return tr("{count} vertices so far").format(count=len(tool.points)), True

    # -- telling

    def _on_changed(self, uids: list) -> None:
        self.live.patches_changed()
        self._show_layer()
        self.patches_changed.emit(uids)

    def _tell(self, sentences: list, undoable: bool) -> None:
        bar = self._iface.messageBar()
        if self._last_news is not None and self._last_news in bar.items():
            bar.popWidget(self._last_news)  # one piece of good news at a time
        item = self._last_news = bar.createMessage(tr("LandGuard"), " ".join(sentences))
        if undoable:
            button = QPushButton(tr("Take back"))
            button.setObjectName("landguard-drawing-take-back")
            button.setFlat(True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda *_: (bar.popWidget(item), self.desk.take_back()))
            item.layout().addWidget(button)
        bar.pushWidget(item, Qgis.MessageLevel.Success, 12)

    def _warn(self, sentence: str) -> None:
        self._iface.messageBar().pushMessage(tr("LandGuard"), sentence, Qgis.MessageLevel.Warning, 12)
        self._canvas.setFocus()

    def _careful(self, deed: Callable[[], object]) -> None:
        """Do something with the journal; when it fails the drawing goes on, and the user knows."""
        try:
            deed()
        except LandGuardError as error:
            self._warn(word_error(error))

    # -- surroundings

    def _ask_store(self) -> Optional[tuple[PatchStore, str]]:
        path = LAST_STORE.get()
        if not path or not Path(path).is_file():
            path, _ = QFileDialog.getOpenFileName(
                self._iface.mainWindow(),
                tr("Open a project store"),
                QgsProject.instance().homePath(),
                "GeoPackage (*.gpkg)",
            )
        if not path:
            return None
        try:
            store = stores.open_store(path)
        except LandGuardError as error:
            self._warn(word_error(error))
            return None
        LAST_STORE.put(path)
        return store, path

    def _let_go_of_store(self) -> None:
        self._journal.leave()
        if self._ahead is not None:
            self._ahead.take_down()
        if self.live is not None:
            self.live.stop()
            self.live.deleteLater()
        self.desk, self.live, self._ahead = None, None, None

    def _show_layer(self) -> None:
        """Have the patches on the map, as they are now."""
        path = Path(self.desk.place)
        if not path.is_file():
            return
        layer = patch_layers.add_patch_layer(path, self.desk.title, QgsProject.instance())
        if layer is not None:
            layer.dataProvider().reloadData()
            layer.triggerRepaint()
