"""Class areas by unit: what 分类面积汇总表 sum up, as integers of 0.01 m2.

Classes are shown at the first level (with the heading 00 湿地), at the second (K and A forms in their four-character class) or as
stored. The ridge of cultivated patches (KCMJ) stands as class 1203 of its own, as in the flow matrix, so that a unit's classes
sum to the area of its patches and the whole closes to the control area. Codes the class table lacks stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .classes import RIDGE, ClassTable

FIRST, SECOND, LEAF = "1", "2", "all"
CLASS_LEVELS = (FIRST, SECOND, LEAF)


@dataclass(frozen=True)
class ClassSummary:
    """Areas by unit and class, int64 (units, classes), 0.01 m2; both sorted by code.

    `patches` counts the patches behind each cell; the ridge line counts the patches it is deducted from.
    """

    units: tuple[str, ...]
    classes: tuple[str, ...]
    areas: np.ndarray
    patches: np.ndarray

    @property
    def total_dm2(self) -> int:
        """Return the sum of all cells."""
        return int(self.areas.sum())

    def of_class(self, code: str) -> int:
        """Return the area of a class in all units."""
        return int(self.areas[:, self.classes.index(code)].sum()) if code in self.classes else 0


def rolled_up(classes: ClassTable, code: str, level: str) -> str:
    """Return the class under which a table of a level shows a code; an unknown code stays as it is."""
    if level == LEAF:
        return code
    return (classes.first_level(code) if level == FIRST else classes.second_level(code)) or code


def classes_of_level(classes: ClassTable, level: str) -> list[str]:
    """Return every class a printed table of a level has a column for, in the order of codes; of stored codes, none."""
    if level == LEAF:
        return []
    if level == FIRST:
        return sorted(c.code for c in classes if c.level == 1)
    return sorted({classes.second_level(c.code) for c in classes if classes.is_leaf(c.code)})


def summarise(
    classes: ClassTable,
    codes: np.ndarray,
    units: np.ndarray,
    net: np.ndarray,
    ridge: np.ndarray,
    level: str,
) -> ClassSummary:
    """Return class areas by unit.

    `codes` DLBM and `units` the unit's code of each patch, object (n,); `net` and `ridge` int64 (n,), 0.01 m2, not negative. A class without
    area in any unit is left out; a unit without area is kept.
    """
    land = pd.DataFrame({"unit": units, "code": codes, "area": net, "patches": 1})
    ridges = pd.DataFrame({"unit": units, "code": RIDGE, "area": ridge, "patches": 1})[np.asarray(ridge) > 0]
    rows = pd.concat([land, ridges], ignore_index=True)
    shown: Mapping[str, str] = {code: rolled_up(classes, code, level) for code in set(rows["code"])}
    rows["code"] = rows["code"].map(shown)
    sums = rows.groupby(["unit", "code"], sort=True)[["area", "patches"]].sum()
    unit_names, class_names = sorted(set(rows["unit"])), sorted(set(rows["code"]))
    areas, patches = (
        sums[name].unstack(fill_value=0).reindex(index=unit_names, columns=class_names, fill_value=0).to_numpy(np.int64)
        if len(rows)
        else np.zeros((0, 0), dtype=np.int64)
        for name in ("area", "patches")
    )
    kept = patches.sum(axis=0) > 0
    names = tuple(name for name, keep in zip(class_names, kept) if keep)
    return ClassSummary(tuple(unit_names), names, areas[:, kept], patches[:, kept])
