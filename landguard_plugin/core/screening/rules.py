"""Screening rules: thresholds, sets of codes and decision steps as dated data.

{"format": "landguard-screening/1", "id", "kind", "province", "title_zh", "title_en", "valid_from", "valid_to", "status", "source",
 "thresholds": {name: {"value", "status", "source"}}, "sets": {name: {"codes": [...], "source"}},
 "steps": [{"id", "suggest": [path], "all": [[figure, test, name], ...], "reason": code,
            "shows": [figures], "doubts": [{"all": [...], "reason": code, "shows": [...]}], "unknown": code}],
 "notes": [{"all": [...], "reason": code, "shows": [...]}],
 "priority": [{"id", "all": [...], "points", "title_zh", "title_en"}]}

A test is one of >=, <, in; its right side names a threshold or a set, so that every number has a name, a source and a status.
Steps are tried in order; the first one that holds decides. A doubt that holds turns the suggestion into 存疑; a note only adds a
reason. A reason shows the figures of its conditions and those under `shows`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Union

from ..problems import LandGuardError, Message

FORMAT = "landguard-screening/1"
TESTS = (">=", "<", "in")
STATUSES = ("found", "known", "unverified")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = re.compile(r"LG-SCR-\d{3}")


@dataclass(frozen=True)
class Threshold:
    """A named number with its source and status."""

    name: str
    value: float
    status: str
    source: str


@dataclass(frozen=True)
class Condition:
    """One comparison of a figure with a threshold or a set of codes."""

    figure: str
    test: str
    limit: Union[Threshold, frozenset[str]]
    limit_name: str


@dataclass(frozen=True)
class Remark:
    """A reason that is given when its conditions hold: a doubt, or a note."""

    conditions: tuple[Condition, ...]
    reason: str
    shows: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[str, ...]:
        """Return the figures the reason shows."""
        return (*(condition.figure for condition in self.conditions), *self.shows)


@dataclass(frozen=True)
class Step:
    """One branch: what it suggests when all its conditions hold; `unknown` is said when a layer it needs is not given."""

    id: str
    suggest: tuple[str, ...]
    conditions: tuple[Condition, ...]
    reason: str
    doubts: tuple[Remark, ...]
    unknown: str
    shows: tuple[str, ...] = ()

    @property
    def remark(self) -> Remark:
        """Return the step's own reason."""
        return Remark(self.conditions, self.reason, self.shows)


@dataclass(frozen=True)
class Weight:
    """Points towards the priority of a patch."""

    id: str
    conditions: tuple[Condition, ...]
    points: int
    title_zh: str
    title_en: str


@dataclass(frozen=True)
class ScreeningRules:
    """The rules of a campaign kind, year and province."""

    id: str
    kind: str
    province: str
    title_zh: str
    title_en: str
    valid_from: str
    valid_to: str
    status: str
    source: str
    thresholds: Mapping[str, Threshold]
    sets: Mapping[str, frozenset[str]]
    steps: tuple[Step, ...]
    notes: tuple[Remark, ...]
    priority: tuple[Weight, ...]
    sha256: str

    def in_force(self, date: str) -> bool:
        """Return whether the rules are in force on an ISO date."""
        return self.valid_from <= date and (not self.valid_to or date <= self.valid_to)

    @property
    def unverified(self) -> list[str]:
        """Return the names of thresholds nobody has verified."""
        return [name for name, threshold in self.thresholds.items() if threshold.status == "unverified"]


