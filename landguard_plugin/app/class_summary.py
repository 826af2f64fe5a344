"""Use case: class areas by unit in m2, ha or mu, additive both ways, reconciled with the patches they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..core.area.additive import AdditiveTable, additive_table
from ..core.layers import Column, Table
from ..core.problems import Message
from ..core.progress import Progress
from ..core.quantities import to_dm2_array
from ..core.survey.classes import ClassTable
from ..core.survey.records import Survey
from ..core.survey.summary import CLASS_LEVELS, ClassSummary, rolled_up, summarise
from ..core.survey.unit_names import shown_name

PATCH, NET = "TBMJ", "TBDLMJ"
SUMMARY_COLUMNS = (
    Column("unit"),
    Column("class"),
    Column("area", "number", decimals=2),
    Column("unit_name"),
    Column("class_name"),
    Column("area_m2", "area"),
    Column("patches", "integer"),
)


@dataclass(frozen=True)
class SummaryRequest:
    """What to sum up.

    stored   values of `area_field` in m2, float64 (n,), NaN where a row has none; None when the survey's own quantities do
    ridges   values of KCMJ in m2 beside them, likewise; only looked at where TBDLMJ is stored and TBMJ is not
    """

    survey: Survey
    classes: ClassTable
    unit_level: int = 6
    class_level: str = "1"
    area_unit: str = "ha"
    area_field: str = NET
    stored: np.ndarray | None = None
    ridges: np.ndarray | None = None
    unit_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SummaryResult:
    """Class areas, as they are and as they are shown, and the reconciliation: in = out + remainder (0.01 m2)."""

    summary: ClassSummary
    shown: AdditiveTable
    in_dm2: int
    remainder_dm2: int
    ridge_dm2: int
    unknown_dm2: int
    unknown: Mapping[str, int]
    without_area: int
    negative: int

    @property
    def difference_dm2(self) -> int:
        """Return what the reconciliation leaves unexplained; it must be zero."""
        return self.in_dm2 - self.summary.total_dm2 - self.remainder_dm2


@dataclass(frozen=True)
class _Amounts:
    net: np.ndarray
    ridge: np.ndarray
    here: np.ndarray
    without_area: int = 0


def class_summary(request: SummaryRequest, progress: Progress) -> SummaryResult:
    """Return class areas by unit; rows without a usable area are counted and told, never silently left out."""
    rows = request.survey.rows
    codes = rows["dlbm"].to_numpy()
    amounts = _amounts(request, progress)
    negative = amounts.here & (amounts.net < 0)
    if negative.any():
        lost = int(amounts.net[negative].sum())
        progress.warn(Message("LG-SUM-003", {"count": int(negative.sum()), "area_m2": lost / 100}))
    used = ~negative
    units = np.array([code[: request.unit_level] for code in rows["unit"]], dtype=object)
    summary = summarise(
        request.classes, codes[used], units[used], amounts.net[used], amounts.ridge[used], request.class_level
    )
    if (units == "").any():
        progress.warn(Message("LG-SUM-004", {"count": int((units == "").sum())}))
    unknown = request.classes.unknown_codes(codes)
    is_unknown = np.isin(codes.astype(str), list(unknown)) & used
    return SummaryResult(
        summary=summary,
        shown=additive_table(summary.areas, request.area_unit, summary.units, _groups(request, summary)),
        in_dm2=int(amounts.net.sum() + amounts.ridge.sum()),
        remainder_dm2=int(amounts.net[negative].sum() + amounts.ridge[negative].sum()),
        ridge_dm2=int(amounts.ridge[used].sum()),
        unknown_dm2=int(amounts.net[is_unknown].sum()),
        unknown=unknown,
        without_area=amounts.without_area,
        negative=int(negative.sum()),
    )


def _groups(request: SummaryRequest, summary: ClassSummary) -> list[list[str]]:
    """Return the coarser classes of every column, coarsest first, so that tables of all class levels agree when rounded."""
    coarser = CLASS_LEVELS[: CLASS_LEVELS.index(request.class_level)]
    return [[rolled_up(request.classes, code, level) for code in summary.classes] for level in coarser]


def summary_table(request: SummaryRequest, result: SummaryResult, class_name: Callable[[str], str]) -> Table:
    """Return OUTPUT: a row per unit and class that has patches; `area` adds up both ways, `area_m2` is exact."""
    summary, cells = result.summary, result.shown.cells
    rows = [
        (
            unit,
            code,
            int(cells[u, c]) / 100.0,
            shown_name(unit, request.unit_names),
            class_name(code),
            int(summary.areas[u, c]),
            int(summary.patches[u, c]),
        )
        for u, unit in enumerate(summary.units)
        for c, code in enumerate(summary.classes)
        if summary.patches[u, c]
    ]
    return Table.of(SUMMARY_COLUMNS, pd.DataFrame(rows, columns=[column.name for column in SUMMARY_COLUMNS]))


def _amounts(request: SummaryRequest, progress: Progress) -> _Amounts:
    """Return net area and ridge of every patch, int64 (n,), by the field asked for."""
    rows = request.survey.rows
    patch, ridge = rows["tbmj"].to_numpy(), rows["ridge"].to_numpy()
    nothing, everywhere = np.zeros(len(rows), dtype=np.int64), np.ones(len(rows), dtype=bool)
    if request.area_field == PATCH:
        return _Amounts(patch, nothing, everywhere)
    if request.area_field != NET:
        values = request.stored if request.stored is not None else np.full(len(rows), np.nan)
        here = np.isfinite(values)
        if not here.all():
            arguments = {"field": request.area_field, "count": int((~here).sum())}
            progress.warn(Message("LG-SUM-002", arguments))
        return _Amounts(to_dm2_array(np.where(here, values, 0.0)), nothing, here, int((~here).sum()))
    net = patch - ridge
    if request.stored is not None:
        taken = ~rows["stored"].to_numpy() & np.isfinite(request.stored) & (request.stored > 0)
        if taken.any():
            net, ridge = net.copy(), ridge.copy()
            net[taken] = to_dm2_array(request.stored[taken])
            known = np.nan_to_num(request.ridges[taken]) if request.ridges is not None else np.zeros(int(taken.sum()))
            ridge[taken] = to_dm2_array(np.maximum(known, 0.0))
            unknown = int((taken & request.classes.cultivated_mask(rows["dlbm"].to_numpy()) & (ridge == 0)).sum())
            progress.warn(Message("LG-SUM-005", {"count": int(taken.sum()), "ridgeless": unknown}))
    return _Amounts(net, ridge, everywhere)
