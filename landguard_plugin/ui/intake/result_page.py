"""What became of the files: rows read, accepted, rejected, there already; every rejected row with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.core import QgsMapLayer
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr

_WRAPPED = 500  # reasons are shown whole as long as there are not more


@dataclass(frozen=True)
class FileResult:
    """The outputs of one run, or why it failed; the layer of rejected rows belongs to whoever holds this."""

    name: str
    results: dict
    trouble: str = ""
    rejected: Optional[QgsMapLayer] = None


class ResultPage(QWidget):
    """Shows the results of all files."""

    export_wanted = pyqtSignal()
    queue_wanted = pyqtSignal()
    more_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the sum, the table of files, the table of reasons, the buttons."""
        super().__init__(parent)
        self._sum = QLabel()
        self._sum.setObjectName("landguard-import-sum")
        self._sum.setWordWrap(True)
        titles = [tr("File"), tr("Rows read"), tr("Accepted"), tr("Rejected"), tr("There already")]
        self._files = _table(titles)
        self._reasons = _table([tr("File"), tr("Row"), tr("Number"), tr("Reason")])
        self._reasons.setObjectName("landguard-import-reasons")
        self._reasons.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self._files.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._files.setMaximumHeight(self.fontMetrics().height() * 9)
        self._export = QPushButton(tr("Save the rejected rows…"))
        self._more = QPushButton(tr("Import more"))
        self._queue = QPushButton(tr("Open the queue"))
        self._queue.setObjectName("landguard-import-queue")
        self._queue.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self._export)
        buttons.addStretch(1)
        buttons.addWidget(self._more)
        buttons.addWidget(self._queue)
        layout = QVBoxLayout(self)
        for widget in (self._sum, self._files):
            layout.addWidget(widget)
        layout.addWidget(self._reasons, 1)
        layout.addLayout(buttons)
        self._export.clicked.connect(self.export_wanted)
        self._more.clicked.connect(self.more_wanted)
        self._queue.clicked.connect(self.queue_wanted)

    def show_results(self, results: list[FileResult]) -> None:
        """Show what became of every file."""
        keys = ("READ", "ACCEPTED", "REJECTED_COUNT", "DUPLICATES")
        totals = [sum(int(result.results.get(key, 0)) for result in results) for key in keys]
        self._sum.setText(
            tr("{read} rows read = {accepted} accepted + {rejected} rejected, {there} of them there already").format(
                read=f"{totals[0]:,}", accepted=f"{totals[1]:,}", rejected=f"{totals[2]:,}", there=f"{totals[3]:,}"
            )
        )
        self._files.setRowCount(len(results))
        self._reasons.setRowCount(0)
        for row, result in enumerate(results):
            self._files.setItem(row, 0, QTableWidgetItem(result.name))
            for column, key in enumerate(keys, start=1):
                text = "—" if result.trouble else f"{int(result.results.get(key, 0)):,}"
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._files.setItem(row, column, item)
            if result.trouble:
                self._add_reason(result.name, "—", "—", result.trouble)
            if result.rejected is not None:
                for feature in result.rejected.getFeatures():
                    self._add_reason(result.name, str(feature["row"]), str(feature["number"]), str(feature["reason"]))
        for column in range(3):
            self._reasons.resizeColumnToContents(column)
        if self._reasons.rowCount() <= _WRAPPED:
            self._reasons.resizeRowsToContents()
        self._export.setEnabled(any(result.rejected is not None for result in results) and totals[2] > 0)
        self._queue.setEnabled(totals[1] > 0 or totals[3] > 0)

    def _add_reason(self, *texts: str) -> None:
        row = self._reasons.rowCount()
        self._reasons.insertRow(row)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            self._reasons.setItem(row, column, item)


def _table(titles: list[str]) -> QTableWidget:
    table = QTableWidget(0, len(titles))
    table.setHorizontalHeaderLabels(titles)
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 6)
    return table
