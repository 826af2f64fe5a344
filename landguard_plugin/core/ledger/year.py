"""The balance of a year from the flow matrix's pieces: every figure is a sum of pieces, and every piece names its patches.

Farmland is what has a class 01xx in a piece; ridge (1203) that a changed coefficient turns into farmland or back is shown
apart (`ridge`), it is neither new nor lost. Areas are integers of 0.01 m2.
Sources: 自然资发〔2024〕204号 and 自然资发〔2021〕166号 as set down in docs/domain-notes.md 3.4, 3.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import cache

import numpy as np
import pandas as pd

from ..problems import LandGuardError
from ..quantities import to_dm2_array
from ..survey.classes import RIDGE, ClassTable
from .rules.ruleset import RuleSet
from .units import roll_up, stem

PIECE_TEXTS = ("unit", "bsm_before", "bsm_after", "dlbm_before", "dlbm_after", "cause")
LOSS_KINDS = ("construction", "garden", "forest", "grass", "facility", "rural", "water", "wetland", "unused", "unknown")
#: what a piece counts as
KEPT, RIDGE_IN, RIDGE_OUT = "kept", "ridge_in", "ridge_out"
NEW_STABLE, NEW_UNSTABLE = "new_stable", "new_unstable"
LOST, EXEMPT, NO_FARMLAND = "lost", "exempt", "none"


@dataclass(frozen=True)
class Exemption:
    """What an office claims for a lost patch: the cause (a code or a word, "" for the flow's own) and the document."""

    cause: str = ""
    document: str = ""


_NO_CLAIM = Exemption()


@dataclass(frozen=True)
class YearTables:
    """What the accounting knows beside the pieces: the class table, loss kinds by class, cause codes by word."""

    classes: ClassTable
    loss_kinds: Mapping[str, str]
    causes: Mapping[str, str]

    def loss_kind(self, code: str) -> str:
        """Return what lost farmland became, by the longest code that fits; unknown for a code no table has."""
        if not self.classes.get(code):
            return "unknown"
        fitting = [known for known in self.loss_kinds if code.startswith(known)]
        return self.loss_kinds[max(fitting, key=len)] if fitting else "unknown"

    def cause(self, word: str) -> str:
        """Return the code of a cause as an office writes it; the word itself when it is none of them."""
        return self.causes.get(word.strip(), word.strip())


def pieces_of(frame: pd.DataFrame, in_dm2: bool = False) -> pd.DataFrame:
    """Return pieces with text columns PIECE_TEXTS and int64 columns `area`, `in_basic` (0.01 m2).

    `frame` has the columns of the contract's PIECES (area_m2, in_basic_m2 in m2, or in 0.01 m2 when `in_dm2`). Raises
    LandGuardError LG-YBL-001 for a missing column, LG-YBL-002 for areas that are missing, negative or contradict each other.
    """
    missing = [name for name in (*PIECE_TEXTS[:5], "area_m2") if name not in frame.columns]
    if missing:
        raise LandGuardError("LG-YBL-001", missing=", ".join(missing), fields=", ".join(map(str, frame.columns)))
    pieces = pd.DataFrame(index=range(len(frame)))
    for name in PIECE_TEXTS:
        values = frame[name].tolist() if name in frame.columns else [""] * len(frame)
        pieces[name] = ["" if value is None or value != value else str(value).strip() for value in values]
    pieces["area"] = _areas(frame["area_m2"], in_dm2)
    basic = frame["in_basic_m2"] if "in_basic_m2" in frame.columns else pd.Series(np.zeros(len(frame)))
    pieces["in_basic"] = _areas(basic, in_dm2, missing=0.0)
    wrong = (pieces["area"] < 0) | (pieces["in_basic"] < 0) | (pieces["in_basic"] > pieces["area"])
    if wrong.any():
        raise LandGuardError("LG-YBL-002", count=int(wrong.sum()), row=str(int(np.nonzero(wrong.to_numpy())[0][0]) + 1))
    return pieces


def _areas(values: pd.Series, in_dm2: bool, missing: float = float("nan")) -> np.ndarray:
    numbers = pd.to_numeric(values, errors="coerce").fillna(missing).to_numpy()
    if not np.isfinite(numbers.astype(np.float64)).all():
        bad = np.nonzero(~np.isfinite(numbers.astype(np.float64)))[0]
        raise LandGuardError("LG-YBL-002", count=len(bad), row=str(int(bad[0]) + 1))
    return numbers.astype(np.int64) if in_dm2 else to_dm2_array(numbers)


def classify(
    pieces: pd.DataFrame,
    tables: YearTables,
    ruleset: RuleSet,
    section: str,
    stable: Mapping[str, str],
    exemptions: Mapping[str, Exemption],
) -> pd.DataFrame:
    """Return the pieces with `term`, `kind`, `cause_code`, `stable`, `document`, `claimed`: what each counts as, and why.

    `stable` maps bsm_after to yes, no or unknown; `exemptions` maps bsm_before to what an office claims for that patch. A claim
    whose cause the rule set does not list, or that lacks the document it asks for, stays a loss and is marked `claimed`.
    """
    table = pieces.copy()
    before = tables.classes.cultivated_mask(table["dlbm_before"].to_numpy())
    after = tables.classes.cultivated_mask(table["dlbm_after"].to_numpy())
    ridge_before, ridge_after = (table[name] == RIDGE for name in ("dlbm_before", "dlbm_after"))
    kind_of = cache(tables.loss_kind)
    table["kind"] = [kind_of(code) for code in table["dlbm_after"]]
    claims = [exemptions.get(bsm, _NO_CLAIM) for bsm in table["bsm_before"]]
    table["cause_code"] = [tables.cause(claim.cause or word) for claim, word in zip(claims, table["cause"])]
    table["stable"] = [stable.get(bsm, "unknown") for bsm in table["bsm_after"]]
    table["document"] = [claim.document for claim in claims]
    listed = table["cause_code"].isin(ruleset.value(f"{section}.exempt_causes")).to_numpy()
    documented = (table["document"] != "").to_numpy() | (not ruleset.value(f"{section}.exempt_needs_document"))
    counts = _counts_as_stable(table["stable"], ruleset, section)
    conditions = [
        before & after,
        before & ridge_after.to_numpy(),
        ridge_before.to_numpy() & after,
        before & listed & documented,
        before,
        after & counts,
        after,
    ]
    terms = [KEPT, RIDGE_OUT, RIDGE_IN, EXEMPT, LOST, NEW_STABLE, NEW_UNSTABLE]
    table["term"] = np.select(conditions, terms, NO_FARMLAND)
    asked = np.array([claim is not _NO_CLAIM for claim in claims], dtype=bool)
    table["claimed"] = (table["term"] == LOST).to_numpy() & (listed | asked)
    return table


def _counts_as_stable(values: pd.Series, ruleset: RuleSet, section: str) -> np.ndarray:
    unknown = ruleset.value(f"{section}.stable_unknown") == "allow"
    return (values == "yes").to_numpy() | ((values == "unknown").to_numpy() & unknown)


def year_balance(
    pieces: pd.DataFrame, ruleset: RuleSet, digits: int, carried: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """Return one row per unit with the terms of the year, both readings of the net figure and of next year's cap.

    `pieces` as `classify` returns them for the section "year"; `carried` are old indices by unit in 0.01 m2, counted only when
    the rule set says so. net = stable_new - loss; net_without_construction leaves out losses to construction.
    """
    sums = _Sums(pieces, digits)
    table = pd.DataFrame({"unit": sums.units})
    table["farmland_before"] = sums.of(pieces["term"].isin((KEPT, RIDGE_OUT, EXEMPT, LOST)))
    table["farmland_after"] = sums.of(pieces["term"].isin((KEPT, RIDGE_IN, NEW_STABLE, NEW_UNSTABLE)))
    table["stable_new"] = sums.of(pieces["term"] == NEW_STABLE)
    table["unstable_new"] = sums.of(pieces["term"] == NEW_UNSTABLE)
    table["loss"] = sums.of(pieces["term"] == LOST)
    for kind in LOSS_KINDS:
        table[f"loss_{kind}"] = sums.of((pieces["term"] == LOST) & (pieces["kind"] == kind))
    table["loss_planting"] = table["loss_garden"] + table["loss_forest"] + table["loss_grass"]
    table["loss_basic"] = sums.of(pieces["term"] == LOST, "in_basic")
    table["exempt"] = sums.of(pieces["term"] == EXEMPT)
    table["claimed"] = sums.of(pieces["claimed"])
    table["ridge"] = sums.of(pieces["term"] == RIDGE_IN) - sums.of(pieces["term"] == RIDGE_OUT)
    table["net_all"] = table["stable_new"] - table["loss"]
    table["net_without_construction"] = table["net_all"] + table["loss_construction"]
    held = carried if carried and ruleset.value("year.carry_old_indices") else {}
    table["carried"] = [int(held.get(unit, 0)) for unit in table["unit"]]
    share = ruleset.number("year.cap_share")
    for reading in ("all", "without_construction"):
        net = table[f"net_{reading}"] + table["carried"]
        table[f"cap_{reading}"] = [int((Decimal(max(0, n)) * share).to_integral_value(ROUND_FLOOR)) for n in net]
    chosen = ruleset.value("year.loss_reading")
    table["net"], table["cap"] = table[f"net_{chosen}"], table[f"cap_{chosen}"]
    moved = table["stable_new"] + table["unstable_new"] - table["loss"] - table["exempt"] + table["ridge"]
    table["difference"] = table["farmland_after"] - table["farmland_before"] - moved
    return table


def in_out_balance(pieces: pd.DataFrame, ruleset: RuleSet, digits: int) -> pd.DataFrame:
    """Return one row per unit: farmland moved out to other agricultural land, moved in, net, and the basic farmland among it.

    `pieces` as `classify` returns them for the section "in_out". Construction is no matter of in and out.
    """
    sums = _Sums(pieces, digits)
    out, inward = moved_out(pieces, ruleset), moved_in(pieces, ruleset)
    table = pd.DataFrame({"unit": sums.units})
    table["turned_out"], table["turned_in"] = sums.of(out), sums.of(inward)
    table["turned_in_unstable"] = sums.of((pieces["term"] == NEW_UNSTABLE) & _from_classes(pieces, ruleset))
    table["exempt"] = sums.of(pieces["term"] == EXEMPT)
    table["claimed"] = sums.of(pieces["claimed"])
    table["net_in_out"] = table["turned_in"] - table["turned_out"]
    table["out_basic"] = sums.of(out, "in_basic")
    return table


def moved_out(pieces: pd.DataFrame, ruleset: RuleSet) -> pd.Series:
    """Return which pieces are farmland moved out to the classes the rule set names."""
    wanted = tuple(ruleset.value("in_out.out_classes"))
    return (pieces["term"] == LOST) & pieces["dlbm_after"].str.startswith(wanted) & (pieces["kind"] != "construction")


def moved_in(pieces: pd.DataFrame, ruleset: RuleSet) -> pd.Series:
    """Return which pieces are stable farmland moved in from the classes the rule set names."""
    return (pieces["term"] == NEW_STABLE) & _from_classes(pieces, ruleset)


def _from_classes(pieces: pd.DataFrame, ruleset: RuleSet) -> pd.Series:
    return pieces["dlbm_before"].str.startswith(tuple(ruleset.value("in_out.in_classes")))


class _Sums:
    """Exact sums by unit of a level."""

    def __init__(self, pieces: pd.DataFrame, digits: int) -> None:
        rolled = {code: roll_up(code, digits) for code in pieces["unit"].unique()}
        self.units: list[str] = sorted(set(rolled.values()), key=stem)
        place = {unit: index for index, unit in enumerate(self.units)}
        self._pieces = pieces
        self._place = np.array([place[rolled[code]] for code in pieces["unit"]], dtype=np.int64)

    def of(self, mask: Iterable[bool], column: str = "area") -> np.ndarray:
        """Return int64 sums (units,) of a column over the pieces of a mask."""
        chosen = np.asarray(mask, dtype=bool)
        sums = np.zeros(len(self.units), dtype=np.int64)
        np.add.at(sums, self._place[chosen], self._pieces[column].to_numpy()[chosen])
        return sums
