"""landguard:addevidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm, hands_on
from .evidence_parameters import actor_of, add_actor, add_store, campaign_of, desk_of
from .ledger_parameters import add_table

if TYPE_CHECKING:
    from ..app.patches.evidence_matching import Matching

_KINDS = ("", "photo", "document", "screenshot")
_VIEWS = ("", "far", "near")


class AddEvidence(LandGuardAlgorithm):
    """Adds photos and documents to a patch, or proposes patches for a folder of photos by where they were taken."""

    ID = "addevidence"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Add evidence")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        add_store(self)
        hands_on(self, "STORE")
        files = QgsProcessing.SourceType.TypeFile
        self.addParameter(QgsProcessingParameterMultipleLayers("INPUT", tr("Files or folders"), files))
        title = tr("Patch: number or uid (empty: only propose patches by position)")
        self.addParameter(QgsProcessingParameterString("PATCH", title, "", optional=True))
        kinds = [tr("Tell by content"), tr("Photo"), tr("Document"), tr("Map screenshot")]
        self.addParameter(QgsProcessingParameterEnum("KIND", tr("What the files are"), kinds, defaultValue=0))
        views = [tr("Tell by distance"), tr("Far view"), tr("Near view")]
        self.addParameter(QgsProcessingParameterEnum("VIEW", tr("View of the photos"), views, defaultValue=0))
        decimal = QgsProcessingParameterNumber.Type.Double
        within = tr("Propose patches within (m)")
        self.addParameter(QgsProcessingParameterNumber("WITHIN_M", within, decimal, 200.0, False, 0.0))
        add_actor(self)
        add_table(self, "OUTPUT", tr("What became of the files"))
        add_table(self, "PROPOSALS", tr("Proposed patches"), optional=True)
        for name, title in (
            ("READ", tr("Files read")),
            ("ACCEPTED", tr("Files accepted")),
            ("REJECTED_COUNT", tr("Files rejected")),
            ("PROPOSED", tr("Photos with a patch nearby")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Add the files to the patch, or propose patches and add nothing."""
        from ..app.patches.evidence_matching import match_to_patches
        from ..app.patches.proving import Added, add_files
        from ..bridge.clock import utc_now
        from ..bridge.evidence import files_in, patch_named
        from ..bridge.evidence_tables import added_table, proposals_table
        from ..bridge.sinks import write_table

        desk = desk_of(self, parameters, context, progress)
        campaign = campaign_of(self, parameters, context)
        files = files_in(self.parameterAsFileList(parameters, "INPUT", context))
        wanted = self.parameterAsString(parameters, "PATCH", context).strip()
        matching: Matching | None = None
        if wanted:
            patch = patch_named(desk.store, wanted, campaign)
            kind = _KINDS[self.parameterAsEnum(parameters, "KIND", context)]
            view = _VIEWS[self.parameterAsEnum(parameters, "VIEW", context)]
            actor = actor_of(self, parameters, context)
            added = add_files(desk, patch.uid, files, actor, utc_now(), kind, view, progress)
        else:
            within = self.parameterAsDouble(parameters, "WITHIN_M", context)
            matching = match_to_patches(desk, campaign, files, within, progress)
            added = Added((), matching.rejected)
        return {
            "OUTPUT": write_table(self, parameters, "OUTPUT", context, added_table(added), progress),
            "PROPOSALS": write_table(self, parameters, "PROPOSALS", context, proposals_table(matching), progress),
            "READ": len(files),
            "ACCEPTED": len(added.accepted),
            "REJECTED_COUNT": len(added.rejected),
            "PROPOSED": sum(1 for one in matching.proposals if one.candidates) if matching else 0,
        }
