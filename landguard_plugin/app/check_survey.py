"""Use case: check a survey layer by every rule; what was found, and what could not be checked and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ..core.layers import Column, ShapeTable, Table
from ..core.problems import Message, Term
from ..core.progress import Progress, Stretch, stop_if_cancelled
from ..core.survey.explanations import EXPLAINED, Explanation, carried, key_of
from ..core.survey.rules.catalogue import RULES
from ..core.survey.rules.model import ERROR, NO_ROW, Found, NotChecked, Rule, Scope
from ..core.survey.rules.subject import Subject

_SHAPES_FROM = 0.15  # the part of a run that attributes take

FINDING_COLUMNS = (
    Column("rule", width=8),
    Column("label", width=8),
    Column("level", width=8),
    Column("title", width=120),
    Column("unit", width=19),
    Column("unit_name", width=255),
    Column("bsm", width=40),
    Column("other_bsm", width=40),
    Column("message", width=500),
    Column("value", width=120),
    Column("row", "integer"),
    Column("other_row", "integer"),
    Column("state", width=12),
    Column("explanation", width=500),
    Column("explained_by", width=60),
    Column("explained_at", width=25),
    Column("key", width=120),
)
RULE_COLUMNS = (
    Column("rule", width=8),
    Column("label", width=8),
    Column("level", width=8),
    Column("title", width=120),
    Column("checked", "integer"),
    Column("findings", "integer"),
    Column("reason", width=500),
)


@dataclass(frozen=True)
class Checked:
    """One rule of a run: its level there, what it found, or the reason why it was not checked."""

    rule: Rule
    level: str
    found: tuple[Found, ...]
    reason: Message | None = None

    @property
    def count(self) -> int:
        """Return the number of findings."""
        return sum(len(found) for found in self.found)


@dataclass(frozen=True)
class CheckResult:
    """All rules of a run in the order of their numbers; findings as rows with coded sentences, and their shapes."""

    rules: tuple[Checked, ...]
    rows: pd.DataFrame
    messages: list[Message]
    shapes: list[bytes]

    @property
    def errors(self) -> int:
        """Return the number of findings of level error that nobody has explained."""
        return int(((self.rows["level"] == ERROR) & (self.rows["state"] != EXPLAINED)).sum())

    @property
    def explained(self) -> int:
        """Return the number of findings that are explained."""
        return int((self.rows["state"] == EXPLAINED).sum())


def check_survey(
    subject: Subject, progress: Progress, former: Iterable[Explanation] = (), rules: Sequence[Rule] = RULES
) -> CheckResult:
    """Return what the rules find in a layer; `former` explanations are kept where the same finding comes back.

    Raises Cancelled when the user stops it. A rule that cannot run says so once and stands in the result with its reason.
    """
    light = [rule for rule in rules if not rule.shapes]
    heavy = [rule for rule in rules if rule.shapes]
    done: dict[str, Checked] = {}
    for group, start, end in ((light, 0.0, _SHAPES_FROM), (heavy, _SHAPES_FROM, 1.0)):
        for position, rule in enumerate(group):
            stop_if_cancelled(progress)
            width = (end - start) / max(1, len(group))
            subject.progress = Stretch(progress, start + width * position, start + width * (position + 1))
            done[rule.id] = _checked(rule, subject)
            progress.at(start + width * (position + 1))
    listed = tuple(done[rule.id] for rule in rules)
    _tell(listed, len(subject), progress)
    return _result(listed, subject, former)


def _checked(rule: Rule, subject: Subject) -> Checked:
    level = subject.values.level(rule.id, rule.level)
    reason = _reason(rule, subject)
    if reason is not None:
        return Checked(rule, level, (), reason)
    try:
        return Checked(rule, level, tuple(found for found in rule.run(subject) if len(found)))
    except NotChecked as stop:
        return Checked(rule, level, (), stop.reason)


def _reason(rule: Rule, subject: Subject) -> Message | None:
    """Return why a rule cannot run; None when it can."""
    if not subject.values.runs(rule.id):
        return Message("LG-CHK-003", {"ruleset": subject.values.ruleset.id})
    absent = [name for name in rule.inputs if not subject.beside.given(name)]
    if absent:
        return Message("LG-CHK-002", {"input": Term(f"input_{absent[0]}")})
    missing = [name for name in rule.fields if not subject.has(name)]
    if missing:
        return Message("LG-CHK-001", {"fields": ", ".join(missing)})
    return None


def _tell(rules: Sequence[Checked], patches: int, progress: Progress) -> None:
    for one in rules:
        if one.reason is not None:
            told = {"rule": one.rule.id, "label": one.rule.label, "title": one.rule.title, "reason": one.reason}
            progress.warn(Message("LG-CHK-004", told))
        elif one.count:
            words = {"rule": one.rule.id, "label": one.rule.label, "title": one.rule.title, "level": Term(one.level)}
            progress.say(Message("LG-CHK-005", {**words, "count": one.count}))
    errors = sum(one.count for one in rules if one.level == ERROR)
    total = sum(one.count for one in rules)
    skipped = sum(one.reason is not None for one in rules)
    counts = {"errors": errors, "warnings": total - errors, "checked": len(rules) - skipped, "skipped": skipped}
    progress.say(Message("LG-CHK-009", {"patches": patches, **counts}))


def _result(rules: tuple[Checked, ...], subject: Subject, former: Iterable[Explanation]) -> CheckResult:
    frames: list[pd.DataFrame] = []
    messages: list[Message] = []
    shapes: list[bytes] = []
    doubled = _doubled(subject.bsm)
    for one in rules:
        for found in one.found:
            own = _shapes(found, subject)
            frames.append(_frame(one, found, subject, own, doubled))
            messages += [found.message(k) for k in range(len(found))]
            shapes += own
    empty = pd.DataFrame(
        columns=["rule", "label", "level", "unit", "unit_name", "bsm", "other_bsm", "value", "row", "other_row", "key"]
    )
    rows = pd.concat(frames, ignore_index=True) if frames else empty
    return CheckResult(rules, carried(rows, former), messages, shapes)


def _frame(one: Checked, found: Found, subject: Subject, shapes: list[bytes], doubled: set[str]) -> pd.DataFrame:
    others = found.others if found.others is not None else np.full(len(found), NO_ROW)
    unit = subject.text("ZLDWDM")
    units = found.units if found.units is not None else [str(unit[row]) if row != NO_ROW else "" for row in found.rows]
    frame = pd.DataFrame(
        {
            "unit": list(units),
            "unit_name": _named(subject.text("ZLDWMC"), found.rows),
            "bsm": _named(subject.bsm, found.rows),
            "other_bsm": _named(subject.bsm, others),
            "value": [str(value) for value in found.values],
            "row": _numbered(subject.table.row_numbers, found.rows),
            "other_row": _numbered(subject.table.row_numbers, others),
        }
    ).assign(rule=one.rule.id, label=one.rule.label, level=one.level)
    frame["key"] = _keys(frame, one.rule, found, subject, shapes, doubled)
    return frame


def _keys(
    frame: pd.DataFrame, rule: Rule, found: Found, subject: Subject, shapes: list[bytes], doubled: set[str]
) -> list[str]:
    """Return keys; a finding about attributes of one identified patch needs no place, so redrawing its border keeps it."""
    own = found.shapes is not None or rule.scope is Scope.NEIGHBOURS
    decimals = max(0, round(math.log10(subject.unit_m)))
    keys = []
    for position, (bsm, other, unit) in enumerate(zip(frame["bsm"], frame["other_bsm"], frame["unit"])):
        row, place = int(found.rows[position]), None
        if own and shapes[position]:
            place = _middle(shapes[position])
        elif row != NO_ROW and bsm in doubled:
            place = (float(subject.places[row, 0]), float(subject.places[row, 1]))
        field = str(found.arguments.get("field", "")) if isinstance(found.arguments.get("field"), str) else ""
        keys.append(key_of(f"{rule.id}{'.' + field if field else ''}", bsm or unit, other, place, decimals))
    return keys


def _middle(shape: bytes) -> tuple[float, float]:
    west, south, east, north = shapely.from_wkb(shape).bounds
    return (west + east) / 2, (south + north) / 2


def _doubled(bsm: np.ndarray) -> set[str]:
    counts = pd.Series(bsm, dtype=object).value_counts()
    return set(counts.index[counts > 1])


def _named(names: np.ndarray, rows: np.ndarray) -> list[str]:
    return [str(names[row]) if row != NO_ROW else "" for row in rows]


def _numbered(numbers: np.ndarray, rows: np.ndarray) -> pd.array:
    return pd.array([int(numbers[row]) if row != NO_ROW else None for row in rows], dtype="Int64")


def _shapes(found: Found, subject: Subject) -> list[bytes]:
    if found.shapes is not None:
        return [bytes(shape) for shape in found.shapes]
    return [subject.shapes.readable[row] if row != NO_ROW else b"" for row in found.rows]


def findings_table(result: CheckResult, words: Sequence[str], titles: Sequence[str], crs: str) -> ShapeTable:
    """Return the findings as a layer; `words` has the sentence of every finding, `titles` the title of its rule."""
    rows = result.rows.assign(message=list(words), title=list(titles))
    return ShapeTable(FINDING_COLUMNS, rows[[column.name for column in FINDING_COLUMNS]], result.shapes, crs)


def rules_table(result: CheckResult, titles: Sequence[str], reasons: Sequence[str]) -> Table:
    """Return every rule with its count, or with the reason why it was not checked."""
    rows = pd.DataFrame(
        {
            "rule": [one.rule.id for one in result.rules],
            "label": [one.rule.label for one in result.rules],
            "level": [one.level for one in result.rules],
            "title": list(titles),
            "checked": [int(one.reason is None) for one in result.rules],
            "findings": [one.count for one in result.rules],
            "reason": list(reasons),
        }
    )
    return Table.of(RULE_COLUMNS, rows)
