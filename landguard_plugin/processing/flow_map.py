"""landguard:flowmap."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm, advanced

_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]


class FlowMap(LandGuardAlgorithm):
    """Draws the A3 map of land flows from the pieces of a flow matrix."""

    ID = "flowmap"
    GROUP = "flows"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Map of land flows (A3)")

    def flags(self) -> Qgis.ProcessingAlgorithmFlags:
        """Run in the main thread: a print layout is a scene of Qt, and Qt draws scenes nowhere else."""
        return super().flags() | Qgis.ProcessingAlgorithmFlag.NoThreading

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the pieces, what lies under them, the texts and the file."""
        layer, text = QgsProcessingParameterVectorLayer, QgsProcessingParameterString
        self.addParameter(layer("PIECES", tr("Pieces of a flow matrix"), _POLYGON))
        self.addParameter(layer("UNITS", tr("Administrative units (drawn above)"), _POLYGON, optional=True))
        self.addParameter(layer("BASIC_FARMLAND", tr("Permanent basic farmland"), _POLYGON, optional=True))
        self.addParameter(layer("SURVEY", tr("Survey layer (drawn below)"), _POLYGON, optional=True))
        self.addParameter(text("TITLE", tr("Title"), tr("Map of land flows"), optional=True))
        self.addParameter(text("SUBTITLE", tr("Subtitle"), optional=True))
        self.addParameter(advanced(text("DATE", tr("Date on the map"), optional=True)))
        self.addParameter(
            advanced(QgsProcessingParameterFile("TEMPLATE", tr("Layout template"), extension="qpt", optional=True))
        )
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", tr("Map file"), "PDF (*.pdf);;PNG (*.png)"))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Clone the layers, style them, fill the template, export."""
        from pathlib import Path

        from ..bridge.flow_maps import FlowMapText, draw_flow_map
        from ..bridge.settings import OFFICE
        from ..core.problems import LandGuardError

        layers = {
            name: self.parameterAsVectorLayer(parameters, name, context)
            for name in ("PIECES", "UNITS", "BASIC_FARMLAND", "SURVEY")
        }
        if layers["PIECES"] is None:
            raise LandGuardError("LG-LAY-001", name="PIECES", value=str(parameters.get("PIECES")))
        words = {
            name: self.parameterAsString(parameters, name, context).strip() for name in ("TITLE", "SUBTITLE", "DATE")
        }
        text = FlowMapText(words["TITLE"], words["SUBTITLE"], office=OFFICE.get(), date=words["DATE"])
        output = self.parameterAsString(parameters, "OUTPUT", context)
        template = self.parameterAsString(parameters, "TEMPLATE", context)
        draw_flow_map(layers, text, Path(output), template)
        return {"OUTPUT": output}
