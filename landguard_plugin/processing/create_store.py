"""landguard:createstore."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm


class CreateStore(LandGuardAlgorithm):
    """Makes an empty patch project, in a new GeoPackage or in one that has none."""

    ID = "createstore"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Create patch project")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the file, the profile and the reference system."""
        title = tr("Patch project")
        self.addParameter(QgsProcessingParameterFileDestination("STORE", title, "GeoPackage (*.gpkg)"))
        self.addParameter(QgsProcessingParameterString("PROFILE", tr("Profile"), "", optional=True))
        self.addParameter(
            QgsProcessingParameterCrs("CRS", tr("Reference system (empty: that of the first patches)"), optional=True)
        )
        self.addOutput(QgsProcessingOutputNumber("SCHEMA_VERSION", tr("Schema version")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Make the project."""
        from ..bridge.stores import create_store, store_crs

        crs = store_crs(
            self.parameterAsCrs(parameters, "CRS", context), self.parameterAsString(parameters, "CRS", context)
        )
        profile = self.parameterAsString(parameters, "PROFILE", context).strip()
        store = create_store(self.parameterAsFileOutput(parameters, "STORE", context), profile, crs)
        info = store.info()
        progress.say(Message("LG-STO-040", {"path": info.name, "version": str(info.schema_version)}))
        return {"STORE": info.name, "SCHEMA_VERSION": info.schema_version}
