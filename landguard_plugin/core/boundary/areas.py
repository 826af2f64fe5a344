"""Declared areas against what the coordinates give: which unit they are in, and which plots do not agree.

Offices declare the area on the projection plane or the official one; either is taken as agreeing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Optional

import numpy as np

from ..area.official import official_areas
from ..area.planes import Plane, ZonePlane
from ..area.zones import GaussKruger
from ..problems import Message, Term
from ..quantities import ha_to_dm2, mu_to_dm2, to_dm2
from ..survey.shapes import zone_area
from .lines import is_number
from .records import AreaUnit, Plot

_M2_PER = {AreaUnit.M2: 1.0, AreaUnit.MU: 2000 / 3, AreaUnit.HA: 10_000.0}
_TO_DM2 = {AreaUnit.M2: to_dm2, AreaUnit.MU: mu_to_dm2, AreaUnit.HA: ha_to_dm2}
_LARGEST = 1e9  # an area beyond this, in any unit, is no plot
_CLEAR = 1.3  # a declared area that fits no unit better than by this factor says nothing of the unit


@dataclass(frozen=True)
class AreasRead:
    """The plots with their declared areas in 0.01 m2, the unit, and what is to be told."""

    plots: tuple[Plot, ...]
    unit: AreaUnit
    notes: tuple[Message, ...]
    warnings: tuple[Message, ...]


def read_areas(plots: Sequence[Plot], zone: Optional[GaussKruger], asked: AreaUnit) -> AreasRead:
    """Return plots with their declared areas read, each held against its coordinates.

    Without a zone (degrees, unknown system) nothing can be measured: the unit is then HA unless asked otherwise, and said so.
    """
    declared = [_declared(plot.header.area) for plot in plots]
    unread = [
        Message("LG-TXT-025", {"line": plot.header.line, "number": plot.header.number, "text": plot.header.area})
        for plot, value in zip(plots, declared)
        if value is None and plot.header.area
    ]
    if not any(value is not None for value in declared):
        return AreasRead(tuple(plots), AreaUnit.HA if asked is AreaUnit.AUTO else asked, (), tuple(unread))
    plane = ZonePlane(zone) if zone else None
    planar = [zone_area(plot.shape, plane) if plane else float("nan") for plot in plots]
    unit, certain = _unit(declared, planar) if asked is AreaUnit.AUTO else (asked, True)
    note = Message("LG-TXT-022" if certain else "LG-TXT-026", {"unit": Term(unit.value)})
    read = tuple(
        replace(plot, declared_dm2=None if value is None else _TO_DM2[unit](value))
        for plot, value in zip(plots, declared)
    )
    warnings = list(unread)
    if plane is not None:
        warnings += _differences(read, declared, planar, plane, unit)
    return AreasRead(read, unit, (note,) if certain else (), tuple(warnings if certain else [*warnings, note]))


def _declared(text: str) -> Optional[Decimal]:
    if not is_number(text) or not 0 < float(text) < _LARGEST:
        return None
    return Decimal(text)


def _unit(declared: Sequence[Optional[Decimal]], planar: Sequence[float]) -> tuple[AreaUnit, bool]:
    """Return the unit that most plots agree with, and whether at least half of them do."""
    votes = dict.fromkeys(_M2_PER, 0)
    counted = 0
    for value, area in zip(declared, planar):
        if value is None or not area > 0:
            continue
        counted += 1
        distance = {unit: abs(np.log(float(value) * size / area)) for unit, size in _M2_PER.items()}
        nearest = min(distance, key=lambda unit: distance[unit])
        votes[nearest] += bool(distance[nearest] < np.log(_CLEAR))
    best = max(votes, key=lambda unit: votes[unit])
    return (best, True) if votes[best] * 2 >= max(counted, 1) else (AreaUnit.HA, False)


def _differences(
    plots: Sequence[Plot], declared: Sequence[Optional[Decimal]], planar: Sequence[float], plane: Plane, unit: AreaUnit
) -> list[Message]:
    official = official_areas([plot.shape for plot in plots], plane)
    found = []
    for plot, value, area, exact in zip(plots, declared, planar, official):
        if value is None:
            continue
        last_digit = 10.0 ** int(value.as_tuple().exponent) * _M2_PER[unit]  # finite: checked by _declared
        stated = float(value) * _M2_PER[unit]
        if min(abs(stated - area), abs(stated - exact)) > max(last_digit, 0.01) * 1.0001:
            found.append(
                Message(
                    "LG-TXT-021",
                    {
                        "line": plot.header.line,
                        "number": plot.header.number,
                        "declared": f"{value} {unit.value}",
                        "declared_m2": stated,
                        "planar_m2": area,
                        "official_m2": float(exact),
                    },
                )
            )
    return found
