"""Who may decide what: every step of the table, every step that is not in it, and that nobody checks his own work."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from landguard_plugin.core.patches.records import Actor, Role, State
from landguard_plugin.core.problems import LandGuardError, Message
from landguard_plugin.core.trust.review import (
    DECISIONS,
    LEVELS,
    Case,
    decide,
    is_answered,
    possible,
    refuse_slow_clock,
    same_person,
)
from tests.core.trust import cases
from tests.core.trust.cases import AT, CITY, COUNTY, MAKER, PROVINCE

BY_ROLE = {actor.role: actor for actor in (MAKER, COUNTY, CITY, PROVINCE)}
# The county, the city and the province in the words of the bureau, written down a second time by hand.
ALLOWED = {
    ("certify", "county", "judged"): "certified",
    ("certify", "county", "returned"): "certified",
    ("accept", "city", "certified"): "city_accepted",
    ("accept", "province", "city_accepted"): "accepted",
    ("return", "city", "certified"): "returned",
    ("return", "province", "city_accepted"): "returned",
    ("return", "province", "accepted"): "returned",
    ("doubt", "county", "judged"): "judged",
    ("doubt", "city", "certified"): "certified",
    ("doubt", "province", "city_accepted"): "city_accepted",
    ("withdraw", "county", "certified"): "judged",
    ("withdraw", "city", "city_accepted"): "certified",
    ("withdraw", "province", "accepted"): "city_accepted",
}


@pytest.mark.parametrize(("decision", "role", "state"), list(product(DECISIONS, Role, State)))
def test_every_step(decision, role, state):
    case = Case(cases.with_state(state))
    wanted = ALLOWED.get((decision, role.value, state.value))
    if wanted is None:
        with pytest.raises(LandGuardError, match="LG-REV-002"):
            decide(case, decision, "意见", BY_ROLE[role], AT)
        assert decision not in possible(state, role)
    else:
        review = decide(case, decision, "意见", BY_ROLE[role], AT, expected=state)
        assert (review.state_before, review.state_after.value) == (state, wanted)
        assert decision in possible(state, role)


def refused(code, case, decision="certify", opinion="意见", actor=COUNTY, **more):
    with pytest.raises(LandGuardError, match=code):
        decide(case, decision, opinion, actor, AT, **more)


JUDGED = Case(cases.patch())
CERTIFIED = Case(
    cases.with_state(State.CERTIFIED),
    [cases.reviewed("certify", COUNTY, State.JUDGED, State.CERTIFIED)],
    [cases.certificate()],
)


@pytest.mark.parametrize(
    "person", ["李四", " 李 四 ", "李四\u3000"], ids=["as written", "with blanks", "with a wide blank"]
)
def test_the_maker_never_certifies(person):
    refused("LG-REV-004", JUDGED, actor=Actor(person, Role.COUNTY, "c" * 32))


def test_makers_of_every_kind():
    drawn = Case(cases.patch(drawn_by="王五"))
    refused("LG-REV-004", drawn)
    earlier = replace(JUDGED, makers=[Actor("王五", Role.SURVEYOR)])
    refused("LG-REV-004", earlier)
    same_key = replace(JUDGED, makers=[Actor("别人", Role.SURVEYOR, COUNTY.key_id)])
    refused("LG-REV-005", same_key)
    refused("LG-REV-004", CERTIFIED, "accept", actor=Actor("王五", Role.CITY, "f" * 32))
    refused("LG-REV-005", CERTIFIED, "accept", actor=Actor("假名", Role.CITY, COUNTY.key_id))
    refused("LG-REV-004", CERTIFIED, "return", actor=Actor("李四", Role.CITY, "f" * 32))
    city_accepted = replace(
        CERTIFIED,
        patch=cases.with_state(State.CITY_ACCEPTED),
        reviews=[*CERTIFIED.reviews, cases.reviewed("accept", CITY, State.CERTIFIED, State.CITY_ACCEPTED)],
    )
    for other in (MAKER, COUNTY, CITY):
        refused("LG-REV-004", city_accepted, "accept", actor=Actor(other.person, Role.PROVINCE, "f" * 32))
    assert decide(city_accepted, "accept", "", PROVINCE, AT).state_after is State.ACCEPTED


def test_who_withdraws_may_be_who_certified():
    assert decide(CERTIFIED, "withdraw", "误签", COUNTY, AT).state_after is State.JUDGED


@pytest.mark.parametrize("decision", ["return", "doubt"])
def test_a_return_and_a_doubt_need_words(decision):
    refused("LG-REV-003", CERTIFIED, decision, " \u3000", CITY)
    refused("LG-REV-003", CERTIFIED, "withdraw", "", COUNTY)
    assert decide(CERTIFIED, "accept", "", CITY, AT).certificate == "990101-2026-000001"


def test_other_refusals():
    refused("LG-REV-001", JUDGED, "approve")
    refused("LG-REV-011", JUDGED, actor=Actor(" ", Role.COUNTY))
    refused("LG-REV-010", JUDGED, expected=State.RETURNED)
    refused("LG-REV-008", Case(cases.patch(judgement=None)))
    refused("LG-REV-008", Case(cases.patch(judgement=cases.judgement(path=()))))
    refused("LG-REV-007", replace(JUDGED, unmet=[Message("LG-REV-008", {"number": "x"})]))
    refused("LG-REV-009", replace(CERTIFIED, stale=["geometry"]), "accept", actor=CITY)
    with pytest.raises(LandGuardError, match="LG-TIM-002"):
        decide(JUDGED, "certify", "", COUNTY, "yesterday")
    assert decide(replace(CERTIFIED, stale=["geometry"]), "return", "已变化", CITY, AT).state_after is State.RETURNED


def returned(answer, at=AT):
    reviews = [*CERTIFIED.reviews, cases.reviewed("return", CITY, State.CERTIFIED, State.RETURNED)]
    patch = cases.with_state(State.RETURNED, judgement=cases.judgement(answer=answer, at=at))
    return Case(patch, reviews, CERTIFIED.certificates)


def test_a_return_is_answered_before_it_is_certified_again():
    assert is_answered(JUDGED)
    refused("LG-REV-006", returned(""))
    refused("LG-REV-006", replace(returned(""), patch=cases.with_state(State.JUDGED)))
    assert decide(returned("已补远景照片"), "certify", "", COUNTY, AT).state_after is State.CERTIFIED


def test_an_answer_to_the_return_before_does_not_answer_this_one():
    first = cases.certificate(cases.facts(patch=cases.patch(judgement=cases.judgement(answer="已补"))))
    again = replace(returned("已补"), certificates=[first])
    refused("LG-REV-006", again)
    assert decide(replace(returned("已再补"), certificates=[first]), "certify", "", COUNTY, AT)


def test_a_doubt_is_settled_in_words():
    doubted = replace(
        CERTIFIED, reviews=[*CERTIFIED.reviews, cases.reviewed("doubt", CITY, State.CERTIFIED, State.CERTIFIED)]
    )
    refused("LG-REV-012", doubted, "accept", "", CITY)
    assert decide(doubted, "accept", "现场复核属实", CITY, AT).state_after is State.CITY_ACCEPTED


def test_clocks():
    refuse_slow_clock(AT, "")
    refuse_slow_clock(AT, "2026-03-01T08:35:00Z")
    with pytest.raises(LandGuardError, match="LG-TIM-001"):
        refuse_slow_clock(AT, "2026-03-01T08:35:01Z")


def test_names():
    assert same_person("Li Si", "ｌｉ ｓｉ")
    assert not same_person("", " ")
    assert not same_person("李四", "李四四")


class Walk(RuleBasedStateMachine):
    """Any people, any decisions, in any order: whatever is accepted keeps the rules that matter."""

    def __init__(self):
        super().__init__()
        self.patch, self.reviews = cases.patch(), []

    @rule(
        decision=st.sampled_from(DECISIONS),
        person=st.sampled_from(["李四", "王五", "赵六", "钱七", "孙八"]),
        role=st.sampled_from(LEVELS),
        key=st.sampled_from(["k1", "k2", "k3", "k4"]),
        answer=st.booleans(),
    )
    def decide(self, decision, person, role, key, answer):
        if self.patch.state is State.RETURNED and answer:
            self.patch = replace(self.patch, judgement=cases.judgement(answer=f"答复{len(self.reviews)}"))
        certificates = [cases.certificate()] if self.reviews else []
        case = Case(self.patch, self.reviews, certificates)
        try:
            review = decide(case, decision, "意见", Actor(person, role, key), AT, number="990101-2026-000001")
        except LandGuardError:
            return
        self.reviews.append(review)
        self.patch = replace(self.patch, state=review.state_after)

    @invariant()
    def three_different_people_with_three_different_keys(self):
        standing = {}
        for review in self.reviews:
            if review.decision in ("certify", "accept"):
                standing[review.actor.role] = review.actor
            elif review.decision == "withdraw":
                standing.pop(review.actor.role, None)
            elif review.decision == "return":
                standing.clear()
        wanted = {
            State.CERTIFIED: [Role.COUNTY],
            State.CITY_ACCEPTED: [Role.COUNTY, Role.CITY],
            State.ACCEPTED: [Role.COUNTY, Role.CITY, Role.PROVINCE],
        }.get(self.patch.state, [])
        assert [role for role in LEVELS if role in standing] == wanted
        hands = [MAKER, *(standing[role] for role in wanted)]
        assert len({hand.person for hand in hands}) == len(hands)
        keys = [hand.key_id for hand in hands if hand.key_id]
        assert len(set(keys)) == len(keys)


Walk.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestWalk = Walk.TestCase
