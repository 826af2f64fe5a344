"""Amounts and words of the three accounts as the dock shows them."""

from __future__ import annotations

from ...bridge.i18n import tr
from ...bridge.text import term
from ...core.ledger.amounts import ACCOUNTS, CAPACITY
from ...core.reports.balance import STATEMENT
from ..common.numbers import area_text, hundredths_text, unit_name

__all__ = ["ACCOUNTS", "CAPACITY", "STATEMENT"]
#: colour of what a movement or a state is; words and patterns say it as well
GAIN, LOSS, USED, HELD, STOCK, LACK = "#2E7D32", "#EF6C00", "#1565C0", "#6A1B9A", "#607D8B", "#C62828"


def amount_text(account: str, amount: int, unit: str) -> str:
    """Return an exact amount of the books: kg, or an area in the unit with two decimals."""
    return f"{int(amount):,}" if account == CAPACITY else area_text(int(amount), unit)


def shown_text(account: str, shown: int) -> str:
    """Return a figure of a table that is rounded already: kg, or hundredths of the area unit."""
    return f"{int(shown):,}" if account == CAPACITY else hundredths_text(int(shown))


def measure_of(account: str, unit: str) -> str:
    """Return the name of an account's measure."""
    return tr("kg") if account == CAPACITY else unit_name(unit)


def account_title(account: str) -> str:
    """Return the name of an account."""
    return term(account)


def column_word(name: str) -> str:
    """Return the name of a figure of statement or coverage."""
    return term(f"balance_{name}")
