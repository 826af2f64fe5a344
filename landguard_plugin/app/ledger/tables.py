"""The ledger's output tables: integers of 0.01 m2 and kg become columns that say which they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ...core.layers import Column, Table
from ...core.ledger.amounts import CAPACITY
from ...core.ledger.flaws import Flaw
from ...core.ledger.statement import COLUMNS, DETAILS

M2, KG = "m2", "kg"
STATEMENT_COLUMNS = (
    Column("unit"),
    Column("account"),
    *(Column(name, "area") for name in COLUMNS[2:]),
    Column("measure"),
    *(Column(name, "area") for name in DETAILS),
)
PROJECT_COLUMNS = (
    Column("project"),
    Column("account"),
    Column("required", "area"),
    Column("written_off", "area"),
    Column("rate", "number"),
    Column("short", "area"),
    Column("measure"),
    Column("unit"),
    Column("name"),
    Column("reserved", "area"),
    Column("over", "area"),
    Column("state"),
)
POSTING_COLUMNS = (
    Column("date", "date"),
    Column("batch"),
    Column("kind"),
    Column("unit"),
    Column("account"),
    Column("book"),
    Column("amount", "area"),
    Column("measure"),
    Column("project"),
    Column("lot"),
    Column("patches"),
    Column("document"),
)
FINDING_COLUMNS = (
    Column("rule"),
    Column("level"),
    Column("subject"),
    Column("line", "integer"),
    Column("message"),
)


def measures(accounts: Iterable[str]) -> list[str]:
    """Return m2 or kg for each account."""
    return [KG if account == CAPACITY else M2 for account in accounts]


def in_hundredths(accounts: pd.Series, amounts: pd.Series) -> np.ndarray:
    """Return amounts as hundredths of their measure: areas are stored so already, kg are multiplied.

    An output column of kind "area" is written with two decimals; this is what makes one column carry m2 and kg rows.
    """
    factor = np.where((accounts == CAPACITY).to_numpy(), 100, 1).astype(np.int64)
    return amounts.to_numpy(dtype=np.int64) * factor


def statement_table(statement: pd.DataFrame) -> Table:
    """Return a statement as an output table."""
    rows = statement.copy()
    for name in (*COLUMNS[2:], *DETAILS):
        rows[name] = in_hundredths(rows["account"], rows[name])
    rows["measure"] = measures(rows["account"])
    return Table.of(STATEMENT_COLUMNS, rows)


def project_table(coverage: pd.DataFrame, names: dict[str, str], states: dict[str, str]) -> Table:
    """Return the coverage of projects as an output table; `rate` is written off over required, empty where nothing is required."""
    rows = coverage.copy()
    rows["rate"] = [ratio(used, need) for used, need in zip(rows["written_off"], rows["required"])]
    for name in ("required", "written_off", "short", "reserved", "over"):
        rows[name] = in_hundredths(rows["account"], rows[name])
    rows["measure"] = measures(rows["account"])
    rows["name"] = [names.get(project, "") for project in rows["project"]]
    rows["state"] = [states.get(project, "") for project in rows["project"]]
    return Table.of(PROJECT_COLUMNS, rows)


def ratio(part: int, whole: int) -> float:
    """Return part / whole (补足率 = 核销/应补); NaN when nothing is required."""
    return int(part) / int(whole) if whole > 0 else float("nan")


def posting_table(postings: pd.DataFrame) -> Table:
    """Return postings (as `postings.frame_of` gives them) as an output table."""
    rows = postings.copy()
    rows["account"] = rows["account"].astype(str)
    rows["amount"] = in_hundredths(rows["account"], rows["amount"])
    rows["measure"] = measures(rows["account"])
    rows["date"] = [day.isoformat() for day in rows["date"]]
    rows["patches"] = [",".join(patches) for patches in rows["patches"]]
    return Table.of(POSTING_COLUMNS, rows)


def finding_table(flaws: Sequence[Flaw], words: Sequence[str]) -> Table:
    """Return flaws with their sentences (the bridge has the words) as an output table."""
    rows = pd.DataFrame(
        {
            "rule": [flaw.code for flaw in flaws],
            "level": [flaw.level for flaw in flaws],
            "subject": [flaw.key for flaw in flaws],
            "line": [flaw.line for flaw in flaws],
            "message": list(words),
        }
    )
    return Table.of(FINDING_COLUMNS, rows)
