"""A brief as a bureau files it (报告): title, headings, sentences with figures, small tables, who signs. What stands in it, not how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable, Union

from .records import Report, Text


@dataclass(frozen=True)
class Heading:
    """A heading of the first level: 一、……."""

    text: Text


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; its sentences follow each other without a space in between when they are Chinese."""

    sentences: tuple[Text, ...]


#: a report stands in a brief as a table: its heading, lines and unit line; notes and signature are the brief's own
Part = Union[Heading, Paragraph, Report]


@dataclass(frozen=True)
class Brief:
    """A brief of one subject. `signature` is (label, value) as in a report; the date stays open for the hand that signs."""

    title: Text
    parts: tuple[Part, ...]
    signature: tuple[tuple[Text, Text], ...] = ()

    def worded(self, say: Callable[[Text], str], between: str = "") -> Brief:
        """Return the brief in words: `say` gets each text and returns a plain str; `between` joins sentences."""

        def part(one: Part) -> Part:
            if isinstance(one, Report):
                return one.worded(say)
            if isinstance(one, Heading):
                return Heading(say(one.text))
            return Paragraph((between.join(say(sentence) for sentence in one.sentences),))

        signed = tuple((say(label), say(value)) for label, value in self.signature)
        return replace(self, title=say(self.title), parts=tuple(part(one) for one in self.parts), signature=signed)
