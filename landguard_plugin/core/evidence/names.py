"""The names that evidence goes by in stores, rules and messages: kinds, views, outcomes, tests, grades."""

from __future__ import annotations

PHOTO, DOCUMENT, SCREENSHOT = "photo", "document", "screenshot"
FAR, NEAR = "far", "near"
MET, NOT_MET, UNKNOWN = "met", "not_met", "cannot_tell"

#: every test of one piece, in the order they are shown
EVIDENCE_TESTS = (
    "readable",
    "distance",
    "view",
    "time",
    "clock",
    "same_bytes",
    "same_picture",
    "editing",
    "thumbnail",
    "size",
)

#: best first; A device-signed, B captured by the app, C imported with plausible claims, D without usable claims
GRADES = ("A", "B", "C", "D")
