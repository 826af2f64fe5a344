"""The docks on a real store: two keys per clear-cut patch, batches, undo, returns, conflicts; nothing typed is lost."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QItemSelectionModel, Qt
from qgis.PyQt.QtWidgets import QLabel, QMainWindow, QPushButton

from landguard_plugin.app.patches.judging import judge
from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.bridge import settings
from landguard_plugin.bridge.patch_words import verdict_word
from landguard_plugin.core.patches.judging import OPINION, Given
from landguard_plugin.core.patches.records import Event, State
from landguard_plugin.storage.patches.memory import MemoryPatchStore
from landguard_plugin.ui.workbench.first_page import FirstPage
from landguard_plugin.ui.workbench.keys import VERDICTS, Keys, key_list
from landguard_plugin.ui.workbench.patch_dock import PatchDock
from landguard_plugin.ui.workbench.queue_dock import QueueDock
from landguard_plugin.ui.workbench.queue_model import STATE, SUGGESTION
from landguard_plugin.ui.workbench.session import Session
from tests.app.patches.patches import AT, CAMPAIGN, CRS, OTHER, SURVEYOR, TREE, patch, screening
from tests.app.patches.test_judging import returned


class Bench:
    """Session, keys and both docks in a window of their own."""

    def __init__(self, store, place=""):
        self.store = store
        self.window = QMainWindow()
        self.session, self.keys = Session(self.window), Keys(self.window)
        self.queue = QueueDock(self.session, self.keys, FirstPage())
        self.patch = PatchDock(self.session, self.keys)
        self.told, self.failed = [], []
        self.session.told.connect(lambda text, undo: self.told.append(text))
        self.session.failed.connect(self.failed.append)
        self.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.queue)
        self.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.patch)
        self.window.show()
        self.session.open(store, place, CAMPAIGN, TREE, {"990101001": "北街镇"})

    def press(self, *names):
        for name in names:
            self.keys.action(name).trigger()

    def stands(self, k):
        return self.store.patches(PatchQuery(uids=(f"{k:032x}",), with_retired=True))[0]

    def choose(self, *rows):
        flags, model = QItemSelectionModel.SelectionFlag, self.queue.view.model()
        for n, row in enumerate(rows):
            flag = flags.ClearAndSelect if n == 0 else flags.Select
            self.queue.view.selectionModel().select(model.index(row, 0), flag | flags.Rows)

    def type(self, name, text):
        line = self.patch.form.fields.line(name)
        line.setText(text)
        line.textEdited.emit(text)

    def text(self, name, kind=QLabel):
        return self.patch.findChild(kind, f"landguard-workbench-{name}").text()


@pytest.fixture
def person():
    settings.PERSON.put("李核查")
    settings.ROLE.put("county")
    yield
    settings.PERSON.put("")


@pytest.fixture
def make(qgis_app, person):
    benches = []

    def build(count=4, place="", **changes):
        store = MemoryPatchStore()
        patches = tuple(patch(k, **changes) for k in range(1, count + 1))
        store.commit(
            Changes(
                campaigns=(CAMPAIGN,),
                added=patches,
                screenings=tuple(screening(k) for k in range(1, count + 1)),
                events=tuple(Event("import", p.uid, SURVEYOR, AT) for p in patches),
                crs=CRS,
            )
        )
        benches.append(Bench(store, place))
        return benches[-1]

    yield build
    for bench in benches:
        bench.keys.take_down()
        bench.window.close()
        bench.window.deleteLater()


def test_a_clear_cut_patch_takes_a_digit_and_enter(make):
    bench = make(3)
    bench.keys.mode.setChecked(True)
    for k in (1, 2, 3):
        assert bench.session.current == f"{k:032x}", "the next open patch is there already"
        bench.press("verdict-illegal", "submit")
    assert [bench.stands(k).judgement.verdict for k in (1, 2, 3)] == ["illegal"] * 3
    bench.queue._tell_progress()
    assert "3/3" in bench.queue._progress.format()
    assert bench.failed == []


def test_real_key_events_reach_the_actions_only_in_verification_mode(make, qtbot):
    bench = make(2)
    bench.window.activateWindow()
    qtbot.waitExposed(bench.window)
    bench.queue.view.setFocus()
    qtbot.keyClick(bench.queue.view, Qt.Key.Key_1)
    qtbot.keyClick(bench.queue.view, Qt.Key.Key_Return)
    assert bench.stands(1).state is State.UNJUDGED
    bench.keys.mode.setChecked(True)
    assert all(bench.keys.action(name).isEnabled() for name, *_ in key_list())
    bench.keys.mode.setChecked(False)
    assert not any(bench.keys.action(name).isEnabled() for name, *_ in key_list())


def test_every_key_is_named_registered_with_qgis_and_printed_where_it_is_changed(make):
    bench = make(1)
    manager = QgsGui.shortcutsManager()
    for name, title, key in key_list():
        action = bench.keys.action(name)
        assert action in manager.listActions(), name
        assert action.text() == title
        assert manager.defaultKeySequence(action) == key
    assert len({key for *_, key in key_list()}) == len(key_list()), "no key does two things"
    button = bench.patch.form.verdict_buttons["illegal"]
    assert button.text().startswith("2 ")
    manager.setKeySequence(bench.keys.action("verdict-illegal"), "W")
    assert button.text().startswith("W ")
    manager.setKeySequence(bench.keys.action("verdict-illegal"), "2")


def test_enter_without_a_verdict_says_what_to_do_and_saves_nothing(make):
    bench = make(1)
    bench.keys.mode.setChecked(True)
    bench.press("submit")
    assert len(bench.failed) == 1
    assert bench.store.head().size == 1


def test_enter_on_an_unchanged_judgement_goes_on_without_a_new_entry(make):
    bench = make(3)
    bench.keys.mode.setChecked(True)
    bench.press("verdict-legal", "submit")
    size = bench.store.head().size
    bench.session.go(f"{1:032x}")
    bench.press("submit")
    assert bench.store.head().size == size
    assert bench.session.current == f"{2:032x}"


def test_a_batch_is_one_step_and_taken_back_as_one(make):
    bench = make(4)
    bench.keys.mode.setChecked(True)
    bench.choose(0, 2, 3)
    assert len(bench.session.chosen) == 3
    bench.press("verdict-false_change", "submit")
    assert [bench.stands(k).state for k in (1, 2, 3, 4)] == [
        State.JUDGED,
        State.UNJUDGED,
        State.JUDGED,
        State.JUDGED,
    ]
    bench.press("undo")
    assert {bench.stands(k).state for k in (1, 2, 3, 4)} == {State.UNJUDGED}
    bench.press("undo")
    assert any("LG-JDG-010" in text for text in bench.failed)


def test_undo_goes_back_step_by_step_in_the_order_of_the_sitting(make):
    bench = make(3)
    bench.keys.mode.setChecked(True)
    for verdict in ("verdict-legal", "verdict-illegal"):
        bench.press(verdict, "submit")
    bench.press("undo")
    assert (bench.stands(1).state, bench.stands(2).state) == (State.JUDGED, State.UNJUDGED)
    assert bench.session.current == f"{2:032x}"
    bench.press("undo")
    assert bench.stands(1).state is State.UNJUDGED


def test_required_fields_come_first_and_what_is_missing_is_named_but_does_not_block(make):
    bench = make(2)
    bench.patch.form.choose_verdict("illegal")
    form = bench.patch.form
    assert form.fields._first.rowCount() == 1
    assert "＊" in form.fields._labels["user"].text()
    assert form.pickers[0].isVisibleTo(bench.patch)
    form.pickers[0]._take_text("non-f")
    assert form.given().path == ("illegal", "nonfarm")
    assert form.fields._first.rowCount() == 3
    bench.type("user", "某厂")
    assert "＊" not in form.fields._labels["user"].text()
    assert bench.patch.submit()
    assert bench.stands(1).judgement.fields == {"user": "某厂"}


def test_typing_in_a_picker_takes_the_only_match_and_refuses_nonsense(make):
    bench = make(1)
    bench.patch.form.choose_verdict("legal")
    picker = bench.patch.form.pickers[0]
    picker._take_text("appr")
    assert picker.code() == "approved"
    picker._take_text("xyz")
    assert picker.code() == "approved", "what is no choice brings the last one back"
    picker._take_text("")
    assert picker.code() == ""
    assert bench.patch.form.given().path == ("legal",)


def test_typed_but_unsaved_work_is_there_when_one_comes_back(make):
    bench = make(2)
    kept = []
    bench.patch.edited.connect(lambda *step: kept.append(step))
    bench.patch.form.choose_verdict("doubtful")
    bench.type(OPINION, "待现场核实")
    bench.session.step(1)
    assert bench.patch.given().path == ()
    bench.session.step(-1)
    assert bench.patch.given() == Given(("doubtful",), {}, "待现场核实")
    assert [step[1:] for step in kept] == [("path", "doubtful"), (OPINION, "待现场核实")]
    closed = []
    bench.patch.saved.connect(closed.append)
    bench.patch.discard()
    assert bench.patch.given().path == ()
    assert closed == [f"{1:032x}"]


def test_a_returned_patch_opens_on_the_reason_and_must_be_answered(make):
    bench = make(2)
    returned(bench.store, bench.stands(1), "缺远景照片")
    bench.session.reload()
    bench.session.go(f"{1:032x}")
    bench.keys.mode.setChecked(True)
    assert "缺远景照片" in bench.patch.returned._banner.text
    assert bench.patch.returned.answer.isVisibleTo(bench.patch)
    bench.press("submit")
    assert "LG-JDG-004" in bench.failed[-1]
    bench.patch.returned.answer.setPlainText("已补拍")
    bench.press("submit")
    assert bench.stands(1).judgement.answer == "已补拍"
    bench.session.go(f"{1:032x}")
    assert bench.patch.returned.text() == "已补拍"
    assert not bench.patch.returned.answer.isHidden(), "the county may still mend its answer before certifying"


def test_the_city_sees_the_answer_and_only_the_difference_and_cannot_judge(make):
    bench = make(1)
    back = returned(bench.store, bench.stands(1))
    judge(bench.store, back, Given(("illegal",), {"user": "乙厂"}, answer="主体有误"), TREE, OTHER, AT)
    settings.ROLE.put("city")
    bench.session.reload()
    bench.session.go(f"{1:032x}")
    changes = bench.text("changes")
    assert "主体有误" in changes
    assert "乙厂" in changes
    assert "违法" not in changes, "the verdict did not change and is not shown"
    assert not bench.patch.returned.answer.isVisibleTo(bench.patch)
    assert not bench.patch.findChild(QPushButton, "landguard-workbench-submit").isEnabled()


def test_a_conflict_shows_both_versions_and_loses_neither(make):
    bench = make(1)
    judge(bench.store, bench.stands(1), Given(("legal",)), TREE, OTHER, AT)  # behind the dock's back
    bench.patch.form.choose_verdict("illegal")
    assert not bench.patch.submit()
    text = bench.patch.conflict.text
    assert OTHER.person in text
    assert bench.stands(1).judgement.verdict == "legal"
    assert bench.patch.given().path == ("illegal",), "what was chosen here is still chosen"
    assert bench.patch.submit()
    assert bench.stands(1).judgement.verdict == "illegal"


def test_without_a_name_the_dock_asks_for_it(make):
    settings.PERSON.put("")
    bench = make(1)
    bench.keys.mode.setChecked(True)
    assert bench.patch.person.isVisibleTo(bench.patch)
    bench.press("verdict-legal", "submit")
    assert "LG-JDG-007" in bench.failed[-1]
    bench.patch.person._name.setText("李核查")
    bench.patch.person._keep()
    assert not bench.patch.person.isVisibleTo(bench.patch)
    bench.press("submit")
    assert bench.stands(1).judgement.actor.person == "李核查"


def test_the_place_in_the_queue_is_remembered_per_store(make, tmp_path):
    bench = make(4, place=str(tmp_path / "a.gpkg"))
    bench.session.step(1)
    bench.session.step(1)
    bench.session._write_place()
    again = Bench(bench.store, str(tmp_path / "a.gpkg"))
    assert again.session.current == f"{3:032x}"
    other = Bench(bench.store, str(tmp_path / "b.gpkg"))
    assert other.session.current == f"{1:032x}"
    for extra in (again, other):
        extra.keys.take_down()
        extra.window.deleteLater()


def test_filters_leave_out_and_say_so(make):
    bench = make(12)
    bench.queue.filters.text.setText("JC1")
    bench.queue._restrict(bench.queue.filters.wanted())
    assert bench.session.model.rowCount() == 4
    bench.queue.filters.text.setText("nothing like it")
    bench.queue._restrict(bench.queue.filters.wanted())
    assert bench.queue._empty.isVisibleTo(bench.queue)
    assert bench.session.current, "the patch in work stays"


def test_ten_thousand_rows_are_fluid_and_a_step_takes_less_than_a_tenth_of_a_second(make):
    bench = make(10_000)
    started = time.perf_counter()
    bench.queue.filters.text.setText("JC99")
    bench.queue._restrict(bench.queue.filters.wanted())
    filtered = time.perf_counter() - started
    bench.queue.filters.text.clear()
    bench.queue._restrict(bench.queue.filters.wanted())
    steps = []
    for _ in range(20):
        bench.session._look_ahead()
        started = time.perf_counter()
        bench.session.step(1)
        steps.append(time.perf_counter() - started)
    assert filtered < 0.5
    assert sorted(steps)[10] < 0.1


def test_a_stale_screening_and_a_missing_one_are_told_apart_from_zero(make):
    bench = make(1)
    figures = bench.patch.overview
    assert figures._cells[0][1].text() != "—"
    assert figures._cells[2][1].text() == "—", "red line was not computed: unknown, not zero"
    assert figures._cells[1][1].text() == "0.00"
    judge(bench.store, bench.stands(1), Given(("legal",)), TREE, OTHER, AT)
    bench.session.refresh([f"{1:032x}"])
    assert "screen" not in bench.text("suggestion"), "a verdict changes no figure"
    versions = bench.store.commit(Changes(changed=(replace(bench.stands(1), area_dm2=5),))).versions
    bench.store.commit(Changes(events=(Event("reshape", f"{1:032x}", SURVEYOR, AT, {"versions": versions}),)))
    bench.session.refresh([f"{1:032x}"])
    assert "screen" in bench.text("suggestion")


def test_retired_patches_leave_the_list_and_new_ones_come(make):
    bench = make(3)
    gone = replace(bench.stands(2), state=State.RETIRED)
    child = patch(9, parents=(gone.uid,))
    bench.session.go(gone.uid)
    bench.store.commit(Changes(added=(child,), changed=(gone,), events=(Event("split", gone.uid, SURVEYOR, AT),)))
    bench.session.refresh([gone.uid, child.uid])
    assert [row.patch.number for row in bench.session.model.rows()] == ["JC1", "JC3", "JC9"]
    assert bench.session.current == child.uid, "the work goes on with what was made from the patch"


def test_verdict_buttons_are_those_of_the_keys():
    assert [name for name, *_ in key_list()][:5] == [f"verdict-{name}" for name in VERDICTS]


def test_no_word_of_the_queue_is_cut(make):
    bench = make(7)
    for k, verdict in enumerate(VERDICTS, 1):
        bench.session.go(f"{k:032x}")
        bench.press(f"verdict-{verdict}", "submit")
    returned(bench.store, bench.stands(6))
    bench.session.reload()
    view, words = bench.queue.view, [f"{verdict_word(verdict)[:4]}?" for verdict in VERDICTS]
    assert 0 < view.sizeHintForColumn(STATE) <= view.header().sectionSize(STATE)
    widest = max(view.fontMetrics().horizontalAdvance(text) for text in words)
    assert widest + 6 <= view.header().sectionSize(SUGGESTION)


def test_who_works_here_is_always_shown_and_changed_from_the_menu(make):
    from qgis.PyQt.QtWidgets import QComboBox, QLineEdit

    from landguard_plugin.core.patches.records import Role

    bench = make(2)
    who, row = bench.patch.who, bench.patch.person
    assert "李核查" in who.text()
    assert not row.isVisible()
    who.menu().aboutToShow.emit()
    who.menu().actions()[-1].trigger()
    assert row.isVisible()
    row.findChild(QLineEdit, "landguard-workbench-person").setText("赵六")
    roles = row.findChild(QComboBox, "landguard-workbench-role")
    roles.setCurrentIndex(roles.findData("city"))
    row.findChild(QPushButton, "landguard-workbench-person-ok").click()
    assert "赵六" in who.text()
    assert not row.isVisible()
    assert bench.session.actor().role is Role.CITY
    row.seat("李核查", Role.COUNTY)
    who.menu().aboutToShow.emit()
    listed = [action for action in who.menu().actions() if action.isCheckable()]
    assert [action.isChecked() for action in listed] == [True, False]
    listed[1].trigger()
    assert bench.session.actor().person == "赵六"
    settings.PEOPLE.put("")


def test_without_a_store_the_dock_asks_for_a_name(qgis_app):
    settings.PERSON.put("")
    window = QMainWindow()
    session, keys = Session(window), Keys(window)
    dock = PatchDock(session, keys)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    assert dock.person.isVisible()
    keys.take_down()
    window.close()
    window.deleteLater()
