# languages: zh-Hans
# seconds: 100
"""Evidence of one patch: photos added, graded, shown on the map, opened large; a similar one marked; photos matched to patches."""

import sys
import tempfile
from pathlib import Path

import lgdrive
import numpy as np
import shapely
from lgdrive import *
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QBuffer, QIODevice, QPointF
from qgis.PyQt.QtGui import QColor, QImage, QLinearGradient, QPainter, QPolygonF
from qgis.PyQt.QtWidgets import QDockWidget, QLabel, QLineEdit, QListWidget, QTableWidget, QTabWidget

sys.path.append(str(Path(lgdrive.__file__).resolve().parents[2]))
from tests.photos import (
    ASCII,
    MAKE,
    MODEL,
    MODIFIED,
    SOFTWARE,
    TAKEN,
    direction,
    exif_block,
    gps_time,
    position,
    with_exif,
)

X, Y = 38_510_000.0, 3_880_000.0


def picture(seed):
    """Return a field with a shed, different for every seed."""
    rng = np.random.default_rng(seed)
    image = QImage(2000, 1500, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 0, 700)
    sky.setColorAt(0, QColor(90, 150, 215))
    sky.setColorAt(1, QColor(215, 230, 240))
    painter.fillRect(0, 0, 2000, 700, sky)
    painter.fillRect(0, 700, 2000, 800, QColor(120 + int(rng.integers(0, 60)), 150, 80))
    for _ in range(14):
        x, y = int(rng.integers(0, 1900)), int(rng.integers(720, 1450))
        painter.fillRect(x, y, int(rng.integers(60, 500)), 14, QColor(90, 120 + int(rng.integers(0, 60)), 60))
    x, w, h = int(rng.integers(100, 1300)), int(rng.integers(250, 600)), int(rng.integers(150, 420))
    painter.fillRect(x, 800 - h, w, h + 60, QColor(*(int(v) for v in rng.integers(130, 220, 3))))
    painter.setBrush(QColor(150, 50, 40))
    painter.drawPolygon(
        QPolygonF([QPointF(x - 30, 800 - h), QPointF(x + w / 2, 700 - h), QPointF(x + w + 30, 800 - h)])
    )
    painter.end()
    return image


def jpeg(image, quality=88):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", quality)
    return bytes(buffer.data())


def photo(seed, x, y, heading=None, software=""):
    from landguard_plugin.core.area.zones import from_epsg
    from landguard_plugin.core.evidence.ground import zone_to_geographic

    longitude, latitude = zone_to_geographic(from_epsg(4526))(np.array([x]), np.array([y]))
    gps = [*position(f"{latitude[0]:.9f}", f"{longitude[0]:.9f}"), *gps_time("2026:03:01", 1, 0, 0)]
    gps += direction(heading) if heading is not None else []
    main = [(MAKE, ASCII, "HUAWEI"), (MODEL, ASCII, "ALN-AL00"), (MODIFIED, ASCII, "2026:03:01 09:00:00")]
    main += [(SOFTWARE, ASCII, software)] if software else []
    image = picture(seed)
    small = jpeg(image.scaled(160, 120), 70)
    return with_exif(jpeg(image), exif_block(main, [(TAKEN, ASCII, "2026:03:01 09:00:00")], gps, small))


