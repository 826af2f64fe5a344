"""landguard:screenstore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm, hands_on
from .screening_parameters import VERDICTS, add_layers, add_rules, rules_of, verdict_titles

if TYPE_CHECKING:
    from ..core.patches.records import Patch


class ScreenStore(LandGuardAlgorithm):
    """Screens the patches of a patch project and keeps what was found beside them."""

    ID = "screenstore"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Screen the patches of a project")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the project, the layers around it and the rules."""
        text = QgsProcessingParameterString
        self.addParameter(QgsProcessingParameterFile("STORE", tr("Patch project")))
        hands_on(self, "STORE")
        self.addParameter(text("CAMPAIGN", tr("Campaign (empty: all)"), "", optional=True))
        add_layers(self)
        add_rules(self)
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Patches")))
        for name, title in zip(VERDICTS, verdict_titles()):
            self.addOutput(QgsProcessingOutputNumber(name.upper(), title))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read patches and layers, screen campaign by campaign, keep the screenings."""
        from ..app.patches.ports import PatchQuery
        from ..bridge.stores import store_of

        store = store_of(self, parameters, context)
        wanted = self.parameterAsString(parameters, "CAMPAIGN", context).strip()
        counts = dict.fromkeys(("COUNT", *(name.upper() for name in VERDICTS)), 0)
        for campaign in store.campaigns():
            if wanted in ("", campaign.id):
                patches = store.patches(PatchQuery(campaign=campaign.id))
                for name, count in self._screen(store, campaign.id, patches, parameters, context, progress).items():
                    counts[name] += count
        return counts

    def _screen(
        self,
        store: object,
        campaign: str,
        patches: list[Patch],
        parameters: dict,
        context: QgsProcessingContext,
        progress: FeedbackProgress,
    ) -> dict[str, int]:
        from ..app.screening.keeping import ground_before, keep, screenings_of
        from ..app.screening.screening import screen_patches
        from ..bridge.clock import utc_now
        from ..bridge.library import class_table
        from ..bridge.patch_imports import current_actor
        from ..bridge.settings import workers
        from ..bridge.store_screening import StoreScreeningReader
        from ..core.progress import Stretch

        if not patches:
            return {}
        first = Stretch(progress, 0.0, 0.4)
        reader = StoreScreeningReader(self, parameters, context, first, patches, store.info().crs)
        read = reader.read(first)
        rules = rules_of(self, parameters, context, read, progress)
        second = Stretch(progress, 0.4, 0.9)
        screened = screen_patches(
            read.patches, read.issued, read.layers, read.known, rules, class_table(), workers(), second
        )
        at = utc_now()
        found = screenings_of(patches, screened, rules, at, ground_before(store, patches))
        keep(store, found, campaign, rules, current_actor(), at)
        counts = {name.upper(): sum(one.suggestion == name for one in found) for name in VERDICTS}
        return {"COUNT": len(found), **counts}
