"""Whole files: read within a limit, written so that whoever looks sees the old bytes or the new ones, never half of them."""

from __future__ import annotations

import os
from pathlib import Path

from ..core.problems import LandGuardError


def replace_bytes(path: Path, data: bytes) -> None:
    """Put bytes in a file in one step. Raises OSError; the file is then as it was, or absent."""
    draft = path.with_name(path.name + ".saving")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_bytes(path: Path, most: int) -> bytes:
    """Return the bytes of a file of at most `most` bytes.

    Raises LandGuardError LG-LAY-001 when it is not there, LG-LAY-006 when it is too large or cannot be read.
    """
    if not path.is_file():
        raise LandGuardError("LG-LAY-001", name="INPUT", value=str(path))
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise LandGuardError("LG-LAY-006", file=path.name, detail=str(error)) from error
    if len(data) > most:
        raise LandGuardError("LG-LAY-006", file=path.name, detail=f"> {most // 1_000_000} MB")
    return data
