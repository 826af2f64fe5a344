"""Judging: one, many or none; who, in which state; taken back by a reversing entry; returned patches; conflicts."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.app.patches.judging import (
    LogReader,
    answer_return,
    both_versions,
    certified_shape,
    changes_since_return,
    history_of,
    is_outdated,
    judge,
    judge_together,
    last_deed,
    open_queue,
    refreshed,
    take_back,
)
from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.core.patches.judging import Given, unmet
from landguard_plugin.core.patches.records import Event, Review, State
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.certificate import content_of
from landguard_plugin.core.trust.log import first_break
from landguard_plugin.storage.patches.memory import MemoryPatchStore
from tests.app.patches.patches import AT, CAMPAIGN, CITY, COUNTY, CRS, LATER, OTHER, SURVEYOR, TREE, patch, screening
from tests.core.trust import cases
from tests.storage.patches.made import certificate


def filled(store, number=3, **changes):
    patches = tuple(patch(k, **changes) for k in range(1, number + 1))
    events = tuple(Event("import", p.uid, SURVEYOR, AT, {"number": p.number}) for p in patches)
    store.commit(Changes(campaigns=(CAMPAIGN,), added=patches, events=events, crs=CRS))
    return store, [now(store, p.uid) for p in patches]


def now(store, uid):
    return store.patches(PatchQuery(uids=(uid,), with_retired=True))[0]


def refused(code, call, *arguments, **named):
    with pytest.raises(LandGuardError) as caught:
        call(*arguments, **named)
    assert caught.value.code == code


def test_a_judgement_is_kept_with_who_and_when_and_raises_the_version(empty_store):
    store, (one, *_) = filled(empty_store)
    deed = judge(store, one, Given(("illegal",), {"user": " 某厂 ", "built": "  "}), TREE, COUNTY, AT)
    kept = now(store, one.uid)
    assert kept.state is State.JUDGED
    assert kept.version == one.version + 1
    assert kept.judgement.verdict == "illegal"
    assert dict(kept.judgement.fields) == {"user": "某厂"}, "blank fields are not kept, text is trimmed"
    assert (kept.judgement.actor, kept.judgement.at) == (COUNTY, AT)
    assert kept.issued == one.issued
    assert deed.patches[0] == kept


def test_what_is_missing_does_not_block_saving_but_is_named(empty_store):
    store, (one, *_) = filled(empty_store)
    judge(store, one, Given(("illegal",)), TREE, COUNTY, AT)
    assert unmet(TREE, now(store, one.uid).judgement) == ("deeper", "user")
    judge(store, now(store, one.uid), Given(("illegal", "nonfarm"), {"user": "甲", "built": "2025"}), TREE, COUNTY, AT)
    assert unmet(TREE, now(store, one.uid).judgement) == ("opinion",)
    assert unmet(TREE, None) == ("verdict",)


@pytest.mark.parametrize(
    ("code", "change", "given_", "actor"),
    [
        ("LG-JDG-001", {}, Given(("illegal", "none")), COUNTY),
        ("LG-JDG-001", {}, Given(()), COUNTY),
        ("LG-JDG-003", {"state": State.RETIRED}, Given(("legal",)), COUNTY),
        ("LG-JDG-004", {"state": State.RETURNED}, Given(("legal",), answer="  "), COUNTY),
        ("LG-JDG-005", {}, Given(("legal",)), CITY),
        ("LG-JDG-007", {}, Given(("legal",)), replace(COUNTY, person=" ")),
    ],
)
def test_refusals_by_code_leave_the_store_as_it_was(empty_store, code, change, given_, actor):
    store, patches = filled(empty_store, 2, **change)
    size = store.head().size
    refused(code, judge_together, store, patches, given_, TREE, actor, AT)
    assert [now(store, p.uid) for p in patches] == patches
    assert store.head().size == size


def test_a_certified_patch_is_not_judged(empty_store):
    store, (one, *_) = filled(empty_store)
    judge(store, one, Given(("legal",)), TREE, COUNTY, AT)
    kept = certified(store, one)
    refused("LG-JDG-002", judge, store, kept, Given(("other",)), TREE, COUNTY, AT)
    refused("LG-JDG-006", take_back, store, LogReader(store), last_deed(LogReader(store), one.uid), COUNTY, AT)
    assert now(store, one.uid) == kept


def test_one_bad_patch_in_a_selection_refuses_the_whole(empty_store):
    store, patches = filled(empty_store)
    stale = [*patches[:2], replace(patches[2], version=7)]
    refused("LG-LCK-001", judge_together, store, stale, Given(("legal",)), TREE, COUNTY, AT)
    assert [now(store, p.uid) for p in patches] == patches
    refused("LG-JDG-008", judge_together, store, [], Given(("legal",)), TREE, COUNTY, AT)


def test_a_batch_is_one_deed_and_is_taken_back_as_one_with_both_actors_named(empty_store):
    store, patches = filled(empty_store)
    log = LogReader(store)
    judge(store, patches[0], Given(("other",)), TREE, COUNTY, AT)
    stand = [now(store, p.uid) for p in patches]
    deed = judge_together(store, stand, Given(("legal",)), TREE, COUNTY, AT)
    assert {now(store, p.uid).judgement.verdict for p in patches} == {"legal"}
    take_back(store, log, deed.id, OTHER, LATER)
    for before, patch_ in zip(stand, patches):
        kept = now(store, patch_.uid)
        assert (kept.judgement, kept.state) == (before.judgement, before.state)
        assert kept.version == before.version + 2, "nothing of the past is rewritten"
        last = log.entries(patch_.uid)[-1].event
        assert last.kind == "take_back"
        assert last.actor == OTHER
        assert last.data["judged_by"]["person"] == COUNTY.person
    assert first_break(store.log()) == 0
    refused("LG-JDG-006", take_back, store, log, deed.id, OTHER, LATER)


def test_a_deed_is_not_taken_back_over_what_came_after_it(empty_store):
    store, patches = filled(empty_store)
    log = LogReader(store)
    deed = judge_together(store, patches, Given(("legal",)), TREE, COUNTY, AT)
    judge(store, now(store, patches[1].uid), Given(("other",)), TREE, OTHER, LATER)
    before = [now(store, p.uid) for p in patches]
    refused("LG-JDG-006", take_back, store, log, deed.id, COUNTY, LATER)
    assert [now(store, p.uid) for p in patches] == before
    refused("LG-JDG-010", take_back, store, log, "no such deed", COUNTY, LATER)


def test_taking_back_again_and_again_walks_back_through_the_judgements(empty_store):
    store, (one, *_) = filled(empty_store, 1)
    log = LogReader(store)
    for verdict in ("legal", "other", "doubtful"):
        judge(store, now(store, one.uid), Given((verdict,)), TREE, COUNTY, AT)
    seen = []
    while last_deed(log, one.uid):
        take_back(store, log, last_deed(log, one.uid), COUNTY, LATER)
        kept = now(store, one.uid)
        seen.append(kept.judgement.verdict if kept.judgement else "")
    assert seen == ["other", "legal", ""]
    assert now(store, one.uid).state is State.UNJUDGED


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("judge"), st.sets(st.integers(0, 2), min_size=1), st.sampled_from(["legal", "illegal", "other"])
        ),
        st.tuples(st.just("back"), st.integers(0, 2), st.none()),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_any_walk_of_judging_and_taking_back_equals_a_stack_of_judgements(steps):
    """The model: per patch a stack; taking back one patch's last judgement pops it, whatever else happened."""
    store, patches = filled(MemoryPatchStore())
    log = LogReader(store)
    stacks = {p.uid: [] for p in patches}
    for count, (kind, who, verdict) in enumerate(steps):
        at = f"2026-02-03T00:00:{count:02d}Z"
        if kind == "judge":
            chosen = [now(store, patches[k].uid) for k in sorted(who)]
            judge_together(store, chosen, Given((verdict,)), TREE, COUNTY, at)
            for p in chosen:
                stacks[p.uid].append((verdict, at))
        else:
            uid = patches[who].uid
            deed = last_deed(log, uid)
            assert bool(deed) == bool(stacks[uid])
            if deed:
                take_back(store, log, deed, OTHER, at, uids=(uid,))
                stacks[uid].pop()
        for p in patches:
            kept = now(store, p.uid)
            top = stacks[p.uid][-1] if stacks[p.uid] else None
            assert (kept.judgement and (kept.judgement.verdict, kept.judgement.at)) == top
            assert kept.state is (State.JUDGED if top else State.UNJUDGED)
    assert first_break(store.log()) == 0


