"""A small patch project, judged and ready to be certified, and the people who decide on it with their keys."""

from __future__ import annotations

import itertools
from dataclasses import replace

import shapely

from landguard_plugin.app.patches.deciding import Bench, Order, Rulebook, decide_patches
from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.core.patches.judging import judge_event
from landguard_plugin.core.patches.records import Campaign, Event, Role, State
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.resources.verify.lgverify import verify_ed25519
from tests.core.trust import cases
from tests.core.trust.test_roster import TestKey

CAMPAIGN = Campaign("sat-2026q1", "2026年一季度卫片", 2026, "verdicts-2026", "screening-2026", "evidence-2026")
KEYS = {
    Role.COUNTY: TestKey(11, "王五", "county"),
    Role.CITY: TestKey(12, "赵六", "city"),
    Role.PROVINCE: TestKey(13, "钱七", "province"),
}
RULEBOOK = Rulebook(cases.RULES, lambda facts, must_answer: [])
_SECONDS = itertools.count()


def clock():
    """A clock that goes on by a second with every look."""
    second = next(_SECONDS)
    return f"2026-03-02T{second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"


def uid(k):
    return f"{k + 1:032x}"


def originals():
    return {cases.photo(k).sha256: f"photo {k}".encode() for k in range(400)}


def filled(store, count=2):
    """Import patches, judge them, attach a photo and a screening to each."""
    patches, photos, screenings = [], [], []
    for k in range(count):
        shape = shapely.box(38_520_000 + 200 * k, 3_880_000, 38_520_100 + 200 * k, 3_880_050)
        one = cases.patch(
            uid=uid(k), number=f"JC2026{k + 1:04d}", shape=shape.wkb, state=State.UNJUDGED, judgement=None
        )
        patches.append(one)
        photos.append(cases.photo(k, uid=one.uid, id=f"ev{k}"))
        screenings.append(cases.screening(uid=one.uid))
    start = Event("import", "", cases.MAKER, cases.AT, {"name": "一季度.shp", "accepted": count})
    store.commit(Changes(campaigns=(CAMPAIGN,), added=tuple(patches), events=(start,), crs="EPSG:4526"))
    store.commit(Changes(evidence=tuple(photos), screenings=tuple(screenings)))
    for one in patches:
        judge(store, one.uid)
    return store


def judge(store, uid, **more):
    """Judge a patch as it stands, the way the workbench does."""
    before = patch_of(store, uid)
    after = replace(before, judgement=cases.judgement(**more), state=State.JUDGED)
    event = judge_event(before, after, f"{before.version:016x}", cases.MAKER, cases.AT)
    store.commit(Changes(changed=(after,), events=(event,)))


def patch_of(store, uid):
    return store.patches(PatchQuery(uids=(uid,), with_retired=True))[0]


def bench(store, rulebook=RULEBOOK):
    return Bench(store, verify_ed25519, lambda campaign: rulebook)


def decide(store, decision, role, opinion="", uids=(), key=None, person=None, **more):
    """Decide on patches as one officer; returns the outcome."""
    key = key or KEYS[role]
    at = more.pop("bench", None) or bench(store, more.pop("rulebook", RULEBOOK))
    patches = store.patches(PatchQuery(uids=tuple(uids)))
    order = Order(decision, opinion, person or key.person, role, more.pop("expected", {}), more.pop("seen", None))
    return decide_patches(at, patches, order, key, more.pop("clock", clock), Unwatched(), **more)


def through_all_levels(store, uids=()):
    """Certify, accept, accept."""
    for decision, role in (("certify", Role.COUNTY), ("accept", Role.CITY), ("accept", Role.PROVINCE)):
        outcome = decide(store, decision, role, "属实", uids)
        assert not outcome.refused, outcome.refused
    return store
