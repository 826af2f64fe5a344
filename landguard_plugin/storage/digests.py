"""Digests of data sets on disk, by which the same delivery is known again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..core.problems import LandGuardError

_BLOCK = 1 << 20
_PARTS_OF_SHAPEFILE = (".shp", ".dbf")
_LOCKS = (".lock",)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, of the two files that make a shapefile, or of the files in a .gdb folder; hex.

    Raises LandGuardError LG-LAY-005 when something cannot be read.
    """
    total = hashlib.sha256()
    try:
        for part in _parts(path):
            if part != path:
                total.update(part.name.lower().encode("utf-8") + b"\0")
            with part.open("rb") as stream:
                while block := stream.read(_BLOCK):
                    total.update(block)
    except OSError as error:
        raise LandGuardError("LG-LAY-005", file=path.name, detail=str(error)) from error
    return total.hexdigest()


def _parts(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(part for part in path.rglob("*") if part.is_file() and part.suffix not in _LOCKS)
    if path.suffix.lower() == ".shp":
        beside = path.parent.iterdir()
        return sorted(part for part in beside if part.stem == path.stem and part.suffix.lower() in _PARTS_OF_SHAPEFILE)
    return [path]
