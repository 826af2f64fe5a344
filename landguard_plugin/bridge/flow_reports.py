"""The Excel tables of a flow run and of a stocktake: one deed for the algorithms and the dock, so that both print the same digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Optional

import pandas as pd

from ..core.flows.pivot import ALL_UNITS, pivot_of
from ..core.layers import Table
from ..core.problems import Message, Term
from ..core.reports.flows import farmland_report, matrix_report, reconciliation_report
from ..core.reports.records import Report, Text
from ..core.reports.stocks import stocks_report
from ..core.survey.records import Survey
from ..storage import packaged
from .class_reports import class_name, levelling_note
from .library import class_table
from .text import column_title


@dataclass(frozen=True)
class FlowTables:
    """What the tables are made from: MATRIX and RECONCILIATION as frames (areas int64, 0.01 m2, without _m2), and how to show them.

    `area_unit` "" takes ha for the change of classes and mu for farmland, as these tables are handed in.
    """

    matrix: pd.DataFrame
    reconciliation: pd.DataFrame
    method: str
    rules: str
    before: str
    after: str
    with_basic: bool = False
    unit: Optional[str] = ALL_UNITS
    level: str = "first"
    area_unit: str = ""
    unit_names: Mapping[str, str] = field(default_factory=dict)


def frame_of_table(table: Table) -> pd.DataFrame:
    """Return the rows of an output table with area columns named as FlowTables wants them."""
    return table.rows.rename(columns={name: name[:-3] for name in table.rows.columns if name.endswith("_m2")})


def flow_reports(tables: FlowTables, tongue: str) -> list[Report]:
    """Return 土地利用现状变化平衡统计表, the reconciliation and 耕地流向表 of a run."""
    classes = class_table()
    change, farmland = tables.area_unit or "ha", tables.area_unit or "mu"
    square = pivot_of(tables.matrix, tables.unit, tables.level, classes)
    scope: Text = Term("report_every_unit") if tables.unit is ALL_UNITS else _unit(tables.unit, tables.unit_names)
    years = {"before": tables.before, "after": tables.after, "scope": scope}
    subtitle = Message("LG-RPT-109", years)
    method = Message("LG-RPT-110", {"method": tables.method, "rules": tables.rules.rsplit(" ", 1)[-1]})
    common: tuple[Text, ...] = (method, Message("LG-RPT-111"))

    def rounding(unit: str, moved: int) -> tuple[Text, ...]:
        return () if unit == "m2" else (levelling_note(unit, moved, tongue),)

    return [
        matrix_report(
            square,
            change,
            class_name(tongue),
            subtitle,
            (*common, Message("LG-RPT-105"), *rounding(change, square.shown(change).correction)),
        ),
        reconciliation_report(
            tables.reconciliation,
            lambda name: column_title(name, tongue).split("（")[0].split(" (")[0],
            tables.unit_names,
            Message("LG-RPT-109", {**years, "scope": Term("report_every_unit")}),
            (method, Message("LG-RPT-112")),
        ),
        farmland_report(
            tables.matrix,
            classes,
            _kind_of(),
            farmland,
            tables.unit_names,
            tables.with_basic,
            Message("LG-RPT-109", {**years, "scope": Term("report_every_unit")}),
            (*common, Message("LG-RPT-113"), *((Message("LG-RPT-114"),) if farmland != "m2" else ())),
        ),
    ]


def _unit(code: str, names: Mapping[str, str]) -> Text:
    return f"{code} {names.get(code, '')}".strip() or Term("report_no_unit")


def stock_reports(stocks: pd.DataFrame, unit: str, names: Mapping[str, str], survey: Survey) -> list[Report]:
    """Return 耕地保护责任目标完成表 of the rows of a stocktake (0.01 m2) with its notes."""
    notes: list[Text] = [Message("LG-RPT-115")]
    computed = int((~survey.rows["stored"]).sum())
    if computed:
        notes.append(Message("LG-RPT-104", {"count": computed, "rows": len(survey), "method": survey.area_method}))
    if stocks["target_m2"].isna().any() or stocks["basic_target_m2"].isna().any():
        notes.append(Message("LG-RPT-116"))
    if unit != "m2":
        notes.append(Message("LG-RPT-114"))
    return [stocks_report(stocks, unit, names, Message("LG-RPT-101", {"layer": survey.name}), tuple(notes))]


def _kind_of() -> Callable[[str], str]:
    """Return class -> what farmland became, by the longest packaged code that fits; "other" for what no table has."""
    kinds = {row["class"]: row["kind"] for row in packaged.read_csv("ledger/loss_kinds.csv")}
    classes = class_table()

    def kind(code: str) -> str:
        fitting = [known for known in kinds if code.startswith(known)] if classes.get(code) else []
        return kinds[max(fitting, key=len)] if fitting else "other"

    return kind
