"""A folder of photos matched to patches by where they were taken; and the photos that a divided patch's parents have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...core.evidence.containers import PICTURES, open_container
from ...core.evidence.exif import read_claims
from ...core.evidence.ground import Ground
from ...core.evidence.tests import position_of
from ...core.patches.records import Patch
from ...core.problems import LandGuardError, Message
from ...core.progress import Progress, Unwatched, stop_if_cancelled
from .ports import PatchQuery, PatchStore
from .proving import Desk, Rejected
from .proving_ports import Incoming, Locator

_MOST = 5  # patches proposed for one photo
_ROOM = (
    1.2  # how much wider than the distance asked for the store is searched: grids stretch, distances are measured later
)


@dataclass(frozen=True)
class Candidate:
    """A patch a photo may belong to, and how far from it the photo was taken."""

    patch: Patch
    metres: float


@dataclass(frozen=True)
class Proposal:
    """A photo with the patches near it, nearest first; none when it was taken far from all. The officer decides."""

    file: Incoming
    longitude: float
    latitude: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Matching:
    """Proposals for the photos that say where they were taken, and why the other files have none."""

    proposals: tuple[Proposal, ...]
    rejected: tuple[Rejected, ...]


def match_to_patches(
    desk: Desk, campaign: str, files: Sequence[Incoming], within_m: float, progress: Progress | None = None
) -> Matching:
    """Return for each file the patches within a distance of where it was taken. Nothing is written."""
    watcher = progress or Unwatched()
    proposals, rejected = [], []
    for number, file in enumerate(files):
        stop_if_cancelled(watcher)
        try:
            container = open_container(file.read())
        except LandGuardError as error:
            rejected.append(Rejected(file.name, error.message))
            continue
        position = position_of(read_claims(container).as_values())
        if container.format not in PICTURES:
            rejected.append(Rejected(file.name, Message("LG-EVI-015", {"name": file.name})))
        elif position is None:
            rejected.append(Rejected(file.name, Message("LG-EVI-031", {"name": file.name})))
        else:
            near = _near(desk.store, desk.locator, campaign, position, within_m)
            proposals.append(Proposal(file, position[0], position[1], near))
        watcher.at((number + 1) / len(files))
    return Matching(tuple(proposals), tuple(rejected))


def photos_of_parents(desk: Desk, patch: Patch) -> list[Incoming]:
    """Return the standing evidence of the patches this one was split or merged from, to be added to it."""
    found = []
    for parent in patch.parents:
        for piece in desk.store.evidence(parent):
            if not piece.withdrawn:
                found.append(Incoming(piece.name, lambda sha256=piece.sha256: desk.shelf.read(sha256)))  # type: ignore[misc]
    return found


def _near(
    store: PatchStore, locator: Locator, campaign: str, position: tuple[float, float], within_m: float
) -> tuple[Candidate, ...]:
    box = _box(locator, position, within_m * _ROOM)
    found = []
    for patch in store.patches(PatchQuery(campaign=campaign, box=box)):
        metres = Ground.of(patch.shape, locator.to_geographic).distance(*position)
        if metres <= within_m:
            found.append(Candidate(patch, metres))
    return tuple(sorted(found, key=lambda one: (one.metres, one.patch.number, one.patch.uid))[:_MOST])


def _box(locator: Locator, position: tuple[float, float], reach: float) -> tuple[float, float, float, float]:
    """Return the box in the store's coordinates around a position that holds everything within `reach` metres."""
    longitude, latitude = position
    up = reach / 110_000
    aside = up / max(0.01, float(np.cos(np.radians(latitude))))
    longitudes = np.array([longitude - aside, longitude + aside, longitude - aside, longitude + aside])
    latitudes = np.array([latitude - up, latitude - up, latitude + up, latitude + up])
    x, y = locator.from_geographic(longitudes, latitudes)
    return float(np.min(x)), float(np.min(y)), float(np.max(x)), float(np.max(y))


def narrowed(matching: Matching, within_m: float) -> Matching:
    """Return the same matching with a shorter distance, without reading the files again."""
    kept = tuple(
        replace(one, candidates=tuple(c for c in one.candidates if c.metres <= within_m)) for one in matching.proposals
    )
    return Matching(kept, matching.rejected)
