"""The accounting dock calls units and years by their names: found in the project, shown in the picker, the reconciliation and Excel."""

from __future__ import annotations

import openpyxl
import processing
import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QTableView

from landguard_plugin.bridge.flow_reports import FlowTables
from landguard_plugin.bridge.flow_results import frame_of
from landguard_plugin.core.survey.unit_names import names_of
from landguard_plugin.ui.accounting.dock import AccountingDock
from tests.core.flows.county import box
from tests.layers import memory_layer
from tests.ui.test_accounting_export import Interface


@pytest.fixture
def project(qgis_iface, provider):
    """Two years with bare village names, a layer of townships and one of villages that names fewer of them."""
    codes = ("9901011002010000000", "9901011012010000000")

    def year(name, second):
        rows = [
            {"BSM": str(k), "DLBM": dlbm, "ZLDWDM": code, "ZLDWMC": "柳树村", "TBMJ": 10000.0}
            for k, (code, dlbm) in enumerate(zip(codes, ("0103", second)))
        ]
        return memory_layer([box(0, 0, 100, 100), box(100, 0, 200, 100)], rows, name=name)

    towns = [{"XZQDM": "990101100", "XZQMC": "禾城镇"}, {"XZQDM": "990101101", "XZQMC": "北塬镇"}]
    villages = [{"ZLDWDM": codes[0], "ZLDWMC": "柳树村"}]
    shapes = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    layers = {
        "before": year("三调 2023", "0103"),
        "after": year("变更", "0702"),
        "towns": memory_layer(shapes, towns, name="乡镇"),
        "villages": memory_layer(shapes[:1], villages, name="村"),
    }
    project = QgsProject.instance()
    project.addMapLayers(list(layers.values()))
    yield layers
    project.removeMapLayers([layer.id() for layer in layers.values()])


def test_the_page_finds_the_layer_that_names_the_units(project, qtbot):
    dock = AccountingDock(Interface())
    qtbot.addWidget(dock)
    page = dock.layers_page
    page.choose("BEFORE", project["before"])
    page.choose("AFTER", project["after"])
    level = page.findChild(QComboBox, "landguard-accounting-level")
    named = {}
    for digits in (6, 9, 12):
        level.setCurrentIndex(level.findData(digits))
        named[digits] = page.parameters().get("UNIT_NAMES", "")
    assert named == {6: "", 9: project["towns"].id(), 12: project["villages"].id()}
    page.choose("UNITS", project["towns"])
    assert "UNIT_NAMES" not in page.parameters()
    assert page.titles() == ("2023", "变更"), "the year where one is known, else the layer's name"


def test_names_stand_in_picker_reconciliation_and_excel(project, qtbot, tmp_path):
    dock = AccountingDock(Interface())
    qtbot.addWidget(dock)
    page = dock.layers_page
    page.choose("BEFORE", project["before"])
    page.choose("AFTER", project["after"])
    level = page.findChild(QComboBox, "landguard-accounting-level")
    level.setCurrentIndex(level.findData(9))
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    sinks = dict.fromkeys(("PIECES", "MATRIX", "RECONCILIATION"), "memory:")
    feedback = QgsProcessingFeedback()
    result = processing.run("landguard:flowmatrix", {**page.parameters(), **sinks}, context=context, feedback=feedback)
    matrix, reconciliation = frame_of(result["MATRIX"]), frame_of(result["RECONCILIATION"])
    dock.result_page.show_result(matrix, reconciliation, result["PIECES"], 0, "t")
    picker = dock.result_page.findChild(QComboBox, "landguard-accounting-unit")
    assert [picker.itemText(k) for k in range(1, picker.count())] == ["990101100 禾城镇", "990101101 北塬镇"]
    assert picker.itemData(1) == "990101100"
    check = dock.result_page.findChild(QTableView, "landguard-accounting-check").model()
    titles = [check.headerData(row, Qt.Orientation.Vertical) for row in range(check.rowCount())]
    assert titles == ["990101100 禾城镇", "990101101 北塬镇"]
    dock._tables = FlowTables(
        matrix, reconciliation, "M", "R", result["BEFORE_NAME"], result["AFTER_NAME"], unit_names=names_of(matrix)
    )
    picker.setCurrentIndex(1)
    assert dock.export(str(tmp_path / "t.xlsx"))
    printed = [
        str(c.value) for row in openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0].iter_rows() for c in row
    ]
    assert any("三调 2023 → 变更" in text and "990101100 禾城镇" in text for text in printed)
