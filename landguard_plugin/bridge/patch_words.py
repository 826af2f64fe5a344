"""Words and colours of patches: states, verdicts, roles, fields; the same in list, form, map, legend and print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Optional

from ..core.campaigns.verdicts import VerdictNode, VerdictTree
from ..core.patches.judging import ANSWER, DEEPER, OPINION, VERDICT
from ..core.patches.records import Patch, Role, State
from ..core.screening.reasons import from_text
from .campaigns import judgement_field
from .i18n import language
from .text import column_title, term, word

#: colours that stay apart on light and dark ground and for red-green blindness; never the only sign of anything
VERDICT_COLOURS = {
    "legal": "#2E7D32",
    "illegal": "#C62828",
    "other": "#546E7A",
    "doubtful": "#F9A825",
    "false_change": "#8D6E63",
}
UNJUDGED_COLOUR, RETURNED_COLOUR, STALE_COLOUR = "#1565C0", "#6A1B9A", "#D50000"


def state_word(state: State) -> str:
    """Return the name of a state."""
    return term(f"state_{state.value}")


def role_word(role: Role) -> str:
    """Return the name of a role."""
    return term(f"role_{role.value}")


def verdict_word(verdict: str) -> str:
    """Return the name of a verdict of the first level."""
    return term(f"verdict_{verdict}")


def standing_word(patch: Patch) -> str:
    """Return the one word a list shows of a patch: its verdict once it is judged, else its state."""
    judged = patch.judgement is not None and patch.state not in (State.UNJUDGED, State.RETURNED, State.RETIRED)
    return verdict_word(patch.judgement.verdict) if judged else state_word(patch.state)


def colour_of(patch: Patch) -> str:
    """Return the colour of a patch: that of its verdict once it is judged, else that of its state."""
    if patch.state is State.RETURNED:
        return RETURNED_COLOUR
    if patch.judgement is None or patch.state in (State.UNJUDGED, State.RETIRED):
        return UNJUDGED_COLOUR
    return VERDICT_COLOURS.get(patch.judgement.verdict, VERDICT_COLOURS["other"])


def node_title(node: VerdictNode) -> str:
    """Return the name of a node of a verdict tree."""
    return node.title_zh if language() == "zh" else node.title_en


def path_title(tree: VerdictTree, path: Sequence[str]) -> str:
    """Return a path as words, the verdict first; codes the tree does not know stay codes."""
    titles = []
    for depth in range(1, len(path) + 1):
        try:
            titles.append(node_title(tree.node(tuple(path[:depth]))))
        except KeyError:
            titles.append(path[depth - 1])
    return " › ".join(titles)


def known_path(tree: Optional[VerdictTree], path: Sequence[str]) -> tuple[str, ...]:
    """Return as much of a path as a tree knows, at least the verdict: rules of another year suggest what this year lacks."""
    for depth in range(len(path), 1, -1):
        try:
            if tree is not None:
                tree.node(tuple(path[:depth]))
                return tuple(path[:depth])
        except KeyError:
            continue
    return tuple(path[:1])


def field_title(name: str) -> str:
    """Return the title of a part of a judgement: a field, or one of the names the core has for the other parts."""
    if name in (VERDICT, DEEPER, OPINION, ANSWER):
        return term(f"judgement_{name}")
    known = judgement_field(name)
    if known is None:
        return column_title(name)
    return known.title_zh if language() == "zh" else known.title_en


def field_titles(names: Iterable[str]) -> str:
    """Return titles of parts of a judgement as one enumeration."""
    return ("、" if language() == "zh" else ", ").join(map(field_title, names))


def reason_text(reason: str) -> str:
    """Return a coded reason of a screening as words, without its code."""
    message = from_text(reason)
    if not message.arguments and message.code == reason:
        return term(reason)
    return word(message).removeprefix(message.code).strip()


def figure_of_reason(reason: str, figures: Iterable[str]) -> str:
    """Return the first of some figures that a coded reason speaks of, "" for none."""
    named = "\n".join(from_text(reason).arguments)
    return next((figure for figure in figures if f"{figure}_" in named), "")
