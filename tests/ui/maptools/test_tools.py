"""Every tool with real mouse and key events on a real canvas over a real store."""

from dataclasses import replace

import pytest
import shapely
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QPushButton

from landguard_plugin.app.patches.ports import Changes
from landguard_plugin.bridge import stores
from landguard_plugin.core.patches import reshaping
from landguard_plugin.core.patches.grid import official_dm2_of, read_shape
from landguard_plugin.core.patches.records import Actor, Certificate, Review, Role, State
from tests.ui.maptools.hand import E, N


def local(shape):
    return shapely.affinity.translate(shape, -E, -N)


def drawn(place, tools, *points):
    before = {patch.uid for patch in place.patches()}
    tools.start("draw")
    place.hand.path(*points)
    place.hand.key(Qt.Key.Key_Return)
    return next(patch for patch in place.patches() if patch.uid not in before)


def square(place, tools, x0=20, y0=20, x1=80, y1=70):
    return drawn(place, tools, (x0, y0), (x1, y0), (x1, y1), (x0, y1))


def certify(place, patch):
    at = "2026-01-05T08:00:00Z"
    chief = Actor("郑", Role.COUNTY, "key")
    place.store.commit(
        Changes(
            changed=(replace(patch, state=State.CERTIFIED),),
            reviews=(Review(patch.uid, "certify", "", chief, at, patch.state, State.CERTIFIED),),
            certificates=(Certificate("Z1", patch.uid, b"{}", "0" * 64, "0" * 64, (), 1, at),),
        )
    )


def answer(tools):
    """Let a waiting preview be computed now, and the neighbourhood be read."""
    for _ in range(40):
        QTest.qWait(20)
        if tools.live._task is None:
            break
    QTest.qWait(60)


def test_draw_with_mouse_and_enter(place, tools):
    patch = square(place, tools)
    assert patch.drawn_by == "周" and patch.campaign == "wp" and patch.unit == "990101001000"
    shape = read_shape(patch.shape)
    assert abs(local(shape).symmetric_difference(shapely.box(20, 20, 80, 70)).area) < 60 * 4  # to a pixel
    assert patch.area_dm2 == official_dm2_of([shape], tools.desk.plane.plane)[0]
    assert place.journal.pending(str(place.path)) == []
    assert tools.tool.points == []
    assert any(patch.number in text for text in place.words())


def test_snapping_takes_the_corner_digit_by_digit(place, tools):
    tools.start("draw")
    place.hand.path((10, 10), (102, 82), (20, 90))  # the second two metres beside the corner
    assert tools.tool.points[1] == (E + 100.1234, N + 80.5678)
    place.hand.right()
    corners = shapely.get_coordinates(read_shape(place.patches()[0].shape)).tolist()
    assert [round(E + 100.1234, 4), round(N + 80.5678, 4)] in corners


def test_tracing_follows_the_parcels(place, tools):
    tools.start("draw")
    place.trace.setChecked(True)
    place.hand.path((0, 0), (200, 80.5678))
    traced = tools.tool.points
    place.trace.setChecked(False)
    assert len(traced) >= 3 and traced[0] == (E, N) and traced[-1] == pytest.approx((E + 200, N + 80.5678))
    border = read_shape_union()
    assert shapely.LineString(traced).within(border.buffer(0.001))
    assert len(tools.tool.steps) == 2
    draft = place.journal.pending(str(place.path))[0]
    assert len(draft.steps) == 3  # settings, the first point, the traced path as one step
    place.hand.key(Qt.Key.Key_Escape)  # one vertex of the path, not all of it
    assert tools.tool.points == traced[:-1]
    assert [tuple(p) for p in place.journal.pending(str(place.path))[0].steps[-1]["points"]] == traced[1:-1]


def read_shape_union():
    layer = next(iter(QgsProject.instance().mapLayersByName("地类图斑2025")))
    shapes = [shapely.from_wkb(bytes(f.geometry().asWkb())) for f in layer.getFeatures()]
    return shapely.union_all([shape.boundary for shape in shapes])


