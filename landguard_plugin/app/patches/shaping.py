"""Drawing, reshaping, splitting and merging patches: each deed is one commit with its event, and can be taken back as one.

Areas are conserved: the pieces of a split share the stored area of the patch in proportion to their official areas, to the
last 0.01 m2; a merged patch has the sum. A drawn or reshaped patch has its official area. Whoever draws stands in `drawn_by`.
A reshaped or divided patch waits for judgement again; the judgement it had stays with it as a proposal (docs/adr/0034).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Callable, Optional

import shapely

from ...core.area.planes import Plane
from ...core.patches.dividing import SLIVER_DM2, Division, cut_by_parcels, split
from ...core.patches.grid import (
    Point,
    Polygonal,
    line_of,
    official_dm2_of,
    on_grid,
    polygon_of,
    read_shape,
    write_shape,
)
from ...core.patches.joining import Obstacle, clip, merge
from ...core.patches.records import Actor, Event, Origin, Patch, State
from ...core.patches.reshaping import cut_hole, reshape
from ...core.problems import LandGuardError, Message
from ...core.quantities import in_unit, to_m2
from ...core.shares import share
from .ports import Changes, PatchQuery, PatchStore


@dataclass(frozen=True)
class Office:
    """Where and by whom patches are shaped: the store and its plane, the person, a clock and a source of new uids."""

    store: PatchStore
    plane: Plane
    crs: str
    actor: Actor
    now: Callable[[], str]
    new_uid: Callable[[], str]
    sliver_dm2: int = SLIVER_DM2
    clips: bool = True  # new ground of a patch gives way to the patches that are there


@dataclass(frozen=True)
class Done:
    """What a deed did: the living patches it left, the retired ones, what to tell, and its number in the log."""

    deed: str
    patches: tuple[Patch, ...]
    retired: tuple[str, ...]
    told: tuple[Message, ...]
    sequence: int


def draw(office: Office, points: Sequence[Point], campaign: str, unit: str, number: str = "", batch: str = "") -> Done:
    """Add a patch drawn by its corner points; where it lies on other patches of the campaign it is clipped, and says so."""
    return draw_shape(office, polygon_of(points), campaign, unit, number, batch)


def draw_shape(office: Office, shape: Polygonal, campaign: str, unit: str, number: str = "", batch: str = "") -> Done:
    """Add a patch of a given shape (a strip, an imported figure). Raises LandGuardError LG-DRW-004 when others cover it."""
    ground, told = _give_way(office, on_grid(shape), campaign, ())
    at = office.now()
    patch = Patch(
        uid=office.new_uid(),
        campaign=campaign,
        batch=batch,
        number=number or _free_number(office.store, f"ZH{at[:10].replace('-', '')}"),
        unit=unit,
        origin=Origin.DRAWN,
        shape=write_shape(ground),
        area_dm2=int(official_dm2_of([ground], office.plane)[0]),
        drawn_by=office.actor.person,
    )
    event = Event("draw", patch.uid, office.actor, at, {"area_dm2": patch.area_dm2, "versions": {patch.uid: 1}})
    told = (Message("LG-DRW-101", {"number": patch.number, **_area(patch.area_dm2)}), *told)
    return _commit(office, "draw", Changes(added=(patch,), events=(event,), crs=office.crs), told)


def reshape_along(office: Office, patch: Patch, points: Sequence[Point]) -> Done:
    """Let the border of a patch follow a line."""
    return replace_shape(office, patch, reshape(read_shape(patch.shape), line_of(points)), "reshape")


def cut_hole_in(office: Office, patch: Patch, points: Sequence[Point]) -> Done:
    """Take the ground inside a ring out of a patch."""
    return replace_shape(office, patch, cut_hole(read_shape(patch.shape), polygon_of(points)), "hole")


def replace_shape(office: Office, patch: Patch, shape: Polygonal, tool: str) -> Done:
    """Give a patch a new shape; ground it gains gives way to other patches, ground it had stays as it was.

    Raises LandGuardError LG-DRW-014 for a retired patch and LG-CRT-001 for a certified one; the store refuses one that somebody
    else has changed meanwhile (LG-LCK-001).
    """
    refuse_closed(patch)
    ground, told = _give_way(office, on_grid(shape), patch.campaign, (patch,))
    after = replace(
        patch,
        shape=write_shape(ground),
        area_dm2=int(official_dm2_of([ground], office.plane)[0]),
        state=_waiting(patch.state),
        drawn_by=office.actor.person,
    )
    event = Event(
        "reshape",
        patch.uid,
        office.actor,
        office.now(),
        {
            "tool": tool,
            "before": {"shape": patch.shape.hex(), **_standing(patch)},
            "area_dm2": after.area_dm2,
            "versions": {patch.uid: patch.version + 1},
        },
    )
    sizes = {"before": in_unit(patch.area_dm2, "mu"), **_area(after.area_dm2)}
    told = (Message("LG-DRW-102", {"number": patch.number, **sizes}), *told, *_judge_again(patch))
    return _commit(office, "reshape", Changes(changed=(after,), events=(event,)), told)


def split_by_lines(office: Office, patch: Patch, lines: Sequence[Sequence[Point]]) -> Done:
    """Divide a patch by drawn lines; the patch retires, its pieces live on."""
    refuse_closed(patch)
    cut = split(read_shape(patch.shape), [line_of(line) for line in lines], office.plane, office.sliver_dm2)
    return _divide(office, patch, cut, "line")


def split_by_parcels(office: Office, patch: Patch, parcels: Sequence[Polygonal]) -> Done:
    """Divide a patch along parcels; the patch retires, its pieces live on."""
    refuse_closed(patch)
    cut = cut_by_parcels(read_shape(patch.shape), parcels, office.plane, office.sliver_dm2)
    return _divide(office, patch, cut, "parcels")


def merge_patches(office: Office, patches: Sequence[Patch]) -> Done:
    """Unite patches into one; they retire. What the largest was issued with goes to the new one.

    Raises LandGuardError LG-DRW-009..011 for patches that do not make one, LG-DRW-015 for different campaigns.
    """
    for patch in patches:
        refuse_closed(patch)
    if len({patch.campaign for patch in patches}) > 1:
        raise LandGuardError("LG-DRW-015")
    ground = merge([read_shape(patch.shape) for patch in patches], office.plane, office.sliver_dm2)
    largest = max(patches, key=lambda patch: patch.area_dm2)
    judgements = [patch.judgement for patch in patches]
    agreed = all(one is not None and judgements[0] is not None and one.path == judgements[0].path for one in judgements)
    united = replace(
        largest,
        uid=office.new_uid(),
        number=_free_number(office.store, f"{_stem(office.store, patches, largest)}-M"),
        origin=Origin.MERGED,
        shape=write_shape(ground),
        area_dm2=sum(patch.area_dm2 for patch in patches),
        state=State.RETURNED if any(patch.state is State.RETURNED for patch in patches) else State.UNJUDGED,
        version=1,
        parents=tuple(patch.uid for patch in patches),
        judgement=largest.judgement if agreed else None,
        drawn_by=office.actor.person,
    )
    at = office.now()
    data = {
        "area_dm2": united.area_dm2,
        "before": {patch.uid: _standing(patch) for patch in patches},
        "versions": {united.uid: 1, **{patch.uid: patch.version + 1 for patch in patches}},
    }
    events = [Event("merge", united.uid, office.actor, at, data)]
    events += [Event("retire", patch.uid, office.actor, at, {"merged_into": united.uid}) for patch in patches]
    gone = tuple(replace(patch, state=State.RETIRED) for patch in patches)
    told = Message("LG-DRW-104", {"number": united.number, "count": len(patches), **_area(united.area_dm2)})
    return _commit(office, "merge", Changes(added=(united,), changed=gone, events=tuple(events)), (told,))


def _divide(office: Office, patch: Patch, cut: Division, way: str) -> Done:
    areas = share(patch.area_dm2, official_dm2_of(cut.pieces, office.plane).astype(float))
    numbers = _free_numbers(office.store, f"{patch.number}-", len(cut.pieces))
    children = tuple(
        replace(
            patch,
            uid=office.new_uid(),
            number=number,
            origin=Origin.SPLIT,
            shape=write_shape(piece),
            area_dm2=int(area),
            state=_waiting(patch.state),
            version=1,
            parents=(patch.uid,),
            drawn_by=office.actor.person,
        )
        for piece, area, number in zip(cut.pieces, areas, numbers)
    )
    at = office.now()
    data = {
        "way": way,
        "children": [child.uid for child in children],
        "areas_dm2": [child.area_dm2 for child in children],
        "slivers_dm2": list(cut.slivers),
        "before": _standing(patch),
        "versions": {patch.uid: patch.version + 1, **{child.uid: 1 for child in children}},
    }
    events = (
        Event("split", patch.uid, office.actor, at, data),
        *(Event("split_off", child.uid, office.actor, at, {"from": patch.uid}) for child in children),
    )
    told = [Message("LG-DRW-103", {"number": patch.number, "count": len(children), **_area(patch.area_dm2)})]
    if cut.slivers:
        limit = to_m2(office.sliver_dm2)
        told.append(Message("LG-DRW-106", {"count": len(cut.slivers), "m2": to_m2(sum(cut.slivers)), "limit": limit}))
    changes = Changes(added=children, changed=(replace(patch, state=State.RETIRED),), events=events)
    return _commit(office, "split", changes, (*told, *_judge_again(patch)))


def _stem(store: PatchStore, patches: Sequence[Patch], largest: Patch) -> str:
    """Return what the number of a merged patch begins with: the patch all of them were split from, else the largest."""
    parents = {patch.parents for patch in patches}
    common = find(store, largest.parents[0]) if len(parents) == 1 and len(largest.parents) == 1 else None
    return (common or largest).number


def _give_way(
    office: Office, shape: Polygonal, campaign: str, own: tuple[Patch, ...]
) -> tuple[Polygonal, tuple[Message, ...]]:
    """Return a shape clipped against the other patches of its campaign on ground it did not have, and what to tell."""
    if not office.clips:
        return shape, ()
    mine = {patch.uid for patch in own}
    near = office.store.patches(PatchQuery(campaign=campaign, box=shape.bounds))
    obstacles = []
    for other in near:
        if other.uid not in mine:
            ground = read_shape(other.shape)
            for patch in own:
                ground = shapely.difference(ground, read_shape(patch.shape))
            obstacles.append(Obstacle(other.number or other.uid, ground))
    done = clip(shape, obstacles, office.plane)
    told = tuple(
        Message("LG-DRW-105", {"name": name, "m2": to_m2(area), "mu": in_unit(area, "mu")}) for name, area in done.cuts
    )
    return done.shape, told


def _commit(office: Office, deed: str, changes: Changes, told: tuple[Message, ...]) -> Done:
    committed = office.store.commit(changes)
    living = tuple(
        replace(patch, version=committed.versions.get(patch.uid, patch.version))
        for patch in (*changes.added, *changes.changed)
        if patch.state is not State.RETIRED
    )
    retired = tuple(patch.uid for patch in changes.changed if patch.state is State.RETIRED)
    return Done(deed, living, retired, told, committed.head.size - len(changes.events) + 1)


def _waiting(state: State) -> State:
    """Return where a patch stands after its shape changed: a returned one must still be answered."""
    return State.RETURNED if state is State.RETURNED else State.UNJUDGED


def _judge_again(patch: Patch) -> tuple[Message, ...]:
    return (Message("LG-DRW-107", {"number": patch.number}),) if patch.state is State.JUDGED else ()


def refuse_closed(patch: Patch) -> None:
    """Refuse a patch that may not be drawn on: retired (LG-DRW-014) or certified (LG-CRT-001)."""
    if patch.state is State.RETIRED:
        raise LandGuardError("LG-DRW-014", number=patch.number or patch.uid)
    if patch.state.is_certified:
        raise LandGuardError("LG-CRT-001", number=patch.number or patch.uid, uid=patch.uid)


def _standing(patch: Patch) -> dict[str, object]:
    return {"state": patch.state.value, "area_dm2": patch.area_dm2, "drawn_by": patch.drawn_by}


def _area(dm2: int) -> dict[str, object]:
    return {"mu": in_unit(dm2, "mu"), "m2": to_m2(dm2)}


def _free_number(store: PatchStore, stem: str) -> str:
    return _free_numbers(store, stem if stem.endswith("-M") else f"{stem}-", 1)[0]


def _free_numbers(store: PatchStore, stem: str, count: int) -> list[str]:
    """Return stem1, stem2, ... without those any patch has or had."""
    free: list[str] = []
    begin = 1
    while len(free) < count:
        names = [f"{stem}{number}" for number in range(begin, begin + count + 20)]
        taken = {patch.number for patch in store.patches(PatchQuery(numbers=tuple(names), with_retired=True))}
        free += [name for name in names if name not in taken]
        begin += len(names)
    return free[:count]


def find(store: PatchStore, uid: str) -> Optional[Patch]:
    """Return a patch by uid, a retired one too; None where the store has none."""
    return next(iter(store.patches(PatchQuery(uids=(uid,), with_retired=True))), None)
