"""The what-if of a line in the dock: guesses layers, runs the algorithm, its figures open their pieces, units switch, nothing is posted."""

import processing
import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QPushButton, QTabWidget

from landguard_plugin.ui.balance.move_page import BALANCE, PIECES, STOCK, MovePage
from tests.core.flows.county import box
from tests.layers import memory_layer, rows_of
from tests.processing.test_line_balance import ROWS, SHAPES, TABLES
from tests.ui.test_balance import dock, fingerprint, ledger, settled  # noqa: F401

LINES = {"城镇开发边界": [box(0, 0, 30, 200)], "拟调开发边界": [box(0, 0, 150, 200), box(200, 0, 210, 100)]}


@pytest.fixture
def layers():
    made = {
        "survey": memory_layer(SHAPES, ROWS, name="地类图斑2024"),
        "older": memory_layer(SHAPES, ROWS, name="地类图斑2023"),
        "basic": memory_layer([box(150, 0, 200, 50)], [{"id": 1}], name="永久基本农田图斑"),
        "targets": memory_layer([None], [{"unit": "990101001", "farmland_mu": 27}], kind="None", name="targets"),
        **{
            name: memory_layer(shapes, [{"id": k} for k in range(len(shapes))], name=name)
            for name, shapes in LINES.items()
        },
    }
    QgsProject.instance().addMapLayers(list(made.values()))
    yield made
    QgsProject.instance().clear()


@pytest.fixture
def page(dock, layers):  # noqa: F811
    found = dock.findChild(MovePage)
    dock.findChild(QTabWidget, "landguard-balance-ideas").setCurrentIndex(1)
    found._kind.setCurrentIndex(2)
    return found


def tried(dock, qtbot, page):  # noqa: F811
    button = page.findChild(QPushButton, "landguard-balance-move-run")
    assert settled(dock, qtbot, button.click) == ""
    qtbot.waitUntil(lambda: page.model(BALANCE).rowCount() > 0, timeout=30000)


def texts(page, name):
    model = page.model(name)
    return [[model.text(r, c) for c in range(model.columnCount())] for r in range(model.rowCount())]


def test_the_project_s_layers_are_filled_in_and_can_be_changed(dock, page, layers):  # noqa: F811
    wanted = {
        "SURVEY": "survey",
        "BASIC_FARMLAND": "basic",
        "TARGETS": "targets",
        "CURRENT": "城镇开发边界",
        "PROPOSED": "拟调开发边界",
    }
    assert page.boxes.parameters() == {role: layers[name].id() for role, name in wanted.items()}
    assert page.parameters()["GRADE_FIELD"] == "GDDB"
    assert page.parameters()["AS_OF"] == "2021-09-10"
    page.boxes.choose("SURVEY", layers["older"])
    dock.findChild(QTabWidget, "landguard-balance-ideas").setCurrentIndex(0)
    dock.findChild(QTabWidget, "landguard-balance-ideas").setCurrentIndex(1)
    assert page.boxes.layer("SURVEY") is layers["older"]
    page._kind.setCurrentIndex(3)
    assert page.boxes.layer("CURRENT") is None
    assert not page.findChild(QPushButton, "landguard-balance-move-run").isEnabled()


def test_the_page_shows_the_digits_of_the_algorithm_and_posts_nothing(dock, page, layers, qtbot, ledger):  # noqa: F811
    before = fingerprint(ledger)
    tried(dock, qtbot, page)
    parameters = {**page.parameters(), "LEDGER": str(ledger), "RULESET": "", **dict.fromkeys(TABLES, "memory:")}
    there = processing.run("landguard:linebalance", parameters)
    dock._header._area.setCurrentIndex(dock._header._area.findData("m2"))
    shown = {(row[0], row[1].split(" (")[0]): row for row in texts(page, BALANCE)}
    for row in rows_of(there["OUTPUT"]):
        title = {"quantity": "Quantity", "paddy": "Paddy", "capacity": "Capacity"}[row["account"]].lower()
        cells = shown[row["unit"], title]
        form = "{:,.0f}" if row["account"] == "capacity" else "{:,.2f}"
        assert cells[2:5] == [form.format(row[n] + 0.0) for n in ("balance_before", "change", "balance_after")]
    total = texts(page, BALANCE)[0]
    assert total[3] == f"-{there['REQUIRED_QUANTITY_M2']:,.2f}"
    stock = {row[0]: row for row in texts(page, STOCK)}
    for row in rows_of(there["STOCK"]):
        assert stock[row["unit"]][3] == f"{row['left_m2']:,.2f}"
    assert fingerprint(ledger) == before
    assert page.said().startswith("2021-09-10") and "✔ closed" in page.said()


def test_every_figure_opens_its_pieces_on_the_map(dock, page, qtbot):  # noqa: F811
    tried(dock, qtbot, page)
    dock._header._area.setCurrentIndex(dock._header._area.findData("m2"))
    pieces = next(one for one in QgsProject.instance().mapLayers().values() if one.id() == page._pieces_id)
    for row, cells in enumerate(texts(page, BALANCE)):
        page.view(BALANCE).clearSelection()
        page.view(BALANCE).selectRow(row)
        listed = texts(page, PIECES)
        column = {"quantity": 6, "paddy": 8, "capacity": 9}[cells[1].split(" (")[0]]
        summed = sum(float(piece[column].replace(",", "")) for piece in listed)
        assert summed == pytest.approx(-float(cells[3].replace(",", ""))), cells
        assert pieces.selectedFeatureCount() == len(listed)
    page.view(STOCK).selectRow(0)
    exposed = float(texts(page, STOCK)[0][2].replace(",", ""))
    assert sum(float(piece[6].replace(",", "")) for piece in texts(page, PIECES)) == pytest.approx(exposed)
    page.view(PIECES).selectRow(0)
    assert [f["bsm"] for f in pieces.selectedFeatures()] == [texts(page, PIECES)[0][0]]


def test_units_switch_everywhere(dock, page, qtbot):  # noqa: F811
    tried(dock, qtbot, page)
    figures = {}
    for unit in ("mu", "ha", "m2"):
        dock._header._area.setCurrentIndex(dock._header._area.findData(unit))
        figures[unit] = float(texts(page, BALANCE)[0][3].replace(",", ""))
        assert page.picture()._panels[0].texts[1] == texts(page, BALANCE)[0][3]
    assert figures["mu"] == pytest.approx(figures["m2"] * 3 / 2000, abs=0.005)
    assert figures["ha"] == pytest.approx(figures["m2"] / 10000, abs=0.005)


def test_a_refusal_is_trouble_with_a_way_back(dock, page, qtbot):  # noqa: F811
    page._day.setText("2020-01-01x")
    page._day.setText("soon")
    trouble = settled(dock, qtbot, page.findChild(QPushButton, "landguard-balance-move-run").click)
    assert "LG-LED-072" in trouble
    assert page.model(BALANCE).rowCount() == 0


def test_the_picture_is_drawn(dock, page, qtbot, tmp_path):  # noqa: F811
    from qgis.PyQt.QtGui import QImage

    tried(dock, qtbot, page)
    assert page.picture().save(tmp_path / "p.png")
    image = QImage(str(tmp_path / "p.png"))
    colours = {image.pixelColor(x, y).name().upper() for x in range(0, 1400, 7) for y in range(0, 860, 5)}
    assert len(colours & {"#607D8B", "#1565C0", "#C62828"}) >= 2
    assert len(page.picture()._panels) == 4
