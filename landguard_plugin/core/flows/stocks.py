"""Stocks 保有量 against targets: farmland, what could be farmland again beside it, basic farmland.

Farmland is the sum of TBDLMJ of 01xx. Adjustable land (K forms) and restorable land (ZZSXDM 即可恢复 JKHF, 工程恢复 GCHF) are shown
beside it and never mixed in. Source: docs/domain-notes.md 3.1; targets since 2021 count present farmland only (known, medium).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..layers import Column, Table
from ..survey.classes import ClassTable
from .causes import split_marks

STOCK_COLUMNS = (
    Column("unit"),
    Column("farmland_m2", "area"),
    Column("adjustable_m2", "area"),
    Column("restorable_m2", "area"),
    Column("target_m2", "area"),
    Column("surplus_m2", "area"),
    Column("rate", "number"),
    Column("basic_m2", "area"),
    Column("basic_target_m2", "area"),
    Column("basic_rate", "number"),
    Column("restorable_now_m2", "area"),
    Column("restorable_by_works_m2", "area"),
    Column("basic_surplus_m2", "area"),
)
SCENARIO_COLUMNS = (
    Column("unit"),
    Column("farmland_m2", "area"),
    Column("basic_m2", "area"),
    Column("after_m2", "area"),
    Column("target_m2", "area"),
    Column("surplus_m2", "area"),
    Column("before_m2", "area"),
    Column("all_land_m2", "area"),
)
NOW, BY_WORKS = "JKHF", "GCHF"


def target_of(unit: str, targets: Mapping[str, int]) -> int | None:
    """Return the target of a unit in 0.01 m2: its own, else the sum of those below it, else None."""
    if unit in targets:
        return targets[unit]
    below = [value for code, value in targets.items() if unit and code.startswith(unit)]
    return sum(below) if below else None


def stocks(
    classes: ClassTable,
    rows: pd.DataFrame,
    unit: np.ndarray,
    in_basic: np.ndarray | None,
    targets: Mapping[str, int],
    basic_targets: Mapping[str, int],
) -> Table:
    """Return the stock of every unit, sorted; units that only have a target are listed with nothing in them.

    `rows` is Survey.rows; `unit` object (n,); `in_basic` int64 (n,), 0.01 m2 of farmland inside basic farmland, None when no
    layer of it was given; targets in 0.01 m2 by unit code.
    """
    net = (rows["tbmj"] - rows["ridge"]).to_numpy()
    codes = rows["dlbm"].to_numpy()
    cultivated = classes.cultivated_mask(codes)
    adjustable = adjustable_mask(classes, codes)
    now, works = restorable_masks(classes, rows)
    frame = pd.DataFrame(
        {
            "unit": unit,
            "farmland_m2": np.where(cultivated, net, 0),
            "adjustable_m2": np.where(adjustable, net, 0),
            "restorable_m2": np.where(now | works, net, 0),
            "restorable_now_m2": np.where(now, net, 0),
            "restorable_by_works_m2": np.where(works & ~now, net, 0),
            "basic_m2": in_basic if in_basic is not None else np.zeros(len(rows), dtype=np.int64),
        }
    )
    table = frame.groupby("unit", sort=True).sum()
    level = max((len(code) for code in table.index), default=0)
    absent = [code for code in targets if len(code) == level and code not in table.index]
    table = pd.concat([table, pd.DataFrame(0, index=absent, columns=table.columns)]).sort_index()
    table.index.name = "unit"
    table = table.reset_index()
    _compare(table, "farmland_m2", targets, ("target_m2", "surplus_m2", "rate"))
    _compare(table, "basic_m2", basic_targets, ("basic_target_m2", "basic_surplus_m2", "basic_rate"))
    if in_basic is None:
        table[["basic_m2", "basic_surplus_m2", "basic_rate"]] = None
    return Table.of(STOCK_COLUMNS, table)


def adjustable_mask(classes: ClassTable, codes: np.ndarray) -> np.ndarray:
    """Return which rows are adjustable land 可调整地类, bool (n,)."""
    return np.array([classes.is_adjustable(code) for code in codes], dtype=bool)


def restorable_masks(classes: ClassTable, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows could be farmland again at once and which by works, bool (n,) each; farmland itself is neither."""
    other = ~classes.cultivated_mask(rows["dlbm"].to_numpy())
    return _marked(rows["planting"], NOW) & other, _marked(rows["planting"], BY_WORKS) & other


def _marked(planting: pd.Series, mark: str) -> np.ndarray:
    known = {cell: mark in split_marks(cell) for cell in set(planting.tolist())}
    return np.array([known[cell] for cell in planting.tolist()], dtype=bool)


def _compare(table: pd.DataFrame, stock: str, targets: Mapping[str, int], names: tuple[str, str, str]) -> None:
    target, surplus, rate = names
    wanted = [target_of(code, targets) for code in table["unit"]]
    table[target] = pd.array(wanted, dtype="Int64")
    table[surplus] = pd.array([None if t is None else s - t for s, t in zip(table[stock], wanted)], dtype="Int64")
    table[rate] = [s / t if t else None for s, t in zip(table[stock], wanted)]


def scenario(
    classes: ClassTable, rows: pd.DataFrame, unit: np.ndarray, taken: pd.DataFrame, targets: Mapping[str, int]
) -> Table:
    """Return what a line costs every unit.

    `taken` has a row per piece inside the line: unit, farmland, basic, all_land (0.01 m2). farmland_m2 and basic_m2 are the
    farmland and the basic farmland inside the line, after_m2 the farmland left, surplus_m2 what is left above the target.
    """
    cultivated = classes.cultivated_mask(rows["dlbm"].to_numpy())
    net = np.where(cultivated, (rows["tbmj"] - rows["ridge"]).to_numpy(), 0)
    table = pd.DataFrame({"before_m2": pd.Series(net).groupby(unit).sum()})
    inside = taken.groupby("unit")[["farmland", "basic", "all_land"]].sum()
    for column in inside.columns:
        table[f"{column}_m2"] = inside[column].reindex(table.index).fillna(0).astype(np.int64)
    table["after_m2"] = table["before_m2"] - table["farmland_m2"]
    table.index.name = "unit"
    table = table.sort_index().reset_index()
    wanted = [target_of(code, targets) for code in table["unit"]]
    table["target_m2"] = pd.array(wanted, dtype="Int64")
    left = zip(table["after_m2"], wanted)
    table["surplus_m2"] = pd.array(
        [None if target is None else after - target for after, target in left], dtype="Int64"
    )
    return Table.of(SCENARIO_COLUMNS, table)
