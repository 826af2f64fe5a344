"""landguard:importboundarytxt."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
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
from .base import LandGuardAlgorithm, advanced

_POLYGON = QgsProcessing.SourceType.TypeVectorPolygon


class ImportBoundaryTxt(LandGuardAlgorithm):
    """Turns a land-boundary text file into polygons."""

    ID = "importboundarytxt"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Import boundary TXT")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        orders = [tr("By the numbers"), tr("Northing first"), tr("Easting first")]
        units = [tr("By the numbers"), tr("ha"), tr("m2"), tr("mu")]
        title, kinds = tr("Boundary file"), "TXT (*.txt *.TXT);;* (*)"
        self.addParameter(QgsProcessingParameterFile("INPUT", title, fileFilter=kinds))
        for parameter in (
            QgsProcessingParameterString("ENCODING", tr("Encoding (empty: detect)"), optional=True),
            QgsProcessingParameterCrs("CRS", tr("Reference system, where the file is wrong or silent"), optional=True),
            QgsProcessingParameterEnum("ORDER", tr("Order of coordinates"), orders, False, 0),
            QgsProcessingParameterEnum("AREA_UNIT", tr("Unit of declared areas"), units, False, 0),
        ):
            self.addParameter(advanced(parameter))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Plots"), _POLYGON))
        self.addParameter(QgsProcessingParameterFeatureSink("REJECTED", tr("Rejected plots"), _POLYGON, optional=True))
        self.addOutput(QgsProcessingOutputNumber("READ", tr("Plots read")))
        self.addOutput(QgsProcessingOutputNumber("ACCEPTED", tr("Plots accepted")))
        self.addOutput(QgsProcessingOutputNumber("REJECTED_COUNT", tr("Plots rejected")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the file, judge its plots, write both layers."""
        from ..app.boundary.importing import import_plots
        from ..bridge.boundaries import read_boundary_file
        from ..bridge.crs import plane_of
        from ..bridge.import_settings import worded
        from ..bridge.sinks import write_shapes
        from ..core.boundary.records import AreaUnit, AxisOrder
        from ..core.progress import Stretch
        from ..core.survey.shapes import easting_range

        path = Path(self.parameterAsFile(parameters, "INPUT", context))
        reading, crs = read_boundary_file(
            path,
            self.parameterAsString(parameters, "ENCODING", context),
            self.parameterAsCrs(parameters, "CRS", context),
            list(AxisOrder)[self.parameterAsEnum(parameters, "ORDER", context)],
            list(AreaUnit)[self.parameterAsEnum(parameters, "AREA_UNIT", context)],
            progress,
        )
        extent = easting_range([plot.shape for plot in reading.plots])
        plane = plane_of(crs, context.transformContext(), path.name, extent, progress)
        result = import_plots(reading, plane, Stretch(progress, 0.2, 0.8))
        result.rejected.rows["reason"] = [worded(messages) for messages in result.reasons]
        last = Stretch(progress, 0.8, 1.0)
        outputs = {
            "OUTPUT": write_shapes(self, parameters, "OUTPUT", context, result.accepted, last, crs),
            "REJECTED": write_shapes(self, parameters, "REJECTED", context, result.rejected, last, crs),
            "READ": result.read,
            "ACCEPTED": len(result.accepted.rows),
            "REJECTED_COUNT": len(result.rejected.rows),
        }
        return {name: value for name, value in outputs.items() if value is not None}
