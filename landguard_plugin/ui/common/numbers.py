"""Numbers as the house shows them: thousands separated, two decimals, unit in the header, "—" for unknown."""

from __future__ import annotations

from ...bridge.i18n import tr

UNKNOWN = "—"


def area_text(dm2: int | None, unit: str) -> str:
    """Return an area (0.01 m2) in m2, ha or mu with two decimals; "—" for None."""
    from ...core.quantities import in_unit

    return UNKNOWN if dm2 is None else f"{in_unit(dm2, unit):,}"


def hundredths_text(hundredths: int) -> str:
    """Return an integer of 0.01 of a unit with two decimals and thousands separators."""
    from decimal import Decimal

    return f"{Decimal(hundredths).scaleb(-2):,.2f}"


def unit_name(unit: str) -> str:
    """Return the name of an area unit in the user's language."""
    return {"m2": tr("m²"), "ha": tr("ha"), "mu": tr("mu")}[unit]


def to_dm2(square_metres: object) -> int:
    """Return an area column's value (m2, the double nearest to two decimals) as an integer of 0.01 m2; NULL is 0."""
    return 0 if square_metres is None or square_metres != square_metres else round(float(square_metres) * 100)
