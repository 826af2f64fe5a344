"""Fields of DLTB: logical names, widths, titles, and the names other deliveries give them.

The definitions are data (resources/survey/dltb_fields.csv) with source and status; docs/domain-notes.md 1.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldDefinition:
    """One logical field: Char with a width, Float with width and decimals, or Int."""

    name: str
    title_zh: str
    kind: str
    width: int
    decimals: int
    mandatory: bool
    former_names: tuple[str, ...]


class FieldTable:
    """The logical fields of a survey layer, in the order of the standard."""

    def __init__(self, definitions: Iterable[FieldDefinition]) -> None:
        """Index the definitions by name."""
        self._definitions = {definition.name: definition for definition in definitions}

    @staticmethod
    def from_rows(rows: Iterable[Mapping[str, str]]) -> FieldTable:
        """Return the table from the rows of dltb_fields.csv."""
        return FieldTable(
            FieldDefinition(
                name=row["field"],
                title_zh=row["title_zh"],
                kind=row["type"],
                width=int(row["length"] or 0),
                decimals=int(row["decimals"] or 0),
                mandatory=row["obligation"] == "M",
                former_names=tuple(filter(None, row["former_names"].split("|"))),
            )
            for row in rows
        )

    def __iter__(self) -> Iterator[FieldDefinition]:
        """Return the definitions in the order of the standard."""
        return iter(self._definitions.values())

    def __getitem__(self, name: str) -> FieldDefinition:
        """Return the definition of a logical field."""
        return self._definitions[name]

    def find(self, logical: str, available: Sequence[str]) -> str | None:
        """Return the physical field that carries a logical one: same name in any case, former name, or Chinese title."""
        definition = self._definitions[logical]
        by_key = {name.upper(): name for name in reversed(list(available))}
        for candidate in (definition.name, *definition.former_names, definition.title_zh):
            if candidate.upper() in by_key:
                return by_key[candidate.upper()]
        return None
