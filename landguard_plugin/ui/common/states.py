"""The four states of a surface: empty, busy, trouble, and its content."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr


class StatePanel(QStackedWidget):
    """Shows one of: content pages, a busy page with Cancel, a trouble page with what to do and Copy details."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the busy and the trouble page; content is added with addWidget."""
        super().__init__(parent)
        self._busy_text = QLabel()
        self._busy_detail = QLabel()
        self._bar = QProgressBar()
        self._cancel = QPushButton(tr("Cancel"))
        self._on_cancel: Optional[Callable[[], None]] = None
        self._cancel.clicked.connect(self._ask_cancel)
        self._busy = self._busy_page()
        self._trouble_text = QLabel()
        self._back = QPushButton(tr("Back"))
        self._trouble_next: Optional[QWidget] = None
        self._trouble = self._trouble_page()
        self.addWidget(self._busy)
        self.addWidget(self._trouble)

    def show_busy(self, what: str, on_cancel: Callable[[], None]) -> None:
        """Show what is going on; Cancel calls `on_cancel` once."""
        self._busy_text.setText(what)
        self._busy_detail.setText("")
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        self._on_cancel = on_cancel
        self.setCurrentWidget(self._busy)

    def tell_progress(self, per_cent: float) -> None:
        """Show how far the work is."""
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(per_cent * 10))

    def tell_detail(self, text: str) -> None:
        """Show the latest message under the bar."""
        self._busy_detail.setText(text)

    def show_trouble(self, message: str, next_page: QWidget) -> None:
        """Show a coded problem; Back leads to `next_page`."""
        self._trouble_text.setText(message)
        self._trouble_next = next_page
        self.setCurrentWidget(self._trouble)
        self._back.setFocus()

    def _busy_page(self) -> QWidget:
        page, layout = QWidget(), QVBoxLayout()
        self._busy_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._busy_detail.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._busy_detail.setWordWrap(True)
        self._bar.setObjectName("landguard-busy-bar")
        self._cancel.setObjectName("landguard-busy-cancel")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addStretch(1)
        layout.addStretch(1)
        for widget in (self._busy_text, self._bar, self._busy_detail):
            layout.addWidget(widget)
        layout.addLayout(row)
        layout.addStretch(2)
        page.setLayout(layout)
        return page

    def _trouble_page(self) -> QWidget:
        page, layout, row = QWidget(), QVBoxLayout(), QHBoxLayout()
        self._trouble_text.setObjectName("landguard-trouble-text")
        self._trouble_text.setWordWrap(True)
        self._trouble_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = QPushButton(tr("Copy details"))
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self._trouble_text.text()))
        self._back.setObjectName("landguard-trouble-back")
        self._back.clicked.connect(lambda: self.setCurrentWidget(self._trouble_next))
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(self._back)
        row.addStretch(1)
        layout.addStretch(1)
        layout.addWidget(self._trouble_text)
        layout.addLayout(row)
        layout.addStretch(2)
        page.setLayout(layout)
        return page

    def _ask_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._busy_text.setText(tr("Stopping…"))
        if self._on_cancel is not None:
            self._on_cancel()
