"""The findings dock: a tree that makes nothing per finding, explanations that stay, layers and projects that go."""

import time

import numpy as np
import pandas as pd
import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QModelIndex, Qt
from qgis.PyQt.QtTest import QAbstractItemModelTester
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QShortcut

from landguard_plugin.bridge.findings import is_findings, project_explanations
from landguard_plugin.core.survey.explanations import carried
from landguard_plugin.ui.findings.explain_dialog import ExplainDialog
from landguard_plugin.ui.findings.tree_model import FindingsModel
from tests.core.survey.rules.subjects import CLEAN, FLAT, HOUSE, ROAD, box
from tests.layers import memory_layer, rows_of, save

SHAPES = [box(0, 0), box(100, 0), box(190, 0), box(290, 0)]


def survey(width=5.0):
    rows = [
        {**CLEAN, "BSM": f"{k}", "TBBH": f"{k:08d}", **change}
        for k, change in enumerate((FLAT, HOUSE, {**ROAD, "XZDWKD": width}, {}), 1)
    ]
    return memory_layer(SHAPES, [{**row, "GDDB": None} for row in rows], name="DLTB")


def many(count):
    rng = np.random.default_rng(3)
    rule = rng.integers(0, 40, count)
    rows = pd.DataFrame(
        {
            "rule": [f"3{k:03d}" for k in rule], "label": "A1", "level": np.where(rule % 3, "error", "warning"), "title": "title",
            "unit": [f"9901010{k:02d}" for k in rng.integers(0, 90, count)], "unit_name": "village",
            "bsm": [f"{k}" for k in range(count)], "other_bsm": "", "message": "message", "value": "1",
            "key": [f"k{k}" for k in range(count)], "west": 0.0, "south": 0.0, "east": 1.0, "north": 1.0, "shape": b"",
        }
    )  # fmt: skip
    return carried(rows, [])


def leaves(model, parent=QModelIndex()):
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        if model.position(index) is not None:
            yield model.position(index)
        else:
            yield from leaves(model, index)


@pytest.fixture
def dock(qgis_iface, provider, qtbot, monkeypatch):
    from landguard_plugin.ui.findings.dock import FindingsDock

    QgsProject.instance().clear()
    dock = FindingsDock(qgis_iface)
    qtbot.addWidget(dock)
    yield dock
    QgsProject.instance().clear()


def part(dock, kind, name):
    return dock.findChild(kind, f"landguard-findings-{name}")


def check(dock, qtbot, layer, **more):
    QgsProject.instance().addMapLayer(layer)
    dock.start({"INPUT": layer.id(), **more})
    qtbot.waitUntil(lambda: dock._states.currentWidget() in (dock.inbox_page, dock._states._trouble), timeout=30000)


def test_the_tree_is_sound_and_holds_every_finding_once():
    model = FindingsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(many(300), np.arange(0, 300, 2))
    assert tester.model() is model
    assert sorted(leaves(model)) == list(range(0, 300, 2))
    assert sorted(model.positions(QModelIndex())) == list(range(0, 300, 2))
    for position in (0, 150, 298):
        assert model.position(model.index_of(position)) == position
    assert not model.index_of(1).isValid()
    model.show(many(0), np.arange(0))
    assert model.rowCount() == 0


def test_stepping_visits_every_finding_in_order_and_back():
    model = FindingsModel()
    model.show(many(120), np.arange(120))
    order, index = [], model.step(QModelIndex(), True)
    while index.isValid():
        order.append(model.position(index))
        last, index = index, model.step(index, True)
    assert order == list(leaves(model))
    back, index = [], last
    while index.isValid():
        back.append(model.position(index))
        index = model.step(index, False)
    assert back == order[::-1]
    unit = model.index(0, 0, model.index(1, 0))
    assert model.position(model.step(unit, True)) == model.positions(unit)[0]


