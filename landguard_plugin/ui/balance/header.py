"""The line on top of the dock: which ledger, which rules, period, unit, area unit; and what can be handed in."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from ...bridge.i18n import tr
from ...bridge.ledger_desk import Opened, periods_of, rule_choices
from ...bridge.settings import AREA_UNIT
from ..common.numbers import unit_name

AREA_UNITS = ("mu", "ha", "m2")


class Header(QWidget):
    """Chooses what is balanced; every change asks for a new balance."""

    changed = pyqtSignal()
    unit_changed = pyqtSignal()
    open_wanted = pyqtSignal()
    create_wanted = pyqtSignal()
    refresh_wanted = pyqtSignal()
    workbook_wanted = pyqtSignal()
    document_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the boxes."""
        super().__init__(parent)
        self._ledger, self._chip = QToolButton(), QLabel()
        self._rules, self._period, self._place, self._area = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self._excel, self._word = QToolButton(), QToolButton()
        names = {
            "ledger": self._ledger, "chip": self._chip, "rules": self._rules, "period": self._period,
            "unit": self._place, "area": self._area, "excel": self._excel, "word": self._word,
        }  # fmt: skip
        for name, widget in names.items():
            widget.setObjectName(f"landguard-balance-{name}")
        self._fill()
        self._lay_out()

    def show_ledger(self, opened: Opened) -> None:
        """Offer the periods and units of a ledger, keeping what was chosen when it is still there."""
        self._ledger.setText(opened.path.name)
        self._ledger.setToolTip(str(opened.path))
        years = periods_of(opened.books)
        _refill(self._period, [(tr("all of it"), ""), *((year, year) for year in years)], years[0] if years else "")
        units = [(f"{code} {one.name}".strip(), code) for code, one in sorted(opened.books.units.items())]
        _refill(self._place, [(tr("all units"), ""), *units], "")

    def show_closed(self, difference: int, findings: int) -> None:
        """Show whether the accounts close, and how many findings there are."""
        closed = difference == 0
        mark = tr("✔ closed") if closed else tr("✘ not closed {difference}").format(difference=f"{difference:,}")
        colour = "#2E7D32" if closed else "#C62828"
        self._chip.setText(mark)
        self._chip.setToolTip(tr("{count} findings of books and rules").format(count=f"{findings:,}"))
        self._chip.setStyleSheet(f"color: white; background: {colour}; border-radius: 8px; padding: 2px 8px;")

    def choice(self) -> tuple[str, str, str]:
        """Return (rule set, period, unit); "" stands for the set in force, the whole ledger, all units."""
        period = self._period.currentText().strip()
        known = self._period.findText(period)
        return (
            self._rules.currentData() or "",
            self._period.itemData(known) if known >= 0 else period,
            self._place.currentData() or "",
        )

    def area_unit(self) -> str:
        """Return the area unit."""
        return self._area.currentData()

    def _fill(self) -> None:
        self._rules.addItem(tr("rules in force then"), "")
        for name, title in rule_choices():
            self._rules.addItem(title, name)
            self._rules.setItemData(self._rules.count() - 1, name, Qt.ItemDataRole.ToolTipRole)
        for unit in AREA_UNITS:
            self._area.addItem(unit_name(unit), unit)
        self._area.setCurrentIndex(max(0, self._area.findData(AREA_UNIT.get())))
        self._period.setEditable(True)
        self._period.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._period.setToolTip(tr("2021, 2021Q3, 2021-07 or 2021-01-01/2021-06-30"))
        self._period.setMinimumContentsLength(11)
        for box in (self._rules, self._place):
            box.setMinimumContentsLength(9)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        menu = QMenu(self._ledger)
        for title, signal in (
            (tr("Open a ledger…"), self.open_wanted),
            (tr("New ledger…"), self.create_wanted),
            (tr("Read again"), self.refresh_wanted),
        ):
            menu.addAction(title).triggered.connect(lambda _=False, one=signal: one.emit())
        self._ledger.setMenu(menu)
        self._ledger.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._excel.setText(tr("Excel…"))
        self._word.setText(tr("Word…"))
        self._excel.setToolTip(tr("Tables to hand in, as the algorithm writes them"))
        self._word.setToolTip(tr("Brief to file, as the algorithm writes it"))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 0)
        row.addWidget(self._ledger)
        row.addWidget(self._chip)
        row.addWidget(self._rules, 2)
        row.addWidget(self._period)
        row.addWidget(self._place, 2)
        for widget in (self._area, self._excel, self._word):
            row.addWidget(widget)
        self._rules.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._place.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._period.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._period.lineEdit().returnPressed.connect(self.changed)
        self._area.currentIndexChanged.connect(lambda _: self.unit_changed.emit())
        self._excel.clicked.connect(self.workbook_wanted)
        self._word.clicked.connect(self.document_wanted)


def _refill(box: QComboBox, choices: list[tuple[str, str]], first: str) -> None:
    """Offer other choices without telling anybody; what was chosen stays when it is among them."""
    chosen, had = box.currentData(), box.count() > 0
    box.blockSignals(True)
    box.clear()
    for title, value in choices:
        box.addItem(title, value)
    place = box.findData(chosen) if had else -1
    box.setCurrentIndex(place if place >= 0 else max(0, box.findData(first)))
    box.blockSignals(False)
