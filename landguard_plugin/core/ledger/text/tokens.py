r"""The line grammar: blank-separated tokens, "quoted text" with \" \\ \n \u0000 escapes, key:value fields, ; comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional

COMMENT = (";", "；", "#")
COLONS = (":", "：")
_PLAIN = re.compile(r'[^\s"\\;；]+')
_CODED = re.compile(r"\\u([0-9a-f]{4})")
_BLANKS = " \t　"
_UNESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


class TokenError(ValueError):
    """A line that is not made of tokens: a quotation that does not end."""


@dataclass(frozen=True)
class Token:
    """One token. `key` is set for key:value fields; `quoted` tells "2021" from 2021."""

    text: str
    key: Optional[str] = None
    quoted: bool = False


def tokens_of(line: str) -> tuple[list[Token], Optional[str]]:
    """Return the tokens of a line and its comment (None for none). Raises TokenError."""
    found: list[Token] = []
    at = 0
    while at < len(line):
        if line[at] in _BLANKS:
            at += 1
            continue
        if line[at] in COMMENT:
            return found, line[at + 1 :].strip()
        token, at = _token(line, at)
        found.append(token)
    return found, None


def _token(line: str, at: int) -> tuple[Token, int]:
    if line[at] == '"':
        text, at = _quotation(line, at)
        return Token(text, None, True), at
    end = at
    while end < len(line) and line[end] not in _BLANKS and line[end] not in ('"', ";", "；"):
        end += 1
    bare = line[at:end]
    colon = min((bare.index(mark) for mark in COLONS if mark in bare), default=-1)
    if colon > 0:
        key, value = bare[:colon], bare[colon + 1 :]
        if not value and end < len(line) and line[end] == '"':
            value, end = _quotation(line, end)
        return Token(value, key), end
    return Token(bare), end


def _quotation(line: str, at: int) -> tuple[str, int]:
    """Return the text of the quotation that begins at `at`, and the place after it."""
    text: list[str] = []
    at += 1
    while at < len(line):
        mark = line[at]
        if mark == '"':
            return "".join(text), at + 1
        if mark == "\\" and at + 1 < len(line):
            coded = _CODED.match(line, at)
            text.append(chr(int(coded[1], 16)) if coded else _UNESCAPED.get(line[at + 1], line[at + 1]))
            at += len(coded[0]) if coded else 2
            continue
        text.append(mark)
        at += 1
    raise TokenError(line)


def quoted(text: str) -> str:
    """Return a text as a quotation."""
    return '"' + "".join(_ESCAPED.get(mark) or (f"\\u{ord(mark):04x}" if mark < " " else mark) for mark in text) + '"'


def positional(text: str) -> str:
    """Return a text as a positional token: bare when it cannot be mistaken, else quoted."""
    bare = _PLAIN.fullmatch(text) and text[0] not in COMMENT and not any(mark in text for mark in COLONS)
    return text if bare and not _odd(text) else quoted(text)


def field(key: str, value: str) -> str:
    """Return key:value, the value quoted when it must be."""
    plain = _PLAIN.fullmatch(value) is not None and not _odd(value)
    return f"{key}:{value}" if plain else f"{key}:{quoted(value)}"


def _odd(text: str) -> bool:
    """Return whether a text holds marks that split lines or are blank without looking so."""
    return any(not mark.isprintable() or mark.isspace() for mark in text)


def join_list(values: tuple[str, ...]) -> str:
    """Return a list as one text: commas between, backslash before a comma or backslash inside."""
    escaped = (value.replace("\\", "\\\\").replace(",", "\\,").replace("，", "\\，") for value in values)
    return ",".join(escaped)


def split_list(text: str) -> tuple[str, ...]:
    """Return the values of a list text."""
    values, current, at = [], "", 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            current += text[at + 1]
            at += 2
            continue
        if text[at] in (",", "，"):
            values.append(current)
            current = ""
        else:
            current += text[at]
        at += 1
    values.append(current)
    return tuple(value for value in values if value)
