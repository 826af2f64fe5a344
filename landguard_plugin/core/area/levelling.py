"""面积平差(调平): making the areas of a unit's patches add up to its control area, to the last 0.01 m2.

Two rules. Quotient: every patch takes the same whole number of 0.01 m2, the largest patches one more (as the survey
database software does it). Proportional: in proportion to area by largest remainder. Source: docs/domain-notes.md 2.8;
which rule a bureau must use is its own choice, so the method is an explicit setting.
"""

from __future__ import annotations

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
