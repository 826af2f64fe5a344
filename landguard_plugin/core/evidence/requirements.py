"""What a campaign still asks for: which photos count, which views and directions are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..patches.records import Evidence
from ..problems import Message, Term
from .grade import at_least
from .ground import separate_directions
from .names import FAR, MET, NEAR, NOT_MET, PHOTO
from .rules import EvidenceRules
from .tests import direction_of


@dataclass(frozen=True)
class Standing:
    """How far the evidence of a patch has come.

    counted      ids of the photos that count
    not_counted  id -> why a photo does not count
    unmet        what is missing, worded; empty when everything is there
    missing      the views that are missing, for a short line: far, near
    """

    counted: tuple[str, ...]
    needed: int
    not_counted: Mapping[str, tuple[Message, ...]]
    unmet: tuple[Message, ...]
    missing: tuple[str, ...]


def standing(rules: EvidenceRules, evidence: Sequence[Evidence]) -> Standing:
    """Return how far the evidence of a patch has come; withdrawn pieces and other kinds than photos do not count."""
    photos = [piece for piece in evidence if piece.kind == PHOTO and not piece.withdrawn]
    reasons = {piece.id: why_not(rules, piece) for piece in photos}
    counted = [piece for piece in photos if not reasons[piece.id]]
    unmet = []
    if len(counted) < rules.photos:
        unmet.append(Message("LG-EVI-301", {"have": len(counted), "need": rules.photos}))
    missing = []
    for view, need in ((FAR, rules.far_views), (NEAR, rules.near_views)):
        have = sum(1 for piece in counted if piece.claims.get("view") == view)
        if have < need:
            missing.append(view)
            unmet.append(Message("LG-EVI-302", {"view": Term(f"view_{view}"), "have": have, "need": need}))
    unmet += _directions(rules, counted)
    not_counted = {key: why for key, why in reasons.items() if why}
    return Standing(tuple(p.id for p in counted), rules.photos, not_counted, tuple(unmet), tuple(missing))


def unmet_requirements(rules: EvidenceRules, evidence: Sequence[Evidence]) -> tuple[Message, ...]:
    """Return what the evidence of a patch does not yet meet, worded; empty when everything is there."""
    return standing(rules, evidence).unmet


def why_not(rules: EvidenceRules, piece: Evidence) -> tuple[Message, ...]:
    """Return why a photo does not count; empty when it does."""
    reasons = []
    if not at_least(piece.grade, rules.minimum_grade):
        reasons.append(Message("LG-EVI-311", {"grade": piece.grade or "-", "minimum": rules.minimum_grade}))
    for test in rules.must_be_met:
        if piece.tests.get(test) != MET:
            reasons.append(Message("LG-EVI-312", {"test": Term(f"test_{test}")}))
    for test in rules.must_not_fail:
        if piece.tests.get(test) == NOT_MET and test not in rules.must_be_met:
            reasons.append(Message("LG-EVI-313", {"test": Term(f"test_{test}")}))
    return tuple(reasons)


def _directions(rules: EvidenceRules, counted: Sequence[Evidence]) -> list[Message]:
    if rules.directions < 2:
        return []
    known = [angle for angle in (direction_of(piece.claims) for piece in counted) if angle is not None]
    have = separate_directions(known, rules.direction_gap_deg)
    if have >= rules.directions:
        return []
    figures = {
        "have": have,
        "need": rules.directions,
        "gap": rules.direction_gap_deg,
        "unknown": len(counted) - len(known),
    }
    return [Message("LG-EVI-303", figures)]
