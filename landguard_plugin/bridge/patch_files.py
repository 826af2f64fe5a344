"""Files of issued patches in every form offices send them: read as rows, placed on the earth, brought to the project's system."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Optional

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProcessingContext,
)

from ..app.patches.importing import ArrivedFile
from ..core.area.planes import Plane, ZonePlane
from ..core.area.rings import from_wkb
from ..core.area.zones import GaussKruger, fitting_zone
from ..core.boundary.coordinate_lists import ListRead, read_list
from ..core.boundary.decoding import decode_boundary
from ..core.boundary.records import AreaUnit, AxisOrder, Reading
from ..core.problems import LandGuardError, Message, Term
from ..core.progress import Progress
from ..core.survey.delivery import Delivery
from ..core.survey.mapping import SourceField
from ..core.survey.shapes import easting_range
from ..storage.archives import refuse_bomb
from ..storage.digests import digest_of
from ..storage.files import read_bytes
from ..storage.ledger.spreadsheets import read_cells
from .boundaries import read_boundary_file
from .crs import GEOGRAPHIC, crs_of_zone, name_of, plane_of, shift_zone, tells_where, to_geographic
from .deliveries import open_delivery, read_delivery, tell_encoding
from .import_settings import ImportCrs

LISTS, BOUNDARY = (".csv", ".xlsx", ".xlsm"), (".txt",)
CONTAINERS = (".gpkg", ".gdb", ".zip")  # their bytes may change by being opened: the rows make the digest
_MOST_BYTES = 500_000_000
_BEYOND_USE = 1e8
_HEADER_TEXTS = ("number", "name", "kind", "sheet", "use", "dlbm")


@dataclass(frozen=True)
class FileChoices:
    """What the user decided about a file; the defaults leave it to the file."""

    encoding: str = ""
    crs: QgsCoordinateReferenceSystem = field(default_factory=QgsCoordinateReferenceSystem)
    layer_name: str = ""
    order: AxisOrder = AxisOrder.AUTO


@dataclass(frozen=True)
class PatchFile:
    """A file as read: its rows, rows that could not be read, its plane and reference system, its digest."""

    name: str
    kind: str
    sha256: str
    source: Delivery
    refused: dict[int, Message]
    crs: QgsCoordinateReferenceSystem
    plane: Plane


def read_patch_file(path: Path, choices: FileChoices, context: QgsProcessingContext, progress: Progress) -> PatchFile:
    """Return the rows of a file of patches and where on earth they are.

    Raises LandGuardError: LG-LAY-001 for a file that is not there, LG-IMP-0xx and LG-IMP-22x for one that holds no patches,
    LG-ENC-00x, LG-TXT-00x for its text, LG-CRS-00x when its place is unknown or contradictory.
    """
    if not path.exists():
        raise LandGuardError("LG-LAY-001", name="INPUT", value=str(path))
    suffix = path.suffix.lower()
    if suffix == ".zip":
        refuse_bomb(path)
    digest = "" if suffix in CONTAINERS else digest_of(path)
    refused: dict[int, Message] = {}
    declared = QgsCoordinateReferenceSystem()
    if suffix in BOUNDARY:
        reading, declared = read_boundary_file(
            path, choices.encoding, choices.crs, choices.order, AreaUnit.AUTO, progress
        )
        for message in reading.notes:
            progress.say(message)
        for message in reading.warnings:
            progress.warn(message)
        source, refused = _of_boundary(path.name, reading)
    elif suffix in LISTS:
        listed = read_list(_cells(path, choices.encoding, progress), choices.order)
        _tell_list(listed, path.name, progress)
        source, refused = _of_list(path.name, listed)
        if listed.geographic:
            declared = QgsCoordinateReferenceSystem(GEOGRAPHIC)
    else:
        opened = open_delivery(str(path), context, choices.layer_name, choices.encoding, progress)
        source, declared = read_delivery(opened, progress), opened.crs
    refused.update({row: reason for row, reason in _beyond_use(source.shapes).items() if row not in refused})
    sound = [b"" if row in refused else shape for row, shape in enumerate(source.shapes)]
    crs = choices.crs if choices.crs.isValid() else declared
    if choices.crs.isValid() and tells_where(declared) and declared != choices.crs:
        told = {"layer": path.name, "declared": name_of(declared), "given": name_of(choices.crs)}
        progress.warn(Message("LG-IMP-217", told))
    placed = ImportCrs(crs, path.name, context, progress)
    plane = placed.plane(easting_range(sound))
    return PatchFile(path.name, suffix, digest or _digest_of_rows(source), source, refused, placed.known(), plane)


def arrived(file: PatchFile, store_crs: str, context: QgsProcessingContext, progress: Progress) -> ArrivedFile:
    """Return a file in the project's reference system; "" takes the 3-degree zone that fits the file.

    Raises LandGuardError LG-IMP-203 when no zone of CGCS2000 fits a project without a reference system.
    """
    target = QgsCoordinateReferenceSystem(store_crs) if store_crs else crs_of_zone(_zone_for(file, context))
    extent = (np.nan, np.nan)
    plane = plane_of(target, context.transformContext(), file.name, extent, progress)
    shapes, refused = list(file.source.shapes), dict(file.refused)
    if file.crs != target:
        progress.say(Message("LG-CRS-009", {"layer": file.name, "crs": name_of(file.crs), "target": name_of(target)}))
        shapes = _moved(file, plane, target, context, refused)
    return ArrivedFile(
        file.name, file.sha256, replace(file.source, shapes=shapes), shapes, name_of(target), plane, refused
    )


def _zone_for(file: PatchFile, context: QgsProcessingContext) -> GaussKruger:
    if isinstance(file.plane, ZonePlane) and file.plane.zone.width == 3 and file.plane.zone.epsg is not None:
        return file.plane.zone
    sound = [b"" if row in file.refused else shape for row, shape in enumerate(file.source.shapes)]
    rings = from_wkb([shape for shape in sound if shape])
    good = np.isfinite(rings.x) & np.isfinite(rings.y)
    if not good.any():
        raise LandGuardError("LG-IMP-218", file=file.name)
    middle = (np.array([np.median(rings.x[good])]), np.array([np.median(rings.y[good])]))
    longitude, _ = to_geographic(file.crs, context.transformContext(), file.name)(*middle)
    zone = GaussKruger(3, int(fitting_zone(longitude)[0]), True)
    if zone.epsg is None:
        raise LandGuardError("LG-IMP-203", file=file.name, longitude=f"{longitude[0]:.3f}")
    return zone


def _moved(
    file: PatchFile,
    plane: Plane,
    target: QgsCoordinateReferenceSystem,
    context: QgsProcessingContext,
    refused: dict[int, Message],
) -> list[bytes]:
    """Return the shapes in the target system; a shape that cannot be transformed is refused, the others go on."""
    shapes = list(file.source.shapes)
    if isinstance(plane, ZonePlane) and isinstance(file.plane, ZonePlane):
        ours, theirs = plane.zone, file.plane.zone
        if (ours.width, ours.zone) == (theirs.width, theirs.zone):
            good = [row for row in range(len(shapes)) if row not in refused and shapes[row]]
            moved = shift_zone([shapes[row] for row in good], ours.false_easting - theirs.false_easting)
            for row, shape in zip(good, moved):
                shapes[row] = shape or shapes[row]
            return shapes
    transform = QgsCoordinateTransform(file.crs, target, context.transformContext())
    for row, shape in enumerate(shapes):
        if not shape or row in refused:
            continue
        geometry = QgsGeometry()
        geometry.fromWkb(shape)
        try:
            geometry.transform(transform)
        except QgsCsException as error:
            refused[row] = Message("LG-IMP-215", {"detail": str(error)[:120]})
            continue
        shapes[row] = bytes(geometry.asWkb())
    return shapes


def _beyond_use(shapes: Sequence[bytes]) -> dict[int, Message]:
    """Return rows with coordinates that lie on no map; one such row must not decide where the others are."""
    found = {}
    for row, shape in enumerate(shapes):
        try:
            rings = from_wkb([shape])
        except (LandGuardError, ValueError, IndexError):
            continue  # no polygon, or broken bytes: judged with its own reason later
        values = np.concatenate([rings.x, rings.y])
        if np.isfinite(values).all() and np.abs(values).max(initial=0.0) > _BEYOND_USE:
            found[row] = Message("LG-IMP-216", {"value": f"{np.abs(values).max():.3g}"})
    return found


def _cells(path: Path, encoding: str, progress: Progress) -> list[list[Optional[str]]]:
    if path.suffix.lower() != ".csv":
        refuse_bomb(path)
        return [[None if cell is None else _cell(cell) for cell in row] for row in read_cells(path)]
    text, decision = decode_boundary(read_bytes(path, _MOST_BYTES), encoding)
    tell_encoding(decision, path.name, progress)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise LandGuardError("LG-LAY-005", file=path.name, detail=str(error)) from error


def _cell(cell: object) -> str:
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def _tell_list(listed: ListRead, name: str, progress: Progress) -> None:
    columns = ", ".join(f"{role} = {title}" for role, title in listed.roles.items())
    told = {"file": name, "columns": columns, "order": Term(listed.order.value), "count": len(listed.patches)}
    (progress.say if listed.certain else progress.warn)(Message("LG-IMP-219", told))


def _of_list(name: str, listed: ListRead) -> tuple[Delivery, dict[int, Message]]:
    fields = tuple(SourceField(title) for title in ("number", *listed.columns))
    columns: list[list[object]] = [[patch.number for patch in listed.patches]]
    columns += [[patch.attributes[title] for patch in listed.patches] for title in listed.columns]
    rows = np.array([patch.row for patch in listed.patches], dtype=np.int64)
    refused = {k: patch.refused for k, patch in enumerate(listed.patches) if patch.refused is not None}
    return Delivery(name, fields, columns, [patch.shape for patch in listed.patches], rows), refused


def _of_boundary(name: str, reading: Reading) -> tuple[Delivery, dict[int, Message]]:
    entries = [(plot.header, plot.shape, None) for plot in reading.plots]
    entries += [(plot.header, b"", plot.reasons[0]) for plot in reading.refused]
    entries.sort(key=lambda entry: entry[0].line)
    fields = tuple(SourceField(title) for title in (*_HEADER_TEXTS, "declared_points", "declared_area"))
    columns: list[list[object]] = [[getattr(header, title) for header, *_ in entries] for title in _HEADER_TEXTS]
    columns.append([header.points for header, *_ in entries])
    columns.append([header.area for header, *_ in entries])
    rows = np.array([header.line for header, *_ in entries], dtype=np.int64)
    refused = {k: reason for k, (_, _, reason) in enumerate(entries) if reason is not None}
    return Delivery(name, fields, columns, [shape for _, shape, _ in entries], rows), refused


def _digest_of_rows(source: Delivery) -> str:
    total = hashlib.sha256(repr([(entry.name, entry.kind) for entry in source.fields]).encode("utf-8"))
    for row, shape in enumerate(source.shapes):
        total.update(repr([column[row] for column in source.columns]).encode("utf-8"))
        total.update(len(shape).to_bytes(8, "big") + shape)
    return total.hexdigest()
