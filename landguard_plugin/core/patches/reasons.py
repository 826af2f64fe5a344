"""Coded reasons of a screening as a store keeps them: one line of JSON each, worded anew whenever they are shown."""

from __future__ import annotations

import json

from ..problems import Message


def coded(message: Message) -> str:
    """Return a message as one line."""
    shown = {name: value for name, value in message.arguments.items() if isinstance(value, (str, int, float))}
    return json.dumps({"code": message.code, "arguments": shown}, ensure_ascii=False, sort_keys=True)


def decoded(line: str) -> Message:
    """Return the message of a line; what `coded` did not write becomes a message without words."""
    try:
        read = json.loads(line)
        return Message(str(read["code"]), dict(read["arguments"]))
    except (ValueError, KeyError, TypeError):
        return Message(line)
