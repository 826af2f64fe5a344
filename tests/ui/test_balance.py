"""The balance dock in use: statement and postings agree, a proposal is ticked, posted once and taken back, ideas touch nothing."""

import hashlib
import shutil
from pathlib import Path

import openpyxl
import pytest
from qgis.core import QgsProject
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QImage, QPainter
from qgis.PyQt.QtWidgets import QPushButton

from landguard_plugin.bridge import ledger_desk
from landguard_plugin.core.ledger.amounts import ACCOUNTS
from landguard_plugin.core.ledger.statement import COLUMNS, DETAILS
from landguard_plugin.storage.ledger.plaintext import open_ledger, write_ledger_file
from landguard_plugin.ui.balance.bars import BAR, Bar
from landguard_plugin.ui.balance.dock import BalanceDock
from landguard_plugin.ui.balance.map_patches import show_patches
from landguard_plugin.ui.balance.waterfall import Waterfall, _steps
from landguard_plugin.ui.common.background import Call
from tests.core.flows.county import box
from tests.layers import memory_layer
from tests.processing.test_ledger import LEDGERS
from tests.ui.test_accounting_export import Bar as MessageBar

TICK = Qt.ItemDataRole.CheckStateRole


class Interface:
    """What the dock needs of QGIS's interface."""

    def __init__(self):
        self.bar, self.canvas = MessageBar(), QgsMapCanvas()
        self.bar.told = []
        self.bar.pushInfo = lambda title, text: self.bar.told.append(text)

    def messageBar(self):
        return self.bar

    def mapCanvas(self):
        return self.canvas


@pytest.fixture(params=["txt", "gpkg"])
def ledger(request, tmp_path):
    """The sample ledger, as text and as a store."""
    path = tmp_path / f"台账.{request.param}"
    if request.param == "txt":
        shutil.copy(LEDGERS / "sample_county.txt", path)
    else:
        write_ledger_file(path, open_ledger(LEDGERS / "sample_county.txt").read().books)
    return path


@pytest.fixture
def dock(provider, qgis_iface, qtbot, ledger):
    made = BalanceDock(Interface())
    qtbot.addWidget(made)
    made.show()
    made.open_ledger(str(ledger))
    qtbot.waitUntil(lambda: made._view is not None and made._states.currentWidget() is made._content, timeout=20000)
    return made


def settled(dock, qtbot, run):
    """Do something and wait until the content is back; return the trouble told instead, "" for none."""
    run()
    quiet = (dock._content, dock._states._trouble)
    qtbot.waitUntil(lambda: dock._states.currentWidget() in quiet, timeout=30000)
    trouble = dock._states.currentWidget() is dock._states._trouble
    return dock._states._trouble_text.text() if trouble else ""


def top(dock):
    return dock.statement_page.tree().topLevelItem(0)


