"""Use cases of proving (举证): add files to a patch, withdraw one, test all again, match a folder of photos to patches.

Every file that comes in is accepted or rejected with a reason; nothing is dropped. The original goes to the shelf first, then
one commit writes the pieces and their log entries; a commit that fails leaves an original nobody speaks of, never a piece
without its original. What was tested stays as it was written: testing again withdraws a piece whose outcome changed and adds it
anew, so that the log shows both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...core.evidence.containers import OLE, PDF, PICTURES, ZIP, Container, open_container
from ...core.evidence.exif import read_claims
from ...core.evidence.grade import IMPORTED, Grade, Origin, grade_photo
from ...core.evidence.ground import Ground
from ...core.evidence.names import DOCUMENT, FAR, NEAR, PHOTO, SCREENSHOT
from ...core.evidence.rules import EvidenceRules
from ...core.evidence.tests import Elsewhere, Outcome, Situation, as_stored, run_tests
from ...core.patches.records import Actor, Event, Evidence, Patch, State, Value
from ...core.problems import LandGuardError, Message, Term
from ...core.progress import Progress, Unwatched, stop_if_cancelled
from .evidence_dates import earliest_of
from .picture_index import PictureIndex
from .ports import Changes, PatchQuery, PatchStore
from .proving_ports import Eye, Incoming, Kept, Locator, Shelf

ADD, WITHDRAW, RETEST = "add_evidence", "withdraw_evidence", "retest_evidence"

_ENDINGS = {"jpeg": "jpg", "png": "png", "webp": "webp", "heic": "heic", "tiff": "tif", "bmp": "bmp", "gif": "gif"}
_DOCUMENTS = (PDF, ZIP, OLE)
_TRIES = 3  # how often a deed is computed anew when somebody else wrote meanwhile


@dataclass(frozen=True)
class Desk:
    """What every deed of proving needs: the store, its shelf and pictures, the eye, the way to degrees, the campaign's rules."""

    store: PatchStore
    shelf: Shelf
    eye: Eye
    locator: Locator
    rules: EvidenceRules
    pictures: PictureIndex


@dataclass(frozen=True)
class Rejected:
    """A file that did not become evidence, and why."""

    name: str
    reason: Message


@dataclass(frozen=True)
class Added:
    """What became of the files: as many as came in are accepted or rejected."""

    accepted: tuple[Evidence, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True)
class Assessment:
    """A piece as it is judged now: the outcomes with their reasons, and the grade with its own."""

    piece: Evidence
    outcomes: tuple[Outcome, ...]
    grade: Grade


@dataclass(frozen=True)
class _Taken:
    """A file that passed the door: what it is, what it says, where its original lies."""

    name: str
    kind: str
    kept: Kept
    claims: dict[str, Value]


def add_files(
    desk: Desk,
    uid: str,
    files: Sequence[Incoming],
    actor: Actor,
    at: str,
    kind: str = "",
    view: str = "",
    progress: Progress | None = None,
) -> Added:
    """Add files to a patch as evidence, all accepted ones in one commit.

    `kind` is photo, document or screenshot, or "" to tell by content; `view` is what the officer says of the photos: far, near
    or "" to tell by distance. Raises LandGuardError LG-EVI-001 for an unknown patch, LG-EVI-002 for a certified or retired one,
    LG-EVI-02x when the shelf cannot keep an original, and what the store raises.
    """
    watcher = progress or Unwatched()
    patch = _open_patch(desk.store, uid)
    standing = {p.sha256 for p in desk.store.evidence(uid) if not p.withdrawn}
    taken: list[_Taken] = []
    rejected: list[Rejected] = []
    for number, file in enumerate(files):
        stop_if_cancelled(watcher)
        try:
            one = _take(desk, file, kind, standing)
        except _Refused as refused:
            rejected.append(Rejected(file.name, refused.reason))
        else:
            standing.add(one.kept.sha256)
            taken.append(one)
        watcher.at((number + 1) / len(files))
    accepted = _commit_added(desk, patch, taken, actor, at, view) if taken else ()
    return Added(accepted, tuple(rejected))


