"""Use case: a survey delivery becomes a DLTB layer; what cannot is set aside row by row with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Callable, Optional

import numpy as np
import pandas as pd

from ..core.area.planes import Plane
from ..core.layers import Column, ShapeTable
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress, Stretch
from ..core.survey.classes import ClassTable
from ..core.survey.conversion import AREAS
from ..core.survey.delivery import Delivery
from ..core.survey.fields import FieldTable
from ..core.survey.intake import AreaFilling, Intake, counted_reasons
from ..core.survey.mapping import FieldMapping, map_fields
from ..core.survey.shapes import AREA_TOLERANCE_M2, easting_range
from ..core.survey.units import Units

_FEW_NAMED = 20
_NOT_DRAWABLE = {"LG-IMP-101", "LG-IMP-102", "LG-IMP-103"}  # no shape, no polygon, coordinates that are no numbers


@dataclass(frozen=True)
class ImportRules:
    """What the user decided about a delivery.

    field_map   logical field -> source field, None to leave it out
    class_map   source class -> DLBM; None to take the codes as they are
    """

    field_map: Mapping[str, Optional[str]] = field(default_factory=dict)
    class_map: Optional[Mapping[str, str]] = None
    year: Optional[int] = None
    tolerance_m2: float = AREA_TOLERANCE_M2
    areas: AreaFilling = AreaFilling.FILL


@dataclass(frozen=True)
class UnitFinder:
    """The unit layer, and how points of the delivery get into its reference system."""

    units: Units
    to_units: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class ImportResult:
    """The DLTB layer and the rejected rows with their reasons, in source order; `reasons` runs along `rejected`."""

    accepted: ShapeTable
    rejected: ShapeTable
    reasons: list[list[Message]]
    read: int
    repaired: int


REJECTED_COLUMNS = (
    Column("row", "integer"),
    Column("reason_code", "text", 10),
    Column("reason", "text"),
    Column("bsm", "text"),
    Column("tbbh", "text"),
    Column("dlbm", "text"),
    Column("source", "text"),
)


def import_survey(
    delivery: Delivery,
    plane_of_eastings: Callable[[tuple[float, float]], Plane],
    rules: ImportRules,
    fields: FieldTable,
    classes: ClassTable,
    progress: Progress,
    units: Optional[UnitFinder] = None,
) -> ImportResult:
    """Return what became of every row of a delivery.

    `plane_of_eastings` takes the (least, greatest) easting and returns the plane of the delivery, or raises when there is
    none (LG-CRS-00x). Raises LandGuardError LG-IMP-003 when no field carries the class code.
    """
    mapping = map_fields(fields, delivery.fields, rules.field_map, delivery.encoding or None)
    _tell_mapping(delivery, mapping, fields, progress)
    if "DLBM" not in mapping.positions:
        listed = ", ".join(source.name for source in delivery.fields) or "-"
        raise LandGuardError("LG-IMP-003", layer=delivery.name, fields=listed)
    plane = plane_of_eastings(easting_range(delivery.shapes))
    intake = Intake(delivery, fields, classes, progress)
    intake.convert(mapping)
    if rules.class_map is not None:
        intake.map_classes(rules.class_map)
    intake.mend_classes()
    intake.fill_year(rules.year)
    intake.progress = Stretch(progress, 0.3, 0.6)
    repaired = intake.screen_shapes(plane, rules.tolerance_m2)
    if units is not None:
        intake.fill_units(units.units, units.to_units)
    intake.progress = Stretch(progress, 0.6, 0.8)
    intake.fill_areas(plane, rules.areas)
    return _result(intake, mapping, fields, repaired, progress)


def _result(
    intake: Intake, mapping: FieldMapping, fields: FieldTable, repaired: int, progress: Progress
) -> ImportResult:
    kept = np.nonzero(intake.kept)[0]
    rows = intake.frame(kept)
    columns = tuple(_column(definition.name, rows, fields, progress) for definition in fields)
    accepted = ShapeTable(columns, rows, [intake.shapes[row] for row in kept])
    refused = np.nonzero(~intake.kept)[0]
    reasons = [intake.reasons[int(row)] for row in refused]
    rejected = ShapeTable(
        REJECTED_COLUMNS,
        pd.DataFrame(
            {
                "row": intake.delivery.row_numbers[refused],
                "reason_code": [messages[0].code for messages in reasons],
                "reason": "",  # worded by the caller, who knows the language
                **{name: _originals(intake, mapping, name.upper(), refused) for name in ("bsm", "tbbh", "dlbm")},
                "source": [intake.raw(int(row)) for row in refused],
            }
        ),
        [intake.delivery.shapes[row] if _NOT_DRAWABLE.isdisjoint(_codes(intake, row)) else b"" for row in refused],
    )
    counts = ", ".join(f"{code} × {count}" for code, count in counted_reasons(intake.reasons).items())
    account = Message(
        "LG-IMP-044",
        {"read": len(intake), "accepted": len(kept), "rejected": len(refused), "reasons": counts or "-"},
    )
    (progress.warn if len(refused) else progress.say)(account)
    return ImportResult(accepted, rejected, reasons, len(intake), repaired)


def _column(name: str, rows: pd.DataFrame, fields: FieldTable, progress: Progress) -> Column:
    definition = fields[name]
    if definition.kind == "Int":
        return Column(name, "integer", definition.width, title=definition.title_zh)
    if definition.kind == "Float":
        kind = "area" if name in AREAS else "number"
        return Column(name, kind, definition.width, definition.decimals, definition.title_zh)
    widest = max((len(value) for value in rows[name] if value), default=0)
    if widest > definition.width:
        count = sum(len(value) > definition.width for value in rows[name] if value)
        width = definition.width
        progress.warn(Message("LG-IMP-034", {"field": name, "count": count, "width": width, "wide": widest}))
    return Column(name, "text", max(definition.width, widest), title=definition.title_zh)


def _codes(intake: Intake, row: int) -> set[str]:
    return {reason.code for reason in intake.reasons[int(row)]}


def _originals(intake: Intake, mapping: FieldMapping, logical: str, rows: np.ndarray) -> list[Optional[str]]:
    position = mapping.positions.get(logical)
    if position is None:
        return [None] * len(rows)
    values = intake.delivery.columns[position]
    return [None if values[row] is None else str(values[row]) for row in rows]


def _tell_mapping(delivery: Delivery, mapping: FieldMapping, fields: FieldTable, progress: Progress) -> None:
    names = [source.name for source in delivery.fields]
    pairs = [f"{logical} ← {names[position]}" for logical, position in mapping.positions.items()]
    progress.say(Message("LG-IMP-021", {"count": len(pairs), "list": ", ".join(pairs) or "-"}))
    if mapping.left_over:
        more = len(mapping.left_over) - _FEW_NAMED
        listed = ", ".join(mapping.left_over[:_FEW_NAMED]) + (f" … +{more}" if more > 0 else "")
        progress.say(Message("LG-IMP-022", {"count": len(mapping.left_over), "list": listed}))
    if mapping.ambiguous:
        progress.warn(Message("LG-IMP-023", {"list": ", ".join(mapping.ambiguous)}))
    missing = [d.name for d in fields if d.mandatory and d.name not in mapping.positions]
    if missing:
        progress.say(Message("LG-IMP-024", {"count": len(missing), "list": ", ".join(missing)}))
    if delivery.cut:
        progress.warn(Message("LG-IMP-035", {"count": delivery.cut}))
