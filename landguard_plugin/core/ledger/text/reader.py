"""Reads a plain-text ledger. Every line becomes an entry or a flaw with its line number; nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Callable, Optional

from ...problems import Message, Term
from ...progress import Progress, stop_if_cancelled
from ..amounts import ACCOUNTS, Amounts
from ..books import Books, books_of
from ..flaws import Flaw
from ..records import (
    DEEDS,
    REVERSE,
    SUPPLEMENT_KINDS,
    Batch,
    Check,
    Closing,
    Entry,
    Line,
    Lot,
    Mark,
    Occupation,
    Seal,
    Supplement,
    Unit,
    key_of,
)
from . import values
from .tokens import Token, TokenError, tokens_of
from .vocabulary import DIRECTIVES, FIELDS, VALUES, code_of

#: directive -> names of its positional tokens; those in brackets may be left out
_POSITIONS = {
    "ledger": ("title",),
    "unit": ("code", "[name]"),
    "supplement": ("id", "unit", "[name]"),
    "lot": ("id", "supplement", "unit"),
    "occupation": ("id", "unit", "[name]"),
    "mark": ("subject", "key", "value"),
    "check": ("unit",),
    "seal": (),
}
_COMMON = ("note",)
_ALLOWED = {
    "ledger": (),
    "unit": ("external",),
    "supplement": ("kind", "approved", "document", "funding", "note"),
    "lot": ("kind", "grade_system", "grade_before", "grade_after", "slope", "patches", "document", "note"),
    "occupation": ("approval_batch", "approved", "document", "grade_system", "grade", "patches", "note"),
    "mark": ("document", "note"),
    "check": ("quantity", "paddy", "capacity", "note"),
    "seal": ("document", "note"),
    REVERSE: ("reverses", "document", "note"),
    **dict.fromkeys(DEEDS, ("document", "note")),
}
_LINE = ("lot", "project", "unit", "to_unit", "quantity", "paddy", "capacity", "patches")
_CLOSING = (
    "unit",
    "quantity",
    "paddy",
    "capacity",
    "reserved_quantity",
    "reserved_paddy",
    "reserved_capacity",
)


@dataclass(frozen=True)
class Reading:
    """What came of a text: the books, the flaws with their lines, and the line of each entry."""

    books: Books
    flaws: tuple[Flaw, ...]
    lines: dict[str, int]  # records.key_of(entry) -> line, counted from 1


class _Refused(Exception):
    """A line that cannot be an entry; carries the flaw's message."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.code)
        self.message = message


@dataclass
class _Reader:
    title: str = ""
    entries: list[Entry] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    open: bool = False  # the last entry may still get indented lines

    def take(self, number: int, text: str) -> None:
        """Take one line of the text."""
        try:
            tokens, comment = tokens_of(text)
        except TokenError:
            self.refuse(number, Message("LG-LTX-001", {}))
            return
        indented = text[:1] in (" ", "\t", "　")
        try:
            if tokens and indented:
                self.continuation(tokens)
            elif tokens:
                self.open = False
                self.add(number, self.directive(tokens))
        except _Refused as refused:
            self.refuse(number, refused.message)
        if comment is not None:
            self.remark(comment, bool(tokens) or (indented and self.open))

    def remark(self, comment: str, of_last_entry: bool) -> None:
        """Keep a comment: with the entry it stands in, else with the one that follows."""
        if of_last_entry and self.entries:
            last = self.entries[-1]
            self.entries[-1] = replace(last, remarks=(*last.remarks, comment))
        else:
            self.comments.append(comment)

    def refuse(self, number: int, message: Message) -> None:
        """Note that a line could not be read."""
        self.flaws.append(Flaw(message, line=number))

    def add(self, number: int, entry: Optional[Entry]) -> None:
        """Keep an entry with the comments before it."""
        if entry is None:
            return
        self.entries.append(replace(entry, remarks=tuple(self.comments)))
        self.comments = []
        self.lines.setdefault(key_of(entry), number)
        self.open = isinstance(entry, (Batch, Seal))

    def directive(self, tokens: list[Token]) -> Optional[Entry]:
        """Return the entry of an unindented line; None for the title."""
        day, rest = None, tokens
        if tokens[0].key is None and tokens[0].text[:1].isdigit():
            day, rest = _converted("date", tokens[0].text, values.day_of), tokens[1:]
        if not rest or rest[0].key is not None:
            raise _Refused(Message("LG-LTX-002", {"word": tokens[0].text}))
        name = code_of(DIRECTIVES, rest[0].text)
        dated = name in DEEDS or name in (REVERSE, "mark", "check", "seal")
        if name is None or dated != (day is not None):
            raise _Refused(Message("LG-LTX-002", {"word": rest[0].text}))
        positions = _positions(name, rest[1:])
        fields = _fields(rest[1:], _ALLOWED[name])
        if name == "ledger":
            self.title = positions["title"]
            return None
        if day is None:
            return _undated(name, positions, fields)
        return _dated(name, day, positions, fields)

    def continuation(self, tokens: list[Token]) -> None:
        """Add an indented line to the batch or seal above it."""
        if not self.open:
            raise _Refused(Message("LG-LTX-003", {}))
        last = self.entries[-1]
        if any(token.key is None for token in tokens):
            extra = next(token.text for token in tokens if token.key is None)
            raise _Refused(Message("LG-LTX-004", {"word": extra}))
        if isinstance(last, Seal):
            self.entries[-1] = replace(last, closings=(*last.closings, _closing(_fields(tokens, _CLOSING))))
        elif isinstance(last, Batch):
            if last.kind == REVERSE:
                raise _Refused(Message("LG-LTX-003", {}))
            self.entries[-1] = replace(last, lines=(*last.lines, _line(_fields(tokens, _LINE))))


