"""One file of the import: what was detected, how to correct it, its first rows and where it lies."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsProjectionSelectionWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr
from ...bridge.patch_files import BOUNDARY, LISTS, FileChoices
from ...bridge.patch_preview import ENCODINGS, Preview
from ...core.boundary.records import AxisOrder
from .picture import ShapesPicture

_MOST_LINES = 6


class FilePanel(QWidget):
    """Shows the preview of a file; a correction is told at once, so that the preview is made anew."""

    corrected = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out facts, corrections, rows and picture."""
        super().__init__(parent)
        self._facts = QLabel()
        self._facts.setObjectName("landguard-import-facts")
        self._facts.setWordWrap(True)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.encoding = QComboBox()
        self.encoding.setObjectName("landguard-import-encoding")
        for name in ENCODINGS:
            self.encoding.addItem(name or tr("detect"), name)
        self.crs = QgsProjectionSelectionWidget()
        self.crs.setObjectName("landguard-import-crs")
        self.crs.setOptionVisible(QgsProjectionSelectionWidget.CrsOption.CrsNotSet, True)
        self.crs.setNotSetText(tr("detect"))
        self.order = QComboBox()
        for title, order in (
            (tr("By the numbers"), AxisOrder.AUTO),
            (tr("Northing first"), AxisOrder.NORTHING_FIRST),
            (tr("Easting first"), AxisOrder.EASTING_FIRST),
        ):
            self.order.addItem(title, order.value)
        self._form = QFormLayout()
        self._form.addRow(tr("Encoding"), self.encoding)
        self._form.addRow(tr("Reference system"), self.crs)
        self._form.addRow(tr("Order of coordinates"), self.order)
        self._rows = QTableWidget()
        self._rows.setObjectName("landguard-import-rows")
        self._rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._rows.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self._picture = ShapesPicture()
        beside = QHBoxLayout()
        beside.addLayout(self._form, 3)
        beside.addWidget(self._picture, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._facts)
        layout.addLayout(beside)
        layout.addWidget(self._rows, 1)
        self._quiet = False
        self.encoding.currentIndexChanged.connect(self._on_corrected)
        self.crs.crsChanged.connect(self._on_corrected)
        self.order.currentIndexChanged.connect(self._on_corrected)

    def choices(self) -> FileChoices:
        """Return what the user decided."""
        return FileChoices(self.encoding.currentData(), self.crs.crs(), "", AxisOrder(self.order.currentData()))

    def show_file(self, name: str, choices: FileChoices, found: Preview) -> None:
        """Show a file under its choices."""
        self._quiet = True
        self.encoding.setCurrentIndex(max(0, self.encoding.findData(choices.encoding)))
        self.crs.setCrs(choices.crs)
        self.order.setCurrentIndex(max(0, self.order.findData(choices.order.value)))
        self._quiet = False
        suffix = f".{name.rpartition('.')[2].lower()}"
        self._set_row(self.order, suffix in (*LISTS, *BOUNDARY))
        self._set_row(self.encoding, suffix in (".shp", ".zip", ".csv", *BOUNDARY))
        lines = [("✖", "#C62828", found.trouble)] if found.trouble else []
        lines += [("⚠", "#B26A00", text) for text in found.doubts]
        lines += [("✔", "#2E7D32", text) for text in found.facts]
        shown = [f'<span style="color:{colour}">{mark}</span> {_plain(text)}' for mark, colour, text in lines]
        more = [tr("… and {count} more").format(count=len(shown) - _MOST_LINES)] if len(shown) > _MOST_LINES else []
        self._facts.setText("<br>".join([*shown[:_MOST_LINES], *more]))
        self._facts.setToolTip("\n".join(text for _, _, text in lines))
        self._show_rows(found)
        self._picture.show_shapes(found.shapes)

    def _show_rows(self, found: Preview) -> None:
        self._rows.clear()
        self._rows.setColumnCount(len(found.titles))
        self._rows.setHorizontalHeaderLabels(list(found.titles))
        self._rows.setRowCount(len(found.first_rows))
        for row, values in enumerate(found.first_rows):
            for column, text in enumerate(values):
                self._rows.setItem(row, column, QTableWidgetItem(text))
        self._rows.resizeColumnsToContents()

    def _set_row(self, widget: QWidget, visible: bool) -> None:
        widget.setVisible(visible)
        label = self._form.labelForField(widget)
        if label is not None:
            label.setVisible(visible)

    def _on_corrected(self) -> None:
        if not self._quiet:
            self.corrected.emit()


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