def project(folder):
    from landguard_plugin.app.patches.ports import Changes
    from landguard_plugin.core.patches.records import Campaign, Origin, Patch
    from landguard_plugin.storage.patches.database import DatabasePatchStore

    store = DatabasePatchStore.create(folder / "卫片2026.gpkg", crs="EPSG:4526")
    shapes = [shapely.box(X + 400 * k, Y, X + 400 * k + 120, Y + 90) for k in range(3)]
    store.commit(
        Changes(
            campaigns=(Campaign("wp", "2026年一季度卫片", 2026, "t", "s", "evidence-2026"),),
            added=tuple(
                Patch(f"{k:032x}", "wp", "b", f"JC2026011{k}", "990101001", Origin.ISSUED, bytes(shapely.to_wkb(shape)),
                      1_080_000, {"HSX": "20260301"})
                for k, shape in enumerate(shapes)
            ),
        )
    )  # fmt: skip
    layer = QgsVectorLayer("Polygon", "图斑", "memory")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    for shape in shapes:
        feature, geometry = QgsFeature(), QgsGeometry()
        geometry.fromWkb(bytes(shapely.to_wkb(shape)))
        feature.setGeometry(geometry)
        layer.dataProvider().addFeatures([feature])
    layer.updateExtents()
    QgsProject.instance().addMapLayer(layer)
    return store


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 500
    folder = Path(tempfile.mkdtemp())
    store = project(folder)
    photos = folder / "照片"
    photos.mkdir()
    (photos / "IMG_0001 远景.jpg").write_bytes(photo(1, X + 60, Y - 35, 0))
    (photos / "IMG_0002.jpg").write_bytes(photo(2, X + 155, Y + 45, 262))
    (photos / "IMG_0003 修.jpg").write_bytes(photo(3, X + 60, Y + 45, 30, "Adobe Photoshop CC"))
    (photos / "说明.txt").write_text("不是图片", encoding="utf-8")
    iface.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    yield from xclick(action_button("landguard-evidence"))
    dock = yield from wait(lambda: iface.mainWindow().findChild(QDockWidget, "landguard-evidence-dock"))
    yield 800
    shot("empty")
    dock.open(str(store.path))
    dock.findChild(QLineEdit, "landguard-evidence-person").setText("李核查")
    number = dock.findChild(QLineEdit, "landguard-evidence-number")
    yield from xclick(number)
    yield from xtype("JC20260110")
    x("key", "Return")
    standing = dock.findChild(QLabel, "landguard-evidence-standing")
    yield from wait(lambda: "0/3" in standing.text(), why=standing.text())
    shot("no evidence")
    dock.strip.add_paths([str(photos)])
    pictures = dock.findChild(QListWidget, "landguard-evidence-pictures")
    yield from wait(lambda: pictures.count() == 3, why="photos not shown")
    assert "2/3" in standing.text(), standing.text()
    note = dock.findChild(QLabel, "landguard-evidence-note")
    assert "1" in note.text() and note.isVisible(), note.text()
    yield 600
    shot("three photos")
    pieces = store.evidence(f"{0:032x}")
    assert [piece.grade for piece in pieces] == ["C", "C", "D"], [piece.grade for piece in pieces]
    yield from xclick_map(X + 155, Y + 45)
    assert dock.strip.chosen_card().piece.name == "IMG_0002.jpg", dock.strip.chosen_card().piece.name
    yield 400
    shot("chosen on the map")
    pictures.setFocus()
    x("key", "Right")
    yield 300
    x("key", "Return")
    yield from wait(lambda: window("landguard-evidence-viewer"), why="no large view")
    yield 1500
    shot("large view")
    x("key", "Left")
    yield 1200
    assert dock.strip.chosen_card().piece.name == "IMG_0002.jpg"
    x("key", "n")
    yield from wait(lambda: store.evidence(f"{0:032x}")[-1].claims.get("view") == "near", why="the view was not said")
    yield 1500
    assert dock.strip.chosen_card().piece.name == "IMG_0002.jpg", "the photo stays chosen"
    shot("near view said")
    x("key", "Escape")
    yield 500
    near = photo(4, X + 70, Y + 30, 100)
    (photos / "IMG_0004.jpg").write_bytes(near)
    dock.strip.add_paths([str(photos / "IMG_0004.jpg")])
    yield from wait(lambda: "3/3" in standing.text(), why=standing.text())
    yield 500
    shot("complete")
    button = dock.findChild(QWidget, "landguard-evidence-shot")
    yield from xclick(button)
    yield from wait(lambda: pictures.count() == 5, why="no screenshot")
    dock.findChild(QTabWidget, "landguard-evidence-tabs").setCurrentIndex(1)
    (photos / "IMG_0005.jpg").write_bytes(photo(5, X + 400 + 60, Y - 20, 0))
    (photos / "IMG_0006.jpg").write_bytes(photo(6, X + 260, Y + 40, 90))
    dock.matching.match([str(photos)])
    table = dock.findChild(QTableWidget, "landguard-matching-table")
    yield from wait(lambda: table.rowCount() == 6, why="no proposals")
    yield 800
    shot("photos to patches")


run(main)
