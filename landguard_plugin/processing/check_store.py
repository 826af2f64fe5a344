"""landguard:checkstore."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm


class CheckStore(LandGuardAlgorithm):
    """Proves a patch project: schema, every row, log chain, certificates, sums; what is wrong is named."""

    ID = "checkstore"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Check patch project")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the project; the findings and their counts come out."""
        self.addParameter(QgsProcessingParameterFile("STORE", tr("Patch project")))
        self.addParameter(
            QgsProcessingParameterFeatureSink("FINDINGS", tr("Findings"), QgsProcessing.SourceType.TypeVector)
        )
        self.addOutput(QgsProcessingOutputNumber("FINDING_COUNT", tr("Number of findings")))
        self.addOutput(QgsProcessingOutputNumber("ERROR_COUNT", tr("Number of errors")))
        self.addOutput(QgsProcessingOutputNumber("SCHEMA_VERSION", tr("Schema version")))
        self.addOutput(QgsProcessingOutputNumber("LOG_SIZE", tr("Entries of the log")))
        self.addOutput(QgsProcessingOutputString("LOG_HASH", tr("Hash of the last log entry")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Check the project, write the findings."""
        from ..bridge.sinks import write_table
        from ..bridge.stores import findings_table, open_checked, state_of

        result = open_checked(self.parameterAsString(parameters, "STORE", context), progress)
        version, head = state_of(result.store)
        errors = sum(finding.level == "error" for finding in result.findings)
        for finding in result.findings[:20]:
            progress.warn(finding.message)
        if not result.findings:
            progress.say(Message("LG-STO-043", {"path": str(result.store.path), "size": head.size}))
        table = findings_table(result.findings)
        return {
            "FINDINGS": write_table(self, parameters, "FINDINGS", context, table, progress),
            "FINDING_COUNT": len(result.findings),
            "ERROR_COUNT": errors,
            "SCHEMA_VERSION": version,
            "LOG_SIZE": head.size,
            "LOG_HASH": head.leaf_hash,
        }
