"""Use case: the flows between two survey years, with causes, inside and outside basic farmland, reconciled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...core.flows.causes import CauseRules
from ...core.flows.dividing import plane_scale, shares_inside
from ...core.flows.ground import Checked, Overlap, check_shapes, settle_ground
from ...core.flows.laying import CLOSURE_M2, Year, lay_over
from ...core.flows.lines import LAND, lines_of
from ...core.flows.matrix import Accounted
from ...core.flows.parts import COMMON, NONE, Parts
from ...core.flows.quantities import Quantities, measure_parts, share_quantities
from ...core.flows.zones import OUTSIDE, cut_by_zones, inside_of, recut
from ...core.geometry.identity import NO_MATE
from ...core.geometry.scan import Scan, Scanned, scan_shapes
from ...core.problems import Message
from ...core.progress import Progress, Stretch, stop_if_cancelled
from ...core.survey.classes import ClassTable
from ...core.survey.coverage import prove_cover, prove_successor
from ...core.survey.records import Survey

#: a shape may be mended when that changes its official area by at most this (m2)
MENDING_M2 = 0.01


@dataclass(frozen=True)
class ZoneLayer:
    """Polygons of another layer, in the survey's plane: units with their codes, basic farmland or approved land."""

    name: str
    shapes: list[bytes]
    codes: Sequence[str] = ()


@dataclass(frozen=True)
class FlowRequest:
    """What to account. Both years must be in the same plane; `unit_level` is the number of digits of the unit code."""

    before: Survey
    after: Survey
    classes: ClassTable
    rules: CauseRules
    unit_level: int = 6
    units: ZoneLayer | None = None
    basic: ZoneLayer | None = None
    approved: ZoneLayer | None = None
    workers: int = 2


@dataclass(frozen=True)
class FlowResult:
    """The account, with the cause of every line and what the shapes needed."""

    account: Accounted
    causes: np.ndarray
    approved: np.ndarray
    before_dm2: int
    after_dm2: int
    changed_dm2: int
    difference_dm2: int


def flow_matrix(request: FlowRequest, progress: Progress) -> FlowResult:
    """Return the flows of a request. Raises Cancelled, and LandGuardError for unusable layers."""
    before, after = request.before, request.after
    scale = plane_scale(before)
    parts = _lay_over(request, scale, Stretch(progress, 0.0, 0.6))
    shape_of = _ShapeReader(before, after)
    parts, unit, unit_after = _by_unit(request, parts, shape_of, scale, Stretch(progress, 0.6, 0.75))
    parts, unit, unit_after, approved = _by_approval(request, parts, shape_of, unit, unit_after, scale, progress)
    weights = measure_parts(parts, before.plane, Stretch(progress, 0.75, 0.85))
    quantities = share_quantities(parts, weights, before.rows, after.rows)
    before_class, after_class = before.rows["dlbm"].to_numpy(), after.rows["dlbm"].to_numpy()
    lines = lines_of(parts, quantities, before_class, after_class)
    in_basic = _in_basic(request, parts, shape_of, lines.rows, Stretch(progress, 0.85, 1.0))
    account = Accounted(parts, quantities, unit, unit_after, lines, in_basic)
    causes = _causes(request, parts, before_class, after_class, approved)[lines.rows["part"].to_numpy()]
    return _result(account, causes, approved, before, after)


def _result(account: Accounted, causes: np.ndarray, approved: np.ndarray, before: Survey, after: Survey) -> FlowResult:
    rows, parts, quantities = account.lines.rows, account.parts, account.quantities
    common = parts.kind[rows["part"].to_numpy()] == COMMON
    changed = common & (rows["from_class"] != rows["to_class"]).to_numpy()
    unexplained = parts.gap_m2 > 0
    return FlowResult(
        account=account,
        causes=causes,
        approved=approved,
        before_dm2=before.total_dm2,
        after_dm2=after.total_dm2,
        changed_dm2=int(rows["area"].to_numpy()[changed].sum()),
        difference_dm2=int(_own(parts, quantities)[unexplained].sum()),
    )


def _own(parts: Parts, quantities: Quantities) -> np.ndarray:
    return np.where(parts.before != NONE, quantities.before, quantities.after)


