# languages: zh-Hans
# seconds: 170
"""Walk 3: twenty patches, 14 clear-cut by keyboard alone, 3 cut along a parcel, 2 doubtful, 1 drawn anew; keys, clicks, seconds."""

import time

import patch_project
import shapely
from lgdrive import *
from qgis.core import QgsApplication

from landguard_plugin.app.patches.ports import PatchQuery
from landguard_plugin.bridge import settings
from landguard_plugin.core.patches.grid import read_shape
from landguard_plugin.core.patches.records import Origin, State

CRS = "EPSG:4547"
counted = {"keys": 0, "clicks": 0}


def key(*names, settle=150):
    for name in names:
        counted["keys"] += 1
        x("key", name)
        yield settle


def click_map(point):
    counted["clicks"] += 1
    yield from xclick_map(point.x, point.y, settle=350)


def cuttable(bench):
    """Return (uid, point inside a parcel that takes a part of the patch) of patches that lie across parcels."""
    found = []
    desk = bench._tools.desk
    for row in bench.session.model.rows():
        if row.patch.state is not State.UNJUDGED:
            continue
        shape = read_shape(row.patch.shape)
        inside = shape.representative_point()
        for parcel in desk.parcels_on(row.patch, (inside.x, inside.y)):
            part = shapely.intersection(shapely.from_wkb(parcel), shape)
            if 0.2 < part.area / shape.area < 0.8 and part.area > 200 and part.geom_type == "Polygon":
                found.append((row.patch.uid, part.representative_point()))
                break
    return found


def free_ground(store, extent, radius):
    """Return a point on the map with no patch within a distance, and well inside the map."""
    others = shapely.unary_union([read_shape(p.shape) for p in store.patches(PatchQuery())])
    for k in range(1, 16):
        for n in range(1, 16):
            point = shapely.Point(
                extent.xMinimum() + extent.width() * k / 16, extent.yMinimum() + extent.height() * n / 16
            )
            margin = min(point.x - extent.xMinimum(), extent.xMaximum() - point.x, point.y - extent.yMinimum())
            if margin > radius and extent.yMaximum() - point.y > 2 * radius and point.distance(others) > radius:
                return point
    raise LookupError("no free ground")


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 500
    _, layers = patch_project.make_county(OUT / "county")
    path = OUT / "store.gpkg"
    for old in OUT.glob("store.gpkg*"):
        old.unlink()
    store = patch_project.make_store(path, layers)
    settings.PERSON.put("李核查")
    yield from xclick(action_button("landguard-workbench"))
    bench = qgis_utils.plugins["landguard_plugin"]._desk._workbench
    assert bench.opening.open_path(str(path))
    yield 2500
    bench.keys.mode.trigger()
    yield 500
    session = bench.session

    begun = time.time()
    for n in range(14):
        yield from key("2" if n % 2 else "1", "Return", settle=120)
    yield from wait(lambda: sum(p.state is State.JUDGED for p in store.patches(PatchQuery())) == 14)
    say("14 clear-cut:", counted, f"{time.time() - begun:.0f} s")
    assert counted == {"keys": 28, "clicks": 0}

    for _ in range(2):
        yield from key("4", "Return")

    # three across parcels: c, the parcel, then a verdict for each part
    for uid, point in cuttable(bench)[:3]:
        session.go(uid)
        yield 1500
        before = len(store.patches(PatchQuery()))
        if not bench._tools.actions.mode.isChecked():
            yield from key("F9", settle=800)
        yield from key("c", settle=600)
        yield from click_map(point)
        yield from wait(lambda before=before: len(store.patches(PatchQuery())) > before, 8000, why="not cut")
        yield 600
        shot("cut")
        yield from key("F9", settle=500)
        bench.queue.view.setFocus()
        parts = [p for p in store.patches(PatchQuery()) if uid in p.parents]
        assert session.current in {p.uid for p in parts}, "the work goes on with a part"
        yield from key("2", "Return", settle=500)
        for rest in (p.uid for p in parts if p.uid != max(parts, key=lambda p: p.area_dm2).uid):
            session.go(rest)
            yield 200
            yield from key("3", "Return", settle=500)
        kept = store.patches(PatchQuery(uids=tuple(p.uid for p in parts)))
        assert all(p.state is State.JUDGED for p in kept), [p.state for p in kept]
    lineage = [p for p in store.patches(PatchQuery()) if p.parents]
    say("parts:", len(lineage), "of", len({parent for p in lineage for parent in p.parents}))

    # one drawn anew
    yield from key("F9", settle=800)
    yield from key("d", settle=500)
    iface.mapCanvas().zoomByFactor(4)
    yield 1500
    step = 40 * iface.mapCanvas().mapUnitsPerPixel()
    spot = free_ground(store, iface.mapCanvas().extent(), 1.6 * step)
    for dx, dy in ((-1, -1), (1, -1), (1.2, 0.8), (-0.8, 1)):
        yield from click_map(shapely.Point(spot.x + dx * step, spot.y + dy * step))
    yield from key("Return", settle=1200)
    shot("drawn")
    drawn = [p for p in store.patches(PatchQuery()) if p.origin is Origin.DRAWN]
    assert len(drawn) == 1, "not drawn"
    assert session.current == drawn[0].uid, "what was drawn is in the queue and worked on"
    yield from key("F9", settle=500)
    bench.queue.view.setFocus()
    yield from key("2", "Return", settle=500)
    assert store.patches(PatchQuery(uids=(drawn[0].uid,)))[0].state is State.JUDGED
    yield 600
    say("walk 3:", counted, f"{time.time() - begun:.0f} s of a machine that never thinks")
    shot("done")

    # dark
    QgsApplication.setUITheme("Night Mapping")
    yield 1500
    session.go(session.model.row_at(3).patch.uid)
    yield 2000
    shot("dark")


run(main)
