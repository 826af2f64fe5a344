"""The best write-off for many units against what an analyst would run instead: one linear program over pairs of units, solved by HiGHS.

    python -m benchmarks.writeoff           500 projects by 2,000 lots in 10, 100 and 400 counties
    python -m benchmarks.writeoff large     1,500 by 6,000 in 400 counties as well, ours alone

Same run, same numbers: the cheapest write-off of the quantity account, oldest lots first, in the exact method (no scipy) and in
scipy.optimize.linprog: a variable for each lot and each pair of units (one for each of the 840,000 pairs of a project and a lot did
not end in a minute and a half). Gate: HiGHS's cost is ours to a millionth (it computes in doubles, ours in integers with a proof). Then whole proposals, every objective, with the longest time in which Cancel was not asked for.
Figures go to out/bench/writeoff.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from landguard_plugin.core.ledger.proposal import highs, network
from landguard_plugin.core.ledger.proposal.propose import OBJECTIVES, propose
from landguard_plugin.core.ledger.standing import Standing
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.storage.ledger.tables import packaged_rulesets
from tests.core.ledger.proposal.made import DAY, made_books
from tests.core.ledger.proposal.successive import rival_cost

ROOT = Path(__file__).resolve().parent.parent
RULES = packaged_rulesets()["three-index-2017"]
QUANTITY, AGE, NEAR = 0, 6, 1


class Watch(Unwatched):
    """Keeps the longest time between two questions about Cancel."""

    def __init__(self) -> None:
        self.longest, self.last = 0.0, time.perf_counter()

    def cancelled(self) -> bool:
        now = time.perf_counter()
        self.longest, self.last = max(self.longest, now - self.last), now
        return False


def quantity_of(problem) -> network.Transport:
    """The quantity account of a problem, oldest first, on its classes."""
    classes = network.classes_of(problem)
    served = network.most_served(classes, problem.needs[QUANTITY], problem.supply[QUANTITY])
    days = np.array([offer.accepted for offer in problem.offers], dtype=np.int64)
    near = np.where(classes.near >= 0, classes.near, 0).astype(np.int64)
    demand = network.demand_by_class(classes, served)
    return network.Transport(classes, problem.supply[QUANTITY], (days - days.min()) * AGE, demand, near * NEAR)


def by_highs(transport: network.Transport) -> tuple[float, float]:
    """(cost, seconds) of one linear program: a variable for each lot and each pair of units, a row for each unit on both sides."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, hstack, vstack

    begin, classes = time.perf_counter(), transport.classes
    targets, holders = classes.near.shape
    rows, columns = np.nonzero(classes.near >= 0)
    lots, pairs = np.arange(len(transport.supply)), np.arange(len(rows))
    gives = csr_matrix((np.ones(len(lots)), (classes.of_offer, lots)), shape=(holders, len(lots)))
    leaves = csr_matrix((np.ones(len(pairs)), (columns, pairs)), shape=(holders, len(pairs)))
    gets = csr_matrix((np.ones(len(pairs)), (rows, pairs)), shape=(targets, len(pairs)))
    nothing = csr_matrix((targets, len(lots)))
    matrix = vstack([hstack([gives, -leaves]), hstack([nothing, gets])]).tocsr()
    answer = linprog(
        np.concatenate([transport.offer_cost, transport.pair_cost[rows, columns]]),
        A_eq=matrix,
        b_eq=np.concatenate([np.zeros(holders), transport.demand]),
        bounds=[(0, float(amount)) for amount in transport.supply] + [(0, None)] * len(pairs),
        method="highs",
    )
    if not answer.success:
        raise SystemExit(f"HiGHS: {answer.message}")
    return float(answer.fun), time.perf_counter() - begin


def solver(counties: int, tightness: float, with_former: bool) -> str:
    """One line of the table of solvers."""
    standing = Standing(made_books(500, 2000, 3, counties=counties, tightness=tightness), DAY)
    problem = propose(standing, RULES, "oldest", DAY, Unwatched()).problem
    transport = quantity_of(problem)
    begin = time.perf_counter()
    ours = transport.cost(*network.solve_exactly(transport))
    mine = time.perf_counter() - begin
    theirs, other = by_highs(transport)
    if abs(theirs - ours) > 1e-6 * ours:
        raise SystemExit(f"gate: {ours} here and {theirs} in HiGHS")
    former = "-"
    if with_former:
        begin = time.perf_counter()
        if rival_cost(transport)[1] != ours:
            raise SystemExit("gate: successive shortest paths cost something else")
        former = f"{(time.perf_counter() - begin) / mine:,.1f}"
    return f"| {counties} | {tightness} | {mine:.2f} s | {other:.2f} s | {other / mine:,.1f} | {former} |"


def whole(projects: int, lots: int, counties: int, tightness: float, objective: str) -> str:
    """One line of the table of whole proposals: without scipy and with it."""
    standing = Standing(made_books(projects, lots, 3, counties=counties, tightness=tightness), DAY)
    honest, times = highs.available, []
    for available in (lambda: False, honest):
        highs.available, watch, begin = available, Watch(), time.perf_counter()
        proposal = propose(standing, RULES, objective, DAY, watch)
        times += [time.perf_counter() - begin, watch.longest]
    highs.available = honest
    figures = f"{times[0]:.1f} s | {times[2]:.1f} s | {max(times[1], times[3]):.2f} s"
    size = f"{projects:,} x {lots:,} | {counties} | {tightness}"
    return f"| {size} | {objective} | {proposal.method} | {len(proposal.lines):,} | {figures} |"


def tables(say: Callable[[str], None], large: bool) -> None:
    """Say both tables line by line."""
    say("| units | tightness | ours | HiGHS | HiGHS / ours | successive paths / ours |\n|---|---|---|---|---|---|")
    for counties in (10, 100, 400):
        for tightness in (0.6, 1.2):
            say(solver(counties, tightness, counties <= 100))
    say("\n| size | units | tightness | objective | method | lines | without scipy | with scipy | longest deaf |")
    say("|---|---|---|---|---|---|---|---|---|")
    sizes = [(500, 2000, counties) for counties in (10, 100, 400)] + [(1500, 6000, 400)] * large
    for size in sizes:
        for tightness in (0.6, 1.2):
            for objective in OBJECTIVES:
                say(whole(*size, tightness, objective))


def main(mode: str) -> None:
    """Print and keep both tables."""
    lines: list[str] = []

    def say(text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
        lines.append(text)

    tables(say, mode == "large")
    target = ROOT / "out" / "bench" / "writeoff.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
