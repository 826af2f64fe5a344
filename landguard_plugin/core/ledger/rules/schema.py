"""Which parameters a section of a rule set must state, and of what kind.

Nothing has a default here: what a rule set does not say, the house does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from ...evidence.names import EVIDENCE_TESTS
from ..amounts import ACCOUNTS
from ..lines import EXPOSED, LINE_KINDS
from ..records import SUPPLEMENT_KINDS
from ..units import DISTANCES

STATUSES = ("found", "known", "unverified")


@dataclass(frozen=True)
class Kind:
    """What the value of a parameter may be: choice, choices, flag, whole, decimal, date, table; `optional` allows null."""

    name: str
    allowed: tuple[str, ...] = ()
    optional: bool = False

    def accepts(self, value: object) -> bool:
        """Return whether a value, as JSON gives it, fits."""
        if value is None:
            return self.optional
        return _ACCEPTS[self.name](value, self.allowed)


def _is_choices(value: object, allowed: tuple[str, ...]) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and (not allowed or v in allowed) for v in value)


def _is_date(value: object, _: tuple[str, ...]) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_decimal(value: object, _: tuple[str, ...]) -> bool:
    try:
        return isinstance(value, (str, int)) and not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _is_table(value: object, _: tuple[str, ...]) -> bool:
    return isinstance(value, Mapping)


_ACCEPTS = {
    "choice": lambda value, allowed: isinstance(value, str) and value in allowed,
    "choices": _is_choices,
    "flag": lambda value, allowed: isinstance(value, bool),
    "whole": lambda value, allowed: isinstance(value, int) and not isinstance(value, bool),
    "decimal": _is_decimal,
    "date": _is_date,
    "table": _is_table,
}

UNKNOWNS = Kind("choice", ("allow", "refuse"))
_CLASSES = Kind("choices")

SECTIONS: dict[str, dict[str, Kind]] = {
    # 占补平衡: may this lot serve this project, and is the project covered
    "occupation": {
        "accounts": Kind("choices", ACCOUNTS),
        **{f"{kind}_counts_for": Kind("choices", ACCOUNTS) for kind in SUPPLEMENT_KINDS},
        "levels": Kind("choices", DISTANCES),
        "supplement_before": Kind("choice", ("write_off", "project", "any")),
        "highest_slope": Kind("whole", optional=True),
        "slope_unknown": UNKNOWNS,
        "stable_use": Kind("flag"),
        "stable_unknown": UNKNOWNS,
        "audit_unknown": UNKNOWNS,
        "filing": Kind("flag"),
        "lot_grade": Kind("choice", ("any", "not_worse")),
        "mean_grade": Kind("flag"),
        "old_index_before": Kind("date", optional=True),
        "old_index_until": Kind("date", optional=True),
    },
    # 大占补: the balance of a year from two survey years
    "year": {
        "loss_reading": Kind("choice", ("all", "without_construction")),
        "exempt_causes": Kind("choices"),
        "exempt_needs_document": Kind("flag"),
        "stable_unknown": UNKNOWNS,
        "carry_old_indices": Kind("flag"),
        "cap_share": Kind("decimal"),
    },
    # 进出平衡: farmland to other agricultural land and back
    "in_out": {
        "out_classes": _CLASSES,
        "in_classes": _CLASSES,
        "exempt_causes": Kind("choices"),
        "exempt_needs_document": Kind("flag"),
        "stable_unknown": UNKNOWNS,
        "quality": Kind("flag"),
        "basic_farmland_may_leave": Kind("flag"),
    },
    # 永久基本农田补划
    "swap": {
        "farmland_only": Kind("flag"),
        "quality": Kind("choice", ("mean_grade", "any")),
        "highest_slope": Kind("whole", optional=True),
        "slope_unknown": UNKNOWNS,
        "levels": Kind("choices", DISTANCES),
        "reserve_first": Kind("flag"),
        "excluded_refinements": _CLASSES,
    },
    # 移动控制线: which of the land that moves may then be occupied, and what it would have to supplement
    "line": {
        **{f"{kind}_exposed": Kind("choice", EXPOSED) for kind in LINE_KINDS},
        **{f"{kind}_accounts": Kind("choices", ACCOUNTS) for kind in LINE_KINDS},
        "swap_basic": Kind("flag"),
    },
    # 永久基本农田划定候选
    "candidates": {
        "least_patch_m2": Kind("decimal"),
        "highest_slope": Kind("whole", optional=True),
        "excluded_refinements": _CLASSES,
        "excluded_plantings": _CLASSES,
        "weight_quality": Kind("whole"),
        "weight_contiguity": Kind("whole"),
        "weight_slope": Kind("whole"),
        "weight_distance": Kind("whole"),
        "weight_risk": Kind("whole"),
        "class_scores": Kind("table"),
        "slope_scores": Kind("table"),
        "refinement_scores": Kind("table"),
        "planting_scores": Kind("table"),
        "distance_full_m": Kind("decimal"),
        "distance_zero_m": Kind("decimal"),
        "contiguous_full_mu": Kind("decimal"),
        "neighbour_gap_m": Kind("decimal"),
        "neighbour_weight": Kind("whole"),
    },
    # 举证: how many photos, of which kind and grade, and the limits of their tests (core/evidence/rules.py)
    "evidence": {
        "photos": Kind("whole"),
        "far_views": Kind("whole"),
        "near_views": Kind("whole"),
        "near_within_m": Kind("decimal"),
        "max_distance_m": Kind("decimal"),
        "view_range_m": Kind("decimal"),
        "half_angle_deg": Kind("decimal"),
        "magnetic_margin_deg": Kind("decimal"),
        "directions": Kind("whole"),
        "direction_gap_deg": Kind("decimal"),
        "minimum_grade": Kind("choice", ("A", "B", "C", "D")),
        "taken_after": Kind("choice", ("scene", "issue", "any")),
        "clock_tolerance_min": Kind("whole"),
        "camera_offset_h": Kind("decimal"),
        "same_picture_bits": Kind("whole"),
        "thumbnail_bits": Kind("whole"),
        "least_side_px": Kind("whole"),
        "editing_marks": Kind("choices"),
        "must_be_met": Kind("choices", EVIDENCE_TESTS),
        "must_not_fail": Kind("choices", EVIDENCE_TESTS),
    },
}
