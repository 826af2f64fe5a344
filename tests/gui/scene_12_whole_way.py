# languages: zh-Hans
# seconds: 420
"""The whole way through one store: two files in, screened, judged, drawn, split, proved, certified, returned, fixed, exported, verified.

Everything is done by real X events as a user would; after every station the file on disk is read with sqlite3 and asked.
"""

import json
import shutil

import patch_project
import whole_way_review as review
from hands import Hands, is_focused, opened, screen_point
from lgdrive import *
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QTableWidget, QToolButton
from shapely import get_coordinates
from store_reader import StoreReader
from whole_way import *

FOLDER = OUT / "全流程"


def desk():
    return qgis_utils.plugins["landguard_plugin"]._desk._workbench


def take_in(hands, files, store):
    """Import the GBK shapefile and the boundary text through the dialog; the importer gives a name first."""
    yield from hands.click_tool("landguard-import")
    dialog = yield from opened("landguard-import")
    yield from hands.fill(dialog.findChild(QLineEdit, "landguard-workbench-person"), MAKER)
    roles = dialog.findChild(QComboBox, "landguard-workbench-role")
    yield from hands.pick(roles, roles.findData("surveyor"))
    yield from hands.click(dialog.findChild(QPushButton, "landguard-workbench-person-ok"))
    yield from hands.click(dialog.findChild(QPushButton, "landguard-import-add"))
    yield from hands.choose_files(files.shapefile, files.text)
    listed = dialog.findChild(QListWidget, "landguard-import-files")
    yield from wait(lambda: listed.count() == 2, why="files not added")
    yield 600
    shot("import_looked_into")
    yield from hands.click(dialog.findChild(QPushButton, "landguard-import-go"))
    reasons = dialog.findChild(QTableWidget, "landguard-import-reasons")
    yield from wait(reasons.isVisible, 60000, why="no result")
    yield 400
    said, listed = dialog.findChild(QLabel, "landguard-import-sum").text(), reasons.rowCount()
    shot("import_result")
    yield from hands.click(dialog.findChild(QPushButton, "landguard-import-queue"))
    yield from wait(lambda: desk() is not None and desk().session.is_open and desk().session.current, 30000)
    yield 2000
    delivered = store.rows("SELECT * FROM lg_delivery")
    read, accepted, rejected = (sum(row[k] for row in delivered) for k in ("read", "accepted", "rejected"))
    assert len(delivered) == 2 and read == files.read == accepted + rejected, delivered
    assert rejected == files.broken == listed, (rejected, listed)
    patches = store.patches()
    assert len(patches) == accepted and {p["issued"].get("XMC") for p in patches} >= {"望禾县"}, "text lost"
    for number, shape, _ in files.plots:
        (plot,) = [row["shape"] for row in patches if row["number"] == number]
        assert plot.symmetric_difference(in_zone(shape)).area < 0.2, f"{number} lies elsewhere"
    assert {row["actor"]["person"] for row in store.leaves("import")} == {MAKER}
    return f"{read} read = {accepted} accepted + {rejected} rejected; said: {said}"


def compute(hands):
    """Compute the overlays from the menu of the queue; the layers are guessed."""
    bench = desk()
    yield from hands.menu(bench.queue.menu_button, "landguard-workbench-menu-screen")
    dialog = yield from opened("landguard-workbench-screening")
    shot("screening_layers")
    yield from hands.click(dialog.findChild(QPushButton, "landguard-workbench-screening-go"))
    rows = bench.session.rows
    yield from wait(lambda: all(row.screening for row in rows()), 60000, why="not screened")
    yield 1200


def screen(hands, store, layers):
    """Screen everything that came in; compare the farmland with a planar computation."""
    yield from compute(hands)
    patches = store.patches()
    assert store.value("SELECT count(DISTINCT uid) FROM lg_screening") == len(patches)
    worst = farmland_apart(store, patches, layers)
    said = count_by(store.rows("SELECT suggestion FROM lg_screening"), "suggestion")
    return f"{len(patches)} patches, suggestions {dict(said)}, farmland within {worst:.5f} of a planar computation"


