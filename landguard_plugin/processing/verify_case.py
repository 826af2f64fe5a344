"""landguard:verifycase."""

from __future__ import annotations

import re

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm
from .trust_parameters import add_result


class VerifyCase(LandGuardAlgorithm):
    """Checks a case package: container, signatures, log proofs, people; says what was altered."""

    ID = "verifycase"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Verify case package")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        self.addParameter(QgsProcessingParameterFile("PACKAGE", tr("Case package (zip)")))
        self.addParameter(
            QgsProcessingParameterString(
                "TRUST", tr("Trusted key ids (of the roster's root or of the signers; empty: all)"), "", optional=True
            )
        )
        add_result(self, "FINDINGS", tr("Findings"))
        self.addOutput(QgsProcessingOutputString("VERDICT", tr("Result of the verification")))
        self.addOutput(QgsProcessingOutputNumber("FINDING_COUNT", tr("Findings that are no notes")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Run the very verifier that ships with the packages."""
        from ..bridge.sinks import write_table
        from ..bridge.trust import findings_table, verify_package

        path = self.parameterAsString(parameters, "PACKAGE", context)
        trusted = tuple(filter(None, re.split(r"[\s,;，；]+", self.parameterAsString(parameters, "TRUST", context))))
        result = verify_package(path, trusted)
        problems = [finding for finding in result.findings if not finding["note"]]
        said = Message("LG-PKG-010", {"path": path, "verdict": result.verdict, "count": len(problems)})
        progress.warn(said) if problems else progress.say(said)
        return {
            "FINDINGS": write_table(self, parameters, "FINDINGS", context, findings_table(result), progress),
            "VERDICT": result.verdict,
            "FINDING_COUNT": len(problems),
        }
