"""What the rules are checked against: code lists and thresholds of a rule set, each with its source and status.

A rule set is a mapping (JSON in resources/survey/checks_*.json) of the form the ledger's rule sets have: id, titles, source,
valid_from, valid_to, status, and parameters -> {value, source, status, note_zh, note_en}. `extends` names a shipped set whose
parameters hold where this one says nothing; without it the set must state every parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ...ledger.rules.ruleset import Parameter, RuleSet
from ...ledger.rules.schema import STATUSES, Kind
from ...problems import LandGuardError

_CODES, _TABLE, _NUMBER = Kind("choices"), Kind("table"), Kind("decimal")

#: parameter -> what its value may be
KINDS: dict[str, Kind] = {
    "switched_off": _CODES,
    "levels": _TABLE,
    "mandatory_fields": _CODES,
    "mandatory_values": _CODES,
    "domains": _TABLE,
    "ridge_classes": _CODES,
    "slope_grades": _CODES,
    "flat_grades": _CODES,
    "field_kinds": _CODES,
    "terraced_kinds": _CODES,
    "width_required": _CODES,
    "width_allowed": _CODES,
    "rural_roads": _CODES,
    "widest_rural_road_m": _NUMBER,
    "plantings": _TABLE,
    "draft_plantings": _CODES,
    "special_farmland": _CODES,
    "special_farmland_plantings": _CODES,
    "unplanted_refinements": _CODES,
    "refinements": _TABLE,
    "outlines": _CODES,
    "outline_required": _CODES,
    "outline_classes": _TABLE,
    "outline_excludes": _TABLE,
    "exclave_marks": _CODES,
    "island_marks": _CODES,
    "named_island_marks": _CODES,
    "least_overlap_m2": _NUMBER,
    "repeated_vertex_m": _NUMBER,
    "sliver_m2": _NUMBER,
    "short_edge_m": _NUMBER,
    "smallest_patch_m2": _TABLE,
    "slope_tolerance": _NUMBER,
}
LEVELS = ("error", "warning")


class CheckValues:
    """The values of one rule set, typed as the rules ask for them."""

    def __init__(self, ruleset: RuleSet) -> None:
        """Read from a rule set that `values_of` made."""
        self.ruleset = ruleset

    def codes(self, name: str) -> frozenset[str]:
        """Return a list of codes."""
        return frozenset(str(code) for code in self.ruleset.value(name))

    def number(self, name: str) -> float:
        """Return a threshold."""
        return float(Decimal(str(self.ruleset.value(name))))

    def table(self, name: str) -> dict[str, frozenset[str]]:
        """Return a table of key -> codes."""
        return {key: frozenset(str(c) for c in codes) for key, codes in self.ruleset.value(name).items()}

    def numbers(self, name: str) -> dict[str, float]:
        """Return a table of key -> number."""
        return {key: float(Decimal(str(value))) for key, value in self.ruleset.value(name).items()}

    def level(self, rule: str, own: str) -> str:
        """Return the level of a rule: the rule set's, else its own."""
        return str(self.ruleset.value("levels").get(rule, own))

    def runs(self, rule: str) -> bool:
        """Return whether the rule set lets a rule run."""
        return rule not in self.codes("switched_off")


def values_of(data: Mapping[str, Any], shipped: Mapping[str, Mapping[str, Any]]) -> CheckValues:
    """Return the values a mapping states; `shipped` has the sets it may extend, by id.

    Raises LandGuardError LG-CHK-010 for a set that cannot be used, naming what is wrong with it.
    """
    name = str(data.get("id", "")) if isinstance(data, Mapping) else ""
    if not name:
        raise LandGuardError("LG-CHK-010", ruleset="-", detail="id")
    merged = dict(data)
    base = data.get("extends")
    if base:
        if base not in shipped:
            raise LandGuardError("LG-CHK-010", ruleset=name, detail=f"extends {base}")
        own = data.get("parameters", {})
        merged = {**shipped[base], **data, "parameters": {**shipped[base]["parameters"], **own}}
    given = merged.get("parameters", {})
    for missing in [key for key in KINDS if key not in given] + [key for key in given if key not in KINDS]:
        raise LandGuardError("LG-CHK-010", ruleset=name, detail=missing)
    parameters = {key: _parameter(name, key, value) for key, value in given.items()}
    try:
        ruleset = RuleSet(
            id=name,
            title_zh=str(merged["title_zh"]),
            title_en=str(merged["title_en"]),
            source=str(merged["source"]),
            status=str(merged["status"]),
            valid_from=date.fromisoformat(merged["valid_from"]),
            valid_to=date.fromisoformat(merged["valid_to"]) if merged.get("valid_to") else None,
            parameters=parameters,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise LandGuardError("LG-CHK-010", ruleset=name, detail=str(error)) from error
    return CheckValues(ruleset)


def newest(sets: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the set that came into force last."""
    return max(sets, key=lambda one: (str(one["valid_from"]), str(one["id"])))


def _parameter(ruleset: str, name: str, given: Any) -> Parameter:
    if not isinstance(given, Mapping) or "value" not in given or given.get("status") not in STATUSES:
        raise LandGuardError("LG-CHK-010", ruleset=ruleset, detail=name)
    if not KINDS[name].accepts(given["value"]) or not _entries_fit(name, given["value"]):
        raise LandGuardError("LG-CHK-010", ruleset=ruleset, detail=f"{name} = {given['value']!r}")
    words = {key: str(given.get(key, "")) for key in ("source", "clause", "note_zh", "note_en")}
    return Parameter(name, given["value"], status=str(given["status"]), **words)


def _entries_fit(name: str, value: Any) -> bool:
    """Return whether the entries of a table are of its kind: levels, numbers, or lists of codes."""
    if KINDS[name] is not _TABLE:
        return True
    if name == "levels":
        return all(level in LEVELS for level in value.values())
    kind = _NUMBER if name == "smallest_patch_m2" else _CODES
    return all(kind.accepts(entry) for entry in value.values())
