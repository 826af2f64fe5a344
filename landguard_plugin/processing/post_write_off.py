"""landguard:postwriteoff."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber, QgsProcessingOutputString

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm, hands_on
from .ledger_parameters import add_ledger, add_ruleset, add_source, add_text


class PostWriteOff(LandGuardAlgorithm):
    """Enters the accepted lines of a proposal into the ledger, as one batch in one transaction."""

    ID = "postwriteoff"
    GROUP = "ledger"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Post accepted write-off")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        add_ledger(self)
        hands_on(self, "LEDGER")
        add_ruleset(self)
        add_source(self, "PROPOSAL", tr("Accepted lines (table of the proposal)"))
        add_text(self, "BATCH", tr("Number of the batch"), optional=False)
        add_text(self, "DATE", tr("Date (YYYY-MM-DD)"), optional=False)
        add_text(self, "DOCUMENT", tr("Document number"))
        add_text(self, "VERSION", tr("Version of the books that was looked at (empty: the present one)"))
        self.addOutput(QgsProcessingOutputNumber("LINE_COUNT", tr("Lines entered")))
        self.addOutput(QgsProcessingOutputString("VERSION", tr("Version of the books")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the accepted lines and post them."""
        from ..app.ledger.posting import accept_write_off
        from ..app.ledger.write_off import lines_from
        from ..bridge.ledgers import day_from, ledger_of, ruleset_chooser, tell_rules
        from ..bridge.tables import read_rows

        store = ledger_of(self, parameters, context)
        lines = lines_from(read_rows(self, parameters, "PROPOSAL", context, progress))
        day = day_from(self.parameterAsString(parameters, "DATE", context), "DATE")
        ruleset = ruleset_chooser(self, parameters, context, "occupation")(day)
        asked = self.parameterAsString(parameters, "VERSION", context).strip()
        seen = int(asked) if asked.isdigit() else store.read().version
        posted = accept_write_off(
            store,
            lines,
            self.parameterAsString(parameters, "BATCH", context).strip(),
            day,
            self.parameterAsString(parameters, "DOCUMENT", context),
            seen,
            ruleset,
            self.parameterAsBoolean(parameters, "REJUDGE", context),
        )
        tell_rules(ruleset, "occupation", progress)
        progress.say(Message("LG-LED-075", {"count": len(lines), "path": store.name}))
        return {"LINE_COUNT": len(lines), "VERSION": str(posted.version)}