@dataclass(frozen=True)
class RulesShelf:
    """All screening rules at hand, and why some files hold none."""

    rules: tuple[ScreeningRules, ...]
    problems: tuple[Message, ...] = ()

    def by_id(self, rules_id: str) -> ScreeningRules:
        """Return rules by their id, the last ones read of an id. Raises LandGuardError LG-SCR-003 when there are none."""
        for rules in reversed(self.rules):
            if rules.id == rules_id:
                return rules
        raise LandGuardError("LG-SCR-003", rules=rules_id, known=", ".join(rules.id for rules in self.rules))

    def in_force(self, kind: str, date: str, province: str = "") -> ScreeningRules:
        """Return the rules of a campaign kind on an ISO date; those of the province go before those for all, those before others.

        Raises LandGuardError LG-SCR-002 when none are in force.
        """
        found = [rules for rules in self.rules if rules.kind == kind and rules.in_force(date)]
        for wanted in (province, "", None):
            fit = [rules for rules in found if wanted is None or rules.province == wanted]
            if fit:
                return max(fit, key=lambda rules: (rules.valid_from, rules.id))
        raise LandGuardError("LG-SCR-002", kind=kind, date=date)


def parse_rules(data: object, name: str, sha256: str) -> ScreeningRules:
    """Return the rules that a file's JSON holds. Raises LandGuardError LG-SCR-001 with the place of the first flaw."""
    try:
        return _rules(data, sha256)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LandGuardError("LG-SCR-001", file=name, place=str(error)[:120]) from error


def _rules(data: object, sha256: str) -> ScreeningRules:
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise ValueError(f"format {FORMAT}")
    thresholds = {
        name: Threshold(name, float(entry["value"]), _status(entry), str(entry["source"]))
        for name, entry in data["thresholds"].items()
    }
    sets = {name: frozenset(str(code).upper() for code in entry["codes"]) for name, entry in data["sets"].items()}

    def conditions(entries: Sequence) -> tuple[Condition, ...]:
        return tuple(_condition(entry, thresholds, sets) for entry in entries)

    def remark(entry: Mapping) -> Remark:
        return Remark(conditions(entry["all"]), _reason(entry["reason"]), tuple(entry.get("shows", ())))

    steps = tuple(
        Step(
            str(entry["id"]),
            tuple(str(code) for code in entry["suggest"]),
            conditions(entry["all"]),
            _reason(entry["reason"]),
            tuple(remark(doubt) for doubt in entry.get("doubts", ())),
            _reason(entry["unknown"]) if entry.get("unknown") else "",
            tuple(entry.get("shows", ())),
        )
        for entry in data["steps"]
    )
    if not steps or steps[-1].conditions:
        raise ValueError("steps: the last one must hold always")
    notes = tuple(remark(entry) for entry in data.get("notes", ()))
    weights = tuple(
        Weight(entry["id"], conditions(entry["all"]), int(entry["points"]), entry["title_zh"], entry["title_en"])
        for entry in data["priority"]
    )
    if not _DATE.fullmatch(data["valid_from"]):
        raise ValueError("valid_from")
    return ScreeningRules(
        str(data["id"]),
        str(data["kind"]),
        str(data["province"]),
        str(data["title_zh"]),
        str(data["title_en"]),
        str(data["valid_from"]),
        str(data["valid_to"]),
        _status(data),
        str(data["source"]),
        thresholds,
        sets,
        steps,
        notes,
        weights,
        sha256,
    )


def _condition(
    entry: Sequence[str], thresholds: Mapping[str, Threshold], sets: Mapping[str, frozenset[str]]
) -> Condition:
    figure, test, limit = entry
    if test not in TESTS:
        raise ValueError(f"test {test}")
    known: Mapping[str, object] = sets if test == "in" else thresholds
    if limit not in known:
        raise ValueError(f"{limit}: no such threshold or set")
    group = figure.partition(":")[2].removesuffix("_share")
    if group and group not in sets:
        raise ValueError(f"{figure}: no such set")
    return Condition(figure, test, sets[limit] if test == "in" else thresholds[limit], limit)


def _status(entry: Mapping) -> str:
    if entry["status"] not in STATUSES:
        raise ValueError(f"status {entry['status']}")
    return str(entry["status"])


def _reason(code: object) -> str:
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise ValueError(f"reason {code}")
    return code
