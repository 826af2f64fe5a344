"""Writing the return file of a campaign: shapefile in the encoding it came in, or GeoPackage."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsProcessingContext,
    QgsVectorFileWriter,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType

from ..app.patches.importing import ArrivedFile
from ..app.patches.returning import OURS, Returned, our_values
from ..core.patches.records import Patch
from ..core.problems import LandGuardError
from ..core.progress import Progress
from .deliveries import open_delivery
from .layers import geometry_of
from .patch_files import BOUNDARY, LISTS, FileChoices, PatchFile, arrived, read_patch_file

_DRIVERS = {".shp": "ESRI Shapefile", ".gpkg": "GPKG"}
_OF_FILE = {"GB18030": "GBK"}  # what a .dbf of that text is called


def issued_file(
    path: Optional[Path], choices: FileChoices, store_crs: str, context: QgsProcessingContext, progress: Progress
) -> tuple[Optional[PatchFile], Optional[ArrivedFile], Optional[QgsFields]]:
    """Return the file that was issued, as read and in the project's system, and its fields where they are a layer's."""
    if path is None:
        return None, None, None
    file = read_patch_file(path, choices, context, progress)
    fields = None
    if path.suffix.lower() not in (*LISTS, *BOUNDARY):
        opened = open_delivery(str(path), context, choices.layer_name, choices.encoding, progress)
        fields = QgsFields(opened.layer.fields())
    return file, arrived(file, store_crs, context, progress), fields


def write_return(
    path: Path,
    returned: Returned,
    issued: Optional[PatchFile],
    fields: Optional[QgsFields],
    store_crs: str,
    encoding: str,
    context: QgsProcessingContext,
) -> str:
    """Write the return file and return its encoding. Shapes nobody changed are those of the issued file, bit for bit.

    Raises LandGuardError LG-IMP-230 for another ending than .shp and .gpkg, LG-OUT-001 and 002 when it cannot be written.
    """
    driver = _DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise LandGuardError("LG-IMP-230", file=path.name)
    as_issued = (
        issued is not None
        and all(row is not None for row in returned.rows)
        and not any(patch.drawn_by for patch in returned.patches)
    )
    crs = issued.crs if as_issued and issued is not None else QgsCoordinateReferenceSystem(store_crs)
    names = [field.name() for field in fields] if fields is not None else _names(returned.patches)
    made = QgsFields()
    for k, name in enumerate(names):
        made.append(fields.at(k) if fields is not None else _field(name, returned.patches))
    for name in OURS:
        kind = QMetaType.Type.Double if name == "lg_area_m2" else QMetaType.Type.QString
        made.append(QgsField(name, kind, "", 20 if name == "lg_area_m2" else 254, 2 if name == "lg_area_m2" else 0))
    told = encoding or (issued.source.encoding if issued is not None else "") or "GBK"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = driver, path.stem
    options.fileEncoding = _OF_FILE.get(told, told)
    kind = QgsWkbTypes.Type.MultiPolygon
    writer = QgsVectorFileWriter.create(str(path), made, kind, crs, context.transformContext(), options)
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise LandGuardError("LG-OUT-001", name="OUTPUT", value=writer.errorMessage())
    for patch, row in zip(returned.patches, returned.rows):
        feature = QgsFeature(made)
        feature.setAttributes([*(patch.issued.get(name) for name in names), *our_values(patch)])
        shape = issued.source.shapes[row] if as_issued and issued is not None and row is not None else patch.shape
        geometry = geometry_of(shape)
        geometry.convertToMultiType()
        feature.setGeometry(geometry)
        if not writer.addFeature(feature):
            raise LandGuardError("LG-OUT-002", name="OUTPUT", detail=writer.errorMessage())
    del writer
    return options.fileEncoding


def _names(patches: tuple[Patch, ...]) -> list[str]:
    return list(dict.fromkeys(name for patch in patches for name in patch.issued if name.lower() != "fid"))


def _field(name: str, patches: tuple[Patch, ...]) -> QgsField:
    values = [patch.issued.get(name) for patch in patches]
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, int) for value in known):
        return QgsField(name, QMetaType.Type.LongLong, "", 18)
    if known and all(isinstance(value, (int, float)) for value in known):
        return QgsField(name, QMetaType.Type.Double)
    return QgsField(name, QMetaType.Type.QString, "", 254)
