"""The ledger in a plain-text file (UTF-8): read as a whole, written as a whole by replacing the file in one step."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Optional

from ...app.ledger.ports import Snapshot
from ...core.ledger.books import Books, with_entries
from ...core.ledger.records import Entry
from ...core.ledger.text.reader import read_ledger
from ...core.ledger.text.writer import write_ledger
from ...core.problems import LandGuardError
from ...core.progress import Progress
from ..files import replace_bytes
from .memory import refuse_entries

_ENCODINGS = ("utf-8-sig", "gb18030")


class TextLedger:
    """A ledger in a text file. Its version is taken from the bytes, so an edit by hand counts as one too."""

    def __init__(self, path: Path) -> None:
        """Use this file."""
        self._path = path

    @property
    def name(self) -> str:
        """Return the path."""
        return str(self._path)

    @staticmethod
    def create(path: Path, books: Books, tongue: str = "zh") -> TextLedger:
        """Write books to a file (replacing it in one step) and return its ledger."""
        _replace(path, write_ledger(books, tongue).encode("utf-8"))
        return TextLedger(path)

    def read(self, progress: Optional[Progress] = None) -> Snapshot:
        """Return the books and what could not be read, with line numbers.

        Raises LandGuardError LG-LTX-010 when the file cannot be opened, LG-LTX-011 when it is not text.
        """
        data = self._bytes()
        reading = read_ledger(_decoded(data, self.name), progress)
        return Snapshot(reading.books, _version(data), reading.flaws, reading.lines)

    def add(self, entries: Sequence[Entry], seen: int) -> int:
        """Add entries, as the port says. Raises LandGuardError LG-LTX-012 when some line of the file cannot be read."""
        data = self._bytes()
        text = _decoded(data, self.name)
        reading = read_ledger(text)
        if _version(data) != seen:
            raise LandGuardError("LG-LST-007", path=self.name, seen=seen, stands=_version(data))
        if reading.flaws:
            first = reading.flaws[0]
            raise LandGuardError("LG-LTX-012", path=self.name, count=len(reading.flaws), line=str(first.line))
        refuse_entries(reading.books, entries, self.name)
        tongue = "en" if _is_english(text) else "zh"
        written = write_ledger(with_entries(reading.books, entries), tongue).encode("utf-8")
        _replace(self._path, written)
        if self._path.read_bytes() != written:
            raise LandGuardError("LG-LST-015", path=self.name, expected=len(written), found=self._path.stat().st_size)
        return _version(written)

    def _bytes(self) -> bytes:
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise LandGuardError("LG-LTX-010", path=self.name, detail=str(error)) from error


def _decoded(data: bytes, name: str) -> str:
    if b"\x00" in data[:4096]:
        raise LandGuardError("LG-LTX-011", path=name)
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise LandGuardError("LG-LTX-011", path=name)


def _version(data: bytes) -> int:
    return int(sha256(data).hexdigest()[:12], 16)


def _is_english(text: str) -> bool:
    words = {line.split(" ")[0] for line in text.splitlines() if line and not line[0].isspace()}
    return bool(words & {"ledger", "unit", "supplement", "lot", "occupation"})


def _replace(path: Path, data: bytes) -> None:
    try:
        replace_bytes(path, data)
    except OSError as error:
        raise LandGuardError("LG-LST-004", path=str(path), detail=str(error)) from error


def open_ledger(path: Path) -> object:
    """Return the ledger of a file, by what is in it: a database with ledger tables, else plain text.

    Raises LandGuardError LG-LTX-010 when there is no such file.
    """
    from ..sqlite.connection import is_database
    from .database import DatabaseLedger

    if not path.is_file():
        raise LandGuardError("LG-LTX-010", path=str(path), detail="-")
    return DatabaseLedger(path) if is_database(path) else TextLedger(path)


def write_ledger_file(path: Path, books: Books, tongue: str = "zh") -> object:
    """Return the ledger written to a file: a store for .gpkg and .sqlite, else plain text.

    A store that holds books already is refused (LG-LST-016); a text file is replaced in one step.
    """
    from .database import DatabaseLedger

    if path.suffix.lower() in (".gpkg", ".sqlite", ".db"):
        return DatabaseLedger.create(path, books)
    return TextLedger.create(path, books, tongue)
