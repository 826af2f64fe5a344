"""What the ledger's algorithms hand in: workbooks reopened and every sum recomputed, the brief's figures held against the tables."""

import builtins
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import processing
import pytest
from qgis.core import QgsProcessingException

from tests.layers import rows_of
from tests.processing.test_ledger import LEDGERS, as_layer
from tests.processing.test_report_tables import figures, lines

SAMPLE = str(LEDGERS / "sample_county.txt")
MU = Decimal(3) / Decimal(2000)


def balance(folder, **more):
    places = {"XLSX": str(folder / "占补.xlsx"), "DOCX": str(folder / "报告.docx")}
    inputs = {"LEDGER": SAMPLE, "PERIOD": "2021", "OUTPUT": "memory:", "PROJECTS": "memory:", **places, **more}
    return processing.run("landguard:ledgerbalance", inputs)


def texts_under(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def assert_columns_add_up(rows):
    total, body = figures(rows[0]), [figures(row) for row in rows[1:]]
    for place, value in enumerate(total):
        if value is not None:
            assert value == sum((row[place] for row in body), Decimal(0)), place


@pytest.mark.parametrize("unit", [0, 1, 2])
def test_every_sum_of_the_balance_workbook_again(provider, tmp_path, unit):
    result = balance(tmp_path, XLSX_UNIT=unit)
    book = openpyxl.load_workbook(result["XLSX"])
    assert book.sheetnames == ["占补平衡情况表", "指标收支表", "核销明细表"]
    for sheet in book:
        assert_columns_add_up(lines(sheet, 4))
    factor = (Decimal(1), Decimal("0.0001"), MU)[unit]
    statement = lines(book["指标收支表"], 4)
    for row in statement:
        found = [value for value in figures(row) if value is not None]
        assert len(found) == 18
        for first in (0, 6, 12):
            opening, added, deducted, used, held, closing = found[first : first + 6]
            assert opening + added - deducted - used - held == closing
    exact = {(r["unit"], r["account"]): r for r in rows_of(result["OUTPUT"])}
    for row in statement[1:]:
        for place, account in enumerate(("quantity", "paddy", "capacity")):
            scale = factor if account != "capacity" else Decimal(1)
            closing = figures(row)[2 + 6 * place + 5]
            assert abs(closing - Decimal(str(exact[row[0], account]["closing"])) * scale) <= Decimal("0.005")
    under = texts_under(book["指标收支表"])
    assert any("单位：" in text and "公斤" in text for text in under)
    assert any(text.startswith("填表单位") and "审核人" in text for text in under)
    assert any("未核实：是否要求已备案" in text for text in under)


def test_one_unit_in_english(provider, tmp_path):
    result = balance(tmp_path, UNIT="990101001", XLSX_LANGUAGE=1)
    book = openpyxl.load_workbook(result["XLSX"])
    rows = lines(book["Projects"], 4)
    assert [row[0] for row in rows[1:]] == ["P2021-001"]
    assert any("Unverified (未核实)" in text for text in texts_under(book["Projects"]))


def document_text(path):
    import docx

    document = docx.Document(path)
    return document, "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_brief_says_the_figures_of_the_statement(provider, tmp_path):
    result = balance(tmp_path)
    document, text = document_text(result["DOCX"])
    assert document.paragraphs[0].text == "关于示范县2021年度耕地占补平衡情况报告"
    sums = {}
    for row in rows_of(result["OUTPUT"]):
        sums[row["account"]] = sums.get(row["account"], Decimal(0)) + Decimal(str(row["closing"]))
    assert f"期末结余 {sums['quantity'] * MU:,.2f}。" in text
    assert f"期末结余 {sums['capacity']:,.0f}。" in text
    assert "占用耕地的建设项目 4 个，其中已补足 1 个、部分补足 0 个、未补 3 个。" in text
    assert "河口大桥引线（P2021-003，批〔2021〕40号）尚缺数量 31.00 亩、水田 12.00 亩、产能 20,000 公斤。" in text
    assert "账目差额 0" in text and "未核实" in text and "审核人：" in text
    assert "LG-" not in text
    table = document.tables[0]
    for row in table.rows[1:]:
        opening, added, deducted, used, held, closing = (Decimal(cell.text.replace(",", "")) for cell in row.cells[1:])
        assert opening + added - deducted - used - held == closing
    body = next(p for p in document.paragraphs if p.text.startswith("现将"))
    run = body.runs[0]
    assert run.font.size.pt == 16
    assert "仿宋_GB2312" in run._r.xml
    assert body.paragraph_format.line_spacing.pt == 28


def test_the_same_brief_is_the_same_bytes(provider, tmp_path):
    places = [tmp_path / name for name in ("a", "b")]
    for place in places:
        place.mkdir()
    first, second = (balance(place)["DOCX"] for place in places)
    assert Path(first).read_bytes() == Path(second).read_bytes()


def test_without_python_docx_the_run_refuses_before_it_works(provider, tmp_path, monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **more):
        if name == "docx":
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(QgsProcessingException, match="LG-BDK-001"):
        balance(tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_proposal_says_why_and_adds_up(provider, tmp_path):
    place = tmp_path / "建议.xlsx"
    inputs = {"LEDGER": SAMPLE, "OBJECTIVE": 1, "OUTPUT": "memory:", "REFUSALS": "memory:", "XLSX": str(place)}
    result = processing.run("landguard:proposewriteoff", inputs)
    book = openpyxl.load_workbook(place)
    rows = lines(book["核销建议表"], 4)
    assert_columns_add_up(rows)
    proposed = rows_of(result["OUTPUT"])
    assert [(row[0], row[3]) for row in rows[1:]] == [(r["project"], r["supplement"]) for r in proposed]
    assert all(row[5] for row in rows[1:])
    held = next(row for row in rows[1:] if row[0] == "P2021-004")
    assert held[5] == "该指标已为本项目预挂钩"
    oldest = next(row for row in rows[1:] if row[3] == "S2019-01/1")
    assert "入库最早（2019-12-10）" in oldest[5] and "用完该指标余额" in oldest[5]
    refused = [[cell.value for cell in row] for row in book["未采用指标及原因"].iter_rows(min_row=4)]
    assert [row[:3] for row in refused if row[0] == "P2021-002"] == [["P2021-002", "S2021-01/1", "坡度"]]
    assert "坡度级为 5" in refused[0][3]


def test_a_shortfall_is_a_sheet_with_its_cures(provider, tmp_path):
    ledger = tmp_path / "台账.txt"
    text = (LEDGERS / "sample_county.txt").read_text(encoding="utf-8")
    text += "2021-12-01 应补 B2021-99 文号:批〔2021〕99号\n  项目:P2021-004 数量:500亩\n"
    ledger.write_text(text, encoding="utf-8")
    place = tmp_path / "建议.xlsx"
    inputs = {"LEDGER": str(ledger), "OUTPUT": "memory:", "REFUSALS": "memory:", "XLSX": str(place)}
    result = processing.run("landguard:proposewriteoff", inputs)
    sheet = openpyxl.load_workbook(place)["缺口及补足途径"]
    rows = lines(sheet, 4)
    assert_columns_add_up(rows)
    assert abs(figures(rows[0])[2] - Decimal(str(result["SHORT_QUANTITY_M2"])) * MU) <= Decimal("0.005")
    assert any("不受“坡度”限制" in text for text in texts_under(sheet))


def year(place, **more):
    layers = {name.upper(): as_layer(name) for name in ("pieces", "marks", "exemptions")}
    inputs = {**layers, "YEAR": 2025, "UNIT_LEVEL": 9, "OUTPUT": "memory:", "XLSX": str(place), **more}
    return processing.run("landguard:yearbalance", inputs)


@pytest.mark.parametrize("unit", [0, 1, 2])
def test_the_year_adds_up_both_ways(provider, tmp_path, unit):
    year(tmp_path / "y.xlsx", XLSX_UNIT=unit)
    book = openpyxl.load_workbook(tmp_path / "y.xlsx")
    rows = lines(book["年度占补平衡表"], 4)
    assert_columns_add_up(rows)
    for row in rows:
        found = [value for value in figures(row) if value is not None]
        before, stable, unstable, loss, *kinds = found[:14]
        exempt, ridge, after, net, without = found[14:19]
        assert loss == sum(kinds)
        assert before + stable + unstable - loss - exempt + ridge == after
        assert (net, without) == (stable - loss, stable - loss + kinds[0])
    for row in rows[1:]:
        found = [value for value in figures(row) if value is not None]
        assert found[-1] == max(Decimal(0), found[-4] + found[-2])
    assert_columns_add_up(lines(book["图斑明细"], 4))


def test_the_in_out_table_and_names_of_units(provider, tmp_path):
    from tests.layers import memory_layer

    names = [{"code": "990101001", "name": "北街镇"}, {"code": "990101002", "name": "南街镇"}]
    units = memory_layer([None, None], names, "", kind="NoGeometry")
    year(tmp_path / "i.xlsx", YEAR=2023, BALANCE=1, UNITS=units, XLSX_UNIT=0)
    rows = lines(openpyxl.load_workbook(tmp_path / "i.xlsx")["进出平衡表"], 4)
    assert [row[1] for row in rows[1:]] == ["北街镇", "南街镇"]
    assert_columns_add_up([row[:-1] for row in rows])
    out, basic, _, _, inward, _, net, rate = [value for value in figures(rows[0]) if value is not None]
    assert (out, basic, inward, net, rate) == (8000, 1000, 30000, 22000, 375)


def test_office_programs_read_them_without_an_error_cell(provider, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no soffice here: the workbooks were not opened in LibreOffice")
    balance(tmp_path)
    year(tmp_path / "年.xlsx")
    out = tmp_path / "csv"
    for name in ("占补.xlsx", "年.xlsx"):
        command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
        wanted = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
        subprocess.run(
            [*command, wanted, "--outdir", out, tmp_path / name], check=True, capture_output=True, timeout=120
        )
    texts = [path.read_text(encoding="utf-8") for path in out.glob("*.csv")]
    assert len(texts) == 5
    assert not any(re.search(r"#[A-Z/0!?]+|Err:", text) for text in texts)
    assert any("143,27,17,24,5,124" in text for text in texts)


def test_the_note_on_the_proposal_is_in_words(provider, tmp_path):
    """The objective by its name in the language of the table, not by the word of the parameter."""
    for language, name in ((0, "产能浪费最少"), (1, "least capacity wasted")):
        book = str(tmp_path / f"{language}.xlsx")
        given = {
            "LEDGER": str(LEDGERS / "sample_county.txt"),
            "OBJECTIVE": 0,
            "OUTPUT": "memory:",
            "REFUSALS": "memory:",
        }
        processing.run("landguard:proposewriteoff", {**given, "XLSX": book, "XLSX_LANGUAGE": language})
        texts = [str(c.value) for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for c in row if c.value]
        note = next(text for text in texts if "已证明最优" in text or "proven optimal" in text)
        assert name in note
        assert "waste）" not in note and "0.0" not in note
