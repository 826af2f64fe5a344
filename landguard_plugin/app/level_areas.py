"""Use case: the patch areas of groups levelled to their control areas 面积平差, ridge and net area recomputed by the chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..core.area.deduction import deduct_array
from ..core.area.levelling import LARGEST_DIFFERENCE, LevellingMethod, level_groups
from ..core.layers import Column, Table
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress
from ..core.survey.classes import ClassTable
from ..core.survey.records import Survey

ADJUSTMENT_COLUMNS = (
    Column("bsm"),
    Column("before_m2", "area"),
    Column("after_m2", "area"),
    Column("group"),
    Column("change_m2", "area"),
)
_NAMED = 20  # so many codes are named in a message, the rest counted


@dataclass(frozen=True)
class LevelRequest:
    """What to level: `groups` the group value of every patch, object (n,); `kcxs` its coefficient, float64 (n,), NaN for none.

    Controls are in 0.01 m2 by code. A group value belongs to the control it begins with, the longest one.
    """

    survey: Survey
    classes: ClassTable
    groups: np.ndarray
    kcxs: np.ndarray
    controls: Mapping[str, int]
    method: LevellingMethod = LevellingMethod.QUOTIENT
    largest_difference: float = LARGEST_DIFFERENCE


@dataclass(frozen=True)
class LevelResult:
    """Levelled areas in 0.01 m2, int64 (n,); `controlled` says which patches belong to a control area."""

    tbmj: np.ndarray
    ridge: np.ndarray
    controlled: np.ndarray
    adjustments: Table
    groups: int
    uncontrolled: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def net(self) -> np.ndarray:
        """Return TBDLMJ."""
        return self.tbmj - self.ridge

    @property
    def adjusted(self) -> int:
        """Return how many patches got another area."""
        return len(self.adjustments.rows)


def level_areas(request: LevelRequest, progress: Progress) -> LevelResult:
    """Return levelled areas; every group with a control area sums to it exactly.

    Raises LandGuardError LG-LVL-001 and LG-LVL-002 (see level_groups), LG-LVL-012 when no group has a control area. Groups without
    control and controls without group are told by name.
    """
    group = groups_of(request.groups, request.controls)
    before = request.survey.rows["tbmj"].to_numpy()
    controlled = np.array([code in request.controls for code in group], dtype=bool)
    uncontrolled = sorted(set(group[~controlled].tolist()))
    unused = sorted(set(request.controls) - set(group.tolist()))
    if not controlled.any():
        raise LandGuardError("LG-LVL-012", groups=_named(uncontrolled), controls=_named(unused))
    after = level_groups(before, group, request.controls, request.method, request.largest_difference)
    if uncontrolled:
        area = int(before[~controlled].sum()) / 100
        arguments = {"count": len(uncontrolled), "codes": _named(uncontrolled), "area_m2": area}
        progress.warn(Message("LG-LVL-006", arguments))
    if unused:
        progress.warn(Message("LG-LVL-007", {"count": len(unused), "codes": _named(unused)}))
    ridge = _ridges(request, after, controlled, progress)
    return LevelResult(
        tbmj=after,
        ridge=ridge,
        controlled=controlled,
        adjustments=_adjustments(request.survey, group, before, after),
        groups=len(set(group[controlled].tolist())),
        uncontrolled=tuple(uncontrolled),
        unused=tuple(unused),
    )


def groups_of(values: np.ndarray, controls: Mapping[str, int]) -> np.ndarray:
    """Return the group of every value, object (n,): the longest control code it begins with, else the value itself."""
    lengths = sorted({len(code) for code in controls if code}, reverse=True)
    known = {
        value: next((value[:length] for length in lengths if value[:length] in controls), value)
        for value in set(values.tolist())
    }
    return np.array([known[value] for value in values.tolist()], dtype=object)


def _ridges(request: LevelRequest, tbmj: np.ndarray, controlled: np.ndarray, progress: Progress) -> np.ndarray:
    """Return KCMJ by the chain; a stored deduction without coefficient is kept, for the chain cannot say what it should be."""
    rows = request.survey.rows
    coefficient = np.where(request.kcxs > 1, request.kcxs / 100, request.kcxs)  # the second survey stored per cent
    cultivated = request.classes.cultivated_mask(rows["dlbm"].to_numpy())
    stored = rows["ridge"].to_numpy()
    by_chain, _ = deduct_array(tbmj, coefficient, cultivated)
    unexplained = controlled & (stored > 0) & ~(cultivated & (np.nan_to_num(coefficient) > 0))
    if unexplained.any():
        progress.warn(Message("LG-LVL-008", {"count": int(unexplained.sum())}))
    return np.where(controlled & ~unexplained, by_chain, np.minimum(stored, tbmj))


def _adjustments(survey: Survey, group: np.ndarray, before: np.ndarray, after: np.ndarray) -> Table:
    changed = np.nonzero(before != after)[0]
    frame = pd.DataFrame(
        {
            "bsm": survey.rows["bsm"].to_numpy()[changed],
            "before_m2": before[changed],
            "after_m2": after[changed],
            "group": group[changed],
            "change_m2": (after - before)[changed],
        }
    )
    return Table.of(ADJUSTMENT_COLUMNS, frame)


def _named(codes: list[str]) -> str:
    listed = ", ".join(code or "(-)" for code in codes[:_NAMED])
    return listed + (f", … ({len(codes)})" if len(codes) > _NAMED else "")
