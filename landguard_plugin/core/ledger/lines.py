"""What a line that moves means for the books: which land may then be occupied, and what it would have to supplement.

Nothing here is decided: a line on a map occupies no farmland. The figures answer "if all the land that the move exposes were
occupied"; which land that is, and which accounts it touches, is data of the rule set (section "line"), unverified (未核实).
Definition: docs/adr/0022-moving-a-line.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Optional

import numpy as np

from ..problems import LandGuardError
from ..shares import share
from .amounts import CAPACITY, PADDY, QUANTITY, Amounts
from .grades import YieldTable, capacity_kg

#: 耕地保护红线, 永久基本农田, 城镇开发边界, 生态保护红线或退耕计划
LINE_KINDS = ("farmland", "basic", "city", "ecology")
EXPOSED = ("let_out", "taken_in")
PADDY_CLASS = "0101"  # 水田


@dataclass(frozen=True)
class Farmland:
    """Farmland pieces of one project: area int64 (n,) in 0.01 m2, class codes, grades (None where none is known)."""

    area: np.ndarray
    dlbm: Sequence[str]
    grades: Sequence[Optional[Decimal]]


@dataclass(frozen=True)
class Requirement:
    """What a project would have to supplement, and each piece's part of it, int64 (n,); the parts sum to `amounts`.

    `unknown` is farmland in 0.01 m2 whose capacity nobody can tell: no grade, or no yield for it.
    """

    amounts: Amounts
    quantity: np.ndarray
    paddy: np.ndarray
    capacity: np.ndarray
    unknown: int


def requirement(farmland: Farmland, accounts: Sequence[str], system: str, yields: YieldTable, day: date) -> Requirement:
    """Return what occupying these pieces would require on the accounts a rule set names."""
    area = farmland.area
    paddy = np.where(np.array([code == PADDY_CLASS for code in farmland.dlbm], dtype=bool), area, 0)
    none = np.zeros(len(area), dtype=np.int64)
    capacity, unknown = none, 0
    if CAPACITY in accounts:
        rates = [_rate(grade, system, yields, day) for grade in farmland.grades]
        known = np.array([rate is not None for rate in rates], dtype=bool)
        graded = [(int(area[k]), int(farmland.grades[k] or 0)) for k in np.nonzero(known)[0]]
        kg = capacity_kg(graded, system, yields, day)
        weights = np.array([float(a * (r or 0)) for a, r in zip(area.tolist(), rates)])
        capacity = share(kg, weights) if kg else none
        unknown = int(area[~known].sum())
    quantity = area if QUANTITY in accounts else none
    paddy = paddy if PADDY in accounts else none
    amounts = Amounts(int(quantity.sum()), int(paddy.sum()), int(capacity.sum()))
    return Requirement(amounts, quantity, paddy, capacity, unknown)


def _rate(grade: Optional[Decimal], system: str, yields: YieldTable, day: date) -> Optional[Fraction]:
    """Return kg per mu; None without a grade, for a grade that is not whole, and where no table has a yield for it."""
    if grade is None or grade != grade.to_integral_value():
        return None
    try:
        return Fraction(yields.find(system, int(grade), day).kg_per_mu)
    except LandGuardError as error:
        if error.code != "LG-GRD-001":
            raise
        return None
