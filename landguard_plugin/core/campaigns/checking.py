"""What a judgement lacks under a verdict tree, as coded flaws; empty means it may be certified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..patches.judging import OPINION, required_fields
from ..problems import Message
from .fields import FieldBook
from .verdicts import VerdictTree


def flaws_of(tree: VerdictTree, path: Sequence[str], values: Mapping[str, str], fields: FieldBook) -> list[Message]:
    """Return the flaws of a path with its filled-in fields.

    LG-VDT-101 no such verdict; 104 the choice must go deeper; 102 a required field is empty; 103 a field holds what it cannot.
    """
    try:
        node = tree.node(tuple(path))
    except KeyError:
        return [Message("LG-VDT-101", {"path": "/".join(path) or "-", "tree": tree.id})]
    found = []
    if node.children:
        found.append(
            Message("LG-VDT-104", {"path": "/".join(path), "choices": ", ".join(c.code for c in node.children)})
        )
    for name in required_fields(tree, path):
        text = values.get(name, "").strip()
        if not text:
            found.append(Message("LG-VDT-102", {"field": name, "path": "/".join(path)}))
    for name, text in values.items():
        if name != OPINION and name in fields and text.strip() and not fields[name].accepts(text):
            found.append(Message("LG-VDT-103", {"field": name, "value": text, "kind": fields[name].kind}))
    return found
