"""Townships and villages of the sample county: where their seats are, which ground is theirs, their codes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .plan import CountyPlan
from .terrain import Terrain

TOWNSHIPS = 10
VILLAGES_EACH = (3, 6)
_LEAST_FIELDS = 6


@dataclass(frozen=True)
class Places:
    """Seats of townships and villages in local metres; village v belongs to township[v]; its first village is its seat.

    Township 0 is the county seat.
    """

    seats: np.ndarray  # (townships, 2)
    villages: np.ndarray  # (villages, 2)
    township: np.ndarray  # int64 (villages,)
    codes: tuple[str, ...]  # 12 digits for each village

    @staticmethod
    def of(plan: CountyPlan, terrain: Terrain) -> Places:
        """Return the places of a plan: seats spread over the county, villages spread over their township."""
        generator = plan.generator("places")
        candidates = terrain.radius * generator.uniform(-1.1, 1.1, (6_000, 2))
        candidates = candidates[terrain.inside(candidates * 1.12)]
        dry = np.abs(terrain.from_river(candidates)) > 0.06 * terrain.radius
        candidates = candidates[dry]
        seats = _spread_out(candidates, TOWNSHIPS)
        seats = seats[np.argsort(np.hypot(seats[:, 0], seats[:, 1]))]
        nearest = _nearest(candidates, seats)
        villages, township = [], []
        for number, seat in enumerate(seats):
            count = int(generator.integers(VILLAGES_EACH[0], VILLAGES_EACH[1] + 1))
            own = _spread_out(candidates[nearest == number], count)
            villages.append(own[np.argsort(np.hypot(*(own - seat).T))])
            township.append(np.full(count, number))
        belongs = np.concatenate(township)
        order = np.concatenate([np.arange((belongs == number).sum()) for number in range(TOWNSHIPS)])
        codes = tuple(
            f"{plan.code}{100 + t if t < 6 else 200 + t - 6:03d}{200 + 1 + v:03d}" for t, v in zip(belongs, order)
        )
        points = np.vstack(villages)
        return Places(points[[int(np.argmax(belongs == t)) for t in range(TOWNSHIPS)]], points, belongs, codes)

    def on_fields(self, fields: np.ndarray) -> Places:
        """Return the places with every village among fields, (n, 2): one with too few moves within its township."""
        villages = self.villages.copy()
        for _ in range(24):
            counts = np.bincount(_nearest(fields, villages), minlength=len(villages))
            poor = int(counts.argmin())
            if counts[poor] >= _LEAST_FIELDS:
                break
            own = fields[self.township[_nearest(fields, villages)] == self.township[poor]]
            others = np.delete(villages, poor, axis=0)
            distance = np.hypot(*(own[:, None] - others[None]).transpose(2, 0, 1)).min(axis=1)
            villages[poor] = own[distance.argmax()]
        return replace(self, villages=villages)

    def village_of(self, points: np.ndarray) -> np.ndarray:
        """Return the number of the village nearest to each point, int64 (n,)."""
        return _nearest(points, self.villages)


def _spread_out(candidates: np.ndarray, count: int) -> np.ndarray:
    """Return `count` points spread evenly over the candidates: centres of equal shares of them (Lloyd's rule)."""
    chosen = [0]
    distance = np.hypot(*(candidates - candidates[0]).T)
    while len(chosen) < count:
        chosen.append(int(distance.argmax()))
        distance = np.minimum(distance, np.hypot(*(candidates - candidates[chosen[-1]]).T))
    centres = candidates[chosen]
    for _ in range(12):
        nearest = _nearest(candidates, centres)
        centres = np.array([candidates[nearest == k].mean(axis=0) for k in range(count)])
    return centres


def _nearest(points: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    best = np.full(len(points), np.inf)
    number = np.zeros(len(points), dtype=np.int64)
    for index, seed in enumerate(seeds):
        distance = (points[:, 0] - seed[0]) ** 2 + (points[:, 1] - seed[1]) ** 2
        closer = distance < best
        best[closer], number[closer] = distance[closer], index
    return number
