"""landguard:classsummary: sums by plain pandas and Decimal beside ours, roll-ups, ridges, rounding, the sheet, refusals."""

from decimal import Decimal

import openpyxl
import pandas as pd
import processing
import pytest
from qgis.core import QgsProcessingException

from landguard_plugin.storage import packaged
from tests.core.flows.county import box
from tests.layers import memory_layer, rows_of, save

UNITS = ("9901010010010000000", "9901010010020000000", "9901010020010000000")
CODES = ("0101", "0103", "0201K", "0303", "0601", "0402", "1104A", "9999", "0702", "1006", "0103", "0404")


def patches(count=60):
    rows = []
    for k in range(count):
        code, area = CODES[k % len(CODES)], Decimal(700 * (k % 7) ** 3 + 1234 * k) + Decimal(k * 37 % 100) / 100 + 1
        ridge = (area * Decimal("0.1195")).quantize(Decimal("0.01")) if code[:2] == "01" else Decimal(0)
        rows.append({"BSM": str(k), "DLBM": code, "ZLDWDM": UNITS[k % 5 % 3], "ZLDWMC": f"村{k % 5 % 3}",
                     "TBMJ": float(area), "KCXS": 0.1195 if ridge else 0.0, "KCMJ": float(ridge), "TBDLMJ": float(area - ridge)})  # fmt: skip
    return rows


def survey(rows=None, drop=()):
    rows = patches() if rows is None else rows
    rows = [{key: value for key, value in row.items() if key not in drop} for row in rows]
    return memory_layer([box(20 * k, 0, 20 * k + 20, 20) for k in range(len(rows))], rows, name="survey")


def run(layer, **more):
    return processing.run("landguard:classsummary", {"INPUT": layer, "UNIT_LEVEL": 9, "OUTPUT": "memory:", **more})


def exact(rows, digits, roll):
    """Return (unit, class) -> Decimal m2, with the ridge as 1203: no code of ours."""
    frame = pd.DataFrame(
        [(r["ZLDWDM"][:digits], roll(r["DLBM"]), Decimal(str(r["TBDLMJ"]))) for r in rows]
        + [(r["ZLDWDM"][:digits], roll("1203"), Decimal(str(r["KCMJ"]))) for r in rows if r["KCMJ"]],
        columns=["unit", "class", "area"],
    )
    return frame.groupby(["unit", "class"])["area"].sum().to_dict()


def first_level(code):
    wetland = {"0303", "0304", "0306", "0402", "0603", "1105", "1106", "1108"}
    return code if code in ("9999", "00") else "00" if code[:4] in wetland else code[:2]


ROLLS = (first_level, lambda code: code[:4], lambda code: code)


@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("digits", [6, 9, 12])
def test_exact_sums_and_rounded_ones(provider, level, digits):
    expected = exact(patches(), digits, ROLLS[level])
    result = run(survey(), CLASS_LEVEL=level, UNIT_LEVEL=digits)
    rows = rows_of(result["OUTPUT"])
    assert {(r["unit"], r["class"]): Decimal(str(r["area_m2"])) for r in rows} == expected
    shown = {(r["unit"], r["class"]): Decimal(str(r["area"])) for r in rows}
    total = (sum(expected.values()) / 10000).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    assert sum(shown.values()) == total == Decimal(str(result["TOTAL"]))
    assert all(abs(shown[key] - expected[key] / 10000) < Decimal("0.05") for key in shown)
    assert (result["DIFFERENCE_M2"], result["REMAINDER_M2"], result["UNKNOWN_COUNT"]) == (0.0, 0.0, 5)
    assert Decimal(str(result["IN_M2"])) == sum(Decimal(str(r["TBMJ"])) for r in patches())
    assert Decimal(str(result["RIDGE_M2"])) == sum(Decimal(str(r["KCMJ"])) for r in patches())


def test_square_metres_are_not_rounded(provider):
    rows = rows_of(run(survey(), CLASS_LEVEL=2, AREA_UNIT=0)["OUTPUT"])
    assert all(row["area"] == row["area_m2"] for row in rows)


