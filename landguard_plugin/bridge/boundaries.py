"""Boundary text files: read with what the user decided, and layers on their way into one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProcessingContext,
)

from ..core.area.planes import ZonePlane
from ..core.area.zones import GaussKruger, fitting_zone
from ..core.boundary.decoding import decode_boundary
from ..core.boundary.reader import read_boundary, zone_of_reading
from ..core.boundary.records import AreaUnit, AxisOrder, Choices, PlotToWrite, Reading, WritingRules
from ..core.boundary.writer import boundary_text, told
from ..core.layers import PolygonTable
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress
from ..core.survey.shapes import easting_range
from ..storage.files import read_bytes, replace_bytes
from .crs import GEOGRAPHIC, crs_of_zone, name_of, reproject, shift_zone, to_geographic
from .deliveries import tell_encoding

_MOST_BYTES = 200_000_000


def read_boundary_file(
    path: Path,
    encoding: str,
    given: QgsCoordinateReferenceSystem,
    order: AxisOrder,
    unit: AreaUnit,
    progress: Progress,
) -> tuple[Reading, QgsCoordinateReferenceSystem]:
    """Return a boundary file as read and the reference system of its coordinates.

    A given system is believed as it is: the coordinates then count in it, whatever the head says. Raises LandGuardError LG-TXT-00x
    for a file that is none or whose place is unknown, LG-ENC-00x and LG-LAY-00x for its text and bytes.
    """
    text, decision = decode_boundary(read_bytes(path, _MOST_BYTES), encoding)
    tell_encoding(decision, path.name, progress)
    reading = read_boundary(text, Choices(order, unit, given.isValid()))
    if given.isValid():
        return reading, given
    zone = zone_of_reading(reading)
    crs = QgsCoordinateReferenceSystem(GEOGRAPHIC) if zone is None else crs_of_zone(zone)
    progress.say(Message("LG-TXT-010", {"file": path.name, "crs": name_of(crs), "zone": str(zone or GEOGRAPHIC)}))
    return reading, crs


def in_zone(
    table: PolygonTable, crs: QgsCoordinateReferenceSystem, context: QgsProcessingContext, progress: Progress
) -> tuple[list[bytes], GaussKruger]:
    """Return the shapes of a layer in zone coordinates without prefix, and the zone: the layer's own, or the one that fits it."""
    if isinstance(table.plane, ZonePlane):
        zone = table.plane.zone
        plain = GaussKruger(zone.width, zone.zone, False)
        shift = plain.false_easting - zone.false_easting
        return (shift_zone(table.shapes, shift) if shift else list(table.shapes)), zone
    low, _ = easting_range(table.shapes)
    if not np.isfinite(low):
        raise LandGuardError("LG-TXT-035", layer=table.name)
    bounds = _middle(table)
    longitude, _ = to_geographic(crs, context.transformContext(), table.name)(*bounds)
    zone = GaussKruger(3, int(fitting_zone(longitude)[0]), False)
    target = crs_of_zone(zone)
    progress.say(Message("LG-CRS-009", {"layer": table.name, "crs": table.crs, "target": name_of(target)}))
    transform = QgsCoordinateTransform(crs, target, context.transformContext())
    return reproject(table.shapes, transform, table.name), zone


def write_boundary_file(
    path: Path, plots: list[PlotToWrite], rules: WritingRules, encoding: str, progress: Progress
) -> tuple[int, int]:
    """Write a boundary file in one step; return (plots, points). Raises LandGuardError LG-TXT-03x; nothing is written then."""
    written = boundary_text(plots, rules)
    try:
        data = written.text.encode(encoding)
    except UnicodeEncodeError as error:
        character = written.text[error.start]
        raise LandGuardError("LG-TXT-036", character=character, encoding=encoding) from error
    try:
        replace_bytes(path, data)
    except OSError as error:
        raise LandGuardError("LG-OUT-001", name="OUTPUT", value=f"{path} ({error})") from error
    for message in told(written, rules):
        progress.say(message)
    return written.plots, written.points


def _middle(table: PolygonTable) -> tuple[np.ndarray, np.ndarray]:
    import shapely

    x0, y0, x1, y1 = shapely.total_bounds(shapely.from_wkb([s or None for s in table.shapes], on_invalid="ignore"))
    return np.array([(x0 + x1) / 2]), np.array([(y0 + y1) / 2])
