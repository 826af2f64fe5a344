"""landguard:exportboundarytxt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from .base import LandGuardAlgorithm, advanced

if TYPE_CHECKING:
    from ..core.area.zones import GaussKruger
    from ..core.boundary.records import WritingRules

_ENCODINGS = ("gbk", "utf-8", "utf-8-sig")
#: parameter -> field names bureaus use for it, most likely first
_FIELDS = {
    "NUMBER_FIELD": ("JCBH", "DKBH", "ZDDM", "TBBH", "BSM", "number"),
    "NAME_FIELD": ("XMMC", "DKMC", "ZLDWMC", "MC", "name"),
    "USE_FIELD": ("YTFL", "DKYT", "use"),
    "CLASS_FIELD": ("DLBM", "dlbm"),
    "SHEET_FIELD": ("TFH", "sheet"),
}


class ExportBoundaryTxt(LandGuardAlgorithm):
    """Writes polygons as a land-boundary text file."""

    ID = "exportboundarytxt"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Export boundary TXT")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", tr("Plots"), polygon))
        fields = {
            "NUMBER_FIELD": tr("Field of the number (empty: detect)"),
            "NAME_FIELD": tr("Field of the name (empty: detect)"),
            "USE_FIELD": tr("Field of the use (empty: detect)"),
            "CLASS_FIELD": tr("Field of the class (empty: detect)"),
            "SHEET_FIELD": tr("Field of the map sheet (empty: detect)"),
        }
        for name, title in fields.items():
            parameter = QgsProcessingParameterField(name, title, None, "INPUT", optional=True)
            self.addParameter(parameter if name == "NUMBER_FIELD" else advanced(parameter))
        closings = [tr("First point, its own number"), tr("First point, a new number"), tr("Not repeated")]
        whole = QgsProcessingParameterNumber.Type.Integer
        self.addParameter(
            QgsProcessingParameterNumber("DECIMALS", tr("Decimals of coordinates"), whole, 3, False, 0, 6)
        )
        for parameter in (
            QgsProcessingParameterEnum(
                "ORDER", tr("Order of coordinates"), [tr("Northing first"), tr("Easting first")]
            ),
            QgsProcessingParameterBoolean("ZONE_PREFIX", tr("Zone number before the easting"), True),
            QgsProcessingParameterEnum("CLOSING", tr("Last line of a ring"), closings),
            QgsProcessingParameterBoolean("RESTART_NUMBERS", tr("Number points anew in every ring"), False),
            QgsProcessingParameterBoolean("J_PREFIX", tr("J before point numbers"), True),
            QgsProcessingParameterEnum("AREA_UNIT", tr("Unit of declared areas"), [tr("ha"), tr("m2"), tr("mu")]),
            QgsProcessingParameterEnum("ENCODING", tr("Encoding"), ["GBK", "UTF-8", "UTF-8 BOM"]),
        ):
            if isinstance(parameter, QgsProcessingParameterEnum):
                parameter.setDefaultValue(0)
            self.addParameter(advanced(parameter))
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", tr("Boundary file"), "TXT (*.txt)"))
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Plots")))
        self.addOutput(QgsProcessingOutputNumber("POINTS", tr("Points")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the layer, bring it to its zone, write the file."""
        from ..bridge.boundaries import in_zone, write_boundary_file
        from ..bridge.layers import read_polygons
        from ..core.boundary.records import PlotToWrite

        source = self.parameterAsSource(parameters, "INPUT", context)
        chosen = {name: self._field(parameters, context, name, source) for name in _FIELDS}
        wanted = list(dict.fromkeys(field for field in chosen.values() if field))
        table = read_polygons(self, parameters, "INPUT", context, progress, wanted)
        shapes, zone = in_zone(table, source.sourceCrs(), context, progress)

        def texts(name: str) -> list[str]:
            field = chosen[name]
            if not field:
                return [str(row) for row in table.row_numbers] if name == "NUMBER_FIELD" else [""] * len(table)
            return ["" if value is None else str(value) for value in table.rows[field]]

        columns = [texts(name) for name in _FIELDS]
        plots = [PlotToWrite(number, s, *rest) for s, (number, *rest) in zip(shapes, zip(*columns))]
        path = Path(self.parameterAsFileOutput(parameters, "OUTPUT", context))
        encoding = _ENCODINGS[self.parameterAsEnum(parameters, "ENCODING", context)]
        count, points = write_boundary_file(path, plots, self._rules(parameters, context, zone), encoding, progress)
        return {"OUTPUT": str(path), "COUNT": count, "POINTS": points}

    def _field(self, parameters: dict, context: QgsProcessingContext, name: str, source: object) -> str:
        given = self.parameterAsStrings(parameters, name, context)
        if given and given[0]:
            return given[0]
        available = {field.name().upper(): field.name() for field in source.fields()} if source else {}
        return next((available[known.upper()] for known in _FIELDS[name] if known.upper() in available), "")

    def _rules(self, parameters: dict, context: QgsProcessingContext, zone: GaussKruger) -> WritingRules:
        from ..core.boundary.records import AreaUnit, AxisOrder, Closing, WritingRules

        def choice(name: str, values: type) -> object:
            return [value for value in values if value.value != "auto"][self.parameterAsEnum(parameters, name, context)]

        return WritingRules(
            zone,
            self.parameterAsInt(parameters, "DECIMALS", context),
            self.parameterAsBool(parameters, "ZONE_PREFIX", context),
            choice("ORDER", AxisOrder),
            choice("CLOSING", Closing),
            self.parameterAsBool(parameters, "RESTART_NUMBERS", context),
            "J" if self.parameterAsBool(parameters, "J_PREFIX", context) else "",
            choice("AREA_UNIT", AreaUnit),
        )