def test_fifty_thousand_findings_are_grouped_and_shown_at_once():
    rows, model = many(50_000), FindingsModel()
    begin = time.perf_counter()
    model.show(rows, np.arange(50_000))
    for row in range(model.rowCount()):
        for column in range(2):
            assert model.data(model.index(row, column))
    assert time.perf_counter() - begin < 3.0


def test_a_run_fills_the_inbox_and_leaves_a_layer(dock, qtbot):
    check(dock, qtbot, survey())
    assert dock._states.currentWidget() is dock.inbox_page
    assert dock.inbox_page.rows["rule"].tolist() == ["4101"]
    text = part(dock, QLabel, "counts").text()
    assert "✖ errors 1" in text
    assert "▲ warnings 0" in text
    layers = [layer for layer in QgsProject.instance().mapLayers().values() if is_findings(layer)]
    assert len(layers) == 1
    assert "rules not checked" in part(dock, QLabel, "about").text()


def test_trouble_is_shown_with_its_code(dock, qtbot, tmp_path):
    (tmp_path / "x.json").write_text("{")
    check(dock, qtbot, survey(), RULESET=str(tmp_path / "x.json"))
    assert "LG-CHK-010" in dock.findChild(QLabel, "landguard-trouble-text").text()


def test_an_explanation_is_kept_in_layer_and_project_and_comes_back(dock, qtbot):
    check(dock, qtbot, survey(9.5))
    rows = dock.inbox_page.rows
    road = rows.index[rows["rule"] == "3211"].tolist()
    dock.explain(road, "measured in the field", "Li")
    layer = QgsProject.instance().mapLayer(dock._layer_id)
    (told,) = [row for row in rows_of(layer) if row["rule"] == "3211"]
    assert (told["state"], told["explanation"], told["explained_by"]) == ("explained", "measured in the field", "Li")
    assert len(told["explained_at"]) == 19
    assert [one.explanation for one in project_explanations(QgsProject.instance())] == ["measured in the field"]
    assert dock.inbox_page.visible_positions() == rows.index[rows["rule"] == "4101"].tolist()
    check(dock, qtbot, survey(9.5))
    again = dock.inbox_page.rows.set_index("rule")
    assert again.at["3211", "state"] == "explained"
    assert "explained 1" in part(dock, QLabel, "counts").text()
    check(dock, qtbot, survey(12.0))
    assert dock.inbox_page.rows.set_index("rule").at["3211", "state"] == "open", "another width is another finding"


def test_taking_back_opens_the_finding_everywhere(dock, qtbot):
    check(dock, qtbot, survey())
    dock.explain([0], "why", "Li")
    dock.explain([0], "", "")
    assert project_explanations(QgsProject.instance()) == []
    assert rows_of(QgsProject.instance().mapLayer(dock._layer_id))[0]["state"] == "open"
    check(dock, qtbot, survey())
    assert dock.inbox_page.rows["state"].tolist() == ["open"]


def test_the_project_file_carries_explanations(dock, qtbot, tmp_path):
    check(dock, qtbot, survey())
    dock.explain([0], "同一图斑", "李")
    project = QgsProject.instance()
    assert project.write(str(tmp_path / "p.qgz"))
    project.clear()
    assert project_explanations(project) == []
    assert project.read(str(tmp_path / "p.qgz"))
    assert [(one.explanation, one.explained_by) for one in project_explanations(project)] == [("同一图斑", "李")]


def test_findings_in_a_geopackage_are_opened_and_keep_what_is_explained(dock, qtbot, tmp_path):
    check(dock, qtbot, survey())
    assert dock.export("gpkg", tmp_path / "f.gpkg")
    QgsProject.instance().clear()
    layer = QgsVectorLayer(str(tmp_path / "f.gpkg"), "f", "ogr")
    QgsProject.instance().addMapLayer(layer)
    assert is_findings(layer)
    dock.open_layer(layer)
    dock.explain([0], "why", "Li")
    fresh = QgsVectorLayer(str(tmp_path / "f.gpkg"), "g", "ogr")
    assert rows_of(fresh)[0]["state"] == "explained"


