"""Use case: what moving a line would do to the books and to the control targets. Tried on a copy in memory; nothing is posted.

The land that the move exposes is taken as occupied: one hypothetical project per unit of the books that holds it, with the
requirement its farmland comes to. What the rule set says about lines is unverified: docs/adr/0022-moving-a-line.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Optional

import numpy as np
import pandas as pd
import shapely

from ...core.area.official import official_dm2
from ...core.flows.dividing import OUTSIDE, amount_inside
from ...core.flows.moving import LET_OUT, PARTS, TAKEN_IN, Moved, move, uncovered
from ...core.flows.stocks import adjustable_mask, restorable_masks
from ...core.ledger.books import Books
from ...core.ledger.grades import YieldTable, mean_grade
from ...core.ledger.lines import Farmland, requirement
from ...core.ledger.rules.ruleset import RuleSet, require
from ...core.ledger.units import is_code, stem, within
from ...core.problems import LandGuardError, Message
from ...core.progress import Progress, Stretch
from ...core.quantities import to_m2
from ...core.survey.classes import ClassTable
from ...core.survey.records import Survey
from ..flows.flow_matrix import ZoneLayer
from ..flows.stock_take import Targets, stock_take
from .ports import LedgerStore, Snapshot
from .what_if import IDEA, Idea, WhatIf, as_of, what_if

MOVED = (LET_OUT, TAKEN_IN)
_GRADE_DIGITS = Decimal("0.01")


@dataclass(frozen=True)
class LineRequest:
    """The books and the day, the rules, the survey, the line as it is and as it is proposed, and what kind of line it is.

    Shapes of all layers are in the survey's own plane. `grades` has one entry per survey row; `grade` stands in for patches
    without one, None for none: then their capacity stays unknown.
    """

    snapshot: Snapshot
    ruleset: Callable[[date], RuleSet]
    day: date
    survey: Survey
    classes: ClassTable
    current: ZoneLayer
    proposed: ZoneLayer
    kind: str
    yields: YieldTable
    basic: Optional[ZoneLayer] = None
    targets: Targets = field(default_factory=Targets)
    unit_level: int = 6
    grades: Sequence[Optional[Decimal]] = ()
    grade: Optional[Decimal] = None
    grade_system: str = "15"
    objective: str = "waste"
    rejudge: bool = False


@dataclass(frozen=True)
class LineBalance:
    """The pieces of land that move, the hypothetical projects, the answer of the books, and the stocks before the move.

    pieces      one row per piece; integers of 0.01 m2 and kg: unit, holder, project, bsm, dlbm, part (LET_OUT, TAKEN_IN), exposed,
                area, farmland, adjustable, restorable, in_basic, grade, quantity, paddy, capacity; `index` is the division's piece
    bare        part -> (ground that moves and lies on no patch, its official area in 0.01 m2)
    stock       Table rows of `stock_take` for the present survey
    unknown     farmland exposed whose capacity nobody can tell, in 0.01 m2
    """

    request: LineRequest
    ruleset: RuleSet
    books: Books
    moved: Moved
    pieces: pd.DataFrame
    bare: dict[int, tuple[shapely.Geometry, int]]
    stock: pd.DataFrame
    ideas: tuple[Idea, ...]
    answer: WhatIf
    unknown: int

    def farmland(self, part: int) -> int:
        """Return the farmland of a part that moves, in 0.01 m2."""
        return int(self.pieces.loc[self.pieces["part"] == part, "farmland"].sum())


def line_balance(request: LineRequest, copies: Callable[[Books], LedgerStore], progress: Progress) -> LineBalance:
    """Return what a move does. `copies` gives a ledger in memory with some books.

    Raises LandGuardError LG-LED-060 for a text ledger with unreadable lines, LG-RUL-001 and LG-RUL-002 for a rule set that is not
    in force or says nothing about lines, LG-MOV-001 for exposed farmland without a unit code, and Cancelled.
    """
    flaws = request.snapshot.flaws
    if flaws:
        raise LandGuardError("LG-LED-060", count=len(flaws), line=str(flaws[0].line), first=flaws[0].code)
    ruleset = request.ruleset(request.day)
    require(ruleset, "line", request.day, request.rejudge)
    lines = shapely.from_wkb(request.current.shapes), shapely.from_wkb(request.proposed.shapes)
    moved = move(request.survey, lines[0], lines[1], Stretch(progress, 0.0, 0.5))
    books = as_of(request.snapshot.books, request.day)
    pieces = _pieces(request, moved, ruleset, books, Stretch(progress, 0.5, 0.65))
    pieces, ideas, unknown = _with_requirements(request, pieces, ruleset)
    bare = _bare_ground(request.survey, moved, lines)
    before = request.current if request.kind == "basic" else request.basic
    stock = stock_take(
        request.survey,
        request.classes,
        request.targets,
        before,
        request.unit_level,
        Stretch(progress, 0.65, 0.75),
    )
    answer = what_if(
        lambda: copies(books),
        ideas,
        request.ruleset,
        request.objective,
        request.day,
        Stretch(progress, 0.75, 1.0),
        request.rejudge,
    )
    result = LineBalance(request, ruleset, books, moved, pieces, bare, stock.rows, ideas, answer, unknown)
    _tell(result, progress)
    return result


def _pieces(request: LineRequest, moved: Moved, ruleset: RuleSet, books: Books, progress: Progress) -> pd.DataFrame:
    survey, parts = request.survey, moved.parts
    chosen = np.nonzero(np.isin(parts.zone, MOVED))[0]
    rows = parts.row[chosen]
    codes = survey.rows["dlbm"].to_numpy()[rows]
    net = parts.net[chosen]
    cultivated = request.classes.cultivated_mask(codes)
    some = survey.rows.iloc[rows].reset_index(drop=True)
    now, works = restorable_masks(request.classes, some)
    frame = pd.DataFrame(
        {
            "unit": np.array([code[: request.unit_level] for code in some["unit"]], dtype=object),
            "bsm": some["bsm"].to_numpy(),
            "dlbm": codes,
            "part": parts.zone[chosen],
            "area": net + parts.ridge[chosen],
            "farmland": np.where(cultivated, net, 0),
            "adjustable": np.where(adjustable_mask(request.classes, codes), net, 0),
            "restorable": np.where(now | works, net, 0),
            "grade": np.array([_grade(request, row) for row in rows.tolist()], dtype=object),
        },
        index=chosen,
    )
    exposed = LET_OUT if ruleset.value(f"line.{request.kind}_exposed") == PARTS[LET_OUT] else TAKEN_IN
    frame["exposed"] = frame["part"] == exposed
    homeless = frame[frame["exposed"] & (frame["farmland"] > 0) & ~frame["unit"].map(is_code)]
    if len(homeless):
        raise LandGuardError("LG-MOV-001", count=len(homeless), first=str(homeless["bsm"].iloc[0]))
    homes = {unit: holder_of(unit, books) for unit in frame["unit"].unique()}
    frame["holder"] = frame["unit"].map(homes).astype(object)
    frame["in_basic"] = _in_basic(request, moved, frame, progress)
    return frame


def _grade(request: LineRequest, row: int) -> Optional[Decimal]:
    own = request.grades[row] if request.grades else None
    return request.grade if own is None else own


def holder_of(unit: str, books: Books) -> str:
    """Return the unit of the books that stands for a unit of the survey: itself, else the nearest it lies in, else itself."""
    outer = [code for code, one in books.units.items() if not one.external and within(unit, code)]
    return max(outer, key=lambda code: (len(stem(code)), code)) if outer else unit


def _in_basic(request: LineRequest, moved: Moved, frame: pd.DataFrame, progress: Progress) -> np.ndarray:
    if request.kind == "basic":  # the line itself bounds basic farmland: what it lets out was, what it takes in was not
        return np.where(frame["part"] == LET_OUT, frame["farmland"], 0).astype(np.int64)
    if request.basic is None:
        return np.zeros(len(frame), dtype=np.int64)
    amount = np.zeros(len(moved.parts.row), dtype=np.int64)
    amount[frame.index] = frame["farmland"]
    chosen = frame.index[frame["farmland"] > 0].to_numpy()
    layer = shapely.from_wkb(request.basic.shapes)
    return amount_inside(request.survey, moved.parts, chosen, amount, layer, progress)[frame.index]


def _with_requirements(
    request: LineRequest, pieces: pd.DataFrame, ruleset: RuleSet
) -> tuple[pd.DataFrame, tuple[Idea, ...], int]:
    """Return the pieces with their part of the requirement, one idea per holder that has any, and the farmland of unknown capacity."""
    accounts = ruleset.value(f"line.{request.kind}_accounts")
    frame = pieces.assign(project="", quantity=0, paddy=0, capacity=0)
    columns = ["quantity", "paddy", "capacity"]
    frame[columns] = frame[columns].astype(np.int64)
    ideas, unknown = [], 0
    for holder, group in pieces[pieces["exposed"] & (pieces["farmland"] > 0)].groupby("holder", sort=True):
        land = Farmland(group["farmland"].to_numpy(), list(group["dlbm"]), list(group["grade"]))
        asked = requirement(land, accounts, request.grade_system, request.yields, request.day)
        frame.loc[group.index, columns] = np.column_stack([asked.quantity, asked.paddy, asked.capacity])
        unknown += asked.unknown
        if not asked.amounts:
            continue
        name = f"{IDEA}-{holder}"
        frame.loc[group.index, "project"] = name
        graded = [(int(a), g) for a, g in zip(land.area, land.grades) if g is not None]
        mean = mean_grade(graded)
        grade = None if mean is None else _rounded(mean.numerator, mean.denominator)
        patches = tuple(dict.fromkeys(group["bsm"]))
        title = request.proposed.name
        ideas.append(Idea(title, str(holder), asked.amounts, grade, request.grade_system, name, patches))
    return frame, tuple(ideas), unknown


def _rounded(numerator: int, denominator: int) -> Decimal:
    return (Decimal(numerator) / Decimal(denominator)).quantize(_GRADE_DIGITS, rounding=ROUND_HALF_UP)


def _bare_ground(
    survey: Survey, moved: Moved, lines: tuple[np.ndarray, np.ndarray]
) -> dict[int, tuple[shapely.Geometry, int]]:
    found = {}
    for part, ground in uncovered(survey, moved, lines[0], lines[1]).items():
        area = int(official_dm2([shapely.to_wkb(ground)], survey.plane)[0])
        if area:
            found[part] = (ground, area)
    return found


def _tell(result: LineBalance, progress: Progress) -> None:
    out, taken = (to_m2(result.farmland(part)) for part in MOVED)
    progress.say(Message("LG-MOV-002", {"out": out, "taken": taken, "projects": len(result.ideas)}))
    if result.unknown:
        progress.warn(Message("LG-MOV-003", {"area": to_m2(result.unknown)}))
    if any(idea.required.capacity for idea in result.ideas) and "unverified" in result.request.yields.statuses():
        progress.warn(Message("LG-MOV-007"))
    if result.bare:
        area = sum(area for _, area in result.bare.values())
        progress.warn(Message("LG-MOV-004", {"area": to_m2(area)}))
    foreign = sorted({idea.unit for idea in result.ideas} - set(result.books.units))
    if foreign:
        progress.warn(Message("LG-MOV-005", {"units": ", ".join(foreign)}))
    shapeless = sum(not shape for shape in result.request.survey.shapes)
    if shapeless:
        progress.warn(Message("LG-MOV-006", {"count": shapeless}))


__all__ = ["MOVED", "OUTSIDE", "LineBalance", "LineRequest", "holder_of", "line_balance"]
