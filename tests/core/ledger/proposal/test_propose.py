"""The proposal as a whole: it closes, it holds the rules, it explains itself, and accepting it posts one sound deed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.ledger.amounts import ACCOUNTS, Amounts
from landguard_plugin.core.ledger.books import with_entries
from landguard_plugin.core.ledger.checks import check_books
from landguard_plugin.core.ledger.proposal import highs
from landguard_plugin.core.ledger.proposal.propose import EXACT, HEURISTIC, OBJECTIVES, propose
from landguard_plugin.core.ledger.records import Batch, Line
from landguard_plugin.core.ledger.rules.occupation import judge
from landguard_plugin.core.ledger.standing import Standing
from landguard_plugin.core.ledger.text.reader import read_ledger
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.storage.ledger.tables import packaged_rulesets
from tests.core.ledger.effort import tries
from tests.core.ledger.proposal.made import DAY, made_books

RULES = packaged_rulesets()["three-index-2017"]
SMALL = {"projects": st.integers(1, 6), "lots": st.integers(1, 12), "seed": st.integers(0, 10**6)}


def run(books, objective="local", ruleset=RULES, day=DAY):
    return propose(Standing(books, day), ruleset, objective, day, Unwatched())


def accepted(books, proposal, day=DAY):
    lines = tuple(Line(x.amounts, x.lot, x.project, x.holder) for x in proposal.lines if not x.reserved)
    used = tuple(Line(x.amounts, x.lot, x.project, x.holder) for x in proposal.lines if x.reserved)
    new = [Batch("W1", day, "write_off", lines, "核")] if lines else []
    new += [Batch("W2", day, "use_reserved", used, "核")] if used else []
    return with_entries(books, new)


@pytest.mark.parametrize("objective", OBJECTIVES)
@tries(25)
@given(**SMALL, tightness=st.sampled_from((0.3, 0.7, 1.1)))
def test_an_accepted_proposal_leaves_sound_books_and_exactly_the_shortfall_it_told(
    objective, projects, lots, seed, tightness
):
    books = made_books(projects, lots, seed, counties=4, tightness=tightness)
    proposal = run(books, objective)
    after = accepted(books, proposal)
    assert [flaw for flaw in check_books(after) if flaw.code != "LG-LED-012"] == []
    standing = Standing(after, DAY)
    for project in books.occupations:
        for account in ACCOUNTS:
            assert standing.short(project).of(account) == proposal.short.get((project, account), 0)
    codes = {flaw.code for flaw in judge(after, RULES, DAY)}
    assert codes <= {"LG-RUL-010", "LG-RUL-011", "LG-RUL-012"}
    assert bool(codes) == bool(proposal.short)
    assert proposal.bound <= proposal.value or not proposal.lines


@tries(25)
@given(**SMALL)
def test_the_shortfall_does_not_depend_on_the_objective_or_the_solver(projects, lots, seed):
    books = made_books(projects, lots, seed, counties=4, tightness=1.1)
    shorts = {objective: run(books, objective).short for objective in OBJECTIVES}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(highs, "available", lambda: False)
        shorts["pure"] = run(books).short
    assert all(short == shorts["local"] for short in shorts.values())


@tries(25)
@given(**SMALL)
def test_the_pure_fallback_reaches_the_same_optimum(projects, lots, seed):
    books = made_books(projects, lots, seed, counties=4)
    for objective in ("local", "oldest"):
        best = run(books, objective)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(highs, "available", lambda: False)
            plain = run(books, objective)
        assert (plain.value, plain.method, plain.proven) == (best.value, EXACT, True)
        assert plain.lines == best.lines, "an office without scipy gets the same lines"


@tries(20)
@given(**SMALL)
def test_every_refused_pair_is_explained_and_no_line_is_refused(projects, lots, seed):
    books = made_books(projects, lots, seed, counties=6)
    proposal = run(books)
    refused = {(project, lot) for project, lot, _ in proposal.refusals()}
    used = {(line.project, line.lot) for line in proposal.lines}
    assert not refused & used
    p, o = proposal.problem.eligible.shape
    assert len(refused) == p * o - int(proposal.problem.eligible.sum())


BOOKS = """单位 990101 "甲县"
单位 990102 "乙县"
单位 990201 "外市县"
补充项目 SA 990101 ""
补充项目 SB 990102 ""
补充项目 SC 990201 ""
指标 LA SA 990101 坡度级:2
指标 LB SB 990102 坡度级:2
指标 LC SC 990201 坡度级:2
占用项目 P1 990101 "" 批准:2021-02-01
占用项目 P2 990101 "" 批准:2021-03-01
2020-05-01 验收 B1
  指标:LC 数量:100.00 产能:10
2020-06-01 验收 B2
  指标:LB 数量:100.00 产能:100
2020-07-01 验收 B3
  指标:LA 数量:100.00 产能:100
2021-03-01 应补 B4
  项目:P1 数量:80.00 产能:60
  项目:P2 数量:60.00 产能:20
