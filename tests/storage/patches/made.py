"""Small patch projects for tests: records by hand, squares on the grid."""

from __future__ import annotations

import hashlib
import itertools
import struct
from dataclasses import replace

from landguard_plugin.app.patches.ports import Changes
from landguard_plugin.core.patches.records import (
    Actor,
    Campaign,
    Certificate,
    Delivery,
    Event,
    Evidence,
    Judgement,
    Origin,
    Patch,
    Review,
    Role,
    RuleFile,
    Screening,
    State,
)

CRS = "EPSG:4526"
AT = "2026-03-01T02:03:04Z"
SURVEYOR = Actor("张三", Role.SURVEYOR)
COUNTY = Actor("李四", Role.COUNTY, "key-county")
CITY = Actor("王五", Role.CITY, "key-city")
CAMPAIGN = Campaign("wpzf2026", "违法用地整治", 2026, "tree-1", "screen-1", "evidence-1")
X, Y = 38_500_000.0, 4_400_000.0
_NUMBERS = itertools.count(1)


def polygon(*rings: list[tuple[float, float]]) -> bytes:
    parts = [struct.pack("<BII", 1, 3, len(rings))]
    for ring in rings:
        parts.append(struct.pack("<I", len(ring)))
        parts += [struct.pack("<2d", *point) for point in ring]
    return b"".join(parts)


def square(x: float = X, y: float = Y, side: float = 10.0) -> bytes:
    right, top = round(x + side, 4), round(y + side, 4)
    return polygon([(x, y), (right, y), (right, top), (x, top), (x, y)])


def multi(*parts: bytes) -> bytes:
    return struct.pack("<BII", 1, 6, len(parts)) + b"".join(parts)


def uid_of(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def patch(name: str = "", **changes) -> Patch:
    name = name or f"P{next(_NUMBERS)}"
    base = Patch(
        uid=uid_of(name),
        campaign=CAMPAIGN.id,
        batch="第1批",
        number=name,
        unit="990101001",
        origin=Origin.ISSUED,
        shape=square(),
        area_dm2=10_000,
        issued={"JCBH": name, "XMC": "示范县", "JCMJ": 1.5, "BZ": None, "n": 7},
    )
    return replace(base, **changes)


def judgement(verdict: str = "illegal", at: str = AT) -> Judgement:
    return Judgement((verdict, "built"), {"project": "园区“一期”", "user": "某公司"}, "未批先建", SURVEYOR, at)


def event(kind: str = "import", uid: str = "", actor: Actor = SURVEYOR, **data) -> Event:
    return Event(kind, uid, actor, AT, data)


def start(*patches: Patch, **more) -> Changes:
    return Changes(campaigns=(CAMPAIGN,), added=patches, events=(event(),), crs=CRS, **more)


def screening(one: Patch, **changes) -> Screening:
    figures = {"farmland": 5_000, "basic": 0}
    made = Screening(one.uid, one.version, figures, "illegal", ("LG-SCR-001 5",), 2, "screen-1", AT, ("a" * 32,))
    return replace(made, **changes)


def piece(one: Patch, name: str = "e1", **changes) -> Evidence:
    digest = hashlib.sha256(name.encode()).hexdigest()
    claims, tests = {"x": 113.25, "time": AT, "direction": None}, {"inside": "ok"}
    made = Evidence(name, one.uid, "photo", f"{name}.jpg", digest, "", 1234, claims, tests, "C", SURVEYOR, AT)
    return replace(made, **changes)


def certificate(one: Patch, number: str, position: int = 1, supersedes: str = "") -> Certificate:
    content = f"certificate {number} of {one.uid}".encode()
    digest = hashlib.sha256(content).hexdigest()
    return Certificate(number, one.uid, content, digest, "", ({"alg": "x", "by": "李四"},), position, AT, supersedes)


def delivery(**changes) -> Delivery:
    made = Delivery("d1", CAMPAIGN.id, "第1批.shp", "00" * 32, 3, 2, 1, AT)
    return replace(made, **changes)


def rule_file(name: str = "tree-1") -> RuleFile:
    return RuleFile(name, hashlib.sha256(name.encode()).hexdigest(), AT)


def review(one: Patch, decision: str, after: State, actor: Actor = COUNTY, number: str = "") -> Review:
    return Review(one.uid, decision, "属实", actor, AT, one.state, after, number)


def certify(one: Patch, number: str = "县认〔2026〕1号") -> Changes:
    """Return the deed that certifies a patch as it stands."""
    return Changes(
        changed=(replace(one, state=State.CERTIFIED),),
        reviews=(review(one, "certify", State.CERTIFIED, number=number),),
        certificates=(certificate(one, number),),
        events=(event("certify", one.uid, COUNTY, certificate=number),),
    )


def decide(one: Patch, decision: str, after: State, actor: Actor = CITY) -> Changes:
    """Return the deed of a review that needs no certificate."""
    return Changes(
        changed=(replace(one, state=after),),
        reviews=(review(one, decision, after, actor),),
        events=(event(decision, one.uid, actor),),
    )
