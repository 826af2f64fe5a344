"""Deeds on a store: one commit each, areas conserved to 0.01 m2, refusals by code, and taken back as one step."""

import itertools
from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.app.patches import shaping, taking_back
from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.core.area.planes import ZonePlane
from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.patches.grid import official_dm2_of, read_shape
from landguard_plugin.core.patches.records import Actor, Campaign, Evidence, Judgement, Origin, Patch, Role, State
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.log import first_break
from landguard_plugin.storage.patches.memory import MemoryPatchStore

E, N = 38_520_000.0, 3_880_000.0
ZHOU = Actor("周", Role.SURVEYOR)
WU = Actor("吴", Role.SURVEYOR)
PLANE = ZonePlane(GaussKruger(3, 38, True))
JUDGEMENT = Judgement(("illegal", "no_approval"), {"project": "厂房"}, "", ZHOU, "2026-01-05T08:00:00Z")


def corners(x0, y0, x1, y1):
    return [(E + x0, N + y0), (E + x1, N + y0), (E + x1, N + y1), (E + x0, N + y1)]


@pytest.fixture
def office():
    return new_office()


def new_office():
    numbers = itertools.count(1)
    store = MemoryPatchStore()
    store.commit(Changes(campaigns=(Campaign("wp", "卫片", 2026, "t", "s", "e"),)))
    return shaping.Office(
        store, PLANE, "EPSG:4526", ZHOU, lambda: "2026-01-05T08:00:00Z", lambda: f"{next(numbers):032x}"
    )


def drawn(office, *box):
    return shaping.draw(office, corners(*box), "wp", "990101").patches[0]


def stands(office, uid):
    return shaping.find(office.store, uid)


def codes(done):
    return [message.code for message in done.told]


def refused(code, deed, *arguments):
    with pytest.raises(LandGuardError) as caught:
        deed(*arguments)
    assert caught.value.code == code
    return caught.value


def as_it_was(patch):
    return replace(patch, version=0)


def issued(office, area_dm2=1_234_567, **changes):
    """A patch as it was issued, with an area that is not the official one."""
    shape = shaping.write_shape(shaping.polygon_of(corners(0, 0, 100, 100)))
    patch = Patch("a" * 32, "wp", "b1", "JC001", "990101", Origin.ISSUED, shape, area_dm2, {"JCBH": "JC001"}, **changes)
    office.store.commit(Changes(added=(patch,), crs="EPSG:4526"))
    return patch


def test_draw(office):
    done = shaping.draw(office, corners(0, 0, 100, 100), "wp", "990101")
    patch = done.patches[0]
    assert patch == stands(office, patch.uid)
    assert patch.area_dm2 == official_dm2_of([read_shape(patch.shape)], PLANE)[0]
    assert (patch.origin, patch.state, patch.drawn_by, patch.number) == (
        Origin.DRAWN,
        State.UNJUDGED,
        "周",
        "ZH20260105-1",
    )
    assert codes(done) == ["LG-DRW-101"]
    assert office.store.info().crs == "EPSG:4526"
    assert [(e.sequence, e.event.kind, e.event.uid) for e in office.store.log()] == [(done.sequence, "draw", patch.uid)]


def test_a_drawn_patch_gives_way_and_says_so(office):
    drawn(office, 0, 0, 100, 100)
    done = shaping.draw(office, corners(90, 0, 200, 100), "wp", "990101")
    assert codes(done) == ["LG-DRW-101", "LG-DRW-105"]
    cut = done.told[1].arguments
    expected = official_dm2_of([shapely.box(E + 90, N, E + 100, N + 100)], PLANE)[0]
    assert int(cut["m2"] * 100) == expected and cut["name"] == "ZH20260105-1"
    assert shapely.intersection(*(read_shape(p.shape) for p in office.store.patches(PatchQuery()))).area == 0
    refused("LG-DRW-004", shaping.draw, office, corners(10, 10, 20, 20), "wp", "990101")
    free = replace(office, clips=False)
    assert codes(shaping.draw(free, corners(10, 10, 20, 20), "wp", "990101")) == ["LG-DRW-101"]


