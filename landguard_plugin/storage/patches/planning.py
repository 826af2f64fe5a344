"""What a deed does to a store, worked out before anything is written; every refusal that needs no database is here.

Both stores go through this, so they refuse the same things with the same codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Optional, Protocol

from ...app.patches.ports import Changes
from ...core.patches.records import (
    Campaign,
    Evidence,
    LogEntry,
    LogHead,
    Patch,
    Review,
    RuleFile,
)
from ...core.problems import LandGuardError
from ...core.trust.log import entry_of
from . import rows, shapes

CRS_FORM = re.compile(r"[A-Za-z]+:[0-9]{1,9}")
_UID = re.compile(r"[0-9a-f]{32}")
#: what a patch keeps from its first day to its last
FIXED = ("campaign", "batch", "number", "origin", "issued", "parents")


class View(Protocol):
    """What planning must know of the store, at the moment of the deed."""

    crs: str
    head: LogHead

    def patch(self, uid: str) -> Optional[Patch]:
        """Return a patch as it stands."""

    def campaign(self, name: str) -> Optional[Campaign]:
        """Return a campaign."""

    def rule_file(self, name: str, sha256: str) -> Optional[RuleFile]:
        """Return a rule file that is kept already."""

    def has_delivery(self, name: str) -> bool:
        """Return whether a delivery of this id is there."""

    def piece(self, name: str) -> Optional[Evidence]:
        """Return a piece of evidence."""

    def has_certificate(self, number: str) -> bool:
        """Return whether a certificate of this number is there."""

    def last_entry(self, uid: str) -> Optional[LogEntry]:
        """Return the newest log entry about a patch."""


@dataclass(frozen=True)
class Plan:
    """A deed that may be carried out: what is new, and every patch of it before (None for a new one) and after."""

    campaigns: list[Campaign]
    rule_files: list[RuleFile]
    before: dict[str, Optional[Patch]]
    after: dict[str, Patch]
    boxes: dict[str, shapes.Box]
    entries: list[LogEntry]
    crs: str

    @property
    def versions(self) -> dict[str, int]:
        """Return the versions after the deed."""
        return {uid: patch.version for uid, patch in self.after.items()}


def planned(changes: Changes, view: View) -> Plan:
    """Return the plan of a deed. Raises LandGuardError for whatever no store takes (see Changes)."""
    if changes.expected_head is not None and changes.expected_head != view.head.size:
        raise LandGuardError("LG-LCK-002", seen=changes.expected_head, stands=view.head.size)
    crs = _crs(changes, view.crs)
    campaigns = _new_campaigns(changes, view)
    before, after = _patches(changes, view, {campaign.id for campaign in campaigns})
    if after and not crs:
        raise LandGuardError("LG-STO-013")
    _refuse_uncertified(changes, before, after)
    _refuse_references(changes, view, before, after)
    _refuse_reviews(changes, view, before, after)
    boxes = {uid: _box(patch) for uid, patch in after.items() if _is_reshaped(before[uid], patch)}
    rows.refuse_unwritable(changes, after.values())
    return Plan(campaigns, _new_rule_files(changes, view), before, after, boxes, _entries(changes, view.head), crs)


def _crs(changes: Changes, stands: str) -> str:
    if changes.crs and stands and changes.crs != stands:
        raise LandGuardError("LG-STO-014", given=changes.crs, stands=stands)
    if changes.crs and not CRS_FORM.fullmatch(changes.crs):
        raise LandGuardError("LG-STO-022", record="crs", field="crs", detail=changes.crs)
    return stands or changes.crs


def _new_campaigns(changes: Changes, view: View) -> list[Campaign]:
    new: dict[str, Campaign] = {}
    for campaign in changes.campaigns:
        known = new.get(campaign.id) or view.campaign(campaign.id)
        if known is None:
            new[campaign.id] = campaign
        elif known != campaign:
            raise _twice(campaign.id)
    return list(new.values())


def _new_rule_files(changes: Changes, view: View) -> list[RuleFile]:
    new: dict[tuple[str, str], RuleFile] = {}
    for file in changes.rule_files:
        key = (file.name, file.sha256)
        if key not in new and view.rule_file(*key) is None:
            new[key] = file
    return list(new.values())


def _patches(
    changes: Changes, view: View, new_campaigns: set[str]
) -> tuple[dict[str, Optional[Patch]], dict[str, Patch]]:
    """Return every patch of the deed before and after it, by uid."""
    before: dict[str, Optional[Patch]] = {}
    after: dict[str, Patch] = {}
    for patch in changes.added:
        _refuse_as_new(patch)
        if patch.uid in after or view.patch(patch.uid) is not None:
            raise _twice(patch.uid)
        if patch.campaign not in new_campaigns and view.campaign(patch.campaign) is None:
            raise _unknown(patch.uid, "campaign", patch.campaign)
        before[patch.uid], after[patch.uid] = None, patch
    for patch in changes.changed:
        if patch.uid in after:
            raise _twice(patch.uid)
        stands = view.patch(patch.uid)
        if stands is None:
            raise _unknown(patch.uid, "uid", patch.uid)
        if stands.version != patch.version:
            raise _stale(stands, patch, view.last_entry(patch.uid))
        before[patch.uid], after[patch.uid] = stands, replace(patch, version=patch.version + 1)
    for patch in changes.added:
        orphaned = [parent for parent in patch.parents if parent not in after and view.patch(parent) is None]
        if orphaned:
            raise _unknown(patch.uid, "parents", orphaned[0])
    return before, after


def _refuse_as_new(patch: Patch) -> None:
    if not _UID.fullmatch(patch.uid):
        raise LandGuardError("LG-STO-022", record=patch.uid, field="uid", detail=patch.uid)
    if patch.version != 1:
        raise LandGuardError("LG-STO-022", record=patch.uid, field="version", detail=patch.version)


def _refuse_uncertified(changes: Changes, before: dict[str, Optional[Patch]], after: dict[str, Patch]) -> None:
    """Refuse changes of what is certified or was fixed at first, and certified states that no certificate bears out."""
    reviewed = {review.uid for review in changes.reviews}
    certified = {certificate.uid for certificate in changes.certificates}
    for uid, patch in after.items():
        was = before[uid]
        if was is not None and was.state.is_certified:
            if uid not in reviewed or replace(was, state=patch.state, version=patch.version) != patch:
                raise LandGuardError("LG-CRT-001", number=patch.number or uid, uid=uid)
        if was is not None:
            changed = [name for name in FIXED if getattr(was, name) != getattr(patch, name)]
            if changed:
                raise LandGuardError("LG-STO-023", number=was.number or uid, uid=uid, fields=", ".join(changed))
        enters = patch.state.is_certified and not (was is not None and was.state.is_certified)
        if enters and uid not in certified:
            raise LandGuardError("LG-CRT-004", number=patch.number or uid, uid=uid)


def _refuse_references(
    changes: Changes, view: View, before: dict[str, Optional[Patch]], after: dict[str, Patch]
) -> None:
    numbers: set[str] = set()
    pieces: dict[str, Evidence] = {}
    known = _Known(view, after)
    _refuse_deliveries(changes, view)
    for screening in changes.screenings:
        known.require(screening.uid, "screening")
    for piece in changes.evidence:
        known.require(piece.uid, "evidence")
        if piece.id in pieces or view.piece(piece.id) is not None:
            raise _twice(piece.id)
        pieces[piece.id] = piece
    for name in changes.withdrawn_evidence:
        held = pieces.get(name) or view.piece(name)
        if held is None:
            raise _unknown(name, "evidence", name)
        patch = known.require(held.uid, "evidence")
        if patch.state.is_certified:
            raise LandGuardError("LG-CRT-001", number=patch.number or patch.uid, uid=patch.uid)
    for certificate in changes.certificates:
        patch = known.require(certificate.uid, "certificate")
        if certificate.number in numbers or view.has_certificate(certificate.number):
            raise _twice(certificate.number)
        if not patch.state.is_certified:
            raise LandGuardError("LG-CRT-005", certificate=certificate.number, number=patch.number or patch.uid)
        numbers.add(certificate.number)


class _Known:
    """The patches after the deed: those of the deed, else those of the store."""

    def __init__(self, view: View, after: dict[str, Patch]) -> None:
        self._view, self._after = view, after

    def require(self, uid: str, field: str) -> Patch:
        patch = self._after.get(uid) or self._view.patch(uid)
        if patch is None:
            raise _unknown(field, "uid", uid)
        return patch


def _refuse_deliveries(changes: Changes, view: View) -> None:
    names: set[str] = set()
    campaigns = {campaign.id for campaign in changes.campaigns}
    for delivery in changes.deliveries:
        if delivery.id in names or view.has_delivery(delivery.id):
            raise _twice(delivery.id)
        if delivery.read != delivery.accepted + delivery.rejected or min(delivery.accepted, delivery.rejected) < 0:
            raise LandGuardError(
                "LG-STO-018",
                name=delivery.name,
                read=delivery.read,
                accepted=delivery.accepted,
                rejected=delivery.rejected,
            )
        if delivery.campaign not in campaigns and view.campaign(delivery.campaign) is None:
            raise _unknown(delivery.name, "campaign", delivery.campaign)
        names.add(delivery.id)


def _refuse_reviews(changes: Changes, view: View, before: dict[str, Optional[Patch]], after: dict[str, Patch]) -> None:
    """Refuse reviews that do not lead, one after the other, from where a patch stood to where the deed leaves it."""
    by_uid: dict[str, list[Review]] = {}
    for review in changes.reviews:
        by_uid.setdefault(review.uid, []).append(review)
    for uid, reviews in by_uid.items():
        was = before[uid] if uid in after else view.patch(uid)
        ends = after.get(uid) or was
        if ends is None:
            raise _unknown("review", "uid", uid)
        state = was.state if was is not None else reviews[0].state_before
        for review in [*reviews, None]:
            found = ends.state if review is None else review.state_before
            if found is not state:
                number = ends.number or uid
                raise LandGuardError("LG-STO-024", number=number, before=str(state.value), after=str(found.value))
            state = state if review is None else review.state_after


def _is_reshaped(was: Optional[Patch], patch: Patch) -> bool:
    return was is None or was.shape != patch.shape


def _box(patch: Patch) -> shapes.Box:
    try:
        return shapes.box_of(patch.shape)
    except ValueError as error:
        raise LandGuardError("LG-STO-016", number=patch.number or patch.uid, reason=str(error)) from error


def _entries(changes: Changes, head: LogHead) -> list[LogEntry]:
    entries = []
    for event in changes.events:
        try:
            entry = entry_of(event, head)
        except (ValueError, UnicodeEncodeError) as error:
            raise LandGuardError("LG-LOG-002", kind=event.kind, detail=str(error)) from error
        entries.append(entry)
        head = LogHead(entry.sequence, entry.leaf_hash)
    return entries


def _twice(identity: str) -> LandGuardError:
    return LandGuardError("LG-STO-017", detail=identity)


def _unknown(record: str, field: str, value: str) -> LandGuardError:
    return LandGuardError("LG-STO-019", record=record, field=field, value=value)


def _stale(stands: Patch, patch: Patch, last: Optional[LogEntry]) -> LandGuardError:
    person, at = (last.event.actor.person, last.event.at) if last is not None else ("-", "-")
    return LandGuardError(
        "LG-LCK-001",
        number=stands.number or stands.uid,
        uid=stands.uid,
        person=person,
        at=at,
        seen=patch.version,
        stands=stands.version,
    )
