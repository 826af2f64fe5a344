"""The postings behind a figure: what each counts, on which document, for which lot and project, and its patches on the map."""

from __future__ import annotations

from typing import Optional

import pandas as pd
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QAbstractItemView, QLabel, QTableView, QVBoxLayout, QWidget

from ...bridge.i18n import tr
from ...bridge.text import term
from ..common.numbers import unit_name
from .rows_model import RowsModel
from .words import CAPACITY, account_title, amount_text, measure_of


class PostingsPanel(QWidget):
    """Lists postings; choosing one asks the map for its patches."""

    patches_chosen = pyqtSignal(list)  # identifiers of patches (BSM)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Begin with the sentence that says what to do."""
        super().__init__(parent)
        self._title = QLabel()
        self._title.setWordWrap(True)
        self._title.setObjectName("landguard-balance-postings-title")
        titles = (
            tr("Date"),
            tr("Counts"),
            tr("Deed"),
            tr("Document no."),
            tr("Lot"),
            tr("Occupation project"),
            tr("Unit"),
            tr("Batch"),
            tr("Patches"),
        )
        self._model, self._view = RowsModel(titles, figures=(1,)), QTableView()
        self._view.setObjectName("landguard-balance-postings")
        self._view.setModel(self._model)
        self._view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._view.setWordWrap(False)
        self._view.verticalHeader().setVisible(False)
        self._view.verticalHeader().setDefaultSectionSize(self._view.fontMetrics().height() + 6)
        self._patches: list[tuple[str, ...]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.addWidget(self._title)
        layout.addWidget(self._view, 1)
        self._view.selectionModel().selectionChanged.connect(lambda *_: self._choose())
        self.clear()

    def clear(self) -> None:
        """Show no postings."""
        self._title.setText(tr("Click a figure to see the postings behind it; click a posting for its patches."))
        self._patches = []
        self._model.show([])

    def show_postings(self, what: str, account: str, postings: pd.DataFrame, unit: str) -> None:
        """Show postings with what each `counts`; their sum is the figure, exactly."""
        total = int(postings["counts"].sum()) if len(postings) else 0
        exact = amount_text(account, total, "m2")
        words = {
            "what": what,
            "account": account_title(account),
            "amount": amount_text(account, total, unit),
            "measure": measure_of(account, unit),
            "count": f"{len(postings):,}",
        }
        text = tr("{what}: {account} {amount} {measure} from {count} postings").format(**words)
        if account != CAPACITY and unit != "m2":
            text = f"{text} ({exact} {unit_name('m2')})"
        self._title.setText(text)
        self._patches = [tuple(patches) for patches in postings["patches"]]
        self._model.show([self._row(row, account) for row in postings.to_dict("records")])
        self._view.resizeColumnsToContents()

    def model(self) -> RowsModel:
        """Return the listed rows."""
        return self._model

    def choose(self, row: int) -> None:
        """Select a posting as a click does."""
        self._view.selectRow(row)

    def _row(self, row: dict, account: str) -> tuple[str, ...]:
        return (
            row["date"].isoformat(),
            amount_text(account, int(row["counts"]), "m2"),
            term(f"batch_{row['kind']}"),
            str(row["document"]),
            str(row["lot"]),
            str(row["project"]),
            str(row["unit"]),
            str(row["batch"]),
            ", ".join(row["patches"]),
        )

    def _choose(self) -> None:
        rows = sorted({index.row() for index in self._view.selectionModel().selectedRows()})
        found = sorted({patch for row in rows for patch in self._patches[row]})
        if found:
            self.patches_chosen.emit(found)