def farmland_apart(store, patches, layers):
    """Return by how much of a patch the farmland differs at most from an independent computation."""
    farmland, worst = farmland_of(layers["survey_before"]), 0.0
    for row in patches:
        ours, theirs = store.figures(row["uid"])["farmland"] / 100, planar_farmland(row["shape"], farmland)
        worst = max(worst, abs(ours - theirs) / max(row["shape"].area, 1.0))
    assert worst < 0.002, f"farmland differs from the planar computation by {worst:.5f} of a patch"
    return worst


def judge(hands, store):
    """Judge the first three patches of the queue without the mouse, every field the certificate needs filled in."""
    bench = desk()
    yield from hands.key("F8")
    yield from wait(bench.keys.mode.isChecked)
    clicks, form, judged = hands.clicks, bench.patch.form, []
    given = (
        ("5", "", "实地为耕地，未变化", ()),
        ("3", "细缝", "院墙外细缝", ()),
        ("3", "农村道路", "村内水泥路", ("4.5",)),
    )
    for digit, level, text, more in given:
        uid = bench.session.current
        judged.append(uid)
        yield from hands.key(digit, "f")
        if level:
            yield from wait(lambda: is_focused(form.pickers[0]), why="the form did not open at the second level")
            yield from hands.paste(level, settle=500)
            yield from hands.key("Down", "Return", settle=300)
            yield from hands.key("Escape", "f", settle=200)
        line = form.fields.line("description")
        yield from wait(lambda line=line: is_focused(line), why="the description is not next")
        yield from hands.paste(text)
        for value in more:
            yield from hands.key("Tab")
            yield from hands.paste(value)
        if level == "农村道路":
            shot("judging")
        yield from hands.key("Escape", "Return")
        yield from wait(lambda uid=uid: store.patches(uid=uid)[0]["state"] == "judged", why="not judged")
    assert hands.clicks == clicks, "the mouse was not needed"
    paths = [store.verdicts(uid)[-1] for uid in judged]
    said = [json.loads(row["path"]) for row in paths]
    assert said == [["false_change"], ["other", "sliver"], ["other", "rural_road"]], said
    assert {(row["person"], row["role"]) for row in paths} == {(MAKER, "surveyor")}
    return judged, f"3 verdicts by keyboard alone: {', '.join('/'.join(path) for path in said)}"


def draw(hands, store, layers):
    """Draw a new patch whose first corner snaps to a corner of a cadastral or survey parcel."""
    canvas = iface.mapCanvas()
    parcels = patch_project.ground(layers["survey_after"])
    others = [patch_project.shapely.transform(p["shape"], lambda xy: xy - (SHIFT, 0)) for p in store.patches()]
    spot = drawable(parcels, others, canvas.extent())
    while spot is None:
        yield from wheel_out()
        spot = drawable(parcels, others, canvas.extent())
    before = {row["uid"] for row in store.patches()}
    yield from hands.key("F9", settle=700)
    yield from hands.key("d", settle=400)
    corner, *rest = spot
    near = 3 * canvas.mapUnitsPerPixel()
    yield from hands.click_map(corner[0] + near, corner[1] - near, settle=400)
    for point in rest:
        yield from hands.click_map(*point, settle=400)
    place = screen_point(*((sum(p[k] for p in spot)) / 3 for k in (0, 1)))
    x("mousemove", place.x(), place.y())
    yield 900
    shot("drawing")
    yield from hands.key("Return")
    yield from wait(lambda: len(store.patches()) > len(before), why="not drawn")
    yield 700
    (drawn,) = [row for row in store.patches() if row["uid"] not in before]
    vertices = get_coordinates(drawn["shape"]).round(4).tolist()
    assert [round(corner[0] + SHIFT, 4), round(corner[1], 4)] in vertices, (corner, vertices)
    assert (drawn["origin"], drawn["drawn_by"]) == ("drawn", MAKER), drawn
    assert desk().session.current == drawn["uid"], "what was drawn is worked on"
    return drawn, spot, f"{drawn['number']}, {drawn['area_dm2'] / 100:,.2f} m2, a corner on the parcel's to 0.1 mm"


