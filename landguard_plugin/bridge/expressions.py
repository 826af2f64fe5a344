"""Expression functions of the plugin: lg_area(geometry, crs), the official area wherever QGIS takes an expression."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionFunction,
    QgsGeometry,
    QgsProject,
)

from ..core.problems import LandGuardError, Message
from . import dependencies
from .i18n import tr
from .text import word_error


class LgArea(QgsExpressionFunction):
    """lg_area(geometry, crs): official ellipsoidal area in m2 with two decimals; NULL for no geometry."""

    def __init__(self) -> None:
        """Declare name, parameters, group and help."""
        parameters = [QgsExpressionFunction.Parameter("geometry"), QgsExpressionFunction.Parameter("crs")]
        super().__init__("lg_area", parameters, "LandGuard", _help())
        self._planes: dict[str, object] = {}

    def func(
        self, values: list, context: Optional[QgsExpressionContext], parent: QgsExpression, node: object
    ) -> Optional[float]:
        """Return the area of one geometry; a problem is told in words as the expression's evaluation error."""
        geometry, crs = values
        if not isinstance(geometry, QgsGeometry) or geometry.isNull():
            return None
        try:
            dependencies.require()
            return self._area(geometry, str(crs))
        except LandGuardError as error:
            parent.setEvalErrorString(word_error(error))
            return None

    def _area(self, geometry: QgsGeometry, crs: str) -> float:
        from ..core.area.official import official_dm2
        from .layers import wkb_of

        return int(official_dm2([wkb_of(geometry)], self._plane(crs, geometry))[0]) / 100.0

    def _plane(self, crs: str, geometry: QgsGeometry) -> object:
        """Return the plane of a reference system, checked against each geometry's eastings."""
        from ..core.area.planes import ZonePlane
        from ..core.area.zones import check_against_coordinates
        from .crs import plane_of

        box = geometry.boundingBox()
        eastings = (box.xMinimum(), box.xMaximum())
        plane = self._planes.get(crs)
        if plane is None:
            system = QgsCoordinateReferenceSystem(crs)
            plane = plane_of(system, QgsProject.instance().transformContext(), crs, eastings, _Silent())
            if system.isValid():
                self._planes[crs] = plane
        elif isinstance(plane, ZonePlane):
            check_against_coordinates(plane.zone, list(eastings))
        return plane


class _Silent:
    """A Progress for one value: there is nobody to tell."""

    def at(self, fraction: float) -> None:
        """Ignore the fraction."""

    def say(self, message: Message) -> None:
        """Ignore the message."""

    warn = say

    def cancelled(self) -> bool:
        """Return False."""
        return False


def _help() -> str:
    text = tr(
        "Returns the official ellipsoidal area (图斑椭球面积) of a polygon in square metres with two decimals, as "
        "landguard:officialarea computes it. crs is the reference system of the geometry."
    )
    return f"<h3>lg_area</h3><p>{text}</p><p><code>lg_area($geometry, @layer_crs)</code></p>"


def register() -> Optional[LgArea]:
    """Register the functions; returns what `unregister` needs, None when QGIS has them already."""
    function = LgArea()
    return function if QgsExpression.registerFunction(function) else None


def unregister(function: Optional[LgArea]) -> None:
    """Take the functions away again."""
    if function is not None:
        QgsExpression.unregisterFunction(function.name())
