"""Pictures through Qt: small copies for the eye and the strip, and the grey values that fingerprints are made of.

Only formats a camera or a scanner writes are decoded (never SVG or others that may pull something in), by content, not by name.
A picture is decoded at the size it is shown; one with more pixels than any camera has is not decoded at all.
"""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from qgis.PyQt.QtGui import QImage, QImageReader, QTransform

from ..app.patches.proving_ports import Picture
from ..core.evidence.pictures import COLUMNS, ROWS, fingerprint

_FORMATS = (b"jpeg", b"jpg", b"png", b"webp", b"tiff", b"tif", b"bmp", b"gif", b"heic", b"heif")
_MOST_PIXELS = 300_000_000
_LOOK = 512  # pixels of the long side that fingerprints are made from
#: EXIF orientation -> (degrees clockwise, mirrored first)
_TURNS = {1: (0, False), 2: (0, True), 3: (180, False), 4: (180, True), 5: (270, True), 6: (90, False), 7: (90, True), 8: (270, False)}  # fmt: skip


def see(content: bytes, thumbnail: bytes) -> Optional[Picture]:
    """Return size and fingerprints of a picture and of the preview inside the file; None when it cannot be decoded here."""
    size, image = decoded(content, _LOOK)
    if image is None:
        return None
    preview = decoded(thumbnail, _LOOK)[1] if thumbnail else None
    small = "" if preview is None else fingerprint_of(_cropped(preview, image.width() / image.height()))
    return Picture(size.width(), size.height(), fingerprint_of(image), small)


def decoded(content: bytes, side: int) -> tuple[QSize, Optional[QImage]]:
    """Return the full size of a picture and a copy whose long side is at most `side` pixels, not turned; None for none."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(False)
    if bytes(reader.format()).lower() not in _FORMATS:
        return QSize(), None
    size = reader.size()
    if size.isValid():
        if size.width() * size.height() > _MOST_PIXELS:
            return size, None
        if max(size.width(), size.height()) > side:
            reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        return size, None
    if max(image.width(), image.height()) > side:
        size = image.size()
        image = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return size if size.isValid() else image.size(), image


def turned(image: QImage, orientation: int) -> QImage:
    """Return a picture as its EXIF orientation wants it shown."""
    degrees, mirrored = _TURNS.get(orientation, (0, False))
    upright = image.mirrored(True, False) if mirrored else image
    return upright.transformed(QTransform().rotate(degrees)) if degrees else upright


def fingerprint_of(image: QImage) -> str:
    """Return the fingerprint of a picture, "" for one without pattern."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8).scaled(
        COLUMNS, ROWS, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    grey = grey.convertToFormat(QImage.Format.Format_Grayscale8)
    bits = grey.constBits()
    bits.setsize(grey.sizeInBytes())
    rows, step = bytes(bits), grey.bytesPerLine()
    return fingerprint(b"".join(rows[row * step : row * step + COLUMNS] for row in range(ROWS)))


def _cropped(preview: QImage, ratio: float) -> QImage:
    """Return the middle of a preview in the proportions of its picture: cameras pad previews to 4:3 with black bars."""
    width, height = preview.width(), preview.height()
    if width / height > ratio:
        wanted = max(1, round(height * ratio))
        return preview.copy((width - wanted) // 2, 0, wanted, height)
    wanted = max(1, round(width / ratio))
    return preview.copy(0, (height - wanted) // 2, width, wanted)
