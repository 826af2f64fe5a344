"""The tab "Documents": the papers of a patch, and the document numbers its judgement names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.PyQt.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from ...bridge.i18n import tr
from ...bridge.text import term
from ...core.patches.records import Evidence, Judgement


class DocumentsPage(QWidget):
    """Lists evidence that is no photo, and what stands in the field of documents."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the table."""
        super().__init__(parent)
        self._table = QTableWidget(0, 3)
        self._table.setObjectName("landguard-workbench-documents")
        self._table.setHorizontalHeaderLabels([tr("Document"), tr("Kind"), tr("Grade")])
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(self._table.fontMetrics().height() + 6)
        self._table.setShowGrid(False)
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._table)

    def show_documents(self, evidence: Sequence[Evidence], judgement: Optional[Judgement]) -> None:
        """Show the documents of a patch."""
        rows = [
            (piece.name, term(f"evidence_{piece.kind}"), piece.grade) for piece in evidence if piece.kind != "photo"
        ]
        named = judgement.fields.get("documents", "") if judgement is not None else ""
        rows += [(text.strip(), tr("number only"), "") for text in named.replace("；", ";").split(";") if text.strip()]
        self._table.setRowCount(len(rows))
        for k, row in enumerate(rows):
            for column, text in enumerate(row):
                self._table.setItem(k, column, QTableWidgetItem(text))
