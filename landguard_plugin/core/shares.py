"""Dividing an integer quantity so that the parts add up to it exactly: the largest-remainder rule.

Each part gets the floor of its proportional share; what is left over goes, one unit each, to the parts with the
largest remainders; equal remainders are served in the order given. The parts always sum to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Union

import numpy as np

from .problems import LandGuardError


def share(total: int, weights: Union[Sequence[float], np.ndarray]) -> np.ndarray:
    """Return int64 parts of `total`, shape of `weights`, proportional to non-negative weights and summing to total.

    Raises LandGuardError LG-SHR-001 when there is something to divide and no weight to divide it by.
    """
    return share_by_group(
        np.array([total], dtype=np.int64), np.zeros(len(weights), dtype=np.int64), np.asarray(weights, dtype=np.float64)
    )


def share_by_group(totals: np.ndarray, group: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return int64 parts, shape (n,): part k belongs to group[k], and the parts of group g sum to totals[g].

    `totals` int64 shape (m,), any sign; `group` int shape (n,) in 0..m-1; `weights` float64 shape (n,), >= 0.
    Raises LandGuardError LG-SHR-001 naming the first group that has a quantity but no positive weight.
    """
    totals = np.asarray(totals, dtype=np.int64)
    group = np.asarray(group, dtype=np.int64)
    weights = np.asarray(weights, dtype=np.float64)
    weight_sums = np.bincount(group, weights=weights, minlength=len(totals))
    empty = (weight_sums <= 0) & (totals != 0)
    if empty.any():
        raise LandGuardError("LG-SHR-001", group=int(np.nonzero(empty)[0][0]))
    parts = totals[group]  # a part that is alone in its group is the whole
    several = np.nonzero(np.bincount(group, minlength=len(totals))[group] > 1)[0]
    if len(several):
        parts[several] = _shared_out(totals, group[several], weights[several], weight_sums)
    return parts


def _shared_out(totals: np.ndarray, group: np.ndarray, weights: np.ndarray, weight_sums: np.ndarray) -> np.ndarray:
    chosen, group = np.unique(group, return_inverse=True)
    totals, weight_sums = totals[chosen], weight_sums[chosen]
    sizes = np.abs(totals)
    safe = np.where(weight_sums > 0, weight_sums, 1.0)
    ideal = sizes[group] * (weights / safe[group])
    parts = np.floor(ideal).astype(np.int64)
    left = sizes - np.bincount(group, weights=parts, minlength=len(totals)).astype(np.int64)
    _hand_out(parts, ideal - parts, group, left, weights)
    return parts * np.sign(totals)[group]


def _hand_out(
    parts: np.ndarray, remainder: np.ndarray, group: np.ndarray, left: np.ndarray, weights: np.ndarray
) -> None:
    """Give each group's leftover units to its largest remainders, in place; a part of weight 0 gets nothing."""
    remainder = np.where(weights > 0, remainder, -2.0)
    order = np.lexsort((np.arange(len(group)), -remainder, group))
    ordered_groups = group[order]
    starts = np.searchsorted(ordered_groups, np.arange(len(left)))
    rank = np.arange(len(group)) - starts[ordered_groups]
    parts[order[rank < left[ordered_groups]]] += 1
    # Beyond 2**53 the float floor can be off by more than one round of leftovers, in either direction.
    rest = left - np.minimum(np.maximum(left, 0), np.bincount(group, minlength=len(left)))
    for index in np.nonzero(rest)[0]:
        members = order[ordered_groups == index]
        parts[members[0]] += rest[index]
