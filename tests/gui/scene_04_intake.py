# languages: zh-Hans
# seconds: 150
"""Walk 2: a GBK shapefile without .prj and a boundary TXT into one campaign; the clicks are counted, every odd row explained."""

from pathlib import Path

import numpy as np
import shapely
from lgdrive import *
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType
from qgis.PyQt.QtWidgets import QFileDialog, QLineEdit, QListWidget, QPushButton, QTableWidget

from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.boundary.records import PlotToWrite, WritingRules
from landguard_plugin.core.boundary.writer import boundary_text

FOLDER = OUT / "下发"
clicks = 0


def box(k):
    x, y = 488_000 + 160 * (k % 12), 3_846_000 + 140 * (k // 12)
    return shapely.box(x, y, x + 40 + 7 * (k % 9), y + 60 + 5 * (k % 4))


def make_files():
    FOLDER.mkdir(parents=True, exist_ok=True)
    layer = QgsVectorLayer("Polygon", "WPTB", "memory")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    names = ("XZQDM", "XMC", "JCBH", "TBLX", "HSX", "BZ")
    layer.dataProvider().addAttributes([*(QgsField(n, QMetaType.Type.QString) for n in names)])
    layer.dataProvider().addAttributes([QgsField("MJ", QMetaType.Type.Double)])
    layer.updateFields()
    bow_tie = shapely.Polygon([(0, 0), (60, 60), (60, 0), (0, 60)])
    shapes = [*(box(k) for k in range(60)), shapely.transform(bow_tie, lambda xy: xy + (488_000, 3_847_000)), box(3)]
    features = []
    for k, shape in enumerate(shapes):
        feature = QgsFeature(layer.fields())
        number = f"990101JC26{k + 1:05d}"
        feature.setAttributes(
            ["990101", "望禾县", number, ["20", "YH", "DT", "ND"][k % 4], "20260115", "", round(shape.area, 2)]
        )
        geometry = QgsGeometry()
        geometry.fromWkb(shapely.to_wkb(shapely.transform(shape, lambda xy: np.round(xy + (38_000_000, 0), 3))))
        feature.setGeometry(geometry)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.fileEncoding = "ESRI Shapefile", "GBK"
    path = FOLDER / "一季度图斑.shp"
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), QgsProject.instance().transformContext(), options)
    for suffix in (".cpg", ".prj"):
        path.with_suffix(suffix).unlink(missing_ok=True)
    rules = WritingRules(GaussKruger(3, 38, True))
    text = boundary_text([PlotToWrite(f"BC-{k}", box(70 + k).wkb, f"补充地块{k}") for k in range(3)], rules).text
    text += "4,,BC-9,坏地块,面,,,,@\r\nJ1,1,3846000.0,38488000.0\r\nJ2,1,38461OO.0,38488000.0\r\n"
    (FOLDER / "补充地块.txt").write_bytes(text.encode("gbk"))


def count_click(widget):
    global clicks
    clicks += 1
    yield from xclick(widget)


def file_dialog():
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible()), None)


def main():
    global clicks
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    make_files()
    yield 500
    yield from count_click(action_button("landguard-import"))
    dialog = yield from wait(lambda: window("landguard-import"))
    yield 700
    shot("empty")
    yield from count_click(dialog.findChild(QPushButton, "landguard-import-add"))
    chooser = yield from wait(file_dialog)
    yield 700
    names = " ".join(f'"{FOLDER / name}"' for name in ("一季度图斑.shp", "补充地块.txt"))
    chooser.findChild(QLineEdit, "fileNameEdit").setText(names)  # stands for two clicks on the files
    clicks += 2
    x("key", "Return")
    clicks += 1
    files = dialog.findChild(QListWidget, "landguard-import-files")
    yield from wait(lambda: files.count() == 2, why="files not added")
    yield 900
    shot("shapefile")
    files.setCurrentRow(1)
    yield 500
    shot("boundary_text")
    yield from count_click(dialog.findChild(QPushButton, "landguard-import-go"))
    reasons = dialog.findChild(QTableWidget, "landguard-import-reasons")
    yield from wait(lambda: reasons.isVisible(), ms=60000, why="no result")
    yield 800
    shot("result")
    assert reasons.rowCount() == 3, reasons.rowCount()
    say("reasons", [reasons.item(row, 3).text() for row in range(3)])
    yield from count_click(dialog.findChild(QPushButton, "landguard-import-queue"))
    yield 2500
    shot("queue")
    say("clicks", clicks)
    assert clicks <= 8, clicks
    assert Path(FOLDER / "图斑项目.gpkg").is_file()


run(main)