def read_ledger(text: str, progress: Optional[Progress] = None) -> Reading:
    """Return the books of a text; lines that cannot be read are flaws, the others count. Raises Cancelled."""
    reader = _Reader()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if progress is not None:
            stop_if_cancelled(progress)
        reader.take(number, line.removesuffix("\r"))
    books = books_of(reader.entries, reader.title, tuple(reader.comments))
    return Reading(books, tuple(reader.flaws), reader.lines)


def _positions(name: str, tokens: list[Token]) -> dict[str, str]:
    names = _POSITIONS.get(name, ("id",))
    # A keyword in quotation marks is text: the writer quotes what only looks like a keyword.
    known = name == "mark"
    plain = [
        values.value_of(t.text) if known and not t.quoted and at else t.text
        for at, t in enumerate(t for t in tokens if t.key is None)
    ]
    needed = sum(not one.startswith("[") for one in names)
    if not needed <= len(plain) <= len(names):
        word = plain[len(names)] if len(plain) > len(names) else ""
        raise _Refused(Message("LG-LTX-005", {"expected": needed, "found": len(plain), "word": word}))
    found = {one.strip("[]"): text for one, text in zip(names, plain)}
    return {**{one.strip("[]"): "" for one in names}, **found}


def _fields(tokens: list[Token], allowed: tuple[str, ...]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for token in tokens:
        if token.key is None:
            continue
        code = code_of(FIELDS, token.key)
        if code is None or code not in allowed:
            raise _Refused(Message("LG-LTX-004", {"word": token.key}))
        if code in fields:
            raise _Refused(Message("LG-LTX-006", {"word": token.key}))
        fields[code] = token.text
    return fields


def _converted(name: str, text: str, convert: Callable[[str], Any]) -> Any:
    """Return a converted value; a value that does not fit is refused by name."""
    try:
        return convert(text)
    except ValueError as error:
        raise _Refused(Message("LG-LTX-007", {"word": Term(name), "value": text})) from error


def _keyword(name: str, text: str, allowed: tuple[str, ...]) -> str:
    code = code_of(VALUES, text) or text
    if code not in allowed:
        raise _Refused(Message("LG-LTX-007", {"word": Term(name), "value": text}))
    return code


def _amounts(fields: dict[str, Any], prefix: str = "") -> Amounts:
    for account in ACCOUNTS:
        if fields.get(prefix + account):
            _converted(prefix + account, fields[prefix + account], partial(values.amount_of, account))
    return values.amounts_of(fields, prefix)


def _undated(name: str, positions: dict[str, Any], fields: dict[str, Any]) -> Entry:
    patches = values.list_of(fields.pop("patches", ""))
    if name == "unit":
        external = _keyword("external", fields.get("external", "no"), ("yes", "no")) == "yes"
        return Unit(positions["code"], positions["name"], external)
    if name == "supplement":
        kind = _keyword("kind", fields.pop("kind", "consolidation"), SUPPLEMENT_KINDS)
        approved = fields.pop("approved", "")
        day = _converted("approved", approved, values.day_of) if approved else None
        return Supplement(**positions, kind=kind, approved=day, **fields)
    if name == "lot":
        kind = fields.pop("kind", "")
        kind = _keyword("kind", kind, SUPPLEMENT_KINDS) if kind else ""
        before = _converted("grade_before", fields.pop("grade_before", ""), values.grade_of)
        after = _converted("grade_after", fields.pop("grade_after", ""), values.grade_of)
        slope = _converted("slope", fields.pop("slope", ""), values.slope_of)
        return Lot(
            **positions, kind=kind, grade_before=before, grade_after=after, slope=slope, patches=patches, **fields
        )
    grade = _converted("grade", fields.pop("grade", ""), values.grade_of)
    approved = fields.pop("approved", "")
    day = _converted("approved", approved, values.day_of) if approved else None
    return Occupation(**positions, approved=day, grade=grade, patches=patches, **fields)


def _dated(name: str, day: date, positions: dict[str, Any], fields: dict[str, Any]) -> Entry:
    if name == "mark":
        return Mark(day, **positions, **fields)
    if name == "check":
        return Check(day, positions["unit"], _amounts(fields), **fields)
    if name == "seal":
        return Seal(day, (), **fields)
    return Batch(positions["id"], day, name, (), **fields)


def _line(fields: dict[str, Any]) -> Line:
    amounts = _amounts(fields)
    return Line(amounts, patches=values.list_of(fields.pop("patches", "")), **fields)


def _closing(fields: dict[str, Any]) -> Closing:
    available, reserved = _amounts(fields), _amounts(fields, "reserved_")
    return Closing(fields.get("unit", ""), available, reserved)
