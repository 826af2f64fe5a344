"""The strip of a patch's evidence: small pictures with grade and marks, how many count and what is missing, add and withdraw.

Embed it anywhere: `strip.show_patch(store, uid, actor)`. Files are read, tested and written off the screen's thread.
"""

from __future__ import annotations

from functools import partial
from typing import Callable, Optional

from qgis.core import QgsProject
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QBuffer, QIODevice, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QInputDialog, QMenu, QShortcut, QVBoxLayout, QWidget

from ...app.patches.evidence_checking import placed_photos
from ...app.patches.ports import PatchQuery
from ...app.patches.proving import Added, Desk, add_files, add_screenshot, retest, set_view, withdraw
from ...app.patches.proving_ports import Incoming
from ...bridge.clock import utc_now
from ...bridge.evidence import desk_for, files_in
from ...bridge.i18n import tr
from ...bridge.pictures import decoded, turned
from ...bridge.text import word, word_error
from ...core.evidence.names import FAR, NEAR
from ...core.patches.records import Actor, Patch, State
from ...core.problems import LandGuardError
from ..common.errands import Errands, Progressing
from .cards import Card, Loaded, is_photo, load
from .map_marks import MapMarks
from .strip_face import StripFace
from .viewer import LARGEST_SHOWN, EvidenceViewer

ActorOf = Callable[[], Actor]


