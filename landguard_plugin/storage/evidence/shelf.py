"""The shelf: originals beside the store in `NAME_evidence/ab/cdef….jpg`, named by SHA-256, so that moving both keeps all links.

An original is written to a temporary file, flushed to the disk, read back and hashed, and only then given its name; it is never
overwritten and made read-only against slips of the hand. Nothing stores a path: the hash is the link.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ...app.patches.proving_ports import Amiss, Kept
from ...core.problems import LandGuardError
from ...core.trust.digests import sm3_of

_TEMPORARY = ".coming-"
_BLOCK = 1 << 20
_ENDING = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class FolderShelf:
    """A shelf in a folder. It is made when the first original comes in."""

    def __init__(self, folder: Path) -> None:
        """Take a folder that need not exist yet."""
        self.folder = folder

    @staticmethod
    def beside(store: Path) -> FolderShelf:
        """Return the shelf of a store: the folder NAME_evidence next to it."""
        return FolderShelf(store.with_name(f"{store.stem}_evidence"))

    def put(self, content: bytes, ending: str) -> Kept:
        """Keep an original; one that is there already is looked at and left alone.

        Raises LandGuardError LG-EVI-021 when it cannot be written, LG-EVI-022 when the disk gives other bytes back,
        LG-EVI-024 when a file of this name holds other bytes.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        found = self._find(sha256)
        if found is not None:
            if _hash_of(found) != sha256:
                raise LandGuardError("LG-EVI-024", sha256=sha256, place=self._relative(found))
            return self._kept(content, sha256, found)
        target = self.folder / sha256[:2] / f"{sha256[2:]}.{_clean(ending)}"
        try:
            self._write(content, sha256, target)
        except OSError as error:
            raise LandGuardError("LG-EVI-021", folder=str(self.folder), detail=error.strerror or str(error)) from error
        return self._kept(content, sha256, target)

    def read(self, sha256: str) -> bytes:
        """Return an original, checked against its hash. Raises LandGuardError LG-EVI-023 or LG-EVI-024."""
        found = self._find(sha256)
        if found is None:
            raise LandGuardError("LG-EVI-023", sha256=sha256, folder=str(self.folder))
        try:
            content = found.read_bytes()
        except OSError as error:
            raise LandGuardError("LG-EVI-023", sha256=sha256, folder=str(self.folder)) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise LandGuardError("LG-EVI-024", sha256=sha256, place=self._relative(found))
        return content

    def look(self, sha256: str) -> Amiss | None:
        """Return what is amiss with an original, None when it lies there unchanged."""
        found = self._find(sha256)
        if found is None:
            return Amiss(sha256, f"{sha256[:2]}/{sha256[2:]}", "missing")
        try:
            altered = _hash_of(found) != sha256
        except OSError:
            altered = True
        return Amiss(sha256, self._relative(found), "altered") if altered else None

    def strangers(self, known: Iterable[str]) -> list[Amiss]:
        """Return the files on the shelf that no known hash names, unfinished ones included."""
        names = set(known)
        files = sorted(_files_below(self.folder))
        relative = [(file, self._relative(file)) for file in files]
        return [
            Amiss("", place, "unknown") for file, place in relative if f"{file.parent.name}{file.stem}" not in names
        ]

    def path_of(self, sha256: str) -> Path | None:
        """Return where an original lies, for programs that open files; None when it is missing."""
        return self._find(sha256)

    def bring_back(self, wanted: Iterable[tuple[str, int]], folder: object) -> tuple[list[str], list[str]]:
        """Look for missing originals (hash, size) in another folder, by content, and put them back.

        Returns (found hashes, hashes still missing). Raises LandGuardError LG-EVI-02x when one cannot be written.
        """
        missing = {sha256: size for sha256, size in wanted if self._find(sha256) is None}
        sizes, found = set(missing.values()), []
        for file in sorted(_files_below(Path(str(folder)))):
            if len(found) == len(missing) or file.stat().st_size not in sizes:
                continue
            content = _bytes_or_nothing(file)
            sha256 = hashlib.sha256(content).hexdigest()
            if sha256 in missing and sha256 not in found:
                self.put(content, file.suffix[1:])
                found.append(sha256)
        return found, [sha256 for sha256 in missing if sha256 not in found]

    def _write(self, content: bytes, sha256: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            if _hash_of(temporary) != sha256:
                raise LandGuardError("LG-EVI-022", folder=str(self.folder))
            temporary.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.chmod(stat.S_IWRITE)
                temporary.unlink()
            raise
        _flush_folder(target.parent)

    def _find(self, sha256: str) -> Path | None:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            return None
        folder = self.folder / sha256[:2]
        with suppress(OSError):
            return next((file for file in sorted(folder.glob(f"{sha256[2:]}.*")) if file.is_file()), None)
        return None

    def _kept(self, content: bytes, sha256: str, path: Path) -> Kept:
        return Kept(sha256, sm3_of(content), len(content), self._relative(path))

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield the regular files below a folder; links are not followed."""
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in names:
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink():
                yield path


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(_BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()


def _bytes_or_nothing(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _clean(ending: str) -> str:
    letters = "".join(letter for letter in ending.lower() if letter in _ENDING)[:8]
    return letters or "bin"


def _flush_folder(folder: Path) -> None:
    """Make a new name survive a power cut, where the system can (Windows cannot open folders)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
