"""From the figures of one patch to a suggestion with its reasons. What cannot be known is never taken as fulfilled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional, Union

from ..problems import Message
from .rules import Condition, Remark, ScreeningRules, Threshold

Figure = Union[float, str, None]  # None: the layer was not given
DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Suggestion:
    """What is suggested: a path of the verdict tree (verdict first), the step that decided, the reasons, the priority."""

    path: tuple[str, ...]
    step: str
    reasons: tuple[Message, ...]
    priority: int
    weights: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """Return the verdict of the first level."""
        return self.path[0]


def suggest(rules: ScreeningRules, figures: Mapping[str, Figure]) -> Suggestion:
    """Return the suggestion for one patch by the first step that holds.

    A step that may hold but needs a layer that was not given (and says so by its `unknown`) leaves a doubt: if nothing but the last
    step, the fallback, decides in the end, the suggestion is 存疑 and not that.
    """
    unknown: list[Remark] = []
    for position, step in enumerate(rules.steps):
        holds = all_hold(step.conditions, figures)
        if holds is None and step.unknown:
            unknown.append(Remark((), step.unknown))
        if not holds:
            continue
        doubts = [doubt for doubt in step.doubts if all_hold(doubt.conditions, figures)]
        if position == len(rules.steps) - 1:
            doubts = unknown + doubts
        path = (DOUBTFUL,) if doubts else step.suggest
        notes = [note for note in rules.notes if all_hold(note.conditions, figures)]
        reasons = {r.reason: Message(r.reason, arguments_of(r, figures)) for r in [*doubts, step.remark, *notes]}
        points, weights = _priority(rules, figures, path[0])
        return Suggestion(path, step.id, tuple(reasons.values()), points, weights)
    raise ValueError("no step holds")  # the last step has no conditions: rules are held to that when they are read


def all_hold(conditions: Sequence[Condition], figures: Mapping[str, Figure]) -> Optional[bool]:
    """Return whether all conditions hold; None when none fails but some cannot be known."""
    outcomes = [_holds(condition, figures.get(condition.figure)) for condition in conditions]
    if any(outcome is False for outcome in outcomes):
        return False
    return None if any(outcome is None for outcome in outcomes) else True


def _holds(condition: Condition, figure: Figure) -> Optional[bool]:
    if figure is None:
        return None
    if isinstance(condition.limit, Threshold):
        value, limit = float(figure), condition.limit.value
        return value >= limit if condition.test == ">=" else value < limit
    return str(figure).upper() in condition.limit


def arguments_of(remark: Remark, figures: Mapping[str, Figure]) -> dict[str, object]:
    """Return what a reason shows: areas in mu, shares in per cent, lengths in metres, and the thresholds applied."""
    shown: dict[str, object] = {}
    for name in remark.figures:
        figure, short = figures.get(name), name.replace(":", "_").removesuffix("_share")
        if name.endswith("_share"):
            shown[f"{short}_percent"] = "-" if figure is None else round(100 * float(figure), 2)
        else:
            shown[short] = "-" if figure is None else figure if isinstance(figure, str) else round(figure, 2)
    limits = [_limit_text(condition) for condition in remark.conditions if isinstance(condition.limit, Threshold)]
    shown["limits"] = ", ".join(limits) or "-"
    return shown


def _limit_text(condition: Condition) -> str:
    """Return a threshold as it is compared, without words: a share in per cent, anything else in the figure's own unit."""
    sign = "≥" if condition.test == ">=" else "<"
    value = condition.limit.value if isinstance(condition.limit, Threshold) else 0.0
    return f"{sign}{100 * value:g}%" if condition.figure.endswith("_share") else f"{sign}{value:g}"


def _priority(rules: ScreeningRules, figures: Mapping[str, Figure], verdict: str) -> tuple[int, tuple[str, ...]]:
    known = {**figures, "verdict": verdict}
    taken = [weight for weight in rules.priority if all_hold(weight.conditions, known)]
    return sum(weight.points for weight in taken), tuple(weight.id for weight in taken)
