"""landguard:checkevidence."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber, QgsProcessingParameterFile

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm, advanced, hands_on
from .evidence_parameters import add_store, campaign_of, desk_of
from .ledger_parameters import add_table


class CheckEvidence(LandGuardAlgorithm):
    """Lists what the evidence of a campaign lacks: unmet requirements, failed tests, originals missing or altered."""

    ID = "checkevidence"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Check evidence")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        add_store(self)
        hands_on(self, "STORE")
        folder = QgsProcessingParameterFile.Behavior.Folder
        title = tr("Bring missing originals back from this folder")
        self.addParameter(advanced(QgsProcessingParameterFile("RESTORE_FROM", title, folder, optional=True)))
        add_table(self, "FINDINGS", tr("Findings of evidence"))
        for name, title in (
            ("FINDING_COUNT", tr("Findings in all")),
            ("PATCHES_SHORT", tr("Patches whose evidence is not complete")),
            ("ORIGINALS_AMISS", tr("Originals missing, altered or unknown")),
            ("BROUGHT_BACK", tr("Originals brought back")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Bring originals back when asked, then list the findings."""
        from ..app.patches.evidence_checking import ORIGINAL, REQUIREMENT, bring_back, check_evidence
        from ..bridge.clock import utc_now
        from ..bridge.evidence_tables import findings_table
        from ..bridge.sinks import write_table
        from ..bridge.stores import path_of

        desk = desk_of(self, parameters, context, progress)
        campaign = campaign_of(self, parameters, context)
        folder = self.parameterAsString(parameters, "RESTORE_FROM", context).strip()
        found = bring_back(desk, path_of(folder)) if folder else []
        findings = list(check_evidence(desk, campaign, utc_now(), progress))
        return {
            "FINDINGS": write_table(self, parameters, "FINDINGS", context, findings_table(findings), progress),
            "FINDING_COUNT": len(findings),
            "PATCHES_SHORT": len({f.patch.uid for f in findings if f.kind == REQUIREMENT}),
            "ORIGINALS_AMISS": sum(1 for f in findings if f.kind == ORIGINAL),
            "BROUGHT_BACK": len(found),
        }
