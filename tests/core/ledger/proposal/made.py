"""Made-up reserves and projects for the proposal's tests and benchmark; the same seed gives the same books."""

from __future__ import annotations

import random
from datetime import date, timedelta

from landguard_plugin.core.ledger.amounts import Amounts
from landguard_plugin.core.ledger.books import Books, books_of
from landguard_plugin.core.ledger.records import Batch, Line, Lot, Mark, Occupation, Supplement, Unit

DAY = date(2021, 12, 31)


def made_books(
    projects: int,
    lots: int,
    seed: int = 1,
    counties: int = 10,
    tightness: float = 0.6,
    scale: int = 10**6,
    capacity_share: float = 1.0,
) -> Books:
    """Return books of several counties in two cities with some lots that no rule lets through.

    `tightness` is about what share of the usable supply the projects need together, `capacity_share` how much less capacity than land.
    """
    dice = random.Random(seed)
    units = [f"99{1 + k // 5:02}{1 + k % 5:02}" for k in range(counties)]
    entries = [Unit(code, f"县{code}") for code in units]
    lines = []
    totals = [0, 0, 0]
    for k in range(lots):
        unit, conversion = dice.choice(units), dice.random() < 0.15
        kind = "conversion" if conversion else "consolidation"
        slope = dice.choice((1, 1, 2, 2, 3, 4, 5)) if dice.random() < 0.9 else None
        entries += [Supplement(f"S{k:04}", unit, kind=kind), Lot(f"L{k:04}", f"S{k:04}", unit, "", "15", slope=slope)]
        area = dice.randint(1, 40) * scale // 10 + dice.randint(0, 999)
        paddy = area * dice.choice((0, 0, 1, 2)) // 3
        capacity = area * dice.randint(200, 1300) // 66_667 if scale >= 10**5 else dice.randint(0, area)
        amounts = Amounts(0 if conversion else area, paddy, capacity)
        day = date(2019, 1, 1) + timedelta(dice.randint(0, 1100))
        if amounts:
            lines.append(Batch(f"A{k:04}", day, "accept", (Line(amounts, f"L{k:04}"),), f"验{k}"))
            totals = [t + a for t, a in zip(totals, amounts.as_dict().values())]
        if dice.random() < 0.05:
            entries.append(Mark(day, f"L{k:04}", "audit", "failed"))
    for k in range(projects):
        unit = dice.choice(units)
        entries.append(Occupation(f"P{k:03}", unit, f"项目{k}", "", date(2021, 1, 1) + timedelta(dice.randint(0, 300))))
        share = [int(t * tightness / projects * dice.uniform(0.3, 1.7)) for t in totals]
        need = Amounts(share[0], share[1] if dice.random() < 0.5 else 0, int(share[2] * capacity_share))
        if need:
            lines.append(Batch(f"R{k:03}", date(2021, 2, 1), "require", (Line(need, project=f"P{k:03}"),), f"批{k}"))
    return books_of([*entries, *lines])
