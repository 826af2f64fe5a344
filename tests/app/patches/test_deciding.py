"""Deciding over both stores: three levels end to end, signatures that hold, refusals one by one, two officers at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from landguard_plugin.app.patches.deciding import Rulebook
from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.core.patches.records import Event, Role, State
from landguard_plugin.core.problems import LandGuardError, Message
from landguard_plugin.core.trust.certificate import digest_of, read_content
from landguard_plugin.core.trust.digests import tagged
from landguard_plugin.core.trust.log import canonical_json, first_break
from landguard_plugin.core.trust.merkle import Tree
from landguard_plugin.core.trust.roster import roster_bytes
from landguard_plugin.resources.verify.lgverify import verify_ed25519
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.patches.memory import MemoryPatchStore
from tests.core.trust import cases, projects
from tests.core.trust.projects import KEYS, decide, filled, judge, patch_of, through_all_levels, uid
from tests.core.trust.test_roster import ROOT, TestKey, row


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    made = MemoryPatchStore() if request.param == "memory" else DatabasePatchStore.create(tmp_path / "卫片.gpkg")
    return filled(made)


@pytest.fixture
def memory():
    return filled(MemoryPatchStore())


def codes(outcome):
    return [(refused.patch.number, refused.message.code) for refused in outcome.refused]


def test_three_levels_from_end_to_end(store):
    through_all_levels(store)
    patches = store.patches(PatchQuery())
    assert {patch.state for patch in patches} == {State.ACCEPTED}
    certificates = store.certificates()
    assert [c.number for c in certificates] == ["990101-2026-000001", "990101-2026-000002"]
    for certificate in certificates:
        assert certificate.sha256 == digest_of(certificate.content)
        assert [r.decision for r in store.reviews(certificate.uid)] == ["certify", "accept", "accept"]
    assert first_break(store.log()) == 0


def test_every_signature_holds_and_binds_the_log(store):
    through_all_levels(store)
    entries = list(store.log())
    tree = Tree(entry.leaf for entry in entries)
    decisions = [entry for entry in entries if entry.event.kind in ("certify", "accept")]
    assert len(decisions) == 6
    previous = {}
    for entry in decisions:
        statement, signature = entry.event.data["statement"], entry.event.data["signature"]
        message = tagged("decision", canonical_json(statement))
        public = bytes.fromhex(signature["public"])
        assert verify_ed25519(public, message, bytes.fromhex(signature["value"]))
        place = statement["log"]
        assert place["size"] == entry.sequence - 1
        assert place["root"] == tree.root(place["size"]).hex()
        assert place["origin"] == entries[0].leaf_hash
        assert statement["previous"] == previous.get(entry.event.uid, "")
        previous[entry.event.uid] = entry.leaf_hash
    for certificate in store.certificates():
        head = next(s for s in certificate.signatures if s["kind"] == "head")
        public, value = bytes.fromhex(head["public"]), bytes.fromhex(head["value"])
        assert verify_ed25519(public, tagged("head", head["statement"].encode()), value)
        assert f'"root":"{tree.root(certificate.log_position).hex()}"' in head["statement"]
        assert entries[certificate.log_position - 1].event.kind == "certify"


def test_a_key_is_entered_once_where_there_is_no_roster(store):
    decide(store, "certify", Role.COUNTY, uids=[uid(0)])
    decide(store, "certify", Role.COUNTY, uids=[uid(1)])
    added = [entry for entry in store.log() if entry.event.kind == "key-add"]
    assert [entry.event.data["person"] for entry in added] == ["王五"]
    with pytest.raises(LandGuardError, match="LG-SIG-005"):
        decide(store, "withdraw", Role.COUNTY, "误签", person="别人")


def test_a_return_is_answered_and_the_second_certificate_supersedes_the_first(store):
    decide(store, "certify", Role.COUNTY)
    assert not decide(store, "return", Role.CITY, "缺远景照片", [uid(0)]).refused
    assert patch_of(store, uid(0)).state is State.RETURNED
    assert codes(decide(store, "certify", Role.COUNTY, uids=[uid(0)])) == [("JC20260001", "LG-REV-006")]
    judge(store, uid(0), answer="已补远景", at="2026-03-03T00:00:00Z")
    done = decide(store, "certify", Role.COUNTY, "复核属实", uids=[uid(0)]).decided[0]
    first, second = store.certificates(uid(0))
    assert (done.certificate.number, second.supersedes) == ("990101-2026-000003", first.number)
    assert read_content(second.content)["supersedes"] == {"number": first.number, "sha256": first.sha256}


def test_refused_patches_are_listed_with_their_reasons_and_the_rest_goes_through(store):
    decide(store, "certify", Role.COUNTY, uids=[uid(0)])
    outcome = decide(store, "certify", Role.COUNTY)
    assert codes(outcome) == [("JC20260001", "LG-REV-002")]
    assert [d.patch.number for d in outcome.decided] == ["JC20260002"]
    assert codes(decide(store, "return", Role.CITY, "  ")) == [
        ("JC20260001", "LG-REV-003"),
        ("JC20260002", "LG-REV-003"),
    ]
    same = TestKey(11, "孙八")
    assert codes(decide(store, "accept", Role.CITY, uids=[uid(0)], key=same, person="王五")) == [
        ("JC20260001", "LG-REV-004")
    ]
    assert len(list(store.log())) == len({entry.leaf_hash for entry in store.log()})


def test_the_maker_cannot_certify_with_any_key(store):
    outcome = decide(store, "certify", Role.COUNTY, key=TestKey(40, "李四"))
    assert codes(outcome) == [("JC20260001", "LG-REV-004"), ("JC20260002", "LG-REV-004")]
    assert store.certificates() == []


def test_who_judged_before_is_a_maker_too(memory):
    judge(memory, uid(0), actor=replace(cases.MAKER, person="王五"))
    judge(memory, uid(0))
    assert codes(decide(memory, "certify", Role.COUNTY, uids=[uid(0)])) == [("JC20260001", "LG-REV-004")]


def test_what_the_rules_ask_for_is_met_or_certifying_is_refused(memory):
    def unmet(facts, must_answer):
        return [Message("LG-REV-008", {"number": facts.patch.number})] if facts.patch.number.endswith("1") else []

    outcome = decide(memory, "certify", Role.COUNTY, rulebook=Rulebook(cases.RULES, unmet))
    assert codes(outcome) == [("JC20260001", "LG-REV-007")]
    assert len(outcome.decided) == 1


def test_a_stale_certificate_is_not_accepted(memory):
    decide(memory, "certify", Role.COUNTY)
    memory.commit(Changes(screenings=(cases.screening(uid=uid(0), suggestion="legal"),)))
    assert codes(decide(memory, "accept", Role.CITY)) == [("JC20260001", "LG-REV-009")]
    changed = {**cases.RULES, "evidence_rules": replace(cases.RULES["evidence_rules"], sha256="9" * 64)}
    later = Rulebook(changed, lambda facts, must_answer: [])
    assert codes(decide(memory, "accept", Role.PROVINCE, rulebook=later)) == [
        ("JC20260001", "LG-REV-002"),
        ("JC20260002", "LG-REV-009"),
    ]


def test_a_state_that_moved_on_is_refused(memory):
    seen = {uid(0): State.JUDGED}
    decide(memory, "certify", Role.COUNTY)
    assert codes(decide(memory, "withdraw", Role.COUNTY, "误签", [uid(0)], expected=seen)) == [
        ("JC20260001", "LG-REV-010")
    ]


def test_nobody_signs_what_he_has_not_seen(store):
    seen = store.head().size
    judge(store, uid(0), path=("legal",))
    outcome = decide(store, "certify", Role.COUNTY, seen=seen)
    assert codes(outcome) == [("JC20260001", "LG-REV-013")]
    assert outcome.refused[0].message.arguments["person"] == "李四"
    assert not decide(store, "certify", Role.COUNTY, uids=[uid(0)], seen=store.head().size).refused


def test_two_officers_at_once(store):
    """While the second is about to sign, the first commits: the second takes up the new log and signs that."""
    looks = []

    def interrupted():
        looks.append(1)
        if len(looks) == 2:
            decide(store, "certify", Role.COUNTY, uids=[uid(0)])
        return projects.clock()

    outcome = decide(store, "certify", Role.COUNTY, uids=[uid(1)], key=TestKey(30, "孙八"), clock=interrupted)
    assert (len(outcome.decided), len(looks)) == (1, 3)
    assert [c.number for c in store.certificates()] == ["990101-2026-000001", "990101-2026-000002"]
    assert first_break(store.log()) == 0


def test_a_clock_that_is_behind_stops_everything(memory):
    before = list(memory.log())
    with pytest.raises(LandGuardError, match="LG-TIM-001"):
        decide(memory, "certify", Role.COUNTY, clock=lambda: "2026-02-01T00:00:00Z")
    assert list(memory.log()) == before


def roster(*rows, issued="2026-01-01", root=ROOT):
    return roster_bytes("某县局", issued, rows, root)


def test_a_roster_is_taken_up_once_and_rules_from_then_on(store):
    mine = roster(row(KEYS[Role.COUNTY]))
    decide(store, "certify", Role.COUNTY, uids=[uid(0)], roster=mine)
    decide(store, "certify", Role.COUNTY, uids=[uid(1)], roster=mine)
    kinds = [entry.event.kind for entry in store.log()]
    assert (kinds.count("roster-set"), kinds.count("key-add")) == (1, 0)
    with pytest.raises(LandGuardError, match="LG-SIG-001"):
        decide(store, "accept", Role.CITY)
    with pytest.raises(LandGuardError, match="LG-SIG-006"):
        decide(store, "accept", Role.CITY, roster=roster(row(KEYS[Role.CITY], Role.CITY), root=TestKey(99)))
    wider = roster(row(KEYS[Role.COUNTY]), row(KEYS[Role.CITY], Role.CITY), issued="2026-02-01")
    assert not decide(store, "accept", Role.CITY, roster=wider).refused
    with pytest.raises(LandGuardError, match="LG-SIG-007"):
        decide(store, "withdraw", Role.CITY, "误", roster=mine)
    expired = roster(row(KEYS[Role.COUNTY], until="2026-01-31"), row(KEYS[Role.CITY], Role.CITY), issued="2026-02-02")
    with pytest.raises(LandGuardError, match="LG-SIG-002"):
        decide(store, "withdraw", Role.COUNTY, "误", roster=expired)


def test_withdrawing_step_by_step(store):
    through_all_levels(store, [uid(0)])
    for role, state in (
        (Role.PROVINCE, State.CITY_ACCEPTED),
        (Role.CITY, State.CERTIFIED),
        (Role.COUNTY, State.JUDGED),
    ):
        assert not decide(store, "withdraw", role, "更正", [uid(0)]).refused
        assert patch_of(store, uid(0)).state is state
    judge(store, uid(0), opinion="更正后")
    assert decide(store, "certify", Role.COUNTY, uids=[uid(0)]).decided[0].certificate.supersedes


def test_cancelling_keeps_what_was_signed(memory):
    class Impatient:
        def __init__(self):
            self.done = 0

        def at(self, fraction):
            self.done += 1

        def cancelled(self):
            return self.done >= 1

    from landguard_plugin.app.patches.deciding import Order, decide_patches

    key = KEYS[Role.COUNTY]
    order = Order("certify", "", key.person, Role.COUNTY)
    outcome = decide_patches(
        projects.bench(memory), memory.patches(PatchQuery()), order, key, projects.clock, Impatient()
    )
    assert (len(outcome.decided), codes(outcome)) == (1, [("JC20260002", "LG-RUN-001")])


def test_an_event_in_the_log_that_is_no_roster_stops(memory):
    memory.commit(Changes(events=(Event("roster-set", "", cases.MAKER, cases.AT, {"roster": {}}),)))
    with pytest.raises(LandGuardError, match="LG-SIG-003"):
        decide(memory, "certify", Role.COUNTY)
