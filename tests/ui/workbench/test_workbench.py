"""The workbench in QGIS's window: opened, worked in, taken away; linked views, swipe; layers and projects may go at any time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsPointXY, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QToolButton

from landguard_plugin import classFactory
from landguard_plugin.app.patches.judging import judge
from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.bridge import campaigns, settings
from landguard_plugin.bridge.patch_layers import layer_in_project
from landguard_plugin.core.patches.judging import Given
from landguard_plugin.core.patches.records import Campaign, Event, Review, State
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.ui.workbench import sources
from tests.app.patches.patches import AT, CRS, SURVEYOR, patch, screening
from tests.app.patches.test_judging import CITY, COUNTY, LATER, certified
from tests.layers import memory_layer

TREE = "satellite-2026-13"


@pytest.fixture
def bench(qgis_iface, qgis_processing, tmp_path, qtbot):
    registry = QgsApplication.processingRegistry()
    if registry.providerById("landguard") is not None:
        registry.removeProvider(registry.providerById("landguard"))
    settings.PERSON.put("李核查")
    settings.ROLE.put("county")
    path = tmp_path / "store.gpkg"
    store = DatabasePatchStore.create(path)
    patches = tuple(patch(k, campaign="c") for k in range(1, 6))
    store.commit(
        Changes(
            campaigns=(Campaign("c", "一季度", 2026, TREE, "s", "evidence-2026"),),
            added=patches,
            screenings=tuple(screening(k) for k in range(1, 6)),
            events=tuple(Event("import", p.uid, SURVEYOR, AT) for p in patches),
            crs=CRS,
        )
    )
    qgis_iface.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem(CRS))
    plugin = classFactory(qgis_iface)
    plugin.initGui()
    plugin._desk._show_workbench()
    made = plugin._desk._workbench
    made.path = path
    assert made.opening.open_path(str(path))
    yield made
    plugin.unload()
    QgsProject.instance().clear()
    qtbot.wait(20)
    settings.PERSON.put("")
    for kind in (QAction, QDockWidget):
        left = [w.objectName() for w in qgis_iface.mainWindow().findChildren(kind)]
        assert [name for name in left if name.startswith("landguard")] == []


def test_opening_shows_the_patches_on_the_map_read_only_and_selects_both_ways(bench):
    layer = layer_in_project(bench.path, QgsProject.instance())
    assert layer.featureCount() == 5
    assert not layer.startEditing(), "LandGuard alone writes the store"
    bench.session.choose([f"{2:032x}", f"{3:032x}"])
    assert layer.selectedFeatureCount() == 2
    third = next(f for f in layer.getFeatures() if f["number"] == "JC4")
    layer.selectByIds([third.id()])
    assert bench.session.current == f"{4:032x}"


def test_layers_and_projects_may_go_while_one_works(bench):
    QgsProject.instance().removeMapLayer(layer_in_project(bench.path, QgsProject.instance()).id())
    bench.session.step(1)
    assert bench.link.layer() is None
    bench.link.zoom()
    QgsProject.instance().clear()
    bench.session.step(1)
    assert bench.session.current == f"{3:032x}"


def test_a_store_that_is_none_leads_to_a_coded_sentence_and_back(bench, tmp_path):
    wrong = tmp_path / "text.gpkg"
    wrong.write_text("no store")
    assert not bench.opening.open_path(str(wrong))
    states = bench.queue.states
    assert "LG-STO-008" in states._trouble_text.text()
    states._back.click()
    assert states.currentWidget() is bench.first


def test_an_empty_store_asks_for_patches(bench, tmp_path):
    DatabasePatchStore.create(tmp_path / "empty.gpkg")
    assert bench.opening.open_path(str(tmp_path / "empty.gpkg"))
    assert bench.queue.states.currentWidget() is bench.first
    assert bench.first._import.isVisibleTo(bench.first)


def test_views_follow_the_main_map_and_lead_it(bench, qgis_iface, qtbot):
    main = qgis_iface.mapCanvas()
    main.resize(600, 400)
    bench.show_views()
    views = bench.views
    views.resize(900, 300)
    views.show()
    qtbot.wait(10)
    main.setExtent(QgsRectangle(500_000, 3_000_000, 501_200, 3_000_800))
    canvas = views.views[0].canvas
    assert canvas.center().distance(main.center()) < 1e-3
    assert canvas.mapUnitsPerPixel() == pytest.approx(main.mapUnitsPerPixel(), rel=1e-6)
    main.setRotation(30)
    assert canvas.rotation() == 30
    main.setRotation(0)
    there = QgsPointXY(500_100, 3_000_100)
    canvas.setCenter(there)
    qtbot.wait(30)
    assert canvas.center().distance(main.center()) < main.mapUnitsPerPixel(), "nobody touched the view: it follows"
    assert main.center().distance(there) > 50
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton)
    canvas.setCenter(there)
    assert main.center().distance(there) < main.mapUnitsPerPixel(), "moved by hand it leads"
    views.resize(500, 260)
    qtbot.wait(30)
    assert main.center().distance(there) < main.mapUnitsPerPixel(), "a change of size moves nothing"


def test_what_a_view_shows_is_kept_in_the_project_and_forgotten_with_its_layer(bench):
    before = memory_layer([patch(1).shape], [{"a": 1}], CRS, "影像2025-09-01")
    QgsProject.instance().addMapLayer(before)
    bench.show_views()
    views = bench.views
    views._look()
    views.choose(0, f"layer:{before.id()}")
    assert QgsProject.instance().readEntry("landguard", "views/0", "")[0] == f"layer:{before.id()}"
    assert views.views[0].date.text() == "2025-09-01"
    QgsProject.instance().removeMapLayer(before.id())
    views._look()
    assert views.source(0) == sources.MAIN


def test_the_swipe_draws_and_goes_and_survives_its_layer(bench, qgis_iface, qtbot):
    before = memory_layer([patch(1).shape], [{"a": 1}], CRS, "影像2025")
    QgsProject.instance().addMapLayer(before)
    bench.swipe.switch_on(f"layer:{before.id()}", ("2025", "2026"))
    qtbot.waitUntil(lambda: bench.swipe._item._picture is not None, timeout=8000)
    QgsProject.instance().removeMapLayer(before.id())
    qtbot.wait(150)
    assert bench.swipe.is_on
    bench.swipe.switch_off()
    assert not bench.swipe.is_on


def test_unsubmitted_typing_is_offered_at_the_next_opening(bench):
    bench.patch.form.choose_verdict("doubtful")
    bench.drafts.write()
    assert bench.opening.open_path(str(bench.path))
    assert bench._unfinished.isVisibleTo(bench.queue)
    drafts = bench.drafts._journal.pending(str(bench.path))
    bench._open_drafts(drafts)
    assert bench.patch.given().path == ("doubtful",)
    assert bench.patch.submit()
    assert bench.drafts._journal.pending(str(bench.path)) == []


def test_evidence_can_be_added_again_once_a_patch_is_returned(bench, qtbot):
    store, uid = DatabasePatchStore(bench.path), patch(1).uid
    bench.session.go(uid)
    add = bench.patch.findChild(QToolButton, "landguard-evidence-add")

    qtbot.waitUntil(add.isEnabled, timeout=8000)
    one = store.patches(PatchQuery(uids=(uid,)))[0]
    judge(store, one, Given(("illegal",), {"user": "甲厂"}), bench.session.tree, COUNTY, AT)
    kept = certified(store, one)
    bench.session.refresh([uid])
    qtbot.waitUntil(lambda: not add.isEnabled(), timeout=8000)
    review = Review(uid, "return", "缺远景照片", CITY, LATER, State.CERTIFIED, State.RETURNED, "R1")
    event = Event("return", uid, CITY, LATER, {"reason": "缺远景照片"})
    store.commit(Changes(changed=(replace(kept, state=State.RETURNED),), reviews=(review,), events=(event,)))
    bench.session.refresh([uid])
    qtbot.waitUntil(add.isEnabled, timeout=8000)


def test_dates_of_scenes():
    assert sources.date_of("layer:x", "影像20250315", None, 0) == "2025-03-15"
    assert sources.date_of("layer:x", "2026年1月影像", None, 1)[:4] == "2026"
    one = patch(1, issued={"QSX": "20230918", "HSX": "20240105"})
    assert sources.date_of("", "", one, 0) == "2023-09-18"
    assert sources.date_of("", "", one, 1) == "2024-01-05"
    assert sources.date_of("", "", one, 2) == ""


def test_every_shipped_tree_can_be_judged_by_its_five_verdicts():
    from landguard_plugin.storage.campaigns import tree_shelf

    for file in tree_shelf().files:
        assert [node.code for node in file.tree.nodes], file.tree.id
    assert campaigns.judgement_field("user").title_zh == "项目主体"
    assert campaigns.judgement_field("no such field") is None
