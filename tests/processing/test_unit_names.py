"""Unit names in tables and reports: from the survey where it tells them, from a layer of units, else the code and a word for it."""

from __future__ import annotations

import openpyxl
import processing
import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from tests.core.flows.county import box
from tests.layers import memory_layer, rows_of

CODES = ("9901011002010000000", "9901011012010000000")
UNITS = [{"code": "990101100", "name": "禾城镇"}, {"code": "990101", "name": "望禾县"}]


def survey(villages=("禾城镇柳树村", "北塬镇枣林村"), second="0103"):
    rows = [
        {"BSM": str(k), "DLBM": "0103", "ZLDWDM": code, "ZLDWMC": village, "TBMJ": 10000.0, "KCXS": 0.0}
        for k, (code, village) in enumerate(zip((*CODES, CODES[0]), (*villages, villages[0])))
    ]
    rows[1]["DLBM"] = second
    rows[2]["ZLDWMC"] = villages[0].replace("柳树", "杨柳")
    return memory_layer([box(100 * k, 0, 100 * k + 100, 100) for k in range(3)], rows)


def units(rows=UNITS):
    return memory_layer([None] * len(rows), list(rows), "", "units", kind="NoGeometry")


def run(name, **parameters):
    return processing.run(f"landguard:{name}", parameters)


def names(layer):
    return dict(sorted({(row["unit"], row["unit_name"]) for row in rows_of(layer)}))


def flow(tmp_path, before=None, after=None, **more):
    given = {
        "UNIT_LEVEL": 9,
        "XLSX": str(tmp_path / "f.xlsx"),
        **dict.fromkeys(("MATRIX", "RECONCILIATION", "PIECES"), "memory:"),
    }
    return run("flowmatrix", BEFORE=before or survey(), AFTER=after or survey(second="0702"), **{**given, **more})


def column(path, sheet, title):
    """Return the cells under a title of a sheet, until the signature lines."""
    cells = list(openpyxl.load_workbook(path).worksheets[sheet].iter_rows())
    place = next((row, cell.column - 1) for row, line in enumerate(cells) for cell in line if cell.value == title)
    code = place[1] - 1
    return {str(line[code].value or ""): line[place[1]].value for line in cells[place[0] + 1 :] if line[place[1]].value}


def test_flow_tables_name_townships_that_every_village_names(provider, tmp_path):
    result = flow(tmp_path)
    wanted = {"990101100": "禾城镇", "990101101": "北塬镇"}
    for table in ("MATRIX", "RECONCILIATION", "PIECES"):
        assert names(result[table]) == wanted
    for sheet in (1, 2):
        shown = column(result["XLSX"], sheet, "行政区名称")
        assert {code: name for code, name in shown.items() if code.isdigit()} == wanted


def test_village_names_are_no_township_names(provider, tmp_path):
    """Bare village names: the code stands in the tables, a word in the report, and the log says what would help."""
    feedback = QgsProcessingFeedback()
    inputs = {"BEFORE": survey(("柳树村", "枣林村")), "AFTER": survey(("柳树村", "枣林村")), "UNIT_LEVEL": 9}
    inputs |= {"MATRIX": "memory:", "RECONCILIATION": "memory:", "XLSX": str(tmp_path / "f.xlsx")}
    result = processing.run("landguard:flowmatrix", inputs, context=QgsProcessingContext(), feedback=feedback)
    assert names(result["MATRIX"]) == {"990101100": "990101100", "990101101": "990101101"}
    shown = column(result["XLSX"], 2, "行政区名称")
    assert {shown["990101100"], shown["990101101"]} == {"（名称不详）"}
    assert "2 units have no name" in feedback.textLog()


def test_the_name_most_patches_of_a_village_bear_is_its_name(provider, tmp_path):
    layer = survey(("柳树村", "枣林村"))
    assert names(flow(tmp_path, layer, layer, UNIT_LEVEL=12)["MATRIX"])["990101101201"] == "枣林村"


def test_a_layer_of_units_names_them_at_every_level(provider, tmp_path):
    bare = survey(("柳树村", "枣林村"))
    assert names(flow(tmp_path, bare, bare, UNIT_NAMES=units())["MATRIX"]) == {
        "990101100": "禾城镇",
        "990101101": "990101101",
    }
    assert names(flow(tmp_path, bare, bare, UNIT_NAMES=units(), UNIT_LEVEL=6)["MATRIX"]) == {"990101": "望禾县"}


def test_zones_that_units_are_taken_from_bring_their_names(provider, tmp_path):
    zones = memory_layer(
        [box(0, 0, 150, 100), box(150, 0, 300, 100)], [{"code": "A", "name": "甲片"}, {"code": "B", "name": None}]
    )
    assert names(flow(tmp_path, UNITS=zones)["MATRIX"]) == {"A": "甲片", "B": "B"}
    unnamed = memory_layer([box(0, 0, 300, 100)], [{"code": "A"}])
    assert names(flow(tmp_path, UNITS=unnamed)["MATRIX"]) == {"A": "A"}


def test_the_year_balance_takes_the_names_of_its_pieces(provider, tmp_path):
    pieces = flow(tmp_path)["PIECES"]
    book = str(tmp_path / "y.xlsx")
    given = {"PIECES": pieces, "YEAR": 2024, "BALANCE": 1, "OUTPUT": "memory:", "XLSX": book}
    assert names(run("yearbalance", UNIT_LEVEL=9, **given)["OUTPUT"]) == {"990101100": "禾城镇", "990101101": "北塬镇"}
    assert column(book, 0, "行政区名称")["990101100"] == "禾城镇"
    assert names(run("yearbalance", UNIT_LEVEL=6, **given)["OUTPUT"]) == {"990101": "990101"}
    assert column(book, 0, "行政区名称")["990101"] == "（名称不详）"
    assert names(run("yearbalance", UNIT_LEVEL=6, UNITS=units(), **given)["OUTPUT"]) == {"990101": "望禾县"}


@pytest.mark.parametrize("algorithm", ["stocktake", "classsummary", "linescenario"])
def test_stock_and_class_tables_are_named_alike(provider, tmp_path, algorithm):
    (tmp_path / "t.csv").write_text("unit,farmland_mu,basic_mu\n990101100,1,1\n", encoding="utf-8")
    more = {
        "stocktake": {"INPUT": survey(), "TARGETS": str(tmp_path / "t.csv")},
        "classsummary": {"INPUT": survey()},
        "linescenario": {"SURVEY": survey(), "LINE": memory_layer([box(0, 0, 300, 100)], [{"id": 1}])},
    }[algorithm]
    told = {"990101100": "禾城镇", "990101101": "北塬镇"}
    assert names(run(algorithm, UNIT_LEVEL=9, OUTPUT="memory:", **more)["OUTPUT"]) == told
    assert names(run(algorithm, UNIT_LEVEL=6, OUTPUT="memory:", **more)["OUTPUT"]) == {"990101": "990101"}
    assert names(run(algorithm, UNIT_LEVEL=6, UNITS=units(), OUTPUT="memory:", **more)["OUTPUT"]) == {
        "990101": "望禾县"
    }
