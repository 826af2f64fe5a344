"""The evidence of a whole campaign under review: what requirements are not met, which tests fail, which originals are amiss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...core.evidence.ground import Ground, cone
from ...core.evidence.names import NOT_MET, PHOTO
from ...core.evidence.requirements import standing
from ...core.evidence.tests import as_stored, direction_of, half_angle, position_of
from ...core.patches.records import Evidence, Patch
from ...core.problems import Message
from ...core.progress import Progress, Unwatched, stop_if_cancelled
from .ports import PatchQuery, PatchStore
from .proving import Assessment, Desk, assess
from .proving_ports import Shelf

REQUIREMENT, TEST, ORIGINAL, STALE = "requirement", "test", "original", "retest"
_FARTHEST_CONE_M = 50_000.0
_CONE_SHOWN_M = 60.0  # how long a view cone is drawn: long enough to see, short enough not to hide the map


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. `patch` and `piece` are None for a file on the shelf nobody speaks of."""

    kind: str
    message: Message
    patch: Patch | None = None
    piece: Evidence | None = None
    place: str = ""


def check_evidence(desk: Desk, campaign: str, at: str, progress: Progress | None = None) -> Iterator[Finding]:
    """Yield the findings of a campaign's patches ("" for all), then those of the shelf. Nothing is written."""
    watcher = progress or Unwatched()
    patches = desk.store.patches(PatchQuery(campaign=campaign))
    for number, patch in enumerate(patches):
        stop_if_cancelled(watcher)
        yield from _of_patch(desk, patch, at)
        watcher.at((number + 1) / max(1, len(patches)))
    if not campaign:
        for stranger in desk.shelf.strangers(known_hashes(desk.store)):
            yield Finding(ORIGINAL, Message("LG-EVI-043", {"place": stranger.place}), place=stranger.place)


def _of_patch(desk: Desk, patch: Patch, at: str) -> Iterator[Finding]:
    seen = assess(desk, patch.uid, at)
    for message in standing(desk.rules, [as_of_now(one) for one in seen]).unmet:
        yield Finding(REQUIREMENT, message, patch)
    for one in seen:
        for outcome in one.outcomes:
            if outcome.outcome == NOT_MET:
                yield Finding(TEST, outcome.reason, patch, one.piece)
        if one.outcomes and as_stored(one.outcomes) != dict(one.piece.tests):
            yield Finding(STALE, Message("LG-EVI-044", {"name": one.piece.name}), patch, one.piece)
    for piece in desk.store.evidence(patch.uid):
        yield from _of_original(desk.shelf, patch, piece)


def _of_original(shelf: Shelf, patch: Patch, piece: Evidence) -> Iterator[Finding]:
    amiss = shelf.look(piece.sha256)
    if amiss is not None:
        words = {"name": piece.name, "place": amiss.place}
        message = Message("LG-EVI-041", words) if amiss.what == "missing" else Message("LG-EVI-042", words)
        yield Finding(ORIGINAL, message, patch, piece, amiss.place)


def bring_back(desk: Desk, folder: object) -> list[str]:
    """Look for missing originals in a folder, by content; return the hashes of those brought back."""
    patches = desk.store.patches(PatchQuery(with_retired=True))
    wanted = {piece.sha256: piece.size for patch in patches for piece in desk.store.evidence(patch.uid)}
    return desk.shelf.bring_back(wanted.items(), folder)[0]


def as_of_now(one: Assessment) -> Evidence:
    """Return a piece with the outcomes and the grade of now, for counting; nothing is written."""
    return replace(one.piece, tests=as_stored(one.outcomes), grade=one.grade.letter)


def known_hashes(store: PatchStore) -> set[str]:
    """Return the hash of every original that any evidence, withdrawn included, speaks of."""
    patches = store.patches(PatchQuery(with_retired=True))
    return {piece.sha256 for patch in patches for piece in store.evidence(patch.uid)}


@dataclass(frozen=True)
class Placed:
    """A photo on the map: its position and view cone in degrees on CGCS2000; no cone without a direction."""

    patch: Patch
    piece: Evidence
    longitude: float
    latitude: float
    cone: Sequence[tuple[float, float]]


def placed_photos(desk: Desk, campaign: str, uids: Sequence[str] = ()) -> Iterator[Placed]:
    """Yield the standing photos that say where they were taken, with their view cones."""
    for patch in desk.store.patches(PatchQuery(campaign=campaign, uids=tuple(uids))):
        ground: Ground | None = None
        for piece in desk.store.evidence(patch.uid):
            position = position_of(piece.claims)
            if piece.kind != PHOTO or piece.withdrawn or position is None:
                continue
            ground = ground or Ground.of(patch.shape, desk.locator.to_geographic)
            yield Placed(patch, piece, position[0], position[1], _cone(desk, ground, piece, position))


def _cone(
    desk: Desk, ground: Ground, piece: Evidence, position: tuple[float, float]
) -> tuple[tuple[float, float], ...]:
    direction = direction_of(piece.claims)
    metres = ground.distance(*position)
    if direction is None or metres > _FARTHEST_CONE_M:
        return ()
    reach = max(_CONE_SHOWN_M, min(metres + 40.0, desk.rules.view_range_m))
    shape = cone(ground.place(*position), direction, half_angle(piece.claims, desk.rules), reach)
    points = np.array(shape.exterior.coords)
    return tuple((float(x), float(y)) for x, y in ground.degrees(points))
