"""Workbooks: text that never becomes a formula, the same digits from both writers, the same bytes, nothing lost on refusal."""

import shutil
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.reports.records import CODE, TEXT, Report, ReportColumn, ReportRow
from landguard_plugin.storage.reports.workbook import PLAIN, STYLED, check_writable, write_workbook

SIGNS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "'=", " =", "＝")
BODIES = ("1+1", "cmd|'/C calc'!A0", 'HYPERLINK("http://x","y")', "SUM(A1:A2)", "N/A", "990101")
PAYLOADS = [sign + body for sign in SIGNS for body in BODIES] + [
    "#REF!",
    "{=1}",
    "TRUE",
    "2024-01-01",
    "00",
    "05H1",
    "1e5",
]


def report(rows=(), **more):
    columns = (
        ReportColumn("代码", CODE),
        ReportColumn("名称", TEXT),
        ReportColumn("小计", group=("耕地",)),
        ReportColumn("水田", group=("耕地",)),
        ReportColumn("图斑数", decimals=0),
    )
    given = {"name": "表", "title": "面积汇总表", "unit_line": "单位：公顷", "subtitle": "2024年", "notes": ("注：甲",)}
    return Report(
        columns=columns, rows=tuple(rows), signature=(("填表单位：", "局"), ("填表人：", "")), **{**given, **more}
    )


BODY = (
    ReportRow(("", "合计", Decimal("12.30"), Decimal("0.00"), 7), total=True),
    ReportRow(("990101001", "北街镇", Decimal("12.30"), Decimal("0.00"), 7)),
    ReportRow(("05H1", "商", Decimal("123456789012.34"), None, 0)),
)


def cells(path):
    return {
        (sheet.title, cell.row, cell.column): cell
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.mark.parametrize("writer", [STYLED, PLAIN])
def test_no_text_of_any_field_becomes_a_formula(tmp_path, writer):
    many = [
        Report(
            text, text, text, (ReportColumn(text, TEXT, (text,)), ReportColumn(text, CODE)), (ReportRow((text, text)),),
            subtitle=text, notes=(text,), signature=((text, text),),
        )
        for text in PAYLOADS
    ]  # fmt: skip
    write_workbook(tmp_path / "x.xlsx", many, writer)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert len(book.worksheets) == len(PAYLOADS)
    for sheet, text in zip(book, PAYLOADS):
        written = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in written} == {"s"}
        # XML reads a carriage return as a line end
        assert [cell.value for cell in written].count(text.replace("\r", "\n")) + [c.value for c in written].count(
            text
        ) >= 2


@pytest.mark.parametrize("writer", [STYLED, PLAIN])
def test_both_writers_give_the_same_digits(tmp_path, writer):
    assert write_workbook(tmp_path / "x.xlsx", [report(BODY)], writer) == writer
    rows = [[c.value for c in row] for row in openpyxl.load_workbook(tmp_path / "x.xlsx").active.iter_rows(max_col=5)]
    begin = next(n for n, row in enumerate(rows) if "合计" in row[:2])
    figures = [[None if v is None else Decimal(str(v)) for v in row[2:]] for row in rows[begin : begin + 3]]
    assert figures == [[row.cells[2], row.cells[3], row.cells[4]] for row in BODY]
    assert [row[0] for row in rows[begin + 1 : begin + 3]] == ["990101001", "05H1"]
    everything = "\n".join(str(value) for row in rows for value in row if value is not None)
    for text in ("面积汇总表", "单位：公顷", "2024年", "填表单位：局", "注：甲"):
        assert text in everything


