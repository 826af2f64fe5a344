"""Proving a patch: every file accepted or rejected by name, originals kept, tests run again, photos matched to patches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from landguard_plugin.app.patches.evidence_checking import check_evidence, placed_photos
from landguard_plugin.app.patches.evidence_matching import match_to_patches, narrowed, photos_of_parents
from landguard_plugin.app.patches.picture_index import PictureIndex
from landguard_plugin.app.patches.ports import Changes
from landguard_plugin.app.patches.proving import (
    Desk,
    add_files,
    add_screenshot,
    assess,
    retest,
    set_view,
    withdraw,
)
from landguard_plugin.app.patches.proving_ports import Incoming, Locator, Picture
from landguard_plugin.core.evidence.dates import scene_start
from landguard_plugin.core.evidence.ground import geographic_to_zone, zone_to_geographic
from landguard_plugin.core.evidence.requirements import standing
from landguard_plugin.core.patches.records import Actor, Campaign, Delivery, Origin, Patch, Role, State
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.log import first_break
from landguard_plugin.storage.evidence.shelf import FolderShelf
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.patches.memory import MemoryPatchStore
from tests.core.evidence.samples import NOW, ZONE, X, Y, at, rules
from tests.photos import (
    ASCII,
    MODIFIED,
    SOFTWARE,
    TAKEN,
    bare_jpeg,
    direction,
    exif_block,
    gps_time,
    heic,
    position,
)

from .plain_store import PlainStore

OFFICER = Actor("李核查", Role.COUNTY)
LATER = "2026-03-11T00:00:00Z"


from_geographic = geographic_to_zone(ZONE)
LOCATOR = Locator(zone_to_geographic(ZONE), from_geographic)


def eye(content, thumbnail):
    """See a picture whose fingerprint stands in its last bytes before the end mark; a HEIC cannot be seen."""
    if b"ftyp" in content[:12]:
        return None
    mark = content[-18:-2].decode("ascii", "replace")
    return Picture(4000, 3000, mark if mark.isalnum() and len(mark) == 16 else "", "")


def photo(x, y, heading=None, mark="", software="", day="2026:03:01", wrap=bare_jpeg) -> bytes:
    place = at(x, y)
    gps = [*position(place["latitude"], place["longitude"]), *gps_time(day, 1, 0, 0)]
    if heading is not None:
        gps += direction(heading)
    main = [(SOFTWARE, ASCII, software)] if software else []
    taken = f"{day} 09:00:00"
    content = wrap(exif_block([*main, (MODIFIED, ASCII, taken)], [(TAKEN, ASCII, taken)], gps))
    return content[:-2] + mark.encode() + content[-2:] if mark else content


def patch(number: int, x=X, y=Y, **changed) -> Patch:
    shape = bytes(shapely.to_wkb(shapely.box(x, y, x + 100, y + 100)))
    one = Patch(
        f"{number:032x}", "wp", "b1", f"JC{number}", "990101001", Origin.ISSUED, shape, 1_000_000, {"HSX": "20260301"}
    )
    return replace(one, **changed)


ONE, TWO = patch(1), patch(2, X + 1000)


CAMPAIGN = Campaign("wp", "2026年一季度卫片", 2026, "tree", "screen", "evidence-2026")


def desk_on(store, tmp_path) -> Desk:
    store.commit(Changes(campaigns=(CAMPAIGN,), added=(ONE, TWO), crs="EPSG:4526"))
    shelf = FolderShelf.beside(tmp_path / "wp.gpkg")
    return Desk(store, shelf, eye, LOCATOR, rules(), PictureIndex(store))


@pytest.fixture(params=["memory", "database"])
def desk(request, tmp_path) -> Desk:
    store = MemoryPatchStore() if request.param == "memory" else DatabasePatchStore.create(tmp_path / "wp.gpkg")
    return desk_on(store, tmp_path)


def file(name: str, content: bytes) -> Incoming:
    return Incoming(name, lambda: content)


def add(desk, *contents, uid=ONE.uid, **options):
    files = [file(f"{n}.jpg", content) for n, content in enumerate(contents)]
    return add_files(desk, uid, files, OFFICER, NOW, **options)


def code(call, *arguments, **options):
    with pytest.raises(LandGuardError) as refused:
        call(*arguments, **options)
    return refused.value.code


def test_a_photo_becomes_evidence_with_its_original_kept(desk):
    content = photo(X + 50, Y - 30, 0)
    (piece,) = add(desk, content).accepted
    assert desk.shelf.read(piece.sha256) == content
    assert piece.size == len(content)
    assert (piece.kind, piece.grade, piece.claims["view"], piece.claims["view_by"]) == ("photo", "C", "far", "distance")
    assert piece.tests["distance"] == piece.tests["view"] == piece.tests["time"] == "met"
    (stored,) = desk.store.evidence(ONE.uid)
    assert stored == piece
    event = list(desk.store.log())[-1].event
    assert (event.kind, event.uid, event.data["sha256"]) == ("add_evidence", ONE.uid, piece.sha256)


def test_every_file_is_accepted_or_named(desk):
    good = photo(X + 50, Y - 30, 0)

    def broken():
        raise LandGuardError("LG-EVI-011", name="x", detail="gone")

    files = [
        file("远景.jpg", good),
        file("copy of it.jpg", good),
        file("说明.txt", b"words"),
        file("no ending", photo(X + 50, Y + 50)),
        Incoming("gone.jpg", broken),
        file("批文.pdf", b"%PDF-1.7 ..."),
        file("cut.jpg", photo(X + 5, Y + 5)[:-60]),
        file("phone.heic", heic(exif_block(gps=position(at(X, Y)["latitude"], at(X, Y)["longitude"])))),
    ]
    added = add_files(desk, ONE.uid, files, OFFICER, NOW)
    assert len(added.accepted) + len(added.rejected) == len(files)
    assert [(r.name, r.reason.code) for r in added.rejected] == [
        ("copy of it.jpg", "LG-EVI-016"),
        ("说明.txt", "LG-EVI-014"),
        ("gone.jpg", "LG-EVI-011"),
    ]
    kinds = [(piece.kind, piece.grade) for piece in added.accepted]
    assert kinds == [("photo", "C"), ("photo", "C"), ("document", ""), ("photo", "D"), ("photo", "D")]
    assert added.accepted[3].tests["readable"] == "not_met"
    assert added.accepted[4].claims["decoded"] == "no"
    assert first_break(desk.store.log()) == 0


def test_nothing_accepted_writes_nothing(desk):
    head = desk.store.head()
    assert add(desk, b"noise").accepted == ()
    assert desk.store.head() == head


def test_what_is_no_picture_is_no_photo_but_may_be_a_document(desk):
    assert add(desk, b"noise", kind="photo").rejected[0].reason.code == "LG-EVI-015"
    assert add(desk, b"noise", kind="document").accepted[0].kind == "document"


def test_names_carry_no_folders(desk):
    added = add_files(desk, ONE.uid, [file("C:\\用户\\张\\a.jpg", photo(X, Y))], OFFICER, NOW)
    assert added.accepted[0].name == "a.jpg"


@pytest.mark.parametrize("state", [State.CERTIFIED, State.CITY_ACCEPTED, State.ACCEPTED, State.RETIRED])
def test_a_certified_or_divided_patch_takes_no_evidence(tmp_path, state):
    """On a store that lets a patch be added as certified: the shipped ones ask for a certificate."""
    desk = desk_on(PlainStore(), tmp_path)
    three = patch(3, state=state)
    desk.store.commit(Changes(added=(three,)))
    assert code(add, desk, photo(X, Y), uid=three.uid) == "LG-EVI-002"
    assert not desk.shelf.folder.exists()


def test_unknown_patches(desk):
    assert code(add, desk, photo(X, Y), uid="f" * 32) == "LG-EVI-001"


def test_the_same_file_on_two_patches_is_an_alarm_on_both(desk):
    content = photo(X + 50, Y - 30, 0)
    (first,) = add(desk, content).accepted
    (second,) = add(desk, content, uid=TWO.uid).accepted
    assert second.tests["same_bytes"] == "not_met"
    assert first.tests["same_bytes"] == "met", "what was recorded stays as it was"
    assert [
        o.reason.arguments["patches"] for o in assess(desk, ONE.uid, NOW)[0].outcomes if o.test == "same_bytes"
    ] == ["JC2"]


def test_a_similar_picture_is_found_across_patches_and_among_earlier_ones_of_the_same(desk):
    add(desk, photo(X + 50, Y - 30, 0, "00000000000000ff"))
    (other,) = add(desk, photo(X + 1050, Y - 30, 0, "00000000000000f0"), uid=TWO.uid).accepted
    assert other.tests["same_picture"] == "not_met"
    again, far = add(
        desk, photo(X + 51, Y - 30, 0, "00000000000001ff"), photo(X + 52, Y - 30, 0, "ffffffff00000000")
    ).accepted
    assert (again.tests["same_picture"], far.tests["same_picture"]) == ("not_met", "met")
    first = assess(desk, ONE.uid, NOW)[0]
    reason = next(o.reason for o in first.outcomes if o.test == "same_picture")
    assert reason.arguments["patches"] == "JC2", "the first of two alike is not the copy"


def test_pictures_of_a_divided_parent_do_not_count_as_elsewhere(desk):
    content = photo(X + 50, Y - 30, 0)
    add(desk, content)
    child = patch(4, parents=(ONE.uid,), origin=Origin.SPLIT)
    desk.store.commit(Changes(added=(child,), changed=(replace(ONE, state=State.RETIRED),)))
    taken_over = photos_of_parents(desk, child)
    (piece,) = add_files(desk, child.uid, taken_over, OFFICER, NOW).accepted
    assert piece.tests["same_bytes"] == "met"
    assert desk.shelf.read(piece.sha256) == content


def test_withdrawing_needs_a_reason_and_stays_in_the_history(desk):
    (piece,) = add(desk, photo(X + 50, Y - 30, 0)).accepted
    assert code(withdraw, desk.store, ONE.uid, piece.id, " ", OFFICER, LATER) == "LG-EVI-005"
    withdraw(desk.store, ONE.uid, piece.id, "拍错图斑", OFFICER, LATER)
    (held,) = desk.store.evidence(ONE.uid)
    assert held.withdrawn
    assert list(desk.store.log())[-1].event.data["reason"] == "拍错图斑"
    assert code(withdraw, desk.store, ONE.uid, piece.id, "x", OFFICER, LATER) == "LG-EVI-004"
    assert assess(desk, ONE.uid, NOW) == []
    (again,) = add(desk, photo(X + 50, Y - 30, 0)).accepted
    assert again.id != piece.id


def test_a_reshaped_patch_is_tested_again_and_both_outcomes_stay(desk):
    kept, moved = add(desk, photo(X + 50, Y - 30, 0), photo(X + 200, Y + 50, 270)).accepted
    assert moved.tests["distance"] == "not_met"
    wider = bytes(shapely.to_wkb(shapely.box(X, Y, X + 190, Y + 100)))
    desk.store.commit(Changes(changed=(replace(ONE, shape=wider),)))
    now = retest(desk, ONE.uid, OFFICER, LATER)
    assert [piece.id == old.id for piece, old in zip(now, (kept, moved))] == [True, False]
    assert now[1].tests["distance"] == "met"
    assert now[1].sha256 == moved.sha256
    event = list(desk.store.log())[-1].event
    assert (event.kind, event.data["of"]) == ("retest_evidence", moved.id)
    assert event.data["tests_before"]["distance"] == "not_met"
    assert retest(desk, ONE.uid, OFFICER, LATER) == now
    assert len(desk.store.evidence(ONE.uid)) == 3


def test_the_officer_says_which_view_a_photo_is_and_it_stays_said(desk):
    (piece,) = add(desk, photo(X + 50, Y - 30, 0)).accepted
    near = set_view(desk, ONE.uid, piece.id, "near", OFFICER, LATER)
    assert (near.claims["view"], near.claims["view_by"]) == ("near", "officer")
    assert [p.claims["view"] for p in retest(desk, ONE.uid, OFFICER, LATER)] == ["near"]
    assert code(set_view, desk, ONE.uid, piece.id, "far", OFFICER, LATER) == "LG-EVI-004"
    (said,) = add(desk, photo(X + 51, Y + 30), view="far").accepted
    assert said.claims["view"] == "far"


def test_a_photo_that_is_written_anew_keeps_its_place_among_the_others(desk):
    first, copy = add(
        desk, photo(X + 50, Y - 30, 0, "00000000000000ff"), photo(X + 51, Y - 30, 0, "00000000000001ff")
    ).accepted
    set_view(desk, ONE.uid, first.id, "near", OFFICER, LATER)
    now = retest(desk, ONE.uid, OFFICER, LATER)
    assert [(p.sha256, p.tests["same_picture"]) for p in now] == [(first.sha256, "met"), (copy.sha256, "not_met")]


def test_a_full_set_of_photos_meets_the_campaign(desk):
    added = add(desk, photo(X + 50, Y - 30, 0), photo(X + 130, Y + 50, 270), photo(X + 50, Y + 50, 10))
    stands = standing(desk.rules, added.accepted)
    assert (stands.unmet, len(stands.counted)) == ((), 3)


def test_somebody_else_writing_meanwhile_is_waited_for(desk, monkeypatch):
    real, others = desk.store.commit, []

    def commit(changes):
        if changes.evidence and not others:
            others.append(1)
            real(Changes(added=(patch(9),), events=()))
            raise LandGuardError("LG-LCK-002", expected=0)
        return real(changes)

    monkeypatch.setattr(desk.store, "commit", commit)
    assert len(add(desk, photo(X + 50, Y - 30, 0)).accepted) == 1
    assert others == [1]


def test_a_screenshot_of_the_map(desk):
    piece = add_screenshot(desk, ONE.uid, "地图.jpg", bare_jpeg(), OFFICER, NOW)
    assert (piece.kind, piece.grade, dict(piece.tests)) == ("screenshot", "B", {})
    assert code(add_screenshot, desk, ONE.uid, "地图.jpg", b"noise", OFFICER, NOW) == "LG-EVI-003"


def test_photos_find_their_patches(desk):
    near_one = photo(X + 50, Y - 30, 0)
    between = photo(X + 500, Y + 50)
    away = photo(X + 50, Y + 9000)
    nowhere = bare_jpeg(exif_block())
    files = [file(n, c) for n, c in zip("abcde", (near_one, between, away, nowhere, b"noise"))]
    matching = match_to_patches(desk, "wp", files, 500)
    assert [[(c.patch.number, round(c.metres)) for c in p.candidates] for p in matching.proposals] == [
        [("JC1", 30)],
        [("JC1", 400), ("JC2", 500)],
        [],
    ]
    assert [(r.name, r.reason.code) for r in matching.rejected] == [("d", "LG-EVI-031"), ("e", "LG-EVI-015")]
    assert [len(p.candidates) for p in narrowed(matching, 450).proposals] == [1, 1, 0]


def test_a_campaign_under_review(desk, tmp_path):
    first, _ = add(desk, photo(X + 50, Y - 30, 0), photo(X + 500, Y, 0)).accepted
    kept = desk.shelf.path_of(first.sha256)
    kept.chmod(0o644)
    kept.write_bytes(b"altered")
    (desk.shelf.folder / "stray.tmp").write_bytes(b"x")
    findings = list(check_evidence(desk, "", NOW))
    listed = sorted((f.kind, f.patch.number if f.patch else "", f.message.code) for f in findings)
    assert listed == [
        ("original", "", "LG-EVI-043"),
        ("original", "JC1", "LG-EVI-042"),
        ("requirement", "JC1", "LG-EVI-301"),
        ("requirement", "JC1", "LG-EVI-302"),
        ("requirement", "JC1", "LG-EVI-302"),
        ("requirement", "JC1", "LG-EVI-303"),
        ("requirement", "JC2", "LG-EVI-301"),
        ("requirement", "JC2", "LG-EVI-302"),
        ("requirement", "JC2", "LG-EVI-302"),
        ("requirement", "JC2", "LG-EVI-303"),
        ("test", "JC1", "LG-EVI-122"),
        ("test", "JC1", "LG-EVI-134"),
    ]


def test_an_outcome_that_changed_since_is_a_finding(desk):
    content = photo(X + 50, Y - 30, 0)
    add(desk, content)
    add(desk, content, uid=TWO.uid)
    stale = [f for f in check_evidence(desk, "wp", NOW) if f.kind == "retest"]
    assert [(f.patch.number, f.message.code) for f in stale] == [("JC1", "LG-EVI-044")]


def test_photos_on_the_map(desk):
    add(desk, photo(X + 50, Y - 30, 90), photo(X + 50, Y - 31), bare_jpeg())
    with_cone, without = list(placed_photos(desk, "wp"))
    x, y = from_geographic(np.array([with_cone.longitude]), np.array([with_cone.latitude]))
    assert (x[0], y[0]) == pytest.approx((X + 50, Y - 30), abs=0.002)
    outline = np.array(with_cone.cone)
    east, _ = from_geographic(outline[:, 0], outline[:, 1])
    assert east.max() - (X + 50) == pytest.approx(70, abs=0.1), "30 m to the patch and 40 m into it, due east"
    assert without.cone == ()


@pytest.mark.parametrize(("name", "batch"), [("b1", "issued.shp"), ("d1", "b1")], ids=["by id", "by name, as imported"])
def test_taken_after_the_issue_where_the_rules_say_so(desk, name, batch):
    issued = Delivery(name, "wp", batch, "0" * 64, 2, 2, 0, "2026-03-05T00:00:00Z")
    desk.store.commit(Changes(deliveries=(issued,)))
    before, after = photo(X + 50, Y - 30, 0), photo(X + 50, Y - 31, 0, day="2026:03:06")
    strict = replace(desk, rules=rules(taken_after="issue"))
    assert [p.tests["time"] for p in add(strict, before, after).accepted] == ["not_met", "met"]


@pytest.mark.parametrize(
    ("issued", "start"),
    [
        ({"HSX": "20260301"}, "2026-02-28T16:00:00Z"),
        ({"hsx": "2026-03-01"}, "2026-02-28T16:00:00Z"),
        ({"HSX": "2026年3月1日"}, "2026-02-28T16:00:00Z"),
        ({"HSX": 20260301}, "2026-02-28T16:00:00Z"),
        ({"HSX": "202603"}, "2026-02-28T16:00:00Z"),
        ({"HSX": "2026"}, "2025-12-31T16:00:00Z"),
        ({"HSX": "20261341"}, ""),
        ({"HSX": "一季度"}, ""),
        ({}, ""),
    ],
)
def test_scene_dates(issued, start):
    assert scene_start(issued, 8) == start


def test_a_patch_without_a_scene_of_its_own_lies_on_its_neighbours(desk):
    """A drawn patch, a part of one, a plot of a boundary text: their photos can be placed in time, too."""
    drawn = patch(7, X + 300, batch="", origin=Origin.DRAWN, issued={})
    older = patch(8, X + 600, issued={"HSX": "20250101"})
    lost = patch(9, X + 90_000, batch="", origin=Origin.DRAWN, issued={})
    desk.store.commit(Changes(added=(drawn, older, lost)))
    (piece,) = add(desk, photo(X + 350, Y - 30, 0), uid=drawn.uid).accepted
    assert piece.tests["time"] == "met", "taken after the newest scene around"
    (early,) = add(desk, photo(X + 360, Y - 30, 0, day="2026:02:20"), uid=drawn.uid).accepted
    assert early.tests["time"] == "not_met", "not after an older one"
    (far,) = add(desk, photo(X + 90_050, Y - 30, 0), uid=lost.uid).accepted
    assert far.tests["time"] == "cannot_tell", "nobody around knows"
