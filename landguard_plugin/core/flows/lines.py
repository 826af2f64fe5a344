"""Lines of account: from which class to which, for every part, with farmland and its ridge as separate lines.

A cultivated patch holds net farmland (TBDLMJ) and ridge (KCMJ, class 1203). The ridge moves as its own line, so that the rows
of the matrix sum to the earlier stock by class and nothing of KCMJ is missing (docs/domain-notes.md 3.6).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..survey.classes import RIDGE
from .parts import COMMON, NAMES, NONE, UNACCOUNTED, Parts
from .quantities import Quantities

LAND, RIDGE_LINE = "land", "ridge"


@dataclass(frozen=True)
class Lines:
    """Lines of account, one per row of `rows`.

    part        position of the part
    line        "land" (net area to net area) or "ridge"
    from_class, to_class   class codes; "uncovered", "overlap", "invalid", "unaccounted" where a year has no patch there
    area        int64, 0.01 m2, from the earlier year's quantity (the later year's for its own parts)
    """

    rows: pd.DataFrame


def lines_of(parts: Parts, quantities: Quantities, before_class: np.ndarray, after_class: np.ndarray) -> Lines:
    """Return the lines of all parts; `before_class` and `after_class` are DLBM by row of each year.

    Zero lines are left out, but every common part keeps its land line.
    """
    names = np.array([NAMES.get(kind, "") for kind in range(UNACCOUNTED + 1)], dtype=object)
    outside = names[parts.kind]
    from_class = np.where(parts.before == NONE, outside, _class_of(before_class, parts.before))
    to_class = np.where(parts.after == NONE, outside, _class_of(after_class, parts.after))
    moves = _moves(parts, quantities)
    blocks = [
        _block(LAND, from_class, to_class, moves.net_to_net, parts.kind == COMMON),
        _block(RIDGE_LINE, np.where(parts.before == NONE, outside, RIDGE), to_class, moves.ridge_to_net),
        _block(RIDGE_LINE, from_class, np.where(parts.after == NONE, outside, RIDGE), moves.net_to_ridge),
        _block(RIDGE_LINE, *(np.full(len(parts), RIDGE, dtype=object),) * 2, moves.ridge_to_ridge),
    ]
    rows = pd.concat(blocks, ignore_index=True)
    order = np.argsort(rows["part"].to_numpy(), kind="stable")  # land stands before ridge already
    return Lines(rows.iloc[order].reset_index(drop=True))


def _block(
    line: str, from_class: np.ndarray, to_class: np.ndarray, area: np.ndarray, always: np.ndarray | None = None
) -> pd.DataFrame:
    """Return the lines of one kind that hold something, and those of the parts that have one `always`."""
    kept = np.nonzero(area != 0 if always is None else (area != 0) | always)[0]
    return pd.DataFrame(
        {"part": kept, "line": line, "from_class": from_class[kept], "to_class": to_class[kept], "area": area[kept]}
    )


def _class_of(classes: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return classes[np.maximum(rows, 0)] if len(classes) else np.full(len(rows), "", dtype=object)


@dataclass(frozen=True)
class _Moves:
    """The four moves of every part, int64 (p,), 0.01 m2; their sum is the part's quantity."""

    net_to_net: np.ndarray
    ridge_to_net: np.ndarray
    net_to_ridge: np.ndarray
    ridge_to_ridge: np.ndarray


def _moves(parts: Parts, q: Quantities) -> _Moves:
    common = parts.kind == COMMON
    later = np.where(common, later_ridge(q), 0)
    stays = np.minimum(q.ridge_before, later)
    later_only = parts.before == NONE
    return _Moves(
        net_to_net=np.where(later_only, q.net_after, q.net_before - (later - stays)),
        ridge_to_net=q.ridge_before - stays,
        net_to_ridge=np.where(later_only, q.ridge_after, later - stays),
        ridge_to_ridge=stays,
    )


def later_ridge(q: Quantities) -> np.ndarray:
    """Return how much of each part's earlier quantity is ridge in the later year, int64 (p,), 0.01 m2.

    The later patch's ridge share of the part, taken to the earlier quantity and rounded half up; exact where both years give
    the part the same quantity.
    """
    gross, later = q.before, np.maximum(q.after, 1)
    ridge = np.zeros(len(gross), dtype=np.int64)
    small = gross.astype(np.float64) * q.ridge_after < 4e18  # the doubled product still fits 63 bits
    ridge[small] = (2 * gross[small] * q.ridge_after[small] + later[small]) // (2 * later[small])
    for index in np.nonzero(~small)[0]:
        ridge[index] = (2 * int(gross[index]) * int(q.ridge_after[index]) + int(later[index])) // (
            2 * int(later[index])
        )
    return np.minimum(ridge, gross)
