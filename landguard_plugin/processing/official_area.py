"""landguard:officialarea."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import LandGuardError, Message
from ..core.progress import stop_if_cancelled
from .base import LandGuardAlgorithm

if TYPE_CHECKING:
    from ..app.official_area import AreaRun

_BLOCK = 2_000


class OfficialArea(LandGuardAlgorithm):
    """Adds the official ellipsoidal area (图斑椭球面积) to a polygon layer."""

    ID = "officialarea"
    GROUP = "area"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Official area")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "INPUT", tr("Polygon layer"), [QgsProcessing.SourceType.TypeVectorPolygon]
            )
        )
        self.addParameter(QgsProcessingParameterString("AREA_FIELD", tr("Field that receives the area (m2)"), "TBMJ"))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Layer with official areas")))
        self.addOutput(QgsProcessingOutputNumber("TOTAL_M2", tr("Total area (m2)")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Number of features")))
        self.addOutput(QgsProcessingOutputNumber("INVALID_COUNT", tr("Features with invalid geometry")))
        self.addOutput(QgsProcessingOutputString("METHOD", tr("Method of area computation")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Stream the layer through the use case in blocks; attributes pass through unchanged."""
        from ..app.official_area import AreaRun
        from ..bridge.crs import plane_of
        from ..bridge.layers import wkb_of
        from ..bridge.sinks import dm2_output, field_of
        from ..core.layers import Column

        source = self.parameterAsSource(parameters, "INPUT", context)
        if source is None:
            raise LandGuardError("LG-LAY-001", name="INPUT", value=str(parameters.get("INPUT")))
        area_field = self.parameterAsString(parameters, "AREA_FIELD", context).strip() or "TBMJ"
        extent = source.sourceExtent()
        plane = plane_of(
            source.sourceCrs(),
            context.transformContext(),
            source.sourceName(),
            (extent.xMinimum(), extent.xMaximum()),
            progress,
        )
        run = AreaRun(plane)
        progress.say(Message("LG-ARE-001", {"method": run.method.name, "plane": plane.name}))
        fields = QgsFields(source.fields())
        position = fields.lookupField(area_field)
        if position < 0:
            fields.append(field_of(Column(area_field, "area")))
        sink, destination = self.parameterAsSink(
            parameters, "OUTPUT", context, fields, source.wkbType(), source.sourceCrs()
        )
        if sink is None:
            raise LandGuardError("LG-OUT-001", name="OUTPUT", value=str(parameters.get("OUTPUT")))

        def write(block: list) -> None:
            sizes = run.areas([wkb_of(f.geometry()) for f in block], [f.id() for f in block])
            for feature, size in zip(block, sizes):
                values = feature.attributes() + ([None] if position < 0 else [])
                values[position] = None if size is None else dm2_output(size)
                feature.setAttributes(values)
            if not sink.addFeatures(block, QgsFeatureSink.Flag.FastInsert):
                raise LandGuardError("LG-OUT-002", name="OUTPUT", detail=sink.lastError())
            stop_if_cancelled(progress)
            progress.at(run.count / max(1, source.featureCount()))

        block: list[QgsFeature] = []
        for feature in source.getFeatures(
            QgsFeatureRequest(), Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks
        ):
            block.append(QgsFeature(feature))
            if len(block) == _BLOCK:
                write(block)
                block = []
        write(block)
        self._tell(run, progress)
        return {
            "OUTPUT": destination,
            "TOTAL_M2": dm2_output(run.total_dm2),
            "COUNT": run.count,
            "INVALID_COUNT": len(run.invalid),
            "METHOD": run.method.name,
        }

    @staticmethod
    def _tell(run: AreaRun, progress: FeedbackProgress) -> None:
        if run.without_shape:
            progress.warn(Message("LG-ARE-002", {"count": run.without_shape}))
        if run.invalid:
            first, reason = run.invalid[0]
            progress.warn(Message("LG-ARE-003", {"count": len(run.invalid), "first": str(first), "reason": reason}))
