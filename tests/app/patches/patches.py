"""Patches, a verdict tree and people for tests of judging."""

from __future__ import annotations

import shapely

from landguard_plugin.core.campaigns.verdicts import VerdictNode, VerdictTree
from landguard_plugin.core.patches.records import Actor, Campaign, Origin, Patch, Role, Screening

COUNTY = Actor("李核查", Role.COUNTY, "k1")
OTHER = Actor("王核查", Role.COUNTY, "k2")
SURVEYOR = Actor("张作业", Role.SURVEYOR)
CITY = Actor("赵审核", Role.CITY, "k3")
CRS = "EPSG:4547"
AT = "2026-02-01T01:00:00Z"
LATER = "2026-02-02T01:00:00Z"
CAMPAIGN = Campaign("wp2026q1", "2026年一季度卫片", 2026, "tree", "screen", "evidence")
TREE = VerdictTree(
    "tree",
    "判定树",
    "Verdicts",
    "2026-01-01",
    "",
    "test",
    "known",
    (
        VerdictNode("legal", "合法", "legal", (), (VerdictNode("approved", "批文", "approved", ("documents",)),)),
        VerdictNode(
            "illegal",
            "违法",
            "illegal",
            ("user",),
            (VerdictNode("nonfarm", "非农违法", "non-farm", ("built", "opinion")),),
        ),
        VerdictNode("other", "其他", "other"),
        VerdictNode("doubtful", "存疑", "doubtful", ("description",)),
        VerdictNode("false_change", "伪变化", "false change"),
    ),
)


def patch(k: int, **changes) -> Patch:
    shape = shapely.box(500_000 + 200 * k, 3_000_000, 500_100 + 200 * k, 3_000_100)
    values = {
        "uid": f"{k:032x}",
        "campaign": CAMPAIGN.id,
        "batch": "1",
        "number": f"JC{k}",
        "unit": "990101001001",
        "origin": Origin.ISSUED,
        "shape": shapely.to_wkb(shape),
        "area_dm2": 1_000_000,
        "issued": {"JCBH": f"JC{k}", "TBLX": "20", "MJ": 10000.0},
    }
    return Patch(**{**values, **changes})


def screening(k: int, priority: int = 0, **changes) -> Screening:
    values = {
        "uid": f"{k:032x}",
        "patch_version": 1,
        "figures_dm2": {"farmland": 980_000, "basic": 0},
        "suggestion": "illegal",
        "reasons": (),
        "priority": priority,
        "rules": "screen",
        "at": AT,
    }
    return Screening(**{**values, **changes})