def fingerprint(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_every_figure_opens_postings_that_sum_to_it(dock):
    view = dock._view
    assert len(view.result.statement) == 36
    for row in view.result.statement.to_dict("records"):
        own = [other for other in view.result.statement["unit"] if other.startswith(row["unit"])]
        for name in (*COLUMNS[2:], *DETAILS[:-1]):
            found = ledger_desk.behind(view, row["unit"], row["account"], name)
            table = view.result.statement
            wanted = table[table["unit"].isin(own) & (table["account"] == row["account"])][name].sum()
            assert found["counts"].sum() == wanted, (row["unit"], row["account"], name)


def test_the_tree_rolls_units_up_and_a_click_lists_the_postings(dock):
    page = dock.statement_page
    assert top(dock).text(6) == "124.00"
    county = next(
        top(dock).child(k) for k in range(top(dock).childCount()) if top(dock).child(k).text(0)[:6] == "990101"
    )
    assert county.childCount() == 10 and county.text(6) == "79.00"
    page.open_figure(county, 4)
    assert page.postings().model().rowCount() == 1
    assert page.postings().model().text(0, 3) == "核〔2021〕5号"
    page.choose_account("capacity")
    assert top(dock).text(6) == "91,600"


def test_patches_of_a_posting_are_selected_on_the_map(dock, qtbot):
    layer = memory_layer([box(0, 0, 9, 9), box(9, 0, 18, 9)], [{"BSM": "100123"}, {"BSM": "7"}])
    QgsProject.instance().addMapLayer(layer)
    try:
        page = dock.statement_page
        page.open_figure(top(dock), 4)
        page.postings().choose(0)
        assert [f["BSM"] for f in layer.selectedFeatures()] == ["100123"]
        assert show_patches(["nowhere"], dock._iface.mapCanvas()) == 0
        dock.show_on_map(["nowhere"])
        assert "nowhere" in dock._iface.bar.told[0]
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


def test_projects_that_lack_come_first_and_bars_say_it(dock):
    model = dock.projects_page.model()
    assert model.projects[-1] == "P2021-001"
    bar = model.data(model.index(0, 4), BAR)
    assert (bar.required, bar.written_off, bar.short) == (900, 0, 900)
    assert sum(bar.parts()) == pytest.approx(1.0)
    dock.projects_page.open_bar(model.index(3, 4))
    assert {dock.projects_page.postings().model().text(k, 2) for k in range(2)} != {""}


@pytest.mark.parametrize(
    ("bar", "parts"),
    [
        (Bar("quantity", 0, 0, 0, 0), (0, 0, 0)),
        (Bar("quantity", 10, 5, 10, 5), (0.5, 0.5, 0)),
        (Bar("capacity", 10, 20, 0, 0), (1, 0, 0)),
        (Bar("paddy", 10, -5, 0, 15), (0, 0, 1)),
    ],
)
def test_a_bar_never_leaves_its_frame(bar, parts):
    assert bar.parts() == parts


def propose(dock, qtbot):
    assert settled(dock, qtbot, lambda: dock.propose(1, "2021-09-10")) == ""
    return dock.proposal_page


def test_ticked_lines_are_posted_as_one_batch_and_taken_back(dock, qtbot, ledger):
    page = propose(dock, qtbot)
    assert page.lines().rowCount() == 7
    assert all(page.lines().text(row, 7) for row in range(7))
    assert page.refusals().rowCount() == 2
    before = dock._view.result.statement.copy()
    page.lines().setData(page.lines().index(0, 0), Qt.CheckState.Unchecked, TICK)
    assert len(page.accepted()) == 6
    assert settled(dock, qtbot, lambda: dock.post("H2021-01", "2021-09-10", "核〔2021〕9号")) == ""
    qtbot.waitUntil(lambda: dock._states.currentWidget() is dock._content, timeout=20000)
    books = open_ledger(ledger).read().books
    assert [b.id for b in books.batches if b.id.startswith("H2021")] == ["H2021-01", "H2021-01-R"]
    assert len(books.batch_by_id["H2021-01"].lines) == 5
    assert not dock.findChild(QPushButton, "landguard-balance-proposal-undo").isHidden()
    assert settled(dock, qtbot, dock.undo) == ""
    qtbot.waitUntil(lambda: "H2021-01-C" in dock._opened.books.batch_by_id, timeout=20000)
    settled(dock, qtbot, lambda: None)
    after = dock._view.result.statement
    assert after["closing"].tolist() == before["closing"].tolist()
    assert after["held"].tolist() == before["held"].tolist()
    assert "H2021-01" in open_ledger(ledger).read().books.batch_by_id


def test_what_cannot_be_posted_is_told_by_code_and_nothing_is_entered(dock, qtbot, ledger):
    propose(dock, qtbot)
    stood = open_ledger(ledger).read().version
    assert "LG-BDK-003" in settled(dock, qtbot, lambda: dock.post(" ", "2021-09-10", ""))
    dock._states.setCurrentWidget(dock._content)
    assert "LG-LED-072" in settled(dock, qtbot, lambda: dock.post("H1", "soon", ""))
    assert open_ledger(ledger).read().version == stood


def test_a_proposal_of_older_books_is_refused(dock, qtbot, ledger):
    propose(dock, qtbot)
    opened = ledger_desk.open_books(str(ledger))
    ledger_desk.reverse_batches(opened, ["B2021-05"], "2021-09-11", "")
    assert "LG-LST-007" in settled(dock, qtbot, lambda: dock.post("H2021-01", "2021-09-12", ""))


def test_an_idea_is_tried_on_a_copy(dock, qtbot, ledger):
    page, before = dock.whatif_page, fingerprint(ledger)
    page._place.setCurrentIndex(page._place.findData("990101002"))
    page._area.setValue(20.0)
    assert page._capacity.value() == 20 * 700
    page._paddy.setValue(2.0)
    assert settled(dock, qtbot, dock.try_idea) == ""
    assert page.verdict().startswith("✔")
    now, served, after = (page.table().text(0, column) for column in (2, 3, 4))
    assert (now, served, after) == ("124.00", "84.00", "64.00")
    page._area.setValue(500.0)
    assert settled(dock, qtbot, dock.try_idea) == ""
    assert page.verdict().startswith("✘")
    assert fingerprint(ledger) == before


def test_the_excel_button_writes_what_the_algorithm_writes(dock, qtbot, tmp_path):
    settled(dock, qtbot, lambda: dock.hand_in(str(tmp_path / "t"), "XLSX"))
    assert len(openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames) == 3
    settled(dock, qtbot, lambda: dock.hand_in(str(tmp_path / "d.docx"), "DOCX"))
    assert (tmp_path / "d.docx").stat().st_size > 5000
    dock._tabs.setCurrentWidget(dock.proposal_page)
    settled(dock, qtbot, lambda: dock.hand_in(str(tmp_path / "p.xlsx"), "XLSX"))
    assert len(openpyxl.load_workbook(tmp_path / "p.xlsx").sheetnames) == 2


def test_another_unit_narrows_the_statement(dock, qtbot):
    dock._header._place.setCurrentIndex(dock._header._place.findData("990101001"))
    settled(dock, qtbot, lambda: None)
    assert top(dock).text(6) == "39.00"
    dock.statement_page.open_figure(top(dock), 6)
    assert sum(1 for _ in range(dock.statement_page.postings().model().rowCount())) == 4


def test_a_new_ledger_says_what_to_do_and_never_replaces_a_file(provider, qgis_iface, qtbot, tmp_path):
    made = BalanceDock(Interface())
    qtbot.addWidget(made)
    opened = ledger_desk.create_books(str(tmp_path / "新账"), "新账")
    assert opened.path.name == "新账.gpkg"
    made.open_ledger(str(opened.path))
    qtbot.waitUntil(lambda: made._opened is not None, timeout=20000)
    assert made._states.currentWidget() is made._first
    with pytest.raises(Exception, match="LG-BDK-002"):
        ledger_desk.create_books(str(tmp_path / "新账.gpkg"), "")


def test_a_broken_file_is_trouble_with_a_way_back(provider, qgis_iface, qtbot, tmp_path):
    made = BalanceDock(Interface())
    qtbot.addWidget(made)
    made.open_ledger(str(tmp_path / "nothing.txt"))
    qtbot.waitUntil(lambda: made._states.currentWidget() is made._states._trouble, timeout=20000)
    assert "LG-LTX-010" in made._states._trouble_text.text()
    made._states._back.click()
    assert made._states.currentWidget() is made._first


def test_an_abandoned_call_says_nothing(qgis_iface, qtbot):
    heard = []
    call = Call(lambda: 1)
    call.succeeded.connect(heard.append)
    call.start()
    call.abandon()
    other = Call(lambda: 2)
    with qtbot.waitSignal(other.succeeded, timeout=10000):
        other.start()
    assert heard == []


def test_the_steps_of_the_picture_meet_and_it_is_drawn_and_saved(qgis_iface, qtbot, tmp_path):
    cells = {"opening": 10, "added": 7, "deducted": 2, "written_off": 3, "reserved": 1, "closing": 11}
    steps = _steps(cells)
    for (_, _, end), (name, start, _) in zip(steps, steps[1:-1]):
        assert start == end, name
    assert steps[-2][2] == steps[-1][2] == cells["closing"]
    picture = Waterfall()
    qtbot.addWidget(picture)
    image = QImage(QSize(600, 300), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    picture.show_cells(dict.fromkeys(ACCOUNTS, cells), "mu", "t")
    picture.draw(
        painter, picture.rect().toRectF() if hasattr(picture.rect(), "toRectF") else _rect(image), Qt.GlobalColor.black
    )
    painter.end()
    assert picture.save(tmp_path / "a.png") and picture.save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").stat().st_size > 2000


def _rect(image):
    from qgis.PyQt.QtCore import QRectF

    return QRectF(image.rect())


@pytest.fixture
def map_dock(provider, qgis_iface, qtbot):
    made = BalanceDock(Interface())
    qtbot.addWidget(made)
    made.show()
    yield made
    QgsProject.instance().removeAllMapLayers()


def test_the_cost_of_a_line_stands_against_the_targets(map_dock, qtbot, tmp_path):
    from tests.processing.test_stocks import survey

    page = map_dock._line
    line = memory_layer([box(0, 0, 100, 100)], [{"name": "红线"}], name="line")
    rows = [
        {"unit": "990101001", "farmland_mu": 10.0, "basic_mu": 0.0},
        {"unit": "990101002", "farmland_mu": 15.0, "basic_mu": 0.0},
    ]
    targets = memory_layer([None, None], rows, "", "targets", "NoGeometry")
    layers = {"SURVEY": survey(), "LINE": line, "TARGETS": targets}
    for role, layer in layers.items():
        QgsProject.instance().addMapLayer(layer)
        page.boxes.choose(role, layer)
    map_dock._show_map_page(page)
    settled(map_dock, qtbot, lambda: page._go.click())
    qtbot.waitUntil(lambda: page.model().rowCount() == 2, timeout=20000)
    shown = [[page.model().text(row, column) for column in range(8)] for row in range(2)]
    assert shown[0][1:5] == ["13.50", "13.50", "0.00", "0.00"]
    assert shown[0][5:7] == ["10.00", "-10.00"] and "✘" in shown[0][7]
    assert shown[1][1:5] == ["15.00", "0.00", "0.00", "15.00"] and "✔" in shown[1][7]
    assert "13.50" in page.said()
    pieces = QgsProject.instance().mapLayer(page._pieces_id)
    page._table.selectRow(0)
    assert pieces.selectedFeatureCount() == 1


def test_candidates_are_ticked_against_the_required_area_and_saved(map_dock, qtbot):
    from tests.processing.test_basic_farmland_candidates import patch, square, survey

    page = map_dock._candidates
    far = memory_layer([square(500)], [{"name": "永农"}], name="far")
    city = memory_layer([square(-4)], [{"name": "城区"}], name="city")
    fields = survey([patch(k) for k in range(4)], [square(k) for k in range(4)])
    for role, layer in {"SURVEY": fields, "EXISTING": far, "CITY": city}.items():
        QgsProject.instance().addMapLayer(layer)
        page.boxes.choose(role, layer)
    page.required.setValue(30.0)
    map_dock._show_map_page(page)
    settled(map_dock, qtbot, lambda: page._go.click())
    qtbot.waitUntil(lambda: page.model().rowCount() == 4, timeout=20000)
    layer = QgsProject.instance().mapLayer(page._layer_id)
    assert page.ticked_dm2() == 2_000_000 and page.said().startswith("✔")
    assert layer.selectedFeatureCount() == 2
    page.model().tick(page.model().ticked()[0], False)
    assert page.ticked_dm2() == 1_000_000 and page.said().startswith("✘") and "15.00" in page.said()
    assert layer.selectedFeatureCount() == 1
    assert page.save_ticked().featureCount() == 1


def test_lines_that_cannot_be_read_are_announced(provider, qgis_iface, qtbot, tmp_path):
    path = tmp_path / "台账.txt"
    path.write_text(
        (LEDGERS / "sample_county.txt").read_text(encoding="utf-8") + "\n2021-10-01 乱写 X\n", encoding="utf-8"
    )
    made = BalanceDock(Interface())
    qtbot.addWidget(made)
    made.show()
    made.open_ledger(str(path))
    qtbot.waitUntil(lambda: made._view is not None and made._states.currentWidget() is made._content, timeout=20000)
    assert made._banner.isVisible() and "LG-BDK-004" in made._banner.text()


def test_units_find_the_nearest_outer_unit_there_is():
    parents = ledger_desk.children(["990101", "990101001", "990101001002", "990000", "990200", "980101"])
    assert parents == {
        "990101": "990000",
        "990101001": "990101",
        "990101001002": "990101001",
        "990000": "",
        "990200": "990000",
        "980101": "",
    }
