"""A patch with all that belongs to it, for tests of trust."""

from __future__ import annotations

from dataclasses import replace

import shapely

from landguard_plugin.core.patches.records import (
    Actor,
    Certificate,
    Evidence,
    Judgement,
    Origin,
    Patch,
    Review,
    Role,
    Screening,
    State,
)
from landguard_plugin.core.trust.certificate import Facts, Issue, RuleRef, content_of, digest_of
from landguard_plugin.core.trust.digests import sha256_of

MAKER = Actor("李四", Role.SURVEYOR)
COUNTY = Actor("王五", Role.COUNTY, "c" * 32)
CITY = Actor("赵六", Role.CITY, "d" * 32)
PROVINCE = Actor("钱七", Role.PROVINCE, "e" * 32)
AT = "2026-03-01T08:30:00Z"
SHAPE = shapely.box(38_520_000, 3_880_000, 38_520_100, 3_880_050)


def judgement(**more):
    fields = {"project": "厂房", "user": "某公司", "built": "2025-11"}
    given = {"path": ("illegal", "built"), "fields": fields, "opinion": "未批先建", "actor": MAKER, "at": AT}
    return Judgement(**{**given, **more})


def patch(**more):
    issued = {"JCBH": "JC20260117", "MJ": 5000.0, "QSX": "20250915", "BZ": None, "TBLX": "20"}
    given = {
        "uid": "ab" * 16,
        "campaign": "sat-2026q1",
        "batch": "2026-01",
        "number": "JC20260117",
        "unit": "990101001",
        "origin": Origin.ISSUED,
        "shape": SHAPE.wkb,
        "area_dm2": 500_000,
        "issued": issued,
        "state": State.JUDGED,
        "judgement": judgement(),
    }
    return Patch(**{**given, **more})


def photo(number=1, **more):
    content = f"photo {number}".encode()
    given = {
        "id": f"ev{number}",
        "uid": "ab" * 16,
        "kind": "photo",
        "name": f"现场{number}.jpg",
        "sha256": sha256_of(content),
        "sm3": "",
        "size": len(content),
        "claims": {"x": 113.7512, "y": 35.02, "azimuth": 12.5, "time": "2026-02-11T09:30:00"},
        "tests": {"inside": "pass"},
        "grade": "C",
        "actor": MAKER,
        "at": AT,
    }
    return Evidence(**{**given, **more})


def screening(**more):
    given = {
        "uid": "ab" * 16,
        "patch_version": 1,
        "figures_dm2": {"farmland": 450_000, "basic": 120_000, "red_line": 0, "approved": 15_000},
        "suggestion": "illegal",
        "reasons": ("未批先建 97.00%",),
        "priority": 3,
        "rules": "screening-2026",
        "at": AT,
    }
    return Screening(**{**given, **more})


RULES = {
    "verdict_tree": RuleRef("verdicts-2026", "1" * 64),
    "screening_rules": RuleRef("screening-2026", "2" * 64),
    "evidence_rules": RuleRef("evidence-2026", "3" * 64),
}


def facts(**more):
    given = {"patch": patch(), "crs": "EPSG:4526", "evidence": (photo(),), "screening": screening(), "rules": RULES}
    return Facts(**{**given, **more})


def issue(**more):
    given = {
        "number": "990101-2026-000001",
        "signer": COUNTY,
        "opinion": "属实",
        "at": AT,
        "log_size": 4,
        "log_root": "a" * 64,
        "log_origin": "b" * 64,
    }
    return Issue(**{**given, **more})


def certificate(of=None, **more):
    content = content_of(of or facts(), issue(**more))
    number = more.get("number", "990101-2026-000001")
    return Certificate(number, "ab" * 16, content, digest_of(content), "", (), 5, AT)


def reviewed(decision, actor, before, after, opinion="意见", number="990101-2026-000001"):
    return Review("ab" * 16, decision, opinion, actor, AT, before, after, number)


def with_state(state, **more):
    return replace(patch(), state=state, **more)
