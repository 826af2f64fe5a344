"""Taking back the last deed of drawing, splitting or merging: a reversing deed, one step, nothing is erased from the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Optional

from ...core.patches.records import Event, LogEntry, Patch, State
from ...core.problems import LandGuardError, Message, Term
from .ports import Changes, PatchQuery
from .shaping import Done, Office

#: deeds that can be taken back; each event carries what is needed for it
DEEDS = ("draw", "reshape", "split", "merge")
_FIRST_LOOK = 256  # entries from the end of the log; ever more when the deed is not among them


def last_deed(office: Office) -> Optional[LogEntry]:
    """Return this person's last deed that has not been taken back, or None."""
    size, look = office.store.head().size, _FIRST_LOOK
    while True:
        entries = list(office.store.log(max(0, size - look)))
        undone = {entry.event.data.get("of") for entry in entries if entry.event.kind == "undo"}
        for entry in reversed(entries):
            own = entry.event.actor.person == office.actor.person
            if own and entry.event.kind in DEEDS and entry.sequence not in undone:
                return entry
        if look >= size:
            return None
        look *= 8


def take_back(office: Office, sequence: int = 0) -> Done:
    """Take back a deed by its number in the log (0: this person's last one).

    A drawn patch retires; a reshaped one gets its former border, area and state; the patch that was split, or those that
    were merged, live again and their offspring retires, lineage kept. Raises LandGuardError LG-DRW-012 when there is nothing
    to take back and LG-DRW-013 when something was done with the patches since.
    """
    entry = last_deed(office) if not sequence else next(iter(office.store.log(sequence - 1)), None)
    if entry is None or entry.event.kind not in DEEDS or _is_undone(office, entry):
        raise LandGuardError("LG-DRW-012")
    patches = _untouched(office, entry)
    changed = _REVERSED[entry.event.kind](entry.event, patches)
    _refuse_evidence(office, changed)
    events = _events(office, entry, changed)
    committed = office.store.commit(Changes(changed=tuple(changed), events=tuple(events)))
    living = tuple(
        replace(patch, version=committed.versions[patch.uid]) for patch in changed if patch.state is not State.RETIRED
    )
    retired = tuple(patch.uid for patch in changed if patch.state is State.RETIRED)
    number = patches[entry.event.uid].number
    told = Message("LG-DRW-108", {"number": number, "deed": Term(f"deed_{entry.event.kind}")})
    return Done("undo", living, retired, (told,), committed.head.size - len(events) + 1)


def _is_undone(office: Office, entry: LogEntry) -> bool:
    later = office.store.log(entry.sequence)
    return any(one.event.kind == "undo" and one.event.data.get("of") == entry.sequence for one in later)


def _events(office: Office, entry: LogEntry, changed: list[Patch]) -> list[Event]:
    """Return one event per patch; each says which version the patch had before the deed, and has again in all but number."""
    data: Any = entry.event.data
    at = office.now()
    changed = sorted(changed, key=lambda patch: patch.uid != entry.event.uid)
    return [
        Event(
            "undo",
            patch.uid,
            office.actor,
            at,
            {
                "of": entry.sequence,
                "what": entry.event.kind,
                "version": patch.version + 1,
                "as_version": data["versions"][patch.uid] - 1,
            },
        )
        for patch in changed
    ]


def _untouched(office: Office, entry: LogEntry) -> dict[str, Patch]:
    """Return the patches of a deed by uid. Raises LG-DRW-013 when one was changed since, but for what was taken back."""
    data: Any = entry.event.data
    versions: Mapping[str, int] = data["versions"]
    as_before: dict[tuple[str, int], int] = {}
    for later in office.store.log(entry.sequence):
        undone: Any = later.event.data
        if later.event.kind == "undo":
            as_before[later.event.uid, undone["version"]] = undone["as_version"]
    found = office.store.patches(PatchQuery(uids=tuple(versions), with_retired=True))
    patches = {patch.uid: patch for patch in found}
    for uid, version in versions.items():
        patch = patches.get(uid)
        stands = patch.version if patch is not None else 0
        while (uid, stands) in as_before:
            stands = as_before[uid, stands]
        if patch is None or stands != version:
            raise LandGuardError("LG-DRW-013", number=patch.number if patch is not None else uid)
    return patches


def _refuse_evidence(office: Office, changed: list[Patch]) -> None:
    """Refuse to retire a patch that has evidence of its own (LG-DRW-013)."""
    for patch in changed:
        if patch.state is State.RETIRED and any(not piece.withdrawn for piece in office.store.evidence(patch.uid)):
            raise LandGuardError("LG-DRW-013", number=patch.number)


def _restored(patch: Patch, before: Mapping[str, Any]) -> Patch:
    shape = bytes.fromhex(before["shape"]) if "shape" in before else patch.shape
    return replace(
        patch,
        shape=shape,
        area_dm2=before["area_dm2"],
        state=State(before["state"]),
        drawn_by=before["drawn_by"],
    )


def _undraw(event: Event, patches: dict[str, Patch]) -> list[Patch]:
    return [replace(patches[event.uid], state=State.RETIRED)]


def _unshape(event: Event, patches: dict[str, Patch]) -> list[Patch]:
    data: Any = event.data
    return [_restored(patches[event.uid], data["before"])]


def _unsplit(event: Event, patches: dict[str, Patch]) -> list[Patch]:
    data: Any = event.data
    children = [replace(patches[uid], state=State.RETIRED) for uid in data["children"]]
    return [_restored(patches[event.uid], data["before"]), *children]


def _unmerge(event: Event, patches: dict[str, Patch]) -> list[Patch]:
    data: Any = event.data
    parents = [_restored(patches[uid], before) for uid, before in data["before"].items()]
    return [replace(patches[event.uid], state=State.RETIRED), *parents]


_REVERSED = {"draw": _undraw, "reshape": _unshape, "split": _unsplit, "merge": _unmerge}
