"""Judging a patch (判定): what an officer enters, what a verdict still lacks, and how a deed stands in the log.

A judgement event carries the judgement before and after it, so that the log alone can take it back and can show what
changed. Several patches judged in one gesture share a deed id: they are taken back together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..campaigns.verdicts import VerdictNode, VerdictTree
from ..problems import LandGuardError
from ..trust.log import canonical_json
from .records import Actor, Event, Judgement, Patch, Role, State

JUDGE, TAKE_BACK = "judge", "take_back"
#: what the county still has to decide or to answer
OPEN = (State.UNJUDGED, State.RETURNED)
#: a judgement may be made or changed in these states
JUDGEABLE = (State.UNJUDGED, State.JUDGED, State.RETURNED)
JUDGES = (Role.SURVEYOR, Role.COUNTY)
#: the names under which parts of a judgement appear in lists of what is missing or what changed
VERDICT, OPINION, ANSWER, DEEPER = "verdict", "opinion", "answer", "deeper"


@dataclass(frozen=True)
class Given:
    """What an officer enters: a path of the verdict tree, the fields it asks for, an opinion, the answer to a return."""

    path: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    opinion: str = ""
    answer: str = ""


def node_at(tree: VerdictTree, path: Sequence[str]) -> VerdictNode:
    """Return the node a path leads to. Raises LG-JDG-001 when the campaign's tree has no such verdict."""
    try:
        return tree.node(tuple(path))
    except KeyError:
        raise LandGuardError("LG-JDG-001", path="/".join(path), tree=tree.id) from None


def required_fields(tree: VerdictTree, path: Sequence[str]) -> tuple[str, ...]:
    """Return the fields that a verdict asks for: those of every node on the way, in order, each once."""
    names: dict[str, None] = {}
    for depth in range(1, len(path) + 1):
        names.update(dict.fromkeys(node_at(tree, path[:depth]).requires))
    return tuple(names)


def unmet(tree: VerdictTree, judgement: Judgement | None, must_answer: bool = False) -> tuple[str, ...]:
    """Return what keeps a judgement from being certified: "verdict", "deeper", names of empty fields, "answer"."""
    if judgement is None or not judgement.path:
        return (VERDICT,)
    missing = [DEEPER] if node_at(tree, judgement.path).children else []
    missing += [name for name in required_fields(tree, judgement.path) if not _filled(judgement, name)]
    if must_answer and not judgement.answer.strip():
        missing.append(ANSWER)
    return tuple(missing)


def _filled(judgement: Judgement, name: str) -> bool:
    text = judgement.opinion if name == OPINION else judgement.fields.get(name, "")
    return bool(text.strip())


def judged(patch: Patch, given: Given, tree: VerdictTree, actor: Actor, at: str) -> Patch:
    """Return the patch as judged. Raises LG-JDG-xxx when the verdict, the state or the actor forbids it.

    A returned patch must bring an answer; one that was answered before keeps its answer when it is judged once more.
    """
    node_at(tree, given.path)
    if actor.role not in JUDGES:
        raise LandGuardError("LG-JDG-005", number=patch.number)
    if not actor.person.strip():
        raise LandGuardError("LG-JDG-007")
    if patch.state.is_certified:
        raise LandGuardError("LG-JDG-002", number=patch.number)
    if patch.state not in JUDGEABLE:
        raise LandGuardError("LG-JDG-003", number=patch.number)
    answer = given.answer.strip()
    if patch.state is State.RETURNED and not answer:
        raise LandGuardError("LG-JDG-004", number=patch.number)
    if not answer and patch.judgement is not None:
        answer = patch.judgement.answer
    fields = {name: text.strip() for name, text in sorted(given.fields.items()) if text.strip()}
    made = Judgement(given.path, fields, given.opinion.strip(), actor, at, answer)
    return replace(patch, judgement=made, state=State.JUDGED)


def deed_id(patches: Iterable[Patch], kind: str = JUDGE) -> str:
    """Return the id of a deed on patches at their versions: 16 hex digits; no two deeds can share it."""
    stands = sorted([patch.uid, patch.version] for patch in patches)
    return hashlib.sha256(canonical_json([kind, stands])).hexdigest()[:16]


def judge_event(before: Patch, after: Patch, deed: str, actor: Actor, at: str) -> Event:
    """Return the event of a judgement (or, with the kind of a reversal, of its taking back)."""
    return Event(JUDGE, before.uid, actor, at, _steps(before, after, deed))


def take_back_event(
    before: Patch, after: Patch, deed: str, taken: Event, sequence: int, actor: Actor, at: str
) -> Event:
    """Return the event that takes back entry `sequence`: it names who judged and who takes back."""
    data = {
        **_steps(before, after, deed),
        "of": sequence,
        "of_deed": str(taken.data["deed"]),
        "judged_by": {"person": taken.actor.person, "role": taken.actor.role.value, "at": taken.at},
    }
    return Event(TAKE_BACK, before.uid, actor, at, data)


def _steps(before: Patch, after: Patch, deed: str) -> dict[str, object]:
    return {
        "deed": deed,
        "version": before.version,
        "shape_sha256": hashlib.sha256(before.shape).hexdigest(),
        "area_dm2": before.area_dm2,
        "state_before": before.state.value,
        "state_after": after.state.value,
        "before": judgement_data(before.judgement),
        "after": judgement_data(after.judgement),
    }


def judgement_data(judgement: Judgement | None) -> dict[str, object] | None:
    """Return a judgement as the log holds it."""
    if judgement is None:
        return None
    return {
        "path": list(judgement.path),
        "fields": dict(judgement.fields),
        "opinion": judgement.opinion,
        "answer": judgement.answer,
        "person": judgement.actor.person,
        "role": judgement.actor.role.value,
        "key": judgement.actor.key_id,
        "at": judgement.at,
    }


def judgement_from(data: object) -> Judgement | None:
    """Return the judgement that `judgement_data` wrote."""
    if not isinstance(data, Mapping):
        return None
    actor = Actor(str(data["person"]), Role(data["role"]), str(data["key"]))
    fields = {str(name): str(text) for name, text in data["fields"].items()}
    path = tuple(str(code) for code in data["path"])
    return Judgement(path, fields, str(data["opinion"]), actor, str(data["at"]), str(data["answer"]))


def same_judgement(one: Judgement | None, other: Judgement | None) -> bool:
    """Return whether two judgements say the same in every part."""
    return judgement_data(one) == judgement_data(other)


@dataclass(frozen=True)
class Difference:
    """One part of a judgement that differs: its name, and both texts ("" where it was empty)."""

    name: str
    before: str
    after: str


def differences(before: Judgement | None, after: Judgement | None) -> tuple[Difference, ...]:
    """Return the parts in which two judgements differ, verdict first; who and when are no part."""
    old, new = _parts(before), _parts(after)
    names = [*dict.fromkeys([*old, *new])]
    return tuple(
        Difference(name, old.get(name, ""), new.get(name, ""))
        for name in names
        if old.get(name, "") != new.get(name, "")
    )


def _parts(judgement: Judgement | None) -> dict[str, str]:
    if judgement is None:
        return {VERDICT: "", ANSWER: ""}
    return {
        VERDICT: "/".join(judgement.path),
        ANSWER: judgement.answer,
        **dict(sorted(judgement.fields.items())),
        OPINION: judgement.opinion,
    }
