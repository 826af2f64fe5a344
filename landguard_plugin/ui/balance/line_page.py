"""What a line costs (red line, boundary, retirement plan): farmland and basic farmland by unit, before and after, against targets."""

from __future__ import annotations

from typing import Optional

import pandas as pd
from qgis.core import QgsExpression, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ...bridge.flow_results import frame_of
from ...bridge.i18n import tr
from ...bridge.styles import style_by_class
from ..common.numbers import UNKNOWN, area_text, unit_name
from .layer_boxes import LayerBoxes, on_top
from .rows_model import RowsModel

_LEVELS = (6, 9, 12)


class LinePage(QWidget):
    """Chooses layers, asks for a run of `landguard:linescenario`, shows its table; a line selects its land on the map."""

    run_wanted = pyqtSignal(dict)

    def __init__(self, iface: QgisInterface, parent: Optional[QWidget] = None) -> None:
        """Lay out form and table."""
        super().__init__(parent)
        self._iface = iface
        self._frame, self._pieces_id, self._unit = pd.DataFrame(), "", "mu"
        form = QFormLayout()
        roles = (
            ("SURVEY", tr("Survey layer"), False, False),
            ("LINE", tr("Line (polygons)"), False, False),
            ("BASIC_FARMLAND", tr("Permanent basic farmland"), True, False),
            ("TARGETS", tr("Targets"), True, True),
        )
        self.boxes = LayerBoxes(form, "landguard-balance-line", roles)
        self._level = QComboBox()
        for level, title in zip(_LEVELS, (tr("county"), tr("township"), tr("village"))):
            self._level.addItem(title, level)
        self._level.setCurrentIndex(1)
        form.addRow(tr("by"), self._level)
        self._go = QPushButton(tr("What does it &cost"))
        self._go.setObjectName("landguard-balance-line-run")
        form.addRow(self._go)
        self._said, self._table, self._model = QLabel(), QTableView(), RowsModel([""] * 8, figures=range(1, 7))
        self._said.setObjectName("landguard-balance-line-said")
        self._table.setObjectName("landguard-balance-line-table")
        self._lay_out(form)
        self._go.clicked.connect(lambda: self.run_wanted.emit(self.parameters()))
        self.boxes.on_change(lambda *_: self._look())
        self._table.selectionModel().selectionChanged.connect(lambda *_: self._choose())
        self._look()

    def parameters(self) -> dict:
        """Return the parameters of the run, outputs included."""
        outputs = dict.fromkeys(("OUTPUT", "PIECES"), "TEMPORARY_OUTPUT")
        return {**self.boxes.parameters(), "UNIT_LEVEL": self._level.currentData(), **outputs}

    def show_result(self, table: QgsVectorLayer, pieces: QgsVectorLayer, unit: str) -> None:
        """Show the cost by unit; the land inside the line becomes a layer of the project."""
        self._frame, self._unit = frame_of(table), unit
        pieces.setName(tr("Land inside the line"))
        style_by_class(pieces, "dlbm")
        on_top(pieces)
        self._pieces_id = pieces.id()
        measure = unit_name(unit)
        heads = (
            tr("Farmland before"),
            tr("Inside the line"),
            tr("of it basic farmland"),
            tr("Farmland after"),
            tr("Target"),
            tr("Over target"),
        )
        titles = [tr("Unit"), *(f"{head} ({measure})" for head in heads), tr("State")]
        self._model.set_titles(titles)
        self._model.show([_row(row, unit) for row in self._frame.to_dict("records")])
        self._table.resizeColumnsToContents()
        self._table.setVisible(True)
        inside, basic = int(self._frame["farmland"].sum()), int(self._frame["basic"].sum())
        below = sum(_below(row) for row in self._frame.to_dict("records"))
        text = tr(
            "The line costs {farmland} {unit} of farmland, of it {basic} {unit} basic farmland; {below} units fall below their target."
        )
        self._said.setText(
            text.format(farmland=area_text(inside, unit), basic=area_text(basic, unit), unit=measure, below=below)
        )

    def model(self) -> RowsModel:
        """Return the table."""
        return self._model

    def said(self) -> str:
        """Return the sentence above the table."""
        return self._said.text()

    def _lay_out(self, form: QFormLayout) -> None:
        self._said.setWordWrap(True)
        self._table.setModel(self._model)
        self._table.verticalHeader().setVisible(False)
        self._table.verticalHeader().setDefaultSectionSize(self._table.fontMetrics().height() + 7)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        left, side = QWidget(), QVBoxLayout()
        left.setLayout(form)
        left.setMaximumWidth(self.fontMetrics().averageCharWidth() * 52)
        side.addWidget(self._said)
        side.addWidget(self._table, 1)
        side.addStretch(0)
        self._table.setVisible(False)
        row = QHBoxLayout(self)
        row.addWidget(left)
        row.addLayout(side, 1)

    def _look(self) -> None:
        ready = self.boxes.complete(("SURVEY", "LINE"))
        self._go.setEnabled(ready)
        if self._frame.empty:
            wanted = tr("Nothing is written into the ledger or the layers.")
            self._said.setText(wanted if ready else tr("Choose the survey layer and the line (polygons)."))

    def _choose(self) -> None:
        rows = sorted({index.row() for index in self._table.selectionModel().selectedRows()})
        layer = QgsProject.instance().mapLayer(self._pieces_id)
        if layer is None or not rows:
            return
        listed = ", ".join(QgsExpression.quotedValue(self._frame["unit"].iloc[row]) for row in rows)
        field = QgsExpression.quotedColumnRef("unit")
        layer.selectByExpression(f"{field} IN ({listed})")
        if layer.selectedFeatureCount():
            self._iface.mapCanvas().zoomToSelected(layer)


def _known(value: object) -> bool:
    return value is not None and value == value


def _below(row: dict) -> bool:
    return _known(row["target_m2"]) and row["surplus"] < 0


def _row(row: dict, unit: str) -> tuple[str, ...]:
    figures = (row["after"] + row["farmland"], row["farmland"], row["basic"], row["after"])
    texts = [area_text(int(value), unit) for value in figures]
    if not _known(row["target_m2"]):
        return (row["unit"], *texts, UNKNOWN, UNKNOWN, tr("no target"))
    state = tr("✘ below target") if _below(row) else tr("✔ target kept")
    return (row["unit"], *texts, area_text(int(row["target"]), unit), area_text(int(row["surplus"]), unit), state)