def _lay_over(request: FlowRequest, scale: float, progress: Progress) -> Parts:
    before, after = request.before, request.after
    mates = after.mates_in(before)
    progress.at(0.05)
    every = np.arange(len(before), dtype=np.int64)
    scan = before.scan or scan_shapes(before.shapes, Stretch(progress, 0.05, 0.1))
    checked_before = check_shapes(
        before.shapes, every, before.plane, MENDING_M2, request.workers, Stretch(progress, 0.1, 0.2), scan.certain
    )
    changed = np.nonzero(mates == NO_MATE)[0]
    come = [after.shapes[row] for row in changed.tolist()]
    new = Scanned(come, scan_shapes(come, Stretch(progress, 0.2, 0.22)))
    certain = np.zeros(len(after), dtype=bool)
    certain[changed] = new.scan.certain
    checked_after = check_shapes(
        after.shapes, changed, after.plane, MENDING_M2, request.workers, Stretch(progress, 0.22, 0.25), certain
    )
    same = np.nonzero(mates != NO_MATE)[0]
    checked_after.usable[same] = checked_before.usable[mates[same]]
    for row in same[np.isin(mates[same], list(checked_before.mended))]:
        checked_after.mended[int(row)] = checked_before.mended[int(mates[row])]
    for row in same[~checked_before.usable[mates[same]]]:
        checked_after.reasons[int(row)] = checked_before.reasons[int(mates[row])]
    claimed_before, claimed_after = _claims(
        request, scan, new, checked_before, checked_after, mates, CLOSURE_M2 / scale, Stretch(progress, 0.25, 0.55)
    )
    mates = _only_safe_mates(mates, checked_before.usable, claimed_before, claimed_after)
    active_before = np.ones(len(before), dtype=bool)
    active_before[mates[mates != NO_MATE]] = False
    ground_before = settle_ground(before.shapes, checked_before, claimed_before, active_before)
    ground_after = settle_ground(after.shapes, checked_after, claimed_after, mates == NO_MATE)
    _tell_shapes(before, ground_before.reasons, ground_before.lost, progress)
    _tell_shapes(after, ground_after.reasons, ground_after.lost, progress)
    return lay_over(
        Year(before.shapes, ground_before),
        Year(after.shapes, ground_after),
        mates,
        scale,
        request.workers,
        Stretch(progress, 0.6, 1.0),
    )


def _claims(
    request: FlowRequest,
    scan: Scan,
    new: Scanned,
    checked_before: Checked,
    checked_after: Checked,
    mates: np.ndarray,
    smallest: float,
    progress: Progress,
) -> tuple[list[Overlap], list[Overlap]]:
    """Return the ground claimed twice in each year; the later year is proved from the earlier by what changed."""
    before, after = request.before, request.after
    rows = np.nonzero(checked_before.usable)[0]
    first = prove_cover(
        before.shapes, rows, smallest, request.workers, Stretch(progress, 0.0, 0.5), checked_before.mended, scan
    )
    if (
        checked_before.usable.all()
        and checked_after.usable.all()
        and not (checked_before.mended or checked_after.mended)
    ):
        replaced = np.setdiff1d(np.arange(len(before)), mates[mates != NO_MATE])
        old = Scanned([before.shapes[row] for row in replaced.tolist()], scan.take(replaced))
        boxes = np.empty((len(after), 4))
        same = mates != NO_MATE
        boxes[same], boxes[~same] = scan.boxes[mates[same]], new.scan.boxes
        later = Stretch(progress, 0.5, 1.0)
        second = prove_successor(first, old, new, after.shapes, boxes, smallest, request.workers, later)
        return first.overlaps, second.overlaps
    rows = np.nonzero(checked_after.usable)[0]
    second = prove_cover(
        after.shapes, rows, smallest, request.workers, Stretch(progress, 0.5, 1.0), checked_after.mended
    )
    return first.overlaps, second.overlaps


def _only_safe_mates(
    mates: np.ndarray, usable_before: np.ndarray, claimed_before: Sequence[Overlap], claimed_after: Sequence[Overlap]
) -> np.ndarray:
    """Return the mates without the pairs on ground that somebody else claims too, and without unusable shapes."""
    safe = mates.copy()
    rows_before = {row for _, rows in claimed_before for row in rows}
    rows_after = {row for _, rows in claimed_after for row in rows}
    safe[list(rows_after)] = NO_MATE
    safe[np.isin(mates, list(rows_before))] = NO_MATE
    paired = safe != NO_MATE
    safe[np.nonzero(paired)[0][~usable_before[safe[paired]]]] = NO_MATE
    return safe


def _tell_shapes(
    survey: Survey, reasons: dict[int, str], lost: Sequence[tuple[int, object]], progress: Progress
) -> None:
    bsm = survey.rows["bsm"]
    if reasons:
        row = min(reasons)
        progress.warn(
            Message(
                "LG-FLO-002",
                {
                    "layer": survey.name,
                    "count": len(reasons),
                    "bsm": bsm[row],
                    "row": str(survey.row_numbers[row]),
                    "reason": reasons[row],
                },
            )
        )
    if lost:
        progress.warn(Message("LG-FLO-003", {"layer": survey.name, "count": len(lost), "bsm": bsm[lost[0][0]]}))


