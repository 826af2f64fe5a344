"""Taking a delivery in, step by step: fields, classes, shapes, units, areas. Nothing is lost: each row is kept or has a reason.

The intake collects; `app/import_survey.py` says in which order. Every step that changes or fills values counts what it did and
says so through the progress.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Callable, Optional

import numpy as np
import pandas as pd

from ..area.deduction import deduct_array
from ..area.official import OFFICIAL, official_dm2
from ..area.planes import Plane
from ..problems import LandGuardError, Message
from ..progress import Progress
from . import conversion, shapes, units
from .classes import ClassTable
from .conversion import AREAS, Column
from .delivery import Delivery
from .fields import FieldTable
from .mapping import FieldMapping

_LISTED = 12  # names a message lists before it says how many more there are


class AreaFilling(Enum):
    """Which areas the import computes."""

    KEEP = "keep"  # none: what the delivery lacks stays empty
    FILL = "fill"  # official TBMJ where missing or 0; KCMJ and TBDLMJ where missing
    RECOMPUTE = "recompute"  # official TBMJ for all, KCMJ and TBDLMJ from it


class Intake:
    """A delivery on its way in: converted columns by logical field, and the reasons that set rows aside."""

    def __init__(self, delivery: Delivery, fields: FieldTable, classes: ClassTable, progress: Progress) -> None:
        """Begin with every row kept and nothing converted."""
        self.delivery, self.fields, self.classes, self.progress = delivery, fields, classes, progress
        self.columns: dict[str, Column] = {}
        self.shapes: list[bytes] = delivery.shapes
        self.reasons: dict[int, list[Message]] = {}

    def __len__(self) -> int:
        """Return the number of rows read."""
        return len(self.delivery)

    @property
    def kept(self) -> np.ndarray:
        """Return bool (n,): rows without a reason against them."""
        mask = np.ones(len(self), dtype=bool)
        mask[list(self.reasons)] = False
        return mask

    def refuse(self, refused: Mapping[int, Message]) -> None:
        """Set rows aside, each with a reason; a row may collect several."""
        for row, reason in refused.items():
            self.reasons.setdefault(row, []).append(reason)

    def convert(self, mapping: FieldMapping) -> None:
        """Convert every mapped column; fields the delivery lacks become empty columns."""
        for definition in self.fields:
            position = mapping.positions.get(definition.name)
            values = self.delivery.columns[position] if position is not None else [None] * len(self)
            column, in_percent = conversion.convert(values, definition), False
            if position is not None and self.delivery.fields[position].name.upper() == "TKXS":
                column, in_percent = conversion.convert_percent(values, definition)
            self.columns[definition.name] = column
            self.refuse(column.refused)
            if position is not None:
                self._refuse_damaged_codes(position, definition.name, definition.is_code)
            self._tell_conversion(definition.name, column)
            if in_percent:
                self.progress.say(Message("LG-IMP-031", {"field": "TKXS"}))

    def map_classes(self, class_map: Mapping[str, str]) -> None:
        """Replace source classes by the map's codes; rows of classes the map does not know are set aside.

        Raises LandGuardError LG-IMP-011 when the map knows none of them: then the field is the wrong one.
        """
        column, names = self.columns["DLBM"], self.columns["DLMC"]
        source = column.values
        present = set(source.tolist())
        if present and present.isdisjoint(class_map):
            raise LandGuardError("LG-IMP-011", found=_listed(sorted(present)), known=_listed(sorted(class_map)))
        for code in sorted(present - set(class_map)):
            rows = np.nonzero(source == code)[0]
            self.refuse({int(row): Message("LG-IMP-131", {"class": code or "(-)"}) for row in rows})
        column.values = np.array([class_map.get(code, code) for code in source.tolist()], dtype=object)
        names.values = np.array([self.classes.name(code) for code in column.values.tolist()], dtype=object)
        mapped = sum(code in class_map for code in source.tolist())
        self.progress.say(Message("LG-IMP-045", {"count": mapped, "classes": len(present & set(class_map))}))

    def mend_classes(self) -> None:
        """Mend class codes that lost a zero or came in other signs, fill empty class names, name unknown codes."""
        codes = self.columns["DLBM"].values
        mended = conversion.mend_class_codes(codes, self.classes)
        if mended:
            pairs = [f"{before} → {after} × {count}" for (before, after), count in mended.items()]
            self.progress.warn(Message("LG-IMP-030", {"count": sum(mended.values()), "list": _listed(pairs)}))
        self._fill_class_names()
        unknown = self.classes.unknown_codes(codes[self.kept])
        if unknown:
            pairs = [f"{code or '(-)'} × {count}" for code, count in sorted(unknown.items())]
            count, name = sum(unknown.values()), self.delivery.name
            self.progress.warn(Message("LG-SUR-004", {"layer": name, "count": count, "codes": _listed(pairs)}))

    def _fill_class_names(self) -> None:
        names, titles = self.columns["DLMC"].values, [self.classes.name(code) for code in self.columns["DLBM"].values]
        filled = [row for row in np.nonzero(names == "")[0] if titles[row]]
        for row in filled:
            names[row] = titles[row]
        if filled:
            self.progress.say(Message("LG-IMP-040", {"count": len(filled)}))

    def fill_year(self, year: Optional[int]) -> None:
        """Fill SJNF where it is missing."""
        column = self.columns["SJNF"]
        if year is not None and column.missing.any():
            column.values[column.missing] = float(year)
            self.progress.say(Message("LG-IMP-041", {"count": int(column.missing.sum()), "year": str(year)}))
            column.missing = np.zeros(len(self), dtype=bool)

    def screen_shapes(self, plane: Plane, tolerance_m2: float) -> int:
        """Judge and repair the shapes; return how many were repaired."""
        screened = shapes.screen(self.shapes, plane, self.progress, tolerance_m2)
        self.shapes = screened.shapes
        self.refuse(screened.refused)
        repairs = [repair for repair in screened.repairs if repair.row not in self.reasons]
        if repairs:
            most = max(repairs, key=lambda repair: abs(repair.change_m2))
            told = Message(
                "LG-IMP-039",
                {
                    "count": len(repairs),
                    "row": str(self.delivery.row_numbers[most.row]),
                    "most_m2": f"{most.change_m2:+.6f}",
                    "tolerance_m2": f"{tolerance_m2:g}",
                },
            )
            self.progress.warn(told)
        return len(repairs)

    def fill_units(
        self, layer: units.Units, to_units: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
    ) -> None:
        """Give rows without ZLDWDM the unit of a point inside their shape; `to_units` takes points to the unit layer."""
        code, name = self.columns["ZLDWDM"], self.columns["ZLDWMC"]
        rows = np.nonzero(self.kept & (code.values == ""))[0]
        if not len(rows):
            return
        x, y = units.inner_points([self.shapes[row] for row in rows])
        found = units.locate(*to_units(x, y), layer)
        for row, unit in zip(rows.tolist(), found.tolist()):
            if unit >= 0:
                code.values[row] = layer.codes[unit]
                name.values[row] = name.values[row] or layer.names[unit]
        told = Message(
            "LG-IMP-042",
            {
                "count": int((found >= 0).sum()),
                "layer": layer.name,
                "outside": int((found == units.NOWHERE).sum()),
                "several": int((found == units.SEVERAL).sum()),
            },
        )
        self.progress.say(told)

    def fill_areas(self, plane: Plane, filling: AreaFilling) -> None:
        """Compute the areas the filling asks for, on kept rows only."""
        if filling is AreaFilling.KEEP:
            return
        tbmj, kcmj, tbdlmj = (self.columns[name] for name in AREAS)
        everything = filling is AreaFilling.RECOMPUTE
        kept = self.kept
        rows = np.nonzero(kept & (everything | tbmj.missing | (tbmj.values <= 0)))[0]
        if len(rows):
            tbmj.values[rows] = official_dm2([self.shapes[row] for row in rows], plane, OFFICIAL, self.progress)
            tbmj.missing[rows] = False
        cultivated = self.classes.cultivated_mask(self.columns["DLBM"].values)
        ridge, _ = deduct_array(tbmj.values, self.columns["KCXS"].values, cultivated)
        fill_ridge = kept & (everything | kcmj.missing)
        kcmj.values[fill_ridge], kcmj.missing[fill_ridge] = ridge[fill_ridge], False
        fill_net = kept & (everything | tbdlmj.missing)
        tbdlmj.values[fill_net] = tbmj.values[fill_net] - kcmj.values[fill_net]
        tbdlmj.missing[fill_net] = False
        ridges, nets = int(fill_ridge.sum()), int(fill_net.sum())
        told = Message("LG-IMP-043", {"count": len(rows), "method": OFFICIAL.name, "ridge": ridges, "net": nets})
        self.progress.say(told)

    def frame(self, rows: np.ndarray) -> pd.DataFrame:
        """Return the logical columns of these rows: text, float64, or areas as nullable integers of 0.01 m2."""
        columns: dict[str, object] = {}
        for name, column in self.columns.items():
            values, missing = column.values[rows], column.missing[rows]
            if values.dtype == object:
                columns[name] = [value or None for value in values]
            else:
                columns[name] = [None if empty else value for value, empty in zip(values.tolist(), missing)]
        return pd.DataFrame(columns, dtype=object)

    def raw(self, row: int) -> str:
        """Return a source row's attributes as they were read, as JSON text."""
        values = {field.name: column[row] for field, column in zip(self.delivery.fields, self.delivery.columns)}
        return json.dumps(values, ensure_ascii=False, default=str)

    def _refuse_damaged_codes(self, position: int, logical: str, is_code: bool) -> None:
        damaged = sorted(row for row, field in self.delivery.damaged if field == position)
        if not damaged:
            return
        if not is_code:
            first = str(self.delivery.row_numbers[damaged[0]])
            self.progress.warn(Message("LG-IMP-036", {"field": logical, "count": len(damaged), "row": first}))
            return
        values = self.delivery.columns[position]
        self.refuse({row: Message("LG-IMP-124", {"field": logical, "value": str(values[row])}) for row in damaged})

    def _tell_conversion(self, name: str, column: Column) -> None:
        if column.rounded:
            self.progress.warn(Message("LG-IMP-032", {"field": name, "count": column.rounded}))
        if column.not_numbers:
            self.progress.warn(Message("LG-IMP-033", {"field": name, "count": column.not_numbers}))


def check_class_map(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return source class -> DLBM. Raises LandGuardError LG-IMP-008 when one source class has two codes."""
    found: dict[str, str] = {}
    for source, code in pairs:
        if found.setdefault(source, code) != code:
            raise LandGuardError("LG-IMP-008", source=source, first=found[source], second=code)
    return found


def counted_reasons(reasons: Mapping[int, Sequence[Message]]) -> dict[str, int]:
    """Return reason code -> rows, by the first reason of each row."""
    return dict(sorted(Counter(messages[0].code for messages in reasons.values()).items()))


def _listed(items: Sequence[str]) -> str:
    more = len(items) - _LISTED
    return ", ".join(items[:_LISTED]) + (f" … +{more}" if more > 0 else "")
