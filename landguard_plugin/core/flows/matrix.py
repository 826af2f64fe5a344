"""The flow matrix and its reconciliation: integers of 0.01 m2, closed unit by unit.

MATRIX has a row for every unit and class pair, unchanged land included: the rows of a class sum to its earlier stock. Land only
one year covers, claimed twice, or lying in unusable shapes has rows of its own, with a word in place of the missing class.
RECONCILIATION holds, for every unit and exactly:

    before = common + only_before + overlap_before + invalid_before + unaccounted_before
    after  = common - moved_out + moved_in + remainder_after + only_after + overlap_after + invalid_after + unaccounted_after

where remainder_after is what the later patches' own quantities differ from what the earlier ones bring (stored areas, rounding),
listed patch by patch, and difference = unaccounted_before + unaccounted_after is zero or the run is not closed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..layers import Column, Table
from .lines import Lines
from .parts import AFTER, BEFORE, COMMON, INVALID, ONLY, OVERLAP, UNACCOUNTED, Parts
from .quantities import Quantities

MATRIX_COLUMNS = (
    Column("unit"),
    Column("from_class"),
    Column("to_class"),
    Column("area_m2", "area"),
    Column("in_basic_m2", "area"),
    Column("patches", "integer"),
)
RECONCILED = (
    "before_m2",
    "after_m2",
    "common_m2",
    "only_before_m2",
    "only_after_m2",
    "overlap_before_m2",
    "overlap_after_m2",
    "invalid_m2",
    "difference_m2",
    "invalid_before_m2",
    "invalid_after_m2",
    "unaccounted_before_m2",
    "unaccounted_after_m2",
    "moved_out_m2",
    "moved_in_m2",
    "remainder_after_m2",
)
RECONCILIATION_COLUMNS = (Column("unit"), *(Column(name, "area") for name in RECONCILED))
REMAINDER_COLUMNS = (
    Column("unit"),
    Column("bsm_after"),
    Column("dlbm_after"),
    Column("after_m2", "area"),
    Column("brought_m2", "area"),
    Column("remainder_m2", "area"),
)


@dataclass(frozen=True)
class Accounted:
    """Everything a flow run knows about its parts: the parts, their quantities and units, and the lines of account.

    unit, unit_after   unit code of each part by the earlier and by the later year, object (p,)
    in_basic           int64 (l,): the part of each line inside basic farmland, 0.01 m2
    """

    parts: Parts
    quantities: Quantities
    unit: np.ndarray
    unit_after: np.ndarray
    lines: Lines
    in_basic: np.ndarray


def matrix_of(account: Accounted) -> Table:
    """Return MATRIX, sorted by unit, from_class, to_class; `patches` counts the earlier patches (else the later ones)."""
    rows = account.lines.rows
    parts = account.parts
    part = rows["part"].to_numpy()
    patch = np.where(parts.before[part] >= 0, parts.before[part], -1 - parts.after[part])
    frame = pd.DataFrame(
        {
            "unit": account.unit[part],
            "from_class": rows["from_class"].to_numpy(),
            "to_class": rows["to_class"].to_numpy(),
            "area_m2": rows["area"].to_numpy(),
            "in_basic_m2": account.in_basic,
            "patch": patch,
        }
    )
    keys = ["unit", "from_class", "to_class"]
    grouped = frame.groupby(keys, sort=True)
    matrix = grouped[["area_m2", "in_basic_m2"]].sum()
    matrix["patches"] = grouped["patch"].nunique()
    return Table.of(MATRIX_COLUMNS, matrix.reset_index())


def reconcile(account: Accounted) -> Table:
    """Return RECONCILIATION, one row per unit, sorted."""
    parts, q = account.parts, account.quantities
    year, kind = parts.year, parts.kind
    codes, units = pd.factorize(np.concatenate([account.unit, account.unit_after]))
    unit, unit_after = np.split(codes, [len(parts)])
    sums: dict[str, np.ndarray] = {}

    def add(name: str, chosen: np.ndarray, unit: np.ndarray, amount: np.ndarray) -> None:
        # Floats are exact here: no sum of areas on this Earth in 0.01 m2 comes near 2 ** 53.
        sums[name] = np.bincount(unit[chosen], weights=amount[chosen], minlength=len(units)).astype(np.int64)

    common = kind == COMMON
    earlier, later = common | (year == BEFORE), common | (year == AFTER)
    add("before_m2", earlier, unit, q.before)
    add("after_m2", later, unit_after, q.after)
    add("common_m2", common, unit, q.before)
    for name, this in (("only", ONLY), ("overlap", OVERLAP), ("invalid", INVALID), ("unaccounted", UNACCOUNTED)):
        add(f"{name}_before_m2", (kind == this) & (year == BEFORE), unit, q.before)
        add(f"{name}_after_m2", (kind == this) & (year == AFTER), unit_after, q.after)
    moved = common & (unit != unit_after)
    add("moved_out_m2", moved, unit, q.before)
    add("moved_in_m2", moved, unit_after, q.before)
    add("remainder_after_m2", common, unit_after, q.after - q.before)
    table = pd.DataFrame(sums, index=pd.Index(units, name="unit")).sort_index()
    table["invalid_m2"] = table["invalid_before_m2"] + table["invalid_after_m2"]
    table["difference_m2"] = table["unaccounted_before_m2"] + table["unaccounted_after_m2"]
    return Table.of(RECONCILIATION_COLUMNS, table.reset_index())


def remainders(account: Accounted, after_rows: pd.DataFrame) -> Table:
    """Return the later patches whose own quantity differs from what the earlier patches bring, largest difference first."""
    parts, q = account.parts, account.quantities
    common = parts.kind == COMMON
    patch = parts.after[common]
    frame = pd.DataFrame(
        {"patch": patch, "unit": account.unit_after[common], "own": q.after[common], "brought": q.before[common]}
    )
    sums = frame.groupby("patch").agg(unit=("unit", "first"), own=("own", "sum"), brought=("brought", "sum"))
    sums = sums[sums["own"] != sums["brought"]]
    rows = pd.DataFrame(
        {
            "unit": sums["unit"].to_numpy(),
            "bsm_after": after_rows["bsm"].to_numpy()[sums.index],
            "dlbm_after": after_rows["dlbm"].to_numpy()[sums.index],
            "after_m2": sums["own"].to_numpy(),
            "brought_m2": sums["brought"].to_numpy(),
            "remainder_m2": (sums["own"] - sums["brought"]).to_numpy(),
        }
    )
    order = np.lexsort((rows["bsm_after"].to_numpy(dtype=str), -rows["remainder_m2"].abs().to_numpy()))
    return Table.of(REMAINDER_COLUMNS, rows.iloc[order])
