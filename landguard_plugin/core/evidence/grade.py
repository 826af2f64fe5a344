"""The grade of a piece of evidence: how much stands behind what it says. A word for a claim, never for the truth.

A  signed by the device that took it, and the signature was checked against a key the office trusts
B  captured by the app itself, whose receipt is in the log
C  imported: it says where and when, and nothing in the file speaks against that; anybody with the right program can write this
D  imported: it does not say where or when, or the file contradicts itself or was changed after it was taken
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..patches.records import Value
from ..problems import Message, Term
from .names import GRADES, NOT_MET
from .tests import Outcome, direction_of, position_of

#: tests of the file's own honesty; whether it was taken at the right place and time is the rules' business, not the grade's
HONESTY = ("readable", "clock", "editing", "thumbnail")


@dataclass(frozen=True)
class Grade:
    """A letter and why it is no better one."""

    letter: str
    reasons: tuple[Message, ...]


@dataclass(frozen=True)
class Origin:
    """What is known beyond the file: a signature that was checked with success, a receipt of the app's own capture."""

    signature_checked: bool = False
    captured_by_app: bool = False


IMPORTED = Origin()


def grade_photo(claims: Mapping[str, Value], outcomes: Sequence[Outcome], origin: Origin = IMPORTED) -> Grade:
    """Return the grade of a photo. It is A only when somebody checked a device's signature."""
    against = tuple(o.reason for o in outcomes if o.test in HONESTY and o.outcome == NOT_MET)
    if against:
        return Grade("D", against)
    if origin.signature_checked:
        return Grade("A", ())
    if origin.captured_by_app:
        return Grade("B", (Message("LG-EVI-202"),))
    missing = [
        Term(name)
        for name, there in (
            ("claim_position", position_of(claims) is not None),
            ("claim_time", bool(claims.get("taken") or claims.get("gps_time"))),
        )
        if not there
    ]
    if missing:
        return Grade("D", tuple(Message("LG-EVI-204", {"claim": name}) for name in missing))
    weaker = () if direction_of(claims) is not None else (Message("LG-EVI-205"),)
    return Grade("C", (Message("LG-EVI-203"), *weaker))


def at_least(letter: str, minimum: str) -> bool:
    """Return whether a grade is as good as the minimum; what has no grade is as good as none."""
    return letter in GRADES and GRADES.index(letter) <= GRADES.index(minimum)
