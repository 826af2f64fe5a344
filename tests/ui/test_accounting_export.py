"""The dock's Excel button: what is seen is what is written, a refusal loses nothing."""

import openpyxl
from qgis.core import QgsVectorLayer

from landguard_plugin.bridge.flow_reports import FlowTables
from landguard_plugin.bridge.flow_results import frame_of
from landguard_plugin.core.flows.matrix import RECONCILED
from landguard_plugin.ui.accounting.dock import AccountingDock
from tests.layers import memory_layer
from tests.ui.test_matrix_model import MATRIX


class Bar:
    def __init__(self):
        self.good, self.bad = [], []

    def pushSuccess(self, title, text):
        self.good.append(text)

    def pushWarning(self, title, text):
        self.bad.append(text)


class Interface:
    """What the dock needs of QGIS's interface to tell how an export went."""

    def __init__(self):
        self.bar = Bar()

    def messageBar(self):
        return self.bar


def dock_with_result(qgis_iface):
    dock = AccountingDock(Interface())
    matrix = MATRIX.assign(in_basic=0, area_m2=MATRIX["area"] / 100)
    layer = memory_layer([None], [{"unit": "a", **dict.fromkeys(RECONCILED, 0.0)}], "", kind="NoGeometry")
    reconciliation = frame_of(layer)
    dock._tables = FlowTables(matrix, reconciliation, "M", "R", "2023", "2024")
    dock.result_page.show_result(matrix, reconciliation, QgsVectorLayer("NoGeometry", "p", "memory"), 0, "t")
    return dock


def test_the_workbook_has_the_digits_of_the_screen(qgis_iface, qtbot, tmp_path):
    dock = dock_with_result(qgis_iface)
    qtbot.addWidget(dock)
    assert dock.export(str(tmp_path / "t"))
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    model = dock.result_page.matrix_view().model()
    seen = {model.text(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())}
    printed = {
        f"{c.value:,.2f}" for row in sheet.iter_rows(min_row=5) for c in row if isinstance(c.value, (int, float))
    }
    assert seen <= printed
    assert any("t.xlsx" in text for text in dock._iface.bar.good)


def test_a_refusal_is_told_and_the_result_stays(qgis_iface, qtbot, tmp_path):
    dock = dock_with_result(qgis_iface)
    qtbot.addWidget(dock)
    assert not dock.export(str(tmp_path / "no" / "t.xlsx"))
    assert "LG-RPT-002" in dock._iface.bar.bad[0]
    assert dock.result_page.matrix_view().model().rowCount() == 4
