"""Case packages on disk: made, written whole or not at all, verified after writing, the verifier beside them; pictures of layers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsMapRendererCustomPainterJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from ..app.patches.casework import Sealer, package_name
from ..core.patches.records import Patch
from ..core.problems import LandGuardError
from ..storage import packaged
from ..storage.patches.database import DatabasePatchStore
from .layers import geometry_of
from .trust import case_room, verify_package, write_whole

_PIXELS = 600


class CaseWriter:
    """Writes the packages of one run into a folder."""

    def __init__(
        self,
        store: DatabasePatchStore,
        folder: str,
        sealer: Optional[Sealer] = None,
        images: Optional[Mapping[str, QgsRasterLayer]] = None,
    ) -> None:
        """Make the folder and put the verifier into it. Raises LandGuardError LG-CER-034 when that cannot be done."""
        self._room, self._sealer, self._images = case_room(store), sealer, dict(images or {})
        self._crs = store.info().crs
        self._folder = Path(folder)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LandGuardError("LG-CER-034", path=folder, detail=error.strerror or str(error)) from error
        write_whole(self._folder / "lgverify.py", packaged.path("verify/lgverify.py").read_bytes())

    def write(self, patch: Patch) -> Path:
        """Write the package of a patch, its printable form beside it, and return the path of the package.

        Raises LandGuardError LG-PKG-001..003 when there is nothing to write, LG-CER-034 when it cannot be written, LG-CER-033 when
        the verifier does not say "ok" of the file as it lies on the disk (it is removed then).
        """
        pictures = {name: picture_of(layer, patch, self._crs) for name, layer in self._images.items()}
        content = self._room.package(patch, pictures, self._sealer)
        path = self._folder / package_name(patch, self._room.record(patch).certificate.number)
        write_whole(path, content)
        verdict = verify_package(str(path)).verdict
        if verdict != "ok":
            path.unlink(missing_ok=True)
            raise LandGuardError("LG-CER-033", name=path.name, verdict=verdict)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            write_whole(path.with_suffix(".pdf"), archive.read("form.pdf"))
        return path


def picture_of(layer: QgsRasterLayer, patch: Patch, crs: str) -> bytes:
    """Return a PNG of a patch on an image layer, its outline drawn over it."""
    system = QgsCoordinateReferenceSystem(crs)
    geometry = geometry_of(patch.shape)
    box = geometry.boundingBox()
    box.grow(max(box.width(), box.height()) * 0.4 + 10)
    settings = QgsMapSettings()
    settings.setDestinationCrs(system)
    settings.setLayers([layer])
    settings.setOutputSize(QSize(_PIXELS, _PIXELS))
    settings.setExtent(box)
    settings.setBackgroundColor(QColor("white"))
    settings.setTransformContext(QgsProject.instance().transformContext())
    image = QImage(_PIXELS, _PIXELS, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    job = QgsMapRendererCustomPainterJob(settings, painter)
    job.renderSynchronously()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("#C62828"), 3))
    _outline(painter, geometry, settings)
    painter.end()
    return _png(image)


def _outline(painter: QPainter, geometry: QgsGeometry, settings: QgsMapSettings) -> None:
    to_pixels = settings.mapToPixel()
    for part in geometry.asMultiPolygon() if geometry.isMultipart() else [geometry.asPolygon()]:
        for ring in part:
            pixels = [to_pixels.transform(point) for point in ring]
            painter.drawPolyline(QPolygonF([QPointF(pixel.x(), pixel.y()) for pixel in pixels]))


def _png(image: QImage) -> bytes:
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    buffer.close()
    return bytes(store)
