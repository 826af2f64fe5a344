# languages: zh-Hans
# seconds: 240
"""The balance dock: statement and its postings, projects, a proposal posted and taken back, a what-if, the tables; on a store."""

from pathlib import Path

import lgdrive
import shapely
from lgdrive import *
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsField, QgsGeometry, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QMetaType
from qgis.PyQt.QtWidgets import QComboBox, QDockWidget, QPushButton, QTableView, QTabWidget, QTreeWidget

LEDGERS = Path(lgdrive.__file__).resolve().parents[1] / "ledgers"
PATCHES = ["100123", "100124", "100131", "300210", "300211", "500017", "800044", "100301"]


def survey():
    layer = QgsVectorLayer("Polygon", "2024年DLTB", "memory")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    layer.dataProvider().addAttributes([QgsField(n, QMetaType.Type.QString) for n in ("BSM", "DLBM")])
    layer.updateFields()
    features = []
    for k, bsm in enumerate(PATCHES):
        x, y = 38_520_000 + 300 * (k % 4), 3_880_000 + 250 * (k // 4)
        feature = QgsFeature(layer.fields())
        feature.setAttributes([bsm, "0103"])
        geometry = QgsGeometry()
        geometry.fromWkb(shapely.to_wkb(shapely.box(x, y, x + 280, y + 230)))
        feature.setGeometry(geometry)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    QgsProject.instance().addMapLayer(layer)
    return layer


def map_pages(dock, tabs):
    """What a line costs and candidates for basic farmland, on the sample county."""
    import processing

    from landguard_plugin.bridge.sample_project import load_sample

    made = processing.run("landguard:samplecounty", {"OUTPUT": str(OUT / "county")})
    layers = load_sample(made["LAYERS"], made["BEFORE"], made["AFTER"], QgsProject.instance())
    canvas = iface.mapCanvas()
    canvas.setDestinationCrs(layers["survey_after"].crs())
    canvas.setExtent(layers["survey_after"].extent())
    tabs.setCurrentIndex(4)
    yield 600
    line = tabs.currentWidget()
    for role, name in (("SURVEY", "survey_after"), ("LINE", "red_line"), ("BASIC_FARMLAND", "basic_farmland")):
        line.boxes.choose(role, layers[name])
    yield 300
    yield from xclick(dock.findChild(QPushButton, "landguard-balance-line-run"))
    yield from wait(lambda: line.isVisible() and line.model().rowCount() > 0, 60000, why="no cost of the line")
    yield 2500
    shot("line")
    tabs.setCurrentIndex(5)
    yield 300
    candidates = tabs.currentWidget()
    for role, name in (("SURVEY", "survey_after"), ("EXISTING", "basic_farmland"), ("CITY", "city_boundary")):
        candidates.boxes.choose(role, layers[name])
    candidates.required.setValue(500.0)
    yield 300
    yield from xclick(dock.findChild(QPushButton, "landguard-balance-candidates-run"))
    yield from wait(lambda: candidates.isVisible() and candidates.model().rowCount() > 0, 60000, why="no candidates")
    yield 2500
    assert candidates.said().startswith("✔"), candidates.said()
    shot("candidates")


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    from landguard_plugin.bridge.ledger_desk import open_books
    from landguard_plugin.storage.ledger.plaintext import open_ledger, write_ledger_file

    store = OUT / "示范县台账.gpkg"
    store.unlink(missing_ok=True)
    write_ledger_file(store, open_ledger(LEDGERS / "sample_county.txt").read().books)
    iface.mainWindow().showMaximized()
    yield 500
    layer = survey()
    iface.mapCanvas().setDestinationCrs(layer.crs())
    iface.mapCanvas().setExtent(layer.extent())
    yield from xclick(action_button("landguard-balance"))
    dock = yield from wait(lambda: iface.mainWindow().findChild(QDockWidget, "landguard-balance-dock"))
    yield 800
    shot("empty")
    dock.open_ledger(str(store))
    tree = dock.findChild(QTreeWidget, "landguard-balance-statement")
    yield from wait(lambda: tree.isVisible() and tree.topLevelItemCount(), why="no statement")
    yield 1000
    shot("statement")
    assert tree.topLevelItem(0).text(6) == "124.00", tree.topLevelItem(0).text(6)
    county = tree.topLevelItem(0).child(0)
    index = tree.indexFromItem(county, 4)
    point = tree.viewport().mapToGlobal(tree.visualRect(index).center())
    yield from xclick_at(point.x(), point.y())
    yield 600
    postings = dock.statement_page.findChild(QTableView, "landguard-balance-postings")
    assert postings.model().rowCount() == 1
    rectangle = postings.visualRect(postings.model().index(0, 0))
    point = postings.viewport().mapToGlobal(rectangle.center())
    yield from xclick_at(point.x(), point.y())
    yield 1000
    assert layer.selectedFeatureCount() == 2, layer.selectedFeatureCount()
    shot("postings")
    tabs = dock.findChild(QTabWidget, "landguard-balance-tabs")
    tabs.setCurrentIndex(1)
    yield 800
    shot("projects")
    tabs.setCurrentIndex(2)
    yield 300
    dock.findChild(QComboBox, "landguard-balance-proposal-objective").setCurrentIndex(1)
    yield from xclick(dock.findChild(QPushButton, "landguard-balance-proposal-propose"))
    lines = dock.findChild(QTableView, "landguard-balance-proposal-lines")
    yield from wait(lambda: lines.isVisible() and lines.model().rowCount() == 7, why="no proposal")
    yield 800
    shot("proposal")
    dock.findChild(QTabWidget, "landguard-balance-proposal-tabs").setCurrentIndex(1)
    yield 500
    shot("refused")
    dock.findChild(QTabWidget, "landguard-balance-proposal-tabs").setCurrentIndex(0)
    yield from xclick(dock.findChild(QPushButton, "landguard-balance-proposal-post"))
    undo = dock.findChild(QPushButton, "landguard-balance-proposal-undo")
    yield from wait(lambda: undo.isVisible(), why="not posted")
    yield 1000
    shot("posted")
    assert "H2021-01" in open_books(str(store)).books.batch_by_id
    yield from xclick(undo)
    yield from wait(lambda: "H2021-01-C" in open_books(str(store)).books.batch_by_id, why="not taken back")
    yield 1500
    shot("undone")
    tabs.setCurrentIndex(3)
    yield 300
    page = dock.whatif_page
    page._area.setValue(45.0)
    page._paddy.setValue(10.0)
    yield from xclick(dock.findChild(QPushButton, "landguard-balance-whatif-try"))
    yield from wait(lambda: page.isVisible() and page.table().rowCount() == 3, why="no answer")
    yield 800
    shot("whatif")
    yield from map_pages(dock, tabs)
    tabs.setCurrentIndex(0)
    for ending in ("png", "svg"):
        assert dock.statement_page.save_picture(OUT / f"balance.{ending}")
    for name, ending in (("XLSX", "xlsx"), ("DOCX", "docx")):
        target = OUT / f"占补平衡.{ending}"
        target.unlink(missing_ok=True)
        dock.hand_in(str(target), name)
        yield from wait(lambda place=target: place.is_file(), why=f"no {ending}")
        yield 1000
    shot("handed_in")


run(main)
