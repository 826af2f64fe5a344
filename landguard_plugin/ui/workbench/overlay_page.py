"""The tab "Overlays": every figure of the screening with its share; a row opens its layer."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from ...bridge.i18n import tr
from ...core.patches.queue import QueueRow
from ..common.numbers import UNKNOWN, area_text, unit_name
from .overview import FIGURES, figure_title


class OverlayPage(QWidget):
    """Shows what the patch takes of each layer."""

    layer_wanted = pyqtSignal(str)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the table."""
        super().__init__(parent)
        self._table = QTableWidget(0, 3)
        self._table.setObjectName("landguard-workbench-overlays")
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(self._table.fontMetrics().height() + 6)
        self._table.setShowGrid(False)
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.itemDoubleClicked.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._table)

    def show_row(self, row: QueueRow, unit: str) -> None:
        """Show the figures of a patch; what was not computed is "—", zero is 0.00."""
        known = row.screening.figures_dm2 if row.screening is not None else {}
        names = [*FIGURES, *(name for name in known if name not in FIGURES)]
        self._table.setHorizontalHeaderLabels([tr("Layer"), unit_name(unit), "%"])
        self._table.setRowCount(len(names))
        for k, name in enumerate(names):
            dm2 = known.get(name)
            share = f"{100 * dm2 / row.patch.area_dm2:.2f}" if dm2 is not None and row.patch.area_dm2 else UNKNOWN
            for column, text in enumerate((figure_title(name), area_text(dm2, unit), share)):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, name)
                item.setToolTip(tr("Double-click: show the layer"))
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(k, column, item)

    def _open(self, item: QTableWidgetItem) -> None:
        self.layer_wanted.emit(item.data(Qt.ItemDataRole.UserRole))