def test_esc_takes_back_one_vertex_never_the_patch(place, tools):
    tools.start("draw")
    place.hand.path((20, 20), (60, 20), (60, 60))
    place.hand.key(Qt.Key.Key_Escape)
    assert len(tools.tool.points) == 2
    place.hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(tools.tool.points) == 1
    for _ in range(3):
        place.hand.key(Qt.Key.Key_Escape)
    assert tools.tool.points == [] and place.desktop.canvas.mapTool() is tools.tool
    assert place.journal.pending(str(place.path)) == [] and place.patches() == []


def test_a_shape_that_crosses_itself_is_refused_and_kept(place, tools):
    tools.start("draw")
    place.hand.path((20, 20), (60, 60), (60, 20), (20, 60))
    place.hand.right(30, 90)
    assert place.patches() == [] and len(tools.tool.points) == 4
    assert any("LG-DRW-001" in text for text in place.words())
    place.hand.key(Qt.Key.Key_Escape)
    place.hand.right(30, 90)
    assert len(place.patches()) == 1


def test_split_merge_and_take_back(place, tools):
    patch = square(place, tools)
    tools.start("split")
    place.hand.path((50, 15), (50, 76))
    place.hand.key(Qt.Key.Key_Enter)
    pieces = place.patches()
    assert len(pieces) == 2 and sum(piece.area_dm2 for piece in pieces) == patch.area_dm2
    tools.start("merge")
    chosen = tools.tool.helper.chosen
    assert [one.uid for one in chosen] == [tools.desk.target.uid]
    other = next(piece for piece in pieces if piece.uid != chosen[0].uid)
    middle = local(read_shape(other.shape)).representative_point()
    place.hand.click(middle.x, middle.y)
    place.hand.right(middle.x, middle.y)
    united = place.patches()
    assert (
        len(united) == 1 and united[0].area_dm2 == patch.area_dm2 and set(united[0].parents) == {p.uid for p in pieces}
    )
    place.hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # the merge
    assert {p.uid for p in place.patches()} == {p.uid for p in pieces}
    assert tools.start("undo")  # the split
    assert [(p.uid, p.state) for p in place.patches()] == [(patch.uid, State.UNJUDGED)]


def test_the_message_has_a_way_back(place, tools):
    square(place, tools)
    button = place.desktop.bar.findChildren(QPushButton, "landguard-drawing-take-back")[-1]
    button.click()
    assert place.patches() == []


def test_split_without_target_finds_the_patch_it_runs_through(place, tools):
    square(place, tools)
    square(place, tools, 120, 100, 180, 150)
    tools.desk.aim("")
    tools.start("split")
    place.hand.path((150, 95), (150, 155))
    place.hand.right(150, 155)
    assert len(place.patches()) == 3


def test_hole_and_reshape(place, tools):
    patch = square(place, tools)
    tools.start("hole")
    place.hand.path((40, 35), (55, 35), (55, 50))
    place.hand.right(60, 60)
    holed = place.patches()[0]
    assert len(read_shape(holed.shape).interiors) == 1 and holed.version == 2
    tools.start("reshape")
    place.hand.path((70, 30), (92, 30), (92, 55), (70, 55))
    place.hand.right(70, 55)
    wider = place.patches()[0]
    assert wider.uid == patch.uid and wider.area_dm2 > holed.area_dm2 + 20_000


def test_cut_along_the_parcel_under_the_mouse(place, tools):
    patch = square(place, tools, 60, 20, 140, 60)  # over the border at x = 100.1234
    tools.start("parcel")
    place.hand.move(75, 40)
    answer(tools)
    assert "1." in tools.tool.label.text()
    place.hand.click(75, 40)
    pieces = place.patches()
    assert len(pieces) == 2 and sum(piece.area_dm2 for piece in pieces) == patch.area_dm2
    left = min(pieces, key=lambda piece: read_shape(piece.shape).bounds[0])
    assert read_shape(left.shape).bounds[2] == round(E + 100.1234, 4)


