"""Candidates through QGIS: hand-made fields with a known best choice, official areas, the same answer from the command line."""

from __future__ import annotations

import json
from decimal import Decimal

import processing
import pytest
import shapely
from qgis.core import QgsProcessingException

from tests.layers import memory_layer, rows_of, save

EAST, NORTH = 500_000.0, 4_000_000.0
SIDE = 100.0


def square(column, row=0, side=SIDE):
    x, y = EAST + column * SIDE, NORTH + row * SIDE
    return shapely.box(x, y, x + side, y + side)


def patch(number, dlbm="0103", **more):
    return {"BSM": f"T{number}", "DLBM": dlbm, "ZLDWDM": "9901010010010000000", "TBMJ": 10_000.0, "GDPDJB": "1", **more}


def survey(rows, shapes, crs="EPSG:4547"):
    return memory_layer(shapes, rows, crs, name="DLTB")


CITY = memory_layer([shapely.box(EAST - 500, NORTH, EAST - 100, NORTH + 100)], [{"name": "城区"}])
FAR = memory_layer([shapely.box(EAST + 50_000, NORTH, EAST + 50_100, NORTH + 100)], [{"name": "永农"}])


def run(layer, required, existing=FAR, city=CITY, **more):
    return processing.run(
        "landguard:basicfarmlandcandidates",
        {"SURVEY": layer, "EXISTING": existing, "CITY": city, "REQUIRED_MU": required, "OUTPUT": "memory:", **more},
    )


def chosen(result):
    return sorted(row["bsm"] for row in rows_of(result["OUTPUT"]) if row["selected"])


def test_scores_are_explained_by_hand(provider):
    rows = [
        patch(1, "0101", GDPDJB="2"),
        patch(2, "0103", GDPDJB="4", TBXHDM="LQGD", ZZSXDM="FLS"),
        patch(3, "0601"),
    ]
    result = run(survey(rows, [square(0), square(40), square(1)]), 0)
    found = {row["bsm"]: row for row in rows_of(result["OUTPUT"])}
    assert set(found) == {"T1", "T2"}, "only farmland is a candidate"
    one, two = found["T1"], found["T2"]
    # one hectare = 15 mu of 500 mu; 100 m and 4100 m from the city: full, and (5000 - 4100) / 4500
    assert [one[c] for c in ("quality", "contiguity", "slope", "distance", "risk")] == [100.0, 3.0, 85.0, 100.0, 100.0]
    assert [two[c] for c in ("quality", "contiguity", "slope", "distance", "risk")] == [60.0, 3.0, 30.0, 20.0, 50.0]
    assert one["score"] == 73.5  # (35*100 + 25*3 + 15*85 + 15*100 + 10*100) / 100
    assert two["score"] == 34.25
    assert (one["rank"], two["rank"]) == (1, 2)
    assert result["SELECTED_M2"] == 0


def test_neighbours_are_chosen_together_where_the_ranking_would_scatter(provider):
    """Fields 0..6 in a row with gaps of one; every other one is slightly better. The best three together are neighbours."""
    rows = [patch(k, "0103", ZZSXDM="LS" if k in (0, 3, 6) else "LYFL") for k in range(7)]
    city = memory_layer([shapely.box(EAST - 100, NORTH - 300, EAST + 800, NORTH - 200)], [{"name": "城区"}])
    result = run(survey(rows, [square(k) for k in range(7)]), 45, city=city)
    assert chosen(result) in (["T0", "T1", "T2"], ["T1", "T2", "T3"], ["T3", "T4", "T5"], ["T4", "T5", "T6"])
    assert result["SELECTED_M2"] == 30_000.0
    assert result["GAP_PERCENT"] == 0
    top = [row["bsm"] for row in rows_of(result["OUTPUT"]) if row["rank"] <= 3]
    assert top == ["T0", "T3", "T6"], "the ranking itself scatters"


def test_what_lies_in_existing_basic_farmland_is_no_candidate_and_halves_add_up(provider):
    rows = [patch(1), patch(2), patch(3, TBMJ=10_000.01)]
    existing = memory_layer(
        [shapely.union(square(1), shapely.box(EAST + 200, NORTH, EAST + 250, NORTH + 100))], [{"name": "永农"}]
    )
    result = run(survey(rows, [square(0), square(1), square(2)]), 0, existing)
    found = {row["bsm"]: row for row in rows_of(result["OUTPUT"])}
    assert set(found) == {"T1", "T3"}
    assert found["T3"]["farmland_m2"] in (5_000.0, 5_000.01)
    assert (found["T1"]["beside_basic"], found["T3"]["beside_basic"]) == (1, 1)
    shapes = {f["bsm"]: f.geometry().area() for f in result["OUTPUT"].getFeatures()}
    assert shapes["T3"] == pytest.approx(5_000.0)


def test_farmland_counts_net_of_ridges(provider):
    row = patch(1, GDPDJB="2", KCXS=0.1, KCMJ=1_000.0, TBDLMJ=9_000.0)
    assert rows_of(run(survey([row], [square(0)]), 0)["OUTPUT"])[0]["farmland_m2"] == 9_000.0


