"""What projects lack, what lots offer, and who may serve whom: the input of the optimisation, with every refusal explained."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Callable

import numpy as np

from ...progress import Progress, Stretch, stop_if_cancelled
from ..amounts import ACCOUNTS, Amounts
from ..records import Lot, Occupation
from ..rules.occupation import Refusal, counts_for, lot_refusals, pair_refusals, too_far, too_late, too_poor
from ..rules.ruleset import RuleSet
from ..standing import Standing
from ..units import DISTANCES, distance

#: rules that may refuse a lot or a pair; "relaxed" ones are left out when a cure is sought
RULES = ("date", "slope", "stable", "audit", "filing", "expiry", "level", "grade")


@dataclass(frozen=True)
class Offer:
    """What a unit holds of a lot, and the day the lot came in (ordinal, 0 for none)."""

    lot: Lot
    holder: str
    available: Amounts
    accepted: int


@dataclass(frozen=True)
class Problem:
    """Open projects and offers, with arrays (p, o).

    needs       int64 (3, p): what each project lacks by account, 0 where the rule set does not ask for the account
    supply      int64 (3, o): what each offer has by account, 0 where its kind does not count for it
    eligible    bool (p, o)
    distances   int8 (p, o): index into units.DISTANCES
    lot_reasons why an offer serves nobody, by offer index; why a pair is refused is told by `pair_reasons`
    """

    projects: tuple[Occupation, ...]
    offers: tuple[Offer, ...]
    needs: np.ndarray
    supply: np.ndarray
    eligible: np.ndarray
    distances: np.ndarray
    lot_reasons: dict[int, list[Refusal]]
    standing: Standing
    ruleset: RuleSet

    def pair_reasons(self, project: int, offer: int) -> list[Refusal]:
        """Return why an offer may not serve this project in particular."""
        one = self.offers[offer]
        return list(pair_refusals(one.lot, one.holder, self.projects[project], self.standing, self.ruleset))


@dataclass(frozen=True)
class Judgement:
    """Every offer and pair judged once by every rule; `problem` leaves out the rules that are to refuse nobody.

    refused     bool (p, o) by rule: which pairs it refuses
    lot_reasons every reason why an offer serves nobody, by offer index
    """

    projects: tuple[Occupation, ...]
    offers: tuple[Offer, ...]
    needs: np.ndarray
    supply: np.ndarray
    distances: np.ndarray
    refused: dict[str, np.ndarray]
    lot_reasons: dict[int, list[Refusal]]
    standing: Standing
    ruleset: RuleSet

    def problem(self, relaxed: Sequence[str] = ()) -> Problem:
        """Return the problem; rules named in `relaxed` refuse nobody."""
        kept = {o: [r for r in reasons if r.rule not in relaxed] for o, reasons in self.lot_reasons.items()}
        lot_reasons = {o: reasons for o, reasons in kept.items() if reasons}
        eligible = np.ones((len(self.projects), len(self.offers)), dtype=bool)
        for rule, table in self.refused.items():
            if rule not in relaxed:
                eligible &= ~table
        eligible[:, list(lot_reasons)] = False
        return Problem(
            self.projects,
            self.offers,
            self.needs,
            self.supply,
            eligible,
            self.distances,
            lot_reasons,
            self.standing,
            self.ruleset,
        )


def judge(
    standing: Standing,
    ruleset: RuleSet,
    day: date,
    taken: Mapping[str, Amounts],
    progress: Progress,
) -> Judgement:
    """Return open projects and offers as of a standing, judged by every rule.

    `taken` is what projects get from their reservations; it is no longer needed.
    """
    lacking = {p.id: standing.short(p.id).minus(taken.get(p.id, Amounts())) for p in _in_order(standing)}
    projects = tuple(p for p in _in_order(standing) if lacking[p.id].at_least_zero())
    offers = _offers(standing, Stretch(progress, 0.0, 0.3))
    lot_reasons = {}
    for index, offer in enumerate(offers):
        stop_if_cancelled(progress)
        if reasons := list(lot_refusals(offer.lot, standing, ruleset, day)):
            lot_reasons[index] = reasons
    asked = ruleset.value("occupation.accounts")
    needs = [[max(0, lacking[p.id].of(a)) if a in asked else 0 for p in projects] for a in ACCOUNTS]
    supply = [[_counting(standing, offer, ruleset, a) for offer in offers] for a in ACCOUNTS]
    distances = _distances(projects, offers, Stretch(progress, 0.4, 0.7))
    refused = _refused_pairs(projects, offers, distances, standing, ruleset, Stretch(progress, 0.7, 1.0))
    return Judgement(
        projects,
        offers,
        np.array(needs, dtype=np.int64).reshape(3, len(projects)),
        np.array(supply, dtype=np.int64).reshape(3, len(offers)),
        distances,
        refused,
        lot_reasons,
        standing,
        ruleset,
    )


def _in_order(standing: Standing) -> list[Occupation]:
    """Return projects by approval date and id: who was approved first is served first when there is not enough."""
    return sorted(standing.books.occupations.values(), key=lambda p: (p.approved or date.max, p.id))


def _offers(standing: Standing, progress: Progress) -> tuple[Offer, ...]:
    offers = []
    holdings = standing.holdings()
    for index, (lot, holder, available) in enumerate(holdings):
        stop_if_cancelled(progress)
        progress.at(index / len(holdings))
        unit = standing.books.units.get(holder)
        usable = available.at_least_zero()
        if lot in standing.books.lots and usable and not (unit and unit.external):
            accepted = standing.accepted_on(lot)
            offers.append(Offer(standing.books.lots[lot], holder, usable, accepted.toordinal() if accepted else 0))
    return tuple(offers)


def _counting(standing: Standing, offer: Offer, ruleset: RuleSet, account: str) -> int:
    counts = account in counts_for(standing.books, offer.lot, ruleset)
    return offer.available.of(account) if counts else 0


def _refused_pairs(
    projects: Sequence[Occupation],
    offers: Sequence[Offer],
    distances: np.ndarray,
    standing: Standing,
    ruleset: RuleSet,
    progress: Progress,
) -> dict[str, np.ndarray]:
    """Return bool (p, o) by rule. Each rule judges what is equal in its eyes (distance, days, grades) once."""
    refuses = np.zeros(len(DISTANCES), dtype=bool)
    for far in np.unique(distances).tolist():
        p, o = (int(axis) for axis in np.unravel_index(int(np.argmax(distances == far)), distances.shape))
        refuses[far] = any(too_far(offers[o].lot, offers[o].holder, projects[p], ruleset))
    refused = {"level": refuses[distances]}
    if ruleset.value("occupation.supplement_before") == "project":
        refused["date"] = _by_keys(
            [p.approved for p in projects],
            [o.accepted for o in offers],
            lambda p, o: any(too_late(offers[o].lot, projects[p], standing, ruleset)),
            Stretch(progress, 0.0, 0.5),
        )
    if ruleset.value("occupation.lot_grade") != "any":
        refused["grade"] = _by_keys(
            [(p.grade, p.grade_system) for p in projects],
            [(o.lot.grade_after, o.lot.grade_system) for o in offers],
            lambda p, o: any(too_poor(offers[o].lot, projects[p], ruleset)),
            Stretch(progress, 0.5, 1.0),
        )
    return refused


def _by_keys(
    of_projects: Sequence[Hashable],
    of_offers: Sequence[Hashable],
    tell: Callable[[int, int], Any],
    progress: Progress,
    kind: type = bool,
) -> np.ndarray:
    """Return the table (p, o) of what `tell` says of a project and an offer, asking once for each pair of keys."""
    first = {key: index for index, key in reversed(list(enumerate(of_offers)))}
    place = {key: index for index, key in enumerate(first)}
    column = np.array([place[key] for key in of_offers], dtype=np.int64)
    table: np.ndarray = np.zeros((len(of_projects), len(of_offers)), dtype=kind)
    rows: dict[Hashable, np.ndarray] = {}
    for p, key in enumerate(of_projects):
        stop_if_cancelled(progress)
        progress.at(p / len(of_projects))
        if key not in rows:
            rows[key] = np.array([tell(p, o) for o in first.values()], dtype=kind)[column]
        table[p] = rows[key]
    return table


def _distances(projects: Sequence[Occupation], offers: Sequence[Offer], progress: Progress) -> np.ndarray:
    return _by_keys(
        [p.unit for p in projects],
        [o.holder for o in offers],
        lambda p, o: DISTANCES.index(distance(offers[o].holder, projects[p].unit)),
        progress,
        np.int8,
    )
