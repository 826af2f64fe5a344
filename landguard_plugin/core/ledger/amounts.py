"""The three accounts of farmland balance and their integers.

quantity 数量 and paddy 水田 count in 0.01 m2, capacity 产能 in kg. An area is rounded when it enters (core/quantities.py); a
capacity is rounded once per item, half up, in `grades.capacity_kg`. From then on everything is whole numbers.
Source of the three accounts: 国土资规〔2017〕13号; docs/domain-notes.md 3.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..quantities import Number, ha_to_dm2, mu_to_dm2, to_dm2, to_m2

QUANTITY, PADDY, CAPACITY = "quantity", "paddy", "capacity"
ACCOUNTS = (QUANTITY, PADDY, CAPACITY)
AREA_ACCOUNTS = (QUANTITY, PADDY)


@dataclass(frozen=True)
class Amounts:
    """One integer per account: quantity and paddy in 0.01 m2, capacity in kg."""

    quantity: int = 0
    paddy: int = 0
    capacity: int = 0

    def of(self, account: str) -> int:
        """Return the amount of one account. An unknown account raises KeyError."""
        return self.as_dict()[account]

    def as_dict(self) -> dict[str, int]:
        """Return account -> amount, in the order of ACCOUNTS."""
        return {QUANTITY: self.quantity, PADDY: self.paddy, CAPACITY: self.capacity}

    def plus(self, other: Amounts) -> Amounts:
        """Return the sum, account by account."""
        return Amounts(self.quantity + other.quantity, self.paddy + other.paddy, self.capacity + other.capacity)

    def minus(self, other: Amounts) -> Amounts:
        """Return the difference, account by account."""
        return self.plus(other.negated())

    def negated(self) -> Amounts:
        """Return the opposite, account by account."""
        return Amounts(-self.quantity, -self.paddy, -self.capacity)

    def at_least_zero(self) -> Amounts:
        """Return the amounts with negative ones set to zero."""
        return Amounts(max(0, self.quantity), max(0, self.paddy), max(0, self.capacity))

    def __bool__(self) -> bool:
        """Return whether any account is not zero."""
        return bool(self.quantity or self.paddy or self.capacity)


def total(amounts: Iterable[Amounts]) -> Amounts:
    """Return the sum of amounts, account by account."""
    summed = Amounts()
    for one in amounts:
        summed = summed.plus(one)
    return summed


def area_from(value: Number, unit: str = "m2") -> int:
    """Return an area given in m2, ha or mu as an integer of 0.01 m2, rounded half up once. Raises ValueError."""
    if unit == "m2":
        return to_dm2(value)
    if not Decimal(str(value)).is_finite():
        raise ValueError(f"not a finite area: {value!r}")
    if unit == "ha":
        return ha_to_dm2(value)
    if unit == "mu":
        return mu_to_dm2(value)
    raise ValueError(f"unknown area unit: {unit!r}")


def capacity_from(value: Number) -> int:
    """Return a capacity in kg as an integer, rounded half up once. Raises ValueError on NaN and infinity."""
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"not a finite capacity: {value!r}")
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def shown(account: str, amount: int) -> Decimal:
    """Return an amount as it is shown: m2 with two decimals for areas, whole kg for capacity."""
    return Decimal(amount) if account == CAPACITY else to_m2(amount)
