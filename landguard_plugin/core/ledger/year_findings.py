"""What the year tables mean under a rule set: coded findings about units and patches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pandas as pd

from ..problems import Message
from ..quantities import to_m2
from .flaws import WARNING, Flaw
from .grades import mean_grade
from .rules.ruleset import RuleSet
from .year import moved_in, moved_out


def in_out_findings(
    table: pd.DataFrame, pieces: pd.DataFrame, ruleset: RuleSet, grades: Mapping[str, Decimal]
) -> Iterator[Flaw]:
    """Yield units that moved out more than in, basic farmland that left, and quality that fell or cannot be compared."""
    for row in table.to_dict("records"):
        if row["net_in_out"] < 0:
            words = {
                "unit": row["unit"],
                "moved_out": str(to_m2(row["turned_out"])),
                "moved_in": str(to_m2(row["turned_in"])),
                "short": str(to_m2(-row["net_in_out"])),
            }
            yield Flaw(Message("LG-YBL-010", words), row["unit"])
        if row["out_basic"] and not ruleset.value("in_out.basic_farmland_may_leave"):
            words = {"unit": row["unit"], "area": str(to_m2(row["out_basic"]))}
            yield Flaw(Message("LG-YBL-011", words), row["unit"])
    yield from undocumented(table)
    if ruleset.value("in_out.quality"):
        yield from _quality(pieces, ruleset, grades)


def undocumented(table: pd.DataFrame) -> Iterator[Flaw]:
    """Yield units that claim an exemption without a document: it was counted as a loss."""
    for row in table.to_dict("records"):
        if row["claimed"]:
            words = {"unit": row["unit"], "area": str(to_m2(row["claimed"]))}
            yield Flaw(Message("LG-YBL-012", words), row["unit"], level=WARNING)


def _quality(pieces: pd.DataFrame, ruleset: RuleSet, grades: Mapping[str, Decimal]) -> Iterator[Flaw]:
    gone, come = pieces[moved_out(pieces, ruleset)], pieces[moved_in(pieces, ruleset)]
    if not grades or gone.empty or come.empty:
        return
    known = []
    for part, key in ((gone, "bsm_before"), (come, "bsm_after")):
        without = [bsm for bsm in part[key] if bsm not in grades]
        if without:
            yield Flaw(Message("LG-YBL-013", {"count": len(without), "first": str(without[0])}), level=WARNING)
            return
        known.append(mean_grade((int(area), grades[bsm]) for area, bsm in zip(part["area"], part[key])))
    if known[0] is not None and known[1] is not None and known[1] > known[0]:
        words = {"out": f"{float(known[0]):.4f}", "come": f"{float(known[1]):.4f}"}
        yield Flaw(Message("LG-YBL-014", words))
