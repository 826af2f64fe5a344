"""landguard:importpatches."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterCrs,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm, advanced, hands_on


class ImportPatches(LandGuardAlgorithm):
    """Takes a file of issued patches into a campaign of a patch project."""

    ID = "importpatches"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Import patches")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        text = QgsProcessingParameterString
        kinds = tr("Patches") + " (*.shp *.gdb *.gpkg *.geojson *.json *.kml *.zip *.xlsx *.csv *.txt);;* (*)"
        self.addParameter(QgsProcessingParameterFile("INPUT", tr("File of patches"), fileFilter=kinds))
        self.addParameter(QgsProcessingParameterFile("STORE", tr("Patch project (made when it is missing)")))
        hands_on(self, "STORE")
        self.addParameter(text("CAMPAIGN", tr("Campaign (its id; made when it is new)")))
        orders = [tr("By the numbers"), tr("Northing first"), tr("Easting first")]
        for parameter in (
            text("ENCODING", tr("Encoding (empty: detect)"), optional=True),
            QgsProcessingParameterCrs("CRS", tr("Reference system, where the file is wrong or silent"), optional=True),
            text("LAYER_NAME", tr("Layer inside the file"), optional=True),
            text("VERDICT_TREE", tr("Verdict tree of a new campaign (empty: the one in force)"), optional=True),
            QgsProcessingParameterEnum("ORDER", tr("Order of coordinates"), orders, False, 0),
            text("PERSON", tr("Who imports (empty: as in the options)"), optional=True),
        ):
            self.addParameter(advanced(parameter))
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        self.addParameter(QgsProcessingParameterFeatureSink("REJECTED", tr("Rejected rows"), polygon, optional=True))
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "EARLIER",
                tr("Ground issued before"),
                QgsProcessing.SourceType.TypeVector,
                optional=True,
                createByDefault=False,
            )
        )
        for name, title in (
            ("READ", tr("Rows read")),
            ("ACCEPTED", tr("Rows accepted")),
            ("REJECTED_COUNT", tr("Rows rejected")),
            ("DUPLICATES", tr("Rows that were there already")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the file, add its patches, write what was rejected."""
        from ..bridge.patch_files import FileChoices
        from ..bridge.patch_imports import current_actor, import_file, open_or_create
        from ..bridge.sinks import write_shapes, write_table
        from ..core.boundary.records import AxisOrder
        from ..core.progress import Stretch

        def given(name: str) -> str:
            return self.parameterAsString(parameters, name, context).strip()

        choices = FileChoices(
            given("ENCODING"),
            self.parameterAsCrs(parameters, "CRS", context),
            given("LAYER_NAME"),
            list(AxisOrder)[self.parameterAsEnum(parameters, "ORDER", context)],
        )
        store = open_or_create(given("STORE"), progress)
        path = Path(self.parameterAsFile(parameters, "INPUT", context))
        actor = current_actor(given("PERSON"))
        done = import_file(
            store, path, choices, given("CAMPAIGN"), given("VERDICT_TREE"), actor, context, Stretch(progress, 0.0, 0.9)
        )
        crs, last = QgsCoordinateReferenceSystem(done.rejected.crs), Stretch(progress, 0.9, 1.0)
        outputs = {
            "REJECTED": write_shapes(self, parameters, "REJECTED", context, done.rejected, last, crs),
            "EARLIER": write_table(self, parameters, "EARLIER", context, done.earlier, last),
            "READ": done.read,
            "ACCEPTED": len(done.accepted),
            "REJECTED_COUNT": len(done.rejected.rows),
            "DUPLICATES": done.duplicates,
        }
        return {name: value for name, value in outputs.items() if value is not None}
