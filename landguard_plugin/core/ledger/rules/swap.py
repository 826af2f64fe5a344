"""The swap of basic farmland 补划: what comes in must be as much and no worse than what goes out, and fit to be basic farmland.

Both sides are frames with columns id, unit, area (int64, 0.01 m2), grade (Decimal or None), slope (int or None), dlbm,
refinement, reserve (bool). Source: 土地管理法 and 基本农田保护条例 as set down in docs/domain-notes.md 3.1.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ...problems import Message, Term
from ...quantities import to_m2
from ...survey.classes import ClassTable
from ..flaws import WARNING, Flaw
from ..grades import mean_grade
from ..units import distance
from .ruleset import RuleSet


def judge_swap(
    out: pd.DataFrame, come: pd.DataFrame, ruleset: RuleSet, classes: ClassTable, reserve_left_dm2: int = 0
) -> list[Flaw]:
    """Return what speaks against a swap, with numbers; patches that are not accepted do not count towards the area."""
    flaws = [flaw for row in come.to_dict("records") for flaw in _patch(row, out, ruleset, classes)]
    refused = {flaw.key for flaw in flaws if flaw.level != WARNING}
    accepted = come[[identity not in refused for identity in come["id"]]]
    return [*flaws, *_totals(out, accepted, ruleset), *_reserve(accepted, ruleset, reserve_left_dm2)]


def _patch(row: dict, out: pd.DataFrame, ruleset: RuleSet, classes: ClassTable) -> Iterator[Flaw]:
    if ruleset.value("swap.farmland_only") and not classes.is_cultivated(row["dlbm"]):
        yield Flaw(Message("LG-SWP-003", {"patch": row["id"], "dlbm": row["dlbm"]}), row["id"])
    highest, slope = ruleset.value("swap.highest_slope"), row["slope"]
    if highest is not None and slope is None and ruleset.value("swap.slope_unknown") == "refuse":
        yield Flaw(Message("LG-SWP-007", {"patch": row["id"]}), row["id"])
    if highest is not None and slope is not None and slope > highest:
        words = {"patch": row["id"], "slope": str(slope), "highest": str(highest)}
        yield Flaw(Message("LG-SWP-004", words), row["id"])
    if row["refinement"] in ruleset.value("swap.excluded_refinements"):
        yield Flaw(Message("LG-SWP-005", {"patch": row["id"], "refinement": row["refinement"]}), row["id"])
    far = [distance(row["unit"], unit) for unit in out["unit"].unique()]
    allowed = ruleset.value("swap.levels")
    if far and not any(step in allowed for step in far):
        words = {"patch": row["id"], "unit": row["unit"], "distance": Term(far[0])}
        yield Flaw(Message("LG-SWP-008", words), row["id"])


def _totals(out: pd.DataFrame, come: pd.DataFrame, ruleset: RuleSet) -> Iterator[Flaw]:
    gone_dm2, come_dm2 = int(out["area"].sum()), int(come["area"].sum())
    if come_dm2 < gone_dm2:
        words = {"out": str(to_m2(gone_dm2)), "come": str(to_m2(come_dm2)), "short": str(to_m2(gone_dm2 - come_dm2))}
        yield Flaw(Message("LG-SWP-001", words))
    if ruleset.value("swap.quality") != "mean_grade" or out.empty or come.empty:
        return
    unknown = [row["id"] for side in (out, come) for row in side.to_dict("records") if row["grade"] is None]
    if unknown:
        yield Flaw(Message("LG-SWP-009", {"count": len(unknown), "first": unknown[0]}), level=WARNING)
        return
    before, after = (mean_grade((int(a), g) for a, g in zip(side["area"], side["grade"])) for side in (out, come))
    if before is not None and after is not None and after > before:
        words = {"out": f"{float(before):.4f}", "come": f"{float(after):.4f}"}
        yield Flaw(Message("LG-SWP-002", words))


def _reserve(come: pd.DataFrame, ruleset: RuleSet, left_dm2: int) -> Iterator[Flaw]:
    elsewhere = int(come.loc[[not flag for flag in come["reserve"]], "area"].sum())
    if ruleset.value("swap.reserve_first") and left_dm2 and elsewhere:
        words = {"elsewhere": str(to_m2(elsewhere)), "left": str(to_m2(left_dm2))}
        yield Flaw(Message("LG-SWP-006", words), level=WARNING)
