# languages: zh-Hans
# seconds: 240
"""The findings dock: sample county, check in the background, filter, zoom, explain by key, undo, layers removed, export."""

import time

from lgdrive import *
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDockWidget,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTabWidget,
    QTreeView,
)


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 500
    yield from xclick(action_button("landguard-findings"))
    dock = yield from wait(lambda: iface.mainWindow().findChild(QDockWidget, "landguard-findings-dock"))
    yield 800
    shot("empty")

    def part(kind, name):
        return dock.findChild(kind, f"landguard-findings-{name}")

    yield from xclick(part(QPushButton, "sample"))
    run_button = part(QPushButton, "run")
    yield from wait(lambda: run_button.isVisible() and run_button.isEnabled(), 60000, why="no sample county")
    yield 2500
    shot("layers")
    begin = time.time()
    yield from xclick(run_button)
    tree = part(QTreeView, "tree")
    yield from wait(lambda: tree.isVisible(), 60000, why="no findings")
    say(f"checked in {time.time() - begin:.1f} s")
    yield 1500
    model, detail, counts = tree.model(), part(QLabel, "detail"), part(QLabel, "counts")
    shot("inbox")
    assert model.rowCount() > 30, model.rowCount()
    open_before = counts.text()

    # the first overlap, by keyboard: next finding, zoomed to its own ground
    rule = part(QComboBox, "filter-rule")
    rule.setCurrentIndex(rule.findData("4101"))
    yield 500
    assert model.rowCount() == 1
    tree.setFocus()
    before = iface.mapCanvas().extent()
    x("key", "n")
    yield 2500
    assert iface.mapCanvas().extent() != before
    assert "LG-CHK-207" in detail.text(), detail.text()
    shot("overlap")

    # explain by key: reason required
    x("key", "e")
    dialog = yield from wait(lambda: window("landguard-findings-explain"), why="no dialog")
    yield 400
    ok = dialog.findChild(QPushButton, "landguard-explain-ok")
    assert not ok.isEnabled()
    dialog.findChild(QPlainTextEdit, "landguard-explain-reason").setPlainText("同一图斑录入两次，已通知作业单位")
    yield 300
    shot("explain")
    yield from xclick(ok)
    yield 800
    assert model.rowCount() == 0, "an explained finding leaves the open ones"
    assert counts.text() != open_before
    shot("explained")
    state = part(QComboBox, "filter-state")
    state.setCurrentIndex(state.findData("explained"))
    yield 500
    assert model.rowCount() == 1
    index = model.index(0, 0, model.index(0, 0, model.index(0, 0)))
    tree.setCurrentIndex(index)
    yield 500
    assert "同一图斑录入两次" in detail.text()
    shot("who_and_when")

    # letters typed elsewhere are letters
    dock.inbox_page.filters.reset()
    yield 500
    search = dock.findChild(QWidget, "landguard-findings-filter-text")
    yield from xclick(search)
    yield from xtype("pen")
    yield 800
    assert search.text() == "pen" and window("landguard-findings-explain") is None
    search.clear()
    yield 800
    tabs = part(QTabWidget, "tabs")
    tabs.setCurrentIndex(1)
    yield 500
    assert part(QTableWidget, "rules").rowCount() > 45
    shot("rules")
    tabs.setCurrentIndex(0)

    # a second check keeps the explanation
    yield from xclick(part(QPushButton, "again"))
    yield from xclick(run_button)
    yield from wait(lambda: tree.isVisible(), 60000, why="no second findings")
    yield 1000
    assert "已说明 1" in counts.text(), counts.text()

    # every layer goes; the inbox still works
    before = model.rowCount()
    QgsProject.instance().removeMapLayers([l.id() for l in QgsProject.instance().mapLayers().values()])
    yield 800
    assert model.rowCount() == before and part(QLabel, "banner").isVisible()
    tree.setFocus()
    x("key", "n")
    yield 1500
    assert "LG-CHK" in detail.text()
    shot("layers_removed")
    for kind in ("xlsx", "gpkg"):
        target = OUT / f"findings.{kind}"
        assert dock.export(kind, target) and target.stat().st_size > 5000
    QgsProject.instance().clear()
    yield from wait(lambda: run_button.isVisible(), why="findings outlive their project")


run(main)
