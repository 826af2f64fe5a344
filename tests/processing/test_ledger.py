"""The ledger's algorithms through QGIS: golden figures, the same digits from the command line, refusals by code."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import processing
import pytest
from qgis.core import QgsProcessingException

from landguard_plugin.storage.ledger.plaintext import open_ledger
from tests.layers import memory_layer, rows_of

LEDGERS = Path(__file__).resolve().parents[1] / "ledgers"
STATEMENT = ("opening", "added", "deducted", "written_off", "reserved", "closing")


def run(name, **parameters):
    return processing.run(f"landguard:{name}", parameters)


def balance(ledger, **more):
    tables = dict.fromkeys(("OUTPUT", "PROJECTS", "POSTINGS", "FINDINGS"), "memory:")
    return run("ledgerbalance", LEDGER=str(ledger), **{**tables, **more})


def expected(name):
    with (LEDGERS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def ledger(tmp_path):
    """A copy of the sample ledger that may be written to."""
    return Path(shutil.copy(LEDGERS / "sample_county.txt", tmp_path / "台账.txt"))


def table(layer_or_rows, *names):
    rows = layer_or_rows if isinstance(layer_or_rows, list) else rows_of(layer_or_rows)
    return [tuple(row[name] for name in names) for row in rows]


def test_statement_and_coverage(provider):
    result = balance(LEDGERS / "three_index.txt", PERIOD="2021", RULESET="three-index-2017")
    found = {(r["unit"], r["account"]): [r[c] for c in STATEMENT] for r in rows_of(result["OUTPUT"])}
    wanted = {(r["unit"], r["account"]): [float(r[c]) for c in STATEMENT] for r in expected("three_index.balance.csv")}
    assert found == wanted
    assert (result["DIFFERENCE"], result["ERROR_COUNT"], result["RULES"]) == (0, 0, "three-index-2017")
    assert table(result["PROJECTS"], "project", "account", "required", "written_off", "rate", "short") == [
        ("P1", "quantity", 6000.0, 6000.0, 1.0, 0.0),
        ("P1", "paddy", 3000.0, 3000.0, 1.0, 0.0),
        ("P1", "capacity", 9000.0, 9000.0, 1.0, 0.0),
    ]
    postings = rows_of(result["POSTINGS"])
    assert sum(r["amount"] for r in postings if r["book"] == "written_off" and r["account"] == "quantity") == 6000.0
    assert {r["patches"] for r in postings if r["lot"] == "L1"} == {"1001,1002"}


def test_the_same_digits_from_the_command_line_and_from_the_store(provider, qgis_process, tmp_path):
    here = balance(LEDGERS / "purchase.txt", PERIOD="2021H2")
    store = tmp_path / "库.gpkg"
    run("exportledger", LEDGER=str(LEDGERS / "purchase.txt"), OUTPUT=str(store))
    for number, source in enumerate((LEDGERS / "purchase.txt", store)):
        out = {name: tmp_path / f"{name}{number}.gpkg" for name in ("OUTPUT", "PROJECTS")}
        there = qgis_process.run("landguard:ledgerbalance", LEDGER=source, PERIOD="2021H2", RULESET="", **out)
        for name, path in out.items():
            ours, theirs = rows_of(here[name]), rows_of(path)
            assert [{k: v for k, v in row.items() if k != "fid"} for row in theirs] == ours
        assert there["DIFFERENCE"] == 0


def test_one_unit_and_a_level(provider):
    result = balance(LEDGERS / "sample_county.txt", PERIOD="2021", UNIT="990101", UNIT_LEVEL=6)
    rows = {(r["unit"], r["account"]): r for r in rows_of(result["OUTPUT"])}
    assert set(rows) == {("990101", account) for account in ("quantity", "paddy", "capacity")}
    towns = rows_of(balance(LEDGERS / "sample_county.txt", PERIOD="2021", UNIT="990101")["OUTPUT"])
    for account in ("quantity", "paddy", "capacity"):
        for column in STATEMENT:
            parts = sum(Decimal(str(r[column])) for r in towns if r["account"] == account)
            assert parts == Decimal(str(rows["990101", account][column]))


@pytest.mark.parametrize(
    ("ledger_name", "parameters", "code"),
    [
        ("three_index.txt", {"PERIOD": "2025", "RULESET": "three-index-2017"}, "LG-RUL-001"),
        ("three_index.txt", {"PERIOD": "soon"}, "LG-LED-001"),
        ("three_index.txt", {"UNIT": "110101"}, "LG-LED-061"),
        ("three_index.txt", {"RULESET": "no such set"}, "LG-RUL-006"),
        ("three_index.txt", {"RULESET": "in-out-2021", "PERIOD": "2022"}, "LG-RUL-002"),
        ("nowhere.txt", {}, "LG-LTX-010"),
    ],
)
def test_refusals_by_code(provider, ledger_name, parameters, code):
    with pytest.raises(QgsProcessingException, match=code):
        balance(LEDGERS / ledger_name, **parameters)


def test_history_can_be_rejudged(provider):
    result = balance(LEDGERS / "three_index.txt", PERIOD="2021", RULESET="unified-2025", REJUDGE=True)
    assert result["RULES"] == "unified-2025"
    assert "LG-RUL-026" in {row["rule"] for row in rows_of(result["FINDINGS"])}


def test_old_write_offs_are_not_held_to_new_rules(provider, ledger):
    text = ledger.read_text(encoding="utf-8") + "2025-02-01 核减 B2025-01\n  指标:S2019-01/2 数量:1.00\n"
    ledger.write_text(text, encoding="utf-8")
    result = balance(ledger, PERIOD="2025")
    assert result["RULES"] == "unified-2025"
    assert {row["rule"] for row in rows_of(result["FINDINGS"])} == {"LG-RUL-010", "LG-RUL-011", "LG-RUL-012"}


def test_unreadable_lines_stop_the_balance_and_are_all_listed_by_check(provider, qgis_process_zh, ledger, tmp_path):
    ledger.write_text(ledger.read_text(encoding="utf-8") + "乱写\n2021-99-01 验收 X\n", encoding="utf-8")
    done = qgis_process_zh.call(
        "landguard:ledgerbalance", LEDGER=ledger, OUTPUT=tmp_path / "o.gpkg", PROJECTS=tmp_path / "p.gpkg"
    )
    assert done.returncode != 0
    assert "LG-LED-060 账本有 2 行读不懂" in done.stderr + done.stdout
    result = run("checkledger", LEDGER=str(ledger), FINDINGS="memory:")
    lines = ledger.read_text(encoding="utf-8").count("\n")
    unread = [row for row in rows_of(result["FINDINGS"]) if row["rule"].startswith("LG-LTX")]
    assert [(row["rule"], row["line"]) for row in unread] == [("LG-LTX-002", lines - 1), ("LG-LTX-007", lines)]


def test_findings_are_worded_in_chinese_with_line_numbers(qgis_process_zh, tmp_path):
    out = tmp_path / "f.gpkg"
    qgis_process_zh.run("landguard:checkledger", LEDGER=LEDGERS / "faults.txt", FINDINGS=out)
    rows = rows_of(out)
    assert table(rows, "rule", "line") == sorted(
        ((r["code"], int(r["line"])) for r in expected("faults.findings.csv")), key=lambda pair: pair[1]
    )
    assert "的数量“可用指标”为 -20.00 m2" in next(r["message"] for r in rows if r["rule"] == "LG-LED-030")


def propose(ledger, **more):
    tables = dict.fromkeys(("OUTPUT", "REFUSALS", "SHORTS", "CURES"), "memory:")
    return run("proposewriteoff", LEDGER=str(ledger), **{"RULESET": "", "OBJECTIVE": 1, **tables, **more})


def test_proposal_explains_itself(provider):
    result = propose(LEDGERS / "sample_county.txt")
    lines = rows_of(result["OUTPUT"])
    assert {row["project"] for row in lines} == {"P2021-002", "P2021-003", "P2021-004"}
    held = [row for row in lines if row["reserved"]]
    assert table(held, "project", "supplement", "quantity_m2", "capacity_kg") == [
        ("P2021-004", "S2020-01/1", 3333.33, 2500)
    ]
    refusals = rows_of(result["REFUSALS"])
    assert {(row["supplement"], row["rule"]) for row in refusals} == {("S2021-01/1", "slope")}
    assert "slope grade 5" in refusals[0]["reason"]
    assert result["SHORT"] == 0
    assert result["VALUE"] == result["BOUND"]


@pytest.mark.parametrize("objective", range(4))
def test_every_objective_covers_every_requirement_exactly(provider, objective):
    result = propose(LEDGERS / "sample_county.txt", OBJECTIVE=objective)
    needs = {
        "P2021-002": (6000.0, 6000.0, 6300),
        "P2021-003": (20666.67, 8000.0, 20000),
        "P2021-004": (3333.33, 0.0, 2500),
    }
    for project, wanted in needs.items():
        mine = [row for row in rows_of(result["OUTPUT"]) if row["project"] == project]
        sums = tuple(
            float(sum(Decimal(str(row[c])) for row in mine)) for c in ("quantity_m2", "paddy_m2", "capacity_kg")
        )
        assert sums == wanted


def test_the_same_lines_from_the_command_line(provider, qgis_process, tmp_path):
    here = propose(LEDGERS / "sample_county.txt")
    out = {name: tmp_path / f"{name}.gpkg" for name in ("OUTPUT", "REFUSALS")}
    there = qgis_process.run(
        "landguard:proposewriteoff",
        LEDGER=LEDGERS / "sample_county.txt",
        RULESET="three-index-2017",
        OBJECTIVE=1,
        **out,
    )
    theirs = [{k: v for k, v in row.items() if k != "fid"} for row in rows_of(out["OUTPUT"])]
    assert theirs == rows_of(here["OUTPUT"])
    assert there["SHORT"] == here["SHORT"] == 0


def test_a_shortfall_is_told_with_its_cure(provider, ledger):
    more = "2021-09-20 应补 B2021-99\n  项目:P2021-003 数量:120亩\n"
    ledger.write_text(ledger.read_text(encoding="utf-8") + more, encoding="utf-8")
    result = propose(ledger)
    assert result["SHORT"] == result["SHORT_QUANTITY_M2"] > 0
    assert table(result["SHORTS"], "project", "account", "short") == [
        ("P2021-003", "quantity", result["SHORT_QUANTITY_M2"])
    ]
    cures = rows_of(result["CURES"])
    slope = next(row for row in cures if row["rule"] == "slope")
    assert (slope["account"], slope["measure"], slope["lots"]) == ("quantity", "m2", 1)
    assert 0 < slope["amount"] <= 8000.0


@pytest.fixture(params=["text", "store"])
def writable(request, ledger, tmp_path, provider):
    if request.param == "text":
        return ledger
    run("exportledger", LEDGER=str(ledger), OUTPUT=str(tmp_path / "库.gpkg"))
    return tmp_path / "库.gpkg"


def test_accepted_lines_are_posted_once(writable):
    proposal = propose(writable)
    accept = {
        "LEDGER": str(writable),
        "PROPOSAL": proposal["OUTPUT"],
        "BATCH": "B2021-20",
        "DATE": "2021-12-01",
        "DOCUMENT": "核〔2021〕20号",
        "VERSION": proposal["VERSION"],
    }
    posted = run("postwriteoff", **accept)
    assert posted["LINE_COUNT"] == len(rows_of(proposal["OUTPUT"]))
    covered = rows_of(balance(writable, PERIOD="2021")["PROJECTS"])
    assert {row["short"] for row in covered} == {0.0}
    with pytest.raises(QgsProcessingException, match=r"LG-LED-065|LG-LST-007"):
        run("postwriteoff", **{**accept, "BATCH": "B2021-21"})
    with pytest.raises(QgsProcessingException, match="LG-LED-065"):
        run("postwriteoff", **{**accept, "BATCH": "B2021-21", "VERSION": ""})


def test_a_line_against_the_rules_is_not_posted(writable):
    row = {"project": "P2021-002", "supplement": "S2021-01/1", "quantity_m2": 100.0, "paddy_m2": 0.0, "capacity_kg": 0}
    before = open_ledger(writable).read()
    for change, code in (
        ({}, "LG-RUL-025"),
        ({"supplement": "S2019-02/1", "quantity_m2": 1.0}, "LG-LED-030"),
        ({"supplement": "nothing"}, "LG-LED-014"),
        ({"quantity_m2": -1.0}, "LG-PRO-004"),
    ):
        layer = memory_layer([None], [{**row, **change}], "", kind="NoGeometry")
        with pytest.raises(QgsProcessingException, match=code):
            run("postwriteoff", LEDGER=str(writable), PROPOSAL=layer, BATCH="B9", DATE="2021-12-01", DOCUMENT="")
    assert open_ledger(writable).read() == before


def test_seal_and_reverse(writable):
    assert run("sealledger", LEDGER=str(writable), DATE="2021-12-31", DOCUMENT="封〔2021〕1号")["UNIT_COUNT"] == 12
    for date in ("2021-12-31", "2021-06-30"):
        with pytest.raises(QgsProcessingException, match="LG-LST-008"):
            run("reversebatch", LEDGER=str(writable), ORIGINAL="B2021-05", BATCH="R1", DATE=date, DOCUMENT="")
    run("reversebatch", LEDGER=str(writable), ORIGINAL="B2021-05", BATCH="R1", DATE="2022-01-05", DOCUMENT="更正")
    rows = {(r["unit"], r["account"]): r for r in rows_of(balance(writable, PERIOD="2022")["OUTPUT"])}
    assert rows["990101001", "quantity"]["deducted"] == -1333.33
    with pytest.raises(QgsProcessingException, match="LG-LED-022"):
        run("reversebatch", LEDGER=str(writable), ORIGINAL="B2021-05", BATCH="R2", DATE="2022-01-06", DOCUMENT="")


def test_text_to_store_to_text_is_the_same_text(provider, tmp_path, ledger):
    run("exportledger", LEDGER=str(ledger), OUTPUT=str(tmp_path / "a.txt"))
    run("exportledger", LEDGER=str(tmp_path / "a.txt"), OUTPUT=str(tmp_path / "b.gpkg"))
    result = run("exportledger", LEDGER=str(tmp_path / "b.gpkg"), OUTPUT=str(tmp_path / "c.txt"))
    assert (tmp_path / "a.txt").read_bytes() == (tmp_path / "c.txt").read_bytes()
    assert result["ENTRY_COUNT"] == len(open_ledger(ledger).read().books.entries)
    with pytest.raises(QgsProcessingException, match="LG-LST-016"):
        run("exportledger", LEDGER=str(ledger), OUTPUT=str(tmp_path / "b.gpkg"))


def sheet(path, titles, *rows):
    book = openpyxl.Workbook()
    for row in (titles, *rows):
        book.active.append(row)
    book.save(path)
    return str(path)


def test_a_sheet_is_previewed_then_entered(writable, tmp_path):
    titles = ["项目编号", "项目名称", "县", "验收日期", "新增耕地（亩）", "产能", "坡度级"]
    path = sheet(
        tmp_path / "表.xlsx",
        titles,
        ["S2021-07", "柳林镇整治", "柳林镇", "2021-10-01", 6, 3600, 2],
        ["S2021-08", "无面积", "柳林镇", "2021-10-01", None, None, 2],
        ["合计", None, None, None, 6, 3600, None],
    )
    options = {"INPUT": path, "KIND": 0, "AREA_UNIT": 2, "LEDGER": str(writable), "REJECTED": "memory:"}
    before = open_ledger(writable).read()
    seen = run("importledger", **options, PREVIEW=True)
    assert (seen["READ"], seen["ACCEPTED"], seen["REJECTED_COUNT"]) == (3, 1, 2)
    assert open_ledger(writable).read() == before
    assert json.loads(seen["MAPPING"])["quantity"] == "新增耕地（亩）"
    done = run("importledger", **options, PREVIEW=False)
    assert table(done["REJECTED"], "row", "reason_code", "项目编号") == [
        (3, "LG-SHT-014", "S2021-08"),
        (4, "LG-SHT-010", "合计"),
    ]
    books = open_ledger(writable).read().books
    assert books.batch_by_id["accept-S2021-07/1"].lines[0].amounts.quantity == 400_000
    again = run("importledger", **options, PREVIEW=False)
    assert (again["ACCEPTED"], again["REJECTED_COUNT"]) == (0, 3)


def test_a_mapping_is_set_by_hand_and_a_bad_one_refused(ledger, provider, tmp_path):
    path = sheet(tmp_path / "表.xlsx", ["甲", "乙", "丙", "丁"], ["S9", "990101", "2021-10-01", "5.00"])
    options = {"INPUT": path, "KIND": 0, "LEDGER": str(ledger), "REJECTED": "memory:", "PREVIEW": True}
    mapping = {"id": "甲", "unit": "乙", "accepted": "丙", "quantity": "丁"}
    assert run("importledger", **options, FIELD_MAP=json.dumps(mapping))["ACCEPTED"] == 1
    for text, code in (("", "LG-SHT-003"), ("[1]", "LG-SHT-007"), ("{", "LG-SHT-007"), ('{"id": "戊"}', "LG-SHT-002")):
        with pytest.raises(QgsProcessingException, match=code):
            run("importledger", **options, FIELD_MAP=text)


def as_layer(name):
    with (LEDGERS / "year" / f"unified.{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    numbers = ("area_m2", "in_basic_m2")
    rows = [{k: float(v) if k in numbers else v for k, v in row.items()} for row in rows]
    return memory_layer([None] * len(rows), rows, "", kind="NoGeometry")


def year(**more):
    tables = dict.fromkeys(("OUTPUT", "DETAIL", "FINDINGS"), "memory:")
    layers = {name.upper(): as_layer(name) for name in ("pieces", "marks", "exemptions")}
    return run("yearbalance", **{**layers, "YEAR": 2025, "UNIT_LEVEL": 9, **tables, **more})


def test_the_year_by_hand(provider):
    result = year()
    rows = {row["unit"]: row for row in rows_of(result["OUTPUT"])}
    for wanted in expected("year/unified.expected.csv"):
        for column, value in wanted.items():
            if column != "unit":
                assert rows[wanted["unit"]][column] == float(value), (wanted["unit"], column)
    assert (result["DIFFERENCE_M2"], result["NET_M2"], result["RULES"]) == (0, 9300.0, "unified-2025")
    lost = [row for row in rows_of(result["DETAIL"]) if row["term"] == "lost" and row["unit"] == "990101001"]
    assert {row["bsm_before"] for row in lost} == {"a4", "a5"}


def test_the_in_out_balance_of_an_earlier_year(provider):
    result = year(YEAR=2023, BALANCE=1, UNIT_LEVEL=6)
    row = rows_of(result["OUTPUT"])[0]
    assert (row["turned_out_m2"], row["turned_in_m2"], row["out_basic_m2"]) == (8000.0, 30000.0, 1000.0)
    assert {r["rule"] for r in rows_of(result["FINDINGS"])} == {"LG-YBL-011", "LG-YBL-012"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"YEAR": 2023}, "LG-RUL-005"),
        ({"YEAR": 2023, "RULESET": "unified-2025"}, "LG-RUL-001"),
        ({"BALANCE": 1}, "LG-RUL-005"),
    ],
)
def test_a_year_is_not_judged_by_rules_of_another(provider, change, code):
    with pytest.raises(QgsProcessingException, match=code):
        year(**change)


def test_pieces_without_their_columns_are_refused(provider):
    layer = memory_layer([None], [{"unit": "990101", "area_m2": 1.0}], "", kind="NoGeometry")
    with pytest.raises(QgsProcessingException, match="LG-YBL-001"):
        year(PIECES=layer)
    marks = memory_layer([None], [{"bsm": "b2", "stable": "maybe"}], "", kind="NoGeometry")
    with pytest.raises(QgsProcessingException, match="LG-YBL-004"):
        year(MARKS=marks)