def split(hands, store, layers, drawn, spot):
    """Split the drawn patch by a line from border to border."""
    yield from hands.key("s", settle=400)
    start, end = cutting_line(*spot, 18 * iface.mapCanvas().mapUnitsPerPixel())
    yield from hands.click_map(*start, settle=400)
    yield from hands.click_map(*end, settle=700)
    shot("splitting")
    yield from hands.click_map(*end, button=3)

    def parts():
        return [row for row in store.patches() if row["parents"] == [drawn["uid"]] and row["state"] != "retired"]

    yield from wait(lambda: len(parts()) == 2, why="not split")
    yield 800
    assert store.patches(uid=drawn["uid"])[0]["state"] == "retired"
    assert sum(row["area_dm2"] for row in parts()) == drawn["area_dm2"], "an area was lost"
    yield from hands.key("F9", settle=600)
    bench = desk()
    assert bench.session.current == max(parts(), key=lambda row: row["area_dm2"])["uid"]
    uids = [row["uid"] for row in parts()]
    for uid in uids:
        yield from hands.click_row(bench.queue.view, bench.session.model.row_of(uid))
        yield from wait(lambda uid=uid: bench.session.current == uid)
        yield from hands.key("5", "f", settle=200)
        yield from wait(lambda: is_focused(bench.patch.form.fields.line("description")))
        yield from hands.paste("现场为耕地，边界按宗地重绘")
        yield from hands.key("Escape", "Return")
        yield from wait(lambda uid=uid: store.patches(uid=uid)[0]["state"] == "judged", why="part not judged")
    yield from compute(hands)
    worst = farmland_apart(store, parts(), layers)
    areas = " + ".join(f"{row['area_dm2'] / 100:,.2f}" for row in parts())
    return (
        uids,
        f"{drawn['area_dm2'] / 100:,.2f} = {areas} m2, the drawn one retired, both parts judged and screened ({worst:.5f})",
    )


def prove(hands, store, uids):
    """Add three photos to each of the patches with the button of the strip."""
    bench = desk()
    for uid in uids:
        row = store.patches(uid=uid)[0]
        photos = make_photos(row, FOLDER / "照片")
        yield from hands.click_row(bench.queue.view, bench.session.model.row_of(uid))
        standing = bench.patch.findChild(QLabel, "landguard-evidence-standing")
        yield from wait(lambda uid=uid, shown=standing: "0/3" in shown.text() and bench.session.current == uid)
        yield 400
        yield from hands.click(bench.patch.findChild(QToolButton, "landguard-evidence-add"))
        yield from hands.choose_files(*photos)
        yield from wait(lambda shown=standing: "3/3" in shown.text(), 20000, why=standing.text())
        pieces = store.pieces(uid)
        assert {piece["sha256"] for piece in pieces} == {sha256(photo) for photo in photos}, "not the originals"
        assert {piece["grade"] for piece in pieces} <= {"B", "C"}, [piece["grade"] for piece in pieces]
    yield 600
    grades = count_by([piece for uid in uids for piece in store.pieces(uid)], "grade")
    return f"{3 * len(uids)} photos, grades {dict(grades)}, originals with the same SHA-256 on the shelf"


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 800
    shutil.rmtree(FOLDER, ignore_errors=True)
    _, layers = patch_project.make_county(FOLDER / "county")
    files = make_files(FOLDER / "下发", layers)
    yield 1500
    hands, store = Hands(), StoreReader(FOLDER / "下发" / "图斑项目.gpkg")
    account = Account(hands)
    account.station("import a boundary text and a GBK shapefile", (yield from take_in(hands, files, store)))
    account.station("screen", (yield from screen(hands, store, layers)))
    judged, found = yield from judge(hands, store)
    account.station("judge three by keyboard", found)
    drawn, spot, found = yield from draw(hands, store, layers)
    account.station("draw with snapping", found)
    parts, found = yield from split(hands, store, layers, drawn, spot)
    account.station("split", found)
    uids = [*judged, *parts]
    account.station("add photos", (yield from prove(hands, store, uids)))
    yield from review.from_certificate_to_proof(hands, store, account, uids, parts[0], FOLDER)
    account.tell()


run(main)
