"""The evidence strip in a real QGIS process: states, adding, refusing, choosing on the map, leaving nothing on the canvas."""

from __future__ import annotations

import pytest
import shapely
from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import QPoint, QSize, Qt
from qgis.PyQt.QtWidgets import QLabel, QListWidget

from landguard_plugin.app.patches.ports import Changes
from landguard_plugin.core.patches.records import Actor, Campaign, Origin, Patch, Role
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.ui.evidence.matching_page import MatchingPage
from landguard_plugin.ui.evidence.strip import EvidenceStrip
from tests.core.evidence.samples import X, Y, at
from tests.photos import ASCII, MODIFIED, TAKEN, bare_jpeg, direction, exif_block, gps_time, position

ACTOR = Actor("李核查", Role.COUNTY)


@pytest.fixture
def store(tmp_path):
    store = DatabasePatchStore.create(tmp_path / "wp.gpkg", crs="EPSG:4526")
    shapes = [shapely.box(X + 300 * k, Y, X + 300 * k + 100, Y + 100) for k in range(2)]
    patches = tuple(
        Patch(
            f"{k:032x}", "wp", "b", f"JC{k}", "1", Origin.ISSUED, bytes(shapely.to_wkb(shape)), 1, {"HSX": "20260301"}
        )
        for k, shape in enumerate(shapes)
    )
    store.commit(Changes(campaigns=(Campaign("wp", "t", 2026, "t", "s", "evidence-2026"),), added=patches))
    return store


def photo(x, y, heading):
    place, taken = at(x, y), "2026:03:01 09:00:00"
    gps = [*position(place["latitude"], place["longitude"]), *direction(heading), *gps_time("2026:03:01", 1, 0, 0)]
    return bare_jpeg(exif_block([(MODIFIED, ASCII, taken)], [(TAKEN, ASCII, taken)], gps))


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(photo(X + 50, Y - 30, 0))
    (folder / "b.jpg").write_bytes(photo(X + 130, Y + 50, 270))
    (folder / "c.txt").write_bytes(b"words")
    (folder / "d.jpg").write_bytes(photo(X + 205, Y + 50, 270))
    return folder


@pytest.fixture
def canvas(qgis_app, qtbot):
    canvas = QgsMapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(QSize(400, 300))
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    canvas.setExtent(QgsRectangle(X - 50, Y - 80, X + 250, Y + 150))
    canvas.show()
    return canvas


def text(strip, name):
    return strip.findChild(QLabel, f"landguard-evidence-{name}").text()


@pytest.fixture
def strip(canvas, qtbot):
    strip = EvidenceStrip(canvas)
    qtbot.addWidget(strip)
    strip.show()
    return strip


def shown(qtbot, strip, store, uid, actor=ACTOR):
    with qtbot.waitSignal(strip.shown, timeout=10_000):
        strip.show_patch(store, uid, lambda: actor)


def test_a_strip_goes_through_its_states(qtbot, strip, store, folder):
    uid = f"{0:032x}"
    assert not strip.face._add.isEnabled()
    shown(qtbot, strip, store, uid)
    assert "0/3" in text(strip, "standing")
    assert strip.face._add.isEnabled()
    with qtbot.waitSignal(strip.shown, timeout=10_000):
        strip.add_paths([str(folder)])
    assert [card.piece.name for card in strip.cards()] == ["a.jpg", "b.jpg", "d.jpg"]
    assert strip.findChild(QListWidget, "landguard-evidence-pictures").count() == 3
    assert len(strip.face.reasons()) == 1
    assert "LG-EVI-014" in strip.face.reasons()[0]
    strip.show_patch(None, "", lambda: ACTOR)
    assert strip.cards() == []
    assert not strip.face._add.isEnabled()


def test_a_returned_patch_is_no_longer_called_read_only(qtbot, strip, store, folder):
    shown(qtbot, strip, store, f"{0:032x}")
    with qtbot.waitSignal(strip.shown, timeout=20_000):
        strip.add_paths([str(folder / "a.jpg")])
    strip.face.show_loaded(strip._loaded, False)
    note = strip.findChild(QLabel, "landguard-evidence-note")
    assert "Read-only" in note.text()
    strip.face.show_loaded(strip._loaded, True)
    assert not note.isVisible(), note.text()


