"""Grades 等别/等级, yields and capacity 产能: dated tables, two systems that never mix.

System "15": national utilisation grade 国家利用等 1..15; system "10": GB/T 33469-2016 耕地质量等级 1..10; in both 1 is best.
capacity(kg) = sum of area(mu) x yield(grade), rounded once per item, half up. The yields are data
(resources/ledger/yields.csv) and unverified; without a table for a system there is no capacity, never a guess.
Sources: docs/domain-notes.md 3.3, 11.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Optional

from ..problems import LandGuardError
from ..quantities import Number

SYSTEMS = ("15", "10")
_DM2_PER_MU = Fraction(200_000, 3)


@dataclass(frozen=True)
class Yield:
    """The yield of one grade: kg per mu, with where it comes from and how sure it is."""

    system: str
    grade: int
    kg_per_mu: Decimal
    valid_from: date
    valid_to: Optional[date]
    source: str
    status: str


class YieldTable:
    """Yields of one or both systems, by date."""

    def __init__(self, yields: Iterable[Yield]) -> None:
        """Keep the yields."""
        self._yields = tuple(yields)

    @staticmethod
    def from_rows(rows: Iterable[Mapping[str, str]]) -> YieldTable:
        """Return the table from rows with columns system, grade, kg_per_mu, valid_from, valid_to, source, status."""
        return YieldTable(
            Yield(
                row["system"],
                int(row["grade"]),
                Decimal(row["kg_per_mu"]),
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
                row.get("source", ""),
                row.get("status", "unverified"),
            )
            for row in rows
        )

    def find(self, system: str, grade: int, day: date) -> Yield:
        """Return the yield of a grade on a day.

        Raises LandGuardError LG-GRD-001 when the table has none for the system and day, LG-GRD-002 for a grade out of range.
        """
        if system not in SYSTEMS or not 1 <= grade <= int(system):
            raise LandGuardError("LG-GRD-002", grade=str(grade), system=system)
        for one in self._yields:
            if (one.system, one.grade) == (system, grade) and one.valid_from <= day:
                if one.valid_to is None or day <= one.valid_to:
                    return one
        raise LandGuardError("LG-GRD-001", grade=str(grade), system=system, date=day.isoformat())

    def statuses(self) -> set[str]:
        """Return how sure the yields are."""
        return {one.status for one in self._yields}


def capacity_kg(pieces: Iterable[tuple[int, int]], system: str, yields: YieldTable, day: date) -> int:
    """Return the capacity in kg of pieces (area in 0.01 m2, grade), summed exactly and rounded once, half up."""
    exact = Fraction(0)
    for area_dm2, grade in pieces:
        exact += Fraction(area_dm2) / _DM2_PER_MU * Fraction(yields.find(system, grade, day).kg_per_mu)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def uplift_kg(area_dm2: int, before: int, after: int, system: str, yields: YieldTable, day: date) -> int:
    """Return the capacity gained by raising an area from one grade to another (提质改造增量), rounded once, half up."""
    gain = Fraction(yields.find(system, after, day).kg_per_mu) - Fraction(yields.find(system, before, day).kg_per_mu)
    exact = Fraction(area_dm2) / _DM2_PER_MU * gain
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def grade_of_index(index: Number) -> int:
    """Return the national utilisation grade of an index: 15 - floor(round(index) / 200); 1599.8 counts as 1600.

    The result stays in 1..15. Source: docs/domain-notes.md 3.3.
    """
    rounded = int(Decimal(str(index)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return min(15, max(1, 15 - rounded // 200))


def group_of_grade(grade: int) -> str:
    """Return the group of a 15-system grade: superior 优等 1-4, high 高等 5-8, medium 中等 9-12, low 低等 13-15."""
    if not 1 <= grade <= 15:
        raise LandGuardError("LG-GRD-002", grade=str(grade), system="15")
    return ("superior", "high", "medium", "low")[min(3, (grade - 1) // 4)]


def mean_grade(pieces: Iterable[tuple[int, Decimal]]) -> Optional[Fraction]:
    """Return the area-weighted mean grade, exact; None when there is no area. Smaller is better."""
    listed = [(area, Fraction(grade)) for area, grade in pieces]
    area = sum(area for area, _ in listed)
    if not area:
        return None
    return sum((Fraction(a) * g for a, g in listed), Fraction(0)) / area
