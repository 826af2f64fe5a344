"""Files and folders on their way in: each is read when its turn comes, and named when it cannot be."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ...app.patches.proving_ports import Incoming
from ...core.problems import LandGuardError

#: no photo and no scanned document of an office is larger; what is, is named and left where it is
LARGEST = 200 * 1024 * 1024


def incoming(paths: Iterable[Path]) -> list[Incoming]:
    """Return the files, those of folders and their folders included, in the order of their names."""
    found: list[Incoming] = []
    for path in paths:
        if path.is_dir():
            found += [
                Incoming(str(file.relative_to(path)), _reader(file))
                for file in sorted(Path(parent, name) for parent, _, names in os.walk(path) for name in names)
            ]
        else:
            found.append(Incoming(path.name, _reader(path)))
    return found


def _reader(path: Path):
    def read() -> bytes:
        try:
            size = path.stat().st_size
            if size > LARGEST:
                raise LandGuardError("LG-EVI-013", name=path.name, size=size, limit=LARGEST)
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except OSError as error:
            raise LandGuardError("LG-EVI-011", name=path.name, detail=error.strerror or str(error)) from error
        if not content:
            raise LandGuardError("LG-EVI-012", name=path.name)
        return content

    return read
