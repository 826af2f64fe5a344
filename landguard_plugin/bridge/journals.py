"""The draft journal of this user: one small file in the QGIS profile."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from qgis.core import QgsApplication

from ..storage.journal import FileDraftJournal


@lru_cache(maxsize=1)
def open_journal() -> FileDraftJournal:
    """Return the journal, opened once per session. Raises LandGuardError LG-JRN-002 when it cannot be."""
    return FileDraftJournal(Path(QgsApplication.qgisSettingsDirPath()) / "landguard" / "drafts.sqlite")


def shut_journal() -> None:
    """Let go of the journal's file."""
    if open_journal.cache_info().currsize:
        open_journal().shut()
        open_journal.cache_clear()
