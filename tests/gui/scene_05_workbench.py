# languages: zh-Hans
# seconds: 240
"""The workbench: 14 clear-cut patches by keyboard, a batch, undo, a returned patch, a draft after a restart; keys counted."""

import time
from dataclasses import replace

import patch_project
from lgdrive import *
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QItemSelectionModel
from qgis.PyQt.QtWidgets import QDockWidget, QLineEdit, QPlainTextEdit, QPushButton, QTreeView

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.bridge import settings
from landguard_plugin.core.patches.records import Actor, Certificate, Event, Review, Role, State

CITY = Actor("赵审核", Role.CITY, "city")
LATER = "2026-02-10T02:00:00Z"
_keys = 0


def key(*names, settle=120):
    """Press real keys, one after the other, and count them."""
    global _keys
    for name in names:
        _keys += 1
        x("key", name)
        yield settle


def give_back(store, patch, reason):
    """Certify and return a judged patch, as the levels above do with their own programs."""
    digest = "0" * 64
    certificate = Certificate("县认〔2026〕1号", patch.uid, b"{}", digest, "", (), store.head().size, LATER)
    officer = Actor("孙认定", Role.COUNTY, "k9")
    review = Review(patch.uid, "certify", "", officer, LATER, patch.state, State.CERTIFIED, certificate.number)
    store.commit(
        Changes(
            changed=(replace(patch, state=State.CERTIFIED),),
            reviews=(review,),
            certificates=(certificate,),
            events=(Event("certify", patch.uid, officer, LATER, {"certificate": certificate.number}),),
        )
    )
    kept = store.patches(PatchQuery(uids=(patch.uid,)))[0]
    back = Review(patch.uid, "return", reason, CITY, LATER, State.CERTIFIED, State.RETURNED, certificate.number)
    store.commit(
        Changes(
            changed=(replace(kept, state=State.RETURNED),),
            reviews=(back,),
            events=(Event("return", patch.uid, CITY, LATER, {"reason": reason}),),
        )
    )


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 500
    _, layers = patch_project.make_county(OUT / "county")
    path = OUT / "store.gpkg"
    path.unlink(missing_ok=True)
    store = patch_project.make_store(path, layers, with_screening=False)
    settings.PERSON.put("李核查")
    iface.mapCanvas().setExtent(layers["issued"].extent())
    yield from xclick(action_button("landguard-workbench"))
    queue = yield from wait(lambda: iface.mainWindow().findChild(QDockWidget, "landguard-workbench-queue-dock"))
    yield 800
    shot("first_page")
    bench = qgis_utils.plugins["landguard_plugin"]._desk._workbench
    assert bench.opening.open_path(str(path)), "store not opened"
    yield 2500
    session = bench.session
    shot("not_screened")

    # the overlays: guessed layers, two clicks
    QTimer.singleShot(0, bench.errands.screen)
    dialog = yield from wait(lambda: window("landguard-workbench-screening"))
    yield 500
    shot("screening")
    yield from xclick(dialog.findChild(QPushButton, "landguard-workbench-screening-go"))
    yield from wait(lambda: all(row.screening for row in session.rows()), 60000, why="not screened")
    session.go(session.model.row_at(0).patch.uid)
    yield 2500
    shot("opened")
    view = queue.findChild(QTreeView, "landguard-workbench-queue")
    assert view.model().rowCount() >= 25, view.model().rowCount()
    bench.keys.mode.trigger()
    yield 600

    # 14 clear-cut patches: the digit, Enter
    started, first = time.time(), _keys
    for n in range(14):
        yield from key("2" if n % 3 else "1", "Return", settle=90)
        if n == 5:
            shot("judging")
    yield 300
    done = [p for p in store.patches(PatchQuery()) if p.state is State.JUDGED]
    assert len(done) == 14, len(done)
    say(f"14 clear-cut patches: {_keys - first} keys, {time.time() - started:.1f} s with waiting")
    assert (_keys - first) <= 3 * 14
    yield 1200
    shot("after_14")

    # undo, one step
    yield from key("u", settle=400)
    assert len([p for p in store.patches(PatchQuery()) if p.state is State.JUDGED]) == 13
    yield 500
    shot("taken_back")

    # the form: second level, fields
    yield from key("2", settle=300)
    yield from key("f", settle=300)
    QApplication.clipboard().setText("非农")  # as an input method would
    yield from key("ctrl+v", settle=700)
    shot("picker")
    yield from key("Down", settle=300)
    say("after Down", QApplication.activePopupWidget(), bench.patch.form.pickers[0].currentText(), bench.patch.given())
    shot("down")
    yield from key("Return", settle=300)
    say(
        "after Return", QApplication.activePopupWidget(), bench.patch.form.pickers[0].currentText(), bench.patch.given()
    )
    yield 400
    shot("form")
    assert bench.patch.given().path == ("illegal", "nonfarm"), bench.patch.given().path
    line = bench.patch.findChild(QLineEdit, "landguard-workbench-field-user")
    line.setFocus()
    yield 200
    yield from xtype("u12")
    yield 400
    assert line.text() == "u12", "letters typed into a field are text, not commands"
    yield from key("Escape", settle=200)
    yield from key("Return", settle=500)
    kept = [p for p in store.patches(PatchQuery()) if p.judgement and p.judgement.path == ("illegal", "nonfarm")]
    assert len(kept) == 1 and kept[0].judgement.fields == {"user": "u12"}, kept

    # a batch
    flags = QItemSelectionModel.SelectionFlag
    rows = [session.model.row_of(row.patch.uid) for row in session.model.rows() if row.patch.state is State.UNJUDGED][
        :5
    ]
    for n, row in enumerate(rows):
        flag = flags.ClearAndSelect if n == 0 else flags.Select
        view.selectionModel().select(session.model.index(row, 0), flag | flags.Rows)
    yield 600
    yield from key("5", settle=300)
    shot("batch")
    yield from key("Return", settle=500)
    assert len([p for p in store.patches(PatchQuery()) if p.judgement and p.judgement.verdict == "false_change"]) == 5
    yield from key("u", settle=500)
    assert not [p for p in store.patches(PatchQuery()) if p.judgement and p.judgement.verdict == "false_change"]

    # a returned patch
    give_back(store, kept[0], "缺少远景照片，项目主体与登记不符")
    bench.opening.reload()
    yield 400
    session.go(kept[0].uid)
    yield 1500
    shot("returned")
    answer = bench.patch.findChild(QPlainTextEdit, "landguard-workbench-answer")
    assert answer.hasFocus(), "the answer comes first"
    yield from xtype("ok")
    answer.insertPlainText("，已补拍远景照片两张")
    yield from key("Escape", settle=200)
    yield from key("Return", settle=600)
    now = store.patches(PatchQuery(uids=(kept[0].uid,)))[0]
    assert now.state is State.JUDGED and "远景" in now.judgement.answer
    session.go(kept[0].uid)
    yield 900
    shot("answered")
    settings.ROLE.put("city")
    session.go(kept[0].uid)
    yield 900
    shot("city")
    settings.ROLE.put("county")

    # unsubmitted work is offered at the next start
    session.go_to_next_open()
    yield 300
    yield from key("4", settle=300)
    yield 600
    waiting = session.current
    bench.opening.open_path(str(path))
    yield 800
    shot("draft_offered")
    bench._unfinished.findChildren(type(bench.first.last_button))[0].click()
    yield 500
    assert session.current == waiting and bench.patch.given().path == ("doubtful",)
    yield from key("question", settle=100)
    yield 700
    shot("keys")
    window("landguard-workbench-keys-dialog").reject()
    yield 300

    # what the workbench takes away with it
    QgsProject.instance().removeMapLayer(bench.link.layer().id())
    yield 500
    yield from key("n", settle=300)
    QgsProject.instance().clear()
    yield 800
    yield from key("j", settle=300)
    shot("project_gone")


run(main)
