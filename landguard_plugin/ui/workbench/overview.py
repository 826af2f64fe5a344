"""The head of the patch dock: number, unit, area; what is suggested and why; the figures of the overlays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ...bridge import patch_words, settings
from ...bridge.i18n import tr
from ...bridge.text import column_title, term
from ...core.campaigns.verdicts import VerdictTree
from ...core.patches.queue import QueueRow
from ...core.quantities import AREA_UNITS
from ..common.numbers import area_text, unit_name
from .elided import ElidedLine

_REASONS = 3
_DOORS = ("basic", "red_line", "farmland", "approved")
#: the figures that are always shown, in this order; the tab "Overlays" has the others
FIGURES = ("farmland", "basic", "red_line", "approved")


class Overview(QWidget):
    """Shows one row of the queue, or the sum of several."""

    layer_wanted = pyqtSignal(str)  # the name of a figure whose overlay should be shown
    screening_wanted = pyqtSignal()
    unit_changed = pyqtSignal(str)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the lines."""
        super().__init__(parent)
        self._row: Optional[QueueRow] = None
        self._many: list[QueueRow] = []
        self._outdated = False
        self._tree: Optional[VerdictTree] = None
        self._unit = settings.AREA_UNIT.get()
        self._number, self._where, self._area = QLabel(), QLabel(), QToolButton()
        font = self._number.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.15)
        self._number.setFont(font)
        self._number.setObjectName("landguard-workbench-number")
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._number, self._where):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._where.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._area.setObjectName("landguard-workbench-area")
        self._area.setAutoRaise(True)
        self._area.setToolTip(tr("Switch between mu, ha and m²"))
        self._area.clicked.connect(self._next_unit)
        self._suggested = QLabel()
        self.why = [ElidedLine() for _ in range(_REASONS)]
        self._suggested.setObjectName("landguard-workbench-suggestion")
        self._suggested.setWordWrap(True)
        self._suggested.linkActivated.connect(self._on_link)
        for k, line in enumerate(self.why):
            line.setObjectName(f"landguard-workbench-why-{k}")
            line.clicked.connect(self._on_link)
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(8)
        self._figures.setVerticalSpacing(1)
        self._cells: list[tuple[QLabel, QLabel]] = []
        top = QHBoxLayout()
        top.addWidget(self._number)
        top.addWidget(self._where, 1)
        top.addWidget(self._area)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addWidget(self._suggested)
        reasons = QVBoxLayout()
        reasons.setSpacing(0)
        for line in self.why:
            reasons.addWidget(line)
        layout.addLayout(reasons)
        layout.addLayout(self._figures)

    def use(self, tree: VerdictTree) -> None:
        """Word suggestions by a campaign's verdicts."""
        self._tree = tree

    def show_row(self, row: QueueRow, outdated: bool = False) -> None:
        """Show one patch; `outdated` says that its figures are of an earlier shape."""
        self._row, self._many, self._outdated = row, [], outdated
        self._number.setText(row.patch.number)
        where = row.unit_name or row.patch.unit
        self._where.setText(where)
        self._where.setToolTip(row.patch.unit)
        self._show_area(row.patch.area_dm2)
        self._show_suggestion(row)
        figures = dict(row.screening.figures_dm2) if row.screening is not None else {}
        self._show_figures(figures, row.patch.area_dm2)

    def show_many(self, rows: Sequence[QueueRow]) -> None:
        """Show how many patches are chosen and their sums."""
        self._row, self._many = None, list(rows)
        self._number.setText(tr("{count} patches chosen").format(count=len(rows)))
        self._where.setText(tr("one verdict for all"))
        self._where.setToolTip(tr("All of them are saved, or none"))
        total = sum(row.patch.area_dm2 for row in rows)
        self._show_area(total)
        self._suggested.hide()
        self._show_reasons(())
        known = [row.screening.figures_dm2 for row in rows if row.screening is not None]
        sums = {name: sum(f.get(name, 0) for f in known) for name in FIGURES} if len(known) == len(rows) else {}
        self._show_figures(sums, total)

    def _show_area(self, dm2: int) -> None:
        self._area.setText(f"{area_text(dm2, self._unit)} {unit_name(self._unit)}")

    def _show_suggestion(self, row: QueueRow) -> None:
        screening = row.screening
        self._suggested.show()
        if screening is None:
            self._suggested.setText(tr("Not screened yet: nothing is suggested.") + _link(tr("Compute the overlays")))
            self._show_reasons(())
            return
        path = patch_words.known_path(self._tree, screening.suggestion.split("/"))
        word = patch_words.path_title(self._tree, path) if screening.suggestion else tr("nothing")
        colour = patch_words.VERDICT_COLOURS.get(path[0], "#546E7A")
        text = tr("Suggested: {word}").format(word=f'<b style="color:{colour}">■</b> <b>{word}</b>')
        if self._outdated:
            text += " · " + tr("of an earlier shape of the patch") + _link(tr("Compute again"))
        self._suggested.setText(text)
        self._show_reasons(screening.reasons)

    def _show_reasons(self, reasons: Sequence[str]) -> None:
        """Show the first reasons, one line each; a line that speaks of a figure opens its layer."""
        for k, line in enumerate(self.why):
            line.setVisible(k < len(reasons))
            if k < len(reasons):
                text = patch_words.reason_text(reasons[k])
                line.say(f"· {text}", patch_words.figure_of_reason(reasons[k], _DOORS))

    def _show_figures(self, figures: dict[str, int], total: int) -> None:
        names = FIGURES
        for k, name in enumerate(names):
            if k == len(self._cells):
                self._add_cell(k)
            title, value = self._cells[k]
            dm2 = figures.get(name)
            title.setText(figure_title(name))
            share = f" · {100 * dm2 / total:.0f}%" if dm2 and total else ""
            text = area_text(dm2, self._unit) + share
            value.setText(f'<a href="{name}" style="text-decoration:none">{text}</a>' if dm2 else text)
            value.setToolTip(tr("unknown: not computed") if dm2 is None else column_title(f"{name}_m2"))
        for k, (title, value) in enumerate(self._cells):
            title.setVisible(k < len(names))
            value.setVisible(k < len(names))

    def _add_cell(self, k: int) -> None:
        title, value = QLabel(), QLabel()
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setObjectName(f"landguard-workbench-figure-{k}")
        value.linkActivated.connect(self._on_link)
        self._cells.append((title, value))
        self._figures.addWidget(title, k // 2, 3 * (k % 2))
        self._figures.addWidget(value, k // 2, 3 * (k % 2) + 1)
        self._figures.setColumnStretch(3 * (k % 2) + 1, 1)

    def _on_link(self, link: str) -> None:
        if link == "screen":
            self.screening_wanted.emit()
        else:
            self.layer_wanted.emit(link)

    def _next_unit(self) -> None:
        self._unit = AREA_UNITS[(AREA_UNITS.index(self._unit) + 1) % len(AREA_UNITS)]
        self.unit_changed.emit(self._unit)
        if self._row is not None:
            self.show_row(self._row, self._outdated)
        elif self._many:
            self.show_many(self._many)

    @property
    def unit(self) -> str:
        """Return the area unit shown."""
        return self._unit


def _link(title: str) -> str:
    return f' <a href="screen">{title}</a>'


def figure_title(name: str) -> str:
    """Return the short name of a figure of a screening."""
    title = term(f"figure_{name}")
    if title != f"figure_{name}":
        return title
    return column_title(f"{name}_m2").partition("（")[0].partition(" (")[0]