def test_cut_along_all_parcels_with_shift(place, tools):
    square(place, tools, 60, 40, 140, 120)
    tools.start("parcel")
    place.hand.click(75, 60, keys=Qt.KeyboardModifier.ShiftModifier)
    assert len(place.patches()) == 4


def test_strip_of_the_width_in_the_box(place, tools):
    tools.start("strip")
    tools.actions.width.setValue(6.0)
    place.hand.path((20, 40), (90, 40))
    place.hand.right(90, 40)
    shape = read_shape(place.patches()[0].shape)
    assert reshaping.mean_width(shape) == pytest.approx(6.0, abs=0.001)
    assert shape.area == pytest.approx(6 * 70, rel=0.02)


def test_vertices(place, tools):
    patch = square(place, tools)
    tools.start("vertex")
    x, y = shapely.get_coordinates(local(read_shape(patch.shape)))[2]
    place.hand.drag(x, y, 88, 76)
    moved = place.patches()[0]
    assert moved.version == 2 and moved.area_dm2 > patch.area_dm2
    place.hand.double_click(50, 20)
    place.hand.click(50, 8)
    inserted = place.patches()[0]
    assert len(shapely.get_coordinates(read_shape(inserted.shape))) == 6
    new = next(p for p in shapely.get_coordinates(local(read_shape(inserted.shape))).tolist() if p[1] < 12)
    place.hand.move(*new)
    place.hand.key(Qt.Key.Key_Delete)
    assert len(shapely.get_coordinates(read_shape(place.patches()[0].shape))) == 5
    place.hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(shapely.get_coordinates(read_shape(place.patches()[0].shape))) == 6


def test_a_vertex_carried_between_two_clicks_and_let_go_with_esc(place, tools):
    patch = square(place, tools)
    tools.start("vertex")
    x, y = shapely.get_coordinates(local(read_shape(patch.shape)))[2]
    place.hand.click(x, y)
    place.hand.move(90, 60)
    place.hand.key(Qt.Key.Key_Escape)
    place.hand.move(92, 60)
    assert place.patches()[0].version == 1
    place.hand.click(x, y)
    place.hand.click(90, 60)
    assert place.patches()[0].version == 2


