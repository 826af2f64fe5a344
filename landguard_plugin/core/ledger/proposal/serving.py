"""Who gets what when there is not enough: project by project in order, each as much as can be had without taking from an earlier one.

Paths that serve a later project never lower what an earlier one gets, so that serving them one after the other also reaches the
largest total. A search that fails leaves behind a closed set of offers with nothing to spare, and none looks there again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np

from ...progress import Progress, Unwatched, stop_if_cancelled

Path = list[tuple[int, int]]  # (project class, offer class) links, from the project that gains to the offer that gives


@dataclass
class _Stock:
    """What is left of each offer class and who has what of it."""

    near: np.ndarray  # bool (P, O)
    left: np.ndarray  # int64 (O,)
    held: list[dict[int, int]]  # by offer class: project class -> amount
    dead: np.ndarray  # bool (O,): no way leads from here to anything left

    def give(self, project: int, offer: int, amount: int) -> None:
        """Move an amount of an offer to (or, below 0, from) a project."""
        mine = self.held[offer].get(project, 0) + amount
        if mine:
            self.held[offer][project] = mine
        else:
            del self.held[offer][project]

    def take_directly(self, project: int, need: int) -> int:
        """Serve a project from the offers it may use that have something left; return what it got."""
        got = 0
        for offer in np.nonzero(self.near[project] & (self.left > 0))[0].tolist():
            if got == need:
                break
            step = min(need - got, int(self.left[offer]))
            self.left[offer] -= step
            self.give(project, offer, step)
            got += step
        return got

    def search(self, start: int) -> Optional[Path]:
        """Return a shortest chain of exchanges that ends at an offer with something left, None (and a dead set) without one."""
        seen = self.dead.copy()
        came_from: dict[int, int] = {}  # offer -> project
        through: dict[int, int] = {start: -1}  # project -> offer that it would give back
        for project in (queue := [start]):
            new = np.nonzero(self.near[project] & ~seen)[0]
            seen[new] = True
            spare = new[self.left[new] > 0]
            if len(spare):
                return self._chain(project, int(spare[0]), came_from, through)
            for offer in new.tolist():
                came_from[offer] = project
                for other in sorted(self.held[offer]):
                    if other not in through:
                        through[other] = offer
                        queue.append(other)
        self.dead = seen
        return None

    def _chain(self, project: int, offer: int, came_from: dict[int, int], through: dict[int, int]) -> Path:
        chain = [(project, offer)]
        while through[project] >= 0:
            offer = through[project]
            project = came_from[offer]
            chain.append((project, offer))
        return chain[::-1]

    def follow(self, chain: Path, need: int) -> int:
        """Move as much as the chain carries, at most what is needed; return it."""
        given_back = [(after[0], before[1]) for before, after in zip(chain, chain[1:])]
        step = min(need, int(self.left[chain[-1][1]]), *(self.held[offer][project] for project, offer in given_back))
        for project, offer in chain:
            self.give(project, offer, step)
        for project, offer in given_back:
            self.give(project, offer, -step)
        self.left[chain[-1][1]] -= step
        return step


def serve_in_order(
    near: np.ndarray, of_project: np.ndarray, needs: np.ndarray, totals: np.ndarray, progress: Optional[Progress] = None
) -> tuple[np.ndarray, dict[tuple[int, int], int]]:
    """Return (what each project gets, int64; flows by (project class, offer class)).

    near is bool (P, O): which class of projects may use which class of offers; totals is what the offer classes have.
    """
    progress = progress or Unwatched()
    stock = _Stock(near, totals.astype(np.int64), [{} for _ in totals], np.zeros(len(totals), dtype=bool))
    served = np.zeros(len(needs), dtype=np.int64)
    for p in np.nonzero(needs > 0)[0].tolist():
        stop_if_cancelled(progress)
        progress.at(p / len(needs))
        project, need = int(of_project[p]), int(needs[p])
        got = stock.take_directly(project, need)
        while got < need:
            stop_if_cancelled(progress)
            chain = stock.search(project)
            if chain is None:
                break
            got += stock.follow(chain, need - got)
        served[p] = got
    flows = {(project, offer): amount for offer, held in enumerate(stock.held) for project, amount in held.items()}
    return served, flows
