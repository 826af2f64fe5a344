# languages: zh-Hans
# seconds: 240
"""Map tools on the real Desktop: draw with snapping, split, merge back, hole, cut along a parcel, vertices, coordinates, take back."""

import math

import processing
import shapely
from lgdrive import *
from qgis.core import QgsProject, QgsRectangle
from qgis.PyQt.QtWidgets import QPlainTextEdit

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.bridge import settings, stores
from landguard_plugin.bridge.sample_project import load_sample
from landguard_plugin.core.patches.grid import on_grid, read_shape, write_shape
from landguard_plugin.core.patches.records import Campaign, Origin, Patch

CRS = "EPSG:4547"


def prepare():
    made = processing.run("landguard:samplecounty", {"SIZE": 0, "SEED": 2024, "OUTPUT": str(OUT / "county")})
    layers = load_sample(made["LAYERS"], made["BEFORE"], made["AFTER"], QgsProject.instance())
    path = OUT / "卫片核查.gpkg"
    for old in OUT.glob("卫片核查.gpkg*"):
        old.unlink()
    store = stores.create_store(str(path), crs=CRS)
    patches = []
    for k, feature in enumerate(list(layers["issued"].getFeatures())[:20]):
        shape = on_grid(shapely.from_wkb(bytes(feature.geometry().asWkb())))
        patches.append(
            Patch(
                f"{k:032x}", "wp", "1", str(feature["JCBH"]), str(feature["XZQDM"]), Origin.ISSUED, write_shape(shape),
                round(shape.area * 100), {"JCBH": str(feature["JCBH"])},
            )
        )  # fmt: skip
    store.commit(
        Changes(campaigns=(Campaign("wp", "2026年一季度卫片", 2026, "t", "s", "e"),), added=tuple(patches), crs=CRS)
    )
    settings.PERSON.put("张作业")
    settings.LAST_STORE.put(str(path))
    return store, layers


def tools_of():
    return qgis_utils.plugins["landguard_plugin"]._desk.patch_tools()


