# languages: zh-Hans en
# seconds: 200
"""What if the urban development boundary moved out: layers are filled in, balance, targets, pieces on the map, the picture; by keys."""

from pathlib import Path

import lgdrive
from lgdrive import *
from qgis.core import QgsFeature, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QComboBox, QDockWidget, QPushButton, QTableView, QTabWidget

LEDGERS = Path(lgdrive.__file__).resolve().parents[1] / "ledgers"


def wider(layer, metres):
    """Return a proposed line: the present one, some metres further out."""
    made = QgsVectorLayer("MultiPolygon", "拟调城镇开发边界", "memory")
    made.setCrs(layer.crs())
    features = []
    for given in layer.getFeatures():
        feature = QgsFeature()
        geometry = given.geometry().buffer(metres, 12)
        geometry.convertToMultiType()
        feature.setGeometry(geometry)
        features.append(feature)
    made.dataProvider().addFeatures(features)
    made.updateExtents()
    return made


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    import processing

    from landguard_plugin.bridge.sample_project import load_sample
    from landguard_plugin.bridge.styles import style_by_role
    from landguard_plugin.storage.ledger.plaintext import open_ledger, write_ledger_file

    store = OUT / "示范县台账.gpkg"
    store.unlink(missing_ok=True)
    write_ledger_file(store, open_ledger(LEDGERS / "sample_county.txt").read().books)
    made = processing.run("landguard:samplecounty", {"OUTPUT": str(OUT / "county_move")})
    project = QgsProject.instance()
    layers = load_sample(made["LAYERS"], made["BEFORE"], made["AFTER"], project)
    project.addMapLayer(QgsVectorLayer(f"{made['LAYERS']}|layername=targets", "targets", "ogr"))
    proposed = wider(layers["city_boundary"], 120)
    style_by_role(proposed, "city_boundary")
    project.addMapLayer(proposed)
    iface.mainWindow().showMaximized()
    canvas = iface.mapCanvas()
    canvas.setDestinationCrs(layers["survey_after"].crs())
    canvas.setExtent(layers["survey_after"].extent())
    yield 3000
    yield from xclick(action_button("landguard-balance"))
    dock = yield from wait(lambda: iface.mainWindow().findChild(QDockWidget, "landguard-balance-dock"))
    dock.open_ledger(str(store))
    tabs = dock.findChild(QTabWidget, "landguard-balance-tabs")
    yield from wait(tabs.isVisible, why="no ledger")
    tabs.setCurrentIndex(3)
    dock.findChild(QTabWidget, "landguard-balance-ideas").setCurrentIndex(1)
    dock.findChild(QComboBox, "landguard-balance-move-kind").setCurrentIndex(2)
    yield 800
    shot("form")
    button = dock.findChild(QPushButton, "landguard-balance-move-run")
    assert button.isEnabled(), "the project's layers are not filled in"
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    table = dock.findChild(QTableView, "landguard-balance-move-balance")
    shown = dock.findChild(QTabWidget, "landguard-balance-move-tabs")
    yield from wait(lambda: shown.isVisible() and table.model().rowCount() > 3, 60000, why="no answer")
    yield 2000
    shot("picture")
    shown.setCurrentIndex(1)
    yield 800
    shot("balance")
    table.setFocus()
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    yield 2500
    assert table.currentIndex().row() == 3, table.currentIndex().row()
    moved = next(one for one in project.mapLayers().values() if one.name() in ("移动的土地", "Land that moves"))
    assert moved.selectedFeatureCount() > 0
    shot("pieces")
    shown.setCurrentIndex(2)
    yield 800
    shot("targets")
    shown.setCurrentIndex(3)
    yield 800
    shot("listed")


run(main)
