"""landguard:photopositions."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsWkbTypes,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm
from .evidence_parameters import add_store, campaign_of, desk_of


class PhotoPositions(LandGuardAlgorithm):
    """Puts photos on the map: where they claim to be taken, and their view cones."""

    ID = "photopositions"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Photo positions")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        add_store(self)
        for name, title, kind in (
            ("OUTPUT", tr("Photo positions"), QgsProcessing.SourceType.TypeVectorPoint),
            ("CONES", tr("View cones"), QgsProcessing.SourceType.TypeVectorPolygon),
        ):
            self.addParameter(
                QgsProcessingParameterFeatureSink(name, title, kind, optional=name == "CONES", createByDefault=True)
            )
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Photos with a position")))
        self.addOutput(QgsProcessingOutputNumber("CONE_COUNT", tr("Photos with a direction")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the evidence and write positions and cones."""
        from qgis.core import QgsCoordinateReferenceSystem

        from ..app.patches.evidence_checking import placed_photos
        from ..bridge.crs import GEOGRAPHIC
        from ..bridge.evidence_tables import cones_table, positions_table
        from ..bridge.sinks import write_shapes

        desk = desk_of(self, parameters, context, progress)
        placed = list(placed_photos(desk, campaign_of(self, parameters, context)))
        crs = QgsCoordinateReferenceSystem(GEOGRAPHIC)
        points, cones = positions_table(placed), cones_table(placed)
        point = QgsWkbTypes.Type.MultiPoint
        return {
            "OUTPUT": write_shapes(self, parameters, "OUTPUT", context, points, progress, crs, point),
            "CONES": write_shapes(self, parameters, "CONES", context, cones, progress, crs),
            "COUNT": len(points.rows),
            "CONE_COUNT": len(cones.rows),
        }
