"""landguard:levelareas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from ..core.progress import Stretch
from .base import LandGuardAlgorithm, advanced

if TYPE_CHECKING:
    from ..app.level_areas import LevelRequest

_METHODS = ("quotient", "proportional")
_LIMIT = 0.0025  # core.area.levelling.LARGEST_DIFFERENCE; that module needs numpy and cannot be imported here
_TABLE = QgsProcessing.SourceType.TypeVector


class LevelAreas(LandGuardAlgorithm):
    """Levels the patch areas of groups to their control areas (面积平差), to the last 0.01 m2."""

    ID = "levelareas"
    GROUP = "area"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Level areas to control areas")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", tr("Survey layer"), polygon))
        self.addParameter(
            QgsProcessingParameterField(
                "GROUP_FIELD", tr("Field of the group code"), "ZLDWDM", parentLayerParameterName="INPUT"
            )
        )
        controls = tr("Control areas (code, control_m2)")
        self.addParameter(QgsProcessingParameterFeatureSource("CONTROLS", controls, [_TABLE]))
        methods = [tr("quotient and remainder"), tr("in proportion to area")]
        self.addParameter(QgsProcessingParameterEnum("METHOD", tr("Method"), methods, defaultValue=0))
        number = QgsProcessingParameterNumber.Type.Double
        limit = tr("Largest difference as a share of the control area (unverified)")
        self.addParameter(
            advanced(
                QgsProcessingParameterNumber("LARGEST_DIFFERENCE", limit, number, _LIMIT, minValue=0.0, maxValue=1.0)
            )
        )
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Layer with levelled areas")))
        self.addParameter(QgsProcessingParameterFeatureSink("ADJUSTMENTS", tr("Adjustments"), _TABLE))
        outputs = (
            ("ADJUSTED", tr("Patches adjusted")),
            ("SUM", tr("Area of all patches after levelling (m2)")),
            ("COUNT", tr("Patches")),
            ("UNCONTROLLED", tr("Groups without control area")),
            ("UNUSED", tr("Control areas without patches")),
        )
        for name, title in outputs:
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read survey and controls, level, write the layer with its areas and the list of adjustments."""
        from ..app.level_areas import level_areas
        from ..bridge.levelled import titled, write_levelled
        from ..bridge.sinks import dm2_output, write_table

        request = self._request(parameters, context, Stretch(progress, 0.0, 0.6))
        progress.say(Message("LG-LVL-011", {"limit": f"{request.largest_difference:.6g}"}))
        result = level_areas(request, Stretch(progress, 0.6, 0.7))
        keys = request.survey.row_numbers
        outputs = {
            "OUTPUT": write_levelled(self, parameters, context, keys, result, Stretch(progress, 0.7, 0.95)),
            "ADJUSTMENTS": write_table(self, parameters, "ADJUSTMENTS", context, titled(result.adjustments), progress),
        }
        total = dm2_output(result.tbmj.sum())
        done = {"groups": result.groups, "count": result.adjusted, "rows": len(keys), "sum_m2": total}
        progress.say(Message("LG-LVL-010", done))
        return {
            **outputs,
            "ADJUSTED": result.adjusted,
            "SUM": total,
            "COUNT": len(keys),
            "UNCONTROLLED": len(result.uncontrolled),
            "UNUSED": len(result.unused),
        }

    def _request(self, parameters: dict, context: QgsProcessingContext, progress: Stretch) -> LevelRequest:
        import numpy as np

        from ..app.level_areas import LevelRequest
        from ..bridge.controls import read_controls
        from ..bridge.levelled import check_fields
        from ..bridge.library import class_table, field_table
        from ..bridge.surveys import SurveyReader
        from ..core.area.levelling import LevellingMethod

        reader = SurveyReader(self, parameters, context, progress)
        check_fields(self, parameters, context)
        controls = read_controls(self, parameters, "CONTROLS", context, progress)
        survey = reader.survey("INPUT")
        coefficient = field_table().find("KCXS", reader.fields("INPUT"))
        return LevelRequest(
            survey,
            class_table(),
            reader.texts("INPUT", self.parameterAsString(parameters, "GROUP_FIELD", context).strip()),
            reader.numbers("INPUT", coefficient) if coefficient else np.full(len(survey), np.nan),
            controls,
            LevellingMethod(_METHODS[self.parameterAsEnum(parameters, "METHOD", context)]),
            self.parameterAsDouble(parameters, "LARGEST_DIFFERENCE", context),
        )