def test_patches_are_left_out_for_a_reason(provider, qgis_process_zh, tmp_path):
    rows = [patch(1), patch(2, GDPDJB="5"), patch(3, TBXHDM="HDGD"), patch(4, TBMJ=399.99)]
    shapes = [square(0), square(1), square(2), square(3, side=20.0)]
    path = save(survey(rows, shapes), tmp_path / "s.gpkg")
    layers = {name: save(layer, tmp_path / f"{name}.gpkg") for name, layer in (("EXISTING", FAR), ("CITY", CITY))}
    done = qgis_process_zh.call(
        "landguard:basicfarmlandcandidates", SURVEY=path, **layers, REQUIRED_MU=100, OUTPUT=tmp_path / "o.gpkg"
    )
    assert done.returncode == 0, done.stderr
    log = json.dumps(json.loads(done.stdout)["log"], ensure_ascii=False)
    for words in ("坡度过大", "细化标注在排除名单内", "面积过小", "未核实", "LG-BFC-002"):
        assert words in log
    assert [row["bsm"] for row in rows_of(tmp_path / "o.gpkg")] == ["T1"]


def test_other_reference_systems_give_the_same_choice_and_nearly_the_same_distances(provider):
    rows = [patch(k, "0101" if k < 3 else "0103") for k in range(6)]
    shapes = [square(k) for k in range(6)]
    plane = run(survey(rows, shapes), 40)
    layers = []
    for layer in (survey(rows, shapes), FAR, CITY):
        layers.append(
            processing.run("native:reprojectlayer", {"INPUT": layer, "TARGET_CRS": "EPSG:4490", "OUTPUT": "memory:"})[
                "OUTPUT"
            ]
        )
    geographic = run(layers[0], 40, layers[1], layers[2])
    assert chosen(geographic) == chosen(plane) == ["T0", "T1", "T2"]
    assert geographic["SELECTED_M2"] == plane["SELECTED_M2"] == 30_000.0
    for one, other in zip(rows_of(plane["OUTPUT"]), rows_of(geographic["OUTPUT"])):
        assert one["distance_m"] == pytest.approx(other["distance_m"], abs=1.0)


def test_the_same_rows_from_the_command_line(provider, qgis_process, tmp_path):
    dice = __import__("random").Random(3)
    rows = [
        patch(
            k,
            dice.choice(("0101", "0102", "0103")),
            GDPDJB=dice.choice("1234"),
            TBMJ=float(dice.randint(4_000, 10_000)),
        )
        for k in range(60)
    ]
    layer = survey(rows, [square(k % 10, k // 10) for k in range(60)])
    here = run(layer, 200)
    files = {
        name: save(one, tmp_path / f"{name}.gpkg")
        for name, one in (("SURVEY", layer), ("EXISTING", FAR), ("CITY", CITY))
    }
    there = qgis_process.run("landguard:basicfarmlandcandidates", **files, REQUIRED_MU=200, OUTPUT=tmp_path / "o.gpkg")
    theirs = [{k: v for k, v in row.items() if k != "fid"} for row in rows_of(tmp_path / "o.gpkg")]
    assert theirs == rows_of(here["OUTPUT"])
    assert there["SELECTED_M2"] == here["SELECTED_M2"] >= float(Decimal(200) * 2000 / 3)
    again = run(layer, 200)
    assert rows_of(again["OUTPUT"]) == rows_of(here["OUTPUT"])


def test_grades_decide_quality_where_a_field_has_them(provider):
    rows = [patch(1, "0103", DB="1"), patch(2, "0101", DB="15"), patch(3, "0103", DB="")]
    result = run(survey(rows, [square(k) for k in range(3)]), 0, GRADE_FIELD="DB")
    quality = {row["bsm"]: row["quality"] for row in rows_of(result["OUTPUT"])}
    assert quality == {"T1": 100.0, "T2": 0.0, "T3": 60.0}
    bad = survey([patch(1, DB="好")], [square(0)])
    with pytest.raises(QgsProcessingException, match="LG-BFC-004"):
        run(bad, 0, GRADE_FIELD="DB")


def test_a_rule_set_without_scores_is_refused_and_an_overlay_changes_weights(provider, tmp_path):
    layer = survey([patch(1, "0101")], [square(0)])
    with pytest.raises(QgsProcessingException, match="LG-RUL-003"):
        run(layer, 0, RULESET="three-index-2017")
    path = tmp_path / "本省.json"
    change = {"candidates.weight_quality": {"value": 100, "status": "found", "source": "省文"}}
    for name in ("contiguity", "slope", "distance", "risk"):
        change[f"candidates.weight_{name}"] = {"value": 0, "status": "found", "source": "省文"}
    path.write_text(
        json.dumps({"id": "province", "extends": "basic-candidates", "parameters": change}), encoding="utf-8"
    )
    assert rows_of(run(layer, 0, RULESET=str(path))["OUTPUT"])[0]["score"] == 100.0
