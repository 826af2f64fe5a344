"""Excel tables of flowmatrix and stocktake: every sum recomputed from the sheet, figures held against the output tables."""

from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import processing
import pytest
from qgis.core import QgsProcessingException

from landguard_plugin.bridge.flow_reports import FlowTables, flow_reports
from landguard_plugin.bridge.flow_results import frame_of
from landguard_plugin.bridge.reports import save_workbook
from tests.core.flows.county import box
from tests.layers import memory_layer, rows_of, save

UNITS = ("9901010010010000000", "9901010020010000000", "9901010020020000000")
BEFORE = ("0103", "0101", "0301", "0702", "0103", "0201K", "0404", "0102", "1104", "0103", "0303", "0103")
AFTER = {0: "0601", 2: "0101", 4: "0201", 6: "0103", 7: "0303", 9: "1202", 11: "1006"}
MU = Decimal(3) / Decimal(2000)


def year(codes, name, size=97.3):
    shapes = [box(size * (k % 4), size * (k // 4), size * (k % 4 + 1), size * (k // 4 + 1)) for k in range(len(codes))]
    rows = [
        {"BSM": f"{name}{k}", "DLBM": code, "ZLDWDM": UNITS[k % 3], "TBMJ": 9467.29 + 0.37 * k,
         "KCXS": 0.1195 if code[:2] == "01" else 0.0}
        for k, code in enumerate(codes)
    ]  # fmt: skip
    return memory_layer(shapes, rows, name=name)


def years():
    return year(BEFORE, "2023"), year([AFTER.get(k, code) for k, code in enumerate(BEFORE)], "2024")


def flow(path, **more):
    before, after = years()
    inputs = {"BEFORE": before, "AFTER": after, "MATRIX": "memory:", "RECONCILIATION": "memory:", "UNIT_LEVEL": 9}
    return processing.run("landguard:flowmatrix", {**inputs, "XLSX": str(path), **more})


def lines(sheet, first=4):
    """Return the lines of a sheet below its heading: those with figures."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]
    return [row for row in rows if any(isinstance(value, (int, float)) for value in row)]


def figures(row):
    return [None if not isinstance(value, (int, float)) else Decimal(str(value)) for value in row]


@pytest.mark.parametrize("unit", [0, 1, 2, 3])
@pytest.mark.parametrize("level", [0, 1])
def test_the_balance_of_change_closes_in_every_unit(provider, tmp_path, unit, level):
    result = flow(tmp_path / "f.xlsx", XLSX_UNIT=unit, XLSX_LEVEL=level)
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx")["变化平衡统计表"]
    head = [cell.value for cell in sheet[4]]
    codes = [str(title).split("\n")[-1] for title in head[4:]]
    rows = lines(sheet)
    body, (after, increase, net) = rows[:-3], rows[-3:]
    assert [row[0] for row in body] == codes
    table = [figures(row)[2:] for row in body]
    for k, row in enumerate(table):
        assert row[0] == sum(row[2:])  # stock = all it became
        assert row[1] == row[0] - row[2 + k]  # decrease = stock without what stayed
    for j in range(len(codes)):
        column = sum(row[2 + j] for row in table)
        assert figures(after)[4 + j] == column
        assert figures(increase)[4 + j] == column - table[j][2 + j]
        assert figures(net)[4 + j] == column - table[j][0]
    assert figures(after)[2] == sum(row[0] for row in table) == sum(figures(after)[4:])
    assert figures(after)[3] == sum(row[1] for row in table) == figures(increase)[3]
    total = sum(Decimal(str(row["area_m2"])) for row in rows_of(result["MATRIX"]))
    exact = {0: total / 10000, 1: total, 2: total / 10000, 3: total * MU}[unit]
    assert figures(after)[2] == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_farmland_flows_by_unit(provider, tmp_path):
    basic = memory_layer([box(0, 0, 1000, 1000)], [{"id": 1}])
    result = flow(tmp_path / "f.xlsx", BASIC_FARMLAND=basic)
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx")["耕地流向表"]
    head = [(sheet.cell(4, c).value or sheet.cell(3, c).value) for c in range(1, sheet.max_column + 1)]
    rows = [dict(zip(head, row)) for row in lines(sheet, 5)]
    assert rows[0]["行政区代码"] == "合　计"
    assert "单位：亩" in [cell.value for cell in sheet[2]]
    for row in rows:
        value = {key: Decimal(str(v)) for key, v in row.items() if isinstance(v, (int, float))}
        kinds = list(value)[2 : list(value).index("其中永久基本农田")]
        assert value["小计"] == sum(value[kind] for kind in kinds) == value["其中永久基本农田"]
        assert value["本年耕地"] == value["上年耕地"] - value["小计"] + value["流入合计"]
        assert value["净变化"] == value["流入合计"] - value["小计"]
    for key in list(rows[0])[2:]:
        assert Decimal(str(rows[0][key])) == sum(Decimal(str(row[key])) for row in rows[1:])
    stock, lost = Decimal(0), Decimal(0)
    for row in rows_of(result["MATRIX"]):  # by Decimal, without our own arithmetic
        if row["from_class"].startswith("01"):
            stock += Decimal(str(row["area_m2"])) * MU
            lost += Decimal(str(row["area_m2"])) * MU * (not row["to_class"].startswith("01"))
    assert Decimal(str(rows[0]["上年耕地"])) == stock.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert abs(Decimal(str(rows[0]["小计"])) - lost) < Decimal("0.05")
    assert rows[0]["建设用地"] > 0
    assert rows[0]["设施农用地"] > 0


def test_the_reconciliation_stands_on_the_second_sheet_in_square_metres(provider, tmp_path):
    result = flow(tmp_path / "f.xlsx")
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["变化平衡统计表", "闭合核对", "耕地流向表"]
    sheet = book["闭合核对"]
    head = [cell.value for cell in sheet[3]]
    rows = [dict(zip(head, row)) for row in lines(sheet)]
    table = {row["unit"]: row for row in rows_of(result["RECONCILIATION"])}
    for row in rows[1:]:
        assert (row["前年面积"], row["后年面积"]) == (
            table[row["行政区代码"]]["before_m2"],
            table[row["行政区代码"]]["after_m2"],
        )
        assert row["未解释差额"] == 0
    assert Decimal(str(rows[0]["前年面积"])) == sum(Decimal(str(row["前年面积"])) for row in rows[1:])
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(result["METHOD"] in text for text in texts)
    assert any("流向原因规则 2024-12-31" in text or result["RULES"].split()[-1] in text for text in texts)
    assert any("未核实" in text for text in texts)


def test_the_dock_and_the_algorithm_write_the_same_bytes(provider, tmp_path):
    """The dock reads the result layers; its tables are those of the algorithm to the last byte."""
    result = flow(tmp_path / "run.xlsx", XLSX_UNIT=3)
    tables = FlowTables(
        frame_of(result["MATRIX"]), frame_of(result["RECONCILIATION"]), result["METHOD"], result["RULES"],
        result["BEFORE_NAME"], result["AFTER_NAME"], area_unit="mu",
    )  # fmt: skip
    save_workbook(tmp_path / "dock.xlsx", flow_reports(tables, "zh"), "zh")
    assert (tmp_path / "dock.xlsx").read_bytes() == (tmp_path / "run.xlsx").read_bytes()


TARGETS = "unit,farmland_mu,basic_mu\n990101001,40.5,30\n990101002,70.25,61.13\n"


def duty(path, folder, targets=TARGETS, **more):
    (folder / "targets.csv").write_text(targets, encoding="utf-8")
    basic = memory_layer([box(0, 0, 250, 250)], [{"id": 1}])
    inputs = {
        "INPUT": year(BEFORE, "2023"),
        "TARGETS": str(folder / "targets.csv"),
        "UNIT_LEVEL": 9,
        "OUTPUT": "memory:",
    }
    return processing.run("landguard:stocktake", {**inputs, "BASIC_FARMLAND": basic, "XLSX": str(path), **more})


@pytest.mark.parametrize(("unit", "factor"), [(0, MU), (1, Decimal(1)), (2, Decimal("0.0001"))])
def test_the_table_of_targets(provider, tmp_path, unit, factor):
    result = duty(tmp_path / "d.xlsx", tmp_path, XLSX_UNIT=unit)
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx").active
    assert sheet["A1"].value == "耕地保护责任目标完成表"
    rows = [figures(row)[2:] for row in lines(sheet, 5)]
    for target, stock, surplus, _, task, inside, over, _, again, now, works, _ in rows:
        assert surplus == stock - target
        assert over == inside - task
        assert again == now + works
    for k in (0, 1, 2, 4, 5, 6, 8, 9, 10, 11):
        assert rows[0][k] == sum(row[k] for row in rows[1:])
    stocks = rows_of(result["OUTPUT"])
    total = sum(Decimal(str(row["farmland_m2"])) for row in stocks)
    goal = sum(Decimal(str(row["target_m2"])) for row in stocks)
    assert rows[0][1] == (total * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert rows[0][3] == (total * 100 / goal).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if unit == 0:
        assert [row[0] for row in rows] == [Decimal("110.75"), Decimal("40.5"), Decimal("70.25")]


def test_a_unit_without_target_has_a_dash_and_the_column_no_total(provider, tmp_path):
    duty(tmp_path / "d.xlsx", tmp_path, "unit,farmland_mu,basic_mu\n990101001,40.5,30\n")
    rows = lines(openpyxl.load_workbook(tmp_path / "d.xlsx").active, 5)
    assert [row[2] for row in rows] == ["—", 40.5, "—"]
    assert [row[4] for row in rows][0] == rows[2][4] == "—"
    assert all(isinstance(row[3], float) for row in rows)


def test_a_missing_folder_is_refused_before_the_work(provider, tmp_path):
    with pytest.raises(QgsProcessingException, match="LG-RPT-002"):
        flow(tmp_path / "no" / "f.xlsx")
    with pytest.raises(QgsProcessingException, match="LG-RPT-002"):
        duty(tmp_path / "no" / "d.xlsx", tmp_path)


def test_the_same_bytes_on_the_command_line(provider, qgis_process, tmp_path):
    before, after = years()
    files = {"BEFORE": save(before, tmp_path / "2023.gpkg"), "AFTER": save(after, tmp_path / "2024.gpkg")}
    sinks = {"MATRIX": tmp_path / "m.csv", "RECONCILIATION": tmp_path / "r.csv", "UNIT_LEVEL": 9}
    qgis_process.run("landguard:flowmatrix", **files, **sinks, XLSX=tmp_path / "there.xlsx")
    flow(tmp_path / "here.xlsx", **{key: str(value) for key, value in files.items()})
    assert (tmp_path / "there.xlsx").read_bytes() == (tmp_path / "here.xlsx").read_bytes()