class _ShapeReader:
    """Gives the shape of any part: its own, or that of the whole patch, decoded when asked."""

    def __init__(self, before: Survey, after: Survey) -> None:
        self._before, self._after = before, after
        self.parts: Parts | None = None

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        parts = self.parts
        if parts is None:
            raise LookupError("no parts to read")
        shapes = parts.shapes[positions].copy()
        for index in np.nonzero(shapely.is_missing(shapes))[0]:
            position = positions[index]
            row, year = (
                (parts.before[position], self._before)
                if parts.before[position] != NONE
                else (parts.after[position], self._after)
            )
            shapes[index] = shapely.from_wkb(year.shapes[row] or None, on_invalid="ignore")
        return shapes


def _by_unit(
    request: FlowRequest, parts: Parts, shape_of: _ShapeReader, scale: float, progress: Progress
) -> tuple[Parts, np.ndarray, np.ndarray]:
    """Return the parts cut by units, and the unit code of each by the earlier and by the later year."""
    if request.units is not None:
        shape_of.parts = parts
        zones = shapely.from_wkb(request.units.shapes)
        cut = cut_by_zones(len(parts), _measurable(parts), shape_of, zones, scale, progress)
        codes = np.array([*request.units.codes, ""], dtype=object)
        unit = codes[np.where(cut.zone == OUTSIDE, len(codes) - 1, cut.zone)]
        return recut(parts, cut), unit, unit
    level = request.unit_level
    earlier, later = (_shortened(year.rows["unit"], level) for year in (request.before, request.after))
    unit_before = _pick(earlier, parts.before)
    unit_after = _pick(later, parts.after)
    return (
        parts,
        np.where(unit_before == "", unit_after, unit_before),
        np.where(unit_after == "", unit_before, unit_after),
    )


def _shortened(codes: pd.Series, level: int) -> np.ndarray:
    """Return the first digits of every code; a county has few units, so each is cut once."""
    position, units = pd.factorize(codes)
    return np.array([unit[:level] for unit in units], dtype=object)[position]


def _pick(codes: np.ndarray, rows: np.ndarray) -> np.ndarray:
    picked = np.full(len(rows), "", dtype=object)
    here = rows != NONE
    picked[here] = codes[rows[here]]
    return picked


def _measurable(parts: Parts) -> np.ndarray:
    """Return the positions of parts that lie somewhere: all but unusable shapes and unexplained gaps."""
    return np.nonzero((parts.kind <= 2) & (parts.gap_m2 == 0))[0]


def _by_approval(
    request: FlowRequest,
    parts: Parts,
    shape_of: _ShapeReader,
    unit: np.ndarray,
    unit_after: np.ndarray,
    scale: float,
    progress: Progress,
) -> tuple[Parts, np.ndarray, np.ndarray, np.ndarray]:
    """Return the parts with farmland outflow cut by approved land, and which parts are approved."""
    if request.approved is None:
        return parts, unit, unit_after, np.zeros(len(parts), dtype=bool)
    stop_if_cancelled(progress)
    shape_of.parts = parts
    was = request.classes.cultivated_mask(_pick(request.before.rows["dlbm"].to_numpy(), parts.before))
    becomes = request.classes.cultivated_mask(_pick(request.after.rows["dlbm"].to_numpy(), parts.after))
    outflow = np.nonzero((parts.kind == COMMON) & was & ~becomes)[0]
    zones = shapely.from_wkb(request.approved.shapes)
    cut = cut_by_zones(len(parts), outflow, shape_of, zones, scale, Stretch(progress, 0.75, 0.75))
    return recut(parts, cut), unit[cut.origin], unit_after[cut.origin], cut.zone != OUTSIDE


def _in_basic(
    request: FlowRequest, parts: Parts, shape_of: _ShapeReader, lines: pd.DataFrame, progress: Progress
) -> np.ndarray:
    """Return the part of each line inside basic farmland, int64, 0.01 m2."""
    part, area = lines["part"].to_numpy(), lines["area"].to_numpy()
    if request.basic is None:
        return np.zeros(len(part), dtype=np.int64)
    shape_of.parts = parts
    layer = shapely.from_wkb(request.basic.shapes)
    inside = inside_of(len(parts), _measurable(parts), shape_of, layer, progress)
    fraction = (inside.state == 1).astype(np.float64)
    positions, share = shares_inside(inside, shape_of, request.before.plane)
    fraction[positions] = share
    return np.where(fraction[part] >= 1.0, area, np.floor(area * fraction[part] + 0.5).astype(np.int64))


def _causes(
    request: FlowRequest, parts: Parts, before_class: np.ndarray, after_class: np.ndarray, approved: np.ndarray
) -> np.ndarray:
    planting = _pick(request.after.rows["planting"].to_numpy(), parts.after)
    named = request.rules.name_flows(
        request.classes, _pick(before_class, parts.before), _pick(after_class, parts.after), planting, approved
    )
    return np.where(parts.kind == COMMON, named, "")


__all__ = ["LAND", "FlowRequest", "FlowResult", "ZoneLayer", "flow_matrix"]
