"""landguard:flowmatrix in QGIS: sinks, reference systems, the same digits on the command line and in memory."""

import processing
import pytest
import shapely
from qgis.core import QgsProcessingException, QgsVectorLayer
from shapely.affinity import translate

from tests.core.flows.county import box
from tests.layers import memory_layer, rows_of, save

UNIT = "9901010010010000000"
BEFORE = [box(0, 0, 100, 100), box(100, 0, 200, 100), box(0, 100, 200, 200)]
AFTER = [box(0, 0, 130, 100), box(130, 0, 200, 100), box(0, 100, 200, 200)]
BEFORE_ROWS = [
    {"BSM": f"b{k}", "DLBM": code, "ZLDWDM": UNIT, "TBMJ": area, "KCXS": ridge}
    for k, (code, area, ridge) in enumerate([("0103", 10000.01, 0.1), ("0301", 9999.99, 0.0), ("0702", 20000.0, 0.0)])
]
AFTER_ROWS = [
    {"BSM": f"a{k}", "DLBM": code, "ZLDWDM": UNIT, "TBMJ": area, "KCXS": ridge}
    for k, (code, area, ridge) in enumerate([("0103", 13000.0, 0.1), ("0601", 7000.0, 0.0), ("0702", 20000.0, 0.0)])
]


def years(crs_before="EPSG:4547", crs_after="EPSG:4547", shift=0.0):
    before = memory_layer(BEFORE, BEFORE_ROWS, crs_before, "before")
    after = memory_layer([translate(shape, shift) for shape in AFTER], AFTER_ROWS, crs_after, "after")
    return before, after


def run(before, after, **more):
    sinks = dict.fromkeys(("PIECES", "MATRIX", "RECONCILIATION", "REMAINDERS", "LEFTOVERS"), "memory:")
    return processing.run("landguard:flowmatrix", {"BEFORE": before, "AFTER": after, **sinks, **more})


def test_matrix_pieces_and_reconciliation(provider):
    result = run(*years())
    matrix = rows_of(result["MATRIX"])
    assert sum(round(row["area_m2"] * 100) for row in matrix) == 4000000
    stock = {}
    for row in matrix:
        stock[row["from_class"]] = round(stock.get(row["from_class"], 0) + row["area_m2"], 2)
    assert stock == {"0103": 9000.01, "1203": 1000.0, "0301": 9999.99, "0702": 20000.0}
    pieces = {}
    for row in rows_of(result["PIECES"]):
        key = row["unit"], row["dlbm_before"], row["dlbm_after"]
        pieces[key] = round(pieces.get(key, 0) + row["area_m2"], 2)
    assert pieces == {(r["unit"], r["from_class"], r["to_class"]): r["area_m2"] for r in matrix}
    (total,) = rows_of(result["RECONCILIATION"])
    assert total["unit"] == "990101"
    assert (total["before_m2"], total["after_m2"], total["common_m2"]) == (40000.0, 40000.0, 40000.0)
    assert total["difference_m2"] == 0.0
    assert (result["BEFORE_M2"], result["AFTER_M2"], result["DIFFERENCE_M2"]) == (40000.0, 40000.0, 0.0)
    assert result["METHOD"] == "CGCS2000-32-D70-XY4-BL6"
    assert sum(row["remainder_m2"] for row in rows_of(result["REMAINDERS"])) == pytest.approx(0, abs=1e-9)
    assert rows_of(result["LEFTOVERS"]) == []


def test_pieces_draw_the_ground_once(provider):
    layer = run(*years())["PIECES"]
    drawn = [shapely.from_wkb(bytes(f.geometry().asWkb())) for f in layer.getFeatures() if f.hasGeometry()]
    assert sum(s.area for s in drawn) == pytest.approx(40000.0, abs=1e-6)
    assert shapely.union_all(drawn).area == pytest.approx(40000.0, abs=1e-6)
    assert layer.crs().authid() == "EPSG:4547"


@pytest.mark.parametrize(
    ("crs_before", "crs_after", "shift"),
    [("EPSG:4547", "EPSG:4526", 38e6), ("EPSG:4547", "", 38e6)],
)
def test_prefixed_and_unprefixed_years_meet(provider, crs_before, crs_after, shift):
    plain, mixed = rows_of(run(*years())["MATRIX"]), rows_of(run(*years(crs_before, crs_after, shift))["MATRIX"])
    assert mixed == plain


