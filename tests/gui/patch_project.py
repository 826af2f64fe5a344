"""A patch project for scenes: some issued patches (WPTB) of the small sample county in a new store, with overlays computed."""

import hashlib
from pathlib import Path

import processing
import shapely
from qgis.core import QgsProject, QgsVectorLayer

from landguard_plugin.app.patches.ports import Changes
from landguard_plugin.bridge import stores
from landguard_plugin.bridge.sample_project import load_sample
from landguard_plugin.core.patches.grid import on_grid, write_shape
from landguard_plugin.core.patches.records import Actor, Campaign, Event, Origin, Patch, Role, Screening

MAKER = Actor("张作业", Role.SURVEYOR)
CAMPAIGN = Campaign("wp2026q1", "2026年一季度卫片", 2026, "satellite-2026-13", "screening-2026-13", "evidence-2026")
AT = "2026-02-01T01:00:00Z"
CRS = "EPSG:4547"
_FARMLAND = ("0101", "0102", "0103")


def make_county(folder):
    """Make the small sample county and load it; return the path of its GeoPackage and its layers by role."""
    made = processing.run("landguard:samplecounty", {"SIZE": 0, "SEED": 2024, "OUTPUT": str(folder)})
    layers = load_sample(made["LAYERS"], made["BEFORE"], made["AFTER"], QgsProject.instance())
    return made, layers


def ground(layer, keep=lambda feature: True):
    return [shapely.from_wkb(bytes(f.geometry().asWkb())) for f in layer.getFeatures() if keep(f)]


def dm2(area):
    return round(area * 100)


def make_store(path, layers, count=40, with_screening=True):
    """Put the first patches of the county into a new store; figures are planar, good enough to look at."""
    store = stores.create_store(str(path), crs=CRS)
    farmland = shapely.STRtree(ground(layers["survey_before"], lambda f: f["DLBM"] in _FARMLAND))
    basic = shapely.STRtree(ground(layers["basic_farmland"]))
    approved = shapely.STRtree(ground(layers["approved"]))
    patches, screenings = [], []
    for feature in list(layers["issued"].getFeatures())[:count]:
        shape = on_grid(shapely.from_wkb(bytes(feature.geometry().asWkb())))
        names = [f.name() for f in layers["issued"].fields() if f.name() != "fid"]
        issued = {n: v if isinstance(v, (str, int, float)) else None for n, v in ((n, feature[n]) for n in names)}
        number = str(feature["JCBH"])
        uid = hashlib.md5(f"{number}{feature.id()}".encode()).hexdigest()
        unit = unit_of(shape, layers["townships"]) or str(feature["XZQDM"])
        patches.append(
            Patch(uid, CAMPAIGN.id, "1", number, unit, Origin.ISSUED, write_shape(shape), dm2(shape.area), issued)
        )
        figures = {
            "farmland": dm2(taken(shape, farmland)),
            "basic": dm2(taken(shape, basic)),
            "red_line": 0,
            "approved": dm2(taken(shape, approved)),
        }
        if with_screening:
            legal = figures["approved"] > 0.9 * dm2(shape.area)
            priority = 30 if figures["basic"] else 20 if figures["farmland"] else 0
            suggestion = "legal" if legal else "illegal" if figures["farmland"] else "doubtful"
            screenings.append(Screening(uid, 1, figures, suggestion, (), priority, "screening-2026-13", AT))
    events = tuple(Event("import", patch.uid, MAKER, AT, {"number": patch.number}) for patch in patches)
    store.commit(
        Changes(campaigns=(CAMPAIGN,), added=tuple(patches), screenings=tuple(screenings), events=events, crs=CRS)
    )
    return store


def taken(shape, tree):
    near = tree.geometries[tree.query(shape, predicate="intersects")]
    return sum(shapely.area(shapely.intersection(shape, near))) if len(near) else 0.0


def unit_of(shape, townships):
    point = shape.representative_point()
    for feature in townships.getFeatures():
        if shapely.from_wkb(bytes(feature.geometry().asWkb())).contains(point):
            return str(feature["XZQDM"])
    return ""


def of_store(path):
    return QgsVectorLayer(f"{Path(path)}|layername=lg_patch", "p", "ogr")