"""


def lines_of(proposal):
    return sorted((x.project, x.lot, x.amounts.quantity, x.amounts.capacity) for x in proposal.lines)


def books_from(text):
    reading = read_ledger(text)
    assert not reading.flaws
    return reading.books


def test_local_first_by_hand():
    assert lines_of(run(books_from(BOOKS), "local")) == [
        ("P1", "LA", 8000, 60),
        ("P2", "LA", 2000, 20),
        ("P2", "LB", 4000, 0),
    ]


def test_oldest_first_by_hand():
    used = Counter()
    for _, lot, quantity, _ in lines_of(run(books_from(BOOKS), "oldest")):
        used[lot] += quantity
    assert used == {"LC": 10000, "LB": 4000}


def test_fewest_documents_by_hand():
    proposal = run(books_from(BOOKS), "documents")
    assert len(proposal.lines) == 2
    assert proposal.proven


def test_least_waste_takes_land_whose_capacity_is_used_too():
    proposal = run(books_from(BOOKS), "waste")
    # 140.00 m2 are needed with 80 kg: all of LC (100.00 m2, 10 kg) and 40.00 m2 elsewhere carry 50 kg, so nothing is stranded.
    assert proposal.value == 0
    assert proposal.proven


def test_shortfall_goes_to_the_later_project_and_the_cure_is_named():
    text = BOOKS.replace("应补 B4\n  项目:P1 数量:80.00 产能:60", "应补 B4\n  项目:P1 数量:280.00 产能:60")
    text += "2021-01-01 标记 LB 审核 未通过\n"
    proposal = run(books_from(text))
    assert proposal.short == {("P1", "quantity"): 8000, ("P2", "quantity"): 6000}
    cures = {(c.account, c.rule): (c.amount, c.lots) for c in proposal.cures}
    assert cures == {("quantity", "audit"): (10000, 1), ("quantity", "supply"): (4000, 0)}
    assert proposal.short_by_account == {"quantity": 14000, "paddy": 0, "capacity": 0}


def test_refusals_name_rule_and_number():
    text = BOOKS.replace("指标 LB SB 990102 坡度级:2", "指标 LB SB 990102 坡度级:5")
    refusals = {(p, lot, r.rule): r.message for p, lot, r in run(books_from(text)).refusals()}
    assert set(refusals) == {("P1", "LB", "slope"), ("P2", "LB", "slope")}
    message = refusals["P1", "LB", "slope"]
    assert (message.code, message.arguments["slope"], message.arguments["highest"]) == ("LG-RUL-025", "5", "4")


def test_what_is_reserved_is_used_for_its_project_only():
    text = BOOKS + "2021-03-02 挂钩 B5\n  项目:P2 指标:LA 数量:100.00\n"
    books = books_from(text)
    proposal = run(books)
    held = [x for x in proposal.lines if x.reserved]
    assert [(x.project, x.lot, x.amounts) for x in held] == [("P2", "LA", Amounts(6000, 0, 0))]
    assert all(x.lot != "LA" or not x.amounts.quantity for x in proposal.lines if not x.reserved)
    assert not proposal.short
    assert Standing(accepted(books, proposal)).short("P2") == Amounts()


def test_lots_that_came_too_late_do_not_count():
    proposal = run(books_from(BOOKS), day=date(2021, 12, 31))
    assert not proposal.short
    late = books_from(BOOKS.replace("2020-07-01 验收", "2022-07-01 验收"))
    assert not [x for x in run(late).lines if x.lot == "LA"]


def test_a_set_not_in_force_and_an_unknown_objective_are_refused():
    with pytest.raises(LandGuardError, match="LG-RUL-001"):
        run(books_from(BOOKS), day=date(2025, 1, 1))
    with pytest.raises(LandGuardError, match="LG-PRO-001"):
        run(books_from(BOOKS), "cheapest")


def test_nothing_to_do_is_an_answer():
    proposal = run(books_from("单位 990101 甲县\n"))
    assert (proposal.lines, proposal.short, proposal.proven) == ((), {}, True)


def test_a_large_case_is_honest_about_what_it_proved():
    books = made_books(30, 120, 5)
    proposal = run(books, "documents")
    assert proposal.method in (EXACT, HEURISTIC)
    assert proposal.bound <= proposal.value == len(proposal.lines)


def test_two_solvers_that_disagree_stop_the_work(monkeypatch):
    from landguard_plugin.core.ledger.proposal import propose as module

    if not highs.available():
        pytest.skip("scipy with HiGHS is not here")
    spoil = module.solve_exactly

    def wasteful(transport, progress):
        """Give the dearest lots first: a feasible answer that is not the cheapest."""
        turned = replace(transport, offer_cost=transport.offer_cost.max(initial=0) - transport.offer_cost)
        used, arcs = spoil(turned, progress)
        return used, arcs

    monkeypatch.setattr(module, "solve_exactly", wasteful)
    with pytest.raises(LandGuardError, match="LG-PRO-002"):
        run(books_from(BOOKS), "oldest")
