"""What projects lack, what lots offer, and who may serve whom: the input of the optimisation, with every refusal explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ..amounts import ACCOUNTS, Amounts
from ..records import Lot, Occupation
from ..rules.occupation import Refusal, counts_for, lot_refusals, pair_refusals
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


def problem_of(
    standing: Standing,
    ruleset: RuleSet,
    day: date,
    relaxed: Sequence[str] = (),
    taken: Mapping[str, Amounts] | None = None,
) -> Problem:
    """Return the problem as of a standing; rules named in `relaxed` refuse nobody.

    `taken` is what projects get from their reservations; it is no longer needed.
    """
    lacking = {p.id: standing.short(p.id).minus((taken or {}).get(p.id, Amounts())) for p in _in_order(standing)}
    projects = tuple(p for p in _in_order(standing) if lacking[p.id].at_least_zero())
    offers = _offers(standing)
    lot_reasons = {
        index: reasons
        for index, offer in enumerate(offers)
        if (reasons := [r for r in lot_refusals(offer.lot, standing, ruleset, day) if r.rule not in relaxed])
    }
    eligible = _eligible_pairs(projects, offers, standing, ruleset, relaxed)
    eligible[:, list(lot_reasons)] = False
    asked = ruleset.value("occupation.accounts")
    needs = [[max(0, lacking[p.id].of(a)) if a in asked else 0 for p in projects] for a in ACCOUNTS]
    supply = [[_counting(standing, offer, ruleset, a) for offer in offers] for a in ACCOUNTS]
    return Problem(
        projects,
        offers,
        np.array(needs, dtype=np.int64).reshape(3, len(projects)),
        np.array(supply, dtype=np.int64).reshape(3, len(offers)),
        eligible,
        _distances(projects, offers),
        lot_reasons,
        standing,
        ruleset,
    )


def _in_order(standing: Standing) -> list[Occupation]:
    """Return projects by approval date and id: who was approved first is served first when there is not enough."""
    return sorted(standing.books.occupations.values(), key=lambda p: (p.approved or date.max, p.id))


def _offers(standing: Standing) -> tuple[Offer, ...]:
    offers = []
    for lot, holder, available in standing.holdings():
        unit = standing.books.units.get(holder)
        usable = available.at_least_zero()
        if lot in standing.books.lots and usable and not (unit and unit.external):
            accepted = standing.accepted_on(lot)
            offers.append(Offer(standing.books.lots[lot], holder, usable, accepted.toordinal() if accepted else 0))
    return tuple(offers)


def _counting(standing: Standing, offer: Offer, ruleset: RuleSet, account: str) -> int:
    counts = account in counts_for(standing.books, offer.lot, ruleset)
    return offer.available.of(account) if counts else 0


def _eligible_pairs(
    projects: Sequence[Occupation],
    offers: Sequence[Offer],
    standing: Standing,
    ruleset: RuleSet,
    relaxed: Sequence[str],
) -> np.ndarray:
    """Return bool (p, o): no rule refuses the pair. Equal pairs (unit, date, grade as far as the rules look) are judged once."""
    dated = ruleset.value("occupation.supplement_before") == "project"
    graded = ruleset.value("occupation.lot_grade") != "any"
    project_keys = [(p.unit, p.approved if dated else 0, (p.grade, p.grade_system) if graded else 0) for p in projects]
    offer_keys = [
        (o.holder, o.accepted if dated else 0, (o.lot.grade_after, o.lot.grade_system) if graded else 0) for o in offers
    ]
    first_project = {key: index for index, key in reversed(list(enumerate(project_keys)))}
    first_offer = {key: index for index, key in reversed(list(enumerate(offer_keys)))}
    allowed = {
        (mine, theirs): all(
            refusal.rule in relaxed
            for refusal in pair_refusals(offers[o].lot, offers[o].holder, projects[p], standing, ruleset)
        )
        for mine, p in first_project.items()
        for theirs, o in first_offer.items()
    }
    place = {key: index for index, key in enumerate(first_offer)}
    column = np.array([place[key] for key in offer_keys], dtype=np.int64)
    rows = {mine: np.array([allowed[mine, theirs] for theirs in first_offer], dtype=bool) for mine in first_project}
    table = np.ones((len(projects), len(offers)), dtype=bool)
    for p, key in enumerate(project_keys):
        if len(offers):
            table[p] = rows[key][column]
    return table


def _distances(projects: Sequence[Occupation], offers: Sequence[Offer]) -> np.ndarray:
    table = np.zeros((len(projects), len(offers)), dtype=np.int8)
    rows: dict[str, np.ndarray] = {}
    for p, project in enumerate(projects):
        if project.unit not in rows:
            known: dict[str, int] = {}
            for offer in offers:
                if offer.holder not in known:
                    known[offer.holder] = DISTANCES.index(distance(offer.holder, project.unit))
            rows[project.unit] = np.array([known[offer.holder] for offer in offers], dtype=np.int8)
        table[p] = rows[project.unit]
    return table
