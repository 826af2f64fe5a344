# languages: zh-Hans
# seconds: 120
"""The accounting dock: two years chosen, run in the background, the matrix closed, a cell opened on the map, the picture saved."""

import shapely
from lgdrive import *
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsField, QgsGeometry, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import QMetaType, Qt
from qgis.PyQt.QtWidgets import QDockWidget, QPushButton, QTableView, QTabWidget, QToolButton

CODES = ["0101", "0103", "0103", "0201", "0301", "0702", "0103", "1104", "0102", "0601", "1006", "0404"]
LATER = {1: "0201", 6: "0601", 8: "0101", 3: "0103", 2: "0301", 10: "1003"}


def year(name, codes):
    layer = QgsVectorLayer("Polygon", name, "memory")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    fields = [QgsField(n, QMetaType.Type.QString) for n in ("BSM", "DLBM", "ZLDWDM", "SJNF")]
    layer.dataProvider().addAttributes([*fields, QgsField("TBMJ", QMetaType.Type.Double)])
    layer.updateFields()
    features = []
    for k, code in enumerate(codes):
        x, y = 38_520_000 + 300 * (k % 4), 3_880_000 + 250 * (k // 4)
        feature = QgsFeature(layer.fields())
        unit = f"990101{1 + (k % 4) // 2:03d}001" + "0" * 7
        feature.setAttributes([f"9901012{k:011d}", code, unit, name[:4], 75000.0])
        geometry = QgsGeometry()
        geometry.fromWkb(shapely.to_wkb(shapely.box(x, y, x + 300, y + 250)))
        feature.setGeometry(geometry)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    QgsProject.instance().addMapLayer(layer)
    return layer


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 500
    before = year("2023年DLTB", CODES)
    after = year("2024年DLTB", [LATER.get(k, code) for k, code in enumerate(CODES)])
    iface.mapCanvas().setExtent(before.extent())
    yield from xclick(action_button("landguard-accounting"))
    dock = yield from wait(lambda: iface.mainWindow().findChild(QDockWidget, "landguard-accounting-dock"))
    yield 800
    for role, layer in (("before", before), ("after", after)):
        dock.findChild(QgsMapLayerComboBox, f"landguard-accounting-{role}").setLayer(layer)
    yield 500
    shot("layers")
    run_button = dock.findChild(QPushButton, "landguard-accounting-run")
    assert run_button.isEnabled()
    yield from xclick(run_button)
    matrix = dock.findChild(QTableView, "landguard-accounting-matrix")
    yield from wait(lambda: matrix.isVisible(), why="no result")
    yield 1200
    chip = dock.findChild(QToolButton, "landguard-accounting-chip")
    assert chip.text() == "✔ 闭合 0.00", chip.text()
    shot("matrix")
    model = matrix.model()
    row = next(r for r in range(model.rowCount()) if model.headerData(r, Qt.Orientation.Vertical).startswith("01"))
    column = next(
        c for c in range(model.columnCount()) if model.headerData(c, Qt.Orientation.Horizontal).startswith("02")
    )
    rectangle = matrix.visualRect(model.index(row, column))
    point = matrix.viewport().mapToGlobal(rectangle.center())
    yield from xclick_at(point.x(), point.y())
    yield 1500
    pieces = dock.findChild(QTableView, "landguard-accounting-pieces")
    assert pieces.model().rowCount() == 1, pieces.model().rowCount()
    layer = next(l for l in QgsProject.instance().mapLayers().values() if l.name() == "碎片明细")
    assert layer.selectedFeatureCount() == 1
    shot("cell")
    dock.findChild(QTabWidget, "landguard-accounting-tabs").setCurrentIndex(1)
    yield 600
    shot("picture")
    yield from xclick(chip)
    yield 500
    shot("reconciliation")
    for ending in ("png", "svg"):
        target = OUT / f"flow.{ending}"
        assert dock.result_page.save_picture(target)
        assert target.stat().st_size > 2000
    QgsProject.instance().removeMapLayer(layer.id())
    yield from wait(lambda: run_button.isVisible(), why="figures outlive their layer")


run(main)
