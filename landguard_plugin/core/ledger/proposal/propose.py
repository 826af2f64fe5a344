"""The best write-off as a proposal: lines to accept one by one, shortfalls, refusals with rule and number, and what would cure.

Order of aims: the smallest shortfall in each account; among those, earlier approved projects first; then the objective the office
picked. Amounts are integers and close exactly. The tool proposes, officers accept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Optional

import numpy as np

from ...problems import LandGuardError, Message, Term
from ...progress import Progress, Stretch, stop_if_cancelled
from ..amounts import ACCOUNTS, Amounts
from ..rules.occupation import Refusal, lot_refusals, pair_refusals
from ..rules.ruleset import RuleSet, require
from ..standing import Standing
from ..units import DISTANCES
from . import highs
from .demand import RULES, Judgement, Problem, judge
from .documents import Lines, fewest_lines
from .network import (
    Classes,
    Solution,
    Transport,
    by_eligibility,
    classes_of,
    demand_by_class,
    hand_out,
    most_served,
    solve_exactly,
)
from .waste import least_waste

OBJECTIVES = ("waste", "local", "oldest", "documents")
#: how a result was found: exact integer flows (confirmed: HiGHS agrees), HiGHS rounded to integers, or a heuristic with a bound
EXACT, CONFIRMED, HIGHS, HEURISTIC = "exact", "confirmed", "highs", "heuristic"


@dataclass(frozen=True)
class ProposedLine:
    """Write off these amounts of a lot for a project. `reserved` lines use what was held for the project."""

    project: str
    lot: str
    holder: str
    amounts: Amounts
    distance: str
    accepted: Optional[date]
    reserved: bool = False


@dataclass(frozen=True)
class Cure:
    """What a rule costs: left out, the shortfall of an account would fall by this much; rule "supply" is simply more indices."""

    account: str
    rule: str
    amount: int
    lots: int


@dataclass(frozen=True)
class Proposal:
    """The outcome. `value` and `bound` measure the objective in its own unit; they are equal when the optimum is proven."""

    objective: str
    method: str
    lines: tuple[ProposedLine, ...]
    short: dict[tuple[str, str], int]  # (project, account) -> still lacking after these lines
    value: Fraction
    bound: Fraction
    cures: tuple[Cure, ...]
    problem: Problem
    held_refusals: tuple[tuple[str, str, Refusal], ...] = field(default=())  # reservations that the rules refuse

    @property
    def short_by_account(self) -> dict[str, int]:
        """Return account -> total shortfall."""
        return {a: sum(v for (_, account), v in self.short.items() if account == a) for a in ACCOUNTS}

    @property
    def proven(self) -> bool:
        """Return whether no better answer exists."""
        return self.value == self.bound

    def refusals(self) -> Iterator[tuple[str, str, Refusal]]:
        """Yield (project, lot, refusal) for every pair that a rule refuses, in order of projects and lots."""
        yield from self.held_refusals
        for p, project in enumerate(self.problem.projects):
            for o in np.nonzero(~self.problem.eligible[p])[0]:
                offer = self.problem.offers[o]
                reasons = [*self.problem.lot_reasons.get(int(o), ()), *self.problem.pair_reasons(p, int(o))]
                yield from ((project.id, offer.lot.id, reason) for reason in reasons)

    def lot_refusals(self) -> Iterator[tuple[str, Refusal]]:
        """Yield (lot, refusal) for every lot that serves no project at all: the short form for large problems."""
        for o, reasons in sorted(self.problem.lot_reasons.items()):
            yield from ((self.problem.offers[o].lot.id, reason) for reason in reasons)


def propose(
    standing: Standing, ruleset: RuleSet, objective: str, day: date, progress: Progress, rejudge: bool = False
) -> Proposal:
    """Return the best write-off on a day under a rule set.

    Raises LandGuardError LG-RUL-001 for a set not in force on the day, LG-PRO-001 for an unknown objective.
    """
    if objective not in OBJECTIVES:
        raise LandGuardError("LG-PRO-001", objective=objective)
    require(ruleset, "occupation", day, rejudge)
    held, refused = _use_reservations(standing, ruleset, day, Stretch(progress, 0.0, 0.05))
    taken: dict[str, Amounts] = {}
    for line in held:
        taken[line.project] = taken.get(line.project, Amounts()).plus(line.amounts)
    judgement = judge(standing, ruleset, day, taken, Stretch(progress, 0.05, 0.25))
    problem = judgement.problem()
    stop_if_cancelled(progress)
    classes = classes_of(problem)
    served = _served(problem, classes, Stretch(progress, 0.25, 0.3))
    chosen, value, bound, method = _optimise(problem, classes, served, objective, Stretch(progress, 0.3, 0.8))
    lines = (*held, *(_line(problem, pair, amounts) for pair, amounts in sorted(chosen.items())))
    short = _short(problem, served)
    cures = tuple(_cures(judgement, problem, served, Stretch(progress, 0.8, 1.0))) if short else ()
    progress.at(1.0)
    return Proposal(objective, method, lines, short, value, bound, cures, problem, refused)


def _use_reservations(
    standing: Standing, ruleset: RuleSet, day: date, progress: Progress
) -> tuple[list[ProposedLine], tuple[tuple[str, str, Refusal], ...]]:
    """Return lines that use what is reserved for projects that lack it, and the reservations that the rules refuse."""
    lines: list[ProposedLine] = []
    refused: list[tuple[str, str, Refusal]] = []
    asked = ruleset.value("occupation.accounts")
    for done, project in enumerate(standing.books.occupations.values()):
        stop_if_cancelled(progress)
        progress.at(done / len(standing.books.occupations))
        left = standing.short(project.id).as_dict()
        for lot_id, holder, amounts in standing.reserved_for(project.id):
            lot = standing.books.lots.get(lot_id)
            if lot is None or not any(left.values()):
                continue
            reasons = [*lot_refusals(lot, standing, ruleset, day)]
            reasons += pair_refusals(lot, holder, project, standing, ruleset)
            if reasons:
                refused += [(project.id, lot_id, reason) for reason in reasons]
                continue
            step = {a: min(left[a], max(0, amounts.of(a))) if a in asked else 0 for a in ACCOUNTS}
            left = {a: left[a] - step[a] for a in ACCOUNTS}
            if any(step.values()):
                near = _near(holder, project.unit)
                used = Amounts(**step)
                lines.append(ProposedLine(project.id, lot_id, holder, used, near, standing.accepted_on(lot_id), True))
    return lines, tuple(refused)


def _near(holder: str, unit: str) -> str:
    from ..units import distance

    return distance(holder, unit)


def _served(problem: Problem, classes: Classes, progress: Progress) -> np.ndarray:
    """Return int64 (3, p): what each project can get, account by account."""
    served = np.zeros_like(problem.needs)
    coarse = by_eligibility(classes)
    for a in range(3):
        stretch = Stretch(progress, a / 3, (a + 1) / 3)
        stop_if_cancelled(stretch)
        served[a] = most_served(coarse, problem.needs[a], problem.supply[a], stretch)
    return served


def _confirmed(transport: Transport, solution: Solution) -> bool:
    """Return whether HiGHS reached the same cost; False where it is not here. Two solvers that disagree stop the work.

    The exact flows decide, so that equally good answers do not differ between offices with and without scipy; HiGHS is the second
    opinion. Raises LandGuardError LG-PRO-002.
    """
    if not highs.available():
        return False
    other = highs.solve_by_highs(transport)
    if other is None:
        return False
    ours, theirs = transport.cost(*solution), transport.cost(*other)
    if ours != theirs:
        raise LandGuardError("LG-PRO-002", ours=str(ours), theirs=str(theirs))
    return True


def _optimise(
    problem: Problem, classes: Classes, served: np.ndarray, objective: str, progress: Progress
) -> tuple[Lines, Fraction, Fraction, str]:
    """Return (lines by pair, value of the objective, lower bound, method)."""
    if not served.any():
        return {}, Fraction(0), Fraction(0), EXACT
    if objective == "documents":
        lines, least, proven = fewest_lines(problem, served, highs.available(), Stretch(progress, 0.0, 0.9))
        if lines is not None:
            return lines, Fraction(len(lines)), Fraction(least), EXACT if proven else HEURISTIC
    own, pair = _costs(problem, classes, objective)
    transports = {
        a: Transport(classes, problem.supply[a], own, demand_by_class(classes, served[a]), pair) for a in range(3)
    }
    if objective == "waste":
        solutions, answer = least_waste(transports, problem.supply, highs.available(), progress)
        method = EXACT if answer.value == answer.bound else HIGHS if answer.by_highs else HEURISTIC
        return _pairs(classes, solutions, served), answer.value, answer.bound, method
    solutions, confirmed = {}, []
    for account, transport in transports.items():
        stretch = Stretch(progress, account / 3, (account + 1) / 3)
        solutions[account] = solve_exactly(transport, stretch)
        stop_if_cancelled(stretch)
        if objective != "documents":
            confirmed.append(_confirmed(transport, solutions[account]))
    lines = _pairs(classes, solutions, served)
    if objective == "documents":  # the greedy choice could not give everybody their share: this one does
        return lines, Fraction(len(lines)), Fraction(least), HEURISTIC
    value = Fraction(sum(t.cost(*solutions[a]) for a, t in transports.items()))
    return lines, value, value, CONFIRMED if all(confirmed) else EXACT


def _costs(problem: Problem, classes: Classes, objective: str) -> tuple[np.ndarray, np.ndarray]:
    """Return (cost per unit of an offer, cost per unit of a pair of classes), whole numbers.

    local: distance first, age in days as the tie-break. oldest (and the others, where it only breaks ties): the other way round.
    """
    days = np.array([offer.accepted for offer in problem.offers], dtype=np.int64)
    age = days - days.min() if len(days) else days
    near = np.where(classes.near >= 0, classes.near, 0).astype(np.int64)
    if objective == "local":
        return age, near * (int(age.max(initial=0)) + 1)
    return age * (len(DISTANCES) + 1), near


def _pairs(classes: Classes, solutions: dict[int, Solution], served: np.ndarray) -> Lines:
    lines: Lines = {}
    for account, solution in solutions.items():
        for p, o, amount in hand_out(classes, solution, served[account]):
            lines.setdefault((p, o), np.zeros(3, dtype=np.int64))[account] += amount
    return lines


def _line(problem: Problem, pair: tuple[int, int], amounts: np.ndarray) -> ProposedLine:
    offer, project = problem.offers[pair[1]], problem.projects[pair[0]]
    near = DISTANCES[int(problem.distances[pair])]
    accepted = date.fromordinal(offer.accepted) if offer.accepted else None
    return ProposedLine(project.id, offer.lot.id, offer.holder, Amounts(*(int(a) for a in amounts)), near, accepted)


def _short(problem: Problem, served: np.ndarray) -> dict[tuple[str, str], int]:
    missing = problem.needs - served
    return {
        (problem.projects[p].id, ACCOUNTS[a]): int(missing[a, p])
        for a, p in zip(*(axis.tolist() for axis in np.nonzero(missing)))
    }


def _cures(judgement: Judgement, strict: Problem, served: np.ndarray, progress: Progress) -> Iterator[Cure]:
    """Yield, for each account that is short, what each rule alone costs, and what would still be missing without any of them."""
    lacking = (strict.needs - served).sum(axis=1).tolist()
    tried = [(rule,) for rule in RULES] + [RULES]
    for turn, rules in enumerate(tried):
        stop_if_cancelled(progress)
        stretch = Stretch(progress, turn / len(tried), (turn + 1) / len(tried))
        eased = judgement.problem(rules)
        freed = (eased.eligible & ~strict.eligible).any(axis=0)
        if len(rules) == 1 and not freed.any():
            continue
        left = (eased.needs - _served(eased, classes_of(eased), stretch)).sum(axis=1).tolist()
        for a, account in enumerate(ACCOUNTS):
            if not lacking[a]:
                continue
            if len(rules) == 1 and left[a] < lacking[a]:
                lots = int((freed & (eased.supply[a] > 0)).sum())
                yield Cure(account, rules[0], int(lacking[a] - left[a]), lots)
            elif len(rules) > 1 and left[a]:
                yield Cure(account, "supply", int(left[a]), 0)


def words_of(proposal: Proposal) -> Message:
    """Return how good the proposal is, in one sentence: proven, or how far the bound is."""
    words: dict[str, object] = {
        "objective": Term(f"objective_{proposal.objective}"),
        "lines": len(proposal.lines),
        "value": _plain(proposal.value),
        "bound": _plain(proposal.bound),
    }
    return Message("LG-PRO-010" if proposal.proven else "LG-PRO-011", words)


def _plain(value: Fraction) -> str:
    """Return the value of an objective with at most two decimals and no zeros behind them."""
    return f"{float(value):,.2f}".rstrip("0").rstrip(".")
