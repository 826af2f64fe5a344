"""Live impact while drawing: the layers of a neighbourhood become themes, and a shape is measured against them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from ...core.area.planes import Plane
from ...core.geometry.overlay import polygons_only
from ...core.patches.impact import ImpactIndex, ThemeIndex
from ...core.patches.records import Patch

FARMLAND, BASIC, RED_LINE, APPROVED, PARCELS = "farmland", "basic", "red_line", "approved", "parcels"
CERTIFIED, PATCHES = "certified", "patches"


@dataclass(frozen=True)
class Neighbourhood:
    """What is known of the ground around a shape: WKB per layer, in the plane of the shape.

    survey    shapes of land-use patches and their class codes
    zones     theme -> shapes, for basic farmland, red line, approved land and parcels
    """

    survey: Sequence[bytes] = ()
    classes: Sequence[str] = ()
    zones: dict[str, Sequence[bytes]] = field(default_factory=dict)


def impact_index(
    around: Neighbourhood,
    patches: Sequence[Patch],
    plane: Plane,
    is_farmland: Callable[[str], bool],
    own: Sequence[str] = (),
) -> ImpactIndex:
    """Return the index of a neighbourhood; `own` are uids of patches that are being worked on and do not count.

    Farmland comes from the survey's classes; certified patches and other patches are themes of their own. A broken shape
    is repaired for display here (the final figures come from the screening, which names it).
    """
    here = np.array([is_farmland(code) for code in around.classes], dtype=bool)
    survey = _grounds(around.survey)
    themes = []
    if len(survey):
        codes = [code for code, farmland in zip(around.classes, here) if farmland]
        themes.append(ThemeIndex(FARMLAND, survey[here], plane, codes, disjoint=True))
    for name, given in around.zones.items():
        # zones come as few, wide multipolygons: part by part the tree can tell which of it is near; parcels are counted whole
        parts, owner = shapely.get_parts(_grounds(given), return_index=True)
        themes.append(ThemeIndex(name, parts, plane, [str(k) for k in owner] if name == PARCELS else ()))
    others = [patch for patch in patches if patch.uid not in own]
    for name, chosen in (
        (CERTIFIED, [patch for patch in others if patch.state.is_certified]),
        (PATCHES, [patch for patch in others if not patch.state.is_certified]),
    ):
        if chosen:
            grounds = _grounds([patch.shape for patch in chosen])
            themes.append(ThemeIndex(name, grounds, plane, [patch.number for patch in chosen]))
    return ImpactIndex(themes, plane)


def _grounds(shapes: Sequence[bytes]) -> np.ndarray:
    """Return polygons from WKB, broken ones repaired, object (n,)."""
    read = np.asarray(shapely.from_wkb([shape or None for shape in shapes], on_invalid="ignore"), dtype=object)
    read[shapely.is_missing(read)] = shapely.Polygon()
    broken = ~shapely.is_valid(read)
    if broken.any():
        read[broken] = polygons_only(shapely.make_valid(read[broken]))
    return read
