"""Land classes 地类: the class table and its roll-ups.

The table is data (resources/survey/land_classes.csv) with its source and date. Roll-ups that cannot be read off the code:
members of the heading 00 湿地 leave their own first level, K and A forms roll into their four-character class, and the three
categories 三大类 differ inside one first level. Sources: GB/T 21010-2017, TD/T 1055-2019; docs/domain-notes.md 1.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

UNKNOWN = ""
WETLAND = "00"
RIDGE = "1203"


@dataclass(frozen=True)
class LandClass:
    """One code of the class table."""

    code: str
    name_zh: str
    name_en: str
    level: int  # 1 first level, 2 second level, 3 K or A form
    parent: str
    cultivated: bool
    adjustable: bool  # 可调整地类: a K form; never counted as cultivated
    wetland: bool  # shown under the heading 00 湿地
    category: str  # 农用地, 建设用地, 未利用地; "mixed" on first levels that hold several
    width: str  # XZDWKD: mandatory, optional or empty
    planting: tuple[str, ...]  # ZZSXDM values allowed; "" among them when it may stay empty


class ClassTable:
    """The class table of one classification. Unknown codes are never an error here: they are UNKNOWN, and countable."""

    def __init__(self, classes: Iterable[LandClass]) -> None:
        """Index the classes by code."""
        self._classes = {land_class.code: land_class for land_class in classes}
        self._children = {c.parent for c in self._classes.values()}

    @staticmethod
    def from_rows(rows: Iterable[Mapping[str, str]]) -> ClassTable:
        """Return the table from the rows of land_classes.csv."""
        return ClassTable(
            LandClass(
                code=row["code"],
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                level=int(row["level"]),
                parent=row["parent"],
                cultivated=row["is_cultivated"] == "1",
                adjustable=row["is_adjustable"] == "1",
                wetland=row["is_wetland_00"] == "1",
                category=row["category3"],
                width=row["xzdwkd_width"],
                planting=_planting(row["zzsxdm_allowed"]),
            )
            for row in rows
        )

    def __contains__(self, code: str) -> bool:
        """Return whether the code stands in the table."""
        return code in self._classes

    def __iter__(self) -> Iterator[LandClass]:
        """Return the classes in the order of the table."""
        return iter(self._classes.values())

    def get(self, code: str) -> LandClass | None:
        """Return the class of a code; a form the table lacks (0602C) is taken by its four-character stem; else None."""
        known = self._classes.get(code)
        if known is None and len(code) == 5 and code[4].isalpha():
            known = self._classes.get(code[:4])
        return known

    def is_leaf(self, code: str) -> bool:
        """Return whether DLBM may hold this code: in the table, not a heading, not a class with second levels."""
        known = self._classes.get(code)
        return known is not None and not (known.level == 1 and code in self._children) and code != WETLAND

    def second_level(self, code: str) -> str:
        """Return the four-character class of a code (0201K -> 0201; 09 stays 09), or UNKNOWN."""
        known = self.get(code)
        if known is None:
            return UNKNOWN
        return known.parent if known.level == 3 else known.code

    def first_level(self, code: str) -> str:
        """Return the first-level class under which tables show a code (0303 -> 00), or UNKNOWN."""
        known = self.get(code)
        if known is None:
            return UNKNOWN
        if known.wetland:
            return WETLAND
        while known.level > 1:
            known = self._classes[known.parent]
        return known.code

    def is_cultivated(self, code: str) -> bool:
        """Return whether a code is farmland 耕地 (01xx)."""
        known = self.get(code)
        return known is not None and known.cultivated

    def is_adjustable(self, code: str) -> bool:
        """Return whether a code is a 可调整地类 (K form of garden, forest, grass, pond)."""
        known = self._classes.get(code)
        return known is not None and known.adjustable

    def category(self, code: str) -> str:
        """Return 农用地, 建设用地 or 未利用地, or UNKNOWN."""
        known = self.get(code)
        return known.category if known is not None and known.category != "mixed" else UNKNOWN

    def name(self, code: str, language: str = "zh") -> str:
        """Return the name of a code, "" when unknown."""
        known = self._classes.get(code)
        if known is None:
            return ""
        return known.name_zh if language == "zh" else known.name_en

    def cultivated_mask(self, codes: np.ndarray) -> np.ndarray:
        """Return bool (n,): which codes are farmland."""
        return _lookup(codes, self.is_cultivated, bool)

    def unknown_codes(self, codes: np.ndarray) -> dict[str, int]:
        """Return the codes that are not in the table, each with how often it occurs."""
        row, values = pd.factorize(np.asarray(codes, dtype=object), use_na_sentinel=False)
        counts = np.bincount(row, minlength=len(values))
        found = {str(value): int(count) for value, count in zip(values, counts) if str(value) not in self._classes}
        return dict(sorted(found.items()))


def _planting(allowed: str) -> tuple[str, ...]:
    if not allowed:
        return ("",)
    head = allowed.split(";")[0]
    return tuple("" if part == "(empty)" else part for part in head.split("|"))


def _lookup(codes: np.ndarray, function: Callable[[str], object], kind: type) -> np.ndarray:
    inverse, values = pd.factorize(np.asarray(codes, dtype=object), use_na_sentinel=False)
    return np.array([function(str(v)) for v in values], dtype=kind)[inverse] if len(values) else np.empty(0, kind)