def field(layers, boxes):
    """Return a large farmland parcel away from the patches, and its neighbour to the right."""
    tree = shapely.STRtree(boxes)
    for feature in layers["survey_after"].getFeatures():
        shape = shapely.from_wkb(bytes(feature.geometry().asWkb()))
        x0, y0, x1, y1 = shape.bounds
        if feature["DLBM"] == "0103" and shape.area > 9_000 and shape.area > 0.6 * (x1 - x0) * (y1 - y0):
            if not len(tree.query(shape.buffer(120))):
                return shape
    raise LookupError("no field")


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 800
    store, layers = prepare()
    canvas = iface.mapCanvas()
    yield 2500  # the first layers of a project move the map
    parcel = field(layers, [read_shape(p.shape) for p in store.patches(PatchQuery())])
    x0, y0, x1, y1 = parcel.bounds
    canvas.setExtent(QgsRectangle(x0 - 60, y0 - 40, x1 + 60, y1 + 40))
    canvas.refresh()
    yield 1500
    yield from xclick(action_button("landguard-drawing-mode"))
    yield 1500
    shot("mode")
    mupp = canvas.mapUnitsPerPixel()

    def living():
        return store.patches(PatchQuery(box=(x0 - 60, y0 - 60, x1 + 60, y1 + 60)))

    def at(fx, fy):
        return x0 + (x1 - x0) * fx, y0 + (y1 - y0) * fy

    def key(name):
        x("key", name)
        yield 500

    # draw, the first corner snapped to a corner of the parcel
    yield from key("d")
    corner = shapely.get_coordinates(parcel)[0]
    yield from xclick_map(corner[0] + 3 * mupp, corner[1] - 3 * mupp)
    ring = [at(0.75, 0.25), at(0.8, 0.75), at(0.3, 0.2)]
    ring.sort(key=lambda p: math.atan2(p[1] - corner[1], p[0] - corner[0]))
    for point in ring[:2]:
        yield from xclick_map(*point)
    pixel = canvas.getCoordinateTransform().transform(*ring[2])
    where = canvas.viewport().mapToGlobal(QPoint(round(pixel.x()), round(pixel.y())))
    x("mousemove", where.x(), where.y())
    yield 1500
    shot("drawing")
    yield from xclick_map(*ring[2])
    yield from key("Return")
    yield 1000
    shot("drawn")
    (patch,) = living()
    say("corner", corner, shapely.get_coordinates(read_shape(patch.shape)).tolist(), tools_of().desk.target)
    assert corner.round(4).tolist() in shapely.get_coordinates(read_shape(patch.shape)).tolist(), "not snapped"
    # split
    shape = read_shape(patch.shape)
    sx0, sy0, sx1, sy1 = shape.bounds
    yield from key("s")
    yield from xclick_map((sx0 + sx1) / 2, sy0 - 15 * mupp)
    pixel = canvas.getCoordinateTransform().transform((sx0 + sx1) / 2 + 10, sy1 + 15 * mupp)
    where = canvas.viewport().mapToGlobal(QPoint(round(pixel.x()), round(pixel.y())))
    x("mousemove", where.x(), where.y())
    yield 1200
    shot("splitting")
    yield from xclick_map((sx0 + sx1) / 2 + 10, sy1 + 15 * mupp)
    yield from xclick_map((sx0 + sx1) / 2 + 10, sy1 + 15 * mupp, button=3)
    yield 1000
    shot("split")
    pieces = living()
    assert len(pieces) == 2 and sum(p.area_dm2 for p in pieces) == patch.area_dm2
    # merge back
    yield from key("m")
    tools = tools_of()
    other = next(p for p in pieces if p.uid != tools.desk.target.uid)
    point = read_shape(other.shape).representative_point()
    yield from xclick_map(point.x, point.y)
    yield 600
    shot("merging")
    yield from key("Return")
    yield 800
    (united,) = living()
    assert united.area_dm2 == patch.area_dm2
    # hole
    yield from key("h")
    middle = read_shape(united.shape).representative_point()
    for dx, dy in ((-12, -10), (14, -10), (10, 14)):
        yield from xclick_map(middle.x + dx * 8 * mupp / 4, middle.y + dy * 8 * mupp / 4)
    yield 900
    shot("hole")
    yield from key("Return")
    yield 800
    assert len(read_shape(living()[0].shape).interiors) == 1
    # reshape over the parcel's border, vertices, coordinates
    yield from key("e")
    yield 800
    shot("vertices")
    yield from key("x")
    yield 600
    box = iface.mapCanvas().findChild(QPlainTextEdit, "landguard-coordinates-text")
    assert box.hasFocus()
    for px, py in (at(1.05, 0.1), at(1.25, 0.1), at(1.25, 0.4)):
        yield from xtype(f"{px:.3f},{py:.3f}")
        x("key", "Return")
        yield 300
    yield 900
    shot("coordinates")
    x("key", "Escape")
    yield 400
    yield from key("Return")
    yield 800
    assert len(living()) == 2
    yield from key("ctrl+z")
    yield 800
    shot("taken_back")
    assert len(living()) == 1
    # cut an issued patch along a parcel
    issued = max(
        store.patches(PatchQuery(states=(living()[0].state,))),
        key=lambda p: p.area_dm2 if p.origin is Origin.ISSUED else 0,
    )
    bx = read_shape(issued.shape).bounds
    canvas.setExtent(QgsRectangle(bx[0] - 60, bx[1] - 60, bx[2] + 60, bx[3] + 60))
    canvas.refresh()
    yield 1500
    yield from key("c")
    point = read_shape(issued.shape).representative_point()
    pixel = canvas.getCoordinateTransform().transform(point.x, point.y)
    where = canvas.viewport().mapToGlobal(QPoint(round(pixel.x()), round(pixel.y())))
    x("mousemove", where.x(), where.y())
    yield 300
    x("mousemove", where.x() + 2, where.y())
    yield 1200
    shot("parcel")


run(main)
