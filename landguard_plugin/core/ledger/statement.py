"""The statement: opening + added - deducted - written off - reserved = closing, for each unit and account.

closing is what may still be used (book "available"). Signs, all positive in the usual direction:

added        accepted + carried in + received from other units
deducted     taken out by audit + given to other units
written_off  used for projects in the period, less refunds and reversals
reserved     net of reservations made and released (or used) in the period; what is held at the end stands in `held`

Every batch sums to zero for each unit and account, so the identity holds whatever the order of entry; `difference` is computed
from the postings, not assumed, and shows a book that was tampered with. Source: docs/domain-notes.md 3.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

import numpy as np
import pandas as pd

from .amounts import ACCOUNTS
from .books import Books
from .periods import Period
from .postings import BOOKS
from .units import roll_up, stem, within

COLUMNS = ("unit", "account", "opening", "added", "deducted", "written_off", "reserved", "closing")
DETAILS = ("accepted", "carried", "received", "audited", "given", "held", "stock", "difference")


def statement(
    frame: pd.DataFrame, units: Iterable[str], period: Optional[Period] = None, digits: Optional[int] = None
) -> pd.DataFrame:
    """Return one row per unit and account with COLUMNS and DETAILS, integers of 0.01 m2 or kg.

    `frame` as `postings.frame_of` gives it; `units` are always listed, units with postings are added; `digits` rolls units up to
    a level (6 county, 9 township). Without a period everything is movement and the opening is zero.
    """
    rows = _rows(frame, units, digits)
    before, during = _split(frame, period)
    opening = _by_book(frame, before, rows, digits)
    moved = _by_book(frame, during, rows, digits)
    table = pd.DataFrame(rows, columns=["unit", "account"])
    table["opening"] = opening["available"]
    table["accepted"], table["carried"] = -moved["new"], -moved["carried"]
    table["received"], table["given"] = -moved["transfer_in"], moved["transfer_out"]
    table["audited"] = moved["audit"]
    table["added"] = table["accepted"] + table["carried"] + table["received"]
    table["deducted"] = table["audited"] + table["given"]
    table["written_off"] = moved["written_off"]
    table["reserved"] = moved["reserved"]
    table["closing"] = opening["available"] + moved["available"]
    table["held"] = opening["reserved"] + moved["reserved"]
    table["stock"] = table["closing"] + table["held"]
    explained = table["opening"] + table["added"] - table["deducted"] - table["written_off"] - table["reserved"]
    table["difference"] = table["closing"] - explained
    return table[[*COLUMNS, *DETAILS]]


def select(table: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the rows of a unit and everything in it; all rows for ""."""
    if not unit:
        return table
    return table[[within(code, unit) for code in table["unit"]]].reset_index(drop=True)


def listed_units(books: Books) -> list[str]:
    """Return the codes that a statement lists even without postings: every unit that is not external."""
    return [code for code, unit in books.units.items() if not unit.external]


def postings_behind(
    frame: pd.DataFrame, unit: str, account: str, column: str, period: Optional[Period] = None
) -> pd.DataFrame:
    """Return the postings that make up one figure of a statement, in the order of the books.

    `unit` stands for itself and everything in it; `column` is one of COLUMNS or DETAILS. A posting counts with
    `sign * amount`; the frame that is returned has the column `counts` with just that, and its sum is the figure.
    """
    before, during = _split(frame, period)
    wanted, sign, span = _BEHIND[column]
    mask = before | during if span == "until" else before if span == "before" else during
    mask = mask & frame["book"].isin(wanted).to_numpy() & (frame["account"] == account).to_numpy()
    inside = {code for code in frame["unit"].cat.categories if within(code, unit)}
    behind = frame[mask & frame["unit"].isin(inside).to_numpy()].copy()
    signs = np.array([sign.get(book, 1) for book in behind["book"]], dtype=np.int64)
    behind["counts"] = behind["amount"].to_numpy() * signs
    return behind


_INWARD = {"new": -1, "carried": -1, "transfer_in": -1}
_BEHIND: dict[str, tuple[tuple[str, ...], dict[str, int], str]] = {
    "opening": (("available",), {}, "before"),
    "added": (("new", "carried", "transfer_in"), _INWARD, "during"),
    "deducted": (("audit", "transfer_out"), {}, "during"),
    "written_off": (("written_off",), {}, "during"),
    "reserved": (("reserved",), {}, "during"),
    "closing": (("available",), {}, "until"),
    "accepted": (("new",), _INWARD, "during"),
    "carried": (("carried",), _INWARD, "during"),
    "received": (("transfer_in",), _INWARD, "during"),
    "audited": (("audit",), {}, "during"),
    "given": (("transfer_out",), {}, "during"),
    "held": (("reserved",), {}, "until"),
    "stock": (("available", "reserved"), {}, "until"),
}


def _split(frame: pd.DataFrame, period: Optional[Period]) -> tuple[np.ndarray, np.ndarray]:
    """Return masks (n,): before the period, in the period."""
    day = frame["day"].to_numpy()
    if period is None:
        return np.zeros(len(day), dtype=bool), np.ones(len(day), dtype=bool)
    return day < period.first.toordinal(), (day >= period.first.toordinal()) & (day <= period.last.toordinal())


def _rolled(code: str, digits: Optional[int]) -> str:
    return roll_up(code, digits) if digits else code


def _rows(frame: pd.DataFrame, units: Iterable[str], digits: Optional[int]) -> list[tuple[str, str]]:
    used = frame["unit"].cat.categories if len(frame) else ()
    codes = {_rolled(code, digits) for code in (*units, *used)}
    return [(code, account) for code in sorted(codes, key=stem) for account in ACCOUNTS]


def _by_book(
    frame: pd.DataFrame, mask: np.ndarray, rows: list[tuple[str, str]], digits: Optional[int]
) -> dict[str, np.ndarray]:
    """Return book -> sums int64 (rows,), exact: integer addition never rounds and never depends on order."""
    place = {row: position for position, row in enumerate(rows)}
    sums = np.zeros((len(BOOKS), len(rows)), dtype=np.int64)
    if mask.any():
        part = frame[mask]
        grouped = part.groupby(["unit", "account", "book"], observed=True, sort=False)["amount"].sum()
        for (unit, account, book), amount in grouped.items():
            sums[BOOKS.index(book), place[(_rolled(unit, digits), account)]] += int(amount)
    return {book: sums[index] for index, book in enumerate(BOOKS)}