class EvidenceStrip(QWidget):
    """Shows and changes the evidence of one patch."""

    evidence_changed = pyqtSignal(str)  # uid: pieces came, went or were tested anew
    shown = pyqtSignal(str)  # uid: the pictures of this patch are on screen

    def __init__(self, canvas: Optional[QgsMapCanvas] = None, parent: Optional[QWidget] = None) -> None:
        """Lay out the face; with a canvas, photos are shown on it."""
        super().__init__(parent)
        self.setObjectName("landguard-evidence-strip")
        self._canvas = canvas
        self._marks = MapMarks(canvas, self) if canvas is not None else None
        self._errands = Errands(self)
        self._desk: Optional[Desk] = None
        self._desk_key: tuple[str, str] = ("", "")
        self._actor: Optional[ActorOf] = None
        self._patch: Optional[Patch] = None
        self._loaded: Optional[Loaded] = None
        self._viewer: Optional[EvidenceViewer] = None
        self._chosen_file = ""  # a piece that is tested again gets a new id; its file stays the same
        self.face = StripFace()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.face)
        self._connect()

    def _connect(self) -> None:
        face = self.face
        face.add_asked.connect(self._choose_files)
        face.dropped.connect(self.add_paths)
        face.shot_asked.connect(self.take_map)
        face.retest_asked.connect(self.test_again)
        face.cancel_asked.connect(self._errands.cancel)
        face.chosen.connect(self._on_chosen)
        face.opened.connect(self.open_viewer)
        face.menu_asked.connect(self._show_menu)
        face.withdraw_asked.connect(self.withdraw_chosen)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)
        if self._marks is not None:
            self._marks.clicked.connect(face.choose)
            self.destroyed.connect(self._marks.close)

    # -- showing

    def show_patch(self, store: object, uid: str, actor: ActorOf) -> None:
        """Show the evidence of a patch of a store; "" for none. `actor` says who acts when something is changed."""
        self._actor = actor
        try:
            # A store that is no file has no shelf beside it.
            has_shelf = getattr(store, "path", None) is not None
            found = store.patches(PatchQuery(uids=(uid,), with_retired=True)) if has_shelf and uid else []
            self._patch = found[0] if found else None
            if self._patch is not None:
                self._take_desk(store, self._patch.campaign)
        except LandGuardError as error:
            self._patch = None
            self.face.tell(word_error(error), bad=True)
        self.reload()

    def shows_otherwise(self, patch: Patch) -> bool:
        """Return whether the strip shows this patch as it stood before a decision: what may be changed is another thing now."""
        return self._patch is not None and self._patch.uid == patch.uid and self._patch.state is not patch.state

    def _take_desk(self, store: object, campaign: str) -> None:
        """Use one desk per store and campaign: it remembers the pictures it has read."""
        key = (str(store.path), campaign)
        if self._desk is None or key != self._desk_key:
            self._desk = desk_for(store, campaign, QgsProject.instance().transformContext())
            self._desk_key = key

    def reload(self) -> None:
        """Read the evidence of the patch anew."""
        self._loaded = None
        if self._patch is None or self._desk is None:
            self.face.show_nothing()
            self._mark([])
            return
        desk, patch, now = self._desk, self._patch, utc_now()

        def work(_: Progressing) -> object:
            found = desk.store.patches(PatchQuery(uids=(patch.uid,), with_retired=True))
            fresh = found[0] if found else patch
            return load(desk, fresh, now), list(placed_photos(desk, "", (patch.uid,)))

        self._errands.run(tr("Evidence"), work, self._on_loaded, self._on_failed)

    def _on_loaded(self, result: object) -> None:
        loaded, placed = result
        if self._patch is None or loaded.patch.uid != self._patch.uid:
            return  # the user went on meanwhile
        kept = next((card.piece.id for card in loaded.cards if card.piece.sha256 == self._chosen_file), "")
        self._patch, self._loaded = loaded.patch, loaded
        self.face.show_loaded(loaded, self._may_change())
        self._mark(placed)
        self.face.choose(kept)
        if self._viewer is not None and self._viewer.isVisible():
            self._fill_viewer()
        self.shown.emit(loaded.patch.uid)

    def _on_failed(self, sentence: str) -> None:
        self.face.show_busy("")
        self.face.tell(sentence, bad=True)

    def showEvent(self, event: object) -> None:
        """Show the photos on the map while the strip is on screen."""
        super().showEvent(event)
        if self._marks is not None:
            self._marks.set_visible(True)

    def hideEvent(self, event: object) -> None:
        """Leave nothing of a hidden strip on the map."""
        super().hideEvent(event)
        if self._marks is not None:
            self._marks.set_visible(False)

    def _mark(self, placed: list) -> None:
        if self._marks is not None:
            self._marks.show_photos(placed)

    def _may_change(self) -> bool:
        patch = self._patch
        return patch is not None and not patch.state.is_certified and patch.state is not State.RETIRED

    def cards(self) -> list[Card]:
        """Return the cards on show."""
        return self._loaded.cards if self._loaded is not None else []

    @property
    def viewer(self) -> Optional[EvidenceViewer]:
        """Return the large view, None when it was never opened."""
        return self._viewer

    def chosen_card(self) -> Optional[Card]:
        """Return the chosen card."""
        piece = self.face.chosen_piece()
        return next((card for card in self.cards() if card.piece.id == piece), None)

    def _on_chosen(self, piece: str) -> None:
        card = self.chosen_card()
        if card is not None:
            self._chosen_file = card.piece.sha256
        if self._marks is not None:
            self._marks.choose(piece)
        if self._viewer is not None and self._viewer.isVisible():
            self._fill_viewer()

    # -- changing

    def add_paths(self, paths: list[str]) -> None:
        """Add files and folders to the patch."""
        try:
            files = files_in(paths)
        except LandGuardError as error:
            self.face.tell(word_error(error), bad=True)
            return
        self._add(files)

    def paste(self) -> None:
        """Add what the clipboard holds: files, or a picture."""
        data = QApplication.clipboard().mimeData()
        paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if paths:
            self.add_paths(paths)
        elif data.hasImage():
            content = png_of(QApplication.clipboard().image())
            self._add([Incoming(tr("Pasted picture.png"), lambda: content)])
        else:
            self.face.tell(tr("The clipboard holds neither files nor a picture."), bad=True)

    def take_map(self) -> None:
        """Add a screenshot of the map as it is."""
        if self._canvas is None or not self._ready():
            return
        name = tr("Map {number} {time}.png").format(number=self._patch.number, time=utc_now().replace(":", ""))
        content = png_of(self._canvas.grab().toImage())
        self._change(tr("Adding a map screenshot…"), partial(_screenshot, name=name, content=content))

    def test_again(self) -> None:
        """Test all evidence again; what changed is written."""
        self._change(tr("Testing the evidence again…"), _tested_again)

    def withdraw_chosen(self) -> None:
        """Ask for a reason and withdraw the chosen piece."""
        card = self.chosen_card()
        if card is None or not self._ready():
            return
        title = tr("Withdraw “{name}”").format(name=card.piece.name)
        reason, ok = QInputDialog.getText(self, title, tr("Reason (the piece stays in the history):"))
        if ok:
            self._change(tr("Withdrawing…"), partial(_withdrawn, piece=card.piece.id, reason=reason))

    def say_view(self, view: str) -> None:
        """Say of the chosen photo that it is a far or a near view."""
        card = self.chosen_card()
        if card is not None and is_photo(card):
            self._change(tr("Saving the view…"), partial(_viewed, piece=card.piece.id, view=view))

    def _add(self, files: list[Incoming]) -> None:
        title = tr("Adding {count} files…").format(count=len(files))
        self._change(title, partial(_added, files=files), self._tell_added)

    def _ready(self) -> bool:
        """Return whether something may be changed now, and say why not."""
        if self._patch is None or self._desk is None:
            return False
        if not self._may_change():
            self.face.tell(tr("The patch is certified or divided: its evidence cannot change."), bad=True)
            return False
        if not self._actor().person.strip():
            self.face.tell(word_error(LandGuardError("LG-EVI-008")), bad=True)
            return False
        return True

    def _change(self, title: str, deed: Callable[..., object], tell: Optional[Callable[[object], None]] = None) -> None:
        if not self._ready():
            return
        desk, uid, actor, now = self._desk, self._patch.uid, self._actor(), utc_now()

        def done(result: object) -> None:
            self.face.show_busy("")
            self.face.tell("")
            if tell is not None:
                tell(result)
            self.evidence_changed.emit(uid)
            self.reload()

        self.face.show_busy(title)
        self._errands.run(title, lambda progress: deed(desk, uid, actor, now, progress), done, self._on_failed)

    def _tell_added(self, added: object) -> None:
        if isinstance(added, Added):
            text = tr("{count} added.").format(count=len(added.accepted))
            if added.rejected:
                text = tr("{count} added, {rejected} not added (click for reasons).").format(
                    count=len(added.accepted), rejected=len(added.rejected)
                )
            self.face.tell(text, bool(added.rejected), [word(one.reason) for one in added.rejected])

    def _choose_files(self) -> None:
        if self._ready():
            paths, _ = QFileDialog.getOpenFileNames(self, tr("Add evidence"))
            if paths:
                self.add_paths(paths)

    # -- menu and large view

    def _show_menu(self, place: object) -> None:
        card = self.chosen_card()
        if card is None:
            return
        menu = QMenu(self)
        menu.addAction(tr("Open (Enter)"), self.open_viewer)
        if self._may_change():
            if is_photo(card):
                menu.addAction(tr("This is a far view"), lambda: self.say_view(FAR))
                menu.addAction(tr("This is a near view"), lambda: self.say_view(NEAR))
            menu.addAction(tr("Withdraw… (Del)"), self.withdraw_chosen)
        menu.exec(place)
        menu.deleteLater()

    def open_viewer(self) -> None:
        """Open the large view of the chosen piece."""
        if self.chosen_card() is None:
            return
        if self._viewer is None:
            self._viewer = EvidenceViewer(self.window())
            self._viewer.step_requested.connect(self.face.step)
            self._viewer.view_requested.connect(self.say_view)
        self._fill_viewer()
        self._viewer.show()
        self._viewer.raise_()
        self._viewer.activateWindow()

    def _fill_viewer(self) -> None:
        card = self.chosen_card()
        if card is None:
            self._viewer.close()
            return
        ids = [one.piece.id for one in self.cards()]
        place = f"{ids.index(card.piece.id) + 1}/{len(ids)}"
        why = self._loaded.standing.not_counted.get(card.piece.id, ())
        self._viewer.show_card(card, place, [word(reason) for reason in why], self._may_change())
        desk, piece = self._desk, card.piece

        def work(_: Progressing) -> object:
            image = decoded(desk.shelf.read(piece.sha256), LARGEST_SHOWN)[1]
            orientation = piece.claims.get("orientation")
            return None if image is None else turned(image, orientation if isinstance(orientation, int) else 1)

        def done(image: object) -> None:
            if image is not None and self.face.chosen_piece() == piece.id:
                self._viewer.show_picture(image)

        self._errands.run(tr("Opening a picture"), work, done, lambda _: None)


def png_of(image: object) -> bytes:
    """Return a picture as PNG bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def _added(desk: Desk, uid: str, actor: Actor, at: str, progress: Progressing, files: list[Incoming]) -> Added:
    return add_files(desk, uid, files, actor, at, progress=progress)


def _screenshot(desk: Desk, uid: str, actor: Actor, at: str, _: Progressing, name: str, content: bytes) -> object:
    return add_screenshot(desk, uid, name, content, actor, at)


def _tested_again(desk: Desk, uid: str, actor: Actor, at: str, _: Progressing) -> object:
    return retest(desk, uid, actor, at)


def _withdrawn(desk: Desk, uid: str, actor: Actor, at: str, _: Progressing, piece: str, reason: str) -> None:
    withdraw(desk.store, uid, piece, reason, actor, at)


def _viewed(desk: Desk, uid: str, actor: Actor, at: str, _: Progressing, piece: str, view: str) -> object:
    return set_view(desk, uid, piece, view, actor, at)