def test_the_same_digits_from_files_memory_and_the_command_line(provider, qgis_process, tmp_path):
    before, after = years()
    files = {
        "BEFORE": save(before, tmp_path / "before.gpkg"),
        "AFTER": save(after, tmp_path / "after.shp", "ESRI Shapefile"),
    }
    sinks = {name: tmp_path / f"{name}.gpkg" for name in ("MATRIX", "RECONCILIATION", "PIECES")}
    told = qgis_process.run("landguard:flowmatrix", **files, **sinks)
    here = run(before, after)
    for name in ("MATRIX", "RECONCILIATION", "PIECES"):
        ours = [{k: v for k, v in row.items() if k != "fid"} for row in rows_of(sinks[name])]
        assert ours == rows_of(here[name]), name
    for name in ("BEFORE_M2", "AFTER_M2", "CHANGED_M2", "DIFFERENCE_M2"):
        assert told[name] == here[name]


def test_stored_and_streamed_reading_give_the_same(provider, tmp_path):
    before, after = years()
    paths = [save(before, tmp_path / "before.gpkg"), save(after, tmp_path / "after.gpkg")]
    fast = run(*[str(path) for path in paths])
    slow = run(*[QgsVectorLayer(f"{path}|subset=\"BSM\" <> 'x'", "l", "ogr") for path in paths])
    assert rows_of(fast["MATRIX"]) == rows_of(slow["MATRIX"]) == rows_of(run(before, after)["MATRIX"])


def test_units_basic_farmland_and_approvals(provider):
    units = memory_layer(
        [box(-1, -1, 100, 300), box(100, -1, 300, 300)], [{"XZQDM": "990101001"}, {"XZQDM": "990101002"}]
    )
    basic = memory_layer([box(100, 0, 200, 100)], [{"id": 1}])
    approved = memory_layer([box(150, 0, 300, 100)], [{"id": 1}])
    before, after = years()
    before.dataProvider().changeAttributeValues({2: {before.fields().lookupField("DLBM"): "0102"}})
    result = run(before, after, UNITS=units, BASIC_FARMLAND=basic, APPROVED=approved)
    matrix = rows_of(result["MATRIX"])
    assert {row["unit"] for row in matrix} == {"990101001", "990101002"}
    assert sum(r["in_basic_m2"] for r in matrix) == pytest.approx(9999.99, abs=0.02)
    causes = {(r["cause"], r["approved"]) for r in rows_of(result["PIECES"])}
    assert ("approved_construction", "yes") in causes
    assert ("nonagricultural", "no") in causes
    assert result["DIFFERENCE_M2"] == 0.0


def test_class_fields_can_be_named(provider):
    before = memory_layer(BEFORE[:1], [{"lu": "0103"}])
    after = memory_layer(BEFORE[:1], [{"lu2": "0301"}])
    result = run(before, after, BEFORE_CLASS_FIELD="lu", AFTER_CLASS_FIELD="lu2")
    assert [(r["from_class"], r["to_class"]) for r in rows_of(result["MATRIX"])] == [("0103", "0301")]


@pytest.mark.parametrize(
    ("more", "code"),
    [({"AS_OF": "1999-01-01"}, "LG-FLO-001"), ({"BEFORE_CLASS_FIELD": "nix"}, "LG-LAY-002")],
)
def test_refusals_are_coded(provider, more, code):
    with pytest.raises(QgsProcessingException, match=code):
        run(*years(), **more)


def test_a_layer_without_classes_is_refused(provider):
    with pytest.raises(QgsProcessingException, match="LG-SUR-001"):
        run(memory_layer(BEFORE, [{"id": k} for k in range(3)]), years()[1])


def test_a_rule_file_that_is_none_is_refused(provider, tmp_path):
    (tmp_path / "rules.csv").write_text("a,b\n1,2\n")
    with pytest.raises(QgsProcessingException, match="LG-FLO-004"):
        run(*years(), RULESET=str(tmp_path / "rules.csv"))
