"""A write-off for many units: it ends in seconds, tells how far it is, and stops at once when asked."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from landguard_plugin.core.ledger.books import books_of
from landguard_plugin.core.ledger.proposal import highs
from landguard_plugin.core.ledger.proposal.propose import OBJECTIVES, propose
from landguard_plugin.core.ledger.standing import Standing
from landguard_plugin.core.problems import Cancelled
from landguard_plugin.storage.ledger.tables import packaged_rulesets
from tests.core.ledger.proposal.made import DAY, made_books

RULES = packaged_rulesets()["three-index-2017"]


def ruled(**values):
    """The three-index rules with other values."""
    changed = {f"occupation.{name}": value for name, value in values.items()}
    parameters = {k: replace(p, value=changed[k]) if k in changed else p for k, p in RULES.parameters.items()}
    return replace(RULES, parameters=parameters)


#: books that make each stage long: distances, days of acceptance, small parts for HiGHS
CASES = {
    "province": (RULES, 1.2),
    "dated": (ruled(supplement_before="project"), 0.6),
    "cities": (ruled(supplement_before="project", levels=["same", "county", "city"]), 0.6),
}


class Watch:
    """Counts the checks, keeps the fractions and the longest processor time between two checks; cancels at one of them."""

    def __init__(self, stop_at: int = 0) -> None:
        self.stop_at, self.checks, self.fractions, self.longest = stop_at, 0, [], 0.0
        self.last = time.process_time()

    def at(self, fraction: float) -> None:
        self.fractions.append(fraction)

    def say(self, message) -> None:
        raise AssertionError(message)

    warn = say

    def cancelled(self) -> bool:
        now = time.process_time()
        self.longest, self.last = max(self.longest, now - self.last), now
        self.checks += 1
        return 0 < self.stop_at <= self.checks


@pytest.fixture(scope="module")
def standings():
    return {
        name: Standing(made_books(500, 2000, 3, counties=100, tightness=tight, capacity_share=0.5), DAY)
        for name, (_, tight) in CASES.items()
    }


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("case", CASES)
def test_cancel_is_heard_within_a_second_and_progress_moves(standings, case, objective):
    watch, begin = Watch(), time.process_time()
    proposal = propose(standings[case], CASES[case][0], objective, DAY, watch)
    spent = time.process_time() - begin
    assert proposal.lines
    assert max(watch.longest, time.process_time() - watch.last) < 1.0, "the longest time without asking"
    assert spent < 20, "half a minute and more before; about two seconds on an idle machine"
    assert watch.fractions == sorted(watch.fractions), "progress never goes back"
    assert 0 <= watch.fractions[0] <= watch.fractions[-1] == 1
    assert max(b - a for a, b in zip(watch.fractions, watch.fractions[1:])) < 0.5


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_cancel_at_any_check_stops_there(objective):
    standing = Standing(made_books(12, 40, 3, counties=4), DAY)
    whole = Watch()
    propose(standing, RULES, objective, DAY, whole)
    for stop_at in (1, whole.checks // 3, whole.checks // 2, whole.checks - 12):
        watch = Watch(stop_at)
        with pytest.raises(Cancelled):
            propose(standing, RULES, objective, DAY, watch)
        assert watch.checks == stop_at, "nothing goes on after a cancel"


@pytest.mark.parametrize("objective", ["waste", "local", "oldest"])
def test_lines_do_not_depend_on_the_order_of_rows_or_on_scipy(objective, monkeypatch):
    books = made_books(60, 200, 8, counties=30, tightness=0.9)
    mixed = list(books.entries)
    random.Random(4).shuffle(mixed)
    first = propose(Standing(books, DAY), RULES, objective, DAY, Watch())
    assert propose(Standing(books_of(mixed), DAY), RULES, objective, DAY, Watch()).lines == first.lines
    if objective != "waste":
        monkeypatch.setattr(highs, "available", lambda: False)
        assert propose(Standing(books, DAY), RULES, objective, DAY, Watch()).lines == first.lines
