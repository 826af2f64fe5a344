"""Use case: ranked candidates for permanent basic farmland near the city, and a choice that reaches a required area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Optional

import numpy as np
import pandas as pd
import shapely

from ...core.basicfarmland import ground
from ...core.basicfarmland.criteria import CRITERIA, refusals, score
from ...core.basicfarmland.selection import Choice, choose, field_of, ranks
from ...core.layers import Column, ShapeTable
from ...core.ledger.rules.ruleset import RuleSet
from ...core.problems import Message, Term
from ...core.progress import Progress, stop_if_cancelled
from ...core.quantities import mu_to_dm2, to_m2
from ...core.survey.classes import ClassTable
from ...core.survey.records import Survey

COLUMNS = (
    Column("rank", "integer"),
    Column("score", "area"),
    *(Column(name, "area") for name in CRITERIA),
    Column("selected", "integer"),
    Column("farmland_m2", "area"),
    Column("bsm"),
    Column("dlbm"),
    Column("unit"),
    Column("distance_m", "number"),
    Column("block_m2", "area"),
    Column("beside_basic", "integer"),
)


@dataclass(frozen=True)
class CandidatesRequest:
    """The survey, what is basic farmland already, the city, the area wanted (mu), and the rules of scoring.

    Shapes of all layers are in the survey's own reference system; `grades` has one entry per survey row, empty for none known.
    """

    survey: Survey
    classes: ClassTable
    existing: Sequence[bytes]
    city: Sequence[bytes]
    required_mu: Decimal
    ruleset: RuleSet
    grades: Sequence[Optional[Decimal]] = ()
    worst_grade: int = 15


@dataclass(frozen=True)
class CandidatesResult:
    """The candidates by rank, the choice, its area, and how many farmland patches were left out and why."""

    table: ShapeTable
    choice: Choice
    selected_dm2: int
    required_dm2: int
    left_out: dict[str, int]


def basic_farmland_candidates(request: CandidatesRequest, progress: Progress) -> CandidatesResult:
    """Return ranked, explained candidates and the choice among them. Nothing is decided: officers do that."""
    survey = request.survey.take(np.nonzero(request.classes.cultivated_mask(_codes(request.survey)))[0])
    grades = _grades(request)
    meridian = ground.common_meridian(request.survey.shapes, request.survey.plane)
    patches, existing, city = (
        ground.metric(shapes, request.survey.plane, meridian)
        for shapes in (survey.shapes, request.existing, request.city)
    )
    farmland = (survey.rows["tbmj"] - survey.rows["ridge"]).to_numpy(dtype=np.int64)
    outside = ground.outside_of(patches, farmland, existing)
    progress.at(0.3)
    stop_if_cancelled(progress)
    gap = float(request.ruleset.number("candidates.neighbour_gap_m"))
    block = _block_areas(patches, farmland, gap)
    reasons = refusals(survey.rows, outside.farmland_dm2, request.ruleset)
    reasons[[not shape for shape in survey.shapes]] = "shapeless"
    index = np.nonzero(reasons == "")[0]
    rows, shapes = survey.rows.iloc[index].reset_index(drop=True), outside.shapes[index]
    away = ground.distances(shapes, city)
    table = score(rows, block[index], away, [grades[k] for k in index], request.worst_grade, request.ruleset)
    progress.at(0.5)
    beside = ground.touches(shapes, existing, gap)
    area = outside.farmland_dm2[index]
    weight = int(request.ruleset.value("candidates.neighbour_weight"))
    field = field_of(area, table["score"].to_numpy(), ground.neighbours(shapes, gap), beside, weight)
    required = mu_to_dm2(request.required_mu)
    choice = choose(field, required)
    progress.at(0.95)
    _tell(choice, field.area_of(choice.taken), required, reasons, progress)
    table = table.assign(
        selected=choice.taken.astype(np.int64),
        farmland_m2=area,
        bsm=rows["bsm"],
        dlbm=rows["dlbm"],
        unit=rows["unit"],
        distance_m=np.floor(away),
        block_m2=block[index],
        beside_basic=beside.astype(np.int64),
    )
    table["rank"] = ranks(table["score"].to_numpy(), area, list(rows["bsm"]))
    output = _in_rank_order(table, _own_shapes(survey, index, outside, patches, request, meridian), survey.crs)
    counts = Counter(str(reason) for reason in reasons if reason)
    return CandidatesResult(output, choice, field.area_of(choice.taken), required, dict(sorted(counts.items())))


def _codes(survey: Survey) -> np.ndarray:
    return survey.rows["dlbm"].to_numpy()


def _grades(request: CandidatesRequest) -> list[Optional[Decimal]]:
    """Return the grade of each farmland patch, in the order of the farmland rows."""
    cultivated = np.nonzero(request.classes.cultivated_mask(_codes(request.survey)))[0]
    return [request.grades[k] if request.grades else None for k in cultivated]


def _block_areas(patches: np.ndarray, farmland: np.ndarray, gap: float) -> np.ndarray:
    """Return int64 (n,): the farmland of the connected block each patch lies in."""
    group = ground.connected(len(patches), ground.neighbours(patches, gap))
    sums = np.zeros(len(patches), dtype=np.int64)
    np.add.at(sums, group, farmland)
    return sums[group]


def _own_shapes(
    survey: Survey,
    index: np.ndarray,
    outside: ground.Outside,
    patches: np.ndarray,
    request: CandidatesRequest,
    meridian: float,
) -> list[bytes]:
    """Return the candidates' shapes in the survey's own system: what of a patch lies outside existing basic farmland."""
    raw = shapely.from_wkb([shape or None for shape in request.existing], on_invalid="ignore")
    own = [survey.shapes[k] for k in index]
    cut = [n for n, k in enumerate(index) if outside.shapes[k] is not patches[k]]
    if not cut:
        return own
    valid = shapely.make_valid(raw[~shapely.is_missing(raw)])
    tree = shapely.STRtree(valid)
    for n in cut:
        patch = shapely.make_valid(shapely.from_wkb(own[n]))
        near = tree.query(patch, predicate="intersects")
        rest = shapely.difference(patch, shapely.union_all(valid[near])) if len(near) else patch
        own[n] = shapely.to_wkb(_polygons(rest))
    return own


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _in_rank_order(table: pd.DataFrame, shapes: list[bytes], crs: str) -> ShapeTable:
    order = np.argsort(table["rank"].to_numpy(), kind="stable")
    rows = table.iloc[order].reset_index(drop=True)
    return ShapeTable(COLUMNS, rows[[column.name for column in COLUMNS]], [shapes[k] for k in order], crs)


def _tell(choice: Choice, selected: int, required: int, reasons: np.ndarray, progress: Progress) -> None:
    for reason, count in sorted(Counter(str(r) for r in reasons if r).items()):
        progress.say(Message("LG-BFC-001", {"count": count, "reason": Term(f"candidate_{reason}")}))
    if selected < required:
        words = {"selected": str(to_m2(selected)), "required": str(to_m2(required))}
        progress.warn(Message("LG-BFC-002", words))
        return
    gap = (choice.cost - choice.bound) / choice.cost * 100 if choice.cost else 0.0
    words = {"selected": str(to_m2(selected)), "required": str(to_m2(required)), "method": choice.method}
    progress.say(Message("LG-BFC-003", {**words, "gap": f"{gap:.4f}"}))
