"""From when on a photo of a patch shows the present state: after the later scene, or after the issue, as the rules say."""

from __future__ import annotations

from ...core.evidence.dates import scene_start
from ...core.evidence.rules import EvidenceRules
from ...core.patches.grid import read_shape
from ...core.patches.records import Patch
from .ports import PatchQuery, PatchStore

REACHES_M = (2_000.0, 20_000.0)  # how far around a patch without a date its neighbours are asked


def earliest_of(store: PatchStore, rules: EvidenceRules, patch: Patch) -> str:
    """Return that moment as UTC text, "" when nobody knows.

    A patch that was drawn here, or came without a scene, lies on the scenes of its neighbours: the newest of them counts. Without
    a delivery of its own the newest of its campaign counts.
    """
    if rules.taken_after == "issue":
        deliveries = store.deliveries(patch.campaign)
        own = next((one.at for one in deliveries if patch.batch and patch.batch in (one.name, one.id)), "")
        return own or max((delivery.at for delivery in deliveries), default="")
    own = scene_start(patch.issued, rules.camera_offset_h)
    return own or _scene_around(store, rules, patch)


def _scene_around(store: PatchStore, rules: EvidenceRules, patch: Patch) -> str:
    if not patch.shape:
        return ""
    x0, y0, x1, y1 = read_shape(patch.shape).bounds
    for reach in REACHES_M:
        box = (x0 - reach, y0 - reach, x1 + reach, y1 + reach)
        near = store.patches(PatchQuery(campaign=patch.campaign, box=box))
        newest = max((scene_start(other.issued, rules.camera_offset_h) for other in near), default="")
        if newest:
            return newest
    return ""
