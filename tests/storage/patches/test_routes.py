"""Every way to a certified row (test T7 of the plan): refused, or found by the check with record and field."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from osgeo import gdal, ogr
from qgis.core import (
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsField,
    QgsGeometry,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType

from landguard_plugin.app.patches.ports import PatchQuery
from landguard_plugin.storage.patches import schema
from landguard_plugin.storage.patches.checking import examine
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.sqlite import connection as connections
from tests.storage.patches.made import X, square
from tests.storage.patches.test_checking import filled

REFUSED, FOUND = "refused", "found"
WHERE = "WHERE number = '甲'"


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("original")).path


@pytest.fixture
def path(original, tmp_path, qgis_app):
    target = tmp_path / "项目.gpkg"
    connections.backup(original, target, schema.CODES)
    return target


def layer_of(path):
    layer = QgsVectorLayer(f"{path}|layername=lg_patch", "图斑", "ogr")
    assert layer.isValid()
    return layer, next(f for f in layer.getFeatures() if f["number"] == "甲")


def edited(path, change):
    """Edit as an officer does: start editing, change, commit; return whether QGIS says it was saved."""
    layer, feature = layer_of(path)
    assert layer.startEditing()
    change(layer, feature)
    saved, said, kept = layer.commitChanges(False), " ".join(layer.commitErrors()), layer.isModified()
    layer.rollBack()
    assert not saved
    assert kept, "a refused edit stays in the buffer"
    assert "LG-CRT-001" in said or "LG-STO-02" in said, "the officer sees the code"


def other_shape():
    geometry = QgsGeometry()
    geometry.fromWkb(square(X + 3))
    geometry.convertToMultiType()
    return geometry


def copied(layer, feature):
    new = QgsFeature(layer.fields())
    new.setAttributes(feature.attributes())
    new["fid"] = None
    new.setGeometry(other_shape())
    return new


def provider(path):
    layer, feature = layer_of(path)
    return layer.dataProvider(), feature, layer


def sql(path, *statements, before=()):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in (*before, *statements):
            connection.execute(statement)


def ogr_feature(path, work):
    source = ogr.Open(str(path), 1)
    layer = source.GetLayerByName("lg_patch")
    layer.SetAttributeFilter("number = '甲'")
    feature = layer.GetNextFeature()
    work(layer, feature)


def set_unit(layer, feature):
    feature["unit"] = "forged"
    layer.SetFeature(feature)


def set_shape(layer, feature):
    feature.SetGeometry(ogr.CreateGeometryFromWkb(bytes(other_shape().asWkb())))
    layer.SetFeature(feature)


def ogr_sql(path, statement):
    source = ogr.Open(str(path), 1)
    source.ExecuteSQL(statement)


def drop_guards(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')


def overwritten_by_qgis(path):
    """Save an edited copy of the layer over the table, as "Save features as" with overwriting does.

    GDAL drops the table first and gives up when rows of other tables refer to it: certificates, reviews and judgements do.
    """
    layer, _ = layer_of(path)
    copy = layer.materialize(QgsFeatureRequest())
    assert copy.startEditing()
    for feature in list(copy.getFeatures()):
        if feature["number"] == "甲":
            copy.changeAttributeValue(feature.id(), copy.fields().lookupField("area_dm2"), 1)
    assert copy.commitChanges()
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", "lg_patch"
    options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    QgsVectorFileWriter.writeAsVectorFormatV3(copy, str(path), QgsCoordinateTransformContext(), options)


def overwritten_by_gdal(path):
    """ogr2ogr -overwrite, with an edit on the way."""
    gdal.VectorTranslate(
        str(path),
        str(path),
        options=gdal.VectorTranslateOptions(
            accessMode="overwrite",
            layerName="lg_patch",
            SQLStatement="SELECT * FROM lg_patch WHERE number <> '甲'",
            SQLDialect="SQLITE",
        ),
    )


def insert_or_replace(path, *before):
    statement = (
        "INSERT OR REPLACE INTO lg_patch SELECT fid, geom, uid, campaign, batch, number, 'forged', origin, state, version, verdict,"
        f" area_dm2, drawn_by, parents, issued, single, judgement, digest FROM lg_patch {WHERE}"
    )
    sql(path, statement, before=before)


def upsert(path):
    statement = (
        "INSERT INTO lg_patch SELECT fid, geom, uid, campaign, batch, number, 'forged', origin, state, version, verdict,"
        f" area_dm2, drawn_by, parents, issued, single, judgement, digest FROM lg_patch {WHERE}"
        " ON CONFLICT (uid) DO UPDATE SET unit = excluded.unit"
    )
    sql(path, statement)


def field(layer, name):
    return layer.fields().lookupField(name)


ROUTES = {
    "qgis attribute": (
        REFUSED,
        lambda p: edited(p, lambda a, f: a.changeAttributeValue(f.id(), field(a, "unit"), "x")),
    ),
    "qgis state": (
        REFUSED,
        lambda p: edited(p, lambda a, f: a.changeAttributeValue(f.id(), field(a, "state"), "judged")),
    ),
    "qgis geometry": (REFUSED, lambda p: edited(p, lambda a, f: a.changeGeometry(f.id(), other_shape()))),
    "qgis delete": (REFUSED, lambda p: edited(p, lambda a, f: a.deleteFeature(f.id()))),
    "qgis paste": (REFUSED, lambda p: edited(p, lambda a, f: a.addFeature(copied(a, f)))),
    "qgis both": (
        REFUSED,
        lambda p: edited(
            p,
            lambda a, f: (
                a.changeGeometry(f.id(), other_shape()),
                a.changeAttributeValue(f.id(), field(a, "unit"), "x"),
            ),
        ),
    ),
    "provider attribute": (
        REFUSED,
        lambda p: (lambda d, f, a: d.changeAttributeValues({f.id(): {field(a, "area_dm2"): 1}}))(*provider(p)),
    ),
    "provider geometry": (
        REFUSED,
        lambda p: (lambda d, f, a: d.changeGeometryValues({f.id(): other_shape()}))(*provider(p)),
    ),
    "provider delete": (REFUSED, lambda p: (lambda d, f, a: d.deleteFeatures([f.id()]))(*provider(p))),
    "provider truncate": (REFUSED, lambda p: (lambda d, f, a: d.truncate())(*provider(p))),
    "provider add": (REFUSED, lambda p: (lambda d, f, a: d.addFeatures([copied(a, f)]))(*provider(p))),
    "provider new field": (
        FOUND,
        lambda p: (lambda d, f, a: d.addAttributes([QgsField("remark", QMetaType.Type.QString)]))(*provider(p)),
    ),
    "provider delete field": (
        REFUSED,
        lambda p: (lambda d, f, a: d.deleteAttributes([field(a, "drawn_by")]))(*provider(p)),
    ),
    "provider rename field": (
        FOUND,
        lambda p: (lambda d, f, a: d.renameAttributes({field(a, "unit"): "place"}))(*provider(p)),
    ),
    "ogr attribute": (REFUSED, lambda p: ogr_feature(p, set_unit)),
    "ogr geometry": (REFUSED, lambda p: ogr_feature(p, set_shape)),
    "ogr delete": (REFUSED, lambda p: ogr_feature(p, lambda a, f: a.DeleteFeature(f.GetFID()))),
    "ogr sql update": (REFUSED, lambda p: ogr_sql(p, f"UPDATE lg_patch SET unit = 'x' {WHERE}")),
    "ogr sql delete": (REFUSED, lambda p: ogr_sql(p, f"DELETE FROM lg_patch {WHERE}")),
    "ogr sql drop layer": (REFUSED, lambda p: ogr_sql(p, "DELLAYER:lg_patch")),
    "sql update": (REFUSED, lambda p: sql(p, f"UPDATE lg_patch SET unit = 'x' {WHERE}")),
    "sql update of all": (REFUSED, lambda p: sql(p, "UPDATE lg_patch SET batch = ''")),
    "sql delete": (REFUSED, lambda p: sql(p, f"DELETE FROM lg_patch {WHERE}")),
    "sql replace": (REFUSED, insert_or_replace),
    "sql replace, recursive triggers on": (REFUSED, lambda p: insert_or_replace(p, "PRAGMA recursive_triggers=ON")),
    "sql update or replace": (REFUSED, lambda p: sql(p, "UPDATE OR REPLACE lg_patch SET fid = 1 WHERE fid = 2")),
    "sql upsert": (REFUSED, upsert),
    "sql with the pen": (
        REFUSED,
        lambda p: sql(
            p, "UPDATE lg_pen SET held = 1", f"UPDATE lg_patch SET version = version + 1, unit = 'x' {WHERE}"
        ),
    ),
    "sql delete with the pen": (
        REFUSED,
        lambda p: sql(p, "UPDATE lg_pen SET held = 1", f"DELETE FROM lg_patch {WHERE}"),
    ),
    "sql replace with the pen": (REFUSED, lambda p: insert_or_replace(p, "UPDATE lg_pen SET held = 1")),
    "sql forged review": (
        FOUND,
        lambda p: sql(
            p,
            "UPDATE lg_pen SET held = 1",
            "INSERT INTO lg_review SELECT 99, uid, version + 1, 'withdraw', '', '', 'city', '', at, state_after, 'judged', '', ''"
            " FROM lg_review WHERE state_after = 'city_accepted'",
            f"UPDATE lg_patch SET state = 'judged', version = version + 1 {WHERE}",
            "UPDATE lg_pen SET held = 0",
        ),
    ),
    "dropped guards, update": (FOUND, lambda p: (drop_guards(p), sql(p, f"UPDATE lg_patch SET unit = 'x' {WHERE}"))),
    "dropped guards, delete": (FOUND, lambda p: (drop_guards(p), sql(p, f"DELETE FROM lg_patch {WHERE}"))),
    "dropped guards, qgis edit": (
        FOUND,
        lambda p: (drop_guards(p), (lambda d, f, a: d.changeGeometryValues({f.id(): other_shape()}))(*provider(p))),
    ),
    "new column by sql": (FOUND, lambda p: sql(p, "ALTER TABLE lg_patch ADD COLUMN x")),
    "qgis overwrite": (REFUSED, overwritten_by_qgis),
    "ogr2ogr overwrite": (REFUSED, overwritten_by_gdal),
    "sql drop table": (FOUND, lambda p: sql(p, "DROP TABLE lg_patch")),
    "sql table exchanged": (
        FOUND,
        lambda p: sql(
            p,
            "CREATE TABLE other AS SELECT * FROM lg_patch",
            f"UPDATE other SET area_dm2 = 1 {WHERE}",
            "DROP TABLE lg_patch",
            "ALTER TABLE other RENAME TO lg_patch",
        ),
    ),
    "writable schema": (
        FOUND,
        lambda p: sql(
            p,
            "PRAGMA writable_schema=ON",
            "UPDATE sqlite_master SET sql = replace(sql, 'RAISE(ABORT, ''LG-CRT-001'')', '1') WHERE name = 'lg_patch_certified'",
        ),
    ),
}
#: what the check says where the table itself was touched: the table is then the record
SCHEMA_ONLY = (
    "provider new field",
    "provider rename field",
    "new column by sql",
    "writable schema",
)


@pytest.mark.parametrize("name", ROUTES)
def test_a_certified_row_is_not_changed_unnoticed(path, name):
    expected, route = ROUTES[name]
    truth = DatabasePatchStore(path).patches(PatchQuery(with_retired=True))
    try:
        route(path)
    except sqlite3.Error as error:
        assert "LG-CRT-001" in str(error) or "LG-STO-02" in str(error), error
    except RuntimeError:
        assert gdal.GetUseExceptions(), "GDAL says so only when somebody turned its exceptions on"
    found = examine(path)
    if expected == REFUSED:
        assert DatabasePatchStore(path).patches(PatchQuery(with_retired=True)) == truth
        assert {f.code for f in found} <= {"LG-STO-038"}, (
            "the row stands; only a pen that was left open may be reported"
        )
        return
    assert found, "changed and not found"
    assert DatabasePatchStore(path, found[0].code).info().read_only
    if name in SCHEMA_ONLY:
        assert any(f.table in ("lg_patch", "lg_patch_certified") or f.record.startswith("lg_patch") for f in found)
    else:
        assert any(f.record == "甲" and f.field for f in found), [(f.code, f.record, f.field) for f in found]


def test_the_guards_let_our_own_reviews_through(path):
    """The other side of the coin: what is allowed works in the file that all of the above was tried on."""
    from landguard_plugin.core.patches.records import State
    from tests.storage.patches.made import decide

    store = DatabasePatchStore(path)
    held = store.patches(PatchQuery(numbers=("甲",)))[0]
    store.commit(decide(held, "accept", State.ACCEPTED))
    assert store.patches(PatchQuery(numbers=("甲",)))[0].state is State.ACCEPTED
    assert examine(path) == []
