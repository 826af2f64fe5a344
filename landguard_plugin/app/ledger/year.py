"""Use case: the balance of a year from the flow matrix's pieces, under the rule set of that year, patch-backed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Callable

import pandas as pd

from ...core.layers import Column, Table
from ...core.ledger.flaws import Flaw
from ...core.ledger.rules.ruleset import RuleSet, require
from ...core.ledger.year import LOSS_KINDS, Exemption, YearTables, classify, in_out_balance, pieces_of, year_balance
from ...core.ledger.year_findings import in_out_findings, undocumented

_YEAR = (
    "farmland_before",
    "farmland_after",
    "stable_new",
    "unstable_new",
    "loss",
    *(f"loss_{kind}" for kind in LOSS_KINDS),
    "loss_planting",
    "loss_basic",
    "exempt",
    "claimed",
    "ridge",
    "net",
    "cap",
    "net_all",
    "net_without_construction",
    "cap_all",
    "cap_without_construction",
    "carried",
    "difference",
)
_IN_OUT = ("turned_out", "turned_in", "turned_in_unstable", "exempt", "claimed", "net_in_out", "out_basic")
DETAIL_COLUMNS = (
    Column("unit"),
    Column("term"),
    Column("kind"),
    Column("bsm_before"),
    Column("bsm_after"),
    Column("dlbm_before"),
    Column("dlbm_after"),
    Column("area_m2", "area"),
    Column("in_basic_m2", "area"),
    Column("cause"),
    Column("stable"),
    Column("document"),
)


@dataclass(frozen=True)
class YearRequest:
    """The pieces (as the flow matrix writes them, m2), and what is known about patches by BSM."""

    pieces: pd.DataFrame
    tables: YearTables
    ruleset: Callable[[str, date], RuleSet]  # (section, day) -> the named set or the one in force
    section: str  # "year" or "in_out"
    day: date  # the last day of the year that is balanced
    digits: int = 6
    stable: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[str, Decimal] = field(default_factory=dict)
    exemptions: Mapping[str, Exemption] = field(default_factory=dict)
    carried: Mapping[str, int] = field(default_factory=dict)
    rejudge: bool = False
    in_dm2: bool = False


@dataclass(frozen=True)
class YearResult:
    """One row per unit (areas in 0.01 m2), the classified pieces behind every figure, findings, and the rule set."""

    table: pd.DataFrame
    pieces: pd.DataFrame
    flaws: tuple[Flaw, ...]
    ruleset: RuleSet
    section: str

    @property
    def difference(self) -> int:
        """Return what stock before and after do not explain, in absolute terms; it must be 0."""
        return int(self.table["difference"].abs().sum()) if "difference" in self.table else 0

    def output(self) -> Table:
        """Return the balance as an output table; both readings of net and cap are always in it."""
        names = _YEAR if self.section == "year" else _IN_OUT
        rows = self.table.rename(columns={name: f"{name}_m2" for name in names})
        return Table.of([Column("unit"), *(Column(f"{name}_m2", "area") for name in names)], rows)

    def detail(self) -> Table:
        """Return every piece with the term it counts for, farmland of either year only."""
        rows = self.pieces[self.pieces["term"] != "none"].rename(columns={"area": "area_m2", "in_basic": "in_basic_m2"})
        rows = rows.assign(cause=rows["cause_code"])
        return Table.of(DETAIL_COLUMNS, rows)


def balance_year(request: YearRequest) -> YearResult:
    """Return the balance of a year.

    Raises LandGuardError LG-RUL-001 for a rule set not in force on the year's last day, LG-YBL-001 and LG-YBL-002 for pieces that
    cannot be used.
    """
    ruleset = request.ruleset(request.section, request.day)
    require(ruleset, request.section, request.day, request.rejudge)
    pieces = classify(
        pieces_of(request.pieces, request.in_dm2),
        request.tables,
        ruleset,
        request.section,
        request.stable,
        request.exemptions,
    )
    if request.section == "year":
        table = year_balance(pieces, ruleset, request.digits, request.carried)
        flaws = tuple(undocumented(table))
    else:
        table = in_out_balance(pieces, ruleset, request.digits)
        flaws = tuple(in_out_findings(table, pieces, ruleset, request.grades))
    return YearResult(table, pieces, flaws, ruleset, request.section)
