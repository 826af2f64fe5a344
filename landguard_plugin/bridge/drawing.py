"""Between the map and patches being drawn: planes, points, the vertex that was snapped to, the layers around."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Optional

import numpy as np
from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointLocator,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsTask,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
    QgsWkbTypes,
)

from ..app.patches.impact import APPROVED, BASIC, PARCELS, RED_LINE, Neighbourhood
from ..app.patches.ports import PatchStore
from ..app.patches.shaping import Office
from ..core.area.planes import FittedPlane, Plane, ZonePlane
from ..core.area.zones import GaussKruger
from ..core.patches.records import Actor
from ..core.problems import LandGuardError
from .clock import utc_now
from .crs import name_of, tells_where, to_geographic, zone_of
from .layers import wkb_of

#: custom property of a layer that says which part it plays, when its name and fields do not
ROLE = "landguard/role"
SURVEY = "survey"
_NAMES = {
    BASIC: re.compile(r"永久基本农田|永农|基本农田|YJJBNT|basic.?farm", re.IGNORECASE),
    RED_LINE: re.compile(r"生态保护红线|生态红线|STBHHX|red.?line", re.IGNORECASE),
    APPROVED: re.compile(r"用地管理信息|YDGLXX|批准用地|已批|批次用地|建设用地审批|approved", re.IGNORECASE),
    PARCELS: re.compile(r"宗地|地块|不动产|parcel|cadast", re.IGNORECASE),
}
_MOST = 400_000  # grounds of one layer in one neighbourhood; beyond that the view is too wide to draw in


class StorePlane:
    """The system of a store: its plane for areas, its zone for typed coordinates, its way to and from the map."""

    def __init__(self, crs: str, project: QgsProject) -> None:
        """Take a system by its authority code. Raises LandGuardError LG-CRS-001 when QGIS does not know it."""
        self.crs = QgsCoordinateReferenceSystem(crs)
        if not tells_where(self.crs):
            raise LandGuardError("LG-CRS-001", layer=crs or "-")
        self.authid = crs
        self.zone: Optional[GaussKruger] = zone_of(self.crs)
        self._project = project

    @property
    def plane(self) -> Plane:
        """Return the plane that official areas are computed in."""
        if self.zone is not None:
            return ZonePlane(self.zone)
        context = self._project.transformContext()
        return FittedPlane(name_of(self.crs), to_geographic(self.crs, context, self.authid))

    def from_map(self, point: QgsPointXY, map_crs: QgsCoordinateReferenceSystem) -> tuple[float, float]:
        """Return a map point in the store's system; the very same numbers when the systems are one."""
        moved = QgsCoordinateTransform(map_crs, self.crs, self._project).transform(point)
        return moved.x(), moved.y()

    def to_map(self, point: tuple[float, float], map_crs: QgsCoordinateReferenceSystem) -> QgsPointXY:
        """Return a point of the store on the map."""
        return QgsCoordinateTransform(self.crs, map_crs, self._project).transform(QgsPointXY(*point))

    def on_map(self, shape: bytes, map_crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
        """Return a shape of the store as geometry on the map."""
        geometry = QgsGeometry()
        geometry.fromWkb(shape)
        geometry.transform(QgsCoordinateTransform(self.crs, map_crs, self._project))
        return geometry

    def snapped(self, match: QgsPointLocator.Match) -> Optional[tuple[float, float]]:
        """Return the vertex that was snapped to, as its own layer has it; None when no vertex of this system was."""
        layer = match.layer() if match.isValid() and match.hasVertex() else None
        if layer is None or layer.crs() != self.crs:
            return None
        vertex = layer.getGeometry(match.featureId()).vertexAt(match.vertexIndex())
        return (vertex.x(), vertex.y()) if not vertex.isEmpty() else None


def office_of(store: PatchStore, plane: StorePlane, actor: Actor, clips: bool = True) -> Office:
    """Return where and by whom patches are shaped."""
    return Office(store, plane.plane, plane.authid, actor, utc_now, lambda: uuid.uuid4().hex, clips=clips)


def role_of(layer: object) -> str:
    """Return which part a layer plays while drawing: survey, basic, red_line, approved, parcels, or "" for none."""
    if not isinstance(layer, QgsVectorLayer) or layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        return ""
    told = layer.customProperty(ROLE)
    if told:
        return str(told)
    names = [field.name().upper() for field in layer.fields()]
    for role, pattern in _NAMES.items():
        if pattern.search(layer.name()):
            return role
    return SURVEY if "DLBM" in names and "BSM" in names else ""


def layer_of(role: str, project: QgsProject) -> Optional[QgsVectorLayer]:
    """Return the topmost layer of a role in the layer tree, a visible one before a hidden one; None when there is none."""
    found = [node for node in project.layerTreeRoot().findLayers() if role_of(node.layer()) == role]
    found.sort(key=lambda node: not node.isVisible())
    return found[0].layer() if found else None


def cadastres(project: QgsProject) -> list[QgsVectorLayer]:
    """Return the layers patches are cut along: parcels before the survey; where one has no ground, the next one counts."""
    found = (layer_of(PARCELS, project), layer_of(SURVEY, project))
    return [layer for layer in found if layer is not None]


def parcels_at(layer: QgsVectorLayer, plane: StorePlane, box: tuple[float, float, float, float]) -> list[bytes]:
    """Return the shapes of a layer in a box of the store's system, in that system."""
    request = QgsFeatureRequest().setDestinationCrs(plane.crs, QgsProject.instance().transformContext())
    request.setFilterRect(QgsRectangle(*box)).setNoAttributes()
    return [wkb_of(feature.geometry()) for feature in layer.getFeatures(request)]


def unit_at(point: tuple[float, float], plane: StorePlane, project: QgsProject) -> str:
    """Return the unit code (ZLDWDM, 12 digits) the survey has at a point of the store, "" where it has none."""
    layer = layer_of(SURVEY, project)
    field = layer.fields().lookupField("ZLDWDM") if layer is not None else -1
    if field < 0:
        return ""
    x, y = point
    request = QgsFeatureRequest().setDestinationCrs(plane.crs, project.transformContext())
    request.setFilterRect(QgsRectangle(x - 0.001, y - 0.001, x + 0.001, y + 0.001)).setSubsetOfAttributes([field])
    here = QgsGeometry.fromPointXY(QgsPointXY(x, y))
    for feature in layer.getFeatures(request):
        value = feature.attributes()[field]
        if value is not None and value != NULL and feature.geometry().intersects(here):
            return str(value)[:12]
    return ""


class NeighbourhoodTask(QgsTask):
    """Reads the layers around a place in the background; `around` is there when it has ended well."""

    def __init__(self, plane: StorePlane, box: tuple[float, float, float, float], project: QgsProject) -> None:
        """Take hold of the layers' data here, in the main thread."""
        super().__init__("LandGuard", QgsTask.Flag.CanCancel | QgsTask.Flag.Hidden)
        self.box = box
        self.around: Optional[Neighbourhood] = None
        self._plane, self._context = plane, project.transformContext()
        self._sources = []
        for role in (SURVEY, BASIC, RED_LINE, APPROVED, PARCELS):
            layer = layer_of(role, project)
            if layer is not None:
                self._sources.append((role, QgsVectorLayerFeatureSource(layer), layer.fields().lookupField("DLBM")))

    def run(self) -> bool:
        """Read; in a thread of its own."""
        survey: list[bytes] = []
        classes: list[str] = []
        zones: dict[str, Sequence[bytes]] = {}
        for role, source, field in self._sources:
            request = QgsFeatureRequest().setDestinationCrs(self._plane.crs, self._context)
            request.setFilterRect(QgsRectangle(*self.box)).setLimit(_MOST)
            request.setSubsetOfAttributes([field] if role == SURVEY and field >= 0 else [])
            shapes = []
            for feature in source.getFeatures(request):
                if self.isCanceled():
                    return False
                shapes.append(wkb_of(feature.geometry()))
                if role == SURVEY:
                    value = feature.attributes()[field] if field >= 0 else None
                    classes.append("" if value is None or value == NULL else str(value))
            if role == SURVEY:
                survey = shapes
            else:
                zones[role] = shapes
        self.around = Neighbourhood(survey, classes, zones)
        return True


def plane_coordinates(shape: bytes) -> np.ndarray:
    """Return the vertices of a shape, each once, float64 (n, 2)."""
    import shapely

    return np.unique(shapely.get_coordinates(shapely.from_wkb(shape)), axis=0)
