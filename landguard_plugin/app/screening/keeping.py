"""Use case: the result of a screening is kept with the patches of a project, as one deed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...core.patches.reasons import coded
from ...core.patches.records import Actor, Event, Screening
from ..patches.ports import Changes, PatchQuery, PatchStore
from .screening import AREAS, Screened


def keep_screenings(
    store: PatchStore, screened: Screened, uids: Sequence[str], rules: str, actor: Actor, at: str
) -> int:
    """Keep what a screening says of the patches of a store; return of how many.

    `uids` run along the rows of the screening. A screening says which version of its patch it was made of; a patch that the store
    does not have (any more) gets none.
    """
    versions = {patch.uid: patch.version for patch in store.patches(PatchQuery(uids=tuple(uids)))} if uids else {}
    made = []
    for row, uid in enumerate(uids):
        if uid not in versions:
            continue
        suggestion = screened.suggestions[row]
        made.append(
            Screening(
                uid=uid,
                patch_version=versions[uid],
                figures_dm2=_figures(screened.rows, row),
                suggestion="/".join(suggestion.path),
                reasons=tuple(coded(reason) for reason in suggestion.reasons),
                priority=suggestion.priority,
                rules=rules,
                at=at,
            )
        )
    if made:
        event = Event("screen", "", actor, at, {"count": len(made), "rules": rules})
        store.commit(Changes(screenings=tuple(made), events=(event,)))
    return len(made)


def _figures(rows: pd.DataFrame, row: int) -> dict[str, int]:
    """Return the known figures of a patch; what no layer was given for is left out, it is not zero."""
    found = {name: rows[f"{name}_m2"].iat[row] for name in AREAS if name != "patch"}
    return {name: int(dm2) for name, dm2 in found.items() if not pd.isna(dm2)}
