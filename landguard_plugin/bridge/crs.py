"""From QGIS reference systems to the planes that official areas are computed in."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from typing import Callable, Optional

import numpy as np
import shapely
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsGeometry,
)

from ..core.area.planes import FittedPlane, Plane, ZonePlane
from ..core.area.zones import GaussKruger, check_against_coordinates, from_epsg, zone_of_prefix, zone_prefix
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress

GEOGRAPHIC = "EPSG:4490"


def plane_of(
    crs: QgsCoordinateReferenceSystem,
    context: QgsCoordinateTransformContext,
    layer_name: str,
    extent: tuple[float, float],
    progress: Progress,
) -> Plane:
    """Return the plane of a layer; `extent` is its (least, greatest) easting.

    A layer without reference system is taken by its zone prefix, with a warning. Raises LandGuardError LG-CRS-001 when
    that is impossible and LG-CRS-003..006 when coordinates contradict the reference system.
    """
    eastings = np.array([value for value in extent if np.isfinite(value)])
    if not tells_where(crs):
        prefix = zone_prefix(eastings)
        if prefix is None:
            raise LandGuardError("LG-CRS-001", layer=layer_name)
        zone = zone_of_prefix(prefix)
        progress.warn(Message("LG-CRS-002", {"layer": layer_name, "zone": prefix, "crs": str(zone)}))
        return ZonePlane(zone)
    zone = zone_of(crs)
    if zone is not None:
        check_against_coordinates(zone, eastings)
        return ZonePlane(zone)
    return FittedPlane(name_of(crs), to_geographic(crs, context, layer_name))


def tells_where(crs: QgsCoordinateReferenceSystem) -> bool:
    """Return whether a reference system ties coordinates to the earth.

    GeoPackage files name the lack of one "Undefined geographic SRS" or "Undefined Cartesian SRS": those do not.
    """
    if not crs.isValid() or crs.description().lower().startswith("undefined"):
        return False
    return crs.type() not in (Qgis.CrsType.Engineering, Qgis.CrsType.Unknown, Qgis.CrsType.Other)


def zone_of(crs: QgsCoordinateReferenceSystem) -> Optional[GaussKruger]:
    """Return the CGCS2000 Gauss-Krüger zone of a reference system, also of one without EPSG code, or None."""
    authority, _, code = crs.authid().partition(":")
    if authority == "EPSG" and code.isdigit() and from_epsg(int(code)):
        return from_epsg(int(code))
    description = crs.toWkt(Qgis.CrsWktVariant.PreferredSimplified)
    if not re.search(r"CGCS ?_?2000|China[ _]2000|China[ _]Geodetic", description, re.IGNORECASE):
        return None
    return _zone_of_proj(crs.toProj())


def _zone_of_proj(definition: str) -> Optional[GaussKruger]:
    values = dict(re.findall(r"\+(\w+)=(\S+)", definition))
    try:
        meridian, easting = float(values["lon_0"]), float(values["x_0"])
        plain = values["proj"] == "tmerc" and float(values.get("k", values.get("k_0", 1))) == 1
        plain = plain and float(values.get("lat_0", 0)) == 0 and float(values.get("y_0", 0)) == 0
    except (KeyError, ValueError):
        return None
    if not plain or values.get("units", "m") != "m":
        return None
    for width, zone in ((3, meridian / 3), (6, (meridian + 3) / 6)):
        if zone != int(zone):
            continue
        for prefixed in (False, True):
            candidate = GaussKruger(width, int(zone), prefixed)
            if candidate.false_easting == easting:
                return candidate
    return None


def name_of(crs: QgsCoordinateReferenceSystem) -> str:
    """Return the authority code of a reference system, or its description where it has none."""
    return crs.authid() or crs.description() or crs.toProj()


def crs_of_zone(zone: GaussKruger) -> QgsCoordinateReferenceSystem:
    """Return the QGIS reference system of a zone; built from its definition where EPSG has no code."""
    if zone.epsg is not None:
        return QgsCoordinateReferenceSystem(f"EPSG:{zone.epsg}")
    crs = QgsCoordinateReferenceSystem()
    crs.createFromProj(
        f"+proj=tmerc +lat_0=0 +lon_0={zone.central_meridian} +k=1 +x_0={zone.false_easting:.0f} +y_0=0 +ellps=GRS80 +units=m +no_defs"
    )
    return crs


def to_geographic(
    crs: QgsCoordinateReferenceSystem, context: QgsCoordinateTransformContext, layer_name: str
) -> Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return a function (x, y) -> (longitude, latitude) in degrees on CGCS2000, by QGIS's own transformation.

    The function raises LandGuardError LG-CRS-007 when a coordinate cannot be transformed.
    """
    transform = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(GEOGRAPHIC), context)

    def convert(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return transform_points(x, y, transform, layer_name)

    return convert


def transform_points(
    x: np.ndarray, y: np.ndarray, transform: QgsCoordinateTransform, layer_name: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates transformed in one call: as one line string, which QGIS transforms point by point in C++."""
    if not len(x):
        return x, y
    line = QgsGeometry()
    line.fromWkb(struct.pack("<BII", 1, 2, len(x)) + np.column_stack([x, y]).astype("<f8").tobytes())
    try:
        line.transform(transform)
    except QgsCsException as error:
        raise LandGuardError(
            "LG-CRS-007", layer=layer_name, crs=name_of(transform.sourceCrs()), detail=str(error)
        ) from error
    values = np.frombuffer(bytes(line.asWkb()), "<f8", offset=9).reshape(-1, 2)
    return values[:, 0], values[:, 1]


def reproject(shapes: Sequence[bytes], transform: QgsCoordinateTransform, layer_name: str) -> list[bytes]:
    """Return WKB shapes transformed by QGIS. Raises LandGuardError LG-CRS-007 when a shape cannot be transformed."""
    result = []
    for shape in shapes:
        geometry = QgsGeometry()
        if shape:
            geometry.fromWkb(shape)
            try:
                geometry.transform(transform)
            except QgsCsException as error:
                raise LandGuardError(
                    "LG-CRS-007", layer=layer_name, crs=name_of(transform.sourceCrs()), detail=str(error)
                ) from error
        result.append(bytes(geometry.asWkb()) if shape else b"")
    return result


def shift_zone(shapes: Sequence[bytes], shift: float) -> list[bytes]:
    """Return WKB shapes with their eastings shifted by a zone prefix, rounded to 1 micrometre.

    A prefixed easting has digits to 7e-9 m only; rounding finds the unprefixed coordinate again, so equal shapes stay equal.
    """
    geometries = shapely.from_wkb([shape or None for shape in shapes], on_invalid="ignore")
    moved = shapely.transform(geometries, lambda xy: np.round(xy + (shift, 0.0), 6))
    return [b"" if geometry is None else bytes(shapely.to_wkb(geometry)) for geometry in moved]