def test_split_conserves_the_stored_area_and_the_lineage(office):
    parent = issued(office, judgement=JUDGEMENT, state=State.JUDGED)
    done = shaping.split_by_lines(
        office, parent, [[(E + 30, N - 1), (E + 30, N + 101)], [(E - 1, N + 50), (E + 101, N + 50)]]
    )
    assert len(done.patches) == 4 and done.retired == (parent.uid,)
    assert sum(child.area_dm2 for child in done.patches) == 1_234_567
    official = official_dm2_of([read_shape(child.shape) for child in done.patches], PLANE)
    for child, area in zip(done.patches, official):
        assert abs(child.area_dm2 - 1_234_567 * area / official.sum()) < 1
        assert child.parents == (parent.uid,) and child.origin is Origin.SPLIT and child.drawn_by == "周"
        assert child.state is State.UNJUDGED and child.judgement == JUDGEMENT and child.issued == {"JCBH": "JC001"}
        assert child == stands(office, child.uid)
    assert [child.number for child in done.patches] == ["JC001-1", "JC001-2", "JC001-3", "JC001-4"]
    assert stands(office, parent.uid).state is State.RETIRED
    assert codes(done) == ["LG-DRW-103", "LG-DRW-107"]
    assert first_break(office.store.log()) == 0
    refused("LG-DRW-014", shaping.split_by_lines, office, stands(office, parent.uid), [[(E, N), (E + 1, N + 1)]])


def test_a_returned_patch_must_still_be_answered_after_a_split(office):
    parent = issued(office, state=State.RETURNED)
    done = shaping.split_by_parcels(office, parent, [shapely.box(E, N, E + 40, N + 100)])
    assert {child.state for child in done.patches} == {State.RETURNED}


def test_numbers_are_never_given_twice(office):
    parent = issued(office)
    shaping.split_by_lines(office, parent, [[(E + 30, N - 1), (E + 30, N + 101)]])
    taking_back.take_back(office)
    again = shaping.split_by_lines(office, stands(office, parent.uid), [[(E + 30, N - 1), (E + 30, N + 101)]])
    assert [child.number for child in again.patches] == ["JC001-3", "JC001-4"]


def test_merge_sums_and_keeps_lineage(office):
    one, two = drawn(office, 0, 0, 100, 100), drawn(office, 100, 0, 150, 100)
    done = shaping.merge_patches(office, [two, one])
    united = done.patches[0]
    assert united.area_dm2 == one.area_dm2 + two.area_dm2
    assert united.parents == (two.uid, one.uid) and united.number == f"{one.number}-M1"
    assert {stands(office, p.uid).state for p in (one, two)} == {State.RETIRED}
    refused("LG-DRW-014", shaping.merge_patches, office, [stands(office, one.uid), united])


def test_pieces_merged_again_are_called_after_the_patch_they_came_from(office):
    pieces = shaping.split_by_lines(office, issued(office), [[(E + 30, N - 1), (E + 30, N + 101)]]).patches
    assert shaping.merge_patches(office, pieces).patches[0].number == "JC001-M1"


def test_merge_refusals(office):
    one, far = drawn(office, 0, 0, 100, 100), drawn(office, 300, 0, 350, 100)
    refused("LG-DRW-009", shaping.merge_patches, office, [one])
    refused("LG-DRW-010", shaping.merge_patches, office, [one, far])
    refused("LG-DRW-015", shaping.merge_patches, office, [one, replace(far, campaign="other")])


def test_reshape_hole_and_vertices(office):
    patch = drawn(office, 0, 0, 100, 100)
    wider = shaping.reshape_along(
        office, patch, [(E + 90, N + 20), (E + 120, N + 20), (E + 120, N + 60), (E + 90, N + 60)]
    ).patches[0]
    assert wider.uid == patch.uid and wider.version == 2
    assert wider.area_dm2 == official_dm2_of([read_shape(wider.shape)], PLANE)[0] > patch.area_dm2
    holed = shaping.cut_hole_in(office, wider, corners(10, 10, 20, 20)).patches[0]
    assert len(read_shape(holed.shape).interiors) == 1
    refused("LG-LCK-001", shaping.cut_hole_in, office, wider, corners(30, 30, 40, 40))  # stale