def certified(store, one):
    """Certify a judged patch as the certify use case does, without the ceremony; return it."""
    kept = now(store, one.uid)
    review = Review(one.uid, "certify", "", OTHER, AT, kept.state, State.CERTIFIED, "R1")
    store.commit(
        Changes(
            changed=(replace(kept, state=State.CERTIFIED),),
            reviews=(review,),
            certificates=(certificate(kept, "R1"),),
            events=(Event("certify", one.uid, OTHER, AT, {"certificate": "R1"}),),
        )
    )
    return now(store, one.uid)


def returned(store, one, reason="缺远景照片"):
    """Judge, certify and return a patch; return it."""
    judge(store, one, Given(("illegal",), {"user": "甲厂"}), TREE, COUNTY, AT)
    kept = certified(store, one)
    review = Review(one.uid, "return", reason, CITY, LATER, State.CERTIFIED, State.RETURNED, "R1")
    event = Event("return", one.uid, CITY, LATER, {"reason": reason})
    store.commit(Changes(changed=(replace(kept, state=State.RETURNED),), reviews=(review,), events=(event,)))
    return now(store, one.uid)


def test_a_returned_patch_is_answered_and_the_checker_sees_only_what_changed(empty_store):
    store, (one, *_) = filled(empty_store)
    log = LogReader(store)
    back = returned(store, one)
    untouched = changes_since_return(store, log, back)
    assert (untouched.reason, untouched.answer, untouched.differences) == ("缺远景照片", "", ())
    changed = Given(("illegal",), {"user": "乙厂"}, answer="已补拍两张")
    judge(store, back, changed, TREE, COUNTY, "2026-02-03T01:00:00Z")
    kept = now(store, one.uid)
    shown = changes_since_return(store, log, kept)
    assert shown.answer == "已补拍两张"
    assert {(d.name, d.before, d.after) for d in shown.differences} == {
        ("answer", "", "已补拍两张"),
        ("user", "甲厂", "乙厂"),
    }
    assert (shown.returned_by, shown.returned_at, shown.shape_before) == (CITY, LATER, None)
    judge(store, kept, Given(("illegal",), {"user": "乙厂", "built": "2025"}), TREE, COUNTY, "2026-02-03T02:00:00Z")
    kept = now(store, one.uid)
    assert kept.judgement.answer == "已补拍两张", "judged once more, the answer stays"
    assert {d.name for d in changes_since_return(store, log, kept).differences} == {"answer", "user", "built"}


