"""Candidates for permanent basic farmland: ranked with their scores, ticked up to the required area, selected on the map, saved."""

from __future__ import annotations

from typing import Optional

import pandas as pd
from qgis.core import QgsFeatureRequest, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDoubleSpinBox,
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
from ...bridge.text import column_title
from ...core.basicfarmland.criteria import CRITERIA
from ...core.quantities import mu_to_dm2
from ..common.numbers import area_text, unit_name
from .layer_boxes import LayerBoxes, on_top
from .rows_model import RowsModel


class CandidatesPage(QWidget):
    """Chooses layers and the required area, asks for `landguard:basicfarmlandcandidates`, lets officers tick."""

    run_wanted = pyqtSignal(dict)

    def __init__(self, iface: QgisInterface, parent: Optional[QWidget] = None) -> None:
        """Lay out form and list."""
        super().__init__(parent)
        self._iface = iface
        self._frame, self._layer_id, self._unit, self._loading = pd.DataFrame(), "", "mu", False
        form = QFormLayout()
        roles = (
            ("SURVEY", tr("Survey layer"), False, False),
            ("EXISTING", tr("Existing basic farmland"), False, False),
            ("CITY", tr("City (built-up area)"), False, False),
        )
        self.boxes = LayerBoxes(form, "landguard-balance-candidates", roles)
        self.required = QDoubleSpinBox()
        self.required.setRange(0.0, 10_000_000.0)
        self.required.setDecimals(2)
        self.required.setSuffix(" " + tr("mu"))
        self.required.setObjectName("landguard-balance-candidates-required")
        form.addRow(tr("Required area"), self.required)
        self._go, self._save = QPushButton(tr("&Rank candidates")), QPushButton(tr("&Save ticked as layer"))
        form.addRow(self._go)
        form.addRow(self._save)
        self._said, self._table = QLabel(), QTableView()
        self._model = RowsModel([""] * (6 + len(CRITERIA)), figures=range(1, 4 + len(CRITERIA)), ticked=True)
        names = {"run": self._go, "save": self._save, "said": self._said, "table": self._table}
        for name, widget in names.items():
            widget.setObjectName(f"landguard-balance-candidates-{name}")
        self._lay_out(form)
        self._go.clicked.connect(lambda: self.run_wanted.emit(self.parameters()))
        self._save.clicked.connect(self.save_ticked)
        self.boxes.on_change(lambda *_: self._look())
        self.required.valueChanged.connect(lambda _: self._tell_sum())
        self._model.ticks_changed.connect(self._on_ticks)
        self._table.selectionModel().currentChanged.connect(lambda current, _: self._zoom(current.row()))
        self._look()

    def parameters(self) -> dict:
        """Return the parameters of the run, outputs included."""
        return {**self.boxes.parameters(), "REQUIRED_MU": self.required.value(), "OUTPUT": "TEMPORARY_OUTPUT"}

    def show_result(self, layer: QgsVectorLayer, unit: str) -> None:
        """Show the ranked candidates, the chosen ones ticked; the layer joins the project."""
        self._frame, self._unit = frame_of(layer), unit
        layer.setName(tr("Basic farmland candidates"))
        on_top(layer)
        self._layer_id = layer.id()
        area = tr("Area ({measure})").format(measure=unit_name(unit))
        scores = [tr("Score"), *(column_title(name) for name in CRITERIA)]
        self._model.set_titles([tr("Patch"), tr("Rank"), area, *scores, tr("Beside basic farmland"), tr("Unit")])
        rows = self._frame.to_dict("records")
        self._loading = True
        self._model.show([_row(row, unit) for row in rows], [bool(row["selected"]) for row in rows])
        self._loading = False
        self._table.resizeColumnsToContents()
        self._table.setVisible(True)
        self._on_ticks()

    def model(self) -> RowsModel:
        """Return the list."""
        return self._model

    def said(self) -> str:
        """Return the sentence with the live sum."""
        return self._said.text()

    def ticked_dm2(self) -> int:
        """Return the area of what is ticked in 0.01 m2."""
        return int(self._frame["farmland"].iloc[self._model.ticked()].sum()) if len(self._frame) else 0

    def save_ticked(self) -> Optional[QgsVectorLayer]:
        """Add what is ticked to the project as a layer of its own, and return it."""
        layer = QgsProject.instance().mapLayer(self._layer_id)
        if layer is None:
            return None
        fids = [int(fid) for fid in self._frame["fid"].iloc[self._model.ticked()]]
        copy = layer.materialize(QgsFeatureRequest().setFilterFids(fids))
        copy.setName(tr("Chosen basic farmland ({count})").format(count=len(fids)))
        on_top(copy)
        return copy

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
        self._go.setEnabled(self.boxes.complete(("SURVEY", "EXISTING", "CITY")))
        self._tell_sum()

    def _on_ticks(self) -> None:
        if self._loading:
            return
        layer = QgsProject.instance().mapLayer(self._layer_id)
        if layer is not None:
            layer.selectByIds([int(fid) for fid in self._frame["fid"].iloc[self._model.ticked()]])
        self._tell_sum()

    def _tell_sum(self) -> None:
        self._save.setEnabled(bool(len(self._frame)) and bool(self._model.ticked()))
        if not len(self._frame):
            self._said.setText(
                tr("Choose the survey layer, the existing basic farmland and the city, and say how much is required.")
            )
            return
        ticked, required = self.ticked_dm2(), mu_to_dm2(repr(self.required.value()))
        words = {
            "count": len(self._model.ticked()),
            "ticked": area_text(ticked, self._unit),
            "required": area_text(required, self._unit),
            "rest": area_text(abs(ticked - required), self._unit),
            "unit": unit_name(self._unit),
        }
        if ticked >= required:
            text = tr(
                "✔ {count} patches ticked: {ticked} {unit} of {required} {unit}, {rest} {unit} more than required"
            )
        else:
            text = tr("✘ {count} patches ticked: {ticked} {unit} of {required} {unit}, {rest} {unit} are missing")
        self._said.setText(text.format(**words))

    def _zoom(self, row: int) -> None:
        layer = QgsProject.instance().mapLayer(self._layer_id)
        if layer is not None and 0 <= row < len(self._frame):
            self._iface.mapCanvas().zoomToFeatureIds(layer, [int(self._frame["fid"].iloc[row])])


def _row(row: dict, unit: str) -> tuple[str, ...]:
    scores = (f"{float(row[name]):.2f}" for name in ("score", *CRITERIA))
    beside = tr("yes") if row["beside_basic"] else tr("no")
    area = area_text(int(row["farmland"]), unit)
    return (str(row["bsm"]), str(int(row["rank"])), area, *scores, beside, str(row["unit"]))