def test_whole_patches_by_tbmj(provider):
    result = run(survey(), AREA_FIELD="TBMJ", CLASS_LEVEL=2)
    assert "1203" not in {row["class"] for row in rows_of(result["OUTPUT"])}
    assert result["IN_M2"] == result["OUT_M2"] == pytest.approx(sum(r["TBMJ"] for r in patches()), abs=0.001)


def test_only_net_areas_stored(provider):
    """A layer with TBDLMJ and without TBMJ is summed by what it stores."""
    result = run(survey(drop=("TBMJ", "KCMJ", "KCXS")), CLASS_LEVEL=2)
    assert result["OUT_M2"] == pytest.approx(sum(r["TBDLMJ"] for r in patches()), abs=0.001)
    with_ridges = run(survey(drop=("TBMJ",)), CLASS_LEVEL=2)
    assert with_ridges["OUT_M2"] == pytest.approx(sum(r["TBMJ"] for r in patches()), abs=0.001)


def test_without_stored_areas_the_official_area_is_the_quantity(provider):
    layer = survey(drop=("TBMJ", "KCMJ", "KCXS", "TBDLMJ"))
    official = processing.run("landguard:officialarea", {"INPUT": layer, "OUTPUT": "memory:"})["TOTAL_M2"]
    result = run(layer)
    assert result["OUT_M2"] == official > 0


def test_another_field_with_gaps_and_negatives_is_reconciled(provider):
    rows = [{**row, "MJ": row["TBMJ"]} for row in patches()]
    rows[3]["MJ"], rows[4]["MJ"] = None, -5.5
    result = run(survey(rows), AREA_FIELD="MJ")
    assert result["REMAINDER_M2"] == -5.5
    assert result["DIFFERENCE_M2"] == 0.0
    assert round(result["OUT_M2"] - 5.5, 2) == result["IN_M2"]


def test_names_stand_beside_codes(provider, tmp_path):
    (tmp_path / "xzq.csv").write_text("XZQDM,XZQMC\n990101001,北街镇\n990101002000,南关镇\n", encoding="utf-8")
    rows = rows_of(run(survey(), UNITS=str(tmp_path / "xzq.csv"))["OUTPUT"])
    assert {(r["unit"], r["unit_name"]) for r in rows} == {("990101001", "北街镇"), ("990101002", "南关镇")}
    assert {r["unit_name"] for r in rows_of(run(survey(), UNIT_LEVEL=12)["OUTPUT"])} == {"村0", "村1", "村2"}
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    with pytest.raises(QgsProcessingException, match="LG-LAY-005"):
        run(survey(), UNITS=str(tmp_path / "bad.csv"))


def test_an_unknown_field_is_refused(provider):
    with pytest.raises(QgsProcessingException, match="LG-LAY-002"):
        run(survey(), AREA_FIELD="NOPE")


def sheet_of(path):
    return openpyxl.load_workbook(path).active


@pytest.mark.parametrize("level", [0, 1, 2])
def test_every_sum_of_the_sheet_is_the_sum_of_its_cells(provider, tmp_path, level):
    run(survey(), CLASS_LEVEL=level, XLSX=str(tmp_path / "t.xlsx"))
    sheet = sheet_of(tmp_path / "t.xlsx")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    begin = next(n for n, row in enumerate(rows) if row[0] == "合　计")
    head, table = rows[2:begin], rows[begin : begin + 3]
    assert [row[0] for row in table] == ["合　计", "990101001", "990101002"]
    figures = [[Decimal(str(v)) for v in row[2:]] for row in table]
    titles = [next(row[k] for row in reversed(head) if row[k]) for k in range(2, len(rows[0]))]
    assert figures[0] == [a + b for a, b in zip(figures[1], figures[2])]
    single = [k for k, title in enumerate(titles) if title not in ("总面积", "小计")]
    for row in figures:
        assert row[0] == sum(row[k] for k in single)
        for k, title in enumerate(titles):
            if title == "小计":
                group = head[0][k + 2].split("（")[1][:2]
                assert row[k] == sum(row[j] for j in single if first_level(titles[j].split("\n")[-1]) == group)
    shown = {
        (r["unit"], r["class"]): Decimal(str(r["area"])) for r in rows_of(run(survey(), CLASS_LEVEL=level)["OUTPUT"])
    }
    for row, unit in zip(figures[1:], ("990101001", "990101002")):
        printed = {titles[k].split("\n")[-1]: row[k] for k in single}
        assert all(printed[code] == area for (u, code), area in shown.items() if u == unit)
        assert sum(printed.values()) == sum(area for (u, _), area in shown.items() if u == unit)
    assert {
        cell.number_format for row in sheet.iter_rows(min_row=begin + 1, max_row=begin + 3, min_col=3) for cell in row
    } == {"0.00"}