def test_taking_back_the_answer_returns_the_patch_to_its_return(empty_store):
    store, (one, *_) = filled(empty_store)
    log = LogReader(store)
    back = returned(store, one)
    deed = answer_return(store, back, "维持原判", TREE, COUNTY, LATER)
    assert now(store, one.uid).judgement.fields == {"user": "甲厂"}
    take_back(store, log, deed.id, COUNTY, LATER)
    kept = now(store, one.uid)
    assert (kept.state, kept.judgement) == (State.RETURNED, back.judgement)
    assert changes_since_return(store, log, kept).differences == ()
    refused("LG-JDG-009", answer_return, store, now(store, patch(2).uid), "?", TREE, COUNTY, LATER)


def test_the_shape_that_was_returned_is_read_from_its_certificate():
    from landguard_plugin.core.patches.history import since_return

    one = patch(1, state=State.RETURNED)
    review = Review(one.uid, "return", "面积不符", CITY, LATER, State.CERTIFIED, State.RETURNED, "R1")
    small = shapely.to_wkb(shapely.box(500_200, 3_000_000, 500_250, 3_000_050))
    since = since_return(one, [review], [], (small, 250_000))
    assert (since.shape_before, since.area_before_dm2) == (small, 250_000)
    assert since_return(one, [review], [], (one.shape, one.area_dm2)).shape_before is None
    assert since_return(one, [], [], None) is None


def test_a_conflict_shows_theirs_beside_mine(empty_store):
    store, (one, *_) = filled(empty_store)
    judge(store, one, Given(("legal",), {"user": "甲"}), TREE, OTHER, AT)
    mine = Given(("illegal",), {"user": "甲"})
    refused("LG-LCK-001", judge, store, one, mine, TREE, COUNTY, LATER)
    both = both_versions(store, one, mine, COUNTY, LATER)
    assert both.theirs.judgement.actor == OTHER
    assert [(d.name, d.before, d.after) for d in both.against_mine] == [("verdict", "legal", "illegal")]
    assert not both.reshaped
    judge(store, both.theirs, mine, TREE, COUNTY, LATER)
    assert now(store, one.uid).judgement.verdict == "illegal"


def test_history_joins_log_and_reviews_in_order_and_marks_what_was_taken_back(empty_store):
    store, (one, *_) = filled(empty_store)
    log = LogReader(store)
    back = returned(store, one)
    deed = answer_return(store, back, "已补", TREE, COUNTY, LATER)
    take_back(store, log, deed.id, OTHER, LATER)
    lines = history_of(store, log, one.uid)
    assert [line.kind for line in lines] == ["import", "judge", "certify", "return", "judge", "take_back"]
    assert [line.taken_back for line in lines] == [False, False, False, False, True, False]
    assert (lines[3].actor, lines[3].text) == (CITY, "缺远景照片")
    assert (lines[4].text, lines[4].path) == ("已补", ("illegal",))


