"""What a campaign asks of its evidence, as dated data: the section "evidence" of a rule set."""

from __future__ import annotations

from dataclasses import dataclass

from ..ledger.rules.ruleset import RuleSet

SECTION = "evidence"


@dataclass(frozen=True)
class EvidenceRules:
    """How many photos, of which kind and grade, and the limits of the tests. Distances are metres, angles degrees."""

    ruleset: RuleSet
    photos: int
    far_views: int
    near_views: int
    near_within_m: float
    max_distance_m: float
    view_range_m: float
    half_angle_deg: float
    magnetic_margin_deg: float
    directions: int
    direction_gap_deg: float
    minimum_grade: str
    taken_after: str
    clock_tolerance_min: int
    camera_offset_h: float
    same_picture_bits: int
    thumbnail_bits: int
    least_side_px: int
    editing_marks: tuple[str, ...]
    must_be_met: tuple[str, ...]
    must_not_fail: tuple[str, ...]

    @staticmethod
    def of(ruleset: RuleSet) -> EvidenceRules:
        """Return the evidence rules of a rule set. Raises LandGuardError LG-RUL-003 when it is silent on one."""

        def value(name: str) -> object:
            return ruleset.value(f"{SECTION}.{name}")

        def whole(name: str) -> int:
            return int(ruleset.number(f"{SECTION}.{name}"))

        def number(name: str) -> float:
            return float(ruleset.number(f"{SECTION}.{name}"))

        def words(name: str) -> tuple[str, ...]:
            listed = value(name)
            return tuple(str(word) for word in listed) if isinstance(listed, list) else ()

        return EvidenceRules(
            ruleset=ruleset,
            photos=whole("photos"),
            far_views=whole("far_views"),
            near_views=whole("near_views"),
            near_within_m=number("near_within_m"),
            max_distance_m=number("max_distance_m"),
            view_range_m=number("view_range_m"),
            half_angle_deg=number("half_angle_deg"),
            magnetic_margin_deg=number("magnetic_margin_deg"),
            directions=whole("directions"),
            direction_gap_deg=number("direction_gap_deg"),
            minimum_grade=str(value("minimum_grade")),
            taken_after=str(value("taken_after")),
            clock_tolerance_min=whole("clock_tolerance_min"),
            camera_offset_h=number("camera_offset_h"),
            same_picture_bits=whole("same_picture_bits"),
            thumbnail_bits=whole("thumbnail_bits"),
            least_side_px=whole("least_side_px"),
            editing_marks=words("editing_marks"),
            must_be_met=words("must_be_met"),
            must_not_fail=words("must_not_fail"),
        )
