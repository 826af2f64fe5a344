"""landguard:reversebatch."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingOutputString

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm, hands_on
from .ledger_parameters import add_ledger, add_text


class ReverseBatch(LandGuardAlgorithm):
    """Corrects an entry by its reversal; the original stays where it is."""

    ID = "reversebatch"
    GROUP = "ledger"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Reverse a batch")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        add_ledger(self)
        hands_on(self, "LEDGER")
        add_text(self, "ORIGINAL", tr("Batch to reverse"), optional=False)
        add_text(self, "BATCH", tr("Number of the batch"), optional=False)
        add_text(self, "DATE", tr("Date (YYYY-MM-DD)"), optional=False)
        add_text(self, "DOCUMENT", tr("Document number"))
        self.addOutput(QgsProcessingOutputString("VERSION", tr("Version of the books")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Post the reversal."""
        from ..app.ledger.posting import reverse
        from ..bridge.ledgers import day_from, ledger_of

        store = ledger_of(self, parameters, context)
        names = [self.parameterAsString(parameters, name, context).strip() for name in ("ORIGINAL", "BATCH")]
        day = day_from(self.parameterAsString(parameters, "DATE", context), "DATE")
        document = self.parameterAsString(parameters, "DOCUMENT", context)
        posted = reverse(store, names[0], names[1], day, document, store.read().version)
        progress.say(Message("LG-LED-077", {"original": names[0], "batch": names[1]}))
        return {"VERSION": str(posted.version)}
