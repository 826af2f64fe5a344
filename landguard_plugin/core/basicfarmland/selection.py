"""Which candidates to take so that a required area is reached: an optimisation with neighbours preferred.

Each candidate i has an area a_i (0.01 m2) and a score s_i (hundredths of a point, at most 100.00). Taking it costs
a_i (100.00 + w - s_i): area short of perfect. Two neighbours taken together give back their share of a neighbour allowance of w points:
w min(a_i / d_i, a_j / d_j), where d counts the neighbours of a patch (existing basic farmland counts as one that is always taken).
Wanted is the least cost with sum(a) >= required. Because the allowance never exceeds w a_i, taking more than needed never pays.

Method. For a price p per 0.01 m2 the least of (cost - p area) is a minimum cut and is found exactly; raising p takes more. Where a
price meets the required area exactly, the answer is optimal. Otherwise the two sets on either side of the required area
are completed greedily and improved by exchanges, and the price gives a lower bound on the cost: `cost - bound` is the
largest possible distance from the optimum, and it is told. Small problems are solved to proven optimality by HiGHS where scipy is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .mincut import least_labelling

_FINE = 1_000  # prices are searched to a thousandth of a hundredth of a point
_FULL = 10_000


@dataclass(frozen=True)
class Choice:
    """The candidates taken, the cost of the choice and a lower bound on the cost of any choice that reaches the area."""

    taken: np.ndarray
    cost: int
    bound: int
    method: str

    @property
    def proven(self) -> bool:
        """Return whether no better choice exists."""
        return self.cost == self.bound


@dataclass(frozen=True)
class Field:
    """The candidates as the optimisation sees them: areas and costs int64 (n,), bonuses of neighbours (m,), all >= 0."""

    area: np.ndarray
    cost: np.ndarray
    pairs: np.ndarray
    bonus: np.ndarray

    def cost_of(self, taken: np.ndarray) -> int:
        """Return the exact cost of a choice, bool (n,)."""
        own = sum(int(c) for c in self.cost[taken])
        both = taken[self.pairs[:, 0]] & taken[self.pairs[:, 1]] if len(self.pairs) else np.zeros(0, dtype=bool)
        return own - sum(int(b) for b in self.bonus[both])

    def area_of(self, taken: np.ndarray) -> int:
        """Return the area of a choice in 0.01 m2."""
        return int(self.area[taken].sum())


def field_of(area: np.ndarray, scores: np.ndarray, pairs: np.ndarray, beside: np.ndarray, weight: int) -> Field:
    """Return the field of candidates; `beside` bool (n,): touches existing basic farmland; `weight` is w in points."""
    degree = np.bincount(pairs.reshape(-1), minlength=len(area)) + beside
    part = weight * 100 * area // np.maximum(degree, 1)
    cost = area * (_FULL + weight * 100 - scores) - np.where(beside, part, 0)
    bonus = np.minimum(part[pairs[:, 0]], part[pairs[:, 1]]) if len(pairs) else np.zeros(0, dtype=np.int64)
    return Field(area.astype(np.int64), cost.astype(np.int64), pairs, bonus.astype(np.int64))


def choose(field: Field, required: int, use_highs: bool = True) -> Choice:
    """Return the best choice found that reaches the required area; everything when all of it is not enough."""
    count = len(field.area)
    if required <= 0:
        return Choice(np.zeros(count, dtype=bool), 0, 0, "nothing required")
    everything = np.ones(count, dtype=bool)
    if field.area_of(everything) <= required:
        cost = field.cost_of(everything)
        return Choice(everything, cost, cost, "everything")
    few, many, bound = _prices(field, required)
    starts = [_shrink(field, many, few, required), _grow(field, few, many, required)]
    best = min((_exchange(field, start, required) for start in starts), key=field.cost_of)
    choice = Choice(best, field.cost_of(best), bound, "minimum cuts")
    if choice.proven or not use_highs:
        return choice
    from .selection_highs import choose_by_highs

    return choose_by_highs(field, required, choice)


def _prices(field: Field, required: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Return (set below the area, set at or above it, lower bound) at the price where the two meet.

    For every price p >= 0, least(cost - p area) + p required is a lower bound on the cost of any choice that reaches the area.
    """
    low, high = 0, (int(np.max(field.cost // np.maximum(field.area, 1))) + 2) * _FINE
    few = np.zeros(len(field.area), dtype=bool)
    many = np.ones(len(field.area), dtype=bool)
    bound = 0
    while high - low > 1:
        price = (low + high) // 2
        taken = _at_price(field, price)
        value = field.cost_of(taken) * _FINE - price * (field.area_of(taken) - required)
        bound = max(bound, -(-value // _FINE))
        if field.area_of(taken) >= required:
            high, many = price, taken
        else:
            low, few = price, taken
    return few, many, bound


def _at_price(field: Field, price: int) -> np.ndarray:
    """Return the set with the least cost - price area, exactly."""
    around = np.zeros(len(field.area), dtype=object)
    if len(field.pairs):
        sums = np.zeros(len(field.area), dtype=np.int64)
        np.add.at(sums, field.pairs[:, 0], field.bonus)
        np.add.at(sums, field.pairs[:, 1], field.bonus)
        around = sums.astype(object)
    # -b x y = (b |x - y| - b x - b y) / 2; everything twice, so that halves stay whole.
    unary = [2 * (int(c) * _FINE - price * int(a)) - _FINE * int(r) for c, a, r in zip(field.cost, field.area, around)]
    pairs = [(int(i), int(j), _FINE * int(b)) for (i, j), b in zip(field.pairs, field.bonus) if b]
    return np.array(least_labelling(unary, pairs), dtype=bool)


def _gains(field: Field, taken: np.ndarray) -> np.ndarray:
    """Return int64 (n,): what taking (or keeping) each candidate costs, given the others."""
    gains = field.cost.copy()
    if len(field.pairs):
        one, other = field.pairs[:, 0], field.pairs[:, 1]
        np.subtract.at(gains, one, np.where(taken[other], field.bonus, 0))
        np.subtract.at(gains, other, np.where(taken[one], field.bonus, 0))
    return gains


def _shrink(field: Field, many: np.ndarray, few: np.ndarray, required: int) -> np.ndarray:
    """Leave out what saves most for its area, as long as the area stays reached."""
    taken = many.copy()
    while True:
        spare = field.area_of(taken) - required
        free = np.nonzero(taken & ~few & (field.area <= spare))[0]
        saves = _gains(field, taken)[free]
        if not len(free) or saves.max() <= 0:
            return taken
        taken[free[np.argmax(saves / field.area[free])]] = False


def _grow(field: Field, few: np.ndarray, many: np.ndarray, required: int) -> np.ndarray:
    """Add what costs least for its area; where one candidate closes the gap, the cheapest that does."""
    taken = few.copy()
    while field.area_of(taken) < required:
        gap = required - field.area_of(taken)
        free = np.nonzero(~taken & many)[0] if (~taken & many).any() else np.nonzero(~taken)[0]
        gains = _gains(field, taken)
        closing = np.nonzero(~taken & (field.area >= gap))[0]
        cheapest = free[np.argmin(gains[free] / np.minimum(field.area[free], gap))]
        if len(closing):
            best = closing[np.argmin(gains[closing])]
            ratio = gains[cheapest] / min(int(field.area[cheapest]), gap)
            if gains[best] <= ratio * gap:
                cheapest = best
        taken[cheapest] = True
    return taken


def _exchange(field: Field, start: np.ndarray, required: int, rounds: int = 60) -> np.ndarray:
    """Drop one, or swap one for one, as long as that makes the choice cheaper and keeps the area."""
    taken = start.copy()
    for _ in range(rounds):
        gains = _gains(field, taken)
        spare = field.area_of(taken) - required
        inside, outside = np.nonzero(taken)[0], np.nonzero(~taken)[0]
        drops = inside[(field.area[inside] <= spare) & (gains[inside] > 0)]
        if len(drops):
            taken[drops[np.argmax(gains[drops])]] = False
            continue
        swap = _best_swap(field, gains, inside, outside, spare)
        if swap is None:
            return taken
        taken[swap[0]], taken[swap[1]] = False, True
    return taken


def _best_swap(
    field: Field, gains: np.ndarray, inside: np.ndarray, outside: np.ndarray, spare: int, most: int = 400
) -> tuple[int, int] | None:
    """Return the pair (out, in) that saves most, None when no swap saves anything. Only promising ends are tried."""
    if not len(inside) or not len(outside):
        return None
    leaving = inside[np.argsort(-gains[inside] / field.area[inside], kind="stable")][:most]
    coming = outside[np.argsort(gains[outside] / field.area[outside], kind="stable")][:most]
    saved = gains[leaving][:, None] - gains[coming][None, :]
    beside = _bonus_between(field, leaving, coming)
    saved = saved - beside  # a neighbour that leaves takes the shared bonus with it
    fits = field.area[coming][None, :] + spare >= field.area[leaving][:, None]
    saved = np.where(fits, saved, 0)
    place = int(np.argmax(saved))
    row, column = divmod(place, len(coming))
    return (int(leaving[row]), int(coming[column])) if saved[row, column] > 0 else None


def _bonus_between(field: Field, leaving: np.ndarray, coming: np.ndarray) -> np.ndarray:
    table = np.zeros((len(leaving), len(coming)), dtype=np.int64)
    row, column = {int(n): k for k, n in enumerate(leaving)}, {int(n): k for k, n in enumerate(coming)}
    for (i, j), bonus in zip(field.pairs.tolist(), field.bonus.tolist()):
        for one, other in ((i, j), (j, i)):
            if one in row and other in column:
                table[row[one], column[other]] += bonus
    return table


def ranks(scores: np.ndarray, areas: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Return int64 (n,): 1 for the best score; equal scores by larger area, then by name."""
    order = sorted(range(len(scores)), key=lambda k: (-int(scores[k]), -int(areas[k]), names[k]))
    result = np.empty(len(scores), dtype=np.int64)
    result[order] = np.arange(1, len(scores) + 1)
    return result