def test_reshape_gives_way_only_on_new_ground(office):
    free = replace(office, clips=False)
    patch, other = drawn(free, 0, 0, 100, 100), drawn(free, 95, 0, 200, 100)  # an overlap that was there before
    shape = shapely.union(read_shape(patch.shape), shapely.box(E + 50, N + 50, E + 150, N + 150))
    done = shaping.replace_shape(office, patch, shape, "vertex")
    after = read_shape(done.patches[0].shape)
    assert abs(after.intersection(read_shape(other.shape)).area - 500) < 1e-6
    assert codes(done) == ["LG-DRW-102", "LG-DRW-105"]


@pytest.mark.parametrize("deed", ["reshape", "split", "merge"])
def test_a_certified_patch_is_not_touched(office, deed):
    from landguard_plugin.core.patches.records import Certificate, Review

    other = drawn(office, 100, 0, 200, 100)
    patch = issued(office, state=State.JUDGED, judgement=JUDGEMENT)
    sure = replace(patch, state=State.CERTIFIED)
    office.store.commit(
        Changes(
            changed=(sure,),
            reviews=(Review(patch.uid, "certify", "", ZHOU, "2026-01-05T08:00:00Z", State.JUDGED, State.CERTIFIED),),
            certificates=(Certificate("Z1", patch.uid, b"{}", "0" * 64, "0" * 64, (), 1, "2026-01-05T08:00:00Z"),),
        )
    )
    sure, head = stands(office, patch.uid), office.store.head()
    line = [(E + 30, N - 1), (E + 30, N + 101)]
    deeds = {
        "reshape": lambda: shaping.reshape_along(office, sure, line),
        "split": lambda: shaping.split_by_lines(office, sure, [line]),
        "merge": lambda: shaping.merge_patches(office, [sure, other]),
    }
    refused("LG-CRT-001", deeds[deed])
    assert stands(office, patch.uid) == sure and office.store.head() == head
    assert stands(office, other.uid) == other


def test_taking_back_every_deed(office):
    first = issued(office, judgement=JUDGEMENT, state=State.JUDGED)
    reshaped = shaping.reshape_along(office, first, [(E + 30, N - 1), (E + 30, N + 101)]).patches[0]
    children = shaping.split_by_lines(office, reshaped, [[(E + 60, N - 1), (E + 60, N + 101)]]).patches
    united = shaping.merge_patches(office, children).patches[0]
    done = taking_back.take_back(office)
    assert codes(done) == ["LG-DRW-108"] and done.retired == (united.uid,)
    assert [as_it_was(p) for p in done.patches] == [as_it_was(p) for p in children]
    done = taking_back.take_back(office)
    assert set(done.retired) == {child.uid for child in children}
    assert as_it_was(done.patches[0]) == as_it_was(reshaped)
    done = taking_back.take_back(office)
    assert as_it_was(stands(office, first.uid)) == as_it_was(first)
    assert stands(office, children[0].uid).parents == (first.uid,)
    refused("LG-DRW-012", taking_back.take_back, office)
    assert first_break(office.store.log()) == 0


def test_a_drawn_patch_taken_back_retires(office):
    patch = drawn(office, 0, 0, 100, 100)
    assert taking_back.take_back(office).retired == (patch.uid,)
    assert office.store.patches(PatchQuery()) == []
    refused("LG-DRW-012", taking_back.take_back, office)


def test_only_ones_own_last_deed_is_taken_back(office):
    patch = drawn(office, 0, 0, 100, 100)
    refused("LG-DRW-012", taking_back.take_back, replace(office, actor=WU))
    shaping.draw(replace(office, actor=WU), corners(200, 0, 300, 100), "wp", "990101")
    assert taking_back.take_back(office).retired == (patch.uid,)


