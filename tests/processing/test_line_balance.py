"""landguard:linebalance: known sums, the same digits from the command line, the ledger untouched, refusals."""

import hashlib
import shutil
from pathlib import Path

import processing
import pytest
import shapely
from qgis.core import QgsProcessingException

from tests.core.flows.county import box
from tests.layers import memory_layer, rows_of, save

LEDGERS = Path(__file__).resolve().parents[1] / "ledgers"
TABLES = ("OUTPUT", "STOCK", "PIECES", "RECONCILIATION", "WRITE_OFF")
NORTH, SOUTH = "9901010010010000000", "9901010020010000000"
SHAPES = [box(0, 0, 100, 100), box(100, 0, 200, 100), box(0, 100, 100, 200), box(100, 100, 200, 200)]
ROWS = [
    {"BSM": "1", "DLBM": "0103", "ZLDWDM": NORTH, "TBMJ": 10000.0, "KCXS": 0.1, "GDDB": 11},
    {"BSM": "2", "DLBM": "0101", "ZLDWDM": NORTH, "TBMJ": 10000.0, "KCXS": 0.0, "GDDB": 9},
    {"BSM": "3", "DLBM": "0201K", "ZLDWDM": SOUTH, "TBMJ": 10000.0, "KCXS": 0.0, "GDDB": None},
    {"BSM": "4", "DLBM": "0102", "ZLDWDM": SOUTH, "TBMJ": 10000.0, "KCXS": 0.0, "GDDB": 10},
]


def inputs(tmp_path, **more):
    (tmp_path / "targets.csv").write_text("unit,farmland_mu,basic_mu\n990101001,25,5\n990101002,13,5\n")
    layers = {
        "SURVEY": memory_layer(SHAPES, ROWS, name="survey"),
        "CURRENT": memory_layer([box(0, 0, 200, 200)], [{"id": 1}], name="now"),
        "PROPOSED": memory_layer([box(0, 0, 150, 200)], [{"id": 1}], name="then"),
        "BASIC_FARMLAND": memory_layer([box(150, 0, 200, 50)], [{"id": 1}], name="basic"),
    }
    values = {"GRADE_FIELD": "GDDB", "UNIT_LEVEL": 9, "RULESET": "three-index-2017", "AS_OF": "2021-12-31"}
    ledger = {"LEDGER": str(LEDGERS / "sample_county.txt"), "TARGETS": str(tmp_path / "targets.csv")}
    return {**layers, **values, **ledger, **more}


def moved(tmp_path, **more):
    return processing.run("landguard:linebalance", {**inputs(tmp_path, **more), **dict.fromkeys(TABLES, "memory:")})


def by(layer, *names):
    return {tuple(row[name] for name in names): row for row in rows_of(layer)}


def test_known_sums(provider, tmp_path):
    result = moved(tmp_path)
    assert (result["LET_OUT_M2"], result["TAKEN_IN_M2"], result["DIFFERENCE_M2"]) == (10000.0, 0.0, 0.0)
    assert (result["REQUIRED_QUANTITY_M2"], result["REQUIRED_PADDY_M2"]) == (10000.0, 5000.0)
    assert result["REQUIRED_CAPACITY_KG"] == 5250 + 4500
    assert (result["SWAP_M2"], result["UNITS_BELOW_TARGET"], result["UNGRADED_M2"]) == (2500.0, 2, 0.0)
    assert (result["RULES"], result["DAY"]) == ("three-index-2017", "2021-12-31")
    balance = by(result["OUTPUT"], "unit", "account")
    north = balance["990101001", "capacity"]
    assert (north["required"], north["measure"]) == (5250.0, "kg")
    assert north["balance_after"] == north["balance_before"] + north["change"] == north["balance_before"] - 5250
    stock = by(result["STOCK"], "unit")
    assert stock[("990101001",)]["left_m2"] == 14000.0
    assert stock[("990101001",)]["surplus_after_m2"] == pytest.approx(14000 - 16666.67)
    assert stock[("990101001",)]["basic_out_m2"] == 2500.0
    pieces = rows_of(result["PIECES"])
    assert [(p["bsm"], p["farmland_m2"], p["paddy_m2"], p["capacity_kg"]) for p in pieces] == [
        ("2", 5000.0, 5000.0, 5250),
        ("4", 5000.0, 0.0, 4500),
    ]
    drawn = [shapely.from_wkb(bytes(f.geometry().asWkb())) for f in result["PIECES"].getFeatures()]
    assert sum(shape.area for shape in drawn) == pytest.approx(10_000, abs=1e-6)
    covered = {}
    for row in rows_of(result["WRITE_OFF"]):
        covered[row["project"]] = covered.get(row["project"], 0) + row["quantity_m2"]
    assert covered == {
        r["project"]: r["covered"] for r in rows_of(result["OUTPUT"]) if r["account"] == "quantity" and r["covered"]
    }


