"""Use case: the plots of a boundary file become polygons with their areas; what cannot is set aside with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...core.area.official import official_dm2
from ...core.area.planes import Plane
from ...core.boundary.records import Header, Plot, Reading
from ...core.layers import Column, ShapeTable
from ...core.problems import Message
from ...core.progress import Progress
from ...core.survey.shapes import AREA_TOLERANCE_M2, screen

_TEXTS = ("number", "name", "kind", "sheet", "use", "dlbm")

PLOT_COLUMNS = (
    *(Column(name) for name in _TEXTS),
    Column("points", "integer"),
    Column("declared_points", "integer"),
    Column("declared_area"),
    Column("declared_m2", "area"),
    Column("area_m2", "area"),
    Column("file_line", "integer"),
)
REJECTED_COLUMNS = (
    Column("file_line", "integer"),
    Column("number"),
    Column("name"),
    Column("reason_code", "text", 10),
    Column("reason"),
    Column("source"),
)


@dataclass(frozen=True)
class PlotsImported:
    """The plots and the rejected ones in file order; `reasons` runs along `rejected`; read = accepted + rejected."""

    accepted: ShapeTable
    rejected: ShapeTable
    reasons: list[tuple[Message, ...]]
    read: int


def import_plots(
    reading: Reading, plane: Plane, progress: Progress, tolerance_m2: float = AREA_TOLERANCE_M2
) -> PlotsImported:
    """Return what became of every plot of a file: valid shapes with official areas, and the rest with reasons."""
    for message in reading.notes:
        progress.say(message)
    for message in reading.warnings:
        progress.warn(message)
    screened = screen([plot.shape for plot in reading.plots], plane, progress, tolerance_m2)
    kept = [k for k in range(len(reading.plots)) if k not in screened.refused]
    for repair in screened.repairs:
        arguments = {"number": reading.plots[repair.row].header.number, "change_m2": repair.change_m2}
        progress.say(Message("LG-TXT-029", arguments))
    shapes = [screened.shapes[k] for k in kept]
    refused: list[tuple[Header, tuple[Message, ...], str, bytes]] = [
        (entry.header, entry.reasons, entry.source, b"") for entry in reading.refused
    ]
    refused += [
        (reading.plots[k].header, (reason,), "", reading.plots[k].shape) for k, reason in screened.refused.items()
    ]
    refused.sort(key=lambda entry: entry[0].line)
    accepted = _accepted([reading.plots[k] for k in kept], shapes, plane)
    read = len(kept) + len(refused)
    account = Message("LG-TXT-030", {"read": read, "accepted": len(kept), "rejected": len(refused)})
    (progress.warn if refused else progress.say)(account)
    return PlotsImported(accepted, _rejected(refused), [entry[1] for entry in refused], read)


def _accepted(plots: Sequence[Plot], shapes: Sequence[bytes], plane: Plane) -> ShapeTable:
    rows = pd.DataFrame(
        {
            **{name: [getattr(plot.header, name) for plot in plots] for name in _TEXTS},
            "points": [plot.points for plot in plots],
            "declared_points": pd.array([plot.header.points for plot in plots], dtype="Int64"),
            "declared_area": [plot.header.area for plot in plots],
            "declared_m2": pd.array([plot.declared_dm2 for plot in plots], dtype="Int64"),
            "area_m2": official_dm2(shapes, plane) if len(shapes) else np.empty(0, np.int64),
            "file_line": [plot.header.line for plot in plots],
        }
    )
    return ShapeTable(PLOT_COLUMNS, rows, list(shapes))


def _rejected(refused: Sequence[tuple[Header, tuple[Message, ...], str, bytes]]) -> ShapeTable:
    rows = pd.DataFrame(
        {
            "file_line": [header.line for header, *_ in refused],
            "number": [header.number for header, *_ in refused],
            "name": [header.name for header, *_ in refused],
            "reason_code": [reasons[0].code for _, reasons, *_ in refused],
            "reason": "",  # worded by the caller, who knows the language
            "source": [source for *_, source, _ in refused],
        }
    )
    return ShapeTable(REJECTED_COLUMNS, rows, [shape for *_, shape in refused])
