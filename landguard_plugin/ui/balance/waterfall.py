"""The statement as a picture: for each account opening, what came, what went, closing, as steps that meet (a waterfall)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ...bridge.i18n import tr
from ..common.picture import Picture
from .words import (
    ACCOUNTS,
    GAIN,
    HELD,
    LOSS,
    STATEMENT,
    STOCK,
    USED,
    account_title,
    column_word,
    measure_of,
    shown_text,
)

_LOOKS = {
    "opening": (STOCK, Qt.BrushStyle.SolidPattern),
    "added": (GAIN, Qt.BrushStyle.SolidPattern),
    "deducted": (LOSS, Qt.BrushStyle.BDiagPattern),
    "written_off": (USED, Qt.BrushStyle.SolidPattern),
    "reserved": (HELD, Qt.BrushStyle.Dense5Pattern),
    "closing": (STOCK, Qt.BrushStyle.SolidPattern),
}
_GAP = 10.0


class Waterfall(Picture):
    """Draws the three accounts of one unit beside each other."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.setObjectName("landguard-balance-picture")
        self.setMinimumSize(QSize(320, 150))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._cells: Mapping[str, Mapping[str, int]] = {}
        self._unit, self._first = "mu", ACCOUNTS[0]

    def show_cells(
        self, cells: Mapping[str, Mapping[str, int]], unit: str, title: str, first: str = ACCOUNTS[0]
    ) -> None:
        """Show account -> column -> figure as the statement shows it; `first` is drawn alone where there is no room for all."""
        self._cells, self._unit, self._title, self._first = cells, unit, title, first
        self.setAccessibleName(title)
        self.update()

    def draw(self, painter: QPainter, frame: QRectF, ink: QColor) -> None:
        """Draw title and the three accounts."""
        metrics = QFontMetricsF(painter.font())
        painter.setPen(ink)
        line = metrics.height() * 1.4
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(frame.left() + _GAP, frame.top(), frame.width(), line), left, self._title)
        if not self._cells:
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, tr("No figures yet."))
            return
        needed = sum(self._needed(account, metrics) for account in ACCOUNTS)
        shown = ACCOUNTS if needed <= frame.width() else (self._first,)
        width = (frame.width() - _GAP * (len(shown) + 1)) / len(shown)
        for place, account in enumerate(shown):
            x = frame.left() + _GAP + place * (width + _GAP)
            area = QRectF(x, frame.top() + line, width, frame.height() - line - 4)
            self._draw_account(painter, area, account, ink, metrics)

    def _needed(self, account: str, metrics: QFontMetricsF) -> float:
        """Return the width at which no figure and no word runs into its neighbour."""
        texts = [shown_text(account, self._cells[account][name]) for name in STATEMENT]
        texts += [column_word(name) for name in STATEMENT]
        return len(STATEMENT) * (max(metrics.horizontalAdvance(text) for text in texts) + 6) + _GAP

    def _draw_account(self, painter: QPainter, area: QRectF, account: str, ink: QColor, metrics: QFontMetricsF) -> None:
        line = metrics.height()
        title = f"{account_title(account)} ({measure_of(account, self._unit)})"
        painter.setPen(ink)
        painter.drawText(QRectF(area.left(), area.top(), area.width(), line), Qt.AlignmentFlag.AlignCenter, title)
        body = QRectF(area.left(), area.top() + 2.4 * line, area.width(), area.height() - 3.8 * line)
        steps = _steps(self._cells[account])
        highest = max(max(top, bottom) for _, bottom, top in steps)
        lowest = min(min(top, bottom) for _, bottom, top in steps)
        scale = body.height() / (highest - lowest) if highest > lowest else 0.0
        base = body.bottom() + lowest * scale
        wide = body.width() / len(steps)
        painter.setPen(QPen(ink, 0.8))
        painter.drawLine(QPointF(body.left(), base), QPointF(body.right(), base))
        for place, (name, bottom, top) in enumerate(steps):
            bar = QRectF(body.left() + place * wide + 0.14 * wide, base - max(bottom, top) * scale, 0.72 * wide, 0)
            bar.setHeight(max(abs(top - bottom) * scale, 1.0))
            self._draw_bar(painter, bar, name, ink)
            box = QRectF(body.left() + place * wide - wide / 3, bar.top() - line, wide * 5 / 3, line)
            painter.setPen(ink)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown_text(account, self._cells[account][name]))
            foot = QRectF(body.left() + place * wide - 2, body.bottom() + 3, wide + 4, line)
            word = metrics.elidedText(column_word(name), Qt.TextElideMode.ElideRight, foot.width())
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, word)
            if place + 1 < len(steps):
                painter.setPen(QPen(ink, 0.6, Qt.PenStyle.DotLine))
                level = base - top * scale
                painter.drawLine(QPointF(bar.right(), level), QPointF(bar.right() + 0.28 * wide, level))

    def _draw_bar(self, painter: QPainter, bar: QRectF, name: str, ink: QColor) -> None:
        colour, pattern = _LOOKS[name]
        painter.fillRect(bar, QBrush(QColor(colour), pattern))
        painter.setPen(QPen(QColor(colour), 1.0))
        painter.drawRect(bar)


def _steps(cells: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Return (column, where the bar begins, where it ends): stocks stand on the ground, movements on what was before them."""
    level = cells["opening"]
    steps = [("opening", 0, level)]
    for name in STATEMENT[1:-1]:
        after = level + cells[name] if name == "added" else level - cells[name]
        steps.append((name, level, after))
        level = after
    return [*steps, ("closing", 0, cells["closing"])]