def test_every_figure_is_the_sum_of_its_pieces(provider, tmp_path):
    result = moved(tmp_path, LINE_KIND=2, CURRENT=memory_layer([box(0, 0, 30, 200)], [{"id": 1}]))
    pieces = rows_of(result["PIECES"])
    for row in rows_of(result["OUTPUT"]):
        name = {"quantity": "quantity_m2", "paddy": "paddy_m2", "capacity": "capacity_kg"}[row["account"]]
        own = [p[name] for p in pieces if p["holder"] == row["unit"]]
        assert row["required"] == pytest.approx(sum(own), abs=1e-6)
    for row in rows_of(result["STOCK"]):
        own = [p for p in pieces if p["unit"] == row["unit"]]
        assert row["exposed_m2"] == pytest.approx(sum(p["farmland_m2"] for p in own if p["exposed"]), abs=1e-6)
        assert row["basic_out_m2"] == pytest.approx(sum(p["in_basic_m2"] for p in own if p["exposed"]), abs=1e-6)


def test_the_same_digits_from_the_command_line_and_the_ledger_untouched(provider, qgis_process, tmp_path):
    here = moved(tmp_path)
    ledger = Path(shutil.copy(LEDGERS / "sample_county.txt", tmp_path / "台账.txt"))
    before = hashlib.sha256(ledger.read_bytes()).hexdigest()
    given = {
        key: save(value, tmp_path / f"{key}.gpkg") if hasattr(value, "fields") else value
        for key, value in inputs(tmp_path, LEDGER=ledger).items()
    }
    out = {name: tmp_path / f"out_{name}.gpkg" for name in TABLES}
    there = qgis_process.run("landguard:linebalance", **given, **out)
    for name, path in out.items():
        ours = [{k: v for k, v in row.items() if k != "fid"} for row in rows_of(path)]
        assert ours == rows_of(here[name]), name
    for name, value in here.items():
        if name not in TABLES:
            assert there[name] == value, name
    assert hashlib.sha256(ledger.read_bytes()).hexdigest() == before


def test_the_line_may_be_in_another_reference_system(provider, tmp_path):
    from qgis.core import QgsCoordinateReferenceSystem

    line = memory_layer([box(0, 0, 150, 200)], [{"id": 1}])
    done = processing.run(
        "native:reprojectlayer",
        {"INPUT": line, "TARGET_CRS": QgsCoordinateReferenceSystem("EPSG:4490"), "OUTPUT": "memory:"},
    )
    result = moved(tmp_path, PROPOSED=done["OUTPUT"])
    assert result["LET_OUT_M2"] == pytest.approx(10000.0, abs=0.05)
    assert result["DIFFERENCE_M2"] == 0.0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"AS_OF": "2025-06-01"}, "LG-RUL-001"),
        ({"RULESET": "in-out-2021"}, "LG-RUL-002"),
        ({"AS_OF": "soon"}, "LG-LED-072"),
        ({"LEDGER": "/nowhere.txt"}, "LG-LTX-010"),
        ({"UNIT_LEVEL": 0}, "LG-MOV-001"),
    ],
)
def test_refusals(provider, tmp_path, more, code):
    with pytest.raises(QgsProcessingException, match=code):
        moved(tmp_path, **more)


def test_a_missing_grade_is_told_and_not_guessed(provider, tmp_path):
    result = moved(tmp_path, GRADE_FIELD="")
    assert (result["UNGRADED_M2"], result["REQUIRED_CAPACITY_KG"]) == (10000.0, 0)
    assert moved(tmp_path, GRADE_FIELD="", GRADE=9)["REQUIRED_CAPACITY_KG"] == 10500
