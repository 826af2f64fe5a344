"""What if a project came: the balance now, after what is open is served, and with the project served as well. Nothing is written."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ...app.ledger.what_if import Idea, WhatIf, amounts_of
from ...bridge.i18n import tr
from ...core.ledger.amounts import Amounts
from ...core.quantities import mu_to_dm2
from .rows_model import RowsModel
from .stages_picture import StagesPicture
from .words import ACCOUNTS, account_title, amount_text, measure_of


class WhatIfPage(QWidget):
    """Asks for a project and shows three stages side by side."""

    try_wanted = pyqtSignal()
    capacity_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the form and the table."""
        super().__init__(parent)
        self._name, self._place, self._grade = QLineEdit(), QComboBox(), QLineEdit("9")
        self._area, self._paddy, self._capacity = QDoubleSpinBox(), QDoubleSpinBox(), QSpinBox()
        self._try = QPushButton(tr("&Try it"))
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._model, self._table = RowsModel([""] * 8, figures=range(2, 8)), QTableView()
        self._picture = StagesPicture()
        names = {
            "name": self._name, "unit": self._place, "grade": self._grade, "area": self._area, "paddy": self._paddy,
            "capacity": self._capacity, "try": self._try, "verdict": self._verdict, "table": self._table,
        }  # fmt: skip
        for name, widget in names.items():
            widget.setObjectName(f"landguard-balance-whatif-{name}")
        self._lay_out()
        self._unit = "mu"
        self._try.clicked.connect(self.try_wanted)
        self._area.valueChanged.connect(lambda _: self.capacity_wanted.emit())
        self._grade.textChanged.connect(lambda _: self.capacity_wanted.emit())
        self.show_nothing()

    def show_units(self, units: dict[str, str]) -> None:
        """Offer the units of the books."""
        chosen = self._place.currentData()
        self._place.clear()
        for code, name in units.items():
            self._place.addItem(f"{code} {name}".strip(), code)
        self._place.setCurrentIndex(max(0, self._place.findData(chosen)))

    def show_nothing(self) -> None:
        """Say what this page is for."""
        self._verdict.setText(
            tr("Describe a project that might come. The ledger is not touched: it is tried on a copy in memory.")
        )
        self._model.show([])
        self._table.setVisible(False)
        self._picture.setVisible(False)

    def grade(self) -> Optional[Decimal]:
        """Return the grade typed, None for none or for a text that is no number."""
        try:
            return Decimal(self._grade.text().strip())
        except InvalidOperation:
            return None

    def area_dm2(self) -> int:
        """Return the farmland taken in 0.01 m2."""
        return mu_to_dm2(repr(self._area.value()))

    def suggest_capacity(self, kg: int) -> None:
        """Fill in the capacity that area and grade come to; it can be changed."""
        self._capacity.setValue(kg)

    def idea(self) -> Idea:
        """Return the project described."""
        paddy = mu_to_dm2(repr(self._paddy.value()))
        required = Amounts(self.area_dm2(), paddy, self._capacity.value())
        return Idea(self._name.text().strip(), self._place.currentData() or "", required, self.grade())

    def show_answer(self, answer: WhatIf, unit: str) -> None:
        """Show available and short at the three stages, and whether the project would be covered."""
        stages = [amounts_of(stage) for stage in (answer.now, answer.served, answer.after)]
        heads = (tr("now"), tr("open ones served"), tr("with this project"))
        titles = [tr("Account"), tr("Measure")]
        titles += [tr("Available, {stage}").format(stage=head) for head in heads]
        titles += [tr("Short, {stage}").format(stage=head) for head in heads]
        self._model.set_titles(titles)
        rows = []
        for account in ACCOUNTS:
            pairs = [stage[account] for stage in stages]
            figures = [amount_text(account, pair[k], unit) for k in (0, 1) for pair in pairs]
            rows.append((account_title(account), measure_of(account, unit), *figures))
        self._model.show(rows)
        self._table.setVisible(True)
        self._picture.show_stages(stages, heads, unit)
        self._picture.setVisible(True)
        self._table.resizeColumnsToContents()
        short = answer.idea_short.as_dict()
        lacking = [f"{account_title(a)} {amount_text(a, v, unit)} {measure_of(a, unit)}" for a, v in short.items() if v]
        if lacking:
            self._verdict.setText(tr("✘ The project would stay short: {what}").format(what=" · ".join(lacking)))
        else:
            self._verdict.setText(tr("✔ The project could be covered in all three accounts."))

    def verdict(self) -> str:
        """Return the sentence under the table."""
        return self._verdict.text()

    def table(self) -> RowsModel:
        """Return the stages."""
        return self._model

    def _lay_out(self) -> None:
        for box in (self._area, self._paddy):
            box.setRange(0.0, 1_000_000.0)
            box.setDecimals(2)
            box.setSuffix(" " + tr("mu"))
        self._capacity.setRange(0, 2_000_000_000)
        self._capacity.setSuffix(" " + tr("kg"))
        self._name.setPlaceholderText(tr("name, if it has one"))
        form = QFormLayout()
        for title, widget in (
            (tr("Name"), self._name),
            (tr("Unit"), self._place),
            (tr("Grade (of 15)"), self._grade),
            (tr("Farmland taken"), self._area),
            (tr("of it paddy"), self._paddy),
            (tr("Capacity (by grade)"), self._capacity),
        ):
            form.addRow(title, widget)
        form.addRow(self._try)
        self._table.setModel(self._model)
        self._table.verticalHeader().setVisible(False)
        self._table.verticalHeader().setDefaultSectionSize(self._table.fontMetrics().height() + 5)
        side = QVBoxLayout()
        side.addWidget(self._verdict)
        side.addWidget(self._table, 2)
        side.addWidget(self._picture, 3)
        side.addStretch(0)
        row = QHBoxLayout(self)
        left = QWidget()
        left.setLayout(form)
        left.setMaximumWidth(self.fontMetrics().averageCharWidth() * 46)
        row.addWidget(left)
        row.addLayout(side, 1)
