"""Text that stays text: what goes into a cell of an exported table and what a sheet may be called.

A spreadsheet runs a text that begins with =, +, - or @ as a formula when it is stored as one; writers store what comes from here
as a string, always. Control characters cannot stand in the file at all and are shown as the replacement character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: a cell of a spreadsheet holds no more characters
LONGEST = 32_767
_SHEET_NAME = 31
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def cell_text(text: str) -> str:
    """Return a text as a cell can hold it: unprintable characters marked, an endless one cut with an ellipsis."""
    clean = _UNPRINTABLE.sub("\ufffd", str(text))
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"


def sheet_names(names: Iterable[str]) -> list[str]:
    """Return names a spreadsheet takes for its sheets: no forbidden character, at most 31 long, no two alike."""
    taken: list[str] = []
    for name in names:
        plain = _FORBIDDEN.sub("_", cell_text(name)).strip("' ")[:_SHEET_NAME] or "_"
        number, chosen = 1, plain
        while chosen.casefold() in {other.casefold() for other in taken}:
            number += 1
            ending = f"_{number}"
            chosen = plain[: _SHEET_NAME - len(ending)] + ending
        taken.append(chosen)
    return taken
