"""Moving a line: by hand, against plain intersections and plain sums, and what must hold for every move."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from landguard_plugin.app.flows.stock_take import Targets, line_scenario, stock_take
from landguard_plugin.app.ledger.line_balance import LineRequest, line_balance
from landguard_plugin.app.ledger.line_tables import (
    balance_rows,
    balance_table,
    pieces_table,
    reconciliation_rows,
    reconciliation_table,
    stock_rows,
    stock_table,
)
from landguard_plugin.app.ledger.ports import Snapshot
from landguard_plugin.core.area.official import official_areas
from landguard_plugin.core.flows.moving import LET_OUT, TAKEN_IN
from landguard_plugin.core.ledger.text.reader import read_ledger
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.storage.ledger.memory import MemoryLedger
from landguard_plugin.storage.ledger.tables import ruleset_for, yields
from tests.core.flows.county import CLASSES, PLANE, box, survey, zones_of

NORTH, SOUTH = "9901010010010000000", "9901010020010000000"
DAY = date(2021, 12, 31)
LEDGER = Path(__file__).resolve().parents[2] / "ledgers" / "sample_county.txt"
SHAPES = [box(0, 0, 100, 100), box(100, 0, 200, 100), box(0, 100, 100, 200), box(100, 100, 200, 200)]
ROWS = [
    {"BSM": "1", "DLBM": "0103", "ZLDWDM": NORTH, "TBMJ": 10000.0, "KCXS": 0.1, "ZZSXDM": "LS"},
    {"BSM": "2", "DLBM": "0101", "ZLDWDM": NORTH, "TBMJ": 10000.0, "KCXS": 0.0, "ZZSXDM": "LS"},
    {"BSM": "3", "DLBM": "0201K", "ZLDWDM": SOUTH, "TBMJ": 10000.0, "KCXS": 0.0, "ZZSXDM": "JKHF"},
    {"BSM": "4", "DLBM": "0102", "ZLDWDM": SOUTH, "TBMJ": 10000.0, "KCXS": 0.0, "ZZSXDM": "LS"},
]
GRADES = [Decimal(11), Decimal(9), None, Decimal(10)]


def snapshot(text=None):
    reading = read_ledger(text if text is not None else LEDGER.read_text(encoding="utf-8"))
    return Snapshot(reading.books, 0, tuple(reading.flaws), reading.lines)


def moved(current, proposed, kind="farmland", shapes=SHAPES, rows=ROWS, **more):
    """Return the result of a move; lines are lists of polygons."""
    options = {"snapshot": snapshot(), "grades": GRADES if rows is ROWS else (), "unit_level": 9, "day": DAY, **more}
    request = LineRequest(
        ruleset=lambda day: ruleset_for("three-index-2017", "occupation", day),
        survey=survey(shapes, rows),
        classes=CLASSES,
        current=zones_of(current),
        proposed=zones_of(proposed),
        kind=kind,
        yields=yields(),
        **options,
    )
    return line_balance(request, MemoryLedger, Unwatched())


def cells(frame, *key):
    return {tuple(row[k] for k in key): row for row in frame.to_dict("records")}


def test_a_line_drawn_in_by_hand():
    """The line held all four patches; it loses the eastern half of each: 50 m of every 100 m in the two eastern ones."""
    targets = Targets({"990101001": 1_500_000, "990101002": 900_000}, {})
    result = moved([box(0, 0, 200, 200)], [box(0, 0, 150, 200)], targets=targets)
    balance = cells(balance_rows(result), "unit", "account")
    north = balance["990101001", "quantity"]
    # the books, by hand: B2019-01 40 + 25 mu, less 24 written off and 2 deducted; nothing open in 北街镇
    assert (north["available"], north["open_short"]) == (2_666_667 + 1_666_667 - 1_600_000 - 133_333, 0)
    assert (north["required"], north["change"]) == (500_000, -500_000)
    assert north["balance_after"] == 2_600_001 - 500_000
    assert balance["990101001", "paddy"]["required"] == 500_000
    assert balance["990101001", "capacity"]["required"] == 5250  # 7.5 mu of grade 9, 700 kg each
    south = balance["990101002", "quantity"]
    # 南街镇小学 lacks 9 mu
    assert (south["available"], south["open_short"], south["balance_before"]) == (0, 600_000, -600_000)
    assert (south["required"], south["balance_after"]) == (500_000, -1_100_000)
    assert balance["990101002", "paddy"]["required"] == 0
    assert balance["990101002", "capacity"]["required"] == 4500  # 7.5 mu of grade 10
    stock = cells(stock_rows(result), "unit")
    one, two = stock[("990101001",)], stock[("990101002",)]
    assert (one["farmland_m2"], one["exposed_m2"], one["left_m2"]) == (1_900_000, 500_000, 1_400_000)
    assert (one["surplus_m2"], one["surplus_after_m2"]) == (400_000, -100_000)
    assert (two["farmland_m2"], two["adjustable_m2"], two["restorable_m2"]) == (1_000_000, 1_000_000, 1_000_000)
    assert (two["adjustable_after_m2"], two["surplus_after_m2"]) == (1_000_000, -400_000)
    frame = pieces_table(result).rows
    assert list(frame["bsm"]) == ["2", "4"] and set(frame["part"]) == {"let_out"} and list(frame["exposed"]) == [1, 1]
    assert not result.bare


def test_the_other_way_nothing_is_asked():
    result = moved([box(0, 0, 150, 200)], [box(0, 0, 200, 200)])
    balance = balance_rows(result)
    assert not result.ideas and (balance["change"] == 0).all()
    assert (balance["balance_after"] == balance["balance_before"]).all()
    assert result.farmland(TAKEN_IN) == 1_000_000 and result.farmland(LET_OUT) == 0
    assert (stock_rows(result)["exposed_m2"] == 0).all()


@pytest.mark.parametrize(("kind", "asked"), [("farmland", 0), ("basic", 0), ("city", 1_000_000), ("ecology", 0)])
def test_kinds_expose_what_the_rules_say(kind, asked):
    result = moved([box(0, 0, 150, 200)], [box(0, 0, 200, 200)], kind)
    assert balance_rows(result)["required"].where(balance_rows(result)["account"] == "quantity", 0).sum() == asked
    exposed = stock_rows(result)["exposed_m2"].sum()
    assert exposed == (1_000_000 if kind in ("city", "ecology") else 0)


def test_coverage_is_that_of_the_best_write_off_and_nothing_is_posted():
    snap = snapshot()
    before = snap.books
    result = moved([box(0, 0, 200, 200)], [box(0, 0, 150, 200)], snapshot=snap)
    assert snap.books is before and not any("WHAT-IF" in name for name in before.occupations)
    rows = balance_rows(result)
    served = {}
    for line in result.answer.proposal.lines:
        for account, amount in line.amounts.as_dict().items():
            served[line.project, account] = served.get((line.project, account), 0) + amount
    for row in rows[rows["project"] != ""].to_dict("records"):
        assert row["covered"] == served.get((row["project"], row["account"]), 0)
        assert row["covered"] + row["lacking"] == row["required"]
    assert rows["covered"].sum() > 0


def test_basic_farmland_let_out_is_to_be_swapped_less_what_comes_in():
    result = moved([box(0, 0, 150, 200)], [box(0, 0, 100, 200), box(150, 0, 160, 100)], "basic")
    stock = cells(stock_rows(result), "unit")
    one, two = stock[("990101001",)], stock[("990101002",)]
    assert (one["basic_m2"], one["basic_out_m2"], one["basic_in_m2"]) == (1_400_000, 500_000, 100_000)
    assert (one["basic_after_m2"], one["swap_m2"]) == (1_000_000, 400_000)
    assert (two["basic_out_m2"], two["swap_m2"]) == (500_000, 500_000)


def test_basic_farmland_under_another_line_counts_where_it_is_exposed():
    result = moved([], [box(0, 0, 150, 200)], "city", basic=zones_of([box(0, 0, 120, 50), box(110, 0, 120, 50)]))
    one = cells(stock_rows(result), "unit")[("990101001",)]
    # patch 1: half of 9000 m2 net; patch 2: 20 m by 50 m
    assert (one["basic_m2"], one["basic_out_m2"], one["swap_m2"]) == (550_000, 550_000, 550_000)
    assert one["basic_after_m2"] == 0
    without = stock_rows(moved([], [box(0, 0, 150, 200)], "city"))
    assert without["swap_m2"].isna().all() and without["basic_after_m2"].isna().all()


def test_without_a_grade_the_capacity_stays_unknown():
    result = moved([box(0, 0, 200, 200)], [box(0, 0, 150, 200)], grades=())
    assert result.unknown == 1_000_000
    assert (balance_rows(result).query("account == 'capacity'")["required"] == 0).all()
    stand_in = moved([box(0, 0, 200, 200)], [box(0, 0, 150, 200)], grades=(), grade=Decimal(9))
    assert stand_in.unknown == 0
    assert balance_rows(stand_in).query("account == 'capacity'")["required"].sum() == 10500


def test_ground_without_a_patch_is_named():
    result = moved([box(0, 0, 200, 200), box(300, 0, 400, 100)], [box(0, 0, 150, 200)])
    table = pieces_table(result)
    bare = table.rows[table.rows["dlbm"] == "uncovered"]
    assert list(bare["part"]) == ["let_out"]
    assert shapely.from_wkb(table.shapes[bare.index[0]]).area == pytest.approx(10_000, abs=1e-3)
    assert reconciliation_rows(result).query("quantity == 'uncovered'")["let_out_m2"].item() == pytest.approx(
        999_900, abs=300
    )


def test_units_the_books_do_not_have_go_to_what_contains_them_or_stand_alone():
    rows = [{**row, "ZLDWDM": code} for row, code in zip(ROWS, ("9901010110010000000", "9903010010010000000") * 2)]
    result = moved([box(0, 0, 200, 200)], [], rows=rows, grade=Decimal(9))
    assert {idea.unit for idea in result.ideas} == {"990101", "990301001"}
    balance = cells(balance_rows(result), "unit", "account")
    assert balance["990301001", "quantity"]["available"] == 0


def test_exposed_farmland_without_a_unit_is_refused():
    with pytest.raises(LandGuardError) as caught:
        moved([box(0, 0, 200, 200)], [], rows=[{**row, "ZLDWDM": ""} for row in ROWS])
    assert caught.value.code == "LG-MOV-001"


def test_a_rule_set_that_is_not_in_force_or_says_nothing_is_refused():
    with pytest.raises(LandGuardError) as caught:
        moved([box(0, 0, 200, 200)], [], day=date(2025, 6, 1))
    assert caught.value.code == "LG-RUL-001"


def test_the_day_counts_and_seals_do_not_bind_a_trial():
    early = moved([box(0, 0, 200, 200)], [box(0, 0, 150, 200)], day=date(2020, 12, 31))  # a sealed day
    north = cells(balance_rows(early), "unit", "account")["990101001", "quantity"]
    assert north["available"] == 4_333_334  # the closing the seal keeps: 40 + 25 mu
    assert cells(balance_rows(early), "unit", "account")["990101002", "quantity"]["open_short"] == 0


# --- every move -----------------------------------------------------------------------------------------------------------

METRES = st.integers(-20, 320)


@st.composite
def lines(draw):
    """One or two rectangles on a grid of decimetres, perhaps overlapping, perhaps none."""
    boxes = []
    for _ in range(draw(st.integers(0, 2))):
        x, y = draw(METRES), draw(METRES)
        boxes.append(
            box(x + draw(st.integers(0, 9)) / 10, y, x + draw(st.integers(1, 200)) + 0.5, y + draw(st.integers(1, 200)))
        )
    return boxes


@st.composite
def counties(draw):
    """A grid of nine patches with classes, ridges, units and stored areas that need not be those of the shapes."""
    shapes, rows = [], []
    for k in range(9):
        x, y = 100 * (k % 3), 100 * (k // 3)
        shapes.append(box(x, y, x + 100, y + 100))
        farmland = draw(st.booleans())
        rows.append(
            {
                "BSM": str(k),
                "DLBM": draw(st.sampled_from(["0101", "0102", "0103"] if farmland else ["0201K", "0301", "0702"])),
                "ZLDWDM": NORTH if draw(st.booleans()) else SOUTH,
                "TBMJ": draw(st.integers(900_000, 1_100_000)) / 100,
                "KCXS": draw(st.sampled_from([0.0, 0.0875, 0.1195])) if farmland else 0.0,
                "ZZSXDM": "",
            }
        )
    return shapes, rows


def plain_share(patch, ground):
    """Return the share of a patch that a ground takes, by plain intersection and the geodesic of another program."""
    geod, out = Geod(ellps="GRS80"), Transformer.from_crs(4547, 4490, always_xy=True)

    def area(shape):
        if shape.is_empty:
            return 0.0
        dense = shapely.segmentize(shape, 5.0)
        return sum(
            abs(geod.polygon_area_perimeter(*out.transform(*np.array(p.exterior.coords).T))[0])
            - sum(abs(geod.polygon_area_perimeter(*out.transform(*np.array(r.coords).T))[0]) for r in p.interiors)
            for p in getattr(dense, "geoms", [dense])
            if p.geom_type == "Polygon"
        )

    return area(patch.intersection(ground)) / area(patch)


def money(net, share):
    return Decimal(net) * Decimal(share)


@settings(max_examples=40, deadline=None)
@given(counties(), lines(), lines())
def test_every_move_reconciles_and_agrees_with_plain_intersections(county, current, proposed):
    shapes, rows = county
    result = moved(current, proposed, shapes=shapes, rows=rows, grade=Decimal(9))
    reconciled = reconciliation_rows(result)
    assert (reconciled["difference_m2"] == 0).all()
    assert (result.moved.parts.net >= 0).all() and (result.moved.parts.ridge >= 0).all()
    year = result.request.survey
    assert reconciled.query("quantity == 'land'")["stock_m2"].sum() == year.total_dm2
    whole = reconciled.query("quantity == 'farmland'")
    for layer, column in ((current, "inside_before_m2"), (proposed, "inside_after_m2")):
        cost, _ = line_scenario(year, CLASSES, zones_of(layer), Targets(), None, 9, Unwatched())
        assert dict(zip(cost.rows["unit"], cost.rows["farmland_m2"])) == dict(zip(whole["unit"], whole[column]))
    out, taken = (
        shapely.union_all(current).difference(shapely.union_all(proposed)),
        shapely.union_all(proposed).difference(shapely.union_all(current)),
    )
    for part, ground in ((LET_OUT, out), (TAKEN_IN, taken)):
        found = result.pieces[result.pieces["part"] == part].groupby("bsm")["area"].sum()
        for k, shape in enumerate(shapes):
            wanted = float(year.rows["tbmj"].iloc[k]) * plain_share(shape, ground)
            assert (
                abs(int(found.get(str(k), 0)) - wanted) <= 4 + 2.5e-5 * 400 * 100
            )  # rounding, and two programs' areas


@settings(max_examples=25, deadline=None)
@given(counties(), lines(), lines(), st.sampled_from(["farmland", "basic", "city", "ecology"]))
def test_the_books_follow_by_plain_arithmetic(county, current, proposed, kind):
    shapes, rows = county
    result = moved(current, proposed, kind, shapes, rows, grade=Decimal(9))
    table = pieces_table(result).rows
    balance = balance_rows(result)
    exposed = "let_out" if kind in ("farmland", "basic") else "taken_in"
    sums = {}
    for row in table[table["part"] == exposed].to_dict("records"):
        if kind != "ecology" and row["farmland_m2"]:
            unit = sums.setdefault(row["unit"], [0, 0])
            unit[0] += row["farmland_m2"]
            unit[1] += row["farmland_m2"] if row["dlbm"] == "0101" else 0
    for unit in ("990101001", "990101002"):
        quantity, paddy = sums.get(unit, (0, 0))
        kg = int((Decimal(quantity) * 3 / 200_000 * 700).quantize(Decimal(1), ROUND_HALF_UP))
        got = balance[balance["unit"] == unit].set_index("account")["required"].to_dict()
        assert got == {"quantity": quantity, "paddy": paddy, "capacity": kg}
        of_unit = table[table["unit"] == unit]
        assert [of_unit[c].sum() for c in ("quantity_m2", "paddy_m2", "capacity_kg")] == [quantity, paddy, kg]
    assert (balance["balance_after"] == balance["available"] - balance["open_short"] - balance["required"]).all()
    gone = sum(quantity for quantity, _ in sums.values())
    assert balance.loc[balance["account"] == "quantity", "change"].sum() == -gone
    stock = stock_rows(result)
    taken = stock_take(result.request.survey, CLASSES, Targets(), None, 9, Unwatched()).rows
    assert list(stock["farmland_m2"]) == list(taken["farmland_m2"])


@settings(max_examples=15, deadline=None)
@given(counties(), lines())
def test_a_line_that_does_not_move_changes_nothing(county, line):
    shapes, rows = county
    result = moved(line, list(line), shapes=shapes, rows=rows, grade=Decimal(9))
    assert result.pieces.empty and not result.ideas and not result.bare
    balance, stock = balance_rows(result), stock_rows(result)
    assert (balance["balance_after"] == balance["balance_before"]).all()
    assert result.answer.after == result.answer.served
    assert (stock["left_m2"] == stock["farmland_m2"]).all()


@settings(max_examples=15, deadline=None)
@given(counties(), lines(), lines())
def test_back_again_is_the_opposite(county, one, other):
    shapes, rows = county
    there = moved(one, other, shapes=shapes, rows=rows, grade=Decimal(9))
    back = moved(other, one, shapes=shapes, rows=rows, grade=Decimal(9))
    assert there.farmland(LET_OUT) == back.farmland(TAKEN_IN) and there.farmland(TAKEN_IN) == back.farmland(LET_OUT)


def test_a_square_kilometre_that_moves_has_its_official_area():
    shapes = [box(0, 0, 1000, 1000)]
    rows = [
        {"BSM": "1", "DLBM": "0103", "ZLDWDM": NORTH, "KCXS": 0.0}
    ]  # no stored area: the official one is the quantity
    result = moved([], [box(250, 0, 750, 1000)], "city", shapes, rows, grade=Decimal(9))
    wanted = official_areas([shapely.to_wkb(box(250, 0, 750, 1000))], PLANE)[0]
    assert result.farmland(TAKEN_IN) == pytest.approx(wanted * 100, abs=8)


def test_tables_have_their_columns_even_when_nothing_moves():
    result = moved([], [])
    for table in (balance_table(result), stock_table(result), reconciliation_table(result), pieces_table(result)):
        assert list(table.rows.columns) == [column.name for column in table.columns]
        assert isinstance(table.rows, pd.DataFrame)