def add_screenshot(desk: Desk, uid: str, name: str, content: bytes, actor: Actor, at: str) -> Evidence:
    """Add a screenshot of the map that the app itself made. Raises as `add_files` does, LG-EVI-003 when it is refused."""
    added = add_files(desk, uid, [Incoming(name, lambda: content)], actor, at, SCREENSHOT)
    if not added.accepted:
        raise LandGuardError("LG-EVI-003", name=name, reason=added.rejected[0].reason)
    return added.accepted[0]


def withdraw(store: PatchStore, uid: str, piece: str, reason: str, actor: Actor, at: str) -> None:
    """Withdraw a piece of evidence: it no longer counts, and stays in the history with who, when and why.

    Raises LandGuardError LG-EVI-004 when the patch has no such standing piece, LG-EVI-005 without a reason, LG-EVI-001 and 002.
    """
    _open_patch(store, uid)
    held = next((p for p in store.evidence(uid) if p.id == piece and not p.withdrawn), None)
    if held is None:
        raise LandGuardError("LG-EVI-004", piece=piece)
    if not reason.strip():
        raise LandGuardError("LG-EVI-005", name=held.name)
    event = Event(WITHDRAW, uid, actor, at, {**_said(held), "reason": reason.strip()})
    store.commit(Changes(withdrawn_evidence=(piece,), events=(event,)))


def assess(desk: Desk, uid: str, at: str) -> list[Assessment]:
    """Return the standing evidence of a patch as it is judged now, oldest first. Nothing is written."""
    patch = _patch(desk.store, uid)
    pieces = _standing(desk.store, uid)
    context = _Context(desk, patch, at)
    return [_assessed(piece, context) for piece in pieces]


def retest(desk: Desk, uid: str, actor: Actor, at: str) -> tuple[Evidence, ...]:
    """Test all evidence of a patch again, as after a reshape; return the pieces as they stand now.

    Only pieces whose outcomes, grade or view changed are written: withdrawn and added anew in one commit.
    """
    for last in (False,) * (_TRIES - 1) + (True,):
        patch = _open_patch(desk.store, uid)
        head = desk.store.head().size
        context = _Context(desk, patch, at)
        now = [_renewed(piece, context) for piece in _standing(desk.store, uid)]
        changed = [(old, new) for old, new in now if new != old]
        if not changed:
            return tuple(old for old, _ in now)
        fresh = {
            old.id: replace(new, id=_id_of(new, head, n), actor=actor, at=at) for n, (old, new) in enumerate(changed)
        }
        events = tuple(
            Event(RETEST, uid, actor, at, {**_said(fresh[old.id]), "of": old.id, "tests_before": dict(old.tests)})
            for old, _ in changed
        )
        deed = Changes(
            evidence=tuple(fresh.values()),
            withdrawn_evidence=tuple(fresh),
            events=events,
            expected_head=head,
        )
        if _committed(desk.store, deed, last):
            break
    return tuple(_standing(desk.store, uid))


def set_view(desk: Desk, uid: str, piece: str, view: str, actor: Actor, at: str) -> Evidence:
    """Say of a photo that it is a far or a near view. Raises LG-EVI-004 for an unknown piece, LG-EVI-001 and 002."""
    _open_patch(desk.store, uid)
    held = next((p for p in _standing(desk.store, uid) if p.id == piece and p.kind == PHOTO), None)
    if held is None or view not in (FAR, NEAR):
        raise LandGuardError("LG-EVI-004", piece=piece)
    head = desk.store.head().size
    claims = {**held.claims, "view": view, "view_by": "officer"}
    new = replace(held, claims=claims, actor=actor, at=at)
    new = replace(new, id=_id_of(new, head, 0))
    event = Event(RETEST, uid, actor, at, {**_said(new), "of": held.id, "tests_before": dict(held.tests)})
    desk.store.commit(Changes(evidence=(new,), withdrawn_evidence=(held.id,), events=(event,), expected_head=head))
    return new