def test_the_history_begins_with_the_delivery_a_patch_came_with(empty_store):
    store, _ = filled(empty_store)
    came, drawn = patch(11, batch="一季度.shp"), patch(12, batch="")

    def imported(name, delivery):
        data = {"campaign": CAMPAIGN.id, "delivery": delivery, "name": name}
        store.commit(Changes(events=(Event("import", "", SURVEYOR, AT, data),)))

    imported("一季度.shp", "d1")
    imported("二季度.shp", "d2")
    store.commit(Changes(added=(came, drawn)))
    lines = history_of(store, LogReader(store), came.uid)
    assert [(line.kind, line.data["delivery"]) for line in lines] == [("import", "d1")]
    assert history_of(store, LogReader(store), drawn.uid) == []
    part = patch(13, parents=(came.uid,), batch="一季度.shp")
    store.commit(Changes(added=(part,), events=(Event("split_off", part.uid, SURVEYOR, LATER, {}),)))
    assert [line.kind for line in history_of(store, LogReader(store), part.uid)] == ["import", "split_off"]
    imported("一季度.shp", "d3")
    assert history_of(store, LogReader(store), came.uid) == [], "which of two it was nobody can say"


def test_every_deed_on_a_patch_has_a_word_for_the_history():
    from landguard_plugin.app.patches import importing, proving
    from landguard_plugin.bridge.text import term
    from landguard_plugin.core.trust.review import DECISIONS

    drawing = ("draw", "reshape", "split", "split_off", "merge", "retire", "undo")
    proofs = (proving.ADD, proving.WITHDRAW, proving.RETEST)
    for kind in (importing.IMPORT, "judge", "take_back", "screen", *drawing, *proofs, *DECISIONS):
        assert term(f"event_{kind}") != f"event_{kind}", kind


def test_the_history_of_a_part_begins_with_that_of_the_whole(empty_store):
    store, (one, *_) = filled(empty_store)
    child = patch(9, parents=(one.uid,))
    store.commit(Changes(added=(child,), events=(Event("split", child.uid, SURVEYOR, LATER, {}),)))
    assert [line.kind for line in history_of(store, LogReader(store), child.uid)] == ["import", "split"]


def test_a_part_stays_where_the_whole_was_until_it_is_screened_itself(empty_store):
    store, patches = filled(empty_store, 3)
    child = patch(9, parents=(patches[2].uid,))
    store.commit(Changes(screenings=(screening(3, 7), screening(1, 2))))
    store.commit(Changes(added=(child,), changed=(replace(patches[2], state=State.RETIRED),)))
    assert [row.patch.number for row in open_queue(store, CAMPAIGN.id)] == ["JC9", "JC1", "JC2"]
    store.commit(Changes(screenings=(screening(9, 1),)))
    assert [row.patch.number for row in open_queue(store, CAMPAIGN.id)] == ["JC1", "JC9", "JC2"]


def test_the_queue_is_in_order_with_screenings_and_names(empty_store):
    store, patches = filled(empty_store, 12)
    store.commit(Changes(screenings=(screening(11, 5), screening(2, 5), screening(10, 1))))
    queue = open_queue(store, CAMPAIGN.id, {"990101001": "北街镇", "99": "省"})
    assert [row.patch.number for row in queue][:4] == ["JC2", "JC11", "JC10", "JC1"]
    assert [row.patch.number for row in queue][-1] == "JC12"
    assert {row.unit_name for row in queue} == {"北街镇"}
    assert queue[0].figure("farmland") == 980_000
    assert queue[0].figure("red_line") is None
    log = LogReader(store)
    judge(store, patches[1], Given(("legal",)), TREE, COUNTY, AT)
    assert not is_outdated(log, refreshed(store, [patches[1].uid])[0]), "a verdict changes no figure"
    moved = replace(now(store, patches[1].uid), area_dm2=1)
    done = store.commit(Changes(changed=(moved,)))
    event = Event("reshape", moved.uid, SURVEYOR, LATER, {"versions": done.versions})
    store.commit(Changes(events=(event,)))
    assert is_outdated(log, refreshed(store, [patches[1].uid])[0])


def test_the_shape_of_a_certificate_comes_back_from_its_bytes():
    one = cases.patch()
    held = content_of(cases.facts(patch=one), cases.issue())
    assert certified_shape(held, one) == (one.shape, one.area_dm2), "the same ground, whatever the order of its points"
    moved = replace(one, shape=shapely.to_wkb(shapely.box(0, 0, 5, 5)), area_dm2=2500)
    shape, area = certified_shape(held, moved)
    assert area == one.area_dm2
    assert shapely.equals(shapely.from_wkb(shape), shapely.from_wkb(one.shape))
    assert certified_shape(b"no certificate", one) is None
