"""Which field of a delivery carries which logical field of DLTB.

What the user says wins; then the same name in any case, the names former standards and drafts used, the Chinese title as field
name or as alias (File GDB), and last a Chinese title that a shapefile cut at 10 bytes, where only one title can be meant.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from ..problems import LandGuardError
from .encoding import cut_name
from .fields import FieldDefinition, FieldTable


@dataclass(frozen=True)
class SourceField:
    """A field of a delivery: its name, its alias ("" for none), its kind: text, integer, number, date or other."""

    name: str
    alias: str = ""
    kind: str = "text"


@dataclass(frozen=True)
class FieldMapping:
    """Logical field -> position of the source field; what was not taken; names too short to tell titles apart."""

    positions: Mapping[str, int]
    left_over: tuple[str, ...]
    ambiguous: tuple[str, ...]


def parse_field_map(text: str, fields: FieldTable, source: Sequence[SourceField]) -> dict[str, Optional[str]]:
    """Return logical field -> source field (None: leave it out) from JSON of either direction.

    {"DLBM": "class_code"} and {"class_code": "DLBM"} mean the same; where both sides are logical names the key is the logical
    one. Raises LandGuardError LG-IMP-001 for text that is no such JSON, LG-IMP-002 for a name neither side knows.
    """
    if not text.strip():
        return {}
    try:
        pairs = json.loads(text)
    except ValueError as error:
        raise LandGuardError("LG-IMP-001", detail=str(error)) from error
    if not isinstance(pairs, dict) or not all(v is None or isinstance(v, str) for v in pairs.values()):
        raise LandGuardError("LG-IMP-001", detail=type(pairs).__name__)
    logical = {definition.name.upper(): definition.name for definition in fields}
    wanted: dict[str, Optional[str]] = {}
    for key, value in pairs.items():
        if key.upper() in logical:
            wanted[logical[key.upper()]] = value
        elif value is not None and value.upper() in logical:
            wanted[logical[value.upper()]] = key
        else:
            raise LandGuardError("LG-IMP-002", field=key, fields=_listed(source))
    return wanted


def map_fields(
    fields: FieldTable,
    source: Sequence[SourceField],
    wanted: Optional[Mapping[str, Optional[str]]] = None,
    encoding: Optional[str] = None,
) -> FieldMapping:
    """Return the mapping; `wanted` as from `parse_field_map`, `encoding` of a shapefile whose names are cut.

    Raises LandGuardError LG-IMP-002 when a wanted source field does not exist.
    """
    wanted = wanted or {}
    positions: dict[str, int] = {}
    ambiguous: set[str] = set()
    for definition in fields:
        if definition.name in wanted:
            name = wanted[definition.name]
            if name is not None:
                positions[definition.name] = _named(name, source)
            continue
        position = _find(definition, source)
        if position is None and encoding is not None:
            position = _find_cut(definition, fields, source, encoding, ambiguous)
        if position is not None:
            positions[definition.name] = position
    taken = set(positions.values())
    left_over = tuple(field.name for index, field in enumerate(source) if index not in taken)
    return FieldMapping(positions, left_over, tuple(sorted(ambiguous)))


def _named(name: str, source: Sequence[SourceField]) -> int:
    for same in (
        lambda field: field.name == name,
        lambda field: name.upper() in (field.name.upper(), field.alias.upper()),
    ):
        for index, field in enumerate(source):
            if same(field):
                return index
    raise LandGuardError("LG-IMP-002", field=name, fields=_listed(source))


def _find(definition: FieldDefinition, source: Sequence[SourceField]) -> Optional[int]:
    for candidate in (definition.name, *definition.former_names, definition.title_zh):
        for index, field in enumerate(source):
            if candidate.upper() in (field.name.strip().upper(), field.alias.strip().upper()):
                return index
    return None


def _find_cut(
    definition: FieldDefinition,
    fields: FieldTable,
    source: Sequence[SourceField],
    encoding: str,
    ambiguous: set[str],
) -> Optional[int]:
    short = cut_name(definition.title_zh, encoding)
    if short == definition.title_zh:
        return None
    matches = [index for index, field in enumerate(source) if field.name == short]
    twins = [other for other in fields if cut_name(other.title_zh, encoding) == short]
    if matches and len(twins) > 1:
        ambiguous.add(short)
        return None
    return matches[0] if len(matches) == 1 else None


def _listed(source: Sequence[SourceField]) -> str:
    return ", ".join(f"{field.name} ({field.alias})" if field.alias else field.name for field in source)
