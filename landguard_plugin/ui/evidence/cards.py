"""A piece of evidence as the strip shows it: its small picture with grade and marks, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import QRect, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QIcon, QImage, QPainter, QPen, QPixmap

from ...app.patches.evidence_checking import as_of_now
from ...app.patches.proving import Assessment, Desk, assess
from ...bridge.pictures import decoded, turned
from ...bridge.text import term, word, word_error
from ...core.evidence.names import MET, NOT_MET, PHOTO
from ...core.evidence.requirements import Standing, standing
from ...core.patches.records import Evidence, Patch
from ...core.problems import LandGuardError

SMALL = QSize(90, 68)  # three of them, as many as are asked for, stand in a dock side by side
_GRADE_COLOURS = {"A": "#2E7D32", "B": "#1565C0", "C": "#546E7A", "D": "#C62828"}
MARKS = {MET: "✔", NOT_MET: "✘"}


@dataclass(frozen=True)
class Card:
    """A piece as judged now, its small picture (None when there is none to show) and what is amiss with its original."""

    seen: Assessment
    image: Optional[QImage]
    trouble: str

    @property
    def piece(self) -> Evidence:
        """Return the piece."""
        return self.seen.piece

    @property
    def failed(self) -> list[str]:
        """Return the reasons of the tests that are not met."""
        return [word(one.reason) for one in self.seen.outcomes if one.outcome == NOT_MET]


@dataclass(frozen=True)
class Loaded:
    """What a patch's strip shows: its cards, how far its evidence has come."""

    patch: Patch
    cards: list[Card]
    standing: Standing


def load(desk: Desk, patch: Patch, at: str) -> Loaded:
    """Return the cards of a patch; originals are read and checked against their hash."""
    seen = assess(desk, patch.uid, at)
    return Loaded(patch, [_card(desk, one) for one in seen], standing(desk.rules, [as_of_now(one) for one in seen]))


def _card(desk: Desk, seen: Assessment) -> Card:
    try:
        content = desk.shelf.read(seen.piece.sha256)
    except LandGuardError as error:
        return Card(seen, None, word_error(error))
    image = decoded(content, 2 * SMALL.width())[1]
    orientation = seen.piece.claims.get("orientation")
    if image is not None:
        image = turned(image, orientation if isinstance(orientation, int) else 1)
    return Card(seen, image, "")


def title_of(card: Card) -> str:
    """Return the line under a picture: view or kind, and how many tests are not met."""
    piece = card.piece
    view = piece.claims.get("view")
    text = term(f"view_{view}") if view else term(f"kind_{piece.kind}")
    failed = len(card.failed)
    return f"{text} ✘{failed}" if failed else text


def tooltip_of(card: Card) -> str:
    """Return name, grade in words and every test that is not met."""
    piece = card.piece
    lines = [piece.name]
    if card.seen.grade.letter:
        lines.append(f"{card.seen.grade.letter} {term(f'grade_{card.seen.grade.letter}')}")
    lines += [f"✘ {text}" for text in card.failed]
    if card.trouble:
        lines.append(card.trouble)
    return "\n".join(lines)


def icon_of(card: Card, ratio: float) -> QIcon:
    """Return the small picture with the grade's letter and a mark when something is wrong."""
    pixmap = QPixmap(SMALL * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor("#ECEFF1"))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QRect(0, 0, SMALL.width(), SMALL.height())
    if card.image is not None:
        shown = card.image.size().scaled(SMALL, Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, shown.width(), shown.height())
        place.moveCenter(frame.center())
        painter.drawImage(place, card.image)
    else:
        painter.setPen(QColor("#546E7A"))
        ending = card.piece.name.rsplit(".", 1)[-1].upper()[:6] if "." in card.piece.name else "?"
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, ending)
    _badges(painter, card, frame)
    painter.end()
    return QIcon(pixmap)


def _badges(painter: QPainter, card: Card, frame: QRect) -> None:
    bold = QFont(painter.font())
    bold.setBold(True)
    painter.setFont(bold)
    letter = card.seen.grade.letter
    if letter:
        box = QRect(frame.left() + 3, frame.top() + 3, 18, 18)
        painter.setPen(QPen(QColor("white"), 1))
        painter.setBrush(QColor(_GRADE_COLOURS[letter]))
        painter.drawRoundedRect(box, 3, 3)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
    if card.failed or card.trouble:
        box = QRect(frame.right() - 20, frame.top() + 3, 18, 18)
        painter.setPen(QPen(QColor("white"), 1))
        painter.setBrush(QColor("#C62828"))
        painter.drawEllipse(box)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "!" if card.trouble else "✘")


def is_photo(card: Card) -> bool:
    """Return whether a card shows a photo."""
    return card.piece.kind == PHOTO
