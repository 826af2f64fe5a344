"""One suite, two stores: memory and GeoPackage keep the same promises with the same codes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.core.patches.records import LogHead, Origin, State
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.log import first_break
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.patches.memory import MemoryPatchStore
from tests.storage.patches.made import (
    AT,
    CAMPAIGN,
    COUNTY,
    CRS,
    X,
    Y,
    certificate,
    certify,
    decide,
    delivery,
    event,
    judgement,
    multi,
    patch,
    piece,
    polygon,
    review,
    rule_file,
    screening,
    square,
    start,
    uid_of,
)


def make(kind: str, folder, crs: str = ""):
    if kind == "memory":
        return MemoryPatchStore(profile="county", crs=crs)
    return DatabasePatchStore.create(folder / "库 里.gpkg", "county", crs)


@pytest.fixture(params=["memory", "geopackage"])
def store(request, tmp_path):
    return make(request.param, tmp_path)


def everything(store):
    """Return all that a store holds, for comparing before and after."""
    patches = store.patches(PatchQuery(with_retired=True))
    uids = [one.uid for one in patches]
    return (
        store.info(),
        store.campaigns(),
        store.rule_files(),
        store.deliveries(),
        patches,
        [store.judgements(uid) for uid in uids],
        store.screenings(uids),
        [store.evidence(uid) for uid in uids],
        [store.reviews(uid) for uid in uids],
        store.certificates(),
        list(store.log()),
        store.head(),
    )


def refused(store, code, changes):
    before = everything(store)
    with pytest.raises(LandGuardError) as caught:
        store.commit(changes)
    assert caught.value.code == code
    assert everything(store) == before
    return caught.value


def one_of(store, uid):
    return store.patches(PatchQuery(uids=(uid,), with_retired=True))[0]


# ---- what is put in comes out


def test_a_new_store_is_empty_and_says_what_it_is(store):
    info = store.info()
    assert (info.profile, info.crs, info.read_only) == ("county", "", "")
    assert store.campaigns() == store.deliveries() == store.patches(PatchQuery()) == store.certificates() == []
    assert store.head() == LogHead(0, "")
    assert list(store.log()) == []


def test_what_was_put_in_comes_out(store):
    first, second = patch("甲", judgement=judgement()), patch("乙", shape=multi(square(), square(X + 100)))
    committed = store.commit(
        start(
            first,
            second,
            deliveries=(delivery(),),
            screenings=(screening(first),),
            evidence=(piece(first), piece(second, "e2")),
            rule_files=(rule_file(),),
        )
    )
    assert store.info().crs == CRS
    assert store.campaigns() == [CAMPAIGN]
    assert store.rule_files() == [rule_file()]
    assert store.deliveries() == store.deliveries(CAMPAIGN.id) == [delivery()]
    assert store.deliveries("other") == []
    assert store.patches(PatchQuery()) == [first, second]
    assert list(store.patches(PatchQuery())[0].issued) == list(first.issued), "the order of issued attributes"
    assert store.screenings([first.uid, second.uid]) == {first.uid: screening(first)}
    assert store.evidence(first.uid) == [piece(first)]
    assert store.evidence_with(piece(second, "e2").sha256) == [piece(second, "e2")]
    assert store.judgements(first.uid) == [judgement()]
    assert committed.versions == {first.uid: 1, second.uid: 1}
    assert committed.head == store.head()
    assert [entry.event for entry in store.log()] == [event()]
    assert list(store.log(1)) == []


def test_a_shape_keeps_its_very_bytes(store):
    hole = polygon(
        [(X, Y), (X + 9, Y), (X + 9, Y + 9.1234), (X, Y + 9), (X, Y)],
        [(X + 1, Y + 1), (X + 1, Y + 2), (X + 2, Y + 1.5), (X + 1, Y + 1)],
    )
    shapes = [square(), hole, multi(square()), multi(hole, square(X + 50))]
    patches = [patch(f"S{k}", shape=shape) for k, shape in enumerate(shapes)]
    store.commit(start(*patches))
    assert [one.shape for one in store.patches(PatchQuery())] == shapes


def test_every_judgement_is_kept(store):
    one = patch("甲")
    store.commit(start(one))
    for verdict in ("illegal", "legal"):
        held = one_of(store, one.uid)
        store.commit(Changes(changed=(replace(held, state=State.JUDGED, judgement=judgement(verdict)),)))
    held = one_of(store, one.uid)
    assert held.version == 3
    assert held.judgement == judgement("legal")
    store.commit(Changes(changed=(replace(held, unit="990102"),)))
    assert store.judgements(one.uid) == [judgement("illegal"), judgement("legal")]
    held = one_of(store, one.uid)
    store.commit(Changes(changed=(replace(held, state=State.UNJUDGED, judgement=None),)))
    assert one_of(store, one.uid).judgement is None
    assert len(store.judgements(one.uid)) == 2


def test_evidence_is_withdrawn_and_stays(store):
    one = patch()
    store.commit(start(one, evidence=(piece(one), piece(one, "e2"))))
    store.commit(Changes(withdrawn_evidence=("e1",)))
    assert [(p.id, p.withdrawn) for p in store.evidence(one.uid)] == [("e1", True), ("e2", False)]
    assert store.evidence_with(piece(one).sha256)[0].withdrawn


def test_the_newest_screening_stands(store):
    one = patch()
    store.commit(start(one, screenings=(screening(one),)))
    store.commit(Changes(screenings=(screening(one, suggestion="legal", priority=9),)))
    assert store.screenings([one.uid])[one.uid].suggestion == "legal"
    assert store.screenings([]) == store.screenings(["f" * 32]) == {}


def test_queries(store):
    a = patch("a", unit="990101001")
    b = patch("b", unit="990102001", shape=square(X + 1000), state=State.JUDGED)
    c = patch("c", unit="990101002", state=State.RETIRED)
    store.commit(start(a, b, c))

    def found(**query):
        return [one.number for one in store.patches(PatchQuery(**query))]

    assert found() == ["a", "b"]
    assert found(with_retired=True) == ["a", "b", "c"]
    assert found(states=(State.RETIRED, State.JUDGED)) == ["b", "c"]
    assert found(states=(State.JUDGED,), with_retired=True) == ["b"]
    assert found(uids=(c.uid, a.uid)) == ["a"]
    assert found(uids=(c.uid, a.uid), with_retired=True) == ["a", "c"]
    assert found(numbers=("b", "x")) == ["b"]
    assert found(unit="990101") == ["a"]
    assert found(unit="9901%") == []
    assert found(campaign="other") == []
    assert found(campaign=CAMPAIGN.id, states=(State.JUDGED,)) == ["b"]
    assert found(box=(X + 10, Y, X + 11, Y + 1)) == ["a"], "touching counts"
    assert found(box=(X + 10.0001, Y, X + 11, Y + 1)) == [], "0.1 mm beside it does not"
    assert found(box=(X, Y, X + 1000, Y)) == ["a", "b"]


# ---- nobody is overwritten


def test_a_stale_save_is_refused_and_names_who_was_first(store):
    one = patch("甲")
    store.commit(start(one))
    held = one_of(store, one.uid)
    store.commit(Changes(changed=(replace(held, unit="1"),), events=(event("judge", one.uid, COUNTY),)))
    error = refused(store, "LG-LCK-001", Changes(changed=(replace(held, unit="2"),), events=(event("judge", one.uid),)))
    assert error.arguments["person"] == COUNTY.person
    assert (error.arguments["number"], error.arguments["seen"], error.arguments["stands"]) == ("甲", 1, 2)
    assert error.arguments["at"] == AT


def test_a_deed_on_an_older_log_is_refused(store):
    store.commit(start(patch("甲")))
    refused(store, "LG-LCK-002", Changes(added=(patch(),), expected_head=0))
    store.commit(Changes(added=(patch(),), expected_head=1))


def test_the_log_is_one_chain(store):
    store.commit(start(patch("甲")))
    store.commit(Changes(events=(event("a", n=1), event("b", names=["x", "y"], none=None))))
    entries = list(store.log())
    assert [entry.event.kind for entry in entries] == ["import", "a", "b"]
    assert first_break(entries) == 0
    assert store.head() == LogHead(3, entries[-1].leaf_hash)


# ---- what no store takes


def test_all_or_nothing(store):
    store.commit(start(patch("甲")))
    good = patch()
    refused(store, "LG-STO-017", Changes(added=(good, patch("甲")), events=(event(),)))
    store.commit(Changes(added=(good,)))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("LG-STO-013", Changes(campaigns=(CAMPAIGN,), added=(patch("n"),))),
        ("LG-STO-019", Changes(added=(patch("n"),), crs=CRS)),
        ("LG-STO-019", start(patch("n", parents=("0" * 32,)))),
        ("LG-STO-019", Changes(screenings=(screening(patch("n")),))),
        ("LG-STO-019", Changes(evidence=(piece(patch("n")),))),
        ("LG-STO-019", Changes(withdrawn_evidence=("e9",))),
        ("LG-STO-019", Changes(changed=(patch("n"),))),
        ("LG-STO-019", Changes(deliveries=(delivery(campaign="x"),))),
        ("LG-STO-019", Changes(reviews=(review(patch("n"), "return", State.RETURNED),))),
        ("LG-STO-018", start(deliveries=(delivery(rejected=2),))),
        ("LG-STO-018", start(deliveries=(delivery(accepted=4, rejected=-1),))),
        ("LG-STO-022", start(patch("n", uid="abc"))),
        ("LG-STO-022", start(patch("n", uid=uid_of("n").upper()))),
        ("LG-STO-022", start(patch("n", version=2))),
        ("LG-STO-022", start(patch("n", issued={"x": float("nan")}))),
        ("LG-STO-022", start(patch("n", issued={"x": object()}))),
        ("LG-STO-022", start(patch("n", issued={"x": "\ud800"}))),
        ("LG-STO-022", start(patch("n", area_dm2=1.0))),
        ("LG-STO-022", start(patch("n", area_dm2=2**63))),
        ("LG-STO-022", Changes(crs="CGCS2000")),
        ("LG-STO-017", start(patch("n"), patch("n"))),
        ("LG-STO-017", start(deliveries=(delivery(), delivery()))),
        ("LG-STO-017", Changes(campaigns=(CAMPAIGN, replace(CAMPAIGN, year=2027)))),
        (
            "LG-STO-024",
            start(patch("n"), reviews=(review(patch("n", state=State.CERTIFIED), "return", State.RETURNED),)),
        ),
        ("LG-CRT-004", start(patch("n", state=State.CERTIFIED))),
        ("LG-CRT-005", start(patch("n"), certificates=(certificate(patch("n"), "1"),))),
        ("LG-LOG-002", Changes(events=(event(share=0.5),))),
        ("LG-LOG-002", Changes(events=(event(text="\ud800"),))),
    ],
)
def test_refusals(store, code, changes):
    refused(store, code, changes)


@pytest.mark.parametrize(
    ("reason", "shape"),
    [
        ("form", b""),
        ("form", square()[:-1]),
        ("form", square() + b"\0"),
        ("form", b"\0" + square()[1:]),
        ("form", square().replace(b"\x03\0\0\0", b"\xeb\x03\0\0", 1)),
        ("form", polygon()),
        ("empty", multi()),
        ("ring", polygon([(X, Y), (X + 1, Y), (X + 1, Y + 1), (X, Y + 1)])),
        ("ring", polygon([(X, Y), (X + 1, Y), (X, Y)])),
        ("finite", polygon([(X, Y), (float("inf"), Y), (X + 1, Y + 1), (X, Y)])),
        ("grid", polygon([(X, Y), (X + 1, Y), (X + 1.00005, Y + 1), (X, Y)])),
    ],
)
def test_shapes_that_are_no_polygon_on_the_grid_are_refused(store, reason, shape):
    error = refused(store, "LG-STO-016", start(patch("n", shape=shape)))
    assert error.arguments["reason"] == reason


def test_the_reference_system_is_fixed_once(store):
    store.commit(start(patch("甲")))
    refused(store, "LG-STO-014", Changes(added=(patch(),), crs="EPSG:4527"))
    store.commit(Changes(added=(patch(),), crs=CRS))


def test_a_campaign_or_rule_file_once_more_is_no_change(store):
    store.commit(start(rule_files=(rule_file(),)))
    store.commit(start(rule_files=(rule_file(), rule_file())))
    assert (store.campaigns(), store.rule_files()) == ([CAMPAIGN], [rule_file()])
    refused(store, "LG-STO-017", Changes(campaigns=(replace(CAMPAIGN, title="改"),)))
    store.commit(Changes(deliveries=(delivery(),)))
    refused(store, "LG-STO-017", Changes(deliveries=(delivery(),)))


@pytest.mark.parametrize(
    "change",
    [
        {"number": "other"},
        {"batch": "other"},
        {"origin": Origin.DRAWN},
        {"issued": {"JCBH": "甲"}},
        {"parents": ("0" * 32,)},
    ],
)
def test_what_a_patch_was_issued_with_never_changes(store, change):
    one = patch("甲")
    store.commit(start(one))
    error = refused(store, "LG-STO-023", Changes(changed=(replace(one, **change),)))
    assert error.arguments["fields"] == next(iter(change))


def test_a_split_names_its_parent(store):
    one = patch("甲")
    store.commit(start(one))
    parts = [
        patch(n, origin=Origin.SPLIT, parents=(one.uid,), area_dm2=5_000, issued=one.issued) for n in ("甲-1", "甲-2")
    ]
    store.commit(Changes(added=tuple(parts), changed=(replace(one, state=State.RETIRED),)))
    assert store.patches(PatchQuery()) == parts
    assert one_of(store, one.uid).state is State.RETIRED


# ---- certified


@pytest.fixture
def certified(store):
    one = patch("甲", state=State.JUDGED, judgement=judgement())
    store.commit(start(one, evidence=(piece(one),)))
    store.commit(certify(one))
    return one_of(store, one.uid)


def test_a_certificate_is_kept_with_its_review(store, certified):
    assert certified.state is State.CERTIFIED
    assert store.certificates(certified.uid) == store.certificates() == [certificate(certified, "县认〔2026〕1号")]
    assert [r.decision for r in store.reviews(certified.uid)] == ["certify"]
    assert store.certificates("0" * 32) == []


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "1"},
        {"area_dm2": 9_999},
        {"shape": square(X + 1)},
        {"judgement": None},
        {"judgement": judgement("legal")},
        {"drawn_by": "x"},
        {"state": State.JUDGED},
        {"state": State.RETIRED},
        {},
    ],
)
def test_what_is_certified_changes_by_no_ordinary_deed(store, certified, change):
    refused(store, "LG-CRT-001", Changes(changed=(replace(certified, **change),)))


def test_a_review_moves_the_state_and_nothing_else(store, certified):
    deed = decide(certified, "accept", State.CITY_ACCEPTED)
    sly = replace(deed.changed[0], area_dm2=1)
    refused(store, "LG-CRT-001", replace(deed, changed=(sly,)))
    store.commit(deed)
    held = one_of(store, certified.uid)
    assert (held.state, held.version) == (State.CITY_ACCEPTED, certified.version + 1)
    store.commit(decide(held, "return", State.RETURNED))
    held = one_of(store, certified.uid)
    store.commit(Changes(changed=(replace(held, judgement=judgement("legal"), state=State.JUDGED),)))
    held = one_of(store, certified.uid)
    store.commit(certify(held, "县认〔2026〕2号"))
    assert [c.number for c in store.certificates(certified.uid)] == ["县认〔2026〕1号", "县认〔2026〕2号"]
    assert [r.state_after for r in store.reviews(certified.uid)] == [
        State.CERTIFIED,
        State.CITY_ACCEPTED,
        State.RETURNED,
        State.CERTIFIED,
    ]


def test_reviews_must_lead_from_where_the_patch_stands(store, certified):
    wrong = replace(
        decide(certified, "accept", State.CITY_ACCEPTED), reviews=(review(certified, "accept", State.ACCEPTED),)
    )
    refused(store, "LG-STO-024", wrong)


def test_a_certificate_number_comes_once(store, certified):
    other = patch("乙", state=State.JUDGED)
    store.commit(Changes(added=(other,)))
    refused(store, "LG-STO-017", certify(other))


def test_evidence_of_a_certified_patch_is_not_withdrawn(store, certified):
    refused(store, "LG-CRT-001", Changes(withdrawn_evidence=("e1",)))


# ---- any records survive


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
VALUES = st.none() | TEXT | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
PATCHES = st.builds(
    lambda key, number, unit, issued, steps, drawn, judged, fields: patch(
        number or "x",
        uid=uid_of(str(key)),
        unit=unit,
        issued=issued,
        shape=square(round(X + steps / 10_000, 4), Y - steps, (abs(steps) + 1) / 10_000),
        drawn_by=drawn,
        judgement=replace(judgement(), fields=fields) if judged else None,
    ),
    st.integers(),
    TEXT,
    TEXT,
    st.dictionaries(TEXT, VALUES, max_size=4),
    st.integers(-(10**9), 10**9),
    TEXT,
    st.booleans(),
    st.dictionaries(TEXT, TEXT, max_size=2),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PATCHES, max_size=4, unique_by=lambda one: one.uid))
def test_any_patches_survive_the_disk(tmp_path_factory, patches):
    memory, disk = (make(kind, tmp_path_factory.mktemp("any")) for kind in ("memory", "geopackage"))
    for store in (memory, disk):
        store.commit(start(*patches))
    assert disk.patches(PatchQuery()) == memory.patches(PatchQuery()) == patches
    for box in ((X, Y - 1000, X + 1000, Y), (X - 1e5, Y - 1e9, X, Y + 1e9)):
        assert disk.patches(PatchQuery(box=box)) == memory.patches(PatchQuery(box=box))
