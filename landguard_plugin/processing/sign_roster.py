"""landguard:signroster."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm
from .trust_parameters import add_passphrase, key_from

_TABLE = [QgsProcessing.SourceType.TypeVector]


class SignRoster(LandGuardAlgorithm):
    """Signs the roster of an office: which key belongs to whom, in which role, from when to when."""

    ID = "signroster"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Sign roster of keys")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        title = tr("Keys (public_key, person, role, since, until)")
        self.addParameter(QgsProcessingParameterFeatureSource("TABLE", title, _TABLE))
        self.addParameter(QgsProcessingParameterString("OFFICE", tr("Office")))
        self.addParameter(
            QgsProcessingParameterString("ISSUED", tr("Issued on (YYYY-MM-DD, empty: today)"), "", optional=True)
        )
        self.addParameter(QgsProcessingParameterFile("KEY", tr("Root key of the office")))
        add_passphrase(self)
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", tr("Roster"), "JSON (*.json)"))
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Keys in the roster")))
        self.addOutput(QgsProcessingOutputString("ROOT", tr("Id of the root key")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the table, sign, write, read back."""
        from ..bridge.clock import utc_now
        from ..bridge.tables import read_rows
        from ..bridge.trust import write_roster

        rows = read_rows(self, parameters, "TABLE", context, progress)
        issued = self.parameterAsString(parameters, "ISSUED", context).strip() or utc_now()[:10]
        path = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        office = self.parameterAsString(parameters, "OFFICE", context)
        roster = write_roster(path, office, issued, rows, key_from(self, parameters, context))
        progress.say(Message("LG-SIG-011", {"count": len(roster.entries), "root": roster.root, "path": path}))
        return {"OUTPUT": path, "COUNT": len(roster.entries), "ROOT": roster.root}