class _Refused(Exception):
    """A file that is turned away at the door, with the reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.code)
        self.reason = reason


def _take(desk: Desk, file: Incoming, kind: str, standing: set[str]) -> _Taken:
    """Read a file, tell what it is and keep its original. Raises _Refused."""
    try:
        content = file.read()
    except LandGuardError as error:
        raise _Refused(error.message) from error
    name = file.name.replace("\\", "/").rsplit("/", 1)[-1]
    container = open_container(content)
    kind = kind or _kind_of(container.format)
    if not kind:
        raise _Refused(Message("LG-EVI-014", {"name": file.name}))
    if kind in (PHOTO, SCREENSHOT) and container.format not in PICTURES:
        raise _Refused(Message("LG-EVI-015", {"name": file.name}))
    if hashlib.sha256(content).hexdigest() in standing:
        raise _Refused(Message("LG-EVI-016", {"name": file.name}))
    ending = _ENDINGS.get(container.format) or (name.rsplit(".", 1)[-1] if "." in name else container.format)
    claims = _claims(desk.eye, content, container) if kind != DOCUMENT else {"format": container.format}
    return _Taken(name, kind, desk.shelf.put(content, ending), claims)


def _kind_of(found: str) -> str:
    if found in PICTURES:
        return PHOTO
    return DOCUMENT if found in _DOCUMENTS else ""


def _claims(eye: Eye, content: bytes, container: Container) -> dict[str, Value]:
    claims = read_claims(container)
    seen = eye(content, claims.thumbnail)
    values = claims.as_values()
    if seen is None:
        return {**values, "decoded": "no"}
    found: dict[str, Value] = {
        "width": seen.width,
        "height": seen.height,
        "picture_hash": seen.fingerprint,
        "thumbnail_hash": seen.thumbnail_fingerprint,
    }
    return {**values, **{name: value for name, value in found.items() if value}}


def _commit_added(
    desk: Desk, patch: Patch, taken: Sequence[_Taken], actor: Actor, at: str, view: str
) -> tuple[Evidence, ...]:
    for last in (False,) * (_TRIES - 1) + (True,):
        head = desk.store.head().size
        context = _Context(desk, _open_patch(desk.store, patch.uid), at)
        pieces = []
        for number, one in enumerate(taken):
            draft = Evidence(
                "", patch.uid, one.kind, one.name, one.kept.sha256, one.kept.sm3, one.kept.size, one.claims, {}, "", actor, at
            )  # fmt: skip
            if view and one.kind == PHOTO:
                draft = replace(draft, claims={**draft.claims, "view": view, "view_by": "officer"})
            piece = _renewed(replace(draft, id=_id_of(draft, head, number)), context)[1]
            context.add(piece)
            pieces.append(piece)
        events = tuple(Event(ADD, patch.uid, actor, at, _said(piece)) for piece in pieces)
        if _committed(desk.store, Changes(evidence=tuple(pieces), events=events, expected_head=head), last):
            return tuple(pieces)
    return ()


def _committed(store: PatchStore, changes: Changes, last: bool) -> bool:
    """Commit; return False when somebody else wrote meanwhile and another try is left."""
    try:
        store.commit(changes)
    except LandGuardError as error:
        if error.code != "LG-LCK-002" or last:
            raise
        return False
    return True


class _Context:
    """What pieces of one patch are held against, read once for a deed."""

    def __init__(self, desk: Desk, patch: Patch, at: str) -> None:
        self.desk, self.patch = desk, patch
        self.ground = _ground(patch, desk.locator)
        self.situation = Situation(self.ground, earliest_of(desk.store, desk.rules, patch), at)
        self._earlier = _standing(desk.store, patch.uid)

    def add(self, piece: Evidence) -> None:
        """Take a piece of the same patch as an earlier one of those that follow."""
        self._earlier.append(piece)

    def elsewhere(self, piece: Evidence) -> Elsewhere:
        """Return where else the picture is: on other patches, and among the earlier pieces of its own."""
        ids = [one.id for one in self._earlier]
        earlier = self._earlier[: ids.index(piece.id)] if piece.id in ids else self._earlier
        photos = tuple(one for one in earlier if one.kind == PHOTO)
        return self.desk.pictures.elsewhere(piece, photos, self.desk.rules.same_picture_bits)


def _assessed(piece: Evidence, context: _Context) -> Assessment:
    if piece.kind != PHOTO:
        return Assessment(piece, (), Grade("B" if piece.kind == SCREENSHOT else "", ()))
    situation = replace(context.situation, elsewhere=context.elsewhere(piece))
    outcomes = run_tests(piece.claims, situation, context.desk.rules)
    return Assessment(piece, outcomes, grade_photo(piece.claims, outcomes, _origin(piece)))


def _renewed(piece: Evidence, context: _Context) -> tuple[Evidence, Evidence]:
    """Return a piece and the same piece with the outcomes, grade and view of now."""
    seen = _assessed(piece, context)
    claims = dict(piece.claims)
    if piece.kind == PHOTO and claims.get("view_by") != "officer":
        view = _view_by_distance(seen.outcomes, context.desk.rules)
        for name, value in (("view", view), ("view_by", "distance" if view else "")):
            claims.pop(name, None)
            if value:
                claims[name] = value
    return piece, replace(piece, claims=claims, tests=as_stored(seen.outcomes), grade=seen.grade.letter)


def _view_by_distance(outcomes: Sequence[Outcome], rules: EvidenceRules) -> str:
    found = next((o.reason for o in outcomes if o.test == "distance"), None)
    if found is None or found.code not in ("LG-EVI-120", "LG-EVI-121", "LG-EVI-122"):
        return ""
    metres = found.arguments.get("distance", 0.0)
    return NEAR if isinstance(metres, (int, float)) and metres <= rules.near_within_m else FAR


def _origin(_: Evidence) -> Origin:
    """Return what is known beyond the file: nothing, as long as no device key and no field receipt is checked here."""
    return IMPORTED


def _standing(store: PatchStore, uid: str) -> list[Evidence]:
    """Return the standing pieces by when their file first came in: testing one again does not move it behind the others."""
    held = store.evidence(uid)
    first: dict[str, int] = {}
    for place, piece in enumerate(held):
        first.setdefault(piece.sha256, place)
    return sorted((piece for piece in held if not piece.withdrawn), key=lambda piece: first[piece.sha256])


def _ground(patch: Patch, locator: Locator) -> Ground | None:
    return Ground.of(patch.shape, locator.to_geographic) if patch.shape else None


def _patch(store: PatchStore, uid: str) -> Patch:
    found = store.patches(PatchQuery(uids=(uid,), with_retired=True))
    if not found:
        raise LandGuardError("LG-EVI-001", uid=uid)
    return found[0]


def _open_patch(store: PatchStore, uid: str) -> Patch:
    patch = _patch(store, uid)
    if patch.state.is_certified or patch.state is State.RETIRED:
        raise LandGuardError("LG-EVI-002", number=patch.number or uid, state=Term(f"state_{patch.state.value}"))
    return patch


def _id_of(piece: Evidence, head: int, number: int) -> str:
    return hashlib.sha256(f"{piece.uid}/{piece.sha256}/{head}/{number}".encode()).hexdigest()[:32]


def _said(piece: Evidence) -> dict[str, object]:
    """Return a piece as the log holds it."""
    return {
        "piece": piece.id,
        "kind": piece.kind,
        "name": piece.name,
        "sha256": piece.sha256,
        "size": piece.size,
        "grade": piece.grade,
        "view": str(piece.claims.get("view", "")),
        "tests": dict(piece.tests),
    }
