"""A certificate binds everything it names: each change is named, a round trip changes nothing, damaged bytes are no certificate."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.patches.records import Actor, Event, LogEntry, Origin, Role, State
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.certificate import (
    RuleRef,
    changes_since,
    content_of,
    digest_of,
    last_sequences,
    number_of,
    read_content,
    who_changed,
)
from tests.core.trust import cases
from tests.core.trust.shapes import random_patch, written_differently


def changed_fields(facts):
    return [change.field for change in changes_since(cases.certificate(), facts)]


def with_patch(**more):
    return cases.facts(patch=cases.patch(**more))


def with_judgement(**more):
    return with_patch(judgement=cases.judgement(**more))


def test_nothing_changed():
    assert changed_fields(cases.facts()) == []
    later = cases.patch(state=State.CERTIFIED, version=9)
    assert changed_fields(cases.facts(patch=later)) == []
    assert changed_fields(cases.facts(screening=cases.screening(at="2027-01-01T00:00:00Z", patch_version=2))) == []
    withdrawn = cases.photo(7, withdrawn=True)
    assert changed_fields(cases.facts(evidence=(withdrawn, cases.photo()))) == []


ISSUED = cases.patch().issued
MOVED = cases.shapely.box(38_520_000, 3_880_000, 38_520_100.0001, 3_880_050).wkb


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (with_patch(shape=MOVED), ["geometry"]),
        (cases.facts(crs="EPSG:4527"), ["geometry.crs"]),
        (with_patch(area_dm2=500_001), ["patch.area_dm2"]),
        (with_patch(number="JC2"), ["patch.number"]),
        (with_patch(unit="990102001"), ["patch.unit"]),
        (with_patch(origin=Origin.DRAWN), ["patch.origin"]),
        (with_patch(parents=("cd" * 16,)), ["patch.parents"]),
        (with_patch(drawn_by="李四"), ["patch.drawn_by"]),
        (with_patch(campaign="other"), ["patch.campaign"]),
        (with_patch(issued={**ISSUED, "MJ": 5000.01}), ["patch.issued.MJ"]),
        (with_patch(issued={**ISSUED, "BZ": ""}), ["patch.issued.BZ"]),
        (with_patch(issued={**ISSUED, "X": None}), ["patch.issued.X"]),
        (with_patch(issued={**ISSUED, "TBLX": 20}), ["patch.issued.TBLX"]),
        (with_judgement(path=("legal",)), ["judgement.path"]),
        (with_judgement(opinion="x"), ["judgement.opinion"]),
        (with_judgement(answer="x"), ["judgement.answer"]),
        (with_judgement(fields={"project": "甲"}), ["judgement.fields.built", "judgement.fields.project", "judgement.fields.user"]),
        (with_judgement(actor=Actor("李四", Role.SURVEYOR, "f" * 32)), ["judgement.actor.key"]),
        (cases.facts(evidence=()), ["evidence.ev1"]),
        (cases.facts(evidence=(cases.photo(), cases.photo(2))), ["evidence.ev2"]),
        (cases.facts(evidence=(cases.photo(grade="D"),)), ["evidence.ev1.grade"]),
        (cases.facts(evidence=(cases.photo(sha256="0" * 64),)), ["evidence.ev1.sha256"]),
        (cases.facts(screening=None), ["figures"]),
        (cases.facts(screening=cases.screening(suggestion="legal")), ["figures.suggestion"]),
        (
            cases.facts(screening=cases.screening(figures_dm2={**cases.screening().figures_dm2, "basic": 1})),
            ["figures.dm2.basic"],
        ),
        (
            cases.facts(rules={**cases.RULES, "verdict_tree": RuleRef("verdicts-2026", "9" * 64)}),
            ["rules.verdict_tree.sha256"],
        ),
        (with_patch(judgement=None), ["bound"]),
        (with_patch(shape=b""), ["bound"]),
    ],
)  # fmt: skip
def test_each_change_is_named(facts, fields):
    assert changed_fields(facts) == fields


def test_then_and_now_are_told():
    changes = changes_since(cases.certificate(), with_patch(area_dm2=499_999, issued={**ISSUED, "MJ": 1.5}))
    assert [(c.field, c.then, c.now) for c in changes] == [
        ("patch.area_dm2", "500000", "499999"),
        ("patch.issued.MJ", "5000", "1.5"),
    ]
    broken = changes_since(cases.certificate(), with_patch(shape=b""))
    assert broken[0].now == "LG-CER-002"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_the_bytes_do_not_depend_on_the_way_of_storing(seed):
    shape, rng = random_patch(seed), random.Random(seed)
    one = cases.facts(patch=cases.patch(shape=shape.wkb))
    issued = dict(reversed(list({**ISSUED, "MJ": 5000}.items())))
    other = cases.facts(
        patch=cases.patch(shape=written_differently(shape, rng).wkb, issued=issued),
        evidence=(cases.photo(), cases.photo(9, withdrawn=True)),
    )
    assert content_of(one, cases.issue()) == content_of(other, cases.issue())


def test_order_of_evidence_makes_no_difference():
    pieces = tuple(cases.photo(k) for k in range(4))
    assert content_of(cases.facts(evidence=pieces), cases.issue()) == content_of(
        cases.facts(evidence=pieces[::-1]), cases.issue()
    )


def test_every_bit_counts():
    content = cases.certificate().content
    digest = digest_of(content)
    rng = random.Random(5)
    for _ in range(400):
        bent = bytearray(content)
        bit = rng.randrange(len(content) * 8)
        bent[bit // 8] ^= 1 << bit % 8
        assert digest_of(bytes(bent)) != digest


@pytest.mark.parametrize(
    "damage",
    [
        lambda c: c[:-1],
        lambda c: c + b" ",
        lambda c: b" " + c,
        lambda c: c.replace(b'"at":', b'"at": ', 1),
        lambda c: c.replace(b'"uid":', b'"uie":', 1),
        lambda c: c.replace(b"LGC1/certificate/1", b"LGC1/certificate/2"),
        lambda c: c.replace(b'"opinion":', b'"extra":1,"opinion":', 1),
        lambda c: json.dumps(json.loads(c), sort_keys=True).encode(),
        lambda c: b"[]",
        lambda c: b"",
        lambda c: b"\xff\xfe",
    ],
)
def test_bytes_that_are_no_certificate(damage):
    with pytest.raises(LandGuardError, match="LG-CER-010"):
        read_content(damage(cases.certificate().content))


def test_no_verdict_no_certificate():
    with pytest.raises(LandGuardError, match="LG-REV-008"):
        content_of(with_patch(judgement=None), cases.issue())
    with pytest.raises(LandGuardError, match="LG-CER-005"):
        content_of(cases.facts(), cases.issue(opinion="a\x07"))


def test_numbers():
    assert number_of("990101001", cases.AT, 12) == "990101-2026-000012"
    assert number_of("", cases.AT, 1) == "000000-2026-000001"
    many = [replace(cases.certificate(), number=n) for n in ("990101-2026-000009", "990101-2026-000010", "x", "990102-2026-000002")]  # fmt: skip
    assert last_sequences(many) == {"990101-2026": 10, "990102-2026": 2}


def test_who_did_what_since():
    def entry(sequence, uid, kind):
        return LogEntry(sequence, b"", "", "", Event(kind, uid, cases.MAKER, cases.AT))

    log = [
        entry(4, "ab" * 16, "judge"),
        entry(5, "ab" * 16, "certify"),
        entry(6, "x", "draw"),
        entry(7, "ab" * 16, "reshape"),
    ]
    assert [e.event.kind for e in who_changed(log, cases.certificate(), "ab" * 16)] == ["reshape"]
