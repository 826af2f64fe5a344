"""The queue as a Qt table: ten thousand rows without a widget among them, filtered in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Optional

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt
from qgis.PyQt.QtGui import QColor, QFont

from ...bridge import patch_words
from ...bridge.i18n import language, tr
from ...core.patches.queue import QueueFilter, QueueRow, haystack, is_shown
from ...core.patches.records import State
from ..common.numbers import UNKNOWN, area_text, unit_name
from .marks import mark_of

STATE, NUMBER, AREA, FARMLAND, BASIC, SUGGESTION = range(6)
_FIGURES = {FARMLAND: "farmland", BASIC: "basic"}


def suggestion_text(verdict: str) -> str:
    """Return a suggested verdict as the list shows it: its first letters, as a question."""
    return f"{patch_words.verdict_word(verdict)[: 1 if language() == 'zh' else 4]}?"


class QueueModel(QAbstractTableModel):
    """Rows of a queue that pass a filter, in the order of the queue."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._all: list[QueueRow] = []
        self._texts: list[str] = []
        self._shown: list[int] = []
        self._place: dict[str, int] = {}
        self._row_of: dict[str, int] = {}
        self._cells: dict[str, tuple[str, ...]] = {}  # texts of rows that were painted, by uid
        self._wanted = QueueFilter()
        self._unit = "mu"
        self._common = 0  # letters all numbers begin with: the list leaves them out, everything else shows them

    def show(self, rows: Sequence[QueueRow], unit: str) -> None:
        """Show a queue with areas in a unit."""
        self.beginResetModel()
        self._all, self._unit = list(rows), unit
        self._cells = {}
        self._texts = [haystack(row) for row in self._all]
        self._place = {row.patch.uid: place for place, row in enumerate(self._all)}
        self._common = _common_start([row.patch.number for row in self._all])
        self._choose()
        self.endResetModel()

    def restrict(self, wanted: QueueFilter) -> None:
        """Show only what passes a filter."""
        self.beginResetModel()
        self._wanted = wanted
        self._choose()
        self.endResetModel()

    def replace(self, rows: Iterable[QueueRow]) -> None:
        """Take rows as they stand now. A row that no longer passes the filter stays until the next filter: nothing jumps."""
        for row in rows:
            place = self._place.get(row.patch.uid)
            if place is None:
                continue
            self._all[place], self._texts[place] = row, haystack(row)
            self._cells.pop(row.patch.uid, None)
            shown = self._row_of.get(row.patch.uid)
            if shown is not None:
                self.dataChanged.emit(self.index(shown, 0), self.index(shown, self.columnCount() - 1))

    def rows(self) -> list[QueueRow]:
        """Return the rows that are shown, in their order."""
        return [self._all[place] for place in self._shown]

    def row_of(self, uid: str) -> int:
        """Return the table row of a patch, -1 when it is not shown."""
        return self._row_of.get(uid, -1)

    def row_at(self, row: int) -> Optional[QueueRow]:
        """Return the queue row shown at a table row."""
        return self._all[self._shown[row]] if 0 <= row < len(self._shown) else None

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 6

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._all[self._shown[index.row()]], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            texts = self._cells.get(row.patch.uid)
            if texts is None:
                texts = self._cells[row.patch.uid] = tuple(self._text(row, k) for k in range(6))
            return texts[column]
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (AREA, FARMLAND, BASIC):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DecorationRole and column == STATE:
            return mark_of(row.patch)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        if role == Qt.ItemDataRole.ForegroundRole and column in _FIGURES and row.figure(_FIGURES[column]):
            return QColor("#C62828") if column == BASIC else None
        if role == Qt.ItemDataRole.FontRole and column == NUMBER and row.patch.state is State.UNJUDGED:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("State"), tr("Number"), unit_name(self._unit), tr("Farm"), tr("Basic"), tr("Sugg."))[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            unit = unit_name(self._unit)
            return (
                tr("The shape of the mark is the state, its colour the verdict"),
                tr("Issued number"),
                tr("Area ({unit})").format(unit=unit),
                tr("Farmland in the patch ({unit})").format(unit=unit),
                tr("Permanent basic farmland in the patch ({unit})").format(unit=unit),
                tr("What the overlays suggest; it never fills the verdict in"),
            )[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (AREA, FARMLAND, BASIC):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _choose(self) -> None:
        self._shown = [k for k, row in enumerate(self._all) if is_shown(row, self._wanted, self._texts[k])]
        self._row_of = {self._all[place].patch.uid: row for row, place in enumerate(self._shown)}

    def _text(self, row: QueueRow, column: int) -> str:
        if column == STATE:
            return patch_words.standing_word(row.patch)
        if column == NUMBER:
            return row.patch.number[self._common :]
        if column == AREA:
            return area_text(row.patch.area_dm2, self._unit)
        if column == SUGGESTION:
            suggestion = row.screening.suggestion.split("/")[0] if row.screening is not None else ""
            return suggestion_text(suggestion) if suggestion else UNKNOWN
        return area_text(row.figure(_FIGURES[column]), self._unit)

    def _tip(self, row: QueueRow, column: int) -> str:
        if column in (FARMLAND, BASIC, SUGGESTION) and row.screening is None:
            return tr("Not screened yet: the overlays have not been computed")
        if column == SUGGESTION and row.screening.suggestion:
            return tr("Suggested: {word}").format(word=patch_words.verdict_word(row.screening.suggestion.split("/")[0]))
        patch = row.patch
        parts = [patch.number, f"{row.unit_name or ''} {patch.unit}".strip(), patch_words.state_word(patch.state)]
        if patch.judgement is not None:
            parts.append(f"{patch_words.verdict_word(patch.judgement.verdict)} · {patch.judgement.actor.person}")
        return "\n".join(parts)


def _common_start(numbers: Sequence[str]) -> int:
    """Return how many letters all numbers begin with, so that at least six are left of each."""
    if len(numbers) < 2:
        return 0
    low, high = min(numbers), max(numbers)
    alike = next((k for k, (one, other) in enumerate(zip(low, high)) if one != other), min(len(low), len(high)))
    return max(0, min(alike, min(map(len, numbers)) - 6))