def test_coordinates_by_keyboard(place, tools):
    tools.start("coordinates")
    panel = tools._panel
    assert tools.tool.name == "draw" and panel.isVisible()
    panel.text.setPlainText(f"{E + 20:.4f},{N + 20:.4f}\n{N + 20:.4f} {E + 90.5:.4f}\n{520090.5},{N + 70}")
    QTest.keyClick(panel.text, Qt.Key.Key_Return)
    assert tools.tool.points == [(E + 20, N + 20), (E + 90.5, N + 20), (E + 90.5, N + 70)]
    assert panel.text.toPlainText() == ""
    panel.text.setPlainText("abc")
    QTest.keyClick(panel.text, Qt.Key.Key_Return)
    assert "LG-DRW-016" in panel.answer.text() and panel.text.toPlainText() == "abc"
    QTest.keyClick(panel.text, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    place.hand.key(Qt.Key.Key_Return)
    assert local(read_shape(place.patches()[0].shape)).area == pytest.approx(70.5 * 50 / 2, abs=0.01)


def test_area_and_impact_stand_at_the_cursor(place, tools):
    tools.start("draw")
    answer(tools)
    place.hand.path((20, 20), (80, 20))
    place.hand.move(80, 70)
    answer(tools)
    text = tools.tool.label.text().splitlines()
    assert len(text) == 3 and text[2].startswith("of it paddy"), text
    measured = tools._ahead.live.impact(tools_shape(tools))
    assert measured.themes["farmland"] == measured.area_dm2  # it lies in one parcel of farmland
    expected = f"{measured.area_dm2 * 3 / 200000:,.2f}"
    assert expected in text[0] and expected in text[1]


def tools_shape(tools):
    from landguard_plugin.core.patches.grid import polygon_of

    return polygon_of(tools.tool.points_with_cursor)


def test_the_cad_panel_of_qgis_holds_a_length(place, tools):
    tools.start("draw")
    dock = place.desktop.dock
    dock.enableAction().trigger()
    assert dock.cadEnabled()
    try:
        place.hand.click(20, 20)
        constraint = dock.constraintDistance()
        constraint.setLockMode(type(constraint).LockMode.HardLock)
        constraint.setValue(50.0)
        place.hand.click(70, 25)
    finally:
        dock.enableAction().trigger()
    (x0, y0), (x1, y1) = tools.tool.points
    assert ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 == pytest.approx(50.0, abs=1e-6)


def test_what_clipping_cut_is_told(place, tools):
    first = square(place, tools)
    square(place, tools, 60, 30, 95, 60)
    assert any(f"on patch {first.number} were clipped" in text for text in place.words())
    one, two = (read_shape(patch.shape) for patch in place.patches())
    assert one.intersection(two).area == pytest.approx(0, abs=1e-3)


def test_what_somebody_else_did_meanwhile_is_not_overwritten(place, tools):
    patch = square(place, tools)
    tools.start("hole")
    place.hand.path((40, 35), (55, 35), (55, 50))
    other = stores.open_store(str(place.path))
    other.commit(Changes(changed=(replace(patch, drawn_by="吴"),)))
    place.hand.right(60, 60)
    assert any("LG-LCK-001" in text for text in place.words())
    assert len(tools.tool.points) == 3 and len(place.journal.pending(str(place.path))) == 1
    assert place.patches()[0].drawn_by == "吴"
    place.hand.right(60, 60)  # seen and wanted all the same
    assert len(read_shape(place.patches()[0].shape).interiors) == 1 and place.patches()[0].version == 3


def test_a_certified_target_is_refused_before_anything_is_drawn(place, tools):
    patch = square(place, tools)
    certify(place, patch)
    tools.set_target(place.store, patch.uid, str(place.path))
    assert not tools.start("reshape")
    assert any("LG-CRT-001" in text for text in place.words())


def test_keys_act_in_drawing_mode_only(place, tools):
    assert not tools.actions.action("split").isEnabled()
    assert not tools.actions.toolbar.isVisible()
    tools.actions.mode.setChecked(True)
    assert tools.actions.action("split").isEnabled() and tools.actions.toolbar.isVisible()
    assert tools.actions.action("split").iconText().endswith("S")
    assert QgsProject.instance().snappingConfig().enabled()
    tools.start("split")
    assert tools.actions.action("split").isChecked()
    tools.actions.mode.setChecked(False)
    assert not tools.actions.action("split").isEnabled()
    assert not QgsProject.instance().snappingConfig().enabled()
    assert place.desktop.canvas.mapTool() is place.desktop.pan


def test_coming_back_to_a_tool_keeps_its_points(place, tools):
    tools.start("draw")
    place.hand.path((20, 20), (60, 20))
    place.desktop.canvas.setMapTool(place.desktop.pan)
    tools.start("draw")
    assert len(tools.tool.points) == 2
    place.hand.click(60, 60)
    place.hand.right(60, 60)
    assert len(place.patches()) == 1 and place.journal.pending(str(place.path)) == []


def test_another_system_on_the_map(place, tools):
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsRectangle

    canvas = place.desktop.canvas
    geographic = QgsCoordinateReferenceSystem("EPSG:4490")
    box = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4526"), geographic, QgsProject.instance()
    ).transformBoundingBox(QgsRectangle(E - 10, N - 10, E + 310, N + 260))
    canvas.setDestinationCrs(geographic)
    canvas.setExtent(box)
    QApplication.processEvents()
    tools.start("draw")
    to_map = tools.desk.plane.to_map
    for x, y in ((20, 20), (100.1234, 80.5678), (20, 90)):
        point = to_map((E + x, N + y), geographic)
        place.hand.click(point.x() - E, point.y() - N)
    assert tools.tool.points[1] == (E + 100.1234, N + 80.5678)
    place.hand.right(point.x() - E, point.y() - N)
    shape = local(read_shape(place.patches()[0].shape))
    assert shape.area == pytest.approx(shapely.Polygon([(20, 20), (100.1234, 80.5678), (20, 90)]).area, rel=0.05)
