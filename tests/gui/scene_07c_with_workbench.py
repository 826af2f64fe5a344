# languages: zh-Hans
# seconds: 240
"""Drawing behind the workbench, both modes on: the current patch is split by keys, its largest piece is current, verdict keys still work."""

import patch_project
import shapely
from lgdrive import *
from qgis.PyQt.QtWidgets import QDockWidget

from landguard_plugin.app.patches.ports import PatchQuery
from landguard_plugin.bridge import settings
from landguard_plugin.core.patches.records import State


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 500
    _, layers = patch_project.make_county(OUT / "county")
    path = OUT / "store.gpkg"
    path.unlink(missing_ok=True)
    store = patch_project.make_store(path, layers)
    settings.PERSON.put("李核查")
    yield 2500
    yield from xclick(action_button("landguard-workbench"))
    yield from wait(lambda: iface.mainWindow().findChild(QDockWidget, "landguard-workbench-queue-dock"))
    desk = qgis_utils.plugins["landguard_plugin"]._desk
    bench = desk._workbench
    assert bench.opening.open_path(str(path)), "store not opened"
    yield 2500
    session = bench.session
    bench.keys.mode.trigger()
    yield 800
    large = max((row.patch for row in session.rows()), key=lambda patch: patch.area_dm2)
    session.go(large.uid)
    bench.link.zoom()
    yield 1500
    rows = len(session.rows())
    yield from xclick(action_button("landguard-drawing-mode"))
    yield 1200
    shot("both_modes")
    x("key", "s")
    yield 700
    _, y0, _, y1 = shapely.from_wkb(large.shape).bounds
    mupp = iface.mapCanvas().mapUnitsPerPixel()
    inner = shapely.from_wkb(large.shape).representative_point()
    for py in (y0 - 12 * mupp, y1 + 12 * mupp):
        yield from xclick_map(inner.x, py)
    yield 1000
    shot("splitting")
    x("key", "Return")  # Submit of the workbench has the same key
    yield 1800
    shot("split")
    stands = {patch.uid: patch for patch in store.patches(PatchQuery(with_retired=True))}
    assert stands[large.uid].state is State.RETIRED
    children = [patch for patch in stands.values() if large.uid in patch.parents]
    assert len(children) >= 2 and sum(child.area_dm2 for child in children) == large.area_dm2
    assert len(session.rows()) == rows - 1 + len(children)
    assert session.current == max(children, key=lambda child: child.area_dm2).uid
    assert all(patch.state is not State.JUDGED for patch in children), "Enter judged instead of splitting"
    x("key", "ctrl+z")
    yield 1500
    stands = {patch.uid: patch for patch in store.patches(PatchQuery(with_retired=True))}
    assert stands[large.uid].state is State.UNJUDGED, stands[large.uid].state
    assert len(session.rows()) == rows
    shot("taken_back")


run(main)
