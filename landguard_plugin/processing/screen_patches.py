"""landguard:screenpatches."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm
from .screening_parameters import VERDICTS, add_layers, add_rules, rules_of, verdict_titles

_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]


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
        add_layers(self)
        add_rules(self)
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", tr("Screened patches"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Patches")))
        for name, title in zip(VERDICTS, verdict_titles()):
            self.addOutput(QgsProcessingOutputNumber(name.upper(), title))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the layers, screen, write the patches with their figures."""
        from ..app.screening.screening import screen_patches
        from ..bridge.library import class_table
        from ..bridge.screening import ScreeningReader, worded, write_beside
        from ..bridge.settings import workers
        from ..core.progress import Stretch

        first = Stretch(progress, 0.0, 0.4)
        read = ScreeningReader(self, parameters, context, first).read(first)
        rules = rules_of(self, parameters, context, read, progress)
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
        last = Stretch(progress, 0.95, 1.0)
        counts = screened.rows["suggestion"].value_counts()
        return {
            "OUTPUT": write_beside(self, parameters, context, read.patches, screened, last),
            "COUNT": len(screened.rows),
            **{name.upper(): int(counts.get(name, 0)) for name in VERDICTS},
        }
