"""landguard:exportpatches."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm, advanced


class ExportPatches(LandGuardAlgorithm):
    """Writes the return file of a campaign: as issued, with our fields behind, and what differs."""

    ID = "exportpatches"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Export patches")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the project, the issued file and the outputs."""
        text = QgsProcessingParameterString
        self.addParameter(QgsProcessingParameterFile("STORE", tr("Patch project")))
        self.addParameter(text("CAMPAIGN", tr("Campaign")))
        self.addParameter(QgsProcessingParameterFile("ISSUED", tr("File as issued, to compare with"), optional=True))
        self.addParameter(advanced(text("LAYER_NAME", tr("Layer inside the file"), optional=True)))
        self.addParameter(advanced(text("ENCODING", tr("Encoding (empty: as issued)"), optional=True)))
        kinds = "Shapefile (*.shp);;GeoPackage (*.gpkg)"
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", tr("Return file"), kinds))
        table = QgsProcessing.SourceType.TypeVector
        self.addParameter(QgsProcessingParameterFeatureSink("DIFFERENCES", tr("Differences"), table, optional=True))
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Patches")))
        self.addOutput(QgsProcessingOutputNumber("DIFFERENCE_COUNT", tr("Differences")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the campaign, compare it with the issued file, write the return file."""
        from ..app.patches.ports import PatchQuery
        from ..app.patches.returning import answer
        from ..bridge.patch_files import FileChoices
        from ..bridge.patch_returns import issued_file, write_return
        from ..bridge.sinks import write_table
        from ..bridge.stores import store_of
        from ..core.problems import LandGuardError

        def given(name: str) -> str:
            return self.parameterAsString(parameters, name, context).strip()

        store, campaign = store_of(self, parameters, context), given("CAMPAIGN")
        patches = store.patches(PatchQuery(campaign=campaign))
        if not patches:
            known = ", ".join(entry.id for entry in store.campaigns())
            raise LandGuardError("LG-IMP-231", campaign=campaign or "-", known=known or "-")
        path = Path(given("ISSUED")) if given("ISSUED") else None
        crs, choices = store.info().crs, FileChoices(given("ENCODING"), layer_name=given("LAYER_NAME"))
        file, home, fields = issued_file(path, choices, crs, context, progress)
        returned = answer(patches, home)
        target = Path(self.parameterAsFileOutput(parameters, "OUTPUT", context))
        encoding = write_return(target, returned, file, fields, crs, given("ENCODING"), context)
        differences = len(returned.differences.rows)
        told = {"count": len(patches), "file": target.name, "encoding": encoding, "differences": differences}
        (progress.warn if differences else progress.say)(Message("LG-IMP-232", told))
        outputs = {
            "OUTPUT": str(target),
            "DIFFERENCES": write_table(self, parameters, "DIFFERENCES", context, returned.differences, progress),
            "COUNT": len(patches),
            "DIFFERENCE_COUNT": differences,
        }
        return {name: value for name, value in outputs.items() if value is not None}