@pytest.mark.parametrize("many_from", [0, 3_000])
def test_exports_hold_what_is_shown(dock, qtbot, tmp_path, monkeypatch, many_from):
    monkeypatch.setattr("landguard_plugin.bridge.findings._MANY_ROWS", many_from)
    openpyxl = pytest.importorskip("openpyxl")
    check(dock, qtbot, survey(9.5))
    level = part(dock, QComboBox, "filter-level")
    level.setCurrentIndex(level.findData("warning"))
    assert dock.export("xlsx", tmp_path / "f.xlsx")
    cells = [
        str(c.value) for row in openpyxl.load_workbook(tmp_path / "f.xlsx").active.iter_rows() for c in row if c.value
    ]
    assert "3211" in cells
    assert "4101" not in cells
    assert dock.export("gpkg", tmp_path / "f.gpkg")
    assert [row["rule"] for row in rows_of(tmp_path / "f.gpkg")] == ["3211"]
    assert not dock.export("gpkg", tmp_path / "no" / "folder" / "f.gpkg")


def test_layers_may_go_and_findings_stay(dock, qtbot):
    check(dock, qtbot, survey())
    QgsProject.instance().removeAllMapLayers()
    assert dock._states.currentWidget() is dock.inbox_page
    assert part(dock, QLabel, "banner").isVisibleTo(dock)
    dock.inbox_page.step(True)
    dock.explain([0], "why", "Li")
    assert [one.explanation for one in project_explanations(QgsProject.instance())] == ["why"]
    QgsProject.instance().clear()
    assert dock._states.currentWidget() is dock.layers_page


def test_an_edited_survey_makes_the_findings_stale(dock, qtbot):
    layer = survey()
    check(dock, qtbot, layer)
    assert not part(dock, QLabel, "banner").isVisibleTo(dock)
    layer.startEditing()
    layer.changeAttributeValue(next(layer.getFeatures()).id(), layer.fields().lookupField("BZ"), "x")
    assert layer.commitChanges()
    assert part(dock, QLabel, "banner").isVisibleTo(dock)


def test_keys_belong_to_the_tree_alone(dock, qtbot):
    """What the keys do; that they reach the tree and not the search line, the desktop scene proves with real key strokes."""
    check(dock, qtbot, survey())
    asked = []
    dock.inbox_page.explain_requested.disconnect()
    dock.inbox_page.explain_requested.connect(asked.append)
    tree = dock.inbox_page._tree
    letters = {s.key().toString(): s for s in dock.findChildren(QShortcut) if len(s.key().toString()) == 1}
    assert set(letters) == {"N", "P", "E", "?"}
    for shortcut in letters.values():
        assert shortcut.parent() is tree
        assert shortcut.context() == Qt.ShortcutContext.WidgetShortcut
    letters["N"].activated.emit()
    letters["E"].activated.emit()
    assert asked == [[0]]


def test_a_reason_and_a_name_are_required(qtbot):
    dialog = ExplainDialog("what", 1)
    qtbot.addWidget(dialog)
    ok = dialog.findChild(QPushButton, "landguard-explain-ok")
    reason, person = dialog.findChild(QPlainTextEdit), dialog.findChild(QLineEdit)
    for text, name, allowed in (("", "Li", False), (" \n ", "Li", False), ("why", " ", False), ("why\nso", "Li", True)):
        reason.setPlainText(text)
        person.setText(name)
        assert ok.isEnabled() is allowed
    assert dialog.answer() == ("why so", "Li")


def test_findings_layers_are_recognised(provider, tmp_path):
    assert not is_findings(survey())
    assert not is_findings(None)
    assert not is_findings(QgsVectorLayer(str(save(survey(), tmp_path / "s.gpkg")), "s", "ogr"))
