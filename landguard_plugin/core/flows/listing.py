"""The patch list behind the matrix: every line of account with its ground, and the ground that needs a look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from ..layers import Column, ShapeTable
from .lines import LAND
from .matrix import Accounted
from .parts import COMMON, NAMES, NONE, Parts

PIECE_COLUMNS = (
    Column("unit"),
    Column("bsm_before"),
    Column("bsm_after"),
    Column("dlbm_before"),
    Column("dlbm_after"),
    Column("area_m2", "area"),
    Column("in_basic_m2", "area"),
    Column("cause"),
    Column("line"),
    Column("approved"),
    Column("unit_after"),
    Column("piece", "integer"),
)
LEFTOVER_COLUMNS = (
    Column("unit"),
    Column("kind"),
    Column("year"),
    Column("bsm"),
    Column("dlbm"),
    Column("area_m2", "area"),
)


def pieces_table(
    account: Accounted,
    causes: np.ndarray,
    approved: np.ndarray,
    before: Sequence[bytes],
    after: Sequence[bytes],
    bsm_before: np.ndarray,
    bsm_after: np.ndarray,
    crs: str,
) -> ShapeTable:
    """Return PIECES: one row per line of account, so that sums over it are the matrix.

    The land line of a piece carries its shape; its ridge lines have none, so that no ground is drawn twice.
    """
    rows, parts = account.lines.rows, account.parts
    part = rows["part"].to_numpy()
    frame = pd.DataFrame(
        {
            "unit": account.unit[part],
            "bsm_before": _of(bsm_before, parts.before)[part],
            "bsm_after": _of(bsm_after, parts.after)[part],
            "dlbm_before": rows["from_class"].to_numpy(),
            "dlbm_after": rows["to_class"].to_numpy(),
            "area_m2": rows["area"].to_numpy(),
            "in_basic_m2": account.in_basic,
            "cause": causes,
            "line": rows["line"].to_numpy(),
            "approved": np.where(approved[part], "yes", "no"),
            "unit_after": account.unit_after[part],
            "piece": part,
        }
    )
    land = rows["line"].to_numpy() == LAND
    shapes = shapes_of(parts, np.unique(part[land]), before, after)
    return ShapeTable(PIECE_COLUMNS, frame, [shapes.get(p, b"") if here else b"" for p, here in zip(part, land)], crs)


def leftovers_table(
    account: Accounted,
    before: Sequence[bytes],
    after: Sequence[bytes],
    rows_before: pd.DataFrame,
    rows_after: pd.DataFrame,
    crs: str,
) -> ShapeTable:
    """Return the ground behind the named lines of the reconciliation: covered by one year, claimed twice, unusable."""
    parts, quantities = account.parts, account.quantities
    chosen = np.nonzero(parts.kind != COMMON)[0]
    earlier = parts.before[chosen] != NONE
    frame = pd.DataFrame(
        {
            "unit": np.where(earlier, account.unit[chosen], account.unit_after[chosen]),
            "kind": [NAMES[kind] for kind in parts.kind[chosen]],
            "year": np.where(earlier, "before", "after"),
            "bsm": np.where(
                earlier,
                _of(rows_before["bsm"].to_numpy(), parts.before)[chosen],
                _of(rows_after["bsm"].to_numpy(), parts.after)[chosen],
            ),
            "dlbm": np.where(
                earlier,
                _of(rows_before["dlbm"].to_numpy(), parts.before)[chosen],
                _of(rows_after["dlbm"].to_numpy(), parts.after)[chosen],
            ),
            "area_m2": np.where(earlier, quantities.before[chosen], quantities.after[chosen]),
        }
    )
    shapes = shapes_of(parts, chosen, before, after)
    return ShapeTable(LEFTOVER_COLUMNS, frame, [shapes.get(position, b"") for position in chosen.tolist()], crs)


def shapes_of(parts: Parts, chosen: np.ndarray, before: Sequence[bytes], after: Sequence[bytes]) -> dict[int, bytes]:
    """Return part -> WKB for the chosen parts: their own shape, or the whole patch's."""
    drawn = chosen[~shapely.is_missing(parts.shapes[chosen])]
    result = dict(zip(drawn.tolist(), (bytes(shape) for shape in shapely.to_wkb(parts.shapes[drawn]))))
    for position in np.setdiff1d(chosen, drawn).tolist():
        row = parts.before[position]
        result[position] = before[row] if row != NONE else after[parts.after[position]]
    return result


def _of(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    picked = np.full(len(rows), "", dtype=object)
    here = rows != NONE
    picked[here] = values[rows[here]]
    return picked
