"""What the tests of evidence share: a patch, rules, claims and pieces of evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import shapely

from landguard_plugin.core.area.zones import from_epsg
from landguard_plugin.core.evidence.ground import Ground, zone_to_geographic
from landguard_plugin.core.evidence.names import PHOTO
from landguard_plugin.core.evidence.rules import EvidenceRules
from landguard_plugin.core.evidence.tests import Situation
from landguard_plugin.core.patches.records import Actor, Evidence, Role
from landguard_plugin.storage.evidence_rules import evidence_rules

ZONE = from_epsg(4526)  # 38, central meridian 114
X, Y = 38_510_000.0, 3_880_000.0
SQUARE = bytes(shapely.to_wkb(shapely.box(X, Y, X + 100, Y + 100)))
ACTOR = Actor("张三", Role.COUNTY)
NOW = "2026-03-10T00:00:00Z"
SCENE = "2026-02-28T16:00:00Z"


def rules(**changed: object) -> EvidenceRules:
    return replace(evidence_rules("", date(2026, 3, 1)), **changed)


def ground(shape: bytes = SQUARE) -> Ground:
    return Ground.of(shape, zone_to_geographic(ZONE))


def situation(**changed: object) -> Situation:
    return replace(Situation(ground(), SCENE, NOW), **changed)


def at(x: float, y: float) -> dict[str, str]:
    """Return the claims of a position given in the zone."""
    import numpy as np

    longitude, latitude = zone_to_geographic(ZONE)(np.array([x]), np.array([y]))
    return {"longitude": f"{longitude[0]:.8f}", "latitude": f"{latitude[0]:.8f}"}


def good_claims(**changed: object) -> dict[str, object]:
    claims = {
        "format": "jpeg",
        "width": 4000,
        "height": 3000,
        **at(X + 50, Y - 30),
        "direction": "0.0000",
        "direction_ref": "T",
        "taken": "2026-03-01T09:00:00",
        "modified": "2026-03-01T09:00:00",
        "taken_offset": "+08:00",
        "gps_time": "2026-03-01T01:00:02Z",
        "make": "HUAWEI",
        "picture_hash": "0123456789abcdef",
        "thumbnail_hash": "0123456789abcdee",
    }
    return {name: value for name, value in {**claims, **changed}.items() if value is not None}


def piece(number: int, **changed: object) -> Evidence:
    one = Evidence(
        f"{number:032x}",
        "a" * 32,
        PHOTO,
        f"{number}.jpg",
        f"{number:064x}",
        f"{number:064x}",
        1000,
        good_claims(view="far"),
        {"distance": "met", "time": "met"},
        "C",
        ACTOR,
        NOW,
    )
    return replace(one, **changed)
