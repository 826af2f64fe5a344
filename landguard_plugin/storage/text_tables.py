"""Small tables that users write: CSV in whatever encoding and separator their spreadsheet saved. Values stay text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ..core.problems import LandGuardError


def read_pairs(path: Path, key: Sequence[str], value: Sequence[str]) -> list[tuple[str, str]]:
    """Return (key, value) of every row; `key` and `value` list the column names accepted, in any case.

    Raises LandGuardError LG-LAY-001 when there is no such file, LG-TAB-001 when it is no text, LG-TAB-002 without the columns.
    """
    header, rows = read_table(path)
    by_name = {name.strip().lower(): index for index, name in reversed(list(enumerate(header)))}
    positions = [next((by_name[name] for name in names if name in by_name), None) for names in (key, value)]
    if None in positions:
        wanted = f"{key[0]},{value[0]}"
        raise LandGuardError("LG-TAB-002", file=path.name, wanted=wanted, columns=", ".join(header) or "-")
    first, second = positions
    pairs = []
    for row in rows:
        cells = [cell.strip() for cell in row] + [""] * len(header)
        if cells[first] or cells[second]:
            pairs.append((cells[first], cells[second]))
    return pairs


def read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return (column names, rows) of a CSV file; lines that start with # are notes."""
    if not path.is_file():
        raise LandGuardError("LG-LAY-001", name=path.name, value=str(path))
    lines = [line for line in _text(path).splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return [], []
    separator = max(",;\t", key=lines[0].count)
    header, *rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    return [name.strip() for name in header], rows


def _text(path: Path) -> str:
    data = path.read_bytes()
    has_mark = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if has_mark else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LandGuardError("LG-TAB-001", file=path.name)
