# languages: zh-Hans en_US
# seconds: 180
"""A new user's first walk: fresh profile, zip installed, three clicks to a closed flow matrix of the sample county."""

import time

from lgdrive import *
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QDockWidget, QPushButton, QTableView, QToolButton

CLICKS = 0


def click(widget):
    global CLICKS
    CLICKS += 1
    yield from xclick(widget)


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 800
    begin = time.time()
    yield from click(action_button("landguard-accounting"))
    dock = yield from wait(lambda: iface.mainWindow().findChild(QDockWidget, "landguard-accounting-dock"))
    yield 600
    shot("empty")
    sample = dock.findChild(QPushButton, "landguard-accounting-sample")
    assert sample.isVisible()
    yield from click(sample)
    run_button = dock.findChild(QPushButton, "landguard-accounting-run")
    yield from wait(lambda: run_button.isVisible() and run_button.isEnabled(), 60000, why="no sample county")
    yield 2500
    shot("sample")
    yield from click(run_button)
    matrix = dock.findChild(QTableView, "landguard-accounting-matrix")
    yield from wait(lambda: matrix.isVisible(), 60000, why="no result")
    chip = dock.findChild(QToolButton, "landguard-accounting-chip")
    assert chip.text().startswith("✔") and chip.text().endswith("0.00"), chip.text()
    seconds = time.time() - begin
    say(f"closed flow matrix after {CLICKS} clicks and {seconds:.1f} s")
    assert CLICKS <= 6 and seconds < 120
    yield 2000
    shot("matrix")
    assert dock.draw_map(str(OUT / "flow_map.pdf")), "no map"
    assert (OUT / "flow_map.pdf").stat().st_size > 20_000
    model, names = matrix.model(), [layer.name() for layer in QgsProject.instance().mapLayers().values()]
    assert model.rowCount() > 8 and any(name.startswith("地类图斑") for name in names), names


run(main)
