"""Rounding for accounts that run on: what closes a year opens the next, and every line still adds up as it is shown.

A stock is rounded by itself, so that the same stock is shown alike wherever it stands; the movements between two stocks are
rounded and settled: what is left over goes to the largest of them. A movement of zero stays zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..ledger.amounts import CAPACITY
from ..quantities import in_unit


def hundredths_of(area_dm2: int, unit: str) -> int:
    """Return an area of 0.01 m2 in hundredths of m2, ha or mu, rounded half up by itself."""
    return int(in_unit(int(area_dm2), unit).scaleb(2))


def settled(exact: Sequence[int], shown: Sequence[int], total: int) -> list[int]:
    """Return `shown` moved to sum to `total`: the difference goes to the part that is largest in `exact`, the first of equals.

    Raises ValueError when every part is zero and there is something to give: nothing may be made up.
    """
    parts = [int(part) for part in shown]
    difference = int(total) - sum(parts)
    if difference:
        sizes = [abs(int(part)) for part in exact]
        if not any(sizes):
            raise ValueError(f"{difference} cannot be given to parts that are all zero")
        parts[sizes.index(max(sizes))] += difference
    return parts


def figure(account: str, amount: int) -> Decimal | int:
    """Return a shown amount as the cell of a report: whole kg, or hundredths of the area unit with two decimals."""
    return int(amount) if account == CAPACITY else Decimal(int(amount)).scaleb(-2)


def shown_amount(account: str, amount: int, unit: str) -> int:
    """Return an amount of the books as it is shown: kg as they are, areas in hundredths of the unit."""
    return int(amount) if account == CAPACITY else hundredths_of(amount, unit)
