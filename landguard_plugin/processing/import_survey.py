"""landguard:importsurvey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterCrs,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
    QgsVectorLayer,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm, advanced

if TYPE_CHECKING:
    from ..app.import_survey import ImportRules


class ImportSurvey(LandGuardAlgorithm):
    """Turns a delivery (shapefile, File GDB, GeoPackage, layer) into a DLTB layer."""

    ID = "importsurvey"
    GROUP = "survey"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Import survey")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        integer, number = QgsProcessingParameterNumber.Type.Integer, QgsProcessingParameterNumber.Type.Double
        text = QgsProcessingParameterString
        modes = [tr("As delivered"), tr("Compute what is missing"), tr("Recompute all")]
        for parameter in (
            QgsProcessingParameterVectorLayer("INPUT", tr("Delivery (layer, file, folder.gdb or zip)"), [polygon]),
            text("LAYER_NAME", tr("Layer inside the file"), optional=True),
            text("ENCODING", tr("Encoding of a shapefile (empty: detect)"), optional=True),
            text("CLASS_FIELD", tr("Field of the land class"), optional=True),
            QgsProcessingParameterFile(
                "CLASS_MAP", tr("Class map (CSV: source_class,dlbm)"), optional=True, fileFilter="CSV (*.csv *.txt)"
            ),
            text("UNIT_FIELD", tr("Field of the administrative unit"), optional=True),
            QgsProcessingParameterNumber("YEAR", tr("Year of the survey"), integer, None, True, 1949, 2100),
        ):
            self.addParameter(parameter)
        for parameter in (
            text("FIELD_MAP", tr("Field map (JSON)"), multiLine=True, optional=True),
            QgsProcessingParameterFeatureSource(
                "UNITS", tr("Units for patches without unit code"), [polygon], optional=True
            ),
            QgsProcessingParameterCrs("CRS", tr("Reference system, where the file has none"), optional=True),
            QgsProcessingParameterNumber(
                "AREA_TOLERANCE_M2", tr("Repairs may change an area by (m2)"), number, 0.01, False, 0
            ),
            QgsProcessingParameterEnum("INCLUDE_AREAS", tr("Areas"), modes, False, 1),
        ):
            self.addParameter(advanced(parameter))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Survey layer (DLTB)"), polygon))
        self.addParameter(QgsProcessingParameterFeatureSink("REJECTED", tr("Rejected rows"), polygon, optional=True))
        self.addOutput(QgsProcessingOutputNumber("READ", tr("Rows read")))
        self.addOutput(QgsProcessingOutputNumber("ACCEPTED", tr("Rows accepted")))
        self.addOutput(QgsProcessingOutputNumber("REJECTED_COUNT", tr("Rows rejected")))
        self.addOutput(QgsProcessingOutputNumber("REPAIRED_COUNT", tr("Shapes repaired")))

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext) -> tuple[bool, str]:
        """Accept any existing file as INPUT: a zip or a garbled shapefile is for `work` to open, not for QGIS."""
        from ..bridge.deliveries import is_file

        if is_file(parameters.get("INPUT")):
            parameters = {**parameters, "INPUT": QgsVectorLayer("Polygon", "stand-in", "memory")}
        return super().checkParameterValues(parameters, context)

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Open and read the delivery, take it in, write both layers."""
        from ..app.import_survey import import_survey
        from ..bridge.deliveries import open_delivery, read_delivery
        from ..bridge.import_settings import import_crs, unit_finder, worded
        from ..bridge.library import class_table, field_table
        from ..bridge.sinks import write_shapes
        from ..core.progress import Stretch

        opened = open_delivery(
            parameters["INPUT"],
            context,
            self.parameterAsString(parameters, "LAYER_NAME", context),
            self.parameterAsString(parameters, "ENCODING", context),
            progress,
        )
        delivery = read_delivery(opened, Stretch(progress, 0.0, 0.3))
        crs = import_crs(opened, self.parameterAsCrs(parameters, "CRS", context), context, progress)
        rules = self._rules(parameters, context, delivery.fields)
        units = (
            unit_finder(self, parameters, "UNITS", context, progress, crs.known) if parameters.get("UNITS") else None
        )
        result = import_survey(delivery, crs.plane, rules, field_table(), class_table(), progress, units)
        result.rejected.rows["reason"] = [worded(messages) for messages in result.reasons]
        written: QgsCoordinateReferenceSystem = crs.known()
        last = Stretch(progress, 0.8, 1.0)
        outputs = {
            "OUTPUT": write_shapes(self, parameters, "OUTPUT", context, result.accepted, last, written),
            "REJECTED": write_shapes(self, parameters, "REJECTED", context, result.rejected, last, written),
            "READ": result.read,
            "ACCEPTED": len(result.accepted.rows),
            "REJECTED_COUNT": len(result.rejected.rows),
            "REPAIRED_COUNT": result.repaired,
        }
        return {name: value for name, value in outputs.items() if value is not None}

    def _rules(self, parameters: dict, context: QgsProcessingContext, source: tuple) -> ImportRules:
        from ..app.import_survey import ImportRules
        from ..bridge.import_settings import class_map, field_map
        from ..core.survey.intake import AreaFilling

        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context).strip()

        year = parameters.get("YEAR")
        return ImportRules(
            field_map(text("FIELD_MAP"), text("CLASS_FIELD"), text("UNIT_FIELD"), source),
            class_map(text("CLASS_MAP")),
            None if year is None else self.parameterAsInt(parameters, "YEAR", context),
            self.parameterAsDouble(parameters, "AREA_TOLERANCE_M2", context),
            list(AreaFilling)[self.parameterAsEnum(parameters, "INCLUDE_AREAS", context)],
        )
