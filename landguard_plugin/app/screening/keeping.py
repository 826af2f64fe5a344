"""Use case: what a screening found of the patches of a project is kept beside them, for the queue and the one who judges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from ...core.patches.arriving import GroundBefore
from ...core.patches.records import Actor, Event, Patch, RuleFile, Screening
from ...core.screening.reasons import as_text
from ...core.screening.rules import ScreeningRules
from ..patches.ports import Changes, PatchQuery, PatchStore
from .screening import AREAS, Screened

SCREEN = "screen"
ALWAYS = ("farmland", "basic", "red_line", "approved")  # the others are kept where there is something of them


def screenings_of(
    patches: Sequence[Patch], screened: Screened, rules: ScreeningRules, at: str, earlier: dict[str, tuple[str, ...]]
) -> tuple[Screening, ...]:
    """Return the screenings of patches; the rows of `screened` run along them."""
    made = []
    for row, (patch, suggestion) in enumerate(zip(patches, screened.suggestions)):
        figures = {}
        for name in AREAS:
            value = screened.rows[f"{name}_m2"].iat[row]
            if name != "patch" and value is not pd.NA and value is not None and (name in ALWAYS or int(value) > 0):
                figures[name] = int(value)
        made.append(
            Screening(
                patch.uid,
                patch.version,
                figures,
                suggestion.verdict,
                tuple(as_text(reason) for reason in suggestion.reasons),
                suggestion.priority,
                rules.id,
                at,
                earlier.get(patch.uid, ()),
            )
        )
    return tuple(made)


def ground_before(store: PatchStore, patches: Sequence[Patch]) -> dict[str, tuple[str, ...]]:
    """Return, by uid, the uids of patches of other campaigns and of earlier issue on much of the same ground."""
    if not patches:
        return {}
    everything = store.patches(PatchQuery())
    place = {patch.uid: position for position, patch in enumerate(everything)}
    shapes = np.array(shapely.from_wkb([patch.shape for patch in patches]), dtype=object).reshape(-1)
    _, found = GroundBefore(everything).on(shapes)
    result = {}
    for k, entries in found.items():
        mine = patches[k]
        older = [e.patch.uid for e in entries if e.patch.uid != mine.uid and place[e.patch.uid] < place[mine.uid]]
        if older:
            result[mine.uid] = tuple(older)
    return result


def keep(
    store: PatchStore, screenings: Sequence[Screening], campaign: str, rules: ScreeningRules, actor: Actor, at: str
) -> None:
    """Add screenings to a project with one event. Raises LandGuardError as the store does; nothing is added then."""
    if not screenings:
        return
    data = {"campaign": campaign, "count": len(screenings), "rules": rules.id, "rules_sha256": rules.sha256}
    store.commit(
        Changes(
            screenings=tuple(screenings),
            events=(Event(SCREEN, "", actor, at, data),),
            rule_files=(RuleFile(rules.id, rules.sha256, at),),
        )
    )
