"""A project beside an open QGIS layer: our writes go through, the layer sees them, closing it harms nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.core import QgsFeature, QgsFeatureRequest, QgsProject, QgsVectorLayer

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.bridge.holding import hold, let_go
from landguard_plugin.bridge.patch_layers import add_patch_layer, patch_layer
from landguard_plugin.bridge.stores import create_store, open_checked, open_store
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.patches.checking import examine
from tests.storage.patches.made import CRS, X, patch, square, start


@pytest.fixture
def store(tmp_path, qgis_app):
    made = create_store(str(tmp_path / "新 文件夹" / "项目"), "示范县", CRS.lower())
    made.commit(start(*(patch(f"P{k}", shape=square(X + 20 * k)) for k in range(200))))
    yield made
    let_go()


def layer_of(store):
    layer = QgsVectorLayer(f"{store.path}|layername=lg_patch", "图斑", "ogr")
    assert layer.isValid()
    return layer


def first(store):
    return store.patches(PatchQuery(numbers=("P0",)))[0]


def test_an_ending_and_a_folder_are_supplied(store):
    assert store.path.name == "项目.gpkg"
    assert open_store(f'"{store.path}"').info().crs == CRS
    assert open_checked(str(store.path)).findings == ()


def test_writes_go_through_beside_a_layer_that_is_being_read(store):
    hold(store.path)
    layer = layer_of(store)
    features, feature, count = layer.getFeatures(), QgsFeature(), 0
    assert features.nextFeature(feature)
    for turn in range(5):
        store.commit(Changes(changed=(replace(first(store), unit=f"u{turn}"),)))
    while features.nextFeature(feature):
        count += 1
    assert count == 199
    request = QgsFeatureRequest().setFilterExpression("\"number\" = 'P0'")
    found = [f["unit"] for f in layer.getFeatures(request)]
    del features, layer
    assert found == ["u4"]


def test_a_project_that_is_held_stays_in_write_ahead_mode(store):
    """Without the keeper QGIS turns the mode back as it opens the layer (or this test proves nothing)."""

    def mode():
        return store.path.read_bytes()[18]

    layer = layer_of(store)
    next(layer.getFeatures())
    assert mode() == 1
    del layer
    hold(store.path)
    hold(store.path)
    layer = layer_of(store)
    next(layer.getFeatures())
    assert mode() == 2
    del layer
    let_go(store.path)
    let_go(store.path)
    assert examine(store.path) == []


def test_an_edit_session_of_qgis_does_not_lock_us_out(store):
    layer = layer_of(store)
    assert layer.startEditing()
    store.commit(Changes(changed=(replace(first(store), unit="ours"),)))
    layer.rollBack()
    del layer
    store.commit(Changes(changed=(replace(first(store), unit="again"),)))
    assert first(store).unit == "again"
    assert examine(store.path) == []


def test_the_layer_of_the_workbench_stays_readable_while_we_write(store):
    layer = patch_layer(store.path, "图斑")
    assert len(list(layer.getFeatures())) == 200
    for turn in range(3):
        store.commit(Changes(changed=(replace(first(store), unit=f"u{turn}"),)))
        request = QgsFeatureRequest().setFilterExpression("\"number\" = 'P0'")
        assert [f["unit"] for f in layer.getFeatures(request)] == [f"u{turn}"]
    assert layer.readOnly()
    assert not layer.startEditing()
    del layer


def test_a_layer_that_came_with_the_project_is_readable_as_well(store):
    """QGIS opened it before we held the file, and turned the journal mode back."""
    project = QgsProject()
    layer = patch_layer(store.path, "图斑")
    project.addMapLayer(layer)
    let_go()
    other = layer_of(store)
    next(other.getFeatures())
    del other
    layer.dataProvider().reloadData()
    next(layer.getFeatures())
    assert add_patch_layer(store.path, "图斑", project) is layer
    store.commit(Changes(changed=(replace(first(store), unit="later"),)))
    request = QgsFeatureRequest().setFilterExpression("\"number\" = 'P0'")
    assert [f["unit"] for f in layer.getFeatures(request)] == ["later"]
    project.clear()
    del layer, project


def test_a_place_that_cannot_be_made_is_named(store, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(LandGuardError, match="LG-STO-004"):
        create_store(str(tmp_path / "file" / "a.gpkg"))
