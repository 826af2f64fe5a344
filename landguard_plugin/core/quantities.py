"""Areas as integers of 0.01 m2 (one square decimetre, dm2), and the one rounding rule.

A measured area is rounded once, half away from zero on its decimal value, and is an integer from then on: sums are
exact and do not depend on order. Hectares and mu are views of that integer: 1 ha = 15 mu, 1 mu = 2000/3 m2.

Source: rounding and units, TD/T 1055-2019 practice as set down in docs/domain-notes.md (units, field chain).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Union

import numpy as np

DM2_PER_M2 = 100
DM2_PER_HA = 1_000_000
M2_PER_MU = Decimal(2000) / Decimal(3)
AREA_UNITS = ("m2", "ha", "mu")

_CENT = Decimal("0.01")
_NEAR_TIE = 1e-6  # in units of 0.01 m2: nearer to a tie than this, the decimal value decides, not the binary one

Number = Union[int, float, str, Decimal]


def round_half_up(value: Number, decimals: int = 2) -> Decimal:
    """Return a number rounded half away from zero on its decimal value (the shortest text that names the float)."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def to_dm2(square_metres: Number) -> int:
    """Return an area in m2 as an integer of 0.01 m2, rounded half up. Raises ValueError on NaN and infinity."""
    exact = Decimal(str(square_metres))
    if not exact.is_finite():
        raise ValueError(f"not a finite area: {square_metres!r}")
    return int((exact * DM2_PER_M2).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_dm2_array(square_metres: np.ndarray) -> np.ndarray:
    """Return areas in m2, shape (n,), as int64 of 0.01 m2, each rounded as `to_dm2` does. NaN raises ValueError."""
    values = np.asarray(square_metres, dtype=np.float64)
    if not np.isfinite(values).all():
        raise ValueError("areas must be finite")
    scaled = np.abs(values) * DM2_PER_M2
    whole = np.floor(scaled)
    fraction = scaled - whole
    rounded = (whole + (fraction >= 0.5)).astype(np.int64)
    for index in np.nonzero(np.abs(fraction - 0.5) <= np.maximum(_NEAR_TIE, scaled * 1e-15))[0]:
        rounded[index] = to_dm2(repr(float(abs(values[index]))))
    return np.where(values < 0, -rounded, rounded)


def to_m2(dm2: int) -> Decimal:
    """Return an integer area as m2 with exactly two decimals."""
    return (Decimal(int(dm2)) * _CENT).quantize(_CENT)


def to_m2_array(dm2: np.ndarray) -> np.ndarray:
    """Return integer areas as float64 m2; each is the double nearest to its two-decimal value."""
    return np.asarray(dm2, dtype=np.int64) / 100.0


def in_unit(dm2: int, unit: str, decimals: int = 2) -> Decimal:
    """Return an integer area in m2, ha or mu, rounded half up from the exact quotient.

    `unit` is one of AREA_UNITS; anything else raises ValueError.
    """
    whole = Decimal(int(dm2))
    if unit == "m2":
        exact = whole / DM2_PER_M2
    elif unit == "ha":
        exact = whole / DM2_PER_HA
    elif unit == "mu":
        return _quotient_half_up(int(dm2) * 3 * 10**decimals, 200_000, decimals)
    else:
        raise ValueError(f"unknown area unit: {unit!r}")
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def mu_to_dm2(mu: Number) -> int:
    """Return an area given in mu as an integer of 0.01 m2, rounded half up (1 mu = 2000/3 m2)."""
    exact = Decimal(str(mu))
    numerator, denominator = (exact * 200_000).as_integer_ratio()
    return int(_quotient_half_up(numerator, denominator * 3, 0))


def ha_to_dm2(hectares: Number) -> int:
    """Return an area given in hectares as an integer of 0.01 m2, rounded half up."""
    return int((Decimal(str(hectares)) * DM2_PER_HA).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _quotient_half_up(numerator: int, denominator: int, decimals: int) -> Decimal:
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    quotient, rest = divmod(abs(numerator), abs(denominator))
    if 2 * rest >= abs(denominator):
        quotient += 1
    return (Decimal(sign * quotient)).scaleb(-decimals)
