"""The tests a piece of evidence is put to. Each says met, not met or cannot tell, and why, with figures.

The tests read claims as they are stored (text and integers), so that they can be run again at any time: after a patch was
reshaped, after the rules changed, after the same picture came in for another patch. A test that is met shows that nothing
speaks against a claim. It never shows that a photo is genuine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import Optional

from ..patches.records import Value
from ..problems import Message, Term
from .exif import MAGNETIC
from .ground import Ground
from .names import MET, NOT_MET, UNKNOWN
from .pictures import bits_apart
from .rules import EvidenceRules

Claims = Mapping[str, Value]

_QUARTER = 900  # seconds: every time zone in use is a multiple of it away from UTC
_WIDEST_OFFSET = 14 * 3600


@dataclass(frozen=True)
class Outcome:
    """What one test found."""

    test: str
    outcome: str
    reason: Message


@dataclass(frozen=True)
class Elsewhere:
    """Where else the store has this picture: numbers of patches, and bits that differ for near-same ones."""

    same_bytes: tuple[str, ...] = ()
    near_same: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Situation:
    """What the tests hold the claims against.

    ground     the patch, None when it has no usable shape
    earliest   UTC text from which on a photo shows the present state ("" when nobody knows), by the rule `taken_after`
    now        UTC text
    """

    ground: Optional[Ground]
    earliest: str
    now: str
    elsewhere: Elsewhere = field(default_factory=Elsewhere)


def run_tests(claims: Claims, situation: Situation, rules: EvidenceRules) -> tuple[Outcome, ...]:
    """Return the outcome of every test, in the order of EVIDENCE_TESTS."""
    return (
        readable(claims),
        distance(claims, situation.ground, rules),
        view(claims, situation.ground, rules),
        time_window(claims, situation, rules),
        clock(claims, rules),
        same_bytes(situation.elsewhere),
        same_picture(claims, situation.elsewhere, rules),
        editing(claims, rules),
        thumbnail(claims, rules),
        size(claims, rules),
    )


def as_stored(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    """Return test -> outcome, as a store holds it."""
    return {outcome.test: outcome.outcome for outcome in outcomes}


def readable(claims: Claims) -> Outcome:
    """Test whether the file is whole and can be shown."""
    broken = _odd(claims).get("file", "")
    kind = str(claims.get("format", ""))
    if "cut_off" in broken or "no_" in broken:
        return Outcome("readable", NOT_MET, Message("LG-EVI-112", {"format": kind, "what": _word_of(broken)}))
    if claims.get("decoded") == "no":
        return Outcome("readable", UNKNOWN, Message("LG-EVI-113", {"format": kind}))
    return Outcome("readable", MET, Message("LG-EVI-111", {"format": kind}))


def distance(claims: Claims, ground: Optional[Ground], rules: EvidenceRules) -> Outcome:
    """Test whether the place of shooting is on the patch or near enough to it."""
    position = position_of(claims)
    if position is None:
        return Outcome("distance", UNKNOWN, _no_position(claims))
    if ground is None:
        return Outcome("distance", UNKNOWN, Message("LG-EVI-109"))
    metres = ground.distance(*position)
    figures = {"distance": round(metres, 1), "limit": rules.max_distance_m}
    if metres == 0.0:
        return Outcome("distance", MET, Message("LG-EVI-120"))
    if metres <= rules.max_distance_m:
        return Outcome("distance", MET, Message("LG-EVI-121", figures))
    return Outcome("distance", NOT_MET, Message("LG-EVI-122", figures))


def view(claims: Claims, ground: Optional[Ground], rules: EvidenceRules) -> Outcome:
    """Test whether the view cone meets the patch within the range of view."""
    position, direction = position_of(claims), direction_of(claims)
    if position is None:
        return Outcome("view", UNKNOWN, _no_position(claims))
    if direction is None:
        reason = _odd(claims).get("direction", "")
        return Outcome(
            "view", UNKNOWN, Message("LG-EVI-133", {"what": _word_of(reason)}) if reason else Message("LG-EVI-132")
        )
    if ground is None:
        return Outcome("view", UNKNOWN, Message("LG-EVI-109"))
    magnetic = claims.get("direction_ref") == MAGNETIC
    half = half_angle(claims, rules)
    seen = ground.view(*position, direction, rules.view_range_m)
    figures: dict[str, object] = {"direction": round(direction, 1), "half": half, "range": rules.view_range_m}
    if seen.inside:
        return Outcome("view", MET, Message("LG-EVI-130", {"direction": round(direction, 1)}))
    if seen.off_degrees is None:
        return Outcome("view", NOT_MET, Message("LG-EVI-136", {"range": rules.view_range_m}))
    figures["off"] = round(seen.off_degrees, 1)
    if seen.off_degrees <= half:
        return Outcome("view", MET, Message("LG-EVI-135" if magnetic else "LG-EVI-131", figures))
    return Outcome("view", NOT_MET, Message("LG-EVI-137" if magnetic else "LG-EVI-134", figures))


def time_window(claims: Claims, situation: Situation, rules: EvidenceRules) -> Outcome:
    """Test whether the photo was taken after the scene (or the issue) and not in the future."""
    moment = moment_of(claims, rules)
    if moment is None:
        odd = _odd(claims).get("taken", "")
        return Outcome(
            "time", UNKNOWN, Message("LG-EVI-143", {"what": _word_of(odd)}) if odd else Message("LG-EVI-142")
        )
    slack = timedelta(minutes=rules.clock_tolerance_min)
    latest, earliest = utc(situation.now), utc(situation.earliest)
    taken = _text(moment)
    if latest is not None and moment > latest + slack:
        return Outcome("time", NOT_MET, Message("LG-EVI-145", {"taken": taken, "now": situation.now}))
    if rules.taken_after == "any":
        return Outcome("time", MET, Message("LG-EVI-140", {"taken": taken}))
    if earliest is None:
        return Outcome("time", UNKNOWN, Message("LG-EVI-146", {"taken": taken}))
    if moment < earliest:
        return Outcome("time", NOT_MET, Message("LG-EVI-144", {"taken": taken, "earliest": situation.earliest}))
    return Outcome("time", MET, Message("LG-EVI-141", {"taken": taken, "earliest": situation.earliest}))


def clock(claims: Claims, rules: EvidenceRules) -> Outcome:
    """Test whether the camera's clock and the satellites' time agree (up to a time zone when none is stated)."""
    local, satellite = utc(str(claims.get("taken", "")) + "Z"), utc(str(claims.get("gps_time", "")))
    if local is None or satellite is None:
        return Outcome("clock", UNKNOWN, Message("LG-EVI-152"))
    stated = offset_seconds(str(claims.get("taken_offset", "")))
    ahead = (local - satellite).total_seconds()
    slack = rules.clock_tolerance_min * 60
    if stated is not None:
        apart = abs(ahead - stated)
    else:
        apart = abs((ahead + _QUARTER / 2) % _QUARTER - _QUARTER / 2)
        if abs(ahead) > _WIDEST_OFFSET + slack:
            apart = abs(ahead)
    figures = {
        "camera": str(claims.get("taken")),
        "satellite": str(claims.get("gps_time")),
        "minutes": round(apart / 60),
    }
    if apart > slack:
        return Outcome("clock", NOT_MET, Message("LG-EVI-151", figures))
    return Outcome("clock", MET, Message("LG-EVI-150", figures))


def same_bytes(elsewhere: Elsewhere) -> Outcome:
    """Test whether another patch has the very same file."""
    if elsewhere.same_bytes:
        listed = ", ".join(elsewhere.same_bytes)
        return Outcome("same_bytes", NOT_MET, Message("LG-EVI-161", {"patches": listed}))
    return Outcome("same_bytes", MET, Message("LG-EVI-160"))


def same_picture(claims: Claims, elsewhere: Elsewhere, rules: EvidenceRules) -> Outcome:
    """Test whether another patch has a picture that looks the same."""
    if not claims.get("picture_hash"):
        return Outcome("same_picture", UNKNOWN, Message("LG-EVI-172"))
    near = [(number, bits) for number, bits in elsewhere.near_same if bits <= rules.same_picture_bits]
    if near:
        listed = ", ".join(dict.fromkeys(number for number, _ in near))
        figures = {"patches": listed, "bits": min(bits for _, bits in near), "limit": rules.same_picture_bits}
        return Outcome("same_picture", NOT_MET, Message("LG-EVI-171", figures))
    return Outcome("same_picture", MET, Message("LG-EVI-170"))


def editing(claims: Claims, rules: EvidenceRules) -> Outcome:
    """Test whether the file says that a program changed it after it was taken."""
    software = str(claims.get("software", ""))
    mark = next((mark for mark in rules.editing_marks if mark.lower() in software.lower()), "")
    if mark:
        return Outcome("editing", NOT_MET, Message("LG-EVI-181", {"software": software}))
    taken, modified = utc(str(claims.get("taken", "")) + "Z"), utc(str(claims.get("modified", "")) + "Z")
    if taken is not None and modified is not None:
        if abs((modified - taken).total_seconds()) > rules.clock_tolerance_min * 60:
            figures = {"taken": str(claims["taken"]), "modified": str(claims["modified"])}
            return Outcome("editing", NOT_MET, Message("LG-EVI-182", figures))
        return Outcome("editing", MET, Message("LG-EVI-180"))
    if not any(claims.get(name) for name in ("taken", "make", "model", "software", "latitude")):
        return Outcome("editing", UNKNOWN, Message("LG-EVI-183"))
    return Outcome("editing", MET, Message("LG-EVI-180"))


def thumbnail(claims: Claims, rules: EvidenceRules) -> Outcome:
    """Test whether the small preview inside the file shows the same picture."""
    bits = bits_apart(str(claims.get("picture_hash", "")), str(claims.get("thumbnail_hash", "")))
    if bits is None:
        return Outcome("thumbnail", UNKNOWN, Message("LG-EVI-192"))
    figures = {"bits": bits, "limit": rules.thumbnail_bits}
    if bits > rules.thumbnail_bits:
        return Outcome("thumbnail", NOT_MET, Message("LG-EVI-191", figures))
    return Outcome("thumbnail", MET, Message("LG-EVI-190", figures))


def size(claims: Claims, rules: EvidenceRules) -> Outcome:
    """Test whether the picture is large enough to see anything on it."""
    width, height = (_whole(claims, name) for name in ("width", "height"))
    if not width or not height:
        return Outcome("size", UNKNOWN, Message("LG-EVI-197"))
    figures = {"width": width, "height": height, "limit": rules.least_side_px}
    if max(width, height) < rules.least_side_px:
        return Outcome("size", NOT_MET, Message("LG-EVI-196", figures))
    return Outcome("size", MET, Message("LG-EVI-195", figures))


def position_of(claims: Claims) -> Optional[tuple[float, float]]:
    """Return the claimed (longitude, latitude) in degrees, None when there is none."""
    if not claims.get("longitude") or not claims.get("latitude"):
        return None
    return float(Fraction(str(claims["longitude"]))), float(Fraction(str(claims["latitude"])))


def direction_of(claims: Claims) -> Optional[float]:
    """Return the claimed viewing direction in degrees, None when there is none."""
    return float(Fraction(str(claims["direction"]))) if claims.get("direction") else None


def half_angle(claims: Claims, rules: EvidenceRules) -> float:
    """Return the half angle of the view cone: wider by a margin where the direction is from magnetic north."""
    return rules.half_angle_deg + (rules.magnetic_margin_deg if claims.get("direction_ref") == MAGNETIC else 0.0)


def moment_of(claims: Claims, rules: EvidenceRules) -> Optional[datetime]:
    """Return when the photo claims to be taken, UTC: satellite time before camera time, whose offset the rules may supply."""
    satellite = utc(str(claims.get("gps_time", "")))
    if satellite is not None:
        return satellite
    local = utc(str(claims.get("taken", "")) + "Z")
    if local is None:
        return None
    stated = offset_seconds(str(claims.get("taken_offset", "")))
    return local - timedelta(seconds=stated if stated is not None else rules.camera_offset_h * 3600)


def offset_seconds(text: str) -> Optional[int]:
    """Return an offset such as +08:00 in seconds, None for anything else."""
    if len(text) != 6 or text[0] not in "+-" or not (text[1:3] + text[4:]).isdigit():
        return None
    return (int(text[1:3]) * 3600 + int(text[4:]) * 60) * (-1 if text[0] == "-" else 1)


def utc(text: str) -> Optional[datetime]:
    """Return an ISO moment that ends in Z as UTC, None for anything else."""
    if not text.endswith("Z"):
        return None
    try:
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _odd(claims: Claims) -> dict[str, str]:
    pairs = (entry.partition(":") for entry in str(claims.get("odd", "")).split())
    return {claim: reason for claim, _, reason in pairs}


def _word_of(reasons: str) -> Term:
    """Return the coded word of the first reason."""
    return Term("odd_" + reasons.partition(",")[0])


def _no_position(claims: Claims) -> Message:
    odd = _odd(claims)
    reason = next((odd[claim] for claim in ("position", "latitude", "longitude") if claim in odd), "")
    return Message("LG-EVI-124", {"what": _word_of(reason)}) if reason else Message("LG-EVI-123")


def _whole(claims: Claims, name: str) -> int:
    value = claims.get(name)
    return value if isinstance(value, int) else 0
