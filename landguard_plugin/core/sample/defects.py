"""A delivery of the later year with planted defects, and the table that says where each of them is.

Every attribute rule of the checker, the commonest topology errors, and a code column stored as numbers are planted once.
The known answer is the table `defects`; a planted defect may trip further rules, which the table does not list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pandas as pd
import shapely

from ..area.deduction import deduct
from . import broken_shapes
from .book import LayerSpec
from .landuse import FARMLAND
from .layers import SampleLayer, layer
from .surveys import Surveys

Edit = Mapping[str, object]


@dataclass(frozen=True)
class _Fault:
    """One attribute defect: the rule, its kind, where it may be planted (by field values), what is written instead."""

    rule: str
    kind: str
    where: Mapping[str, object]
    write: Edit


_FLAT = {"DLBM": FARMLAND, "GDPDJB": "1", "TBXHDM": ""}
_TERRACE = {"DLBM": FARMLAND, "GDPDJB": "3", "GDLX": "TT"}
_FAULTS = (
    _Fault("A1", "heading_code", _FLAT, {"DLBM": "01", "DLMC": "耕地"}),
    _Fault("A1", "draft_code", {"DLBM": "0404", "TBXHDM": ""}, {"DLBM": "1301", "DLMC": "临时用地"}),
    _Fault("A1", "lower_case_code", {"DLBM": "0201K"}, {"DLBM": "0201k"}),
    _Fault("A1", "wrong_name", {"DLBM": "0103"}, {"DLMC": "水浇地"}),
    _Fault("A2", "deduction_class", _TERRACE, {"KCDLBM": "1204"}),
    _Fault("A2", "deduction_class_elsewhere", {"DLBM": "0301"}, {"KCDLBM": "1203"}),
    _Fault("A3", "coefficient_elsewhere", {"DLBM": "0305"}, {"KCXS": 0.1}),
    _Fault("A3", "coefficient_per_cent", _TERRACE, {"KCXS": 11.95}),
    _Fault("A4", "slope_missing", _FLAT, {"GDPDJB": ""}),
    _Fault("A4", "slope_elsewhere", {"DLBM": "0301"}, {"GDPDJB": "2"}),
    _Fault("A5", "terrace_on_flat", _FLAT, {"GDLX": "TT"}),
    _Fault("A6", "terrace_missing", _TERRACE, {"GDLX": ""}),
    _Fault("A7", "wrong_coefficient", _TERRACE, {"KCXS": 0.1095, "_chain": True}),
    _Fault("A8", "ridge_off_by_a_cent", _TERRACE, {"KCMJ": 1}),
    _Fault("A8", "net_off_by_a_cent", _TERRACE, {"TBDLMJ": -1}),
    _Fault("A9", "width_missing", {"DLBM": ("1006", "1107", "1003")}, {"XZDWKD": np.nan}),
    _Fault("A9", "width_on_field", {"DLBM": "0102"}, {"XZDWKD": 3.0}),
    _Fault("A10", "rural_road_too_wide", {"DLBM": "1006"}, {"XZDWKD": 9.5}),
    _Fault("A11", "planting_missing", _FLAT, {"ZZSXDM": "", "ZZSXMC": ""}),
    _Fault("A12", "crop_on_orchard", {"DLBM": ("0201", "0201K"), "TBXHDM": ""}, {"ZZSXDM": "LS", "ZZSXMC": "种植粮食作物"}),
    _Fault("A13", "crop_on_buildings", {"DLBM": ("0701", "0702")}, {"ZZSXDM": "LS", "ZZSXMC": "种植粮食作物"}),
    _Fault("A14", "idle_river_land", {"TBXHDM": "HDGD"}, {"ZZSXDM": "WG", "ZZSXMC": "未耕种"}),
    _Fault("A15", "restorable_forest_garden", {"DLBM": "0201"},
           {"TBXHDM": "LQYD", "TBXHMC": "林区园地", "ZZSXDM": "JKHF", "ZZSXMC": "即可恢复"}),
    _Fault("A16", "refinement_of_another_class", _FLAT, {"TBXHDM": "GCCD", "TBXHMC": "灌丛草地"}),
    _Fault("A17", "outline_missing", {"DLBM": "0702"}, {"CZCSXM": ""}),
    _Fault("A17", "industry_outline_on_houses", {"DLBM": "0702"}, {"CZCSXM": "203A"}),
    _Fault("A17", "rural_road_in_village", {"DLBM": "1006"}, {"CZCSXM": "203"}),
    _Fault("A19", "foreign_county", {"DLBM": "0301"}, {"ZLDWDM": "9901021002010000000"}),
    _Fault("A19", "short_unit_code", {"DLBM": "0301"}, {"ZLDWDM": "990101100201000000"}),
    _Fault("A19", "owner_code_not_digits", {"DLBM": "0102"}, {"QSDWDM": "99010110020100000OO"}),
    _Fault("A20", "unknown_island_mark", {"DLBM": "0102"}, {"MSSM": "02"}),
    _Fault("A20", "island_name_on_mainland", {"DLBM": "0102"}, {"HDMC": "禾岛"}),
    _Fault("mandatory", "ownership_missing", {"DLBM": "0103"}, {"QSXZ": ""}),
    _Fault("domain", "ownership_unknown", {"DLBM": "0103"}, {"QSXZ": "99"}),
    _Fault("T4", "area_off_by_a_metre", {"DLBM": "0301"}, {"TBMJ": 100, "_chain": True}),
    _Fault("Y1", "slope_against_slope_map", _FLAT,
           {"GDPDJB": "2", "GDLX": "PD", "KCDLBM": "1203", "KCXS": 0.034, "_chain": True}),
)  # fmt: skip
_ADDED = ("KCMJ", "TBDLMJ", "TBMJ")  # written as a difference in 0.01 m2

#: rules of which at least one breach is planted by field values
ATTRIBUTE_RULES = tuple(dict.fromkeys(fault.rule for fault in _FAULTS))


class _Delivery:
    """The delivery being spoiled: rows and shapes of the later year, and the record of what was planted."""

    def __init__(self, surveys: Surveys) -> None:
        self.surveys = surveys
        self.rows = surveys.second.rows.copy()
        self.shapes: list[object] = list(surveys.second.shapes)
        self.used = np.zeros(len(self.rows), dtype=bool)
        self.planted: list[tuple[str, str, str, str, str]] = []
        self.generator = surveys.plan.generator("defects")

    def choose(self, allowed: np.ndarray, fits: Callable[[object], bool] = lambda shape: True) -> int | None:
        """Return a patch not yet spoiled among the allowed ones whose shape fits, or None."""
        for chosen in self.generator.permutation(np.nonzero(allowed & ~self.used)[0]).tolist():
            if fits(self.shapes[chosen]):
                self.used[chosen] = True
                return int(chosen)
        return None

    def matching(self, where: Mapping[str, object]) -> np.ndarray:
        """Return bool (n,): which rows have these values; a tuple lists several."""
        allowed = np.ones(len(self.rows), dtype=bool)
        for name, value in where.items():
            allowed &= self.rows[name].isin(value if isinstance(value, tuple) else (value,)).to_numpy()
        return allowed

    def write(self, row: int, values: Edit) -> None:
        """Overwrite fields of a row; areas are added to; `_chain` recomputes KCMJ and TBDLMJ."""
        for name, value in values.items():
            if name in _ADDED:
                self.rows.at[row, name] += value
            elif not name.startswith("_"):
                self.rows.at[row, name] = value
        if "_chain" in values:
            self.chain(row)

    def chain(self, row: int) -> None:
        """Recompute KCMJ and TBDLMJ of a row from TBMJ and KCXS."""
        own = self.rows.loc[row]
        ridge, net = deduct(int(own["TBMJ"]), Decimal(str(own["KCXS"])), own["DLBM"] in FARMLAND)
        self.rows.loc[row, ["KCMJ", "TBDLMJ"]] = ridge, net

    def note(self, rule: str, kind: str, row: int, other: str = "", remark: str = "") -> None:
        """Write down what was planted where."""
        self.planted.append((rule, kind, str(self.rows.at[row, "BSM"]), other, remark))

    def append(self, host: int, shape: object, **values: object) -> int:
        """Add a row like `host` with its own identifier and number and return its position."""
        row = {**self.rows.loc[host].to_dict(), **values}
        serial = int(self.rows["BSM"].str[8:].astype(np.int64).max()) + 1
        village = self.rows["ZLDWDM"] == row["ZLDWDM"]
        row["BSM"] = f"{str(row['BSM'])[:8]}{serial:010d}"
        row["TBBH"] = f"{int(self.rows.loc[village, 'TBBH'].astype(np.int64).max()) + 1:08d}"
        added = pd.DataFrame([row]).astype(self.rows.dtypes.to_dict())
        self.rows = pd.concat([self.rows, added], ignore_index=True)
        self.shapes.append(shape)
        self.used = np.append(self.used, True)
        return len(self.rows) - 1


def delivery_layers(surveys: Surveys) -> tuple[SampleLayer, SampleLayer]:
    """Return the delivery with planted defects, and the table `rule,kind,bsm,other_bsm,note`."""
    delivery = _Delivery(surveys)
    for fault in _FAULTS:
        row = delivery.choose(delivery.matching(fault.where))
        if row is not None:
            delivery.note(fault.rule, fault.kind, row)
            delivery.write(row, fault.write)
    _twice_the_same(delivery)
    _topology(delivery)
    _islands(delivery)
    delivery.planted.append(("schema", "number_typed_code", "", "", "TBBH"))
    book, plan = surveys.book, surveys.plan
    fields = tuple(replace(f, kind="integer", width=0) if f.name == "TBBH" else f for f in book.dltb)
    spec = LayerSpec(
        f"DLTB_{plan.years[1]}_delivery", f"地类图斑{plan.years[1]}（含预置错误）", plan.epsg, "survey", fields
    )
    rows = delivery.rows.assign(TBBH=delivery.rows["TBBH"].astype(np.int64))
    planted = pd.DataFrame(delivery.planted, columns=["rule", "kind", "bsm", "other_bsm", "note"])
    return (
        layer(spec, {name: rows[name] for name in rows}, delivery.shapes),
        layer(book.layers["defects"], dict(planted.items())),
    )


def _twice_the_same(delivery: _Delivery) -> None:
    """Plant a repeated identifier and a repeated patch number within a village."""
    rows = delivery.rows
    first, second = (delivery.choose(delivery.matching({"DLBM": "0301"})) for _ in range(2))
    if first is not None and second is not None:
        delivery.note("A19", "repeated_bsm", first, str(rows.at[second, "BSM"]))
        rows.at[second, "BSM"] = rows.at[first, "BSM"]
    one = delivery.choose(delivery.matching({"DLBM": FARMLAND}))
    if one is not None:
        two = delivery.choose(delivery.matching({"ZLDWDM": rows.at[one, "ZLDWDM"]}))
        if two is not None:
            rows.at[two, "TBBH"] = rows.at[one, "TBBH"]
            delivery.note("A19", "repeated_number", one, str(rows.at[two, "BSM"]))


def _topology(delivery: _Delivery) -> None:
    """Plant broken, missing and displaced shapes, and one patch twice."""
    plain = delivery.matching({"DLBM": ("0102", "0103", "0301")})
    spoil: tuple[tuple[str, str, Callable[[shapely.Polygon], object]], ...] = (
        ("T1", "no_shape", lambda shape: b""),
        ("T1", "crossing_ring", broken_shapes.crossing),
        ("T1", "overlap", lambda shape: broken_shapes.pulled(shape, 4.0)),
        ("T1", "gap", lambda shape: broken_shapes.pulled(shape, -4.0)),
        ("T1", "repeated_vertex", broken_shapes.repeated_vertex),
    )
    for rule, kind, spoiler in spoil:
        row = delivery.choose(np.append(plain, np.zeros(len(delivery.rows) - len(plain), dtype=bool)))
        if row is not None:
            delivery.shapes[row] = spoiler(delivery.shapes[row])
            delivery.note(rule, kind, row)
    row = delivery.choose(plain)
    if row is not None:
        twin = delivery.append(row, delivery.shapes[row])
        delivery.note("T1", "same_patch_twice", row, str(delivery.rows.at[twin, "BSM"]))


def _islands(delivery: _Delivery) -> None:
    """Plant patches that are too small or have too short an edge, as islands: their hosts get exactly that hole."""
    homestead = {"DLBM": "0702", "DLMC": "农村宅基地", "CZCSXM": "203"}
    pond = {"DLBM": "1104", "DLMC": "坑塘水面", "CZCSXM": ""}
    for rule, kind, island, values in (
        ("T2", "sliver", broken_shapes.SLIVER, pond),
        ("T3", "too_small", broken_shapes.HUT, homestead),
        ("T2", "short_edge", broken_shapes.BEVELLED, pond),
    ):
        host = delivery.choose(delivery.matching({"DLBM": "0103"}), broken_shapes.holds)
        if host is None:
            continue
        outer, inner = broken_shapes.with_island(delivery.shapes[host], island)
        area = broken_shapes.island_dm2(inner, delivery.surveys.plan.epsg)
        blank = {
            "KCXS": 0.0,
            "KCMJ": 0,
            "KCDLBM": "",
            "GDLX": "",
            "GDPDJB": "",
            "ZZSXDM": "",
            "ZZSXMC": "",
            "GDDB": pd.NA,
        }
        marks = {**blank, "TBXHDM": "", "TBXHMC": "", "TBMJ": area, "TBDLMJ": area, **values}
        row = delivery.append(host, inner, **marks)
        delivery.shapes[host] = outer
        delivery.write(host, {"TBMJ": -area, "_chain": True})
        delivery.note(rule, kind, row, str(delivery.rows.at[host, "BSM"]))
