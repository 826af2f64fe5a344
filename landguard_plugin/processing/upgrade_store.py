"""landguard:upgradestore."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm, hands_on


class UpgradeStore(LandGuardAlgorithm):
    """Brings a patch project of an older plugin to the newest schema, behind a verified backup."""

    ID = "upgradestore"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Upgrade patch project")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the project; versions and the backup come out."""
        self.addParameter(QgsProcessingParameterFile("STORE", tr("Patch project")))
        hands_on(self, "STORE")
        self.addOutput(QgsProcessingOutputNumber("SCHEMA_VERSION", tr("Schema version")))
        self.addOutput(QgsProcessingOutputNumber("VERSION_BEFORE", tr("Schema version before")))
        self.addOutput(QgsProcessingOutputString("BACKUP", tr("Backup (empty: none was needed)")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Upgrade the project."""
        from ..bridge.stores import upgrade_store

        done = upgrade_store(self.parameterAsString(parameters, "STORE", context))
        backup = str(done.backup) if done.backup is not None else ""
        words = {"before": str(done.before), "after": str(done.after), "backup": backup or "-"}
        progress.say(Message("LG-STO-041" if done.backup else "LG-STO-042", words))
        return {"SCHEMA_VERSION": done.after, "VERSION_BEFORE": done.before, "BACKUP": backup}
