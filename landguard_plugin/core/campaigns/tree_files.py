"""Verdict trees from data: parsed, validated, and held to the examples that travel with them.

{"format": "landguard-verdicts/1", "id", "kind", "province", "title_zh", "title_en", "valid_from", "valid_to", "status", "source",
 "nodes": [{"code", "title_zh", "title_en", "requires": [...], "children": [...]}],
 "examples": [{"path": [...], "fields": {...}, "flaws": [codes]}]}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..patches.judging import OPINION
from ..problems import LandGuardError, Message
from .checking import flaws_of
from .fields import FieldBook
from .verdicts import VERDICTS, VerdictNode, VerdictTree

FORMAT = "landguard-verdicts/1"
STATUSES = ("found", "known", "unverified")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_TEXTS = ("id", "kind", "title_zh", "title_en", "valid_from", "status", "source")
_DEEPEST = 6


@dataclass(frozen=True)
class Example:
    """A judgement and the codes of the flaws it must have; none means it must pass."""

    path: tuple[str, ...]
    fields: Mapping[str, str]
    flaws: tuple[str, ...]


@dataclass(frozen=True)
class TreeFile:
    """A tree with what else its file says: the campaign kind and province it is for, the examples, the digest of its bytes."""

    tree: VerdictTree
    kind: str
    province: str
    examples: tuple[Example, ...]
    sha256: str
    name: str
    shipped: bool

    def in_force(self, date: str) -> bool:
        """Return whether the tree is in force on an ISO date."""
        return self.tree.valid_from <= date and (not self.tree.valid_to or date <= self.tree.valid_to)


def parse_tree(data: object, name: str, sha256: str, fields: FieldBook, shipped: bool) -> TreeFile:
    """Return the tree that a file's JSON holds.

    Raises LandGuardError LG-VDT-001..008, 012 with the file's name and the place in it; a tree that contradicts one of its own
    examples is refused too.
    """
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise LandGuardError("LG-VDT-001", file=name, format=FORMAT)
    for key in _TEXTS:
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise LandGuardError("LG-VDT-002", file=name, place=key)
    if data["status"] not in STATUSES:
        raise LandGuardError("LG-VDT-005", file=name, status=data["status"], known=", ".join(STATUSES))
    begin, end = data["valid_from"], str(data.get("valid_to") or "")
    if not _DATE.fullmatch(begin) or (end and (not _DATE.fullmatch(end) or end < begin)):
        raise LandGuardError("LG-VDT-006", file=name, begin=begin, end=end or "-")
    nodes = _nodes(data.get("nodes"), (), name, fields)
    strange = [node.code for node in nodes if node.code not in VERDICTS]
    if strange:
        raise LandGuardError("LG-VDT-003", file=name, code=", ".join(strange), known=", ".join(VERDICTS))
    tree = VerdictTree(
        data["id"], data["title_zh"], data["title_en"], begin, end, data["source"], data["status"], nodes
    )
    examples = tuple(_example(entry, number, name) for number, entry in enumerate(_list(data, "examples", name), 1))
    _hold_to_examples(tree, examples, fields, name)
    return TreeFile(tree, data["kind"], str(data.get("province") or ""), examples, sha256, name, shipped)


def _nodes(entries: object, above: tuple[str, ...], name: str, fields: FieldBook) -> tuple[VerdictNode, ...]:
    if not isinstance(entries, Sequence) or isinstance(entries, str) or not entries or len(above) >= _DEEPEST:
        raise LandGuardError("LG-VDT-002", file=name, place="/".join((*above, "nodes")))
    made: list[VerdictNode] = []
    for entry in entries:
        place = "/".join((*above, str(entry.get("code", "?")) if isinstance(entry, Mapping) else "?"))
        if not isinstance(entry, Mapping) or not all(
            isinstance(entry.get(key), str) and entry[key].strip() for key in ("code", "title_zh", "title_en")
        ):
            raise LandGuardError("LG-VDT-008", file=name, place=place)
        if not _CODE.fullmatch(entry["code"]) or entry["code"] in [node.code for node in made]:
            raise LandGuardError("LG-VDT-004", file=name, place=place)
        requires = tuple(str(field) for field in _list(entry, "requires", name))
        unknown = [field for field in requires if field not in fields and field != OPINION]
        if unknown:
            raise LandGuardError("LG-VDT-007", file=name, place=place, field=", ".join(unknown))
        below = entry.get("children")
        children = _nodes(below, (*above, entry["code"]), name, fields) if below else ()
        made.append(VerdictNode(entry["code"], entry["title_zh"], entry["title_en"], requires, children))
    return tuple(made)


def _list(data: Mapping, key: str, name: str) -> Sequence:
    value = data.get(key, ())
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise LandGuardError("LG-VDT-002", file=name, place=key)
    return value


def _example(entry: object, number: int, name: str) -> Example:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("fields", {}), Mapping):
        raise LandGuardError("LG-VDT-002", file=name, place=f"examples {number}")
    path = tuple(str(code) for code in _list(entry, "path", name))
    values = {str(key): str(value) for key, value in entry.get("fields", {}).items()}
    return Example(path, values, tuple(str(code) for code in _list(entry, "flaws", name)))


def _hold_to_examples(tree: VerdictTree, examples: Sequence[Example], fields: FieldBook, name: str) -> None:
    for number, example in enumerate(examples, 1):
        found = sorted({flaw.code for flaw in flaws_of(tree, example.path, example.fields, fields)})
        if found != sorted(set(example.flaws)):
            wanted = ", ".join(example.flaws) or "-"
            raise LandGuardError("LG-VDT-012", file=name, number=number, wanted=wanted, found=", ".join(found) or "-")


@dataclass(frozen=True)
class TreeShelf:
    """All trees at hand, and why some files are none."""

    files: tuple[TreeFile, ...]
    problems: tuple[Message, ...] = ()

    def by_id(self, tree_id: str) -> TreeFile:
        """Return the file of a tree. Raises LandGuardError LG-VDT-010 when there is none of that id."""
        for file in self.files:
            if file.tree.id == tree_id:
                return file
        raise LandGuardError("LG-VDT-010", tree=tree_id or "-", known=", ".join(file.tree.id for file in self.files))

    def in_force(self, kind: str, date: str, province: str = "") -> TreeFile:
        """Return the tree of a campaign kind on an ISO date; a province's own goes before the one for all provinces.

        Where no tree of the province or for all is in force, the newest one of another province is returned: the caller says so.
        Raises LandGuardError LG-VDT-011 when none is in force at all.
        """
        found = [file for file in self.files if file.kind == kind and file.in_force(date)]
        for wanted in (province, "", None):
            fit = [file for file in found if wanted is None or file.province == wanted]
            if fit:
                return max(fit, key=lambda file: (not file.shipped, file.tree.valid_from, file.tree.id))
        raise LandGuardError("LG-VDT-011", kind=kind, date=date)


def shelf_of(files: Iterable[TreeFile], problems: Sequence[Message]) -> TreeShelf:
    """Return the shelf of files; of two with one id the first one stays and the other is a problem (LG-VDT-009)."""
    kept: dict[str, TreeFile] = {}
    told = list(problems)
    for file in files:
        first = kept.setdefault(file.tree.id, file)
        if first is not file:
            told.append(Message("LG-VDT-009", {"file": file.name, "tree": file.tree.id, "first": first.name}))
    ordered = sorted(kept.values(), key=lambda file: (file.kind, file.tree.valid_from, file.tree.id))
    return TreeShelf(tuple(ordered), tuple(told))
