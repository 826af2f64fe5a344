"""landguard:stocktake and landguard:linescenario: known sums, closed pieces, targets, refusals."""

import processing
import pytest
import shapely
from qgis.core import QgsProcessingException

from landguard_plugin.core.quantities import mu_to_dm2
from tests.core.flows.county import box
from tests.layers import memory_layer, rows_of, save

NORTH, SOUTH = "9901010010010000000", "9901010020010000000"
SHAPES = [
    box(0, 0, 100, 100),
    box(100, 0, 200, 100),
    box(0, 100, 100, 200),
    box(100, 100, 200, 200),
    box(200, 0, 300, 100),
]
ROWS = [
    {"BSM": "1", "DLBM": "0103", "ZLDWDM": NORTH, "TBMJ": 10000.0, "KCXS": 0.1, "ZZSXDM": "LS"},
    {"BSM": "2", "DLBM": "0201K", "ZLDWDM": NORTH, "TBMJ": 10000.0, "KCXS": 0.0, "ZZSXDM": "JKHF"},
    {"BSM": "3", "DLBM": "0101", "ZLDWDM": SOUTH, "TBMJ": 10000.0, "KCXS": 0.0, "ZZSXDM": "LS"},
    {"BSM": "4", "DLBM": "0301", "ZLDWDM": SOUTH, "TBMJ": 10000.0, "KCXS": 0.0, "ZZSXDM": "GCHF"},
    {"BSM": "5", "DLBM": "0702", "ZLDWDM": SOUTH, "TBMJ": 10000.0, "KCXS": 0.0, "ZZSXDM": ""},
]


def survey():
    return memory_layer(SHAPES, ROWS, name="survey")


def targets(rows, tmp_path):
    lines = ["unit,farmland_mu,basic_mu", *[",".join(map(str, row)) for row in rows]]
    (tmp_path / "targets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(tmp_path / "targets.csv")


def stock(tmp_path, rows=(("990101001", 10, 3), ("990101002", 20, 5)), **more):
    inputs = {"INPUT": survey(), "TARGETS": targets(rows, tmp_path), "UNIT_LEVEL": 9, "OUTPUT": "memory:", **more}
    result = processing.run("landguard:stocktake", inputs)
    return result, {row["unit"]: row for row in rows_of(result["OUTPUT"])}


def test_farmland_is_net_and_the_rest_stands_beside(provider, tmp_path):
    result, by_unit = stock(tmp_path)
    north, south = by_unit["990101001"], by_unit["990101002"]
    assert (north["farmland_m2"], north["adjustable_m2"], north["restorable_m2"]) == (9000.0, 10000.0, 10000.0)
    assert (south["farmland_m2"], south["adjustable_m2"], south["restorable_by_works_m2"]) == (10000.0, 0.0, 10000.0)
    assert north["target_m2"] == mu_to_dm2(10) / 100
    assert north["surplus_m2"] == pytest.approx(9000 - 6666.67, abs=1e-6)
    assert north["rate"] == pytest.approx(9000 / 6666.67)
    assert north["basic_m2"] is None
    assert result["FARMLAND_M2"] == 19000.0
    assert result["UNITS_BELOW_TARGET"] == 1


def test_basic_farmland_counts_farmland_inside_once(provider, tmp_path):
    basic = memory_layer([box(0, 0, 50, 200), box(40, 0, 60, 200)], [{"id": 1}, {"id": 2}])
    _, by_unit = stock(tmp_path, BASIC_FARMLAND=basic)
    assert by_unit["990101001"]["basic_m2"] == pytest.approx(5400.0, abs=0.02)
    assert by_unit["990101002"]["basic_m2"] == pytest.approx(6000.0, abs=0.02)
    assert by_unit["990101002"]["basic_rate"] == pytest.approx(6000 / (5 * 2000 / 3), rel=1e-4)


def test_a_county_takes_the_sum_of_its_townships_and_empty_units_are_listed(provider, tmp_path):
    _, county = stock(tmp_path, UNIT_LEVEL=6)
    assert county["990101"]["target_m2"] == (mu_to_dm2(10) + mu_to_dm2(20)) / 100
    _, by_unit = stock(tmp_path, rows=[("990101009", 7, "")])
    assert by_unit["990101009"]["farmland_m2"] == 0.0
    assert by_unit["990101001"]["target_m2"] is None


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("990101001", "many", 3)], "LG-TGT-002"),
        ([("990101001", -1, 3)], "LG-TGT-002"),
        ([("990101001", 1, 3)] * 2, "LG-TGT-003"),
    ],
)
def test_broken_targets_are_refused_by_row(provider, tmp_path, rows, code):
    with pytest.raises(QgsProcessingException, match=code):
        stock(tmp_path, rows)


def test_a_table_without_targets_is_refused(provider, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(QgsProcessingException, match="LG-TGT-001"):
        stock(tmp_path, TARGETS=str(tmp_path / "x.csv"))


def test_a_line_divides_and_both_sides_sum(provider, tmp_path):
    line = memory_layer([box(50, 50, 250, 150)], [{"name": "red"}])
    basic = memory_layer([box(0, 0, 100, 200)], [{"id": 1}])
    result = processing.run(
        "landguard:linescenario",
        {
            "SURVEY": survey(), "LINE": line, "LINE_FIELD": "name", "BASIC_FARMLAND": basic, "UNIT_LEVEL": 9,
            "TARGETS": targets([("990101001", 10, 3)], tmp_path), "PIECES": "memory:", "OUTPUT": "memory:",
        },
    )  # fmt: skip
    by_unit = {row["unit"]: row for row in rows_of(result["OUTPUT"])}
    north = by_unit["990101001"]
    assert north["farmland_m2"] == pytest.approx(2250.0, abs=0.02)
    assert north["basic_m2"] == pytest.approx(2250.0, abs=0.02)
    assert north["before_m2"] == 9000.0
    assert round(north["after_m2"] + north["farmland_m2"], 2) == 9000.0
    assert north["surplus_m2"] == pytest.approx(north["after_m2"] - 6666.67, abs=0.005)
    assert by_unit["990101002"]["target_m2"] is None
    pieces = rows_of(result["PIECES"])
    assert {row["line"] for row in pieces} == {"red"}
    assert round(sum(row["farmland_m2"] for row in pieces), 2) == result["FARMLAND_M2"]
    drawn = [shapely.from_wkb(bytes(f.geometry().asWkb())) for f in result["PIECES"].getFeatures()]
    assert sum(shape.area for shape in drawn) == pytest.approx(150 * 100 + 50 * 50, abs=1e-6)


def test_the_same_digits_on_the_command_line(provider, qgis_process, tmp_path):
    layer = save(survey(), tmp_path / "survey.gpkg")
    table = targets([("990101001", 10, 3), ("990101002", 20, 5)], tmp_path)
    told = qgis_process.run(
        "landguard:stocktake", INPUT=layer, TARGETS=table, UNIT_LEVEL=9, OUTPUT=tmp_path / "out.gpkg"
    )
    ours = {row["unit"]: row for row in rows_of(tmp_path / "out.gpkg")}
    _, here = stock(tmp_path)
    for unit, row in here.items():
        assert {key: ours[unit][key] for key in row} == row
    assert told["FARMLAND_M2"] == 19000.0


def test_titles_are_aliases(provider, tmp_path):
    result, _ = stock(tmp_path)
    assert result["OUTPUT"].attributeDisplayName(1) == "Farmland (m2)"