def test_a_printed_level_has_every_class(provider, tmp_path):
    run(survey(), CLASS_LEVEL=1, XLSX=str(tmp_path / "t.xlsx"))
    titles = {
        str(c.value).split("\n")[-1]
        for row in sheet_of(tmp_path / "t.xlsx").iter_rows(min_row=3, max_row=5)
        for c in row
        if c.value
    }
    table = packaged.read_csv("survey/land_classes.csv")
    second = {row["code"] for row in table if row["level"] == "2"}
    assert second <= titles
    assert not {row["code"] for row in table if row["level"] == "3"} & titles


def test_english_and_chinese_sheets(provider, tmp_path):
    run(survey(), XLSX=str(tmp_path / "zh.xlsx"))
    run(survey(), XLSX=str(tmp_path / "en.xlsx"), XLSX_LANGUAGE=1)
    assert sheet_of(tmp_path / "zh.xlsx")["A1"].value == "土地利用现状一级分类面积汇总表"
    assert sheet_of(tmp_path / "en.xlsx")["A1"].value == "Land use by first-level class"
    texts = [str(c.value) for row in sheet_of(tmp_path / "zh.xlsx").iter_rows() for c in row if c.value is not None]
    assert "单位：公顷" in texts
    assert any("未核实" in text for text in texts)
    assert any(text.startswith("填表单位：") for text in texts)


def test_a_sheet_that_cannot_be_written_is_refused_before_the_work(provider, tmp_path):
    with pytest.raises(QgsProcessingException, match="LG-RPT-002"):
        run(survey(), XLSX=str(tmp_path / "no" / "t.xlsx"))


def test_the_same_digits_on_the_command_line(provider, qgis_process, tmp_path):
    layer = save(survey(), tmp_path / "survey.gpkg")
    told = qgis_process.run("landguard:classsummary", INPUT=layer, UNIT_LEVEL=9, CLASS_LEVEL=1, AREA_UNIT=2,
                            OUTPUT=tmp_path / "out.gpkg", XLSX=tmp_path / "there.xlsx")  # fmt: skip
    here = run(survey(), CLASS_LEVEL=1, AREA_UNIT=2, XLSX=str(tmp_path / "here.xlsx"))
    columns = ("unit", "class", "area", "area_m2", "patches")
    ours, theirs = ([[row[c] for c in columns] for row in rows_of(x)] for x in (here["OUTPUT"], tmp_path / "out.gpkg"))
    assert ours == theirs
    assert told["TOTAL"] == here["TOTAL"]
    values = [
        [[c.value for c in row] for row in sheet_of(tmp_path / name).iter_rows()]
        for name in ("here.xlsx", "there.xlsx")
    ]
    assert values[0] == values[1]


@pytest.mark.parametrize("unit", [1, 2])
def test_tables_of_all_levels_agree_when_rounded(provider, unit):
    """The first-level figure is the sum of the second-level figures printed beside it, and of the stored classes."""
    figures = []
    for level in range(3):
        sums = {}
        for row in rows_of(run(survey(patches(300)), CLASS_LEVEL=level, AREA_UNIT=unit)["OUTPUT"]):
            key = row["unit"], first_level(row["class"])
            sums[key] = sums.get(key, 0) + Decimal(str(row["area"]))
        figures.append(sums)
    assert figures[0] == figures[1] == figures[2]
