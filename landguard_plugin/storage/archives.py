"""Data sets in folders and in zip archives: where they are, and the files beside them. Nothing is ever unpacked.

Names in archives made on Chinese Windows are GBK without saying so; readers (GDAL, Python) take them for CP437. They are left as
those readers need them and made readable only for showing.
"""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Optional

from ..core.problems import LandGuardError

FILE_SUFFIXES = (".shp", ".gpkg", ".geojson", ".fgb", ".kml")
MOST_ENTRIES = 20_000
MOST_BYTES = 20_000_000_000
_LARGE, _MOST_TIMES = 200_000_000, 300  # an entry this large must not be packed tighter than this: no survey is


@dataclass(frozen=True)
class DataFile:
    """A data set: a file or .gdb folder on disk, or one inside a zip archive."""

    path: Path
    inner: str = ""  # path inside the archive, "" when `path` is the data set itself

    @property
    def for_gdal(self) -> str:
        """Return the path as GDAL opens it."""
        return f"/vsizip/{self.path.as_posix()}/{self.inner}" if self.inner else str(self.path)

    @property
    def name(self) -> str:
        """Return the name without suffix, readable."""
        return PurePosixPath(readable(self.inner)).stem if self.inner else self.path.stem

    @property
    def is_shapefile(self) -> bool:
        """Return whether this is a .shp."""
        return (self.inner or self.path.name).lower().endswith(".shp")

    def beside(self, suffix: str) -> Optional[DataFile]:
        """Return the file of the same name with another suffix in any case (.dbf, .cpg), None when there is none."""
        if self.inner:
            wanted = self.inner[: self.inner.rfind(".")].lower() + suffix
            names = [name for name in _entries(self.path) if name.lower() == wanted]
            return DataFile(self.path, names[0]) if names else None
        for candidate in (suffix, suffix.upper()):
            path = self.path.with_suffix(candidate)
            if path.is_file():
                return DataFile(path)
        wanted = (self.path.stem + suffix).lower()
        found = [path for path in self.path.parent.iterdir() if path.name.lower() == wanted]
        return DataFile(found[0]) if found else None

    @contextmanager
    def open(self) -> BinaryIO:
        """Open for reading bytes."""
        if not self.inner:
            with self.path.open("rb") as stream:
                yield stream
            return
        with zipfile.ZipFile(self.path) as archive, archive.open(self.inner) as stream:
            yield stream


def data_files(path: Path) -> list[DataFile]:
    """Return the data sets a path offers: itself, or those inside a zip.

    Raises LandGuardError LG-IMP-005 when there is nothing to read, LG-IMP-010 for an archive that is damaged or too full.
    """
    if not path.exists():
        raise LandGuardError("LG-LAY-001", name="INPUT", value=str(path))
    if path.suffix.lower() != ".zip":
        return [DataFile(path)]
    names = _entries(path)
    folders = {_gdb_folder(name) for name in names} - {None}
    files = [name for name in names if name.lower().endswith(FILE_SUFFIXES) and _gdb_folder(name) is None]
    found = [DataFile(path, name) for name in sorted(folders) + sorted(files)]
    if not found:
        raise LandGuardError("LG-IMP-005", file=path.name, detail=", ".join(names[:10]) or "-")
    return found


def readable(name: str) -> str:
    """Return an archive's file name as its maker saw it: GBK names that were read as CP437 are set right."""
    try:
        return name.encode("cp437").decode("gbk")
    except UnicodeError:
        return name


def _gdb_folder(name: str) -> Optional[str]:
    parts = PurePosixPath(name).parts
    for index, part in enumerate(parts):
        if part.lower().endswith(".gdb"):
            return "/".join(parts[: index + 1])
    return None


def refuse_bomb(path: Path) -> list[str]:
    """Return the names in an archive (a zip, an xlsx) that can be unpacked without harm.

    Raises LandGuardError LG-IMP-010 for a damaged archive, too many entries, or entries that unpack to absurd sizes.
    """
    return _entries(path)


def _entries(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            sizes = [(entry.file_size, max(entry.compress_size, 1)) for entry in archive.infolist()]
    except (zipfile.BadZipFile, OSError) as error:
        raise LandGuardError("LG-IMP-010", file=path.name, detail=str(error)) from error
    if len(names) > MOST_ENTRIES:
        raise LandGuardError("LG-IMP-010", file=path.name, detail=str(len(names)))
    total = sum(size for size, _ in sizes)
    if total > MOST_BYTES or any(size > _LARGE and size > _MOST_TIMES * packed for size, packed in sizes):
        raise LandGuardError("LG-IMP-010", file=path.name, detail=f"{total:,} B")
    return names
