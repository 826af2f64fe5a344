"""The large view of one piece of evidence: picture left, what is claimed and tested right. Arrow keys go on."""

from __future__ import annotations

import re
from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QImage, QKeySequence, QPainter, QPixmap, QWheelEvent
from qgis.PyQt.QtWidgets import (
    QDialog,
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QShortcut,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ...bridge.clock import beijing_text
from ...bridge.i18n import tr
from ...bridge.text import term, word
from ...core.evidence.names import FAR, MET, NEAR, NOT_MET
from .cards import MARKS, Card, is_photo

LARGEST_SHOWN = 3000  # pixels of the long side: enough to read a number plate, small enough to be quick
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_COLOURS = {MET: "#2E7D32", NOT_MET: "#C62828"}
_CLAIMS = (
    "latitude", "longitude", "accuracy_m", "altitude_m", "datum", "direction", "direction_ref", "taken", "taken_offset",
    "gps_time", "modified", "make", "model", "software", "format", "width", "height", "odd",
)  # fmt: skip


class EvidenceViewer(QDialog):
    """Shows one piece; not modal. Left and Right go on, F and N say the view, Esc closes."""

    step_requested = pyqtSignal(int)
    view_requested = pyqtSignal(str)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the picture and the words."""
        super().__init__(parent)
        self.setObjectName("landguard-evidence-viewer")
        self._picture = PictureView()
        self._words = QLabel()
        self._far, self._near = QPushButton(tr("Far view (F)")), QPushButton(tr("Near view (N)"))
        self._lay_out()

    def _lay_out(self) -> None:
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setMargin(8)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._words)
        back, on, shut = QPushButton(tr("Previous (←)")), QPushButton(tr("Next (→)")), QPushButton(tr("Close (Esc)"))
        for button, slot, name in (
            (back, lambda: self.step_requested.emit(-1), "back"),
            (on, lambda: self.step_requested.emit(1), "next"),
            (self._far, lambda: self.view_requested.emit(FAR), "far"),
            (self._near, lambda: self.view_requested.emit(NEAR), "near"),
            (shut, self.close, "close"),
        ):
            button.setObjectName(f"landguard-evidence-viewer-{name}")
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(slot)
        # Shortcuts, not key events: an arrow key would otherwise walk from button to button.
        for key, button in (
            (Qt.Key.Key_Left, back),
            (Qt.Key.Key_Right, on),
            (Qt.Key.Key_F, self._far),
            (Qt.Key.Key_N, self._near),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(button.click)
        row = QHBoxLayout()
        for button in (back, on):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self._far, self._near, shut):
            row.addWidget(button)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._picture)
        split.addWidget(scroll)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        em = self.fontMetrics().averageCharWidth()
        split.setSizes([em * 90, em * 56])
        column = QVBoxLayout(self)
        column.addWidget(split, 1)
        column.addLayout(row)
        self.resize(em * 150, self.fontMetrics().height() * 34)

    def show_card(self, card: Card, place: str, not_counted: list[str], may_change: bool) -> None:
        """Show the words of a card and its small picture until the large one is there. `place` is like 2/3."""
        self.setWindowTitle(tr("Evidence {place}: {name}").format(place=place, name=card.piece.name))
        self._words.setText(_words_of(card, not_counted))
        self._picture.show_image(card.image)
        view = card.piece.claims.get("view")
        for button, name in ((self._far, FAR), (self._near, NEAR)):
            button.setEnabled(may_change and is_photo(card) and view != name)

    def show_picture(self, image: Optional[QImage]) -> None:
        """Show the large picture."""
        self._picture.show_image(image)


class PictureView(QGraphicsView):
    """A picture fitted to its frame; the wheel zooms, dragging moves, a double click fits again."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene = QGraphicsScene(self)
        scene.addItem(self._item)
        self.setScene(scene)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fitted = True

    def show_image(self, image: Optional[QImage]) -> None:
        """Show a picture, or nothing."""
        pixmap = QPixmap.fromImage(image) if image is not None else QPixmap()
        self._item.setPixmap(pixmap)
        self.scene().setSceneRect(self._item.boundingRect())
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self._fitted = False
        factor = 1.25 if event.angleDelta().y() > 0 else 0.8
        self.scale(factor, factor)

    def mouseDoubleClickEvent(self, event: object) -> None:
        """Fit again."""
        self._fit()

    def resizeEvent(self, event: object) -> None:
        """Keep a fitted picture fitted."""
        super().resizeEvent(event)
        if self._fitted:
            self._fit()

    def _fit(self) -> None:
        self._fitted = True
        if not self._item.boundingRect().isEmpty():
            self.fitInView(self._item, Qt.AspectRatioMode.KeepAspectRatio)


def _words_of(card: Card, not_counted: list[str]) -> str:
    """Return grade, tests and claims as rich text; everything that comes from a file is escaped."""
    seen = card.seen
    lines = []
    not_counted_title, tests_title = tr("Does not count:"), tr("Tests")
    claims_title = tr("What the file says of itself (not verified)")
    if seen.grade.letter:
        lines.append(f"<h3>{seen.grade.letter} · {_safe(term(f'grade_{seen.grade.letter}'))}</h3>")
    lines += [f"<p>{_safe(word(reason))}</p>" for reason in seen.grade.reasons]
    if card.trouble:
        lines.append(f"<p style='color:#C62828'>{_safe(card.trouble)}</p>")
    if not_counted:
        lines.append(f"<p><b>{_safe(not_counted_title)}</b><br>{'<br>'.join(map(_safe, not_counted))}</p>")
    if seen.outcomes:
        lines.append(f"<h4>{_safe(tests_title)}</h4><table cellpadding='2'>")
        for one in seen.outcomes:
            mark = f"<span style='color:{_COLOURS.get(one.outcome, '#546E7A')}'>{MARKS.get(one.outcome, '?')}</span>"
            cells = (mark, _safe(term(f"test_{one.test}")), _safe(_in_local_time(_without_code(word(one.reason)))))
            lines.append("<tr>" + "".join(f"<td valign='top'>{cell}</td>" for cell in cells) + "</tr>")
        lines.append("</table>")
    claims = [(name, card.piece.claims[name]) for name in _CLAIMS if card.piece.claims.get(name)]
    if claims:
        lines.append(f"<h4>{_safe(claims_title)}</h4><table cellpadding='2'>")
        for name, value in claims:
            lines.append(f"<tr><td valign='top'>{_safe(term(f'says_{name}'))}</td><td>{_safe(str(value))}</td></tr>")
        lines.append("</table>")
    lines.append(f"<p style='color:#546E7A'>SHA-256 {card.piece.sha256[:16]}…</p>")
    return "".join(lines)


def _without_code(sentence: str) -> str:
    return sentence.split(" ", 1)[-1]


def _in_local_time(sentence: str) -> str:
    """Return a sentence with its UTC moments as the clock on the wall shows them."""
    return _MOMENT.sub(lambda found: beijing_text(found[0]), sentence)


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