def test_the_look_of_the_table(tmp_path):
    write_workbook(tmp_path / "x.xlsx", [report(BODY)], STYLED)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert (sheet["A1"].value, sheet["A1"].font.name, sheet["A1"].font.size) == ("面积汇总表", "方正小标宋简体", 22)
    assert sheet["A3"].font.name == "黑体"
    assert sheet["A6"].font.name == "仿宋_GB2312"
    assert (sheet["D5"].value, sheet["D5"].number_format, sheet["D5"].alignment.horizontal) == (0, "0.00", "right")
    assert sheet["A7"].number_format == "@"
    assert sheet["C5"].border.left.style == sheet["A3"].border.top.style == "thin"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$4"
    assert "C3:D3" in {str(block) for block in sheet.merged_cells.ranges}


def test_a_wide_table_is_broken_into_pages_with_its_leading_columns(tmp_path):
    columns = (ReportColumn("代码", CODE), ReportColumn("名称", TEXT), *(ReportColumn(f"地类{k}") for k in range(60)))
    row = ReportRow(("990101", "县", *(Decimal("123456.78"),) * 60))
    wide = Report("宽", "宽表", "单位：公顷", columns, (row,), continued="（续）")
    write_workbook(tmp_path / "x.xlsx", [wide], STYLED)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert sheet.print_title_cols == "$A:$B"
    assert len(sheet.col_breaks.brk) >= 2
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    titles = [cell.value for cell in sheet[1] if cell.value]
    assert titles == ["宽表", *["宽表（续）"] * len(sheet.col_breaks.brk)]


@pytest.mark.parametrize("writer", [STYLED, PLAIN])
def test_the_same_report_gives_the_same_bytes(tmp_path, writer):
    write_workbook(tmp_path / "a.xlsx", [report(BODY)], writer)
    time.sleep(2.1)  # ZIP keeps times of two seconds
    write_workbook(tmp_path / "b.xlsx", [report(BODY)], writer)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_without_openpyxl_gdal_writes(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert write_workbook(tmp_path / "x.xlsx", [report(BODY)]) == PLAIN
    monkeypatch.undo()
    assert len(cells(tmp_path / "x.xlsx")) > 15
    assert write_workbook(tmp_path / "x.xlsx", [report(BODY)]) == STYLED


@pytest.mark.parametrize("writer", [STYLED, PLAIN])
def test_a_file_that_cannot_be_replaced_keeps_what_it_holds(tmp_path, writer, monkeypatch):
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"old")

    def locked(self, other):  # what Windows says while Excel has the file open; Linux has no such lock
        raise PermissionError(13, "used by another process", str(other))

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(LandGuardError) as caught:
        write_workbook(target, [report(BODY)], writer)
    assert caught.value.code == "LG-RPT-001"
    assert target.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["x.xlsx"]


@pytest.mark.parametrize("writer", [STYLED, PLAIN])
def test_a_missing_folder_is_refused(tmp_path, writer):
    with pytest.raises(LandGuardError) as caught:
        write_workbook(tmp_path / "no" / "x.xlsx", [report(BODY)], writer)
    assert caught.value.code == "LG-RPT-002"
    with pytest.raises(LandGuardError, match="LG-RPT-002"):
        check_writable(tmp_path / "no" / "x.xlsx")


def test_a_place_is_checked_without_touching_it(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"old")
    check_writable(tmp_path / "x.xlsx")
    check_writable(tmp_path / "new.xlsx")
    assert (tmp_path / "x.xlsx").read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["x.xlsx"]


def test_libreoffice_opens_it_without_an_error_cell(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: nobody but openpyxl has read the workbook")
    rows = (*BODY, *(ReportRow((text.strip() or "-", text, Decimal("1.00"), Decimal("1.00"), 1)) for text in PAYLOADS))
    write_workbook(tmp_path / "x.xlsx", [report(rows)], STYLED)
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
               "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true", "--outdir", str(tmp_path), str(tmp_path / "x.xlsx")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "x.csv").read_text(encoding="utf-8")
    assert "面积汇总表" in text
    assert "12.3,0,7" in text.replace("12.30,0.00", "12.3,0")
    assert "=1+1" in text
    assert "Err:" not in text
    assert "#NAME?" not in text
    assert "#VALUE!" not in text
