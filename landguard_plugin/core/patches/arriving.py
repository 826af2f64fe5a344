"""Patches on their way into a project: numbers and units found, what was there before, what lies on the same ground."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
import shapely

from ..problems import Message
from .records import Patch, Value

NUMBER_FIELDS = ("JCBH", "监测编号", "TBBH", "图斑编号", "DKBH", "地块编号", "number", "name", "id")
UNIT_FIELDS = ("XZQDM", "行政区代码", "ZLDWDM", "坐落单位代码", "unit")
SAME_GROUND = 0.999  # shared ground over all ground: from here on two shapes are one patch sent twice
RE_ISSUED = 0.5  # shared ground over the new patch: from here on the place was issued before
_UNIT_IN_NUMBER = re.compile(r"[1-9]\d{5}(?=\D|\d{6,})")


@dataclass(frozen=True)
class Earlier:
    """A patch of before on the same ground: the share of the new patch that lies on it."""

    patch: Patch
    share: float


def field_for(names: Sequence[str], wanted: Sequence[str]) -> Optional[int]:
    """Return the position of the field that carries something, by its usual names, most likely first; None for none."""
    by_key = {name.strip().upper(): k for k, name in reversed(list(enumerate(names)))}
    return next((by_key[name.upper()] for name in wanted if name.upper() in by_key), None)


def text_of_value(value: object) -> str:
    """Return a value as a number or code is written: whole floats without their ".0", None as ""."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def issued_value(value: object) -> Value:
    """Return a value as a store keeps it: text and numbers as they are; numbers no text can spell, as text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)) and np.isfinite(value):
        return float(value)
    return str(value)


def unit_of(number: str, unit: str) -> str:
    """Return the unit code of a patch: the one issued, else the county code its number begins with, else ""."""
    if unit:
        return unit
    found = _UNIT_IN_NUMBER.match(number)
    return found.group() if found else ""


class GroundBefore:
    """The ground of patches that are there already; finds those on the same place."""

    def __init__(self, patches: Sequence[Patch]) -> None:
        """Index the patches' shapes."""
        self._patches = list(patches)
        self._shapes = np.array(shapely.from_wkb([patch.shape for patch in patches]), dtype=object).reshape(-1)
        self._tree = shapely.STRtree(self._shapes)

    def on(self, shapes: np.ndarray) -> tuple[dict[int, Patch], dict[int, list[Earlier]]]:
        """Return, by position of the new shapes, the patch that is the same ground, and the ones on much of the same ground."""
        same: dict[int, Patch] = {}
        earlier: dict[int, list[Earlier]] = {}
        if not len(self._patches) or not len(shapes):
            return same, earlier
        new, old = self._tree.query(shapes, predicate="intersects")
        common = shapely.area(shapely.intersection(shapes[new], self._shapes[old]))
        area, before = shapely.area(shapes[new]), shapely.area(self._shapes[old])
        share = common / np.maximum(area, 1e-12)
        alike = common / np.maximum(area + before - common, 1e-12)
        for k, row, part, match in zip(new.tolist(), old.tolist(), share.tolist(), alike.tolist()):
            if match >= SAME_GROUND:
                same.setdefault(k, self._patches[row])
            if part >= RE_ISSUED:
                earlier.setdefault(k, []).append(Earlier(self._patches[row], part))
        for found in earlier.values():
            found.sort(key=lambda entry: -entry.share)
        return same, earlier


def first_twins(shapes: np.ndarray) -> dict[int, int]:
    """Return position -> earlier position of the same ground among new shapes themselves."""
    if not len(shapes):
        return {}
    one, other = shapely.STRtree(shapes).query(shapes)
    later = one > other
    one, other = one[later], other[later]
    area_one, area_other = shapely.area(shapes[one]), shapely.area(shapes[other])
    likely = np.minimum(area_one, area_other) >= SAME_GROUND * np.maximum(area_one, area_other)
    one, other, area_one, area_other = one[likely], other[likely], area_one[likely], area_other[likely]
    common = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    alike = common / np.maximum(area_one + area_other - common, 1e-12) >= SAME_GROUND
    twins: dict[int, int] = {}
    for k, first in zip(one[alike].tolist(), other[alike].tolist()):
        twins[k] = min(first, twins.get(k, first))
    return twins


def issued_of(names: Sequence[str], values: Sequence[object]) -> dict[str, Value]:
    """Return the attributes of a row in their order; a name that stands twice gets a number behind it."""
    issued: dict[str, Value] = {}
    for name, value in zip(names, values):
        key, copy = name, 2
        while key in issued:
            key, copy = f"{name}_{copy}", copy + 1
        issued[key] = issued_value(value)
    return issued


def counted(reasons: Mapping[int, Sequence[Message]]) -> str:
    """Return how often each reason code came, as "code × count"."""
    counts: dict[str, int] = {}
    for messages in reasons.values():
        counts[messages[0].code] = counts.get(messages[0].code, 0) + 1
    return ", ".join(f"{code} × {count}" for code, count in sorted(counts.items())) or "-"
