"""Help pages: one Markdown file per algorithm and dialog and language, shown in dialogs and opened by F1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qgis.PyQt.QtGui import QTextDocument

from ..storage import packaged
from .i18n import language


@dataclass(frozen=True)
class HelpPage:
    """One page: its file, its text as HTML, and its first sentence."""

    path: Path
    html: str
    summary: str


def page_of(topic: str) -> HelpPage:
    """Return the help page of a topic in the user's language."""
    return _page(topic, language())


@cache
def _page(topic: str, tongue: str) -> HelpPage:
    relative = f"help/{tongue}/{topic}.md"
    text = packaged.read_text(relative)
    document = QTextDocument()
    document.setMarkdown(text)
    body = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return HelpPage(packaged.path(relative), document.toHtml(), body[0].strip() if body else topic)
