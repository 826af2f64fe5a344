"""Help on F1: the local Markdown page of a dock or dialog, in the user's language, without network or browser."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QShortcut, QTextBrowser, QVBoxLayout, QWidget

from ...bridge.help import page_of
from ...bridge.i18n import tr


class HelpDialog(QDialog):
    """Shows one help page beside the work; not modal."""

    def __init__(self, topic: str, parent: Optional[QWidget] = None) -> None:
        """Show the page of a topic."""
        super().__init__(parent)
        self.setObjectName("landguard-help")
        self.setWindowTitle(tr("LandGuard help"))
        browser = QTextBrowser()
        browser.setHtml(page_of(topic).html)
        browser.setOpenExternalLinks(False)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(browser)
        layout.addWidget(buttons)
        self.resize(QSize(browser.fontMetrics().averageCharWidth() * 80, browser.fontMetrics().height() * 34))


def help_on_f1(widget: QWidget, topic: str) -> None:
    """Open the help page of a topic when F1 is pressed inside a widget."""
    shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), widget)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(lambda: show_help(topic, widget.window()))


def show_help(topic: str, parent: QWidget) -> HelpDialog:
    """Show the help page of a topic and return its window."""
    dialog = HelpDialog(topic, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    return dialog
