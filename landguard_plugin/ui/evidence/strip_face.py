"""The face of the evidence strip: a head line, the small pictures, a line for what happened. It knows no store."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr
from ...bridge.text import term, word
from .cards import SMALL, Loaded, icon_of, title_of, tooltip_of

_PIECE = Qt.ItemDataRole.UserRole
_BAD, _GOOD, _OPEN = "#C62828", "#2E7D32", "#8A5A00"


class StripFace(QWidget):
    """Shows cards and asks for deeds by signals."""

    add_asked = pyqtSignal()
    dropped = pyqtSignal(list)  # paths
    shot_asked = pyqtSignal()
    retest_asked = pyqtSignal()
    cancel_asked = pyqtSignal()
    withdraw_asked = pyqtSignal()
    chosen = pyqtSignal(str)  # piece id, "" for none
    opened = pyqtSignal()
    menu_asked = pyqtSignal(QPoint)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the strip, empty."""
        super().__init__(parent)
        self._standing, self._note = QLabel(), QLabel()
        self._list = _Pictures()
        self._pages = QStackedWidget()
        self._empty = QLabel()
        self._add, self._shot, self._retest = QToolButton(), QToolButton(), QToolButton()
        self._cancel = QToolButton()
        self._reasons: list[str] = []
        self._lay_out()
        self.setAcceptDrops(True)
        self.show_nothing()

    def _lay_out(self) -> None:
        for widget, name, text, tip, signal in (
            (self._add, "add", tr("+ Add"), tr("Add photos or documents; or drop or paste them here"), self.add_asked),
            (self._shot, "shot", tr("Map"), tr("Add a screenshot of the map"), self.shot_asked),
            (
                self._retest,
                "retest",
                tr("Retest"),
                tr("Test all evidence again, as after a reshape"),
                self.retest_asked,
            ),
            (self._cancel, "cancel", tr("Cancel"), "", self.cancel_asked),
        ):
            widget.setObjectName(f"landguard-evidence-{name}")
            widget.setText(text)
            widget.setToolTip(tip)
            widget.clicked.connect(signal)
        self._cancel.hide()
        self._standing.setObjectName("landguard-evidence-standing")
        self._standing.setWordWrap(True)
        self._note.setObjectName("landguard-evidence-note")
        self._note.setWordWrap(True)
        self._note.hide()
        self._note.linkActivated.connect(self._show_reasons)
        head = QHBoxLayout()
        head.setSpacing(3)
        head.addWidget(self._standing, 1)
        for button in (self._add, self._shot, self._retest):
            head.addWidget(button)
        self._list.setObjectName("landguard-evidence-pictures")
        self._list.currentItemChanged.connect(lambda *_: self.chosen.emit(self.chosen_piece()))
        self._list.itemActivated.connect(lambda _: self.opened.emit())
        self._list.customContextMenuRequested.connect(
            lambda place: self.menu_asked.emit(self._list.viewport().mapToGlobal(place))
        )
        self._list.withdraw_pressed.connect(self.withdraw_asked)
        self._empty.setObjectName("landguard-evidence-empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setFrameShape(QLabel.Shape.StyledPanel)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._list)
        height = SMALL.height() + 2 * self.fontMetrics().height() + 14
        self._pages.setFixedHeight(height)
        foot = QHBoxLayout()
        foot.addWidget(self._note, 1)
        foot.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self._pages)
        column.addLayout(foot)

    # -- states

    def show_nothing(self) -> None:
        """Show that no patch is chosen."""
        self._list.clear()
        self._standing.setText(tr("Evidence"))
        self._empty.setText(tr("Choose a patch to see its evidence."))
        self._pages.setCurrentWidget(self._empty)
        self._allow(False)

    def show_loaded(self, loaded: Loaded, may_change: bool) -> None:
        """Show the cards of a patch and how far its evidence has come."""
        self._list.blockSignals(True)
        self._list.clear()
        for card in loaded.cards:
            item = QListWidgetItem(icon_of(card, self.devicePixelRatioF()), title_of(card))
            item.setData(_PIECE, card.piece.id)
            item.setToolTip(tooltip_of(card))
            self._list.addItem(item)
        self._list.blockSignals(False)
        self._show_standing(loaded)
        if not may_change:
            self._empty.setText(tr("No evidence. The patch is certified or divided: none can be added."))
        else:
            self._empty.setText(tr("No evidence yet. Drop photos here, paste them, or press Add."))
        self._pages.setCurrentWidget(self._list if loaded.cards else self._empty)
        self._allow(may_change)
        locked = tr("Read-only: the patch is certified or divided.")
        if not may_change and loaded.cards:
            self.tell(locked)
        elif self._note.text() == locked:
            self.tell("")

    def _show_standing(self, loaded: Loaded) -> None:
        stands = loaded.standing
        count = tr("Evidence {have}/{need}").format(have=len(stands.counted), need=stands.needed)
        colour, text = _GOOD, f"✔ {count}"
        if stands.unmet:
            colour, text = _OPEN, count
            views = tr(", ").join(term(f"view_{view}") for view in stands.missing)
            if views:
                text = tr("{count}, missing: {views}").format(count=count, views=views)
            elif len(stands.counted) >= stands.needed:
                text = tr("{count}, too few directions").format(count=count)
        self._standing.setText(f"<b style='color:{colour}'>{text}</b>")
        self._standing.setToolTip("\n".join(word(message) for message in stands.unmet))

    def show_busy(self, what: str) -> None:
        """Show what is going on; "" when it is over."""
        self._cancel.setVisible(bool(what))
        if what:
            self.tell(what)

    def tell(self, text: str, bad: bool = False, reasons: Optional[list[str]] = None) -> None:
        """Show a line under the pictures; with reasons, a click on it lists them."""
        self._reasons = reasons or []
        shown = text.replace("&", "&amp;").replace("<", "&lt;")
        if self._reasons:
            shown = f"<a href='#' style='color:{_BAD}'>{shown}</a>"
        self._note.setText(f"<span style='color:{_BAD}'>{shown}</span>" if bad else shown)
        self._note.setVisible(bool(text))

    def reasons(self) -> list[str]:
        """Return why files were not added."""
        return list(self._reasons)

    def _show_reasons(self) -> None:
        box = QMessageBox(QMessageBox.Icon.Information, tr("Not added"), "\n\n".join(self._reasons), parent=self)
        box.setObjectName("landguard-evidence-reasons")
        box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        box.deleteLater()

    def _allow(self, change: bool) -> None:
        for button in (self._add, self._shot, self._retest):
            button.setEnabled(change)

    # -- choosing

    def chosen_piece(self) -> str:
        """Return the id of the chosen piece, "" for none."""
        item = self._list.currentItem()
        return str(item.data(_PIECE)) if item is not None else ""

    def choose(self, piece: str) -> None:
        """Choose a piece; the first one when there is no such piece."""
        rows = [self._list.item(row).data(_PIECE) for row in range(self._list.count())]
        if rows:
            self._list.setCurrentRow(rows.index(piece) if piece in rows else 0)
        self.chosen.emit(self.chosen_piece())

    def step(self, by: int) -> None:
        """Choose the piece before or after, stopping at the ends."""
        row = self._list.currentRow() + by
        if 0 <= row < self._list.count():
            self._list.setCurrentRow(row)

    # -- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if self._add.isEnabled() and _paths_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the dropped files over."""
        paths = _paths_of(event)
        if paths and self._add.isEnabled():
            event.acceptProposedAction()
            self.dropped.emit(paths)


class _Pictures(QListWidget):
    """A row of pictures; arrows choose, Enter opens, Delete withdraws."""

    withdraw_pressed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListWidget.Movement.Static)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setIconSize(SMALL)
        self.setUniformItemSizes(True)
        self.setSpacing(3)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.setAcceptDrops(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, withdraw with Delete."""
        if event.key() == Qt.Key.Key_Delete:
            self.withdraw_pressed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
        else:
            super().keyPressEvent(event)


def _paths_of(event: QDropEvent) -> list[str]:
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
