# languages: zh-Hans
# seconds: 240
"""Linked views and swipe on a small screen: two, then four views follow the map; the swipe between two years; a layer goes."""

import time

import patch_project
from lgdrive import *
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtWidgets import QDockWidget, QToolButton

from landguard_plugin.bridge import settings


def key(*names, settle=200):
    for name in names:
        x("key", name)
        yield settle


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 500
    _, layers = patch_project.make_county(OUT / "county")
    path = OUT / "store.gpkg"
    path.unlink(missing_ok=True)
    patch_project.make_store(path, layers)
    settings.PERSON.put("李核查")
    yield from xclick(action_button("landguard-workbench"))
    yield from wait(lambda: iface.mainWindow().findChild(QDockWidget, "landguard-workbench-queue-dock"))
    bench = qgis_utils.plugins["landguard_plugin"]._desk._workbench
    assert bench.opening.open_path(str(path))
    yield 1500
    bench.keys.mode.trigger()
    yield 300
    yield from key("v", settle=1200)
    views = bench.views
    assert views.isVisible()
    views.choose(0, f"layer:{layers['survey_before'].id()}")
    views.choose(1, f"layer:{layers['survey_after'].id()}")
    yield 2500
    shot("two_views")
    canvas = iface.mapCanvas()
    for view in views.views[:2]:
        assert view.canvas.center().distance(canvas.center()) < 0.01
        assert abs(view.canvas.mapUnitsPerPixel() / canvas.mapUnitsPerPixel() - 1) < 1e-3

    # a view that is dragged leads the others
    point = views.views[1].canvas.mapToGlobal(QPoint(120, 60))
    x("mousemove", point.x(), point.y())
    x("mousedown", 1)
    yield 150
    x("mousemove", point.x() + 60, point.y() + 20)
    yield 150
    x("mouseup", 1)
    yield 1500
    assert views.views[1].canvas.center().distance(canvas.center()) < canvas.mapUnitsPerPixel()
    shot("dragged")

    # stepping: the picture is there in the time it takes to look
    times = []
    for _ in range(6):
        started = time.time()
        x("key", "j")
        before = bench.session.current
        yield from wait(lambda before=before: bench.session.current != before, 3000)
        times.append(time.time() - started)
    say("steps with linked views, s:", " ".join(f"{t:.2f}" for t in times))

    views.findChild(QToolButton, "landguard-views-four").click()
    views.choose(2, f"layer:{layers['basic_farmland'].id()}")
    yield 2500
    shot("four_views")
    views.findChild(QToolButton, "landguard-views-four").click()
    yield from key("v", settle=800)
    assert not views.isVisible()

    # swipe
    yield from key("space", settle=1500)
    assert bench.swipe.is_on
    middle = canvas.viewport().mapToGlobal(canvas.viewport().rect().center())
    x("mousemove", middle.x(), middle.y())
    yield 300
    x("mousemove", middle.x() + 30, middle.y() + 10)
    yield 600
    shot("swipe")
    yield from key("j", settle=1500)
    shot("swipe_next")
    QgsProject.instance().removeMapLayer(layers["survey_before"].id())
    yield 1200
    yield from key("space", settle=500)
    assert not bench.swipe.is_on
    shot("after")


run(main)
