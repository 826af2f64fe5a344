"""landguard:exportledger."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm
from .ledger_parameters import add_ledger

_TONGUES = ("zh", "en")


class ExportLedger(LandGuardAlgorithm):
    """Takes a ledger from a store to plain text or back, without loss."""

    ID = "exportledger"
    GROUP = "ledger"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Export ledger")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        add_ledger(self)
        options = [tr("Chinese keywords"), tr("English keywords")]
        self.addParameter(QgsProcessingParameterEnum("LANGUAGE", tr("Keywords of the text"), options, defaultValue=0))
        files = ";;".join((tr("Plain-text ledger") + " (*.txt)", tr("Ledger store") + " (*.gpkg)"))
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", tr("Ledger to write"), files))
        self.addOutput(QgsProcessingOutputNumber("ENTRY_COUNT", tr("Entries written")))
        self.addOutput(QgsProcessingOutputNumber("POSTING_COUNT", tr("Postings")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read one form, write the other, compare."""
        from ..app.ledger.exporting import export_books
        from ..bridge.ledgers import ledger_of
        from ..storage.ledger.plaintext import write_ledger_file

        snapshot = ledger_of(self, parameters, context).read()
        target = Path(self.parameterAsFileOutput(parameters, "OUTPUT", context))
        tongue = _TONGUES[self.parameterAsEnum(parameters, "LANGUAGE", context)]
        count = export_books(snapshot, lambda books: write_ledger_file(target, books, tongue))
        progress.say(Message("LG-LED-078", {"count": len(snapshot.books.entries), "path": str(target)}))
        return {"OUTPUT": str(target), "ENTRY_COUNT": len(snapshot.books.entries), "POSTING_COUNT": count}
