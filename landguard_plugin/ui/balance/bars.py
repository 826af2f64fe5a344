"""The bar of a project's account: required, covered, held, short; colour, pattern and words say the same."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.PyQt.QtCore import QModelIndex, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPalette, QPen
from qgis.PyQt.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ...bridge.i18n import tr
from .words import GAIN, HELD, LACK, shown_text

BAR = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Bar:
    """Figures of one project and account as they are shown (hundredths or kg)."""

    account: str
    required: int
    written_off: int
    reserved: int
    short: int

    def words(self) -> str:
        """Return what the bar says."""
        if not self.required:
            return tr("nothing required")
        covered = tr("{used}/{required}").format(
            used=shown_text(self.account, self.written_off), required=shown_text(self.account, self.required)
        )
        if self.short:
            return tr("{covered}, short {short}").format(covered=covered, short=shown_text(self.account, self.short))
        return tr("{covered}, covered").format(covered=covered)

    def parts(self) -> tuple[float, float, float]:
        """Return the shares of covered, held (of what is short) and short without it; they sum to 1, or are all 0."""
        if self.required <= 0:
            return 0.0, 0.0, 0.0
        used = min(1.0, max(0.0, self.written_off / self.required))
        held = min(1.0 - used, max(0.0, self.reserved / self.required))
        return used, held, 1.0 - used - held


class BarDelegate(QStyledItemDelegate):
    """Paints a Bar with its words above it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        bar = index.data(BAR)
        if bar is None:
            super().paint(painter, option, index)
            return
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, option.palette.highlight())
        ink = option.palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        frame = QRectF(option.rect).adjusted(6, 3, -6, -4)
        metrics = QFontMetricsF(option.font)
        painter.setPen(ink)
        text = QRectF(frame.left(), frame.top(), frame.width(), metrics.height())
        words = metrics.elidedText(bar.words(), Qt.TextElideMode.ElideRight, frame.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        line = QRectF(frame.left(), text.bottom() + 2, frame.width(), max(4.0, frame.bottom() - text.bottom() - 2))
        _draw_line(painter, line, bar, chosen)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        metrics = QFontMetricsF(option.font)
        return QSize(round(metrics.averageCharWidth() * 26), round(metrics.height() * 1.9) + 8)


def _draw_line(painter: QPainter, line: QRectF, bar: Bar, chosen: bool) -> None:
    looks = (
        (GAIN, Qt.BrushStyle.SolidPattern),
        (HELD, Qt.BrushStyle.Dense5Pattern),
        (LACK, Qt.BrushStyle.BDiagPattern),
    )
    if chosen:
        painter.fillRect(line, QColor("white"))
    x = line.left()
    for share, (colour, pattern) in zip(bar.parts(), looks):
        part = QRectF(x, line.top(), share * line.width(), line.height())
        painter.fillRect(part, QBrush(QColor(colour), pattern))
        x = part.right()
    painter.setPen(QPen(QColor("#8C8C8C"), 0.8))
    painter.drawRect(line)
