"""One score per criterion, 0 to 100 with two decimals, held as integers of hundredths; the total is their weighted mean.

What earns how much is data (section "candidates" of a rule set), all of it unverified until an office confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Optional

import numpy as np
import pandas as pd

from ..flows.causes import split_marks
from ..ledger.rules.ruleset import RuleSet
from ..quantities import mu_to_dm2

CRITERIA = ("quality", "contiguity", "slope", "distance", "risk")
FULL = 10_000


def score(
    rows: pd.DataFrame,
    group_dm2: np.ndarray,
    distance_m: np.ndarray,
    grades: Sequence[Optional[Decimal]],
    worst_grade: int,
    ruleset: RuleSet,
) -> pd.DataFrame:
    """Return columns quality, contiguity, slope, distance, risk, score: int64 hundredths of a point.

    `rows` has dlbm, slope, refinement, planting; `group_dm2` int64 is the farmland of the connected block each patch lies in;
    `grades` are used for quality where they are known (1 best, `worst_grade` worst), else the class table.
    """
    table = pd.DataFrame(index=range(len(rows)))
    table["quality"] = [
        _grade_score(grade, worst_grade) if grade is not None else _of(ruleset.value("candidates.class_scores"), code)
        for grade, code in zip(grades, rows["dlbm"])
    ]
    full = mu_to_dm2(ruleset.number("candidates.contiguous_full_mu"))
    table["contiguity"] = [min(FULL, _half_up(FULL * int(block), full)) for block in group_dm2]
    table["slope"] = [_of(ruleset.value("candidates.slope_scores"), slope) for slope in rows["slope"]]
    near, far = (ruleset.number(f"candidates.distance_{end}_m") for end in ("full", "zero"))
    table["distance"] = [_distance_score(metres, near, far) for metres in distance_m]
    table["risk"] = [
        min(
            _of(ruleset.value("candidates.refinement_scores"), refinement),
            min((_of(ruleset.value("candidates.planting_scores"), m) for m in split_marks(planting)), default=FULL),
        )
        for refinement, planting in zip(rows["refinement"], rows["planting"])
    ]
    weights = {name: int(ruleset.value(f"candidates.weight_{name}")) for name in CRITERIA}
    whole = sum(weights.values())
    weighted = sum(table[name].to_numpy(dtype=np.int64) * weight for name, weight in weights.items())
    table["score"] = (2 * weighted + whole) // (2 * whole)
    return table


def refusals(rows: pd.DataFrame, farmland_dm2: np.ndarray, ruleset: RuleSet) -> np.ndarray:
    """Return object (n,): why a patch is no candidate (inside, small, slope, refinement, planting), "" when it is one."""
    least = int(ruleset.number("candidates.least_patch_m2") * 100)
    highest = ruleset.value("candidates.highest_slope")
    refinements = set(ruleset.value("candidates.excluded_refinements"))
    plantings = set(ruleset.value("candidates.excluded_plantings"))
    reasons = []
    for area, slope, refinement, planting in zip(farmland_dm2, rows["slope"], rows["refinement"], rows["planting"]):
        if area <= 0:
            reasons.append("inside")
        elif area < least:
            reasons.append("small")
        elif highest is not None and slope.isdigit() and int(slope) > highest:
            reasons.append("slope")
        elif refinement in refinements:
            reasons.append("refinement")
        elif plantings & set(split_marks(planting)):
            reasons.append("planting")
        else:
            reasons.append("")
    return np.array(reasons, dtype=object)


def _of(table: Mapping[str, object], key: str) -> int:
    """Return the score of a code by the table, 0 for a code the table does not name."""
    return int(Decimal(str(table.get(key, 0))) * 100)


def _grade_score(grade: Decimal, worst: int) -> int:
    return max(0, min(FULL, int((Decimal(worst) - grade) * FULL / Decimal(worst - 1))))


def _distance_score(metres: float, near: Decimal, far: Decimal) -> int:
    """Return the score of a distance, straight from full at `near` to nothing at `far`; metres count whole."""
    if not np.isfinite(metres):
        return 0
    whole = Decimal(int(metres))
    if whole <= near:
        return FULL
    if whole >= far:
        return 0
    return int((far - whole) * FULL / (far - near))


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator) if denominator else FULL
