"""Use cases of judging: open the queue, judge one patch or many, take a judgement back, answer a return, look back.

Every deed is one commit with version checks. A patch that somebody else changed meanwhile is refused with LG-LCK-001 by the
store; `both_versions` then shows what they did beside what was about to be saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import shapely

from ...core.campaigns.verdicts import VerdictTree
from ...core.patches.history import IMPORT, Happening, Since, history, shape_version, since_return, taken_back
from ...core.patches.judging import (
    JUDGE,
    TAKE_BACK,
    Difference,
    Given,
    deed_id,
    differences,
    judge_event,
    judged,
    judgement_from,
    same_judgement,
    take_back_event,
)
from ...core.patches.queue import QueueRow, in_order
from ...core.patches.records import Actor, Judgement, LogEntry, Patch, State
from ...core.problems import LandGuardError
from ...core.trust.canonical import STEPS_PER_M, canonical_parts
from ...core.trust.certificate import read_content
from .ports import Changes, PatchQuery, PatchStore


@dataclass(frozen=True)
class Deed:
    """One gesture that was committed: its id and the patches as they stand in the store now."""

    id: str
    patches: tuple[Patch, ...]


class LogReader:
    """The log of a store sorted by patch; reads on only from where it was."""

    def __init__(self, store: PatchStore) -> None:
        """Begin before the first entry."""
        self._store = store
        self._size = 0
        self._by_uid: dict[str, list[LogEntry]] = {}
        self._by_deed: dict[str, list[LogEntry]] = {}

    def entries(self, uid: str) -> list[LogEntry]:
        """Return the entries that concern a patch, oldest first."""
        self._read_on()
        return list(self._by_uid.get(uid, ()))

    def deed(self, deed: str) -> list[LogEntry]:
        """Return the entries of one deed, oldest first."""
        self._read_on()
        return list(self._by_deed.get(deed, ()))

    def _read_on(self) -> None:
        for entry in self._store.log(self._size):
            self._size = entry.sequence
            self._by_uid.setdefault(entry.event.uid, []).append(entry)
            if entry.event.kind in (JUDGE, TAKE_BACK):
                self._by_deed.setdefault(str(entry.event.data["deed"]), []).append(entry)


def open_queue(store: PatchStore, campaign: str, unit_names: Mapping[str, str] | None = None) -> list[QueueRow]:
    """Return the patches of a campaign with their screenings, in the order of the queue; retired patches are left out."""
    return in_order(_rows(store, store.patches(PatchQuery(campaign=campaign)), unit_names or {}))


def refreshed(store: PatchStore, uids: Sequence[str], unit_names: Mapping[str, str] | None = None) -> list[QueueRow]:
    """Return the rows of some patches as they stand in the store now, retired ones included."""
    return _rows(store, store.patches(PatchQuery(uids=tuple(uids), with_retired=True)), unit_names or {})


def _rows(store: PatchStore, patches: Sequence[Patch], names: Mapping[str, str]) -> list[QueueRow]:
    screenings = store.screenings([patch.uid for patch in patches])
    parents = {parent for patch in patches if patch.uid not in screenings for parent in patch.parents}
    before = store.screenings(sorted(parents)) if parents else {}
    return [
        QueueRow(
            patch,
            screenings.get(patch.uid),
            unit_name(patch.unit, names),
            max((before[parent].priority for parent in patch.parents if parent in before), default=0),
        )
        for patch in patches
    ]


def unit_name(code: str, names: Mapping[str, str]) -> str:
    """Return the name of a unit, or of the smallest unit above it that has one; "" when there is none."""
    return next((names[code[:digits]] for digits in range(len(code), 1, -1) if code[:digits] in names), "")


def judge(store: PatchStore, patch: Patch, given: Given, tree: VerdictTree, actor: Actor, at: str) -> Deed:
    """Judge one patch, as it was seen. What a certificate would still need may be missing; `unmet` names it.

    Raises LandGuardError: LG-JDG-xxx when it may not be judged so, LG-LCK-001 when it changed since it was seen.
    """
    return judge_together(store, [patch], given, tree, actor, at)


def judge_together(
    store: PatchStore, patches: Sequence[Patch], given: Given, tree: VerdictTree, actor: Actor, at: str
) -> Deed:
    """Judge a selection alike, all of it or nothing, as one deed."""
    if not patches:
        raise LandGuardError("LG-JDG-008")
    after = [judged(patch, given, tree, actor, at) for patch in patches]
    deed = deed_id(patches)
    events = [judge_event(old, new, deed, actor, at) for old, new in zip(patches, after)]
    return _committed(store, deed, Changes(changed=tuple(after), events=tuple(events)))


def answer_return(store: PatchStore, patch: Patch, answer: str, tree: VerdictTree, actor: Actor, at: str) -> Deed:
    """Answer the reason of a return and stand by the verdict that was returned."""
    stands = patch.judgement
    if patch.state is not State.RETURNED or stands is None:
        raise LandGuardError("LG-JDG-009", number=patch.number)
    return judge(store, patch, Given(stands.path, stands.fields, stands.opinion, answer), tree, actor, at)


def take_back(store: PatchStore, log: LogReader, deed: str, actor: Actor, at: str, uids: Sequence[str] = ()) -> Deed:
    """Take back a deed of judging (of `uids` only, when given) by a reversing entry that names both actors.

    Raises LG-JDG-006 when a patch was judged anew, certified or taken back since: nothing is taken back then.
    """
    entries = [e for e in log.deed(deed) if e.event.kind == JUDGE and (not uids or e.event.uid in uids)]
    if not entries:
        raise LandGuardError("LG-JDG-010")
    stands = {p.uid: p for p in store.patches(PatchQuery(uids=tuple(e.event.uid for e in entries), with_retired=True))}
    before = [stands[entry.event.uid] for entry in entries]
    for patch, entry in zip(before, entries):
        gone = entry.sequence in taken_back(log.entries(patch.uid))
        made = judgement_from(entry.event.data["after"])
        if gone or patch.state is not State.JUDGED or not same_judgement(patch.judgement, made):
            raise LandGuardError("LG-JDG-006", number=patch.number)
    after = [_restored(patch, entry) for patch, entry in zip(before, entries)]
    mark = deed_id(before, TAKE_BACK)
    events = [
        take_back_event(old, new, mark, entry.event, entry.sequence, actor, at)
        for old, new, entry in zip(before, after, entries)
    ]
    return _committed(store, mark, Changes(changed=tuple(after), events=tuple(events)))


def last_deed(log: LogReader, uid: str) -> str:
    """Return the id of the newest judgement of a patch that still stands, "" when there is none."""
    entries = log.entries(uid)
    gone = taken_back(entries)
    return next(
        (str(e.event.data["deed"]) for e in reversed(entries) if e.event.kind == JUDGE and e.sequence not in gone), ""
    )


def _restored(patch: Patch, entry: LogEntry) -> Patch:
    data = entry.event.data
    return replace(patch, judgement=judgement_from(data["before"]), state=State(str(data["state_before"])))


def _committed(store: PatchStore, deed: str, changes: Changes) -> Deed:
    done = store.commit(changes)
    return Deed(deed, tuple(replace(patch, version=done.versions[patch.uid]) for patch in changes.changed))


@dataclass(frozen=True)
class BothVersions:
    """A conflict: the patch as it was seen, as somebody else left it, and where that differs from what was to be saved."""

    seen: Patch
    theirs: Patch
    against_mine: tuple[Difference, ...]  # before = theirs, after = mine
    reshaped: bool


def both_versions(store: PatchStore, seen: Patch, given: Given, actor: Actor, at: str) -> BothVersions:
    """Return both versions of a patch whose judgement was refused with LG-LCK-001."""
    theirs = store.patches(PatchQuery(uids=(seen.uid,), with_retired=True))[0]
    mine = Judgement(given.path, given.fields, given.opinion, actor, at, given.answer)
    return BothVersions(seen, theirs, differences(theirs.judgement, mine), theirs.shape != seen.shape)


def history_of(store: PatchStore, log: LogReader, uid: str) -> list[Happening]:
    """Return what happened to a patch and to those it was made from, oldest first, from the import it came with on."""
    found = store.patches(PatchQuery(uids=(uid,), with_retired=True))
    came = _delivery_of(log, found[0]) if found and not found[0].parents else []
    lines = history([*came, *log.entries(uid)], store.reviews(uid))
    for parent in found[0].parents if found else ():
        lines = history_of(store, log, parent) + lines
    return lines


def _delivery_of(log: LogReader, patch: Patch) -> list[LogEntry]:
    """Return the import a patch came with; nothing where several deliveries of its campaign bear the name of its batch."""
    wanted = (patch.campaign, patch.batch)
    imports = [entry for entry in log.entries("") if entry.event.kind == IMPORT and patch.batch]
    named = [e for e in imports if (e.event.data.get("campaign"), e.event.data.get("name")) == wanted]
    return named if len(named) == 1 else []


def is_outdated(log: LogReader, row: QueueRow) -> bool:
    """Return whether the screening of a row is of a shape the patch no longer has."""
    uid = row.patch.uid
    return row.screening is not None and row.screening.patch_version < shape_version(uid, log.entries(uid))


def changes_since_return(
    store: PatchStore,
    log: LogReader,
    patch: Patch,
) -> Since | None:
    """Return what changed since a patch was returned, None when it never was; the shape is that of its certificate."""
    reviews = store.reviews(patch.uid)
    returned = next((review.certificate for review in reversed(reviews) if review.decision == "return"), "")
    held = next((c for c in store.certificates(patch.uid) if returned and c.number == returned), None)
    certified = certified_shape(held.content, patch) if held is not None else None
    return since_return(patch, reviews, log.entries(patch.uid), certified)


def certified_shape(content: bytes, patch: Patch) -> tuple[bytes, int] | None:
    """Return (WKB, area in 0.01 m2) that a certificate binds; the patch's own bytes when the shape is the same.

    None when the bytes are no certificate: whoever checks certificates says so, a history does not.
    """
    try:
        bound: Any = read_content(content)["bound"]
        if bound["geometry"]["parts"] == canonical_parts(patch.shape):
            return patch.shape, int(bound["patch"]["area_dm2"])
    except LandGuardError:
        return None
    return bytes(shapely.to_wkb(_polygons(bound["geometry"]["parts"]))), int(bound["patch"]["area_dm2"])


def _polygons(parts: Sequence[Sequence[Sequence[Sequence[int]]]]) -> shapely.MultiPolygon:
    """Return the shape of canonical parts."""
    scaled = [[[(x / STEPS_PER_M, y / STEPS_PER_M) for x, y in ring] for ring in rings] for rings in parts]
    return shapely.MultiPolygon([(rings[0], rings[1:]) for rings in scaled])
