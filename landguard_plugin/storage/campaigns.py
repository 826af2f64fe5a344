"""Verdict trees and other rules of campaigns from the package and from the user's folder: dated data files with a digest."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from ..core.campaigns.fields import FieldBook
from ..core.campaigns.tree_files import FORMAT, TreeFile, TreeShelf, parse_tree, shelf_of
from ..core.problems import LandGuardError, Message
from ..core.screening.rules import FORMAT as SCREENING
from ..core.screening.rules import RulesShelf, ScreeningRules, parse_rules
from . import packaged

_MOST_BYTES = 5_000_000


@lru_cache(maxsize=1)
def judgement_fields() -> FieldBook:
    """Return the fields that verdict trees may ask for."""
    return FieldBook.from_rows(packaged.read_csv("campaigns/fields.csv"))


def tree_shelf(folder: str = "") -> TreeShelf:
    """Return the shipped verdict trees and those of the user's folder ("" for none).

    A file of the user that is no usable tree becomes a problem of the shelf, never a crash; other JSON files are passed over.
    The shipped tree of an id stays in force against a user's file of the same id.
    """
    shipped = sorted(packaged.path("campaigns").glob("*.json"))
    files = [_read(path, True) for path in shipped if _speaks_of(path, FORMAT)]
    problems: list[Message] = []
    for path in sorted(Path(folder).glob("*.json")) if folder else ():
        try:
            if _speaks_of(path, FORMAT):
                files.append(_read(path, False))
        except LandGuardError as error:
            problems.append(error.message)
    return shelf_of(files, problems)


def read_json(path: Path) -> tuple[object, str]:
    """Return the JSON of a rule file and the SHA-256 of its bytes. Raises LandGuardError LG-VDT-013 when it is none."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise LandGuardError("LG-VDT-013", file=path.name, detail=f"> {_MOST_BYTES}")
        data = path.read_bytes()
        return json.loads(data.decode("utf-8-sig")), hashlib.sha256(data).hexdigest()
    except (OSError, ValueError, RecursionError) as error:
        raise LandGuardError("LG-VDT-013", file=path.name, detail=str(error)) from error


def _read(path: Path, shipped: bool) -> TreeFile:
    data, digest = read_json(path)
    return parse_tree(data, path.name, digest, judgement_fields(), shipped)


def _speaks_of(path: Path, form: str) -> bool:
    """Return whether a JSON file is meant as this kind; one that is no JSON at all is not passed over in silence."""
    data, _ = read_json(path)
    return isinstance(data, dict) and data.get("format") == form


def rules_shelf(folder: str = "") -> RulesShelf:
    """Return the shipped screening rules and those of the user's folder; broken files of the user are problems of the shelf."""
    found = [_rules(path) for path in sorted(packaged.path("campaigns/screening").glob("*.json"))]
    problems: list[Message] = []
    for path in sorted(Path(folder).glob("*.json")) if folder else ():
        try:
            if _speaks_of(path, SCREENING):
                found.append(_rules(path))
        except LandGuardError as error:
            problems.append(error.message)
    return RulesShelf(tuple(found), tuple(problems))


def read_rules(path: Path) -> ScreeningRules:
    """Return the screening rules of one file. Raises LandGuardError LG-SCR-001 or LG-VDT-013 when it holds none."""
    return _rules(path)


def _rules(path: Path) -> ScreeningRules:
    data, digest = read_json(path)
    return parse_rules(data, path.name, digest)
