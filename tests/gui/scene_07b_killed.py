# languages: zh-Hans
# seconds: 240
"""QGIS is killed hard in the middle of drawing; started again, it offers the half patch with all its vertices."""

import os

from lgdrive import *
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
from qgis.PyQt.QtWidgets import QPushButton

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.bridge import settings, stores
from landguard_plugin.core.patches.records import Campaign

E, N = 38_520_000.0, 3_880_000.0
PATH = OUT / "卫片核查.gpkg"
CORNERS = ((40, 40), (220, 50), (240, 160), (120, 190))


def first():
    for old in OUT.glob("卫片核查.gpkg*"):
        old.unlink()
    store = stores.create_store(str(PATH), crs="EPSG:4526")
    store.commit(Changes(campaigns=(Campaign("wp", "2026年一季度卫片", 2026, "t", "s", "e"),)))
    settings.PERSON.put("张作业")
    settings.LAST_STORE.put(str(PATH))
    yield from show_ground()
    yield from xclick(action_button("landguard-drawing-mode"))
    yield 800
    x("key", "d")
    yield 500
    for dx, dy in CORNERS:
        yield from xclick_map(E + dx, N + dy)
    shot("half_drawn")
    from qgis.core import QgsSettings

    QgsSettings().sync()
    say("DRIVER KILL")
    yield 60_000


def second():
    button = yield from wait(lambda: iface.messageBar().findChild(QPushButton, "landguard-draft-open"), why="no draft")
    yield from show_ground()
    shot("offered")
    yield from xclick(button)
    yield 1500
    shot("reopened")
    yield from xclick(iface.mapCanvas(), button=3)
    yield 1000
    shot("saved")
    (patch,) = stores.open_store(str(PATH)).patches(PatchQuery())
    assert 1_500_000 < patch.area_dm2 < 2_800_000, patch.area_dm2


def show_ground():
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    iface.mapCanvas().setExtent(QgsRectangle(E, N, E + 300, N + 220))
    iface.mapCanvas().refresh()
    yield 800


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 800
    yield from first() if os.environ["GUI_ROUND"] == "1" else second()


run(main)
