"""面积平差(调平): making the areas of a unit's patches add up to its control area, to the last 0.01 m2.

Two rules. Quotient: every patch takes the same whole number of 0.01 m2, the largest patches one more (as the survey
database software does it). Proportional: in proportion to area by largest remainder. Source: docs/domain-notes.md 2.8;
which rule a bureau must use is its own choice, so the method is an explicit setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import numpy as np

from ..problems import LandGuardError
from ..shares import share


class LevellingMethod(Enum):
    """How the difference to the control area is spread."""

    QUOTIENT = "quotient"
    PROPORTIONAL = "proportional"


#: Above this share of the control area the data, not the rounding, is wrong; our own figure, 未核实.
LARGEST_DIFFERENCE = 1 / 400


def level(
    areas_dm2: np.ndarray,
    control_dm2: int,
    method: LevellingMethod = LevellingMethod.QUOTIENT,
    largest_difference: float = LARGEST_DIFFERENCE,
) -> np.ndarray:
    """Return int64 areas (n,) that sum to `control_dm2`; equal areas are served in the order given.

    Raises LandGuardError LG-LEV-001 when there is nothing to level, LG-LEV-002 when the difference exceeds
    `largest_difference` of the control area, LG-LEV-003 when a share would push a patch below zero.
    """
    areas = np.asarray(areas_dm2, dtype=np.int64)
    difference = int(control_dm2) - int(areas.sum())
    if difference == 0:
        return areas.copy()
    if not len(areas):
        raise LandGuardError("LG-LEV-001", control_m2=control_dm2 / 100)
    if abs(difference) > largest_difference * abs(control_dm2):
        raise LandGuardError("LG-LEV-002", difference_m2=difference / 100, control_m2=control_dm2 / 100)
    if method is LevellingMethod.QUOTIENT:
        change = _by_quotient(areas, abs(difference))
    else:
        change = share(abs(difference), np.maximum(areas, 0).astype(np.float64))
    levelled = areas + (change if difference > 0 else -change)
    if (levelled < 0).any():
        raise LandGuardError("LG-LEV-003", difference_m2=difference / 100, count=int((levelled < 0).sum()))
    return levelled


def _by_quotient(areas: np.ndarray, units: int) -> np.ndarray:
    everyone, rest = divmod(units, len(areas))
    change = np.full(len(areas), everyone, dtype=np.int64)
    change[np.argsort(-areas, kind="stable")[:rest]] += 1
    return change


def level_groups(
    areas_dm2: np.ndarray,
    group: np.ndarray,
    controls_dm2: Mapping[str, int],
    method: LevellingMethod = LevellingMethod.QUOTIENT,
    largest_difference: float = LARGEST_DIFFERENCE,
) -> np.ndarray:
    """Return int64 areas (n,) levelled group by group; groups without a control area keep theirs.

    `group` object (n,). Raises LandGuardError LG-LVL-001 naming the group that is furthest beyond `largest_difference` and how many
    are beyond it, LG-LVL-002 naming a group whose smallest patch would fall below zero. Either all groups are levelled or none.
    """
    areas = np.asarray(areas_dm2, dtype=np.int64)
    members = {code: np.nonzero(group == code)[0] for code in sorted({str(code) for code in group} & set(controls_dm2))}
    beyond = {}
    for code, rows in members.items():
        difference = int(controls_dm2[code]) - int(areas[rows].sum())
        if abs(difference) > largest_difference * abs(controls_dm2[code]):
            beyond[code] = abs(difference) / max(1, abs(controls_dm2[code]))
    if beyond:
        worst = max(sorted(beyond), key=lambda code: beyond[code])
        total = int(areas[members[worst]].sum())
        raise LandGuardError(
            "LG-LVL-001",
            group=worst,
            sum_m2=total / 100,
            control_m2=controls_dm2[worst] / 100,
            difference_m2=(controls_dm2[worst] - total) / 100,
            limit=f"{largest_difference:.6g}",
            count=len(beyond),
        )
    levelled = areas.copy()
    for code, rows in members.items():
        try:
            levelled[rows] = level(areas[rows], int(controls_dm2[code]), method, largest_difference)
        except LandGuardError as error:
            raise LandGuardError("LG-LVL-002", group=code, problem=error.message) from error
    return levelled
