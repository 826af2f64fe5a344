"""The return file: the issued one with our fields behind, and every difference listed."""

from __future__ import annotations

from dataclasses import replace

import processing
import pytest
import shapely
from qgis.core import QgsProcessingException, QgsVectorLayer

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.bridge.stores import open_store
from landguard_plugin.core.patches.records import Actor, Event, Role
from tests.layers import memory_layer, rows_of, save

SHAPES = [shapely.box(400_000 + 200 * k, 2_580_000, 400_090.1234 + 200 * k, 2_580_070) for k in range(3)]
ROWS = [{"JCBH": f"R{k}", "XMC": "望禾县", "MJ": 1.5 + k, "SL": k, "BZ": "备注" if k else None} for k in range(3)]


@pytest.fixture
def project(provider, tmp_path):
    shifted = [shapely.transform(shape, lambda xy: xy + (38_000_000, 0)) for shape in SHAPES]
    path = save(memory_layer(shifted, ROWS, "EPSG:4526"), tmp_path / "下发.shp", "ESRI Shapefile", "GBK")
    for suffix in (".cpg", ".prj"):
        path.with_suffix(suffix).unlink()
    store = tmp_path / "s.gpkg"
    processing.run("landguard:importpatches", {"INPUT": str(path), "STORE": str(store), "CAMPAIGN": "c"})
    return path, store


def run(store, **more):
    return processing.run(
        "landguard:exportpatches", {"STORE": str(store), "CAMPAIGN": "c", "DIFFERENCES": "memory:", **more}
    )


@pytest.mark.parametrize("suffix", [".shp", ".gpkg"])
def test_untouched_patches_go_back_as_they_came(project, tmp_path, suffix):
    path, store = project
    output = tmp_path / f"上报{suffix}"
    done = run(store, ISSUED=str(path), OUTPUT=str(output))
    assert (done["COUNT"], done["DIFFERENCE_COUNT"]) == (3, 0)
    issued = QgsVectorLayer(f"{path}|option:ENCODING=GBK", "i", "ogr")
    returned = QgsVectorLayer(str(output), "r", "ogr")
    names = [field.name() for field in issued.fields()]
    ours = [field.name() for field in returned.fields() if field.name() != "fid"]
    assert ours[: len(names)] == names and all(name.startswith("lg_") for name in ours[len(names) :])
    for before, after in zip(issued.getFeatures(), returned.getFeatures()):
        for name in names:
            assert str(before[name]) == str(after[name]), name
        assert bytes(before.geometry().asWkb()) == bytes(after.geometry().asWkb())
    if suffix == ".shp":
        assert "望禾县".encode("gbk") in output.with_suffix(".dbf").read_bytes()


def test_differences_are_listed(project, tmp_path):
    _, store = project
    opened = open_store(str(store))
    patch = opened.patches(PatchQuery(campaign="c"))[1]
    other = shapely.transform(shapely.from_wkb(patch.shape), lambda xy: xy + (5, 0))
    moved = replace(patch, shape=bytes(shapely.to_wkb(other, byte_order=1)), drawn_by="张三")
    actor = Actor("张三", Role.SURVEYOR)
    event = Event("reshape", patch.uid, actor, "2026-01-01T00:00:00Z", {"versions": {patch.uid: patch.version + 1}})
    opened.commit(Changes(changed=(moved,), events=(event,)))
    more = [*ROWS, {**ROWS[0], "JCBH": "R9"}]
    more[2] = {**ROWS[2], "XMC": "别县"}
    shapes = [shapely.transform(s, lambda xy: xy + (38_000_000, 0)) for s in [*SHAPES, shapely.box(0, 0, 9, 9)]]
    shapes[3] = shapely.transform(SHAPES[0], lambda xy: xy + (38_000_900, 0))
    changed = save(memory_layer(shapes, more, "EPSG:4526"), tmp_path / "x.gpkg")
    done = run(store, ISSUED=str(changed), OUTPUT=str(tmp_path / "o.gpkg"))
    found = {(row["number"], row["kind"], row["field"]) for row in rows_of(done["DIFFERENCES"])}
    assert ("R9", "missing", "") in found and ("R1", "shape", "") in found and ("R2", "field", "XMC") in found


def test_without_the_issued_file_and_refusals(project, tmp_path):
    _, store = project
    done = run(store, OUTPUT=str(tmp_path / "o.shp"))
    assert (done["COUNT"], done["DIFFERENCE_COUNT"]) == (3, 0)
    assert rows_of(tmp_path / "o.shp")[0]["XMC"] == "望禾县"
    for more, code in (
        ({"OUTPUT": str(tmp_path / "o.txt")}, "LG-IMP-230"),
        ({"OUTPUT": str(tmp_path / "p.shp"), "CAMPAIGN": "none"}, "LG-IMP-231"),
    ):
        with pytest.raises(QgsProcessingException, match=code):
            run(store, **more)
