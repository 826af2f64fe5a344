"""Why a finding is right as it is: a reason is required, and who says so."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from ...bridge.i18n import tr
from ...bridge.settings import PERSON


class ExplainDialog(QDialog):
    """Asks for the reason and the name; OK needs both."""

    def __init__(self, what: str, count: int, parent: Optional[QWidget] = None) -> None:
        """Ask about `count` findings, the first of which says `what`."""
        super().__init__(parent)
        self.setObjectName("landguard-findings-explain")
        self.setWindowTitle(tr("Explain findings"))
        self._reason, self._person = QPlainTextEdit(), QLineEdit(PERSON.get() or QgsApplication.userFullName())
        self._reason.setObjectName("landguard-explain-reason")
        self._reason.setTabChangesFocus(True)
        self._reason.setPlaceholderText(tr("For example: measured in the field on 12 March, the width is right"))
        self._reason.setFixedHeight(self._reason.fontMetrics().height() * 4)
        self._person.setObjectName("landguard-explain-person")
        about = QLabel(
            tr("{count} findings will be explained alike.").format(count=f"{count:,}") if count > 1 else what
        )
        about.setWordWrap(True)
        self._buttons = QDialogButtonBox()
        self._ok = self._buttons.addButton(tr("Explain"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._ok.setObjectName("landguard-explain-ok")
        self._buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._buttons.accepted.connect(self._accept)
        self._buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow(about)
        form.addRow(tr("Reason (required)"), self._reason)
        form.addRow(tr("Explained by"), self._person)
        form.addRow(self._buttons)
        self._reason.textChanged.connect(self._look)
        self._person.textChanged.connect(self._look)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 64)
        self._look()

    def answer(self) -> tuple[str, str]:
        """Return (reason, person)."""
        return " ".join(self._reason.toPlainText().split()), self._person.text().strip()

    def _look(self) -> None:
        self._ok.setEnabled(all(self.answer()))

    def _accept(self) -> None:
        PERSON.put(self.answer()[1])
        self.accept()
