"""landguard:sealledger."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber, QgsProcessingOutputString

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm, hands_on
from .ledger_parameters import add_ledger, add_text


class SealLedger(LandGuardAlgorithm):
    """Closes a period for good: its closing balances are kept, nothing dated in it can be entered any more."""

    ID = "sealledger"
    GROUP = "ledger"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Seal a period of the ledger")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        add_ledger(self)
        hands_on(self, "LEDGER")
        add_text(self, "DATE", tr("Last day of the period (YYYY-MM-DD)"), optional=False)
        add_text(self, "DOCUMENT", tr("Document number"))
        self.addOutput(QgsProcessingOutputNumber("UNIT_COUNT", tr("Units with a closing")))
        self.addOutput(QgsProcessingOutputString("VERSION", tr("Version of the books")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Seal the ledger up to the day."""
        from ..app.ledger.posting import seal
        from ..bridge.ledgers import day_from, ledger_of

        store = ledger_of(self, parameters, context)
        day = day_from(self.parameterAsString(parameters, "DATE", context), "DATE")
        document = self.parameterAsString(parameters, "DOCUMENT", context)
        posted = seal(store, day, document, store.read().version)
        count = len(posted.entries[0].closings)
        progress.say(Message("LG-LED-076", {"date": day.isoformat(), "count": count}))
        return {"UNIT_COUNT": count, "VERSION": str(posted.version)}
