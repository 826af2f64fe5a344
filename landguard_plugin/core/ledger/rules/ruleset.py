"""A rule set: dated parameters, each with its source, clause and status; a province's variant is an overlay file.

A set is a mapping (JSON in resources/ledger/rules): id, title_zh, title_en, source, valid_from, valid_to, status, and
parameters "section.name" -> {value, source, clause, status, note_zh, note_en}. `extends` names another set whose parameters
hold where this one says nothing. A run names its set and refuses one that is not in force on the date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Optional

from ...problems import LandGuardError
from .schema import SECTIONS, STATUSES


@dataclass(frozen=True)
class Parameter:
    """One value of a rule set and how sure it is: status found, known or unverified (未核实)."""

    name: str
    value: Any
    source: str
    clause: str
    status: str
    note_zh: str
    note_en: str


@dataclass(frozen=True)
class RuleSet:
    """The rules of a time and place."""

    id: str
    title_zh: str
    title_en: str
    source: str
    status: str
    valid_from: date
    valid_to: Optional[date]
    parameters: Mapping[str, Parameter]
    examples: tuple[Mapping[str, Any], ...] = ()
    note_zh: str = ""
    note_en: str = ""

    @property
    def sections(self) -> tuple[str, ...]:
        """Return the sections this set speaks about."""
        return tuple(section for section in SECTIONS if any(n.startswith(section + ".") for n in self.parameters))

    def value(self, name: str) -> Any:
        """Return the value of a parameter "section.name". Raises LandGuardError LG-RUL-003 when the set is silent on it."""
        if name not in self.parameters:
            raise LandGuardError("LG-RUL-003", ruleset=self.id, parameter=name)
        return self.parameters[name].value

    def day(self, name: str) -> Optional[date]:
        """Return a date parameter."""
        value = self.value(name)
        return date.fromisoformat(value) if value else None

    def number(self, name: str) -> Decimal:
        """Return a decimal parameter."""
        return Decimal(str(self.value(name)))

    def in_force(self, day: date) -> bool:
        """Return whether the set is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def unverified(self, section: str = "") -> list[Parameter]:
        """Return the parameters nobody has verified, of one section or all, in order of their names."""
        listed = (p for name, p in sorted(self.parameters.items()) if name.startswith(section))
        return [parameter for parameter in listed if parameter.status == "unverified"]


def require(ruleset: RuleSet, section: str, day: date, rejudge: bool = False) -> None:
    """Refuse a set that does not speak about a section, or is not in force on the day unless history is re-judged.

    Raises LandGuardError LG-RUL-002 or LG-RUL-001.
    """
    if section not in ruleset.sections:
        raise LandGuardError("LG-RUL-002", ruleset=ruleset.id, section=section)
    if not rejudge and not ruleset.in_force(day):
        raise LandGuardError(
            "LG-RUL-001",
            ruleset=ruleset.id,
            date=day.isoformat(),
            valid_from=ruleset.valid_from.isoformat(),
            valid_to=ruleset.valid_to.isoformat() if ruleset.valid_to else "-",
        )


def ruleset_of(data: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> RuleSet:
    """Return the rule set a mapping describes; `others` has the sets it may extend, by id.

    Raises LandGuardError LG-RUL-004 for a set that cannot be used, naming what is wrong with it.
    """
    name = str(data.get("id", ""))
    merged = _with_base(data, others, ())
    parameters = {key: _parameter(name, key, value) for key, value in merged["parameters"].items()}
    _complete(name, parameters)
    try:
        return RuleSet(
            id=str(data["id"]),
            title_zh=str(merged["title_zh"]),
            title_en=str(merged["title_en"]),
            source=str(merged["source"]),
            status=str(merged["status"]),
            valid_from=date.fromisoformat(merged["valid_from"]),
            valid_to=date.fromisoformat(merged["valid_to"]) if merged.get("valid_to") else None,
            parameters=parameters,
            examples=tuple(data.get("examples", ())),
            note_zh=str(merged.get("note_zh", "")),
            note_en=str(merged.get("note_en", "")),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise LandGuardError("LG-RUL-004", ruleset=name, detail=str(error)) from error


def _with_base(
    data: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]], seen: tuple[str, ...]
) -> dict[str, Any]:
    own = dict(data)
    own["parameters"] = dict(own.get("parameters", {}))
    base_name = data.get("extends")
    if not base_name:
        return own
    if base_name in seen or base_name not in others:
        raise LandGuardError("LG-RUL-004", ruleset=str(data.get("id", "")), detail=f"extends {base_name}")
    base = _with_base(others[base_name], others, (*seen, base_name))
    parameters = {**base["parameters"], **own["parameters"]}
    return {**base, **own, "parameters": parameters}


def _parameter(ruleset: str, name: str, given: Any) -> Parameter:
    section, _, short = name.partition(".")
    kind = SECTIONS.get(section, {}).get(short)
    if kind is None or not isinstance(given, Mapping) or "value" not in given:
        raise LandGuardError("LG-RUL-004", ruleset=ruleset, detail=name)
    if not kind.accepts(given["value"]) or given.get("status") not in STATUSES:
        raise LandGuardError("LG-RUL-004", ruleset=ruleset, detail=f"{name} = {given['value']!r}")
    words = {key: str(given.get(key, "")) for key in ("source", "clause", "note_zh", "note_en")}
    return Parameter(name, given["value"], status=str(given["status"]), **words)


def _complete(ruleset: str, parameters: Mapping[str, Parameter]) -> None:
    """Refuse a set that leaves out part of a section: a rule nobody stated must not come from the program."""
    for section in {name.partition(".")[0] for name in parameters}:
        for short in SECTIONS[section]:
            if f"{section}.{short}" not in parameters:
                raise LandGuardError("LG-RUL-004", ruleset=ruleset, detail=f"{section}.{short}")


def newest_in_force(rulesets: Mapping[str, RuleSet], section: str, day: date) -> RuleSet:
    """Return the set in force on a day that speaks about a section; the latest when several do.

    Raises LandGuardError LG-RUL-005 when there is none.
    """
    fitting = [one for one in rulesets.values() if section in one.sections and one.in_force(day)]
    if not fitting:
        raise LandGuardError("LG-RUL-005", section=section, date=day.isoformat())
    return max(fitting, key=lambda one: (one.valid_from, one.id))
