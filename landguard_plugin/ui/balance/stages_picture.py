"""What-if as a picture: for each account what may be used and what is short, at the three stages beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Optional

from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ...bridge.i18n import tr
from ..common.picture import Picture
from .words import ACCOUNTS, LACK, STOCK, account_title, amount_text, measure_of

Stages = Sequence[Mapping[str, tuple[int, int]]]
_LOOKS = ((STOCK, Qt.BrushStyle.SolidPattern), (LACK, Qt.BrushStyle.BDiagPattern))
_GAP = 14.0


class StagesPicture(Picture):
    """Draws available (solid) and short (hatched) of each account, now, after the open projects, and with the idea."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.setObjectName("landguard-balance-whatif-picture")
        self.setMinimumSize(QSize(320, 110))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stages: Stages = ()
        self._heads: Sequence[str] = ()
        self._unit = "mu"

    def show_stages(self, stages: Stages, heads: Sequence[str], unit: str) -> None:
        """Show account -> (available, short), exact amounts, for every stage; `heads` names the stages."""
        self._stages, self._heads, self._unit = stages, heads, unit
        self._title = tr("■ available   ▨ short")
        self.update()

    def draw(self, painter: QPainter, frame: QRectF, ink: QColor) -> None:
        """Draw the accounts beside each other."""
        metrics = QFontMetricsF(painter.font())
        line = metrics.height()
        painter.setPen(ink)
        painter.drawText(
            QRectF(frame.left(), frame.top(), frame.width(), line), Qt.AlignmentFlag.AlignLeft, self._title
        )
        if not self._stages:
            return
        width = (frame.width() - _GAP * (len(ACCOUNTS) - 1)) / len(ACCOUNTS)
        for place, account in enumerate(ACCOUNTS):
            left = frame.left() + place * (width + _GAP)
            area = QRectF(left, frame.top() + line, width, frame.height() - line)
            self._draw_account(painter, area, account, ink, metrics)

    def _draw_account(self, painter: QPainter, area: QRectF, account: str, ink: QColor, metrics: QFontMetricsF) -> None:
        line = metrics.height()
        painter.setPen(ink)
        title = f"{account_title(account)} ({measure_of(account, self._unit)})"
        painter.drawText(QRectF(area.left(), area.top(), area.width(), line), Qt.AlignmentFlag.AlignCenter, title)
        body = QRectF(area.left(), area.top() + 2.2 * line, area.width(), max(4.0, area.height() - 3.6 * line))
        highest = max(1, *(max(stage[account]) for stage in self._stages))
        wide = body.width() / len(self._stages)
        painter.drawLine(QPointF(body.left(), body.bottom()), QPointF(body.right(), body.bottom()))
        for place, (stage, head) in enumerate(zip(self._stages, self._heads)):
            left = body.left() + place * wide
            for number, (amount, (colour, pattern)) in enumerate(zip(stage[account], _LOOKS)):
                if amount <= 0:
                    continue
                tall = body.height() * amount / highest
                bar = QRectF(left + wide * (0.08 + 0.44 * number), body.bottom() - tall, 0.38 * wide, tall)
                painter.fillRect(bar, QBrush(QColor(colour), pattern))
                painter.setPen(QPen(QColor(colour), 1.0))
                painter.drawRect(bar)
                painter.setPen(ink)
                text = amount_text(account, amount, self._unit)
                box = QRectF(bar.center().x() - wide / 2, bar.top() - line, wide, line)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            word = metrics.elidedText(head, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(QRectF(left, body.bottom() + 2, wide, line), Qt.AlignmentFlag.AlignCenter, word)