def test_a_deed_is_not_taken_back_over_later_work(office):
    patch = drawn(office, 0, 0, 100, 100)
    office.store.commit(Changes(changed=(replace(patch, state=State.JUDGED, judgement=JUDGEMENT),)))
    refused("LG-DRW-013", taking_back.take_back, office)


def test_a_patch_with_evidence_does_not_vanish(office):
    patch = drawn(office, 0, 0, 100, 100)
    piece = Evidence(
        "e1", patch.uid, "photo", "1.jpg", "0" * 64, "0" * 64, 1, {}, {}, "C", ZHOU, "2026-01-05T08:00:00Z"
    )
    office.store.commit(Changes(evidence=(piece,)))
    refused("LG-DRW-013", taking_back.take_back, office)


def test_the_last_deed_is_found_far_back_in_the_log(office):
    patch = drawn(office, 0, 0, 100, 100)
    from landguard_plugin.core.patches.records import Event

    for k in range(600):
        office.store.commit(Changes(events=(Event("look", "", WU, "2026-01-05T08:00:00Z", {"k": k}),)))
    assert taking_back.take_back(office).retired == (patch.uid,)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 10**9),
    st.lists(st.tuples(st.floats(-10, 110), st.floats(-10, 110)), min_size=2, max_size=6, unique=True),
)
def test_no_split_loses_a_square_decimetre(area, ends):
    office = new_office()
    parent = issued(office, area)
    lines = [[(E + a, N - 20), (E + b, N + 120)] for a, b in ends]
    try:
        done = shaping.split_by_lines(office, parent, lines)
    except LandGuardError as error:
        assert error.code == "LG-DRW-003"
        return
    assert sum(child.area_dm2 for child in done.patches) == area
    assert sum(patch.area_dm2 for patch in office.store.patches(PatchQuery())) == area
    united = shaping.merge_patches(office, done.patches).patches[0]
    assert united.area_dm2 == area
    taking_back.take_back(office)
    taking_back.take_back(office)
    assert as_it_was(stands(office, parent.uid)) == as_it_was(parent)


deeds = st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=7)


@settings(max_examples=30, deadline=None)
@given(deeds)
def test_whatever_was_done_can_all_be_taken_back(steps):
    """Any sequence of deeds, then everything taken back: the first patch as it was, nothing else alive, the log unbroken."""
    office = new_office()
    first = issued(office)
    done = 0
    for kind, a, b in steps:
        living = office.store.patches(PatchQuery())
        patch = living[int(a * 0.999 * len(living))] if living else None
        try:
            done += bool(perform(office, kind, patch, living, a, b))
        except LandGuardError as error:
            assert error.code.startswith("LG-DRW-0"), error.code
    for _ in range(done):
        taking_back.take_back(office)
    refused("LG-DRW-012", taking_back.take_back, office)
    assert [as_it_was(patch) for patch in office.store.patches(PatchQuery())] == [as_it_was(first)]
    assert first_break(office.store.log()) == 0


def perform(office, kind, patch, living, a, b):
    x0, y0, x1, y1 = read_shape(patch.shape).bounds
    across = [(x0 + a * (x1 - x0), y0 - 3), (x0 + b * (x1 - x0) + 0.5, y1 + 3)]
    if kind == 0:
        return shaping.draw(office, corners(90 + 60 * a, 40 + 50 * b, 170, 120), "wp", "990101")
    if kind == 1:
        return shaping.split_by_lines(office, patch, [across])
    if kind == 2:
        return shaping.reshape_along(office, patch, across)
    if kind == 3:
        return shaping.merge_patches(office, living[:2])
    point = read_shape(patch.shape).representative_point()
    ring = [(point.x - a, point.y - b), (point.x + 1, point.y), (point.x, point.y + 1 + a)]
    return shaping.cut_hole_in(office, patch, ring)
