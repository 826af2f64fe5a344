"""Use case: the patches of a campaign go back as they were issued, with our fields behind theirs; what differs is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

import pandas as pd
import shapely

from ...core.layers import Column, Table
from ...core.patches.arriving import NUMBER_FIELDS, field_for, issued_value, text_of_value
from ...core.patches.records import Patch
from ...core.survey.delivery import Delivery
from .importing import ArrivedFile

#: our fields behind the issued ones: name (10 bytes, as a .dbf keeps them) -> how it is filled
OURS = ("lg_number", "lg_state", "lg_verdict", "lg_path", "lg_opinion", "lg_person", "lg_at", "lg_area_m2", "lg_uid")
DIFFERENCES = (Column("number"), Column("kind"), Column("field"), Column("issued"), Column("returned"))
_MOVED_M2 = 0.01  # less shared ground missing than this is the grid, not another shape


@dataclass(frozen=True)
class Returned:
    """What goes back: the patches in order, for each the row of the issued file it answers (None for drawn or split ones)."""

    patches: tuple[Patch, ...]
    rows: tuple[Optional[int], ...]
    differences: Table


def answer(patches: Sequence[Patch], issued: Optional[ArrivedFile]) -> Returned:
    """Return the living patches in the order of the issued file, others behind, and every difference to that file.

    Kinds of difference: missing (issued, not returned), added (returned, not issued), field (an issued attribute is another),
    shape (other ground). Without the issued file nothing can be compared, and nothing is.
    """
    if issued is None:
        return Returned(tuple(patches), (None,) * len(patches), _table([]))
    rows = _rows_by_number(issued.source)
    ordered = sorted(patches, key=lambda patch: rows.get(patch.number, len(rows)))
    found: list[tuple[str, str, str, str, str]] = []
    here = {patch.number for patch in patches}
    found += [(number, "missing", "", number, "") for number in rows if number not in here]
    answers: list[Optional[int]] = []
    for patch in ordered:
        row = rows.get(patch.number)
        answers.append(row)
        if row is None:
            found.append((patch.number, "added", "", "", patch.origin.value))
        else:
            found += _of_fields(patch, issued.source, row)
            found += _of_shape(patch, issued.shapes[row])
    return Returned(tuple(ordered), tuple(answers), _table(found))


def our_values(patch: Patch) -> tuple[object, ...]:
    """Return the values of OURS for a patch."""
    judged = patch.judgement
    return (
        patch.number,
        patch.state.value,
        judged.verdict if judged else "",
        "/".join(judged.path) if judged else "",
        judged.opinion if judged else "",
        judged.actor.person if judged else "",
        judged.at if judged else "",
        patch.area_dm2 / 100,
        patch.uid,
    )


def _rows_by_number(source: Delivery) -> dict[str, int]:
    names = [entry.name for entry in source.fields]
    column = field_for(names, NUMBER_FIELDS)
    if column is None:
        return {}
    rows: dict[str, int] = {}
    for row, value in enumerate(source.columns[column]):
        rows.setdefault(text_of_value(value), row)
    return rows


def _of_fields(patch: Patch, source: Delivery, row: int) -> list[tuple[str, str, str, str, str]]:
    found = []
    for entry, column in zip(source.fields, source.columns):
        was, now = issued_value(column[row]), patch.issued.get(entry.name)
        if was != now:
            found.append((patch.number, "field", entry.name, text_of_value(was), text_of_value(now)))
    return found


def _of_shape(patch: Patch, shape: bytes) -> list[tuple[str, str, str, str, str]]:
    was = shapely.from_wkb(shape, on_invalid="ignore") if shape else None
    if was is None or not was.is_valid:
        return [(patch.number, "shape", "", "-", "")]
    now = shapely.from_wkb(patch.shape)
    moved = was.symmetric_difference(now).area
    if moved <= max(_MOVED_M2, 1e-4 * was.length):
        return []
    return [(patch.number, "shape", "", f"{was.area:.2f} m2", f"{now.area:.2f} m2")]


def _table(found: Sequence[tuple[str, str, str, str, str]]) -> Table:
    return Table.of(
        DIFFERENCES, pd.DataFrame(list(found), columns=[column.name for column in DIFFERENCES], dtype=object)
    )