def test_nothing_is_added_without_a_name(qtbot, strip, store, folder):
    uid = f"{0:032x}"
    shown(qtbot, strip, store, uid, Actor("", Role.COUNTY))
    strip.add_paths([str(folder)])
    assert "LG-EVI-008" in text(strip, "note")
    assert store.evidence(uid) == []


def test_a_lost_original_is_told_on_its_card(qtbot, strip, store, folder):
    uid = f"{0:032x}"
    shown(qtbot, strip, store, uid)
    with qtbot.waitSignal(strip.shown, timeout=10_000):
        strip.add_paths([str(folder / "a.jpg")])
    (kept,) = [f for f in store.path.with_name("wp_evidence").rglob("*") if f.is_file()]
    kept.chmod(0o644)
    kept.unlink()
    with qtbot.waitSignal(strip.shown, timeout=10_000):
        strip.reload()
    assert "LG-EVI-023" in strip.cards()[0].trouble


def test_a_click_near_a_point_on_the_map_chooses_the_photo(qtbot, strip, store, folder, canvas):
    shown(qtbot, strip, store, f"{0:032x}")
    with qtbot.waitSignal(strip.shown, timeout=10_000):
        strip.add_paths([str(folder)])
    assert strip.chosen_card().piece.name == "a.jpg"
    pixel = canvas.getCoordinateTransform().transform(X + 130, Y + 50)
    qtbot.mouseClick(
        canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(pixel.x()) + 3, round(pixel.y()) - 2)
    )
    assert strip.chosen_card().piece.name == "b.jpg"
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert strip.chosen_card().piece.name == "b.jpg"


def test_a_hidden_strip_leaves_nothing_on_the_map(qtbot, strip, store, folder, canvas):
    shown(qtbot, strip, store, f"{0:032x}")
    with qtbot.waitSignal(strip.shown, timeout=10_000):
        strip.add_paths([str(folder)])
    bands = [item for item in canvas.scene().items() if isinstance(item, QgsRubberBand)]
    assert len(bands) == 3
    assert all(band.isVisible() for band in bands)
    strip.hide()
    assert not any(band.isVisible() for band in bands)


def test_a_strip_that_is_gone_takes_its_marks_along(qtbot, canvas):
    strip = EvidenceStrip(canvas)
    assert [i for i in canvas.scene().items() if isinstance(i, QgsRubberBand)]
    strip.deleteLater()
    qtbot.wait(50)
    assert [i for i in canvas.scene().items() if isinstance(i, QgsRubberBand)] == []


def test_the_view_of_a_photo_is_said_and_it_stays_chosen(qtbot, strip, store, folder):
    shown(qtbot, strip, store, f"{0:032x}")
    with qtbot.waitSignal(strip.shown, timeout=10_000):
        strip.add_paths([str(folder)])
    strip.face.step(1)
    with qtbot.waitSignal(strip.shown, timeout=10_000):
        strip.say_view("near")
    assert (strip.chosen_card().piece.name, strip.chosen_card().piece.claims["view"]) == ("b.jpg", "near")


def test_only_ticked_proposals_are_added(qtbot, store, folder):
    page = MatchingPage(lambda: ACTOR)
    qtbot.addWidget(page)
    page.use(store)
    page.match([str(folder)])
    qtbot.waitUntil(lambda: page._table.rowCount() == 3, timeout=10_000)
    chosen = {uid: [one.name for one in files] for uid, files in page.ticked().items()}
    assert chosen == {f"{0:032x}": ["a.jpg"]}, "the other two have two patches within 200 m: the officer has to choose"
    page.add_ticked()
    qtbot.waitUntil(lambda: bool(store.evidence(f"{0:032x}")), timeout=10_000)
    assert [piece.name for piece in store.evidence(f"{0:032x}")] == ["a.jpg"]
    assert store.evidence(f"{1:032x}") == []
