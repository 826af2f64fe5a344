"""Step 3 of the accounting dock: the matrix, the patches behind a cell, the flow picture, the reconciliation."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pandas as pd
from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QModelIndex, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableView,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...bridge.flow_results import pieces_behind
from ...bridge.i18n import tr
from ...bridge.settings import AREA_UNIT
from ...core.survey.unit_names import names_of
from ..common.numbers import area_text, unit_name
from .flow_picture import FlowPicture, flows_of
from .matrix_model import ALL_UNITS, LEVELS, MatrixModel, pivot, rolled
from .pieces_model import PiecesModel
from .reconciliation_model import ReconciliationModel

AREA_UNITS = ("mu", "ha", "m2")


class ResultPage(QWidget):
    """Shows a finished run. A number is a door: a cell lists its patches and selects them on the map."""

    pieces_chosen = pyqtSignal(list)  # piece numbers, to select and zoom to
    again_requested = pyqtSignal()
    export_requested = pyqtSignal(str)
    map_requested = pyqtSignal(str)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out toolbar, matrix and tabs."""
        super().__init__(parent)
        self._matrix = pd.DataFrame()
        self._pieces_layer: Optional[QgsVectorLayer] = None
        self._title = ""
        self._chip = QToolButton()
        self._unit_box, self._level_box, self._area_box = QComboBox(), QComboBox(), QComboBox()
        self._model, self._pieces, self._reconciled = MatrixModel(), PiecesModel(), ReconciliationModel()
        self._view, self._list, self._check = QTableView(), QTableView(), QTableView()
        self._cell_title = QLabel()
        self._picture = FlowPicture()
        self._tabs = QTabWidget()
        self._lay_out()
        self._connect()

    def show_result(
        self,
        matrix: pd.DataFrame,
        reconciliation: pd.DataFrame,
        pieces: QgsVectorLayer,
        difference_dm2: int,
        title: str,
    ) -> None:
        """Show the tables of a run; `pieces` is the layer behind every figure."""
        self._matrix, self._pieces_layer, self._title = matrix, pieces, title
        closed = difference_dm2 == 0
        mark = tr("✔ closed {difference}") if closed else tr("✘ not closed {difference}")
        self._chip.setText(mark.format(difference=area_text(difference_dm2, "m2")))
        colour = "#2E7D32" if closed else "#C62828"
        self._chip.setStyleSheet(
            f"QToolButton {{ color: white; background: {colour}; border-radius: 8px; padding: 2px 10px; }}"
        )
        self._reconciled.show(reconciliation)
        self._unit_box.blockSignals(True)
        self._unit_box.clear()
        self._unit_box.addItem(tr("all units"), ALL_UNITS)
        names = names_of(matrix)
        for unit in sorted(matrix["unit"].unique()):
            self._unit_box.addItem(f"{unit} {names.get(unit, '')}".strip() or tr("(no unit)"), unit)
        self._unit_box.blockSignals(False)
        self._refresh()

    def table_choice(self) -> tuple[Optional[str], str, str]:
        """Return (unit code or ALL_UNITS, class level, area unit) as shown, for a table that prints what is seen."""
        return self._unit_box.currentData(), self._level_box.currentData(), self._area_box.currentData()

    def matrix_view(self) -> QTableView:
        """Return the matrix view."""
        return self._view

    def _lay_out(self) -> None:
        for level, title in zip(
            LEVELS, (tr("first-level classes"), tr("second-level classes"), tr("all classes as stored"))
        ):
            self._level_box.addItem(title, level)
        for unit in AREA_UNITS:
            self._area_box.addItem(unit_name(unit), unit)
        self._area_box.setCurrentIndex(max(0, self._area_box.findData(AREA_UNIT.get())))
        again, export, picture = QPushButton(tr("New run")), QPushButton(tr("Excel…")), QPushButton(tr("Picture…"))
        drawn = QPushButton(tr("A3 map…"))
        drawn.clicked.connect(self._ask_map)
        again.clicked.connect(self.again_requested)
        export.clicked.connect(self._ask_workbook)
        picture.clicked.connect(self._ask_picture)
        names = {
            "chip": self._chip, "unit": self._unit_box, "level": self._level_box, "area": self._area_box, "again": again,
            "export": export, "picture": picture, "matrix": self._view, "pieces": self._list, "check": self._check,
            "tabs": self._tabs, "cell": self._cell_title, "map": drawn,
        }  # fmt: skip
        for name, widget in names.items():
            widget.setObjectName(f"landguard-accounting-{name}")
        self._chip.setToolTip(tr("Opens the reconciliation"))
        bar = QHBoxLayout()
        for widget in (self._chip, self._unit_box, self._level_box, self._area_box):
            bar.addWidget(widget)
        bar.addStretch(1)
        for widget in (export, drawn, picture, again):
            bar.addWidget(widget)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._matrix_side())
        splitter.addWidget(self._tab_side())
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 2, 4, 2)
        column.addLayout(bar)
        column.addWidget(splitter, 1)

    def _matrix_side(self) -> QWidget:
        self._view.setModel(self._model)
        self._view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._view.setAlternatingRowColors(False)
        self._view.setWordWrap(False)
        self._view.verticalHeader().setDefaultSectionSize(self._view.fontMetrics().height() + 6)
        return self._view

    def _tab_side(self) -> QWidget:
        for view, model in ((self._list, self._pieces), (self._check, self._reconciled)):
            view.setModel(model)
            view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 6)
            view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        patches, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(0, 2, 0, 0)
        column.addWidget(self._cell_title)
        column.addWidget(self._list, 1)
        patches.setLayout(column)
        self._tabs.addTab(patches, tr("Patches"))
        self._tabs.addTab(self._picture, tr("Flow picture"))
        self._tabs.addTab(self._check, tr("Reconciliation"))
        return self._tabs

    def _connect(self) -> None:
        self._chip.clicked.connect(lambda: self._tabs.setCurrentWidget(self._check))
        for box in (self._unit_box, self._level_box, self._area_box):
            box.currentIndexChanged.connect(self._refresh)
        self._view.selectionModel().currentChanged.connect(lambda current, _: self._open_cell(current))
        self._list.selectionModel().selectionChanged.connect(lambda *_: self._choose_pieces())

    def _refresh(self) -> None:
        unit = self._area_box.currentData()
        table = pivot(self._matrix, self._unit_box.currentData(), self._level_box.currentData())
        self._model.show(table, unit)
        self._view.resizeColumnsToContents()
        self._reconciled.set_unit(unit)
        self._check.resizeColumnsToContents()
        flows = flows_of(pivot(self._matrix, self._unit_box.currentData(), self._level_box.currentData()))
        self._picture.show_flows(flows, unit, self._title)
        self._open_cell(QModelIndex())

    def _open_cell(self, index: QModelIndex) -> None:
        unit = self._area_box.currentData()
        if not index.isValid() or self._pieces_layer is None:
            self._cell_title.setText(tr("Click a figure of the matrix to see the patches behind it."))
            self._pieces.show(self._pieces.empty(), unit)
            return
        before, after = self._model.cell(index)
        rows = pieces_behind(
            self._pieces_layer,
            self._unit_box.currentData(),
            self._codes("from_class", before),
            self._codes("to_class", after),
        )
        total = self._model.text(index.row(), index.column())
        self._cell_title.setText(
            tr("{count} pieces, {area} {unit}").format(count=f"{len(rows):,}", area=total, unit=unit_name(unit))
        )
        self._pieces.show(rows, unit)
        self._list.resizeColumnsToContents()
        self._tabs.setCurrentIndex(0)
        if before != after or before is None:
            self.pieces_chosen.emit(rows["piece"].tolist())

    def _codes(self, column: str, shown: Optional[str]) -> Optional[list[str]]:
        """Return the stored codes that roll up to a shown class; None for a total."""
        if shown is None:
            return None
        level = self._level_box.currentData()
        return [code for code in self._matrix[column].unique() if rolled(code, level) == shown]

    def _choose_pieces(self) -> None:
        rows = sorted({index.row() for index in self._list.selectionModel().selectedRows()})
        if rows:
            self.pieces_chosen.emit(self._pieces.pieces(rows))

    def _ask_workbook(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the flow table"), f"{self._title}.xlsx", "Excel (*.xlsx)")
        if path:
            self.export_requested.emit(path)

    def _ask_map(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Save the map"), f"{self._title}.pdf", "PDF (*.pdf);;PNG (*.png)"
        )
        if path:
            self.map_requested.emit(path)

    def _ask_picture(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Save the flow picture"), f"{self._title}.png", "PNG (*.png);;SVG (*.svg)"
        )
        if path:
            self.save_picture(Path(path))

    def save_picture(self, path: Path) -> bool:
        """Write the flow picture as PNG or SVG; returns whether it was written."""
        return self._picture.save(path)
