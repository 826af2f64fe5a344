"""landguard:screenpatches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QDate

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm, advanced

if TYPE_CHECKING:
    from ..app.screening.screening import Screened
    from ..bridge.screening import ReadLayers
    from ..core.screening.rules import ScreeningRules

_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
_COUNTED = ("legal", "illegal", "other", "doubtful", "false_change")


class ScreenPatches(LandGuardAlgorithm):
    """Computes the overlays of issued patches and suggests a verdict with its reasons."""

    ID = "screenpatches"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Screen patches")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        source = QgsProcessingParameterFeatureSource
        self.addParameter(source("PATCHES", tr("Issued patches"), _POLYGON))
        self.addParameter(source("SURVEY", tr("Survey layer of the base year"), _POLYGON))
        for name, title in (
            ("BASIC_FARMLAND", tr("Permanent basic farmland")),
            ("RED_LINE", tr("Ecological red line")),
            ("APPROVED", tr("Approved land")),
        ):
            self.addParameter(source(name, title, _POLYGON, optional=True))
        for name, title in (
            ("TEMPORARY", tr("Temporary land")),
            ("FACILITY", tr("Recorded facility agriculture")),
            ("SURVEY_LATER", tr("Newest survey layer")),
            ("EARLIER", tr("Patches checked before")),
            ("PARCELS", tr("Cadastral parcels")),
            ("UNITS", tr("Administrative units")),
        ):
            self.addParameter(advanced(source(name, title, _POLYGON, optional=True)))
        for name, title, default in (
            ("RULESET", tr("Screening rules: id or file (empty: those in force)"), ""),
            ("AS_OF", tr("Date that decides on the rules (empty: of the newest image)"), ""),
        ):
            self.addParameter(advanced(QgsProcessingParameterString(name, title, default, optional=True)))
        self.addParameter(
            advanced(
                QgsProcessingParameterFile(
                    "STORE",
                    tr("Project store that keeps the result (its own patches only)"),
                    extension="gpkg",
                    optional=True,
                )
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", tr("Screened patches"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Patches")))
        self.addOutput(QgsProcessingOutputNumber("KEPT", tr("Patches whose result the store keeps")))
        for name, title in zip(_COUNTED, self._titles()):
            self.addOutput(QgsProcessingOutputNumber(name.upper(), title))

    @staticmethod
    def _titles() -> list[str]:
        return [
            tr("Suggested legal"),
            tr("Suggested illegal"),
            tr("Suggested other"),
            tr("Suggested doubtful"),
            tr("Suggested false change"),
        ]

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the layers, screen, write the patches with their figures."""
        from ..app.screening.screening import screen_patches
        from ..bridge.library import class_table
        from ..bridge.screening import ScreeningReader, worded, write_beside
        from ..bridge.settings import workers
        from ..core.progress import Stretch

        first = Stretch(progress, 0.0, 0.4)
        read = ScreeningReader(self, parameters, context, first).read(first)
        rules = self._rules(parameters, context, read, progress)
        screened = screen_patches(
            read.patches,
            read.issued,
            read.layers,
            read.known,
            rules,
            class_table(),
            workers(),
            Stretch(progress, 0.4, 0.95),
        )
        worded(screened, rules)
        kept = self._keep(parameters, context, read, screened, rules)
        last = Stretch(progress, 0.95, 1.0)
        counts = screened.rows["suggestion"].value_counts()
        return {
            "OUTPUT": write_beside(self, parameters, context, read.patches, screened, last),
            "COUNT": len(screened.rows),
            "KEPT": kept,
            **{name.upper(): int(counts.get(name, 0)) for name in _COUNTED},
        }

    def _keep(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        read: ReadLayers,
        screened: Screened,
        rules: ScreeningRules,
    ) -> int:
        """Keep the result in a project store when one is named; return of how many patches."""
        if not self.parameterAsString(parameters, "STORE", context).strip():
            return 0
        from ..app.screening.keeping import keep_screenings
        from ..bridge.clock import utc_now
        from ..bridge.person import acting
        from ..bridge.stores import store_of
        from ..core.problems import LandGuardError

        if "uid" not in read.patches.rows:
            raise LandGuardError("LG-WRK-001")
        uids = [str(uid) for uid in read.patches.rows["uid"]]
        return keep_screenings(store_of(self, parameters, context), screened, uids, rules.id, acting(), utc_now())

    def _rules(
        self, parameters: dict, context: QgsProcessingContext, read: ReadLayers, progress: FeedbackProgress
    ) -> ScreeningRules:
        """Return the rules named, or those in force on the date of the newest image."""
        from ..bridge.library import screening_rules
        from ..core.problems import Message
        from ..storage.campaigns import read_rules

        named = self.parameterAsString(parameters, "RULESET", context).strip()
        if named and Path(named).is_file():
            return read_rules(Path(named))
        shelf = screening_rules()
        if named:
            return shelf.by_id(named)
        date = self.parameterAsString(parameters, "AS_OF", context).strip() or max(read.issued.dates, default="")
        if not date:
            date = QDate.currentDate().toString("yyyy-MM-dd")
            progress.warn(Message("LG-SCR-004", {"date": date}))
        province = next((unit[:2] for unit in read.known.units if unit), "")
        rules = shelf.in_force("satellite", date, province)
        if rules.province and rules.province != province:
            told = {"date": date, "province": rules.province, "rules": rules.id}
            progress.warn(Message("LG-SCR-016", told))
        return rules
