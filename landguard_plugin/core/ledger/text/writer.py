"""Writes books as a plain-text ledger: canonical order, one way to say a thing, so that two versions can be compared line by line."""

from __future__ import annotations

from collections.abc import Iterator

from ..amounts import Amounts, shown
from ..books import Books
from ..records import (
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
)
from .tokens import field, join_list, positional, quoted
from .values import canonical_grade
from .vocabulary import DIRECTIVES, FIELDS, VALUES, ZH, code_of, word

_INDENT = "  "


def write_ledger(books: Books, tongue: str = ZH) -> str:
    """Return the text of the books in a tongue ("zh" or "en"), ending in a line break."""
    writer = _Writer(tongue)
    lines: list[str] = []
    if books.title:
        lines += [f"{writer.directive('ledger')} {quoted(books.title)}"]
    previous: object = None
    for entry in books.entries:
        if lines and (type(entry) is not previous or isinstance(entry, (Batch, Seal))):
            lines.append("")
        previous = type(entry)
        lines += [f"; {remark}".rstrip() for remark in entry.remarks]
        lines += writer.entry(entry)
    if books.remarks:
        lines += ["", *(f"; {remark}".rstrip() for remark in books.remarks)]
    return "\n".join(lines) + "\n"


class _Writer:
    def __init__(self, tongue: str) -> None:
        self.tongue = tongue

    def directive(self, code: str) -> str:
        return word(DIRECTIVES, code, self.tongue)

    def fields(self, **given: str) -> str:
        """Return the fields that have a value, in the order given, with a blank before each."""
        return "".join(" " + field(word(FIELDS, code, self.tongue), text) for code, text in given.items() if text)

    def keyword(self, code: str) -> str:
        return word(VALUES, code, self.tongue)

    def word_or_text(self, text: str) -> str:
        """Return a keyword, or a text that cannot be taken for one."""
        if text not in VALUES and code_of(VALUES, text):
            return quoted(text)
        return positional(self.keyword(text))

    def amounts(self, amounts: Amounts, prefix: str = "") -> str:
        given = {prefix + a: str(shown(a, amount)) for a, amount in amounts.as_dict().items() if amount}
        return self.fields(**given)

    def entry(self, entry: Entry) -> Iterator[str]:
        if isinstance(entry, Batch):
            yield from self.batch(entry)
        elif isinstance(entry, Seal):
            yield from self.seal(entry)
        elif isinstance(entry, Check):
            amounts = self.amounts(entry.available) + self.fields(note=entry.note)
            yield f"{entry.date.isoformat()} {self.directive('check')} {positional(entry.unit)}{amounts}"
        elif isinstance(entry, Mark):
            key, value = (self.word_or_text(part) for part in (entry.key, entry.value))
            rest = self.fields(document=entry.document, note=entry.note)
            yield f"{entry.date.isoformat()} {self.directive('mark')} {positional(entry.subject)} {key} {value}{rest}"
        else:
            yield self.declaration(entry)

    def declaration(self, entry: Entry) -> str:
        if isinstance(entry, Unit):
            external = self.fields(external=self.keyword("yes") if entry.external else "")
            return f"{self.directive('unit')} {positional(entry.code)} {quoted(entry.name)}{external}"
        if isinstance(entry, Supplement):
            rest = self.fields(
                kind=self.keyword(entry.kind),
                approved=entry.approved.isoformat() if entry.approved else "",
                document=entry.document,
                funding=entry.funding,
                note=entry.note,
            )
            head = f"{positional(entry.id)} {positional(entry.unit)} {quoted(entry.name)}"
            return f"{self.directive('supplement')} {head}{rest}"
        if isinstance(entry, Lot):
            return self.lot(entry)
        if isinstance(entry, Occupation):
            rest = self.fields(
                approval_batch=entry.approval_batch,
                approved=entry.approved.isoformat() if entry.approved else "",
                document=entry.document,
                grade_system=entry.grade_system,
                grade=canonical_grade(entry.grade) if entry.grade is not None else "",
                patches=join_list(entry.patches),
                note=entry.note,
            )
            head = f"{positional(entry.id)} {positional(entry.unit)} {quoted(entry.name)}"
            return f"{self.directive('occupation')} {head}{rest}"
        raise TypeError(type(entry).__name__)

    def lot(self, lot: Lot) -> str:
        rest = self.fields(
            kind=self.keyword(lot.kind) if lot.kind else "",
            grade_system=lot.grade_system,
            grade_before=canonical_grade(lot.grade_before) if lot.grade_before is not None else "",
            grade_after=canonical_grade(lot.grade_after) if lot.grade_after is not None else "",
            slope=str(lot.slope) if lot.slope is not None else "",
            patches=join_list(lot.patches),
            document=lot.document,
            note=lot.note,
        )
        head = f"{positional(lot.id)} {positional(lot.supplement)} {positional(lot.unit)}"
        return f"{self.directive('lot')} {head}{rest}"

    def batch(self, batch: Batch) -> Iterator[str]:
        rest = self.fields(reverses=batch.reverses, document=batch.document, note=batch.note)
        yield f"{batch.date.isoformat()} {self.directive(batch.kind)} {positional(batch.id)}{rest}"
        for line in batch.lines:
            yield _INDENT + self.line(line).strip()

    def line(self, line: Line) -> str:
        who = self.fields(project=line.project, lot=line.lot, unit=line.unit, to_unit=line.to_unit)
        # A line of nothing is a flaw of the books; it is written so that it is seen, not lost.
        amounts = self.amounts(line.amounts) or self.fields(quantity="0.00")
        return who + amounts + self.fields(patches=join_list(line.patches))

    def seal(self, seal: Seal) -> Iterator[str]:
        rest = self.fields(document=seal.document, note=seal.note)
        yield f"{seal.date.isoformat()} {self.directive('seal')}{rest}"
        for closing in seal.closings:
            yield _INDENT + self.closing(closing).strip()

    def closing(self, closing: Closing) -> str:
        amounts = self.amounts(closing.available) + self.amounts(closing.reserved, "reserved_")
        return self.fields(unit=closing.unit) + amounts
