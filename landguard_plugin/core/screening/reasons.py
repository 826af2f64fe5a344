"""Reasons as text that a store keeps: the code and its arguments, to be worded in whatever language it is read in."""

from __future__ import annotations

import json

from ..problems import Message


def as_text(message: Message) -> str:
    """Return a reason as one line of text: its code, a blank, its arguments as JSON with sorted keys."""
    return f"{message.code} {json.dumps(dict(message.arguments), ensure_ascii=False, sort_keys=True)}"


def from_text(text: str) -> Message:
    """Return the reason a line holds; a line that is none becomes a message of its own text as code."""
    code, _, arguments = text.partition(" ")
    try:
        found = json.loads(arguments) if arguments else {}
    except ValueError:
        return Message(text)
    return Message(code, found) if isinstance(found, dict) else Message(text)
