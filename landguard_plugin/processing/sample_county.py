"""landguard:samplecounty."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm

SIZES = ("small", "county", "large")


class SampleCounty(LandGuardAlgorithm):
    """Makes the sample county: a whole county database that nobody has to keep secret."""

    ID = "samplecounty"
    GROUP = "survey"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Make the sample county")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare size, seed and folder; paths and counts come out."""
        sizes = [
            tr("small (some 600 patches a year)"),
            tr("county (some 8,000 patches a year)"),
            tr("large (some 100,000 patches a year)"),
        ]
        integer = QgsProcessingParameterNumber.Type.Integer
        self.addParameter(QgsProcessingParameterEnum("SIZE", tr("Size"), sizes, defaultValue=0))
        self.addParameter(QgsProcessingParameterNumber("SEED", tr("Seed"), integer, 2024, minValue=0))
        self.addParameter(QgsProcessingParameterFolderDestination("OUTPUT", tr("Folder")))
        self.addOutput(QgsProcessingOutputString("LAYERS", tr("GeoPackage with all layers")))
        self.addOutput(QgsProcessingOutputString("DELIVERY", tr("Shapefile as a county hands it in")))
        self.addOutput(QgsProcessingOutputString("BEFORE", tr("Table of the earlier year")))
        self.addOutput(QgsProcessingOutputString("AFTER", tr("Table of the later year")))
        self.addOutput(QgsProcessingOutputNumber("BEFORE_COUNT", tr("Patches of the earlier year")))
        self.addOutput(QgsProcessingOutputNumber("AFTER_COUNT", tr("Patches of the later year")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Make the county and put it into the folder."""
        from pathlib import Path

        from ..app.sample_county import make_sample_county
        from ..core.sample.plan import SIZES as PATCHES
        from ..core.sample.plan import CountyPlan
        from ..storage.sample_book import sample_book
        from ..storage.sample_files import SampleFolder

        folder = self.parameterAsString(parameters, "OUTPUT", context)
        size = SIZES[self.parameterAsEnum(parameters, "SIZE", context)]
        plan = CountyPlan(patches=PATCHES[size], seed=self.parameterAsInt(parameters, "SEED", context))
        made = make_sample_county(plan, sample_book(), SampleFolder(Path(folder)), progress)
        before, after = made.county.survey_names
        return {
            "OUTPUT": folder,
            "LAYERS": made.layers,
            "DELIVERY": made.delivery,
            "BEFORE": before,
            "AFTER": after,
            "BEFORE_COUNT": len(made.county[before]),
            "AFTER_COUNT": len(made.county[after]),
        }
